import { Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { HookOnce } from '../api/shapes.ts';
import { ConnectorSelect } from '../connectors/connector-select.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { emptyEntry, newHookOf, type Entry } from './entry.ts';
import { HookForm } from './hook-form.tsx';
import { HookShownOnce } from './hook-once.tsx';
import { useHookNeeds } from './use-hook-needs.ts';

interface CreateProps {
  /** The one to begin with. */
  readonly connector: string | null;
  onDone(id: string): void;
  onCancel(): void;
}

/** The connector first, then who sends, and at the end what the provider is given. */
export const CreateHook = ({ connector, onDone, onCancel }: CreateProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const [chosen, setChosen] = useState(connector);
  const [made, setMade] = useState<{ once: HookOnce; about: string | undefined } | null>(null);
  const needs = useHookNeeds();
  if (made !== null)
    return <HookShownOnce once={made.once} about={made.about} onDone={() => onDone(made.once.endpoint.id)} />;
  const submit = async (name: string, entry: Entry): Promise<void> => {
    const provider = needs.data?.providers.find((one) => one.name === entry.provider);
    const once = await answer(client.POST('/api/hooks', { body: newHookOf(name, entry, provider) }));
    cache.expire(key('hooks'));
    setMade({ once, about: provider?.secret });
  };
  return (
    <Stack gap={16}>
      <ConnectorSelect value={chosen} none={t('hooks.noConnector')} onChange={setChosen} />
      {needs.problem !== null && (
        <Failure quiet what={t('hooks.formFailed')} problem={needs.problem} onRetry={needs.reload} />
      )}
      {chosen !== null && needs.data === undefined && needs.problem === null && (
        <Stack gap={12} aria-hidden>
          <Skeleton h={36} />
          <Skeleton h={36} />
        </Stack>
      )}
      {chosen !== null && needs.data !== undefined && (
        <HookForm
          key={chosen}
          connector={chosen}
          providers={needs.data.providers}
          body={needs.data.body}
          initial={emptyEntry}
          action={t('hooks.createSubmit')}
          failed={t('hooks.notCreated')}
          submit={(entry) => submit(chosen, entry)}
          onCancel={onCancel}
        />
      )}
    </Stack>
  );
};
