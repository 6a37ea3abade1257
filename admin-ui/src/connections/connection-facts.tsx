import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useHub } from '../api/hub-context.tsx';
import type { Connection } from '../api/shapes.ts';
import { connectorPath } from '../connectors/connector-path.ts';
import { Link } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { CopyIcon } from '../show/copy-button.tsx';
import { Facts } from '../show/facts.tsx';
import { ExactTime } from '../show/time.tsx';
import { ConnectionState } from './connection-state.tsx';
import styles from './connections.module.css';

type Fact = readonly [string, ReactNode];

export const ConnectionFacts = ({ connection }: { readonly connection: Connection }) => {
  const t = useT();
  const { space } = useHub();
  const { alternative, secrets, settings, server, scopes, facts } = connection;
  const perhaps = (there: boolean, fact: Fact): readonly Fact[] => (there ? [fact] : []);
  const entered = Object.entries(secrets).flatMap(([scheme, fields]) =>
    Object.entries(fields).map(([field, { hint }]) => ({ place: `${scheme}: ${field}`, hint })),
  );
  const said = Object.entries(settings).flatMap(([scheme, fields]) =>
    Object.entries(fields).map(([field, value]) => ({ place: `${scheme}: ${field}`, value })),
  );
  return (
    <Facts
      facts={[
        [t('connections.state'), <ConnectionState key="state" state={connection.state} />],
        [
          t('connections.connector'),
          <Link key="connector" to={connectorPath(space, connection.connector)} className="link">
            {connection.connector}
          </Link>,
        ],
        ...perhaps(connection.isDefault, [t('connections.default'), t('yes')]),
        [t('connections.schemes'), Object.keys(alternative).join(' + ') || t('operation.noAuth')],
        ...perhaps(connection.account !== null, [t('connections.account'), connection.account]),
        ...perhaps(scopes.length > 0, [
          t('connections.scopes'),
          <ul key="scopes" className={styles['plain']}>
            {scopes.map((scope) => (
              <li key={scope}>
                <code>{scope}</code>
              </li>
            ))}
          </ul>,
        ]),
        ...perhaps(server.url !== null, [t('connections.server'), <code key="server">{server.url}</code>]),
        ...Object.entries(server.variables).map(([name, value]): Fact => [
          name,
          <code key={name}>{value}</code>,
        ]),
        ...perhaps(said.length > 0, [
          t('connections.settings'),
          <ul key="settings" className={styles['plain']}>
            {said.map(({ place, value }) => (
              <li key={place}>
                <span className="muted">{place}</span> <code>{value}</code>
              </li>
            ))}
          </ul>,
        ]),
        ...perhaps(entered.length > 0, [
          t('connections.secrets'),
          <ul key="secrets" className={styles['plain']}>
            {entered.map(({ place, hint }) => (
              <li key={place}>
                <span className="muted">{place}</span>{' '}
                {hint === null ? t('connections.set') : t('connections.setEndsIn', { hint })}
              </li>
            ))}
          </ul>,
        ]),
        ...Object.entries(facts).map(([name, value]): Fact => [name, <code key={name}>{value}</code>]),
        ...perhaps(connection.expiresAt !== null, [
          t('connections.tokenUntil'),
          <ExactTime key="expires" at={connection.expiresAt} />,
        ]),
        ...perhaps(connection.refreshedAt !== null, [
          t('connections.refreshed'),
          <ExactTime key="refreshed" at={connection.refreshedAt} />,
        ]),
        ...perhaps(connection.lastError !== null, [t('connections.lastError'), connection.lastError]),
        [t('connectors.created'), <ExactTime key="created" at={connection.createdAt} />],
        [
          'ID',
          <Group key="id" gap={4} wrap="nowrap">
            <code>{connection.id}</code>
            <CopyIcon value={connection.id} label={t('copy.id')} />
          </Group>,
        ],
      ]}
    />
  );
};
