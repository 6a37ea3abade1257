import type { Db, Tx } from '../../platform/db/open.ts';
import type { JournalRow } from './store-journal.ts';
import type { Rest } from './rests.ts';
import type { Wanted } from './room.ts';
import { admitNext, lockOrder } from './store-order.ts';
import { waits } from './store-waits.ts';

/** A run as whoever takes it up finds it. */
export interface HeldRun {
  readonly runId: string;
  readonly spaceId: string;
  readonly flow: string;
  readonly version: number;
  readonly input: string;
  readonly draft: string | null;
  readonly variables: number | null;
  readonly sealed: string | null;
  readonly startedAt: Date;
  /** What it listens to may have come since then. */
  readonly since: Date;
  readonly rests: readonly Rest[] | null;
  readonly orderKey: string | null;
  readonly wanted: 'cancel' | 'suspend' | null;
  readonly wantedReason: string | null;
}

export const enterWorker = async (tx: Tx, workerId: string, leaseMs: number): Promise<void> => {
  await tx.execute(
    `insert into flow_workers (worker_id, lease_until)
     values ($1, clock_timestamp() + $2::float8 * interval '1 millisecond')`,
    [workerId, leaseMs],
  );
};

/** False: it was taken for dead. */
export const keepWorker = async (tx: Tx, workerId: string, leaseMs: number): Promise<boolean> =>
  (await tx.execute(
    `update flow_workers set lease_until = clock_timestamp() + $2::float8 * interval '1 millisecond' where worker_id = $1`,
    [workerId, leaseMs],
  )) === 1;

/** Gives back all that the worker still has: others go on with it at once. */
export const leaveWorker = async (tx: Tx, workerId: string): Promise<void> => {
  await tx.execute('delete from flow_workers where worker_id = $1', [workerId]);
  await release(tx, [workerId]);
};

const release = async (tx: Tx, workerIds: readonly string[]): Promise<number> =>
  tx.execute(
    `update flow_runs set owner = null, ready = true where owner = any ($1::text[]) and ended_at is null`,
    [workerIds],
  );

/**
 * Takes the rows of silent workers away, which waits for what they are just appending and makes their next append do
 * nothing; only then are their runs free. Nobody buries himself: who is late, but comes, is not dead.
 */
export const buryWorkers = async (tx: Tx, own: string): Promise<number> => {
  const dead = await tx.query<{ workerId: string }>(
    `delete from flow_workers where worker_id in (
       select worker_id from flow_workers where lease_until < clock_timestamp() and worker_id <> $1
       for update skip locked)
     returning worker_id as "workerId"`,
    [own],
  );
  if (dead.length === 0) return 0;
  return release(
    tx,
    dead.map(({ workerId }) => workerId),
  );
};

export const ownedBy = async (tx: Tx, workerId: string): Promise<string[]> => {
  const rows = await tx.query<{ runId: string }>(
    'select run_id as "runId" from flow_runs where owner = $1 and ended_at is null',
    [workerId],
  );
  return rows.map(({ runId }) => runId);
};

/** What could not be journaled, or not be taken up: others, or this worker a little later, go on with it. */
export const giveBack = async (tx: Tx, workerId: string, runIds: readonly string[]): Promise<void> => {
  await tx.execute(
    `update flow_runs set owner = null, ready = true where run_id = any ($2::text[]) and owner = $1 and ended_at is null`,
    [workerId, runIds],
  );
};

/**
 * A run that nobody can go on with: its flow is gone, or cannot be read any more. It waits for nothing, and those behind it have
 * their turn. False: it is somebody else's by now.
 */
