import { compare, equal, payToCompare } from './compare.ts';
import { JqError } from './error.ts';
import { maxNesting, named } from './json.ts';
import { madeArray, madeObject, madeText, maxLength, spend, spendOn, type Meter } from './meter.ts';
import {
  copyObject,
  isArray,
  isObject,
  property,
  put,
  type Draft,
  type ObjectValue,
  type Value,
} from './value.ts';

export type Arithmetic = '+' | '-' | '*' | '/' | '%';
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type Operation = (a: Value, b: Value, meter: Meter) => Value;

const cannot = (a: Value, b: Value, what: string): JqError =>
  new JqError(`${named(a)} and ${named(b)} cannot be ${what}`);

export const add: Operation = (a, b, meter) => {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') {
    madeText(meter, a.length + b.length);
    return a + b;
  }
  if (a === null) return b;
  if (b === null) return a;
  if (isArray(a) && isArray(b)) {
    if (b.length === 0) return a;
    if (a.length === 0) return b;
    madeArray(meter, a.length + b.length);
    return a.concat(b);
  }
  if (isObject(a) && isObject(b)) {
    const draft = copyObject(a);
    const keys = Object.keys(b);
    for (const key of keys) put(draft, key, property(b, key));
    madeObject(meter, keys.length + Object.keys(a).length);
    return draft;
  }
  throw cannot(a, b, 'added');
};

export const subtract: Operation = (a, b, meter) => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (!isArray(a) || !isArray(b)) throw cannot(a, b, 'subtracted');
  if (b.every((value) => typeof value !== 'object' || value === null)) {
    const gone = new Set<Value>(b);
    spendOn(meter, a.length + b.length);
    // A set finds nan, which equals nothing.
    return a.filter((value) => !gone.has(value) || Number.isNaN(value));
  }
  for (const value of a) payToCompare(meter, value);
  return a.filter((value) => {
    spend(meter, b.length);
    return !b.some((other) => equal(value, other));
  });
};

export const multiply: Operation = (a, b, meter) => {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (typeof a === 'string' && typeof b === 'number') return repeatText(a, b, meter);
  if (typeof a === 'number' && typeof b === 'string') return repeatText(b, a, meter);
  if (isObject(a) && isObject(b)) return merge(a, b, meter);
  throw cannot(a, b, 'multiplied');
};

const repeatText = (text: string, times: number, meter: Meter): Value => {
  if (Number.isNaN(times) || times < 0) return null;
  const count = Math.trunc(times);
  if (text === '' || count === 0) return '';
  if (text.length * count > maxLength) throw new JqError('Repeat string result too long');
  madeText(meter, text.length * count);
  return text.repeat(count);
};

/** Without recursion: objects may be deeper than the stack. */
const merge = (a: ObjectValue, b: ObjectValue, meter: Meter): Value => {
  const result = copyObject(a);
  const open = [{ draft: result, from: b, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { draft, from, depth } = next;
    if (depth > maxNesting) throw new JqError('Object merge too deep');
    const keys = Object.keys(from);
    spend(meter, 1 + keys.length);
    madeObject(meter, keys.length);
    for (const key of keys) {
      const own = property(draft, key);
      const other = property(from, key);
      if (isObject(own) && isObject(other)) {
        const inner: Draft = copyObject(own);
        madeObject(meter, Object.keys(own).length);
        put(draft, key, inner);
        open.push({ draft: inner, from: other, depth: depth + 1 });
      } else put(draft, key, other);
    }
  }
  return result;
};

export const divide: Operation = (a, b, meter) => {
  if (typeof a === 'number' && typeof b === 'number') {
    if (b === 0) throw cannot(a, b, 'divided because the divisor is zero');
    return a / b;
  }
  if (typeof a === 'string' && typeof b === 'string') return splitText(a, b, meter);
  throw cannot(a, b, 'divided');
};

export const splitText = (text: string, separator: string, meter: Meter): Value => {
  if (text === '') return [];
  spendOn(meter, text.length);
  const parts = separator === '' ? [...text] : text.split(separator);
  madeArray(meter, parts.length);
  return parts;
};

const integer = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/** jq's remainder is of 64-bit integers; up to 2^53 that of doubles is the same. */
export const remainder: Operation = (a, b) => {
  if (typeof a !== 'number' || typeof b !== 'number') throw cannot(a, b, 'divided (remainder)');
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  const divisor = Math.trunc(b);
  if (divisor === 0) throw cannot(a, b, 'divided (remainder) because the divisor is zero');
  if (Math.abs(a) <= Number.MAX_SAFE_INTEGER && Math.abs(b) <= Number.MAX_SAFE_INTEGER) {
    return Math.trunc(a) % divisor || 0;
  }
  const other = toInteger(b);
  return Number(toInteger(a) % (other < 0n ? -other : other));
};

const toInteger = (number: number): bigint => {
  if (number >= 2 ** 63) return integer.most;
  if (number <= -(2 ** 63)) return integer.least;
  return BigInt(Math.trunc(number));
};

export const negate = (value: Value): Value => {
  if (typeof value !== 'number') throw new JqError(`${named(value)} cannot be negated`);
  return -value;
};

export const arithmetic: Readonly<Record<Arithmetic, Operation>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': remainder,
};

const compared = (a: Value, b: Value, meter: Meter): number => {
  if (typeof a === 'object' && a !== null) payToCompare(meter, a);
  return compare(a, b);
};

const same: (a: Value, b: Value, meter: Meter) => boolean = (a, b, meter) => {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  payToCompare(meter, a);
  return equal(a, b);
};

export const comparison: Readonly<Record<Comparison, (a: Value, b: Value, meter: Meter) => boolean>> = {
  '==': same,
  '!=': (a, b, meter) => !same(a, b, meter),
  '<': (a, b, meter) => compared(a, b, meter) < 0,
  '<=': (a, b, meter) => compared(a, b, meter) <= 0,
  '>': (a, b, meter) => compared(a, b, meter) > 0,
  '>=': (a, b, meter) => compared(a, b, meter) >= 0,
};
