import { setTimeout as pause, setImmediate as endOfTurn } from 'node:timers/promises';
import type { Log } from '../core/ports.ts';
import { delayAfter } from './backoff.ts';
import { openBell } from './bell.ts';

export interface RoundsDeps {
  /** In the plural, for the log: what stands still while rounds fail. */
  readonly what: string;
  readonly log: Log;
  /** Milliseconds until a round is due that nobody rang for. */
  dueIn(): number;
  round(): Promise<void>;
  /** Asked before each round. After a failure while it is `stopping`, no further round is tried. */
  phase(): 'on' | 'stopping' | 'over';
}

export interface Rounds {
  ring(): void;
  readonly over: Promise<void>;
}

/**
 * One round after the other, by the bell or when due. Whatever happens during a round shares the next one, so that
 * under load a round carries much and costs little. When the database is away it tries again, ever more slowly, and
 * says so once.
 */
export const startRounds = (deps: RoundsDeps): Rounds => {
  const bell = openBell();
  let failures = 0;
  const go = async (): Promise<void> => {
    while (deps.phase() !== 'over') {
      await bell.wait(deps.dueIn());
      // What else happens in this turn of the loop takes part.
      await endOfTurn();
      try {
        await deps.round();
        if (failures > 0) deps.log.info('going on', { what: deps.what });
        failures = 0;
      } catch (error) {
        if (failures++ === 0) deps.log.error('standing still; tried again soon', { what: deps.what, error });
        if (deps.phase() !== 'on') return;
        await pause(delayAfter(failures, { firstMs: 50, maxMs: 5_000 }, Math.random()));
      }
    }
  };
  return { ring: bell.ring, over: go() };
};