export const endHeld = async (
  tx: Tx,
  held: Pick<HeldRun, 'runId' | 'spaceId' | 'flow' | 'orderKey'> & { readonly worker: string },
  error: string,
): Promise<boolean> => {
  const { runId, spaceId, flow, orderKey } = held;
  const ended = await tx.execute(
    `update flow_runs set status = 'faulted', error = $4, owner = null, ready = false, wanted = null,
       ended_at = clock_timestamp()
     where run_id = $1 and space_id = $2 and owner = $3 and ended_at is null`,
    [runId, spaceId, held.worker, error],
  );
  if (ended === 0) return false;
  await waits.forget(tx, spaceId, runId);
  if (orderKey === null) return true;
  await lockOrder(tx, { spaceId, flow, orderKey });
  await admitNext(tx, { spaceId, flow, orderKey }, 1);
  return true;
};

const takeable = `ready and owner is null and status not in ('suspended', 'queued')`;

/**
 * Takes runs that something has happened to, of each space in turn, so that a busy one cannot starve the others. Under
 * the lock that an append takes: who is just taken for dead gets nothing more.
 */
export const takeRuns = async (db: Db, workerId: string, wanted: Wanted): Promise<HeldRun[]> =>
  db.writeAsSystem<HeldRun>(
    `with recursive me as materialized (
       select worker_id from flow_workers where worker_id = $1 for key share
     ), spaces as (
       (select space_id as space from flow_runs where ${takeable} and space_id > $3 collate "C"
        order by space_id limit 1)
       union all
       select (select space_id from flow_runs where ${takeable} and space_id > spaces.space
               order by space_id limit 1)
       from spaces where spaces.space is not null
     ), allowed as (
       select space, coalesce((select c.room from unnest($4::text[], $5::int[]) as c (space_id, room)
         where c.space_id = spaces.space), $6::int) as room
       from spaces where space is not null
     ), served as (select space, room from allowed where room > 0 limit $2
     ), found as (
       select picked.run_id, row_number() over (partition by space order by picked.run_id) as turn from served
       cross join lateral (
         select run_id from flow_runs where ${takeable} and space_id = served.space and ended_at is null
         order by run_id limit least($2, served.room)) as picked
     ), mine as (
       select run_id from flow_runs
       where exists (select from me)
         and run_id = any (array(select run_id from found order by turn, run_id limit $2))
         and owner is null and ready and ended_at is null
       for update skip locked
     )
     update flow_runs set owner = $1, status = 'running', ready = false, begun = true,
       started_at = case when begun then started_at else date_trunc('milliseconds', clock_timestamp()) end
     from mine
     where flow_runs.run_id = mine.run_id
     returning flow_runs.run_id as "runId", space_id as "spaceId", flow, version, input, draft, variables, sealed, started_at as "startedAt",
       coalesce(ready_at, started_at) as since, rests, order_key as "orderKey", wanted, wanted_reason as "wantedReason"`,
    [
      workerId,
      wanted.most,
      wanted.after,
      wanted.spaces.map(([spaceId]) => spaceId),
      wanted.spaces.map(([, room]) => room),
      wanted.otherwise,
    ],
  );

/** What admins asked of runs that this worker has. */
export const wishesFor = async (
  tx: Tx,
  workerId: string,
): Promise<Pick<HeldRun, 'runId' | 'wanted' | 'wantedReason'>[]> =>
  tx.query(
    `select run_id as "runId", wanted, wanted_reason as "wantedReason" from flow_runs
     where owner = $1 and wanted is not null`,
    [workerId],
  );

export const journalOf = async (tx: Tx, runIds: readonly string[]): Promise<Map<string, JournalRow[]>> => {
  const rows = await tx.query<JournalRow>(
    `select space_id as "spaceId", run_id as "runId", seq, kind, key, place, body, began, at from flow_journal
     where run_id = any ($1::text[]) order by run_id, seq`,
    [runIds],
  );
  const byRun = new Map<string, JournalRow[]>();
  for (const row of rows) {
    const list = byRun.get(row.runId);
    if (list === undefined) byRun.set(row.runId, [row]);
    else list.push(row);
  }
  return byRun;
};
