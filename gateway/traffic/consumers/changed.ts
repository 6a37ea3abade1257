import type { Hints } from '../../../core/ports.ts';
import type { Tx } from '../../../platform/db/open.ts';
import { raiseRevision } from '../revisions-store.ts';
import { consumersTopic } from './revision-watch.ts';

/** After every change of a consumer or of what it shows, in its transaction: processes that remember them look anew. */
export const consumersChanged = async (
  tx: Tx,
  spaceId: string,
  hints: Pick<Hints, 'broadcast'>,
): Promise<void> => {
  await raiseRevision(tx, spaceId, 'consumers');
  tx.afterCommit(() => hints.broadcast(consumersTopic));
};
