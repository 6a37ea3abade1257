import type { Hints } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { presentSessions } from './store-sessions.ts';

/** That a session has ended, told to the processes that still work for it. Whether it has is what its row says. */
export interface SessionEnds {
  tell(): void;
  /** Ends what has no row any more. */
  look(): void;
  close(): void;
}

export interface SessionEndsDeps {
  readonly db: Db;
  readonly hints: Hints;
  /** Digests of the ids of those that work for a client now, or might without a look at their row. */
  readonly inUse: () => readonly string[];
  end(idHash: string): void;
}

const topic = 'mcp.sessions';

export const openSessionEnds = ({ db, hints, inUse, end }: SessionEndsDeps): SessionEnds => {
  let looking = false;
  let again = false;

  const take = async (): Promise<void> => {
    const asked = inUse();
    if (asked.length === 0) return;
    const present = new Set(await db.asSystem((tx) => presentSessions(tx, asked)));
    for (const idHash of asked) if (!present.has(idHash)) end(idHash);
  };
  /** However many end at once, they are looked at together. */
  const look = (): void => {
    again = looking;
    if (looking) return;
    looking = true;
    void take()
      // What could not be looked at now is looked at with the next beat.
      .catch(() => undefined)
      .finally(() => {
        looking = false;
        if (again) look();
      });
  };
  const unhear = hints.on(topic, look);

  return { tell: () => hints.broadcast(topic), look, close: unhear };
};
