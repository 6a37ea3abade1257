import type { Clock, Hints, JobQueue, Log, Running } from '../../../core/ports.ts';
import type { Db, Tx } from '../../../platform/db/open.ts';
import { startRounds } from '../../../platform/rounds.ts';
import { runPollerName } from './run-poller.ts';
import { nextRun } from './schedule.ts';
import { msUntilDue, setNext, takeDue } from './store-runs.ts';

/** Rung when a poller was made or changed. */
export const pollersTopic = 'pollers';

const atOnce = 200;
/** How long it looks away at most: a hint may be lost. */
const longestMs = 5_000;

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
export const startPollerClock = (deps: PollerClockDeps): Running => {
  const { db, jobs, hints, clock, log } = deps;
  let stopping = false;
  let lookAt = 0;

  const round = async (): Promise<void> => {
    const { taken, nextMs } = await db.asSystem(async (tx) => {
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
      return { taken: due.length, nextMs: await msUntilDue(tx) };
    });
    const rest = taken === atOnce ? 0 : Math.min(longestMs, Math.max(nextMs ?? longestMs, 20));
    lookAt = clock.monotonic() + rest;
  };

  const rounds = startRounds({
    what: 'pollers',
    log,
    dueIn: () => (stopping ? 0 : lookAt - clock.monotonic()),
    round: async () => (stopping ? undefined : round()),
    phase: () => (stopping ? 'over' : 'on'),
  });
  const unhook = hints.on(pollersTopic, () => {
    lookAt = 0;
    rounds.ring();
  });
  const stop = async (): Promise<void> => {
    stopping = true;
    unhook();
    rounds.ring();
    await rounds.over;
  };
  let stopped: Promise<void> | undefined;
  return { stop: () => (stopped ??= stop()) };
};
