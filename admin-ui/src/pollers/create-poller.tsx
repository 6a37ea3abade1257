import { Stack } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { OperationFacts, Poller } from '../api/shapes.ts';
import { ConnectorSelect } from '../connectors/connector-select.tsx';
import { useT } from '../messages/messages-context.tsx';
import { definitionsOf, isRecord } from '../schema-form/settle.ts';
import { startValue } from '../schema-form/start-value.ts';
import { emptyTiming, emptyTrack, newPollerOf, type Entry } from './entry.ts';
import { guessPlaces } from './guess-places.ts';
import { OperationFirst } from './operation-first.tsx';
import { PollerForm } from './poller-form.tsx';

interface CreateProps {
  /** The one to begin with. */
  readonly connector: string | null;
  onCreated(poller: Poller): void;
  onCancel(): void;
}

/** The connector, its operation, and then when and what to look for. */
export const CreatePoller = ({ connector, onCreated, onCancel }: CreateProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const [chosen, setChosen] = useState(connector);
  return (
    <Stack gap={16}>
      <ConnectorSelect value={chosen} none={t('pollers.noConnector')} onChange={setChosen} />
      {chosen !== null && (
        <OperationFirst
          key={chosen}
          connector={chosen}
          operation=""
          form={(facts) => (
            <PollerForm
              key={facts.name}
              connector={chosen}
              facts={facts}
              initial={beginning(facts)}
              action={t('pollers.createSubmit')}
              failed={t('pollers.notCreated')}
              submit={async (entry, schedule) => {
                const body = newPollerOf(chosen, entry, schedule);
                const made = await answer(client.POST('/api/pollers', { body }));
                cache.expire(key('pollers'));
                onCreated(made);
              }}
              onCancel={onCancel}
            />
          )}
        />
      )}
    </Stack>
  );
};

/** As much as the operation itself tells. */
const beginning = (facts: OperationFacts): Entry => {
  const input: unknown = facts.input;
  const guess = guessPlaces(facts.output);
  const paging: unknown = facts.hints['paging'];
  const paged = isRecord(paging) && typeof paging['items'] === 'string' ? paging['items'] : undefined;
  return {
    ...{ name: facts.name, operation: facts.name, connectionId: null, timing: emptyTiming },
    input: startValue(input, definitionsOf(input)) ?? {},
    track: { ...emptyTrack, ...guess, items: paged ?? guess.items },
  };
};
