import { Skeleton, Stack } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Connection } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { UsedBy } from '../connectors/used-by.tsx';
import { useNotices } from '../show/notices.tsx';
import { ConnectionForm } from './connection-form.tsx';
import { bodyOf, entryOf } from './entry.ts';
import { useConnectionUses } from './use-connection-uses.ts';
import { useConnectorAuth } from './use-connector-auth.ts';

interface EditProps {
  readonly connection: Connection;
  onDone(): void;
}

export const EditConnection = ({ connection, onDone }: EditProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const auth = useConnectorAuth(connection.connector);
  const known = auth.data;
  const namedBy = useConnectionUses(connection.id).data?.namedBy ?? [];
  if (known === undefined)
    return auth.problem === null ? (
      <Stack gap={12} aria-hidden>
        <Skeleton h={36} />
        <Skeleton h={36} />
      </Stack>
    ) : (
      <Failure what={t('connections.formFailed')} problem={auth.problem} onRetry={auth.reload} />
    );
  return (
    <ConnectionForm
      schemes={known.schemes}
      server={known.server}
      initial={entryOf(connection)}
      before={connection}
      renamed={
        namedBy.length > 0 && (
          <div role="status">
            <p>{t('connections.renamedText', { name: connection.name })}</p>
            <UsedBy users={{ flows: [], toolsets: namedBy }} />
          </div>
        )
      }
      action={t('save')}
      failed={t('connections.notSaved')}
      submit={async (entry) => {
        await answer(
          client.PATCH('/api/connections/{connectionId}', {
            params: { path: { connectionId: connection.id } },
            body: { name: entry.name.trim(), ...bodyOf(known.schemes, entry, connection) },
          }),
        );
        cache.expire(key('connections'));
        notices.done(t('connections.saved', { name: entry.name.trim() }));
        onDone();
      }}
      onCancel={onDone}
    />
  );
};
