import type { Tx } from '../../platform/db/open.ts';
import { nextTime } from './next-time.ts';
import { missedTriggers, setNext, startAfter } from './store-triggers.ts';

/**
 * For a flow that goes on after a pause, in the transaction that lets it: what came due meanwhile would begin a run at once.
 * A flow that was not paused keeps what came due while the hub was down.
 */
export const passOverMissed = async (tx: Tx, spaceId: string, flow: string): Promise<void> => {
  for (const { now, ...trigger } of await missedTriggers(tx, spaceId, flow)) {
    if (trigger.kind === 'after') await startAfter(tx, spaceId, flow);
    else await setNext(tx, trigger, nextTime(trigger, now));
  }
};
