import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { Fault } from '../engine/fault.ts';
import type { Parked } from './parked.ts';
import { admitNext, lockOrder } from './store-order.ts';
import { getRun, type RunDetail, type RunStatusName } from './store-runs.ts';

export interface Retrial {
  readonly runId: string;
  /** The task to begin again with; the one that failed when left out. */
  readonly key?: string | undefined;
  /** Only if it still has one of these: somebody else may have been faster. */
  readonly only?: readonly RunStatusName[];
}

/**
 * A run that is over goes on once more. What it did up to the task stays; what came after is kept in the journal as undone,
 * and is not gone through again.
 */
export const retryRun = async (tx: Tx, spaceId: string, { runId, key, only }: Retrial): Promise<void> => {
  // Two people at once: the second finds it under way.
  await tx.execute('select from flow_runs where run_id = $1 and space_id = $2 for update', [runId, spaceId]);
  const run = await getRun(tx, spaceId, runId);
  if (run.endedAt === null) throw new HubError('conflict', 'The run is still under way.');
  if (run.mode === 'fast')
    throw new HubError('conflict', 'A fast run leaves no journal to go on from. Run it anew.');
  if (only?.includes(run.status) === false)
    throw new HubError('conflict', `The run is ${run.status} by now.`);
  const from =
    key === undefined ? await failureIn(tx, spaceId, run) : await taskIn(tx, spaceId, { runId, key });
  await tx.execute(
    `update flow_journal set kind = 'undone:' || kind
     where run_id = $1 and space_id = $2 and seq >= $3 and kind not like 'undone%'`,
    [runId, spaceId, from],
  );
  await goOn(tx, spaceId, run);
};

/** One of those that go in order has its turn when it is the oldest, as if it had just come. */
const goOn = async (tx: Tx, spaceId: string, { runId, flow, orderKey }: RunDetail): Promise<void> => {
  const place = orderKey === null ? null : { spaceId, flow, orderKey };
  if (place !== null) await lockOrder(tx, place);
  await tx.execute(
    `update flow_runs set status = $3, ready = $4, ended_at = null, output = null, error = null, wanted = null,
       rests = coalesce(rests, '[]') || jsonb_build_object(
         'ended', floor(extract(epoch from ended_at) * 1000), 'again', floor(extract(epoch from clock_timestamp()) * 1000)),
       tries = tries + 1, dismissed_at = null, dismissed_by = null, dismissed_by_name = null, dismissed_note = null
     where run_id = $1 and space_id = $2`,
    [runId, spaceId, place === null ? 'running' : 'queued', place === null],
  );
  // When others are under way, the next of them to end knows how many there may be.
  if (place !== null) await admitNext(tx, place, 1);
};

const taskIn = async (
  tx: Tx,
  spaceId: string,
  { runId, key }: { readonly runId: string; readonly key: string },
): Promise<number> => {
  const [row] = await tx.query<{ seq: number | null }>(
    `select min(seq) as seq from flow_journal
     where run_id = $1 and space_id = $2 and key = $3 and kind not like 'undone%'`,
    [runId, spaceId, key],
  );
  if (row?.seq == null) throw new HubError('not_found', `The run has no task "${key}" to begin again with.`);
  return row.seq;
};

/** No row stands there: nothing is undone. */
const afterAll = 2_147_483_647;

/**
 * Where what went wrong came in. A failure that the run made by itself follows from what came before: where that was a
 * failure, or time that was over, it is the one to begin with, or the run would only come to the same end. Of a run that was parked it is what failed
 * before it was.
 */
const failureIn = async (tx: Tx, spaceId: string, { runId, status, error }: RunDetail): Promise<number> => {
  const { task, instance } = JSON.parse(error ?? '{}') as Partial<Parked & Fault>;
  // No task failed: it could not be taken up.
  if (status === 'faulted' && instance === '') return afterAll;
  const parked = status === 'parked' ? task : undefined;
  const [row] = await tx.query<{ seq: number | null }>(
    `with mine as (
       select seq, kind, key from flow_journal where run_id = $1 and space_id = $2 and kind not like 'undone%'
         and seq < coalesce((select min(seq) from flow_journal
           where run_id = $1 and space_id = $2 and key = $3 and kind = 'done'), ${afterAll})
     ), last as (
       select seq, kind from mine where kind in ('failed', 'faulted', 'cancel') order by seq desc limit 1
     ), led as (
       select mine.seq, mine.kind = 'failed' or mine.key like '%:timeout' or mine.key like '%:attempt' as wrong
       from mine join last on mine.seq < last.seq
       where last.kind = 'faulted' and mine.kind in ('done', 'failed', 'due', 'arrived') order by mine.seq desc limit 1
     )
     select coalesce((select seq from led where wrong), (select seq from last)) as seq`,
    [runId, spaceId, parked ?? null],
  );
  if (parked !== undefined && row?.seq == null)
    throw new HubError(
      'conflict',
      'Nothing had failed when the run was parked. Name the task to begin again with.',
    );
  return row?.seq ?? (status === 'faulted' ? afterAll : 0);
};
