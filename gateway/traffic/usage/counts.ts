import type { CompiledPipeline } from '../pipeline.ts';

/** Upper ends in milliseconds; what takes longer is in one more bucket. */
export const bucketEnds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] as const;

export interface Count {
  readonly spaceId: string;
  readonly pipeline: string;
  readonly consumerId: string;
  requests: number;
  /** Answered with 4xx. */
  refused: number;
  /** Answered with 5xx, or not at all. */
  failed: number;
  bytes: number;
  ms: number;
  readonly buckets: number[];
}

export interface Counted {
  readonly pipeline: CompiledPipeline;
  readonly consumerId: string;
  readonly status: number;
  readonly ms: number;
  readonly bytes: number;
}

export interface Counts {
  add(counted: Counted): void;
  /** All since the last time, one for each pipeline and consumer; they begin at nothing again. */
  take(): readonly Count[];
  /** Could not be written: they are among the next ones. */
  putBack(counts: readonly Count[]): void;
}

export const openCounts = (): Counts => {
  // By the pipeline itself, so that no key is put together for each request. Two versions of one are added up when they are written.
  let byPipeline = new Map<CompiledPipeline, Map<string, Count>>();
  let back: readonly Count[] = [];
  const countOf = ({ pipeline, consumerId }: Counted): Count => {
    let own = byPipeline.get(pipeline);
    if (own === undefined) byPipeline.set(pipeline, (own = new Map<string, Count>()));
    let count = own.get(consumerId);
    if (count === undefined) {
      count = {
        ...{
          spaceId: pipeline.spaceId,
          pipeline: pipeline.name,
          consumerId,
          requests: 0,
          refused: 0,
          failed: 0,
          bytes: 0,
          ms: 0,
        },
        buckets: new Array<number>(bucketEnds.length + 1).fill(0),
      };
      own.set(consumerId, count);
    }
    return count;
  };
  return {
    add: (counted) => {
      const count = countOf(counted);
      const { status, ms } = counted;
      count.requests += 1;
      if (status >= 500 || status === 0) count.failed += 1;
      else if (status >= 400) count.refused += 1;
      count.bytes += counted.bytes;
      count.ms += ms;
      let at = 0;
      while (at < bucketEnds.length && ms > (bucketEnds[at] as number)) at += 1;
      count.buckets[at] = (count.buckets[at] as number) + 1;
    },
    take: () => {
      const taken = new Map<string, Count>();
      for (const count of [...back, ...[...byPipeline.values()].flatMap((own) => [...own.values()])]) {
        const key = `${count.spaceId} ${count.pipeline} ${count.consumerId}`;
        const before = taken.get(key);
        if (before === undefined) taken.set(key, count);
        else merge(before, count);
      }
      byPipeline = new Map();
      back = [];
      return [...taken.values()];
    },
    putBack: (counts) => {
      back = counts.slice(0, mostKept);
    },
  };
};

/** Of pipelines and consumers, while the database is away. */
const mostKept = 50_000;

const merge = (into: Count, more: Count): void => {
  into.requests += more.requests;
  into.refused += more.refused;
  into.failed += more.failed;
  into.bytes += more.bytes;
  into.ms += more.ms;
  for (const [at, many] of more.buckets.entries()) into.buckets[at] = (into.buckets[at] ?? 0) + many;
};
