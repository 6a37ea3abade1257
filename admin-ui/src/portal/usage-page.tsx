import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useRead } from '../api/queries.tsx';
import type { OwnUsage } from '../api/shapes.ts';
import { LineChart } from '../gateway/traffic/line-chart.tsx';
import { useCount } from '../gateway/use-numbers.ts';
import { Link } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { usePortal } from './use-portal.tsx';
import styles from './portal.module.css';

const spans = ['1', '7', '30'] as const;
const stepMs = { hour: 3_600_000, day: 86_400_000 } as const;
const counts = ['requests', 'refused', 'failed'] as const;

export const UsagePage = () => {
  const t = useT();
  const { client, slug, key } = usePortal();
  const [days, setDays] = useState<string>('7');
  const { data, problem, busy, reload } = useRead(
    key('usage', days),
    async (signal) => ({
      ...(await answer(
        client.GET('/api/portal/{space}/usage', {
          signal,
          params: { path: { space: slug }, query: { days: Number(days) } },
        }),
      )),
      readAt: Date.now(),
    }),
    { fresh: true, everyMs: 60_000 },
  );
  return (
    <>
      <h1>{t('portal.usage')}</h1>
      <SegmentedControl
        size="xs"
        my={12}
        aria-label={t('consumers.range')}
        value={days}
        data={spans.map((value) => ({ value, label: t(`portal.days.${value}`) }))}
        onChange={setDays}
      />
      {problem !== null && (
        <Failure what={t('consumers.usageFailed')} problem={problem} onRetry={reload} retrying={busy} />
      )}
      {data === undefined ? problem === null && <PageSkeleton /> : <Usage usage={data} />}
    </>
  );
};

const Usage = ({ usage }: { readonly usage: OwnUsage & { readonly readAt: number } }) => {
  const t = useT();
  const { path } = usePortal();
  const count = useCount();
  const points = useMemo(() => pointsOf(usage), [usage]);
  const lineOf = (name: (typeof counts)[number]) => points.map((point) => point[name]);
  const sum = usage.byTime.reduce((all, { requests }) => all + requests, 0);
  if (usage.byApi.length === 0) return <p className="muted">{t('consumers.noUsage')}</p>;
  return (
    <>
      <LineChart
        title={t('consumers.requests')}
        now={count(sum)}
        times={points.map(({ at }) => at)}
        long
        lines={[
          { label: t('consumers.requests'), tone: 'live', values: lineOf('requests') },
          { label: t('consumers.refused'), tone: 'waiting', values: lineOf('refused') },
          { label: t('consumers.failedCalls'), tone: 'failed', values: lineOf('failed') },
        ]}
        least={1}
        say={count}
      />
      <div className={styles['scroll']} tabIndex={0} role="region" aria-label={t('portal.byApi')}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">{t('portal.api')}</th>
              <th scope="col">{t('consumers.requests')}</th>
              <th scope="col">{t('consumers.refused')}</th>
              <th scope="col">{t('consumers.failedCalls')}</th>
            </tr>
          </thead>
          <tbody>
            {usage.byApi.map((row) => (
              <tr key={row.key}>
                <th scope="row">
                  <Link to={path(`apis/${encodeURIComponent(row.key)}`)} className="link">
                    {row.key}
                  </Link>
                </th>
                {counts.map((name) => (
                  <td key={name}>{count(row[name])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
};

interface Point {
  readonly at: number;
  readonly requests: number;
  readonly refused: number;
  readonly failed: number;
}

/** Every hour or day asked for, also those in which nothing happened. */
const pointsOf = ({ from, step, byTime, readAt }: OwnUsage & { readonly readAt: number }): Point[] => {
  const known = new Map(byTime.map((row) => [Date.parse(row.key), row]));
  const first = Date.parse(from);
  const length = Math.max(1, Math.floor((readAt - first) / stepMs[step]) + 1);
  return Array.from({ length }, (_, index) => {
    const at = first + index * stepMs[step];
    const { requests = 0, refused = 0, failed = 0 } = known.get(at) ?? {};
    return { at, requests, refused, failed };
  });
};
