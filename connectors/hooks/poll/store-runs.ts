import type { Tx } from '../../../platform/db/open.ts';
import type { Schedule } from './schedule.ts';
import type { Cursor } from './tracking.ts';

/** What the runs of pollers write. */

export interface BegunRun {
  readonly fence: number;
}

/** The number that only this run has: who holds an older one may not write. */
export const beginRun = async (tx: Tx, spaceId: string, pollerId: string): Promise<BegunRun | undefined> => {
  const [begun] = await tx.query<BegunRun>(
    `update pollers set fence = fence + 1, last_run_at = clock_timestamp()
     where space_id = $1 and poller_id = $2 returning fence`,
    [spaceId, pollerId],
  );
  return begun;
};

export interface Run {
  readonly pollerId: string;
  readonly fence: number;
}

/** False when the run is not the newest any more: then nothing of it counts. */
export const endRun = async (
  tx: Tx,
  spaceId: string,
  ended: Run & { readonly cursor: Cursor; readonly events: number },
): Promise<boolean> =>
  (await tx.execute(
    `update pollers set cursor = $4::json, failures = 0, last_error = null,
       last_event_at = case when $5::int > 0 then clock_timestamp() else last_event_at end
     where space_id = $1 and poller_id = $2 and fence = $3`,
    [spaceId, ended.pollerId, ended.fence, JSON.stringify(ended.cursor), ended.events],
  )) === 1;

/** How often it has failed in a row; undefined when the run does not count any more. */
export const failRun = async (
  tx: Tx,
  spaceId: string,
  failed: Run & { readonly error: string; readonly delayMs: number },
): Promise<number | undefined> => {
  const [row] = await tx.query<{ failures: number }>(
    `update pollers set failures = failures + 1, last_error = $4,
       next_at = greatest(next_at, clock_timestamp() + $5::float8 * interval '1 millisecond')
     where space_id = $1 and poller_id = $2 and fence = $3 returning failures`,
    [spaceId, failed.pollerId, failed.fence, failed.error, failed.delayMs],
  );
  return row?.failures;
};

export interface DuePoller {
  readonly spaceId: string;
  readonly pollerId: string;
  readonly schedule: Schedule;
  readonly now: Date;
}

/** Over all spaces, in the hub's own role. Another process that looks at the same moment gets others. */
export const takeDue = async (tx: Tx, limit: number): Promise<DuePoller[]> =>
  tx.query<DuePoller>(
    `select space_id as "spaceId", poller_id as "pollerId", schedule, clock_timestamp() as now from pollers
     where state = 'active' and next_at <= clock_timestamp() order by next_at limit $1 for update skip locked`,
    [limit],
  );

/** A date that does not come again is null: the poller rests. */
export const setNext = async (
  tx: Tx,
  due: readonly { readonly spaceId: string; readonly pollerId: string; readonly next: Date | null }[],
): Promise<void> => {
  await tx.execute(
    `update pollers set next_at = due.next::timestamptz
     from unnest($1::text[], $2::text[], $3::text[]) as due (space_id, poller_id, next)
     where pollers.space_id = due.space_id and pollers.poller_id = due.poller_id`,
    [
      due.map(({ spaceId }) => spaceId),
      due.map(({ pollerId }) => pollerId),
      due.map(({ next }) => next?.toISOString() ?? null),
    ],
  );
};

/** Milliseconds until one is due; null when none ever is. */
export const msUntilDue = async (tx: Tx): Promise<number | null> => {
  const [next] = await tx.query<{ ms: number | null }>(
    `select (extract(epoch from min(next_at) - clock_timestamp()) * 1000)::float8 as ms
     from pollers where state = 'active'`,
  );
  return next?.ms ?? null;
};
