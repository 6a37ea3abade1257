import type { EventBus } from '../../core/ports.ts';
import type { Tx } from '../../platform/db/open.ts';
import { cancelled } from './facts.ts';
import { cancelOfRun, type Settlement } from './store.ts';

export interface CancelledRun {
  readonly spaceId: string;
  readonly runId: string;
  readonly reason: string;
}

/** Somebody has cancelled the run: nobody waits for the answers any more, and nobody shall be asked for nothing. */
export const takeBack = async (
  tx: Tx,
  events: Pick<EventBus<Tx>, 'publish'>,
  { spaceId, runId, reason }: CancelledRun,
): Promise<void> => {
  const note = reason === '' ? 'The run was cancelled.' : `The run was cancelled: ${reason}`;
  const by = { id: 'hub:runs', name: '' };
  const open = await cancelOfRun(tx, spaceId, { runId, note, by });
  if (open.length === 0) return;
  const facts = open.map(({ id, groupName }) => {
    const settlement: Settlement = { id, state: 'cancelled', choice: null, approved: null, note, by };
    return cancelled(settlement, groupName);
  });
  await events.publish(tx, spaceId, facts);
};
