import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';

/** Trials of one space that are under way at a time. */
const mostTrials = 50;

export const requireRoomForTrial = async (tx: Tx, spaceId: string): Promise<void> => {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int as count from (
       select 1 from flow_runs where space_id = $1 and trigger = 'test' and ended_at is null limit $2) as under_way`,
    [spaceId, mostTrials],
  );
  if ((row?.count ?? 0) < mostTrials) return;
  throw new HubError(
    'rate_limited',
    `This space has ${mostTrials} tests of flows under way. Stop some of them under Runs, or wait until they are over.`,
    { retryAfter: 5 },
  );
};
