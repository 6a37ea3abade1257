import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useHub } from '../api/hub-context.tsx';
import type { Hook } from '../api/shapes.ts';
import { connectorPath } from '../connectors/connector-path.ts';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNow } from '../show/clock-tick.ts';
import { CopyIcon } from '../show/copy-button.tsx';
import { Facts } from '../show/facts.tsx';
import { ExactTime } from '../show/time.tsx';
import { sayCheck, sayPlace } from './check-words.ts';
import { byCode } from './entry.ts';
import { HookState } from './hook-state.tsx';
import { useHookNeeds } from './use-hook-needs.ts';
import styles from './webhooks.module.css';

type Fact = readonly [string, ReactNode];

export const HookFacts = ({ hook }: { readonly hook: Hook }) => {
  const t = useT();
  const now = useNow();
  const { space } = useHub();
  const { verification, events, connectionId, challenge } = hook;
  const providers = useHookNeeds().data?.providers;
  const perhaps = (there: boolean, fact: Fact): readonly Fact[] => (there ? [fact] : []);
  const good = hook.secrets.filter(({ endsAt }) => endsAt === null || Date.parse(endsAt) > now);
  const names = events.name.map(sayPlace).join(' . ');
  return (
    <Facts
      facts={[
        [t('connections.state'), <HookState key="state" hook={hook} />],
        [
          t('hooks.address'),
          <span key="address" className={styles['address']}>
            <code className="any-break">{hook.url}</code>
            <CopyIcon value={hook.url} label={t('hooks.copyAddress')} />
          </span>,
        ],
        [
          t('connections.connector'),
          <Link key="connector" to={connectorPath(space, hook.connector)} className="link">
            {hook.connector}
          </Link>,
        ],
        ...perhaps(connectionId !== null, [
          t('operation.connection'),
          <Link key="connection" to={spacePath(space ?? '', `connections/${connectionId}`)} className="link">
            {connectionId}
          </Link>,
        ]),
        ...perhaps(hook.provider !== null, [
          t('hooks.provider'),
          hook.provider === byCode
            ? t('hooks.byCode', { name: hook.connector })
            : (providers?.find(({ name }) => name === hook.provider)?.title ?? hook.provider),
        ]),
        [t('hooks.check'), sayCheck(t, verification)],
        ...perhaps(good.length > 0, [
          t('connections.secrets'),
          <ul key="secrets" className={styles['plain']}>
            {good.map(({ hint, createdAt, endsAt }) => (
              <li key={createdAt}>
                <code>{hint}</code>{' '}
                {endsAt !== null && (
                  <span className="muted">
                    {t('hooks.goodUntil')} <ExactTime at={endsAt} />
                  </span>
                )}
              </li>
            ))}
          </ul>,
        ]),
        [
          t('check.name'),
          names === '' ? <code key="name">{events.fallback}</code> : <code key="name">{names}</code>,
        ],
        [
          t('check.id'),
          events.id === undefined ? (
            <span className="muted">{t('hooks.idIsBody')}</span>
          ) : (
            <code key="id">{sayPlace(events.id)}</code>
          ),
        ],
        ...perhaps(events.key !== undefined, [
          t('check.key'),
          <code key="key">{events.key === undefined ? '' : sayPlace(events.key)}</code>,
        ]),
        ...perhaps(challenge !== 'none', [t('check.challenge'), challenge]),
        [
          t('hooks.lastReceived'),
          <ExactTime key="received" at={hook.lastReceivedAt} never={t('hooks.never')} />,
        ],
        ...perhaps(hook.lastRefusedAt !== null, [
          t('hooks.lastRefused'),
          <ExactTime key="refused" at={hook.lastRefusedAt} />,
        ]),
        [t('connectors.created'), <ExactTime key="created" at={hook.createdAt} />],
        [
          'ID',
          <Group key="hook" gap={4} wrap="nowrap">
            <code>{hook.id}</code>
            <CopyIcon value={hook.id} label={t('copy.id')} />
          </Group>,
        ],
      ]}
    />
  );
};
