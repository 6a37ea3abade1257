import type { Tx } from '../db/open.ts';

/** Finds what hints, processes and time left behind. Called in a dispatch turn. */

export interface GivenUp {
  readonly subscription: string;
  readonly seq: number;
}

/** Wakes what has waited long enough and what dead processes left; gives up what has used up its attempts. */
export const sweepDeliveries = async (tx: Tx, maxAttempts: number): Promise<GivenUp[]> => {
  await tx.execute(
    `update event_deliveries set state = 'ready', next_at = null
     where state = 'waiting' and next_at <= clock_timestamp()`,
  );
  const left = await tx.query<GivenUp & { state: string }>(
    `update event_deliveries set
       state = case when attempts >= $1 then 'dead' else 'ready' end, lease_until = null,
       finished_at = case when attempts >= $1 then clock_timestamp() end,
       last_error = 'The process that handled it ended or hung.'
     where state = 'running' and lease_until < clock_timestamp()
     returning subscription, event_seq as seq, state`,
    [maxAttempts],
  );
  return left.filter((one) => one.state === 'dead');
};

export const msUntilNext = async (tx: Tx): Promise<number | null> => {
  const [next] = await tx.query<{ ms: number | null }>(
    `select (extract(epoch from min(next_at) - clock_timestamp()) * 1000)::float8 as ms
     from event_deliveries where state = 'waiting'`,
  );
  return next?.ms ?? null;
};

/** A process that ended between an end and the unblocking after it leaves a key whose first delivery is blocked. */
export const unblockLeftBehind = async (tx: Tx): Promise<void> => {
  await tx.execute(
    `with heads as materialized (
       select distinct on (subscription, space_id, order_key) delivery_id, state from event_deliveries
       where state in ('blocked', 'ready', 'running', 'waiting') and order_key is not null
       order by subscription, space_id, order_key, event_seq
     )
     update event_deliveries set state = 'ready'
     where delivery_id = any (array(select delivery_id from heads where state = 'blocked'))`,
  );
};

export interface KeepDeliveries {
  readonly doneMs: number;
  readonly deadMs: number;
  /** A subscription that no process has had for this long is gone, and what waited for it. */
  readonly unseenMs: number;
}

export const pruneDeliveries = async (tx: Tx, keep: KeepDeliveries): Promise<number> => {
  const gone = await tx.query<{ name: string }>(
    `delete from event_subscriptions where seen_at < clock_timestamp() - $1::float8 * interval '1 millisecond'
     returning name`,
    [keep.unseenMs],
  );
  const orphans =
    gone.length === 0
      ? 0
      : await tx.execute('delete from event_deliveries where subscription = any ($1::text[])', [
          gone.map(({ name }) => name),
        ]);
  const finished = await tx.execute(
    `delete from event_deliveries where delivery_id = any (array(
       select delivery_id from event_deliveries
       where state in ('done', 'dead') and finished_at < clock_timestamp()
         - case when state = 'done' then $1::float8 else $2::float8 end * interval '1 millisecond'
       order by finished_at limit 5000))`,
    [keep.doneMs, keep.deadMs],
  );
  return orphans + finished;
};
