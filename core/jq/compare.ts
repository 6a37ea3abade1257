import { JqError } from './error.ts';
import { spend, type Meter } from './meter.ts';
import { compareText } from './text.ts';
import { isArray, isObject, property, type ObjectValue, type Value } from './value.ts';

/** How deep two values are compared. */
const maxDepth = 1_000;

const rankOf = (value: Value): number => {
  switch (typeof value) {
    case 'boolean':
      return value ? 2 : 1;
    case 'number':
      return 3;
    case 'string':
      return 4;
    default:
      if (value === null || value === undefined) return 0;
      return Array.isArray(value) ? 5 : 6;
  }
};

/** jq's order of all values: null, false, true, numbers, strings, arrays, objects; nan below all numbers. */
export const compare = (a: Value, b: Value, depth = 0): number => {
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const difference = rankOf(a) - rankOf(b);
  if (difference !== 0) return difference;
  if (depth > maxDepth) throw new JqError('Comparison too deep');
  if (isArray(a) && isArray(b)) return compareArrays(a, b, depth);
  if (isObject(a) && isObject(b)) return compareObjects(a, b, depth);
  return 0;
};

const compareNumbers = (a: number, b: number): number => {
  if (a < b) return -1;
  if (a === b) return 0;
  return Number.isNaN(a) ? -1 : 1;
};

const compareArrays = (a: readonly Value[], b: readonly Value[], depth: number): number => {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const difference = compare(a[at] ?? null, b[at] ?? null, depth + 1);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
};

export const sortedKeys = (object: ObjectValue): string[] => Object.keys(object).sort(compareText);

/** By their sorted keys first, then by their values in the order of these keys. */
const compareObjects = (a: ObjectValue, b: ObjectValue, depth: number): number => {
  const keys = sortedKeys(a);
  const difference = compareArrays(keys, sortedKeys(b), depth);
  if (difference !== 0) return difference;
  for (const key of keys) {
    const found = compare(property(a, key), property(b, key), depth + 1);
    if (found !== 0) return found;
  }
  return 0;
};

export const equal = (a: Value, b: Value, depth = 0): boolean => {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (depth > maxDepth) throw new JqError('Equality check too deep');
  if (isArray(a)) {
    if (!isArray(b) || a.length !== b.length) return false;
    for (let at = 0; at < a.length; at += 1) {
      if (!equal(a[at] ?? null, b[at] ?? null, depth + 1)) return false;
    }
    return true;
  }
  return isObject(a) && isObject(b) && equalObjects(a, b, depth);
};

const equalObjects = (a: ObjectValue, b: ObjectValue, depth: number): boolean => {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key) || !equal(property(a, key), property(b, key), depth + 1)) return false;
  }
  return true;
};

/**
 * What comparing two values may cost, paid beforehand: elements at the top, and what lies below these. Values that
 * share their parts can be far larger than the memory they take, so this walk is itself paid for, step by step.
 */
export const payToCompare = (meter: Meter, value: Value): void => {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'string') spend(meter, value.length >> 8);
    return;
  }
  const stack: Value[] = [value];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'string') spend(meter, next.length >> 8);
    if (typeof next !== 'object' || next === null) continue;
    const items = isArray(next) ? next : Object.values(next);
    spend(meter, 1 + (items.length >> 3));
    for (const item of items) if (typeof item === 'object' || typeof item === 'string') stack.push(item);
  }
};

/** What is sorted, with the value to sort by. */
export interface Keyed {
  readonly by: Value;
  readonly value: Value;
}

/** Stable, as jq's is. */
export const sortKeyed = (items: readonly Keyed[], meter: Meter): Keyed[] => {
  for (const { by } of items) payToCompare(meter, by);
  spend(meter, items.length * Math.ceil(Math.log2(items.length + 1)));
  return [...items].sort((a, b) => compare(a.by, b.by));
};
