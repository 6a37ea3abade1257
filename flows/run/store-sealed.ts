import type { Tx } from '../../platform/db/open.ts';

export interface SealedValues {
  readonly spaceId: string;
  readonly runId: string;
  readonly sealed: string;
}

/** What the journal shows masked, for going on after a crash. */
export const keepSealed = async (tx: Tx, { spaceId, runId, sealed }: SealedValues): Promise<void> => {
  await tx.execute('update flow_runs set sealed = $3 where run_id = $1 and space_id = $2', [
    runId,
    spaceId,
    sealed,
  ]);
};
