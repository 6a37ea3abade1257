import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import { getRun, type RunDetail } from './store-runs.ts';

export interface Wanted {
  readonly runId: string;
  readonly wanted: 'cancel' | 'suspend';
  readonly reason: string;
}

/** Whoever has the run does it; one that is parked is taken up for it, and one that waits its turn is over at once. */
export const askRun = async (tx: Tx, spaceId: string, { runId, wanted, reason }: Wanted): Promise<void> => {
  const run = await openRun(tx, spaceId, runId);
  if (run.status === 'suspended' && wanted === 'suspend') return;
  await tx.execute(
    `update flow_runs set wanted = $3, wanted_reason = $4, ready = true,
       status = case when status in ('suspended', 'queued') then 'running' else status end
     where run_id = $1 and space_id = $2 and ended_at is null`,
    [runId, spaceId, wanted, reason],
  );
};

export const goOnWith = async (tx: Tx, spaceId: string, runId: string): Promise<void> => {
  const run = await openRun(tx, spaceId, runId);
  if (run.status !== 'suspended') {
    throw new HubError('conflict', `The run is not suspended but ${run.status}.`);
  }
  await tx.execute(
    `update flow_runs set status = 'waiting', ready = true, wanted = null where run_id = $1 and space_id = $2`,
    [runId, spaceId],
  );
};

const openRun = async (tx: Tx, spaceId: string, runId: string): Promise<RunDetail> => {
  const run = await getRun(tx, spaceId, runId);
  if (run.endedAt !== null) throw new HubError('conflict', `The run is over already: ${run.status}.`);
  return run;
};

export interface Retrial {
  readonly runId: string;
  /** The task to begin again with; the one that failed when left out. */
  readonly key?: string | undefined;
}

/**
 * A run that failed goes on once more. What it did up to the task stays; what came after is kept in the journal as undone,
 * and is not gone through again.
 */
export const retryRun = async (tx: Tx, spaceId: string, { runId, key }: Retrial): Promise<void> => {
  const run = await getRun(tx, spaceId, runId);
  if (run.endedAt === null) throw new HubError('conflict', 'The run is still under way.');
  if (run.mode === 'fast')
    throw new HubError('conflict', 'A fast run leaves no journal to go on from. Run it anew.');
  const [from] = await tx.query<{ seq: number }>(
    key === undefined
      ? `select max(seq) as seq from flow_journal where run_id = $1 and space_id = $2 and kind in ('failed', 'faulted', 'cancel')`
      : `select min(seq) as seq from flow_journal where run_id = $1 and space_id = $2 and key = $3 and kind not like 'undone%'`,
    key === undefined ? [runId, spaceId] : [runId, spaceId, key],
  );
  if (key !== undefined && (from?.seq ?? null) === null) {
    throw new HubError('not_found', `The run has no task "${key}" to begin again with.`);
  }
  await tx.execute(
    `update flow_journal set kind = 'undone:' || kind
     where run_id = $1 and space_id = $2 and seq >= $3 and kind not like 'undone%'`,
    [runId, spaceId, from?.seq ?? 0],
  );
  await tx.execute(
    `update flow_runs set status = 'running', ready = true, ended_at = null, output = null, error = null, wanted = null
     where run_id = $1 and space_id = $2`,
    [runId, spaceId],
  );
};
