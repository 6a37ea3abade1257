import { Button, Group, Stack } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Connection } from '../api/shapes.ts';
import { isUsed, UsedBy } from '../connectors/used-by.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { Failure } from '../show/failure.tsx';
import { useNotices } from '../show/notices.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { ConnectionFacts } from './connection-facts.tsx';
import { DeviceCode } from './device-code.tsx';
import { RevokeConnection } from './revoke-connection.tsx';
import { useConnectionUses } from './use-connection-uses.ts';
import { useConnect } from './use-connect.ts';
import styles from './connections.module.css';

interface DetailProps {
  readonly connection: Connection;
  onEdit(): void;
  onDelete(): void;
}

/** One connection: its state, what can be done about it, and what is known of it. */
export const ConnectionDetail = ({ connection, onEdit, onDelete }: DetailProps) => {
  const t = useT();
  const may = useMay();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const { id: connectionId, name, state } = connection;
  const connect = useConnect(connectionId);
  const users = useConnectionUses(connectionId).data;
  const params = { path: { connectionId } };
  const test = useWrite(() => answer(client.POST('/api/connections/{connectionId}/test', { params })));
  const prefer = useWrite(() => answer(client.POST('/api/connections/{connectionId}/default', { params })));
  const look = (): void => cache.expire(key('connections'));
  const failed = connect.write.problem ?? test.problem ?? prefer.problem;
  const waiting = connect.device !== null && state !== 'ready';
  const needs = state !== 'ready';
  return (
    <Stack gap={16}>
      {state === 'needs_reauth' && (
        <div className={styles['warning']} role="status">
          <p className={styles['title']}>{t('connections.reauthTitle')}</p>
          <p>{t('connections.reauthText')}</p>
          {connection.lastError !== null && <p className="muted any-break">{connection.lastError}</p>}
        </div>
      )}
      {may('connections.write') && (
        <Group gap={8}>
          {hasOAuth(connection) && (
            <Button
              size="xs"
              variant={needs ? 'filled' : 'default'}
              loading={connect.write.busy}
              onClick={connect.begin}
            >
              {t(state === 'needs_auth' ? 'connect.begin' : 'connect.again')}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            loading={test.busy}
            disabled={state === 'needs_auth' || state === 'revoked'}
            onClick={() =>
              void test.run(undefined).then(
                () => look(),
                () => undefined,
              )
            }
          >
            {t('connections.test')}
          </Button>
          <Button size="xs" variant={needs && !hasOAuth(connection) ? 'filled' : 'default'} onClick={onEdit}>
            {t('connections.edit')}
          </Button>
          {!connection.isDefault && (
            <Button
              size="xs"
              variant="default"
              loading={prefer.busy}
              onClick={() =>
                void prefer.run(undefined).then(
                  () => {
                    look();
                    notices.done(t('connections.isDefault', { name }));
                  },
                  () => undefined,
                )
              }
            >
              {t('connections.makeDefault')}
            </Button>
          )}
        </Group>
      )}
      {failed !== null && <Failure quiet what={t('connections.actionFailed')} problem={failed} />}
      {test.result !== undefined && (
        <div role="status">
          <StateMark tone={test.result.ok ? 'success' : 'failed'}>
            {t(test.result.ok ? 'connections.works' : 'connections.worksNot')}
          </StateMark>
          <p className="muted any-break" lang="en">
            {test.result.message}
            {test.result.status !== null && ` (${test.result.status})`}
          </p>
        </div>
      )}
      {waiting && connect.device !== null && (
        <DeviceCode step={connect.device} onLook={look} onClose={connect.closeDevice} />
      )}
      <ConnectionFacts connection={connection} />
      {users !== undefined && isUsed(users) && (
        <section aria-label={t('usedBy')}>
          <h3>{t('usedBy')}</h3>
          <UsedBy users={users} />
        </section>
      )}
      {may('connections.write') && (
        <Group gap={8}>
          {state !== 'revoked' && <RevokeConnection connection={connection} />}
          <Button size="xs" variant="default" onClick={onDelete}>
            {t('connections.delete')}
          </Button>
        </Group>
      )}
    </Stack>
  );
};

/** Whether somebody signs in at a provider: keys and passwords are entered, not connected. */
const hasOAuth = ({ settings }: Connection): boolean =>
  Object.values(settings).some((fields) => fields['clientId'] !== undefined);
