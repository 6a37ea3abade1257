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

/** Lets the oldest that wait have their turn, as far as there is room: only now do they begin. Answers how many. */
export const admitNext = async (tx: Tx, place: OrderPlace, max: number): Promise<number> => {
  const room = max - (await underWay(tx, place));
  if (room <= 0) return 0;
  return tx.execute(
    `update flow_runs set status = 'running', ready = true,
       started_at = date_trunc('milliseconds', clock_timestamp())
     where run_id in (
       select run_id from flow_runs
       where space_id = $1 and flow = $2 and order_key = $3 and ended_at is null and status = 'queued'
       order by run_id limit $4)
       and space_id = $1`,
    [place.spaceId, place.flow, place.orderKey, room],
  );
};

/** Older runs of the key make room for a new one. */
export const cancelOlder = async (tx: Tx, { spaceId, flow, orderKey }: OrderPlace): Promise<void> => {
  await tx.execute(
    `update flow_runs set status = 'cancelled', ended_at = clock_timestamp(), error = '{"reason":"a newer run took its place"}'
     where space_id = $1 and flow = $2 and order_key = $3 and ended_at is null and status = 'queued'`,
    [spaceId, flow, orderKey],
  );
  await tx.execute(
    `update flow_runs set wanted = 'cancel', wanted_reason = 'a newer run took its place', ready = true
     where space_id = $1 and flow = $2 and order_key = $3 and ended_at is null`,
    [spaceId, flow, orderKey],
  );
};
