import { limitError } from './error.ts';
import type { Value } from './value.ts';

/** What one evaluation may cost. Programs and inputs come from strangers. */
export interface Limits {
  /** Steps: one for each call, each element looked at, each value sent on. */
  readonly fuel?: number;
  /** Calls inside each other. */
  readonly depth?: number;
  /** Bytes of all that the evaluation makes, roughly, whether it keeps it or not. */
  readonly size?: number;
  /** The time that `now` tells, in seconds since 1970. Without it `now` is an error: nothing here reads a clock. */
  readonly now?: number;
  /** What `$ENV` and `env` are: never the environment of the process. An empty object when left out. */
  readonly env?: Value;
}

const defaultLimits = { fuel: 1_000_000, depth: 1_000, size: 64 * 1024 * 1024 };

/** The longest string, in UTF-16 units, and the longest array that may be made. */
export const maxLength = 8 * 1024 * 1024;

export interface Meter {
  fuel: number;
  depth: number;
  size: number;
  /** Tells one activation of a label from all others. */
  labels: number;
  readonly limits: Required<Omit<Limits, 'now' | 'env'>>;
  readonly now: number | null;
  readonly env: Value;
}

const noEnv: Value = Object.freeze({});

export const newMeter = (limits: Limits): Meter => {
  const {
    fuel = defaultLimits.fuel,
    depth = defaultLimits.depth,
    size = defaultLimits.size,
    now = null,
    env = noEnv,
  } = limits;
  return { fuel, depth: 0, size, labels: 0, limits: { fuel, depth, size }, now, env };
};

export const spend = (meter: Meter, steps: number): void => {
  meter.fuel -= steps;
  if (meter.fuel < 0) outOfFuel(meter);
};

const outOfFuel = (meter: Meter): never => {
  throw limitError(
    `The expression took more than ${meter.limits.fuel} steps: make it cheaper, or give it more fuel`,
  );
};

export const enter = (meter: Meter): void => {
  meter.depth += 1;
  if (meter.depth > meter.limits.depth) throw tooDeep(meter.limits.depth);
  spend(meter, 1);
};

export const tooDeep = (depth: number): Error =>
  limitError(`The expression calls itself more than ${depth} times inside each other`);

/** Making an error and catching it takes as long as many steps. */
export const spendOnError = (meter: Meter): void => spend(meter, 10);

/** Work on many elements at once costs less than a step for each. */
export const spendOn = (meter: Meter, elements: number): void => spend(meter, 1 + (elements >> 4));

const grow = (meter: Meter, bytes: number): void => {
  meter.size -= bytes;
  if (meter.size < 0) {
    throw limitError(`The expression makes more than ${meter.limits.size} bytes: let it make less`);
  }
};

export const madeArray = (meter: Meter, length: number): void => {
  if (length > maxLength) throw limitError(`The expression makes an array of more than ${maxLength} values`);
  spend(meter, length >> 5);
  grow(meter, 64 + 8 * length);
};

export const madeText = (meter: Meter, length: number): void => {
  if (length > maxLength)
    throw limitError(`The expression makes a string of more than ${maxLength} characters`);
  spend(meter, length >> 10);
  grow(meter, 32 + length);
};

export const madeObject = (meter: Meter, properties: number): void => {
  spend(meter, properties >> 2);
  grow(meter, 64 + 24 * properties);
};
