import type { Log, Running } from '../core/ports.ts';
import type { Db, Tx } from './db/open.ts';

export interface Chore {
  readonly name: string;
  /** Does a bounded piece; answers how many rows went. */
  readonly run: (tx: Tx) => Promise<number>;
}

export interface HousekeepingDeps {
  readonly db: Db;
  readonly log: Log;
  readonly chores: readonly Chore[];
  readonly everyMs: number;
}

/** Throws away what has had its time. Any number of processes may run it: the database lets one at a time. */
export const startHousekeeping = async (deps: HousekeepingDeps): Promise<Running> => {
  let stopping = false;
  let round: Promise<void> = Promise.resolve();

  const tidy = async (): Promise<void> => {
    for (const chore of deps.chores) {
      if (stopping) return;
      try {
        const gone = await deps.db.asSystem(async (tx) => {
          const [lock] = await tx.query<{ mine: boolean }>(
            'select pg_try_advisory_xact_lock(7216002, hashtext($1)) as mine',
            [chore.name],
          );
          return lock?.mine === true ? chore.run(tx) : 0;
        });
        if (gone > 0) deps.log.info('tidied up', { chore: chore.name, rows: gone });
      } catch (error) {
        deps.log.warn('could not tidy up; tried again later', { chore: chore.name, error });
      }
    }
  };

  const timer = setInterval(() => {
    round = round.then(tidy);
  }, deps.everyMs);
  timer.unref();
  return {
    stop: async () => {
      stopping = true;
      clearInterval(timer);
      await round;
    },
  };
};
