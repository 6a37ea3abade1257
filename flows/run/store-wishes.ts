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
