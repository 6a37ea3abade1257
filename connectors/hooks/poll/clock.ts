import type { Clock, Hints, JobQueue, Log, Running } from '../../../core/ports.ts';
import type { Db, Tx } from '../../../platform/db/open.ts';
import { startDueRounds } from '../../../platform/due-rounds.ts';
import { runPollerName } from './run-poller.ts';
import { nextRun } from './schedule.ts';
import { msUntilDue, setNext, takeDue } from './store-runs.ts';

/** Rung when a poller was made or changed. */
export const pollersTopic = 'pollers';

const atOnce = 200;
/** How long it looks away at most: a hint may be lost. */
const longestMs = 5_000;
const leastMs = 20;

export interface PollerClockDeps {
  readonly db: Db;
  readonly jobs: JobQueue<Tx>;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Makes jobs of pollers that are due. A job is known by its poller: while one is not finished there is no second, in
 * whatever process it runs. Instants that were missed are one run, not many.
 */
export const startPollerClock = ({ db, jobs, hints, clock, log }: PollerClockDeps): Running =>
  startDueRounds({
    what: 'pollers',
    topic: pollersTopic,
    ...{ hints, clock, log, longestMs },
    round: () =>
      db.asSystem(async (tx) => {
        const due = await takeDue(tx, atOnce);
        if (due.length > 0) {
          await setNext(
            tx,
            due.map(({ schedule, now, ...place }) => ({ ...place, next: nextRun(schedule, now) ?? null })),
          );
          await jobs.add(
            tx,
            due.map(({ spaceId, pollerId }) => ({
              name: runPollerName,
              spaceId,
              key: pollerId,
              payload: { pollerId },
            })),
          );
        }
        const nextMs = await msUntilDue(tx);
        if (due.length === atOnce) return 0;
        return nextMs === null ? null : Math.max(nextMs, leastMs);
      }),
  });
