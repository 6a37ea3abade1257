import type { Log } from '../../../core/ports.ts';
import type { Count, Counts } from './counts.ts';
import { dataReason } from './data-reason.ts';

export interface WriteCountsDeps {
  readonly counts: Counts;
  /** All of them or none. */
  write(counts: readonly Count[]): Promise<void>;
  /** Requests that nobody will find counted. */
  dropped(requests: number): void;
  readonly log: Log;
}

/** Writes what was counted; `last`: nobody comes back for what is left. Throws when it has to be tried again. */
export type WriteCounts = (last: boolean) => Promise<void>;

/** So often may all of it fail for its data before it is looked through: that of a space which is just being deleted passes. */
const mostTries = 3;
/** Where thousands do not fit the next round goes on: the others have the database in between. */
const mostStatements = 200;

interface Misfit {
  readonly count: Count;
  /** What the database said. */
  readonly reason: string;
}

/** What cannot be written is kept and tried again, but for what the database never takes: that would hold up all that follows. */
export const openWriteCounts = (deps: WriteCountsDeps): WriteCounts => {
  const { counts, write, log } = deps;
  /** In a row. */
  let failedForData = 0;

  /** Halves of halves, until what does not fit stands alone. */
  const sift = async (due: readonly Count[]): Promise<void> => {
    const waiting: (readonly Count[])[] = [due];
    const misfits: Misfit[] = [];
    try {
      for (let left = mostStatements; left > 0; left--) {
        const [part] = waiting.slice(-1);
        if (part === undefined) break;
        const reason = await reasonAgainst(part);
        // Only now: where the database went away it waits for the next round.
        waiting.pop();
        const [count, second] = part;
        if (reason === null || count === undefined) continue;
        const middle = part.length >> 1;
        if (second === undefined) misfits.push({ count, reason });
        else waiting.push(part.slice(middle), part.slice(0, middle));
      }
      if (waiting.length === 0) failedForData = 0;
    } finally {
      counts.putBack(waiting.flat());
      drop(misfits);
    }
  };

  /** Null when it is written. */
  const reasonAgainst = async (part: readonly Count[]): Promise<string | null> => {
    try {
      await write(part);
      return null;
    } catch (error) {
      const reason = dataReason(error);
      if (reason === null) throw error;
      return reason;
    }
  };

  const drop = (misfits: readonly Misfit[]): void => {
    const [first] = misfits;
    if (first === undefined) return;
    const requests = misfits.reduce((sum, { count }) => sum + count.requests, 0);
    deps.dropped(requests);
    // Whom they are counted for may be somebody's name: it stays out of the log.
    const { spaceId, pipeline } = first.count;
    log.error('usage of the gateway is dropped: the database does not take it', {
      ...{ rows: misfits.length, requests, reason: first.reason, spaceId, pipeline },
    });
  };

  return async (last) => {
    const due = counts.take();
    if (due.length === 0) return;
    try {
      await write(due);
      failedForData = 0;
      return;
    } catch (error) {
      failedForData = dataReason(error) === null ? 0 : failedForData + 1;
      if (failedForData === 0 || (failedForData < mostTries && !last)) {
        counts.putBack(due);
        throw error;
      }
    }
    await sift(due);
  };
};
