import type { Tx } from '../db/open.ts';
import { eventColumns, type EventRow } from './envelope.ts';

export interface Delivery extends EventRow {
  readonly deliveryId: number;
  readonly subscription: string;
  readonly seq: number;
  readonly orderKey: string | null;
  readonly attempts: number;
  readonly fence: number;
}

export interface Room {
  readonly subscription: string;
  readonly room: number;
  /** The space that was served last when there were more than could be served; '' begins anew. */
  readonly after: string;
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

/**
 * Each space that has some gets an equal share, as with jobs: one with very many makes nobody wait. Attempts count here, before
 * the work: an event that kills its process dies out.
 */
export const claimDeliveries = async (tx: Tx, rooms: readonly Room[], leaseMs: number): Promise<Delivery[]> =>
  tx.query<Delivery>(
    `with picked as materialized (
       select picked.delivery_id from unnest($1::text[], $2::int[], $4::text[]) as want (subscription, room, after)
       cross join lateral (
         with recursive spaces as (
           (select space_id as space from event_deliveries
            where subscription = want.subscription and state = 'ready' and space_id > want.after collate "C"
            order by space_id limit 1)
           union all
           select (select space_id from event_deliveries
                   where subscription = want.subscription and state = 'ready' and space_id > spaces.space
                   order by space_id limit 1)
           from spaces where spaces.space is not null
         ), served as (select space from spaces where space is not null limit want.room)
         select space, want.room / count(*) over () as share from served
       ) as turn
       cross join lateral (
         select delivery_id from event_deliveries
         where subscription = want.subscription and state = 'ready' and space_id = turn.space
         order by event_seq limit turn.share for update skip locked
       ) as picked
     ), claimed as (
       update event_deliveries set state = 'running', attempts = attempts + 1, fence = fence + 1,
         lease_until = clock_timestamp() + $3::int * interval '1 millisecond'
       where delivery_id = any (array(select delivery_id from picked))
       returning *
     )
     select claimed.delivery_id as "deliveryId", claimed.subscription, claimed.event_seq as seq,
       claimed.order_key as "orderKey", claimed.attempts, claimed.fence, ${eventColumns('outbox')}
     from claimed join outbox on outbox.seq = claimed.event_seq
     order by claimed.event_seq`,
    [
      rooms.map((one) => one.subscription),
      rooms.map((one) => one.room),
      leaseMs,
      rooms.map((one) => one.after),
    ],
  );

/** Notes the event as handled, in the transaction of its effects. False: it is not ours any more. */
export const finishDelivery = async (tx: Tx, delivery: Delivery): Promise<boolean> => {
  const touched = await tx.execute(
    `update event_deliveries set state = 'done', finished_at = clock_timestamp(), lease_until = null
     where space_id = $1 and delivery_id = $2 and fence = $3 and lease_until is not null`,
    [delivery.spaceId, delivery.deliveryId, delivery.fence],
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
     from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::int[])
       as failed (delivery_id, fence, state, error, delay)
     where delivery.delivery_id = failed.delivery_id and delivery.fence = failed.fence
       and delivery.lease_until is not null`,
    [
      failures.map((one) => one.delivery.deliveryId),
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
    `with ended as (
       select distinct * from unnest($1::text[], $2::text[], $3::text[]) as e (subscription, space_id, order_key)
     ), heads as materialized (
       select head.delivery_id from ended
       cross join lateral (
         select delivery_id, state from event_deliveries as open
         where open.subscription = ended.subscription and open.space_id = ended.space_id
           and open.order_key = ended.order_key and open.state in ('blocked', 'ready', 'running', 'waiting')
         order by event_seq limit 1
       ) as head
       where head.state = 'blocked'
     )
     update event_deliveries set state = 'ready'
     where delivery_id = any (array(select delivery_id from heads))`,
    [ended.map((one) => one.subscription), ended.map((one) => one.spaceId), ended.map((one) => one.orderKey)],
  );
};

export const extendDeliveries = async (
  tx: Tx,
  held: readonly Delivery[],
  leaseMs: number,
): Promise<Set<number>> => {
  const rows = await tx.query<{ id: number }>(
    `update event_deliveries as delivery set lease_until = clock_timestamp() + $3::int * interval '1 millisecond'
     from unnest($1::bigint[], $2::bigint[]) as held (delivery_id, fence)
     where delivery.delivery_id = held.delivery_id and delivery.fence = held.fence
       and delivery.lease_until is not null
     returning delivery.delivery_id as id`,
    [held.map((one) => one.deliveryId), held.map((one) => one.fence), leaseMs],
  );
  return new Set(rows.map((row) => row.id));
};
