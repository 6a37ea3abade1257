import type { Log } from '../../../core/ports.ts';
import type { Db } from '../../../platform/db/open.ts';
import { noteCredentialsUsed } from './store-shown.ts';

export interface InUse {
  note(credentialId: string): void;
  /** Writes what is still noted. */
  stop(): Promise<void>;
}

const gatherMs = 2_000;
/** What is over is noted again the next time it is used. */
const mostAtOnce = 5_000;

/** "Last used" is written beside the requests, never in them, for many together: it is true to the minute. */
export const openInUse = (deps: { readonly db: Db; readonly log: Log }): InUse => {
  let used = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async (ids: readonly string[]): Promise<void> => {
    try {
      await deps.db.asSystem((tx) => noteCredentialsUsed(tx, ids));
    } catch (error) {
      deps.log.warn('could not note when credentials of consumers were last used', { error });
    }
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (used.size === 0) return;
    const ids = [...used];
    used = new Set();
    writing = writing.then(() => write(ids));
  };

  return {
    note: (credentialId) => {
      if (used.size >= mostAtOnce) return;
      used.add(credentialId);
      timer ??= setTimeout(flush, gatherMs).unref();
    },
    stop: async () => {
      flush();
      await writing;
    },
  };
};
