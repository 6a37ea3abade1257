import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What each flow of the folder `flows/` has to come to, for its input `n`. */
export interface Plan {
  readonly name: string;
  /** Calls of the effect server, each under a key of its own. */
  readonly effects: number;
  readonly total: (n: number) => number;
  /** Begun by the driver, and how; the others by runs. */
  readonly begin: 'call' | 'event' | null;
}

export const plans: readonly Plan[] = [
  { name: 'chain', effects: 3, total: (n) => 3 * n, begin: 'call' },
  { name: 'loop', effects: 4, total: (n) => 4 * n, begin: 'call' },
  { name: 'branches', effects: 4, total: (n) => 4 * n, begin: 'call' },
  { name: 'stubborn', effects: 3, total: (n) => 3 * n, begin: 'call' },
  { name: 'waiter', effects: 3, total: (n) => 3 * n, begin: 'call' },
  { name: 'answerer', effects: 1, total: (n) => n, begin: null },
  { name: 'talk', effects: 2, total: (n) => 3 * n, begin: 'call' },
  { name: 'approval', effects: 2, total: (n) => 3 * n, begin: 'call' },
  { name: 'parent', effects: 1, total: (n) => 4 * n, begin: 'call' },
  { name: 'ordered', effects: 2, total: (n) => 2 * n, begin: 'call' },
  { name: 'begun', effects: 3, total: (n) => 3 * n, begin: 'event' },
];

export const textOfPlan = async (name: string, effectsUrl: string): Promise<string> =>
  (await readFile(join(import.meta.dirname, 'flows', `${name}.yaml`), 'utf8')).replaceAll(
    'EFFECTS',
    effectsUrl,
  );

/** The same numbers from the same seed. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
