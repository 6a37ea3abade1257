import { isHubError } from '../../core/errors.ts';
import type { EventBus } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Receipt } from './events.ts';
import { addReceipts } from './store-receipts.ts';

/** `again`: this event has come before, and nothing was done. `gone`: its endpoint takes nothing any more. */
export type Taken = 'new' | 'again' | 'gone';

export interface Receipts {
  /** Answers when it is on disk. */
  take(spaceId: string, receipt: Receipt): Promise<Taken>;
}

interface Waiting {
  readonly receipt: Receipt;
  readonly done: PromiseWithResolvers<Taken>;
}

const mostAtOnce = 200;
const mostBytes = 8 * 1024 * 1024;
const mostUnderWay = 2;

/**
 * Webhooks of one space that arrive together share one commit: a receipt and its event each, in one transaction. At
 * most two commits are under way, so that whatever comes in during them gathers.
 */
export const openReceipts = (deps: { readonly db: Db; readonly events: EventBus<Tx> }): Receipts => {
  /** Spaces in the order of their first one waiting: each gets its turn. */
  const queues = new Map<string, Waiting[]>();
  let underWay = 0;

  const store = (spaceId: string, receipts: readonly Receipt[]): Promise<Taken[]> =>
    deps.db.inSpace(spaceId, async (tx) => {
      const { fresh, open } = await addReceipts(tx, spaceId, receipts);
      const unused = new Set(fresh.map(nameOf));
      // Of two that came together the first one tells.
      const taken = receipts.map((receipt): Taken => {
        if (!open.has(receipt.endpointId)) return 'gone';
        return unused.delete(nameOf(receipt)) ? 'new' : 'again';
      });
      await deps.events.publish(
        tx,
        spaceId,
        receipts.filter((_receipt, at) => taken[at] === 'new').map(({ fact }) => fact),
      );
      return taken;
    });

  const commit = async (spaceId: string, batch: readonly Waiting[]): Promise<void> => {
    try {
      const taken = await store(
        spaceId,
        batch.map(({ receipt }) => receipt),
      );
      batch.forEach(({ done }, at) => done.resolve(taken[at] ?? 'gone'));
    } catch (error) {
      // When the database is away, each alone would fare no better. Else one of them may spoil it for the others.
      if (batch.length === 1 || isHubError(error, 'database_unavailable'))
        for (const { done } of batch) done.reject(error);
      else for (const one of batch) await commit(spaceId, [one]);
    }
  };

  const flush = async (): Promise<void> => {
    const next = queues.entries().next();
    if (underWay >= mostUnderWay || next.done === true) return;
    const [spaceId, waiting] = next.value;
    const batch = waiting.splice(0, countOf(waiting));
    queues.delete(spaceId);
    if (waiting.length > 0) queues.set(spaceId, waiting);
    underWay++;
    await commit(spaceId, batch);
    underWay--;
    void flush();
  };

  return {
    take: (spaceId, receipt) => {
      const done = Promise.withResolvers<Taken>();
      const waiting = queues.get(spaceId);
      if (waiting === undefined) queues.set(spaceId, [{ receipt, done }]);
      else waiting.push({ receipt, done });
      // What else arrives in this turn of the loop shares the commit.
      setImmediate(() => void flush());
      return done.promise;
    },
  };
};

const nameOf = ({ endpointId, eventKey }: { readonly endpointId: string; readonly eventKey: string }) =>
  `${endpointId} ${eventKey}`;

const countOf = (waiting: readonly Waiting[]): number => {
  let bytes = 0;
  let count = 0;
  for (const { receipt } of waiting) {
    bytes += receipt.bytes;
    if (count > 0 && (count === mostAtOnce || bytes > mostBytes)) break;
    count++;
  }
  return count;
};
