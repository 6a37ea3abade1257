import type { Clock, Hints, Log } from '../../../core/ports.ts';
import type { Db } from '../../../platform/db/open.ts';
import { revisionsOf } from '../revisions-store.ts';
import { forgetAll, type KnownSpaces } from './known.ts';

/** Rung when consumers of some space have changed. */
export const consumersTopic = 'gateway.consumers';

/** With the time that the look takes, a change is known everywhere within a second. */
const lookEveryMs = 500;
/** A space that nobody called for so long is forgotten, and costs no look any more. */
const idleMs = 60_000;

export interface RevisionWatch {
  /** Something is remembered: looks, from now on, whether it is still true. */
  begin(): void;
  stop(): Promise<void>;
}

export interface WatchDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: Log;
  readonly known: KnownSpaces<unknown>;
}

/**
 * One question for all spaces in use. While the database is away, what is known goes on: requests of those who were let
 * in a moment ago do not stop with it.
 */
export const openRevisionWatch = ({ db, hints, clock, log, known }: WatchDeps): RevisionWatch => {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let failing = false;

  const forgetIdle = (): void => {
    const since = clock.monotonic() - idleMs;
    for (const [spaceId, space] of known.spaces) if (space.usedAt < since) known.forget(spaceId);
  };

  const look = async (): Promise<void> => {
    forgetIdle();
    const inUse = [...known.spaces];
    if (inUse.length === 0) return;
    try {
      const spaceIds = inUse.map(([spaceId]) => spaceId);
      const revisions = await db.readAsSystem((tx) => revisionsOf(tx, spaceIds, 'consumers'));
      for (const [spaceId, space] of inUse) {
        const now = revisions.get(spaceId) ?? 0;
        // A lower one is older than what a lookup has seen meanwhile; none at all: the space is gone.
        if (now > space.revision || (now === 0 && space.revision > 0)) forgetAll(space, now);
      }
      failing = false;
    } catch (error) {
      if (!failing) log.warn('cannot look for changed consumers; those that are known stay', { error });
      failing = true;
    }
  };

  const round = (): void => {
    if (stopped) return;
    if (looking !== undefined) {
      again = true;
      return;
    }
    looking = look().finally(() => {
      looking = undefined;
      if (!again) return;
      again = false;
      round();
    });
  };
  const tick = (): void => {
    round();
    if (known.spaces.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const unhook = hints.on(consumersTopic, round);

  return {
    begin: () => {
      if (!stopped) timer ??= setInterval(tick, lookEveryMs).unref();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      unhook();
      await looking;
    },
  };
};
