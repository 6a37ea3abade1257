import { Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import type { TrafficUsage } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useLate } from '../../show/use-late.ts';
import { useCount, useMillis, useShare } from '../use-numbers.ts';
import { LineChart, type Line } from './line-chart.tsx';
import { percentile, pointsOf, secondsOf, totalOf, type Range } from './series.ts';
import styles from './traffic.module.css';

type UsageAt = TrafficUsage & { readonly readAt: number };

interface ChartsProps {
  /** Not there before it is read. */
  readonly usage: UsageAt | undefined;
  readonly range: Range;
}

/** Requests a second, how many of them went wrong, and how long they took. */
export const TrafficCharts = ({ usage, range }: ChartsProps) =>
  usage === undefined ? <ChartsSkeleton /> : <Charts usage={usage} range={range} />;

/** Their places: no nought is shown before it is known to be one. */
const ChartsSkeleton = () => {
  const late = useLate(true);
  return (
    <div className={styles['charts']} aria-hidden>
      {[0, 1, 2].map((at) => (
        <div key={at} className={styles['waiting']}>
          {late && (
            <>
              <Skeleton h={16} w="40%" mb={12} />
              <Skeleton h={64} />
            </>
          )}
        </div>
      ))}
    </div>
  );
};

const Charts = ({ usage, range }: ChartsProps & { readonly usage: UsageAt }) => {
  const t = useT();
  const count = useCount();
  const share = useShare();
  const millis = useMillis();
  const { rows, readAt: now, bucketEnds: ends } = usage;
  const points = useMemo(() => pointsOf(rows, range, now), [rows, range, now]);
  const total = totalOf(points);
  const times = points.map(({ at }) => at);
  const shareOf = (pick: 'refused' | 'failed') =>
    points.map((point) => (point.requests === 0 ? null : point[pick] / point.requests));
  const slow = (part: number) => points.map(({ buckets }) => percentile(buckets, ends, part));
  const rate: Line = {
    label: t('gateway.chart.rate'),
    tone: 'live',
    values: points.map(({ requests }, at) => requests / secondsOf(points, at, now)),
  };
  const long = range === 'month';
  const percent = (value: number): string => share(value, 1);
  const [p50, p99] = [percentile(total.buckets, ends, 0.5), percentile(total.buckets, ends, 0.99)];
  return (
    <div className={styles['charts']}>
      <LineChart
        title={t('gateway.requests')}
        now={count(total.requests)}
        {...{ times, long }}
        lines={[rate]}
        least={0.1}
        say={(value) => t('gateway.perSecond', { rate: count(value) })}
      />
      <LineChart
        title={t('gateway.errors')}
        now={share(total.failed, total.requests)}
        {...{ times, long }}
        lines={[
          { label: t('gateway.failed'), tone: 'failed', values: shareOf('failed') },
          { label: t('gateway.refused'), tone: 'waiting', values: shareOf('refused') },
        ]}
        least={0.05}
        say={percent}
      />
      <LineChart
        title={t('gateway.duration')}
        now={p50 === null || p99 === null ? '–' : `${millis(p50)} / ${millis(p99)}`}
        {...{ times, long }}
        lines={[
          { label: 'p50', tone: 'live', values: slow(0.5) },
          { label: 'p99', tone: 'waiting', values: slow(0.99) },
        ]}
        least={10}
        say={millis}
      />
    </div>
  );
};
