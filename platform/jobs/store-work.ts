import type { Tx } from '../db/open.ts';
import { preferIndexes } from '../db/prefer-indexes.ts';

/** What a worker writes and reads: over all spaces, in the hub's own role. */

export interface Want {
  readonly name: string;
  /** How many at most. */
  readonly room: number;
  readonly maxAttempts: number;
  /** The space that was served last when there were more than could be served; '' begins anew. */
  readonly after: string;
}

export interface ClaimedJob {
  readonly jobId: string;
  readonly spaceId: string | null;
  readonly name: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly fence: number;
  /** `dead` when its attempts were used up by processes that died with it. */
  readonly state: 'running' | 'dead';
}

export interface Outcome {
  readonly jobId: string;
  readonly fence: number;
  /** `ready`: handed back unharmed, which does not count as an attempt. */
  readonly state: 'done' | 'waiting' | 'dead' | 'ready';
  readonly error: string | null;
  readonly delayMs: number;
}

/**
 * Takes jobs in one statement. Each space that has some gets an equal share, so that one with many cannot starve
 * others; when there is less room than spaces, the next claim goes on after the last space served. Attempts count
 * here, before the work: a job that kills its process dies out.
 */
export const claimJobs = async (tx: Tx, wants: readonly Want[], leaseMs: number): Promise<ClaimedJob[]> =>
  tx.query<ClaimedJob>(
    `with want as (
       select * from unnest($1::text[], $2::int[], $3::int[], $4::text[]) as w (name, room, max_attempts, after)
     ), picked as materialized (
       select picked.job_id from want
       cross join lateral (
         with recursive spaces as (
           (select coalesce(space_id, '-') as space from jobs
            where state = 'ready' and name = want.name and coalesce(space_id, '-') > want.after collate "C"
            order by coalesce(space_id, '-') limit 1)
           union all
           select (select coalesce(space_id, '-') from jobs
                   where state = 'ready' and name = want.name and coalesce(space_id, '-') > spaces.space
                   order by coalesce(space_id, '-') limit 1)
           from spaces where spaces.space is not null
         ), served as (select space from spaces where space is not null limit want.room)
         select space, want.room / count(*) over () as share from served
       ) as turn
       cross join lateral (
         select job_id from jobs
         where state = 'ready' and name = want.name and coalesce(space_id, '-') = turn.space
         order by run_at limit turn.share for update skip locked
       ) as picked
     )
     update jobs set
       state = case when attempts >= want.max_attempts then 'dead' else 'running' end,
       attempts = attempts + case when attempts >= want.max_attempts then 0 else 1 end,
       last_error = case when attempts >= want.max_attempts
         then 'Tried ' || attempts || ' times. ' || coalesce(last_error, 'No attempt left a reason.') else last_error end,
       finished_at = case when attempts >= want.max_attempts then clock_timestamp() end,
       fence = fence + 1,
       lease_until = case when attempts < want.max_attempts
         then clock_timestamp() + $5::int * interval '1 millisecond' end
     from want
     where want.name = jobs.name and jobs.job_id = any (array(select job_id from picked))
     returning job_id as "jobId", space_id as "spaceId", jobs.name, payload, attempts, fence, state`,
    [
      wants.map((want) => want.name),
      wants.map((want) => want.room),
      wants.map((want) => want.maxAttempts),
      wants.map((want) => want.after),
      leaseMs,
    ],
  );

/** Writes how jobs ended. Answers the ids that were still ours; for the others somebody else decides. */
export const settleJobs = async (tx: Tx, outcomes: readonly Outcome[]): Promise<Set<string>> => {
  const rows = await tx.query<{ jobId: string }>(
    `update jobs set
       state = ended.state, lease_until = null,
       attempts = attempts - case when ended.state = 'ready' then 1 else 0 end,
       run_at = case when ended.state = 'waiting'
         then clock_timestamp() + ended.delay * interval '1 millisecond' else run_at end,
       last_error = coalesce(ended.error, last_error),
       finished_at = case when ended.state in ('done', 'dead') then clock_timestamp() end
     from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::int[])
       as ended (job_id, fence, state, error, delay)
     where jobs.job_id = ended.job_id and jobs.fence = ended.fence and jobs.lease_until is not null
     returning jobs.job_id as "jobId"`,
    [
      outcomes.map((one) => one.jobId),
      outcomes.map((one) => one.fence),
      outcomes.map((one) => one.state),
      outcomes.map((one) => one.error),
      outcomes.map((one) => one.delayMs),
    ],
  );
  return new Set(rows.map((row) => row.jobId));
};

export interface Held {
  readonly jobId: string;
  readonly fence: number;
}

/** Prolongs the leases of all that this process holds, at once. Answers the ids that are still ours. */
export const extendLeases = async (tx: Tx, held: readonly Held[], leaseMs: number): Promise<Set<string>> => {
  const rows = await tx.query<{ jobId: string }>(
    `update jobs set lease_until = clock_timestamp() + $3::int * interval '1 millisecond'
     from unnest($1::text[], $2::bigint[]) as held (job_id, fence)
     where jobs.job_id = held.job_id and jobs.fence = held.fence and jobs.lease_until is not null
     returning jobs.job_id as "jobId"`,
    [held.map((one) => one.jobId), held.map((one) => one.fence), leaseMs],
  );
  return new Set(rows.map((row) => row.jobId));
};

export interface Swept {
  readonly woken: number;
  /** Milliseconds until the next waiting job is due; null when none waits. */
  readonly nextMs: number | null;
}

/** Makes ready what has become due and what dead processes left. */
export const sweepJobs = async (tx: Tx): Promise<Swept> => {
  const woken = await tx.execute(
    `with due as materialized (
       select job_id from jobs where state = 'waiting' and run_at <= clock_timestamp()
       order by run_at limit 1000 for update skip locked
     ), left_behind as materialized (
       select job_id from jobs where state = 'running' and lease_until < clock_timestamp()
       order by lease_until limit 1000 for update skip locked
     )
     update jobs set state = 'ready', lease_until = null,
       last_error = case when state = 'running' then 'The process that worked on it ended or hung.' else last_error end
     where job_id = any (array(select job_id from due union all select job_id from left_behind))`,
  );
  const [next] = await tx.query<{ ms: number | null }>(
    `select (extract(epoch from min(run_at) - clock_timestamp()) * 1000)::float8 as ms from jobs where state = 'waiting'`,
  );
  return { woken, nextMs: next?.ms ?? null };
};

/** Forgets finished jobs; those that failed are kept longer, because somebody may want to look. */
export const pruneJobs = async (tx: Tx, keep: { doneMs: number; deadMs: number }): Promise<number> => {
  await preferIndexes(tx);
  return tx.execute(
    `delete from jobs where job_id = any (array(
       select job_id from jobs
       where state in ('done', 'dead', 'discarded')
         and finished_at < clock_timestamp()
           - case when state = 'done' then $1::float8 else $2::float8 end * interval '1 millisecond'
       order by finished_at limit 5000 for update skip locked))`,
    [keep.doneMs, keep.deadMs],
  );
};
