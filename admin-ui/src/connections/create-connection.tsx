import { Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead } from '../api/queries.tsx';
import type { Connection } from '../api/shapes.ts';
import { importPath } from '../connectors/connector-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { LinkButton } from '../show/link-button.tsx';
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
  const { client, key, space } = useHub();
  const cache = useCache();
  const [chosen, setChosen] = useState(connector);
  const connectors = useRead(key('connectors', 'choice'), (signal) =>
    answer(client.GET('/api/connectors', { signal, params: { query: { limit: 200, sort: 'title' } } })),
  );
  const auth = useConnectorAuth(chosen);
  const offered = connectors.data?.items ?? [];
  if (connectors.data !== undefined && offered.length === 0)
    return (
      <Stack gap={12} align="flex-start">
        <p className="muted">{t('connections.noConnector')}</p>
        <LinkButton size="xs" to={importPath(space)}>
          {t('connectors.import')}
        </LinkButton>
      </Stack>
    );
  return (
    <Stack gap={16}>
      <Select
        label={t('connections.connector')}
        placeholder={t('field.choose')}
        searchable
        required
        data-autofocus={chosen === null || undefined}
        data={offered.map(({ name, title }) => ({
          value: name,
          label: title === name ? name : `${title} (${name})`,
        }))}
        value={chosen}
        onChange={setChosen}
      />
      {connectors.problem !== null && (
        <Failure
          quiet
          what={t('connectors.failed')}
          problem={connectors.problem}
          onRetry={connectors.reload}
        />
      )}
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
