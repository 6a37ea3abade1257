import type { Tx } from '../../platform/db/open.ts';

export interface OrderPlace {
  readonly spaceId: string;
  readonly flow: string;
  readonly orderKey: string;
}

/** Whoever changes how many runs of a key are under way does it alone, until the end of the transaction. */
export const lockOrder = async (tx: Tx, { spaceId, flow, orderKey }: OrderPlace): Promise<void> => {
  await tx.execute('select pg_advisory_xact_lock(hashtextextended($1, 7))', [
    `${spaceId}|${flow}|${orderKey}`,
  ]);
};

/** Runs of the key that have had their turn and are not over. */
export const underWay = async (tx: Tx, { spaceId, flow, orderKey }: OrderPlace): Promise<number> => {
  const [row] = await tx.query<{ count: number }>(
    `select count(*) as count from flow_runs
     where space_id = $1 and flow = $2 and order_key = $3 and ended_at is null and status <> 'queued'`,
    [spaceId, flow, orderKey],
  );
  return row?.count ?? 0;
};

/** Lets the oldest that wait have their turn, as far as there is room: only now do they begin, unless they did before. Answers how many. */
export const admitNext = async (tx: Tx, place: OrderPlace, max: number): Promise<number> => {
  const room = max - (await underWay(tx, place));
  if (room <= 0) return 0;
  return tx.execute(
    `update flow_runs set status = 'running', ready = true,
       started_at = case when tries = 0 then date_trunc('milliseconds', clock_timestamp()) else started_at end,
       ready_at = case when tries = 0 then clock_timestamp() else ready_at end
     where run_id in (
       select run_id from flow_runs
       where space_id = $1 and flow = $2 and order_key = $3 and ended_at is null and status = 'queued'
       order by turn nulls first, run_id limit $4)
       and space_id = $1`,
    [place.spaceId, place.flow, place.orderKey, room],
  );
};

export interface OverAtOnce {
  readonly runId: string;
  readonly endedAt: Date;
}

/** Older runs of the key make room for a new one. Answers with those that had not begun: they are over at once. */
export const cancelOlder = async (tx: Tx, { spaceId, flow, orderKey }: OrderPlace): Promise<OverAtOnce[]> => {
  const over = await tx.query<OverAtOnce>(
    `update flow_runs set status = 'cancelled', ended_at = clock_timestamp(), error = '{"reason":"a newer run took its place"}'
     where space_id = $1 and flow = $2 and order_key = $3 and ended_at is null and status = 'queued'
     returning run_id as "runId", ended_at as "endedAt"`,
    [spaceId, flow, orderKey],
  );
  // One that is held is taken up for it, too.
  await tx.execute(
    `update flow_runs set wanted = 'cancel', wanted_reason = 'a newer run took its place', ready = true,
       status = case when status = 'suspended' then 'running' else status end
     where space_id = $1 and flow = $2 and order_key = $3 and ended_at is null`,
    [spaceId, flow, orderKey],
  );
  return over;
};
