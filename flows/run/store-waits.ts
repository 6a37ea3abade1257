import type { FlowEvent } from '../engine/messages.ts';
import type { Db, Tx } from '../../platform/db/open.ts';

export interface ListenerRow {
  readonly key: string;
  readonly type: string | null;
  readonly subject: string | null;
}

export interface Listening {
  readonly spaceId: string;
  readonly runId: string;
  /** When the run began, in milliseconds. */
  readonly since: number;
  /** Events that the run has heard already. */
  readonly known: readonly string[];
  readonly listeners: readonly ListenerRow[];
}

export interface Parked {
  readonly spaceId: string;
  readonly runId: string;
  readonly timers: readonly { readonly key: string; readonly at: number }[];
}

/**
 * From now on events find these listeners. An event with the subject that a listener names may have come before: the answer
 * to a call is often on its way before the call returns. What has come since the run began is taken as arrived.
 */
const listen = async (tx: Tx, { spaceId, runId, since, listeners, known }: Listening): Promise<void> => {
  await tx.execute(
    `insert into flow_waits (space_id, run_id, key, part, event_type, subject)
     select $1, $2, w.key, row_number() over (partition by w.key), w.type, w.subject
     from unnest($3::text[], $4::text[], $5::text[]) as w (key, type, subject)
     on conflict do nothing`,
    [
      spaceId,
      runId,
      listeners.map((one) => one.key),
      listeners.map((one) => one.type),
      listeners.map((one) => one.subject),
    ],
  );
  const named = listeners.filter((one) => one.type !== null && one.subject !== null);
  if (named.length === 0) return;
  await tx.execute(
    `insert into flow_arrivals (space_id, run_id, key, event_id, event)
     select $1, $2, w.key, coalesce(o.origin ->> 'source' || ' ' || (o.origin ->> 'id'), o.event_id),
       (coalesce(o.origin -> 'attributes', '{}') || jsonb_build_object('specversion', '1.0',
         'id', coalesce(o.origin ->> 'id', o.event_id), 'source', coalesce(o.origin ->> 'source', '/app-connect'),
         'type', o.type, 'subject', o.subject, 'time', o.time, 'data', o.data))::text
     from unnest($3::text[], $4::text[], $5::text[]) as w (key, type, subject)
     join outbox as o on o.space_id = $1 and o.type = w.type and o.subject = w.subject
       and o.time >= to_timestamp($6 / 1000.0)
       and coalesce(o.origin ->> 'source' || ' ' || (o.origin ->> 'id'), o.event_id) <> all ($7::text[])
     order by o.seq on conflict do nothing`,
    [
      spaceId,
      runId,
      named.map((one) => one.key),
      named.map((one) => one.type),
      named.map((one) => one.subject),
      since,
      known,
    ],
  );
};

export interface Unlistening {
  readonly spaceId: string;
  readonly runId: string;
  readonly keys: readonly string[];
}

/** These listeners are over. */
const unlisten = async (tx: Tx, { spaceId, runId, keys }: Unlistening): Promise<void> => {
  await tx.execute(
    `with arrivals as (
       delete from flow_arrivals where run_id = $1 and space_id = $2 and key = any ($3::text[]))
     delete from flow_waits where run_id = $1 and space_id = $2 and key = any ($3::text[]) and due_at is null`,
    [runId, spaceId, keys],
  );
};

/** Out of memory; a timer, an event or a person brings it back. What has arrived already does so at once. */
const park = async (tx: Tx, { spaceId, runId, timers }: Parked): Promise<void> => {
  // Whoever delivers an event to the run has either committed it by now, or waits and then wakes what is parked here.
  await tx.execute('select from flow_runs where run_id = $1 and space_id = $2 for update', [runId, spaceId]);
  await tx.execute('delete from flow_waits where run_id = $1 and space_id = $2 and due_at is not null', [
    runId,
    spaceId,
  ]);
  if (timers.length > 0) {
    await tx.execute(
      `insert into flow_waits (space_id, run_id, key, part, due_at)
       select $1, $2, w.key, 0, to_timestamp(w.at / 1000.0) from unnest($3::text[], $4::float8[]) as w (key, at)
       on conflict (run_id, key, part) do update set due_at = excluded.due_at`,
      [spaceId, runId, timers.map((one) => one.key), timers.map((one) => one.at)],
    );
  }
  await tx.execute(
    `update flow_runs set owner = null, status = 'waiting',
       ready = wanted is not null or exists (select from flow_arrivals where run_id = $1 and space_id = $2)
     where run_id = $1 and space_id = $2 and ended_at is null`,
    [runId, spaceId],
  );
};

