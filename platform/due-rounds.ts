import type { Clock, Hints, Log, Running } from '../core/ports.ts';
import { startRounds } from './rounds.ts';

export interface DueRounds {
  /** In the plural, for the log. */
  readonly what: string;
  readonly hints: Hints;
  /** Rung when something may be due earlier. */
  readonly topic: string;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: Log;
  /** How long it looks away at most: a hint may be lost. */
  readonly longestMs: number;
  /** Does what is due; answers the milliseconds until the next, null where nothing is waited for. */
  round(): Promise<number | null>;
}

export interface RunningRounds extends Running {
  ring(): void;
}

/** What stands in the database with the time at which it is due: looked at when that comes, or when somebody rings. */
export const startDueRounds = (parts: DueRounds): RunningRounds => {
  const { what, log, clock, longestMs } = parts;
  let stopping = false;
  let lookAt = 0;
  const rounds = startRounds({
    what,
    log,
    dueIn: () => (stopping ? 0 : lookAt - clock.monotonic()),
    round: async () => {
      if (stopping) return;
      const nextMs = await parts.round();
      lookAt = clock.monotonic() + Math.min(longestMs, Math.max(0, nextMs ?? longestMs));
    },
    phase: () => (stopping ? 'over' : 'on'),
  });
  const unhook = parts.hints.on(parts.topic, rounds.ring);
  const stop = async (): Promise<void> => {
    stopping = true;
    unhook();
    rounds.ring();
    await rounds.over;
  };
  let stopped: Promise<void> | undefined;
  return { ring: rounds.ring, stop: () => (stopped ??= stop()) };
};
