import type { Tx } from '../db/open.ts';
import { eventColumns, type EventRow } from './envelope.ts';

export interface Delivery extends EventRow {
  readonly subscription: string;
  readonly seq: number;
  readonly orderKey: string | null;
  readonly attempts: number;
  readonly fence: number;
}

export interface Room {
  readonly subscription: string;
  readonly room: number;
}

export interface Failure {
  readonly delivery: Delivery;
  /** `ready`: handed back unharmed, which does not count as an attempt. */
  readonly state: 'waiting' | 'dead' | 'ready';
  readonly error: string | null;
  readonly delayMs: number;
}

export interface SubscriptionRow {
  readonly name: string;
  readonly types: readonly string[] | 'all';
}

/**
 * Subscriptions are known to the database, not only to the process that handles them: during an update the old
 * version keeps events for a subscription that only the new one has.
 */
export const registerSubscriptions = async (tx: Tx, all: readonly SubscriptionRow[]): Promise<void> => {
  for (const { name, types } of all) {
    await tx.execute(
      `insert into event_subscriptions (name, types) values ($1, $2::text[])
       on conflict (name) do update set types = excluded.types, seen_at = clock_timestamp()`,
      [name, types === 'all' ? null : types],
    );
  }
};

/** Attempts count here, before the work: an event that kills its process dies out. */
export const claimDeliveries = async (tx: Tx, rooms: readonly Room[], leaseMs: number): Promise<Delivery[]> =>
  tx.query<Delivery>(
    `with claimed as (
       update event_deliveries as delivery set state = 'running', attempts = attempts + 1, fence = fence + 1,
         lease_until = clock_timestamp() + $3::int * interval '1 millisecond'
       from unnest($1::text[], $2::int[]) as want (subscription, room)
       cross join lateral (
         select event_seq from event_deliveries
         where subscription = want.subscription and state = 'ready'
         order by event_seq limit want.room for update skip locked
       ) as picked
       where delivery.subscription = want.subscription and delivery.event_seq = picked.event_seq
       returning delivery.subscription, delivery.event_seq, delivery.order_key, delivery.attempts, delivery.fence
     )
     select claimed.subscription, claimed.event_seq as seq, claimed.order_key as "orderKey", claimed.attempts,
       claimed.fence, ${eventColumns('outbox')}
     from claimed join outbox on outbox.seq = claimed.event_seq
     order by claimed.event_seq`,
    [rooms.map((one) => one.subscription), rooms.map((one) => one.room), leaseMs],
  );

/** Notes the event as handled, in the transaction of its effects. False: it is not ours any more. */
export const finishDelivery = async (tx: Tx, delivery: Delivery): Promise<boolean> => {
  const touched = await tx.execute(
    `update event_deliveries set state = 'done', finished_at = clock_timestamp(), lease_until = null
     where space_id = $1 and subscription = $2 and event_seq = $3 and fence = $4 and state = 'running'`,
    [delivery.spaceId, delivery.subscription, delivery.seq, delivery.fence],
  );
  return touched === 1;
};

export const settleFailures = async (tx: Tx, failures: readonly Failure[]): Promise<void> => {
  await tx.execute(
    `update event_deliveries as delivery set
       state = failed.state, lease_until = null,
       attempts = attempts - case when failed.state = 'ready' then 1 else 0 end,
       next_at = case when failed.state = 'waiting' then clock_timestamp() + failed.delay * interval '1 millisecond' end,
       last_error = coalesce(failed.error, last_error),
       finished_at = case when failed.state = 'dead' then clock_timestamp() end
     from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::int[])
       as failed (subscription, event_seq, fence, state, error, delay)
     where delivery.subscription = failed.subscription and delivery.event_seq = failed.event_seq
       and delivery.fence = failed.fence and delivery.state = 'running'`,
    [
      failures.map((one) => one.delivery.subscription),
      failures.map((one) => one.delivery.seq),
      failures.map((one) => one.delivery.fence),
      failures.map((one) => one.state),
      failures.map((one) => one.error),
      failures.map((one) => one.delayMs),
    ],
  );
};

/** After an end, the next of the same key may go. */
export const unblockAfter = async (tx: Tx, ended: readonly Delivery[]): Promise<void> => {
  await tx.execute(
    `update event_deliveries as delivery set state = 'ready'
     from (select distinct * from unnest($1::text[], $2::text[], $3::text[]) as e (subscription, space_id, order_key)) as ended
     cross join lateral (
       select min(event_seq) as event_seq from event_deliveries as open
       where open.subscription = ended.subscription and open.space_id = ended.space_id
         and open.order_key = ended.order_key and open.state in ('blocked', 'ready', 'running', 'waiting')
     ) as head
     where delivery.subscription = ended.subscription and delivery.event_seq = head.event_seq
       and delivery.state = 'blocked'`,
    [ended.map((one) => one.subscription), ended.map((one) => one.spaceId), ended.map((one) => one.orderKey)],
  );
};

export const extendDeliveries = async (
  tx: Tx,
  held: readonly Delivery[],
  leaseMs: number,
): Promise<Set<string>> => {
  const rows = await tx.query<{ id: string }>(
    `update event_deliveries as delivery set lease_until = clock_timestamp() + $4::int * interval '1 millisecond'
     from unnest($1::text[], $2::bigint[], $3::bigint[]) as held (subscription, event_seq, fence)
     where delivery.subscription = held.subscription and delivery.event_seq = held.event_seq
       and delivery.fence = held.fence and delivery.state = 'running'
     returning delivery.subscription || '|' || delivery.event_seq as id`,
    [held.map((one) => one.subscription), held.map((one) => one.seq), held.map((one) => one.fence), leaseMs],
  );
  return new Set(rows.map((row) => row.id));
};

export const deliveryId = (delivery: Delivery): string => `${delivery.subscription}|${delivery.seq}`;
