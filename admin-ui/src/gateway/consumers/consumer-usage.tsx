import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import { Link } from '../../location/router.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { routePath } from '../gateway-path.ts';
import { rangeNames, ranges, type Range } from '../traffic/series.ts';
import { TrafficCharts } from '../traffic/traffic-charts.tsx';
import { useCount } from '../use-numbers.ts';
import styles from '../gateway.module.css';

/** How much a consumer calls, over time and by route. */
export const ConsumerUsage = ({ consumerId }: { readonly consumerId: string }) => {
  const t = useT();
  const { client, key, space } = useHub();
  const count = useCount();
  const [range, setRange] = useState<Range>('day');
  const read = useRead(
    key('traffic-usage', 'of-consumer', consumerId, range),
    async (signal) => {
      const now = Date.now();
      const asked = {
        from: new Date(now - ranges[range].ms).toISOString(),
        to: new Date(now + 60_000).toISOString(),
        consumerId,
      };
      const ask = (group: 'time' | 'pipeline') =>
        answer(client.GET('/api/traffic/usage', { signal, params: { query: { ...asked, group } } }));
      const [time, routes] = await Promise.all([ask('time'), ask('pipeline')]);
      return { time: { ...time, readAt: now }, routes: routes.rows };
    },
    { fresh: true, everyMs: ranges[range].everyMs },
  );
  const routes = read.data?.routes ?? [];
  return (
    <div className={styles['usage']}>
      <div className={styles['content']}>
        <SegmentedControl
          size="xs"
          style={{ alignSelf: 'start' }}
          aria-label={t('consumers.range')}
          value={range}
          data={rangeNames.map((value) => ({ value, label: t(`consumers.range.${value}`) }))}
          onChange={setRange}
        />
        {read.problem !== null && (
          <Failure quiet what={t('consumers.usageFailed')} problem={read.problem} onRetry={read.reload} />
        )}
      </div>
      {(read.data !== undefined || read.problem === null) && (
        <TrafficCharts usage={read.data?.time} range={range} />
      )}
      <div className={styles['content']}>
        {read.data !== undefined && routes.length === 0 && <p className="muted">{t('consumers.noUsage')}</p>}
        {routes.length > 0 && (
          <div className={styles['scroll']} tabIndex={0} role="group" aria-label={t('consumers.byRoute')}>
            <table className={styles['table']}>
              <caption className="muted small">{t('consumers.byRoute')}</caption>
              <thead>
                <tr>
                  {(['route', 'requests', 'refused', 'failedCalls'] as const).map((name) => (
                    <th key={name} scope="col">
                      {t(`consumers.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {routes.map((row) => (
                  <tr key={row.key}>
                    <th scope="row">
                      <Link to={routePath(space, row.key)} className="link">
                        {row.key}
                      </Link>
                    </th>
                    <td>{count(row.requests)}</td>
                    <td>{count(row.refused)}</td>
                    <td>{count(row.failed)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </div>
  );
};
