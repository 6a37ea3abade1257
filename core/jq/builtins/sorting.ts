import { compare, sortKeyed, type Keyed } from '../compare.ts';
import { typeError } from '../json.ts';
import { madeArray, type Meter } from '../meter.ts';
import { isArray, type Value } from '../value.ts';
import type { Plains } from './plain.ts';

/** Sorting and what rests on it, by the values themselves or by keys that were worked out for them. */

const sortable = (value: Value, verb: string): readonly Value[] => {
  if (isArray(value)) return value;
  throw typeError(value, `cannot be ${verb}, as it is not an array`);
};

const byItself = (value: Value, verb: string): readonly Keyed[] =>
  sortable(value, verb).map((item) => ({ by: item, value: item }));

const groups = (items: readonly Keyed[], meter: Meter): readonly (readonly Value[])[] => {
  const found: Value[][] = [];
  let by: Value | undefined;
  for (const item of sortKeyed(items, meter)) {
    const group = found.at(-1);
    if (group !== undefined && by !== undefined && compare(by, item.by) === 0) group.push(item.value);
    else found.push([item.value]);
    by = item.by;
  }
  madeArray(meter, items.length + found.length);
  return found;
};

const least = (items: readonly Keyed[], sign: 1 | -1, meter: Meter): Value => {
  let best: Keyed | undefined;
  for (const item of items) {
    if (best === undefined) best = item;
    else {
      const order = compare(item.by, best.by) * sign;
      // Among equals the first is the least and the last the greatest.
      if (order < 0 || (order === 0 && sign === -1)) best = item;
    }
  }
  madeArray(meter, items.length);
  return best?.value ?? null;
};

const sorted = (items: readonly Keyed[], meter: Meter): Value => {
  madeArray(meter, items.length);
  return sortKeyed(items, meter).map(({ value }) => value);
};

export type ByKey = (items: readonly Keyed[], meter: Meter) => Value;

export const byKey: Readonly<Record<string, ByKey>> = {
  sort_by: sorted,
  group_by: groups,
  unique_by: (items, meter) => groups(items, meter).map(([first = null]) => first),
  min_by: (items, meter) => least(items, 1, meter),
  max_by: (items, meter) => least(items, -1, meter),
};

export const sorting: Plains = {
  none: {
    sort: (value, meter) => sorted(byItself(value, 'sorted'), meter),
    unique: (value, meter) => groups(byItself(value, 'sorted'), meter).map(([first = null]) => first),
    min: (value, meter) => least(byItself(value, 'searched'), 1, meter),
    max: (value, meter) => least(byItself(value, 'searched'), -1, meter),
  },
  one: {},
  many: {},
};
