import type { SecretPlace } from '../../core/ports.ts';

/** Where the masked values of a run are kept. */
export const sealedPlace = ({
  spaceId,
  runId,
}: {
  readonly spaceId: string;
  readonly runId: string;
}): SecretPlace => ({ spaceId, table: 'flow_runs', column: 'sealed', row: runId });
