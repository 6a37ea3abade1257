import type { Log } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { noteKeysUsed, noteSessionsUsed } from './credentials-store.ts';

export interface LastUse {
  key(keyId: string): void;
  session(sessionId: string): void;
  /** Writes what is still noted. */
  stop(): Promise<void>;
}

const gatherMs = 250;

/**
 * "Last used" is written beside the requests, never in them: noted here, and written for all together a moment
 * later. What a killed process had not written yet is lost, which costs a minute of precision and nothing else.
 */
export const openLastUse = (deps: { readonly db: Db; readonly log: Log }): LastUse => {
  const keys = new Set<string>();
  const sessions = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const usedKeys = [...keys];
    const usedSessions = [...sessions];
    keys.clear();
    sessions.clear();
    try {
      await deps.db.asSystem(async (tx) => {
        if (usedKeys.length > 0) await noteKeysUsed(tx, usedKeys);
        if (usedSessions.length > 0) await noteSessionsUsed(tx, usedSessions);
      });
    } catch (error) {
      deps.log.warn('could not note when credentials were last used', { error });
    }
  };

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (keys.size + sessions.size > 0) writing = writing.then(write);
  };

  const later = (): void => {
    timer ??= setTimeout(flush, gatherMs).unref();
  };

  return {
    key: (keyId) => {
      keys.add(keyId);
      later();
    },
    session: (sessionId) => {
      sessions.add(sessionId);
      later();
    },
    stop: async () => {
      flush();
      await writing;
    },
  };
};
