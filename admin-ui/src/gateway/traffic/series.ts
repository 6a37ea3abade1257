import type { TrafficUsage } from '../../api/shapes.ts';

export type UsageRow = TrafficUsage['rows'][number];

export const ranges = {
  hour: { ms: 3_600_000, stepMs: 60_000, everyMs: 2_000 },
  day: { ms: 86_400_000, stepMs: 60_000, everyMs: 10_000 },
  month: { ms: 30 * 86_400_000, stepMs: 3_600_000, everyMs: 60_000 },
} as const;

export type Range = keyof typeof ranges;
export const rangeNames = ['hour', 'day', 'month'] as const satisfies readonly Range[];

/** What happened in one stretch of time. */
export interface Point {
  readonly at: number;
  readonly requests: number;
  readonly refused: number;
  readonly failed: number;
  readonly buckets: readonly number[];
}

/** So many points a chart has at most: more cannot be told apart. */
const mostPoints = 120;

const empty = { requests: 0, refused: 0, failed: 0, buckets: [] as readonly number[] };

/** Every stretch of the time asked for, also those in which nothing happened; a chart would draw a line over them. */
export const pointsOf = (rows: readonly UsageRow[], range: Range, now: number): readonly Point[] => {
  const { ms, stepMs } = ranges[range];
  const width = Math.ceil(ms / stepMs / mostPoints) * stepMs;
  const last = Math.floor(now / stepMs) * stepMs;
  const first = last - ms + stepMs;
  const points = Array.from({ length: Math.ceil(ms / width) }, (_, at): Point => ({
    ...empty,
    at: first + at * width,
  }));
  for (const row of rows) {
    const at = Math.floor((Date.parse(row.key) - first) / width);
    const point = points[at];
    if (point !== undefined) points[at] = added(point, row);
  }
  return points;
};

const added = (point: Point, row: Omit<Point, 'at'>): Point => ({
  at: point.at,
  requests: point.requests + row.requests,
  refused: point.refused + row.refused,
  failed: point.failed + row.failed,
  buckets: Array.from(
    { length: Math.max(row.buckets.length, point.buckets.length) },
    (_, at) => (row.buckets[at] ?? 0) + (point.buckets[at] ?? 0),
  ),
});

/** Seconds that a point stands for. The last one is not over yet: right after it began a few requests would look like many. */
export const secondsOf = (points: readonly Point[], at: number, now: number): number => {
  const here = points[at]?.at ?? 0;
  const next = points[at + 1]?.at ?? now;
  return Math.max(15, (next - here) / 1_000);
};

export const totalOf = (points: readonly Point[]): Point =>
  points.reduce<Point>((sum, point) => added(sum, point), { ...empty, at: 0 });

/** How long the slowest of a share of requests took, from the buckets: between two ends it is taken to be even. */
export const percentile = (
  buckets: readonly number[],
  ends: readonly number[],
  share: number,
): number | null => {
  const all = buckets.reduce((sum, many) => sum + many, 0);
  if (all === 0) return null;
  let left = all * share;
  for (const [at, many] of buckets.entries()) {
    if (many >= left && many > 0) {
      const from = ends[at - 1] ?? 0;
      // Beyond the last end nobody knows how long it took.
      const to = ends[at] ?? from;
      return from + ((to - from) * left) / many;
    }
    left -= many;
  }
  return ends.at(-1) ?? null;
};
