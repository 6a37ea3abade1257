import { setTimeout as pause } from 'node:timers/promises';
import { isHubError } from '../../core/errors.ts';
import type { Log, Running } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { addCalls, type NewCall } from './store-calls.ts';

/** What was called, by whom, and how it ended: written in groups, so that a call waits for no database. */
export interface CallLog extends Running {
  note(call: NewCall): void;
  /** Until all that was noted is written. */
  settled(): Promise<void>;
}

/** How long a call is known to this process only. */
const restMs = 200;
const mostInGroup = 500;
/** While the database is away, no more than this waits for it; what comes then is counted and lost. */
const mostWaiting = 20_000;

export const openCallLog = ({ db, log }: { readonly db: Db; readonly log: Log }): CallLog => {
  let waiting: NewCall[] = [];
  let lost = 0;
  let writing: Promise<void> | undefined;
  let stopping = false;

  const write = async (): Promise<void> => {
    if (!stopping) await pause(restMs, undefined, { ref: false });
    while (waiting.length > 0) {
      const group = waiting.slice(0, mostInGroup);
      try {
        for (const [spaceId, calls] of Map.groupBy(group, (call) => call.spaceId))
          await db.inSpace(spaceId, (tx) => addCalls(tx, spaceId, calls));
        // Only now: what could not be written is tried again, and a row that is there already stays one.
        waiting = waiting.slice(group.length);
      } catch (error) {
        if (isHubError(error) && !error.retryable) {
          // Whatever is wrong with it: what comes after it must not wait for it.
          waiting = waiting.slice(group.length);
          lost += group.length;
          log.error('calls of tools cannot be written down', { error });
          continue;
        }
        log.error('calls of tools are not written down; tried again soon', {
          waiting: waiting.length,
          error,
        });
        if (stopping) return;
        await pause(1_000, undefined, { ref: false });
      }
    }
    if (lost > 0) log.error('calls of tools were not written down', { lost });
    lost = 0;
  };

  const begin = (): Promise<void> =>
    (writing ??= write().finally(() => {
      writing = undefined;
    }));

  return {
    note: (call) => {
      if (waiting.length >= mostWaiting) {
        lost += 1;
        return;
      }
      waiting.push(call);
      void begin();
    },
    settled: async () => {
      while (waiting.length > 0 || writing !== undefined) await begin();
    },
    stop: async () => {
      stopping = true;
      await writing;
      if (waiting.length > 0) await begin();
    },
  };
};
