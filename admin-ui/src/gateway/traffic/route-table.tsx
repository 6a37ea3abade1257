import { Button, Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import type { TrafficUsage } from '../../api/shapes.ts';
import { useHub } from '../../api/hub-context.tsx';
import { Link } from '../../location/router.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { Section } from '../../show/section.tsx';
import { useLate } from '../../show/use-late.ts';
import { routePath } from '../gateway-path.ts';
import { useCount, useMillis, useShare } from '../use-numbers.ts';
import { percentile } from './series.ts';
import styles from './traffic.module.css';

interface TableProps {
  readonly usage: TrafficUsage | undefined;
  onChoose(route: string): void;
}

/** So many stand there at first: the last requests come below. */
const few = 10;
const most = 50;

/** Each route of the time asked for, the busiest one first. */
export const RouteTable = ({ usage, onChoose }: TableProps) => {
  const t = useT();
  const { space } = useHub();
  const count = useCount();
  const share = useShare();
  const millis = useMillis();
  const [all, setAll] = useState(false);
  const late = useLate(usage === undefined);
  if (usage === undefined)
    return (
      <Section title={t('gateway.byRoute')} wide>
        <Stack className={styles['rest'] ?? ''} gap={12} mih={120} aria-hidden>
          {late && [0, 1, 2].map((at) => <Skeleton key={at} h={14} />)}
        </Stack>
      </Section>
    );
  const { rows, bucketEnds } = usage;
  const time = (buckets: readonly number[], part: number): string => {
    const ms = percentile(buckets, bucketEnds, part);
    return ms === null ? '–' : millis(ms);
  };
  return (
    <Section title={t('gateway.byRoute')} wide>
      {rows.length === 0 ? (
        <p className={`${styles['none']} muted`}>{t('gateway.noTraffic')}</p>
      ) : (
        <div className={styles['scroll']} tabIndex={0} role="group" aria-label={t('gateway.figures')}>
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">{t('gateway.route')}</th>
                <th scope="col">{t('gateway.requests')}</th>
                <th scope="col">{t('gateway.refused')}</th>
                <th scope="col">{t('gateway.failed')}</th>
                <th scope="col">p50</th>
                <th scope="col">p99</th>
                <th scope="col">{t('gateway.charts')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, all ? most : few).map((row) => (
                <tr key={row.key}>
                  <th scope="row">
                    <Link to={routePath(space, row.key)} className="link">
                      {row.key}
                    </Link>
                  </th>
                  <td>{count(row.requests)}</td>
                  <td>{share(row.refused, row.requests)}</td>
                  <td data-wrong={row.failed > 0 || undefined}>{share(row.failed, row.requests)}</td>
                  <td>{time(row.buckets, 0.5)}</td>
                  <td>{time(row.buckets, 0.99)}</td>
                  <td>
                    <button
                      type="button"
                      className={styles['choose']}
                      aria-label={t('gateway.chartsOf', { name: row.key })}
                      onClick={() => onChoose(row.key)}
                    >
                      {t('gateway.charts')}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!all && rows.length > few && (
        <div className={styles['rest']}>
          <Button size="xs" variant="default" onClick={() => setAll(true)}>
            {t('gateway.more', { count: rows.length - few })}
          </Button>
        </div>
      )}
      {all && rows.length > most && (
        <p className={`${styles['none']} muted small`}>{t('gateway.more', { count: rows.length - most })}</p>
      )}
    </Section>
  );
};
