import type { Meter } from '../meter.ts';
import type { Value } from '../value.ts';

/** Builtins that take values and give one value, by the number of their arguments. */
export type Plain0 = (input: Value, meter: Meter) => Value;
export type Plain1 = (input: Value, argument: Value, meter: Meter) => Value;
export type PlainMany = (input: Value, args: readonly Value[], meter: Meter) => Value;

export type Table<Plain> = Readonly<Record<string, Plain>>;

/** How many arguments `PlainMany` takes stands in its name: `pow/2`. */
export interface Plains {
  readonly none: Table<Plain0>;
  readonly one: Table<Plain1>;
  readonly many: Table<PlainMany>;
}
