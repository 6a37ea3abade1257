import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import { getRun } from './store-runs.ts';

export interface Dismissal {
  readonly runId: string;
  readonly by: string;
  readonly byName: string;
  readonly note: string;
}

/** Somebody has dealt with a dead letter in another way. It stays as it is, and can still be retried. */
export const dismissRun = async (
  tx: Tx,
  spaceId: string,
  { runId, by, byName, note }: Dismissal,
): Promise<void> => {
  const dismissed = await tx.execute(
    `update flow_runs set dismissed_at = date_trunc('milliseconds', clock_timestamp()), dismissed_by = $3,
       dismissed_by_name = $4, dismissed_note = $5
     where run_id = $1 and space_id = $2 and ended_at is not null and status in ('parked', 'faulted')`,
    [runId, spaceId, by, byName, note],
  );
  if (dismissed === 1) return;
  const { status } = await getRun(tx, spaceId, runId);
  throw new HubError(
    'conflict',
    `The run is ${status}: only one that failed or was parked can be dismissed.`,
  );
};
