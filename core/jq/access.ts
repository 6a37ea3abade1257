import { equal } from './compare.ts';
import { JqError } from './error.ts';
import { brief } from './json.ts';
import { madeArray, madeObject, madeText, spendOn, maxLength, type Meter } from './meter.ts';
import { codePointLength, sliceCodePoints } from './text.ts';
import { isArray, isObject, kindOf, property, withProperty, type Value } from './value.ts';

/** `.[key]` for every kind of value and of key; looked up, never followed into a prototype. */
export const index = (value: Value, key: Value, meter: Meter): Value => {
  if (typeof key === 'string') return field(value, key);
  if (typeof key === 'number') return element(value, key);
  if (isObject(key) && (value === null || isArray(value) || typeof value === 'string')) {
    return slice(value, key, meter);
  }
  if (isArray(key) && isArray(value)) return indicesOf(value, key, meter);
  throw cannotIndex(value, key);
};

const cannotIndex = (value: Value, key: Value): JqError =>
  new JqError(`Cannot index ${kindOf(value)} with ${kindOf(key)} (${brief(key)})`);

export const field = (value: Value, key: string): Value => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.hasOwn(value, key) ? ((value as Readonly<Record<string, Value>>)[key] ?? null) : null;
  }
  if (value === null || value === undefined) return null;
  throw cannotIndex(value, key);
};

const element = (value: Value, key: number): Value => {
  if (isArray(value)) {
    const at = Math.trunc(key);
    return value[at < 0 ? at + value.length : at] ?? null;
  }
  if (value === null || value === undefined) return null;
  throw cannotIndex(value, key);
};

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The bounds of a slice: the start is rounded down and the end up, both are kept inside. */
const rangeOf = (slice: Value, length: number): Range => {
  const from = isObject(slice) ? property(slice, 'start') : null;
  const to = isObject(slice) ? property(slice, 'end') : null;
  if ((from !== null && typeof from !== 'number') || (to !== null && typeof to !== 'number')) {
    throw new JqError('Array/string slice indices must be integers');
  }
  const start = Math.floor(inside(from ?? 0, length, 0));
  return { start, end: Math.max(start, Math.ceil(inside(to ?? length, length, length))) };
};

const inside = (bound: number, length: number, other: number): number => {
  if (Number.isNaN(bound)) return other;
  return Math.min(length, Math.max(0, bound < 0 ? bound + length : bound));
};

const slice = (value: Value, key: Value, meter: Meter): Value => {
  if (isArray(value)) {
    const { start, end } = rangeOf(key, value.length);
    madeArray(meter, end - start);
    return value.slice(start, end);
  }
  if (typeof value !== 'string') return null;
  spendOn(meter, value.length >> 4);
  const { start, end } = rangeOf(key, codePointLength(value));
  madeText(meter, end - start);
  return sliceCodePoints(value, start, end);
};

/** Where an array stands inside another one. */
export const indicesOf = (value: readonly Value[], part: readonly Value[], meter: Meter): Value => {
  const found: number[] = [];
  if (part.length === 0) return null;
  for (let at = 0; at + part.length <= value.length; at += 1) {
    spendOn(meter, 1);
    if (part.every((one, offset) => equal(one, value[at + offset] ?? null))) found.push(at);
  }
  return found;
};

/** A copy of the value with another one at the key. Null becomes what the key needs. */
export const withAt = (value: Value, key: Value, [next, meter]: readonly [Value, Meter]): Value => {
  if (typeof key === 'string' && (isObject(value) || value === null)) {
    const object = value ?? {};
    madeObject(meter, Object.keys(object).length + 1);
    return withProperty(object, key, next);
  }
  if (typeof key === 'number' && (isArray(value) || value === null))
    return withElement(value ?? [], key, [next, meter]);
  if (isObject(key) && (isArray(value) || value === null)) return withSlice(value ?? [], key, [next, meter]);
  if (isObject(key) && typeof value === 'string') throw new JqError('Cannot update string slices');
  throw new JqError(
    isObject(key) || isArray(key) || key === null || typeof key === 'boolean'
      ? `Cannot update field at ${kindOf(key)} index of ${kindOf(value)}`
      : `Cannot index ${kindOf(value)} with ${kindOf(key)} (${brief(key)})`,
  );
};

const withElement = (
  array: readonly Value[],
  key: number,
  [next, meter]: readonly [Value, Meter],
): readonly Value[] => {
  if (Number.isNaN(key)) throw new JqError('Cannot set array element at NaN index');
  const whole = Math.trunc(key);
  const at = whole < 0 ? whole + array.length : whole;
  if (at < 0) throw new JqError('Out of bounds negative array index');
  if (at >= maxLength) throw new JqError('Array index too large');
  madeArray(meter, Math.max(array.length, at + 1));
  const copy = array.slice();
  while (copy.length < at) copy.push(null);
  copy[at] = next;
  return copy;
};

const withSlice = (
  array: readonly Value[],
  key: Value,
  [next, meter]: readonly [Value, Meter],
): readonly Value[] => {
  const { start, end } = rangeOf(key, array.length);
  if (!isArray(next)) throw new JqError('A slice of an array can only be assigned another array');
  madeArray(meter, array.length + next.length);
  return [...array.slice(0, start), ...next, ...array.slice(end)];
};

/** The whole-number bounds of a slice of this array, to delete it. */
export const sliceBounds = (array: readonly Value[], key: Value): Range => rangeOf(key, array.length);

export const hasKey = (value: Value, key: Value): boolean => {
  if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key);
  if (isArray(value) && typeof key === 'number') return key >= 0 && key < value.length;
  throw new JqError(`Cannot check whether ${kindOf(value)} has a ${kindOf(key)} key`);
};
