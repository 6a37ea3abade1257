import { Stack } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Connection } from '../api/shapes.ts';
import { ConnectorSelect } from '../connectors/connector-select.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { ConnectionForm } from './connection-form.tsx';
import { bodyOf, emptyEntry } from './entry.ts';
import { useConnectorAuth } from './use-connector-auth.ts';

interface CreateProps {
  /** The one to begin with. */
  readonly connector: string | null;
  onCreated(connection: Connection): void;
  onCancel(): void;
}

/** The connector first, then what it needs. */
export const CreateConnection = ({ connector, onCreated, onCancel }: CreateProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const [chosen, setChosen] = useState(connector);
  const auth = useConnectorAuth(chosen);
  return (
    <Stack gap={16}>
      <ConnectorSelect value={chosen} none={t('connections.noConnector')} onChange={setChosen} />
      {auth.problem !== null && (
        <Failure quiet what={t('connections.formFailed')} problem={auth.problem} onRetry={auth.reload} />
      )}
      {chosen !== null && auth.data !== undefined && (
        <ConnectionForm
          key={chosen}
          schemes={auth.data.schemes}
          server={auth.data.server}
          initial={emptyEntry(auth.data.title.slice(0, 100), auth.data.schemes)}
          action={t('connections.createSubmit')}
          failed={t('connections.notCreated')}
          submit={async (entry) => {
            const body = bodyOf(auth.data?.schemes ?? [], entry);
            const made = await answer(
              client.POST('/api/connections', {
                body: { connector: chosen, name: entry.name.trim(), ...body },
              }),
            );
            cache.expire(key('connections'));
            onCreated(made);
          }}
          onCancel={onCancel}
        />
      )}
    </Stack>
  );
};