/** As an admin asked: it rests until it is told to go on. One that is to be cancelled by now is taken up for that instead. */
export const suspendRun = async (tx: Tx, spaceId: string, runId: string): Promise<void> => {
  await tx.execute(
    `update flow_runs set status = 'suspended', wanted = null
     where run_id = $1 and space_id = $2 and ended_at is null and wanted = 'suspend'`,
    [runId, spaceId],
  );
};

/** A run that is over waits for nothing. */
const forget = async (tx: Tx, spaceId: string, runId: string): Promise<void> => {
  await tx.execute(
    `with arrivals as (delete from flow_arrivals where run_id = $1 and space_id = $2)
     delete from flow_waits where run_id = $1 and space_id = $2`,
    [runId, spaceId],
  );
};

export const waits = { listen, unlisten, park, forget };

/** An event is the same when its source and id are: the hub's own need no source. */
export const identityOf = ({ source, id }: Pick<FlowEvent, 'source' | 'id'>): string =>
  source === '/app-connect' ? id : `${source} ${id}`;

/**
 * An event to all that may wait for it. They decide themselves, when they are in memory again; this only has to find them
 * by an index, however many there are. Under a lock: a run that is just ending leaves nothing behind, one that is just
 * lying down is woken.
 */
export const deliver = async (tx: Tx, spaceId: string, event: FlowEvent): Promise<readonly string[]> => {
  const rows = await tx.query<{ runId: string }>(
    `with found as materialized (
       select run_id, key from flow_waits
       where space_id = $1 and due_at is null and event_type = $4 and subject = $5
       union
       select run_id, key from flow_waits
       where space_id = $1 and due_at is null and event_type = $4 and subject is null
       union
       select run_id, key from flow_waits where space_id = $1 and due_at is null and event_type is null
     ), runs as materialized (
       select run_id from flow_runs
       where run_id = any (array(select run_id from found)) and space_id = $1 and ended_at is null
       order by run_id for update
     ), arrived as (
       insert into flow_arrivals (space_id, run_id, key, event_id, event)
       select $1, run_id, key, $2, $3 from found join runs using (run_id)
       on conflict do nothing returning run_id
     )
     update flow_runs set ready = true
     where run_id = any (array(select distinct run_id from arrived)) and space_id = $1 and ended_at is null
     returning run_id as "runId"`,
    [spaceId, identityOf(event), JSON.stringify(event), event.type, event.subject ?? null],
  );
  return rows.map(({ runId }) => runId);
};

export interface Arrival {
  readonly runId: string;
  readonly spaceId: string;
  readonly key: string;
  readonly event: FlowEvent;
  /** One number for each arrival. */
  readonly place: number;
}

/** What has arrived for these runs, which are in this process's memory. It stays until they have noted it. */
export const arrivalsFor = async (tx: Tx, runIds: readonly string[]): Promise<Arrival[]> => {
  const rows = await tx.query<Omit<Arrival, 'event'> & { event: string }>(
    `select run_id as "runId", space_id as "spaceId", key, event, place from flow_arrivals
     where run_id = any ($1::text[]) order by place`,
    [runIds],
  );
  return rows.map((row) => ({ ...row, event: JSON.parse(row.event) as FlowEvent }));
};

/** They are noted, or nobody wants them. */
export const dropArrivals = async (
  tx: Tx,
  spaceId: string,
  arrivals: readonly Pick<Arrival, 'runId' | 'place'>[],
): Promise<void> => {
  await tx.execute(
    `delete from flow_arrivals using unnest($2::text[], $3::bigint[]) as a (run_id, place)
     where flow_arrivals.space_id = $1 and flow_arrivals.run_id = a.run_id and flow_arrivals.place = a.place`,
    [spaceId, arrivals.map(({ runId }) => runId), arrivals.map(({ place }) => place)],
  );
};

/** Runs whose time has come. Answers how many. */
export const wakeDue = async (db: Db, most: number): Promise<number> => {
  const [row] = await db.writeAsSystem<{ count: number }>(
    `with due as (
       delete from flow_waits where ctid = any (array(
         select ctid from flow_waits where due_at <= now() order by due_at limit $1 for update skip locked))
       returning run_id
     ), woken as (
       update flow_runs set ready = true
       where run_id = any (array(select distinct run_id from due)) and ended_at is null
     )
     select count(*) as count from due`,
    [most],
  );
  return row?.count ?? 0;
};

export const msUntilDue = async (tx: Tx): Promise<number | null> => {
  const [row] = await tx.query<{ ms: number | null }>(
    `select (extract(epoch from min(due_at) - clock_timestamp()) * 1000)::float8 as ms from flow_waits where due_at is not null`,
  );
  return row?.ms ?? null;
};
