import type { Fact } from '../../core/event.ts';
import type { Tx } from '../db/open.ts';
import { preferIndexes } from '../db/prefer-indexes.ts';
import { newId } from '../ids.ts';

/** Any number that nothing else locks. */
const dispatchLock = 7_216_003;
const routeAtOnce = 500;

/**
 * Writers of one key take turns until they have committed: without this, an event could get its place before another
 * one and become visible after it. So a publish belongs at the end of a transaction.
 */
export const insertFacts = async (tx: Tx, spaceId: string, facts: readonly Fact[]): Promise<void> => {
  await tx.execute(
    `with keys as (
       select distinct hashtextextended(key, 0) as hash from unnest($6::text[]) as k (key) where key is not null
       order by hash
     ), turn as materialized (select count(pg_advisory_xact_lock(hash)) as locks from keys)
     insert into outbox (event_id, space_id, type, subject, order_key, data, origin)
     select fact.id, $1, fact.type, fact.subject, fact.order_key, fact.data::jsonb, fact.origin::jsonb
     from turn cross join unnest($2::text[], $3::text[], $4::text[], $5::text[], $7::text[], $8::text[])
       with ordinality as fact (id, type, subject, order_key, data, origin, place)
     where turn.locks >= 0
     order by fact.place`,
    [
      spaceId,
      facts.map(() => newId('evt')),
      facts.map((fact) => fact.type),
      facts.map((fact) => fact.subject ?? null),
      facts.map(orderKey),
      facts.map((fact) => (orderKey(fact) === null ? null : `outbox|${spaceId}|${orderKey(fact)}`)),
      facts.map((fact) => JSON.stringify(fact.data ?? null)),
      facts.map(originOf),
    ],
  );
};

const originOf = ({ id, source, attributes }: Fact): string | null =>
  id === undefined && source === undefined && attributes === undefined
    ? null
    : JSON.stringify({ id, source, attributes });

const orderKey = (fact: Fact): string | null => fact.key ?? fact.subject ?? null;

/**
 * Routing, claiming and unblocking are done by one process at a time: each sees what the one before has committed,
 * which makes "the first open one of its key" a plain question. Handling is not under this lock.
 */
export const takeDispatchTurn = async (tx: Tx): Promise<void> => {
  await preferIndexes(tx, `pg_advisory_xact_lock(${dispatchLock})`);
};

/**
 * The same, and the commit does not wait for the disk. For what a database that crashes may forget: that an event was
 * routed and claimed. Whoever handles it commits after this in the same log, so that handled is never without claimed.
 */
export const takeQuickTurn = async (tx: Tx): Promise<void> => {
  await preferIndexes(
    tx,
    `set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(${dispatchLock})`,
  );
};

const route = (fresh: string): string => `
  with fresh as materialized (${fresh}), made as (
    insert into event_deliveries (subscription, event_seq, space_id, order_key, state)
    select wanted.name, fresh.seq, fresh.space_id, fresh.order_key,
      case when fresh.order_key is not null and (
        row_number() over (partition by wanted.name, fresh.space_id, fresh.order_key order by fresh.seq) > 1
        or exists (select from event_deliveries as earlier
          where earlier.subscription = wanted.name and earlier.space_id = fresh.space_id
            and earlier.order_key = fresh.order_key and earlier.state in ('blocked', 'ready', 'running', 'waiting')))
        then 'blocked' else 'ready' end
    from fresh join event_subscriptions as wanted on wanted.types is null or fresh.type = any (wanted.types)
    on conflict do nothing
  )
  update outbox set routed_at = clock_timestamp(), lease_until = null
  where seq = any (array(select seq from fresh))`;

/** Gives new events to their subscriptions. Answers how many; call again when there were as many as fit. */
export const routeNew = async (tx: Tx): Promise<{ routed: number; more: boolean }> => {
  const routed = await tx.execute(
    route(
      `select seq, space_id, order_key, type from outbox where routed_at is null order by seq limit ${routeAtOnce}`,
    ),
  );
  return { routed, more: routed === routeAtOnce };
};

/**
 * The same for events that a message system brought. It is believed for their ids only; what an event says, and which
 * others of its key come first, stands in the outbox.
 */
export const routeNamed = async (tx: Tx, eventIds: readonly string[]): Promise<number> =>
  tx.execute(
    route(`
      select distinct before.seq, before.space_id, before.order_key, before.type from outbox as named
      cross join lateral (
        select seq, space_id, order_key, type from outbox
        where seq = named.seq and routed_at is null
        union all
        select seq, space_id, order_key, type from outbox
        where routed_at is null and space_id = named.space_id and order_key = named.order_key and seq < named.seq
      ) as before
      where named.event_id = any ($1::text[])`),
    [eventIds],
  );

/** Forgets events that all subscriptions are done with. */
export const pruneOutbox = async (tx: Tx, keepMs: number): Promise<number> =>
  tx.execute(
    `delete from outbox where seq = any (array(
       select seq from outbox
       where time < clock_timestamp() - $1::float8 * interval '1 millisecond' and routed_at is not null
         and not exists (select from event_deliveries where event_seq = outbox.seq and state <> 'done')
       order by time limit 5000))`,
    [keepMs],
  );
