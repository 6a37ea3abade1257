import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { Pipeline, TrafficUsage } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { Link } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { servicePath } from './gateway-path.ts';
import { useCount, useShare } from './use-numbers.ts';
import styles from './gateway.module.css';

export const titleOf = ({ title, name }: Pick<Pipeline, 'title' | 'name'>): string =>
  title === '' ? name : title;

type Row = TrafficUsage['rows'][number];

const hourMs = 3_600_000;
const everyMs = 15_000;

/** Requests of the last hour, by route. */
const useLastHour = (): ReadonlyMap<string, Row> => {
  const { client, key } = useHub();
  const read = useRead(
    key('traffic-usage', 'last-hour'),
    (signal) => {
      const now = Date.now();
      const query = {
        from: new Date(now - hourMs).toISOString(),
        to: new Date(now + 60_000).toISOString(),
        group: 'pipeline',
      } as const;
      return answer(client.GET('/api/traffic/usage', { signal, params: { query } }));
    },
    { fresh: true, everyMs },
  );
  return useMemo(() => new Map(read.data?.rows.map((row) => [row.key, row])), [read.data]);
};

export const useRouteColumns = (): readonly Column<Pipeline>[] => {
  const t = useT();
  const { space } = useHub();
  const usage = useLastHour();
  const count = useCount();
  const share = useShare();
  return useMemo<readonly Column<Pipeline>[]>(
    () => [
      { name: 'name', header: t('gateway.route'), sort: 'name', render: titleOf },
      {
        name: 'paths',
        header: t('gateway.where'),
        width: '20%',
        render: ({ summary }) => <Places endpoints={summary.endpoints} />,
      },
      {
        name: 'policies',
        minor: true,
        header: t('gateway.policies'),
        width: '18%',
        render: ({ summary }) => <Chips names={summary.policies} />,
      },
      {
        name: 'service',
        minor: true,
        header: t('gateway.service'),
        width: '12%',
        render: ({ services }) =>
          services.map((name, at) => (
            <span key={name}>
              {at > 0 && ', '}
              <Link to={servicePath(space, name)} className="link">
                {name}
              </Link>
            </span>
          )),
      },
      {
        name: 'state',
        header: t('gateway.state'),
        width: '76px',
        render: ({ enabled }) => (
          <StateMark tone={enabled ? 'success' : 'quiet'}>
            {t(enabled ? 'gateway.on' : 'gateway.off')}
          </StateMark>
        ),
      },
      {
        name: 'requests',
        header: t('gateway.lastHour'),
        width: '96px',
        render: ({ name }) => count(usage.get(name)?.requests ?? 0),
      },
      {
        name: 'errors',
        header: t('gateway.errors'),
        width: '76px',
        render: ({ name }) => {
          const row = usage.get(name);
          if (row === undefined) return <span className="muted">–</span>;
          const text = share(row.failed, row.requests);
          return row.failed === 0 ? text : <span className={styles['wrong']}>{text}</span>;
        },
      },
    ],
    [t, space, usage, count, share],
  );
};

const shownPlaces = 3;

const Places = ({ endpoints }: { readonly endpoints: Pipeline['summary']['endpoints'] }) => {
  const t = useT();
  const places = endpoints.flatMap(({ host, paths, methods }) =>
    (paths.length === 0 ? ['/*'] : paths).map((path) => ({
      text: `${host === '*' ? '' : host}${path}`,
      methods: methods.length === 0 ? t('gateway.anyMethod') : methods.join(', '),
    })),
  );
  return (
    <span className={styles['places']}>
      {places.slice(0, shownPlaces).map(({ text, methods }, at) => (
        <span key={at}>
          <code className="any-break">{text}</code> <span className="muted small">{methods}</span>
        </span>
      ))}
      {places.length > shownPlaces && (
        <span className="muted small">{t('gateway.more', { count: places.length - shownPlaces })}</span>
      )}
    </span>
  );
};

const shownChips = 5;

/** Names of policies in their order. */
const Chips = ({ names }: { readonly names: readonly string[] }) => {
  const t = useT();
  const [all, setAll] = useState(false);
  const shown = all ? names : names.slice(0, shownChips);
  return (
    <span className={styles['chips']}>
      {shown.map((name, at) => (
        <span key={`${at} ${name}`} className={styles['chip']}>
          {name}
        </span>
      ))}
      {names.length > shown.length && (
        <button type="button" className={styles['chip']} onClick={() => setAll(true)}>
          {t('gateway.more', { count: names.length - shown.length })}
        </button>
      )}
    </span>
  );
};
