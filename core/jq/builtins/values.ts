import { hasKey } from '../access.ts';
import { add } from '../arithmetic.ts';
import { compare, equal, payToCompare, sortedKeys } from '../compare.ts';
import { JqError } from '../error.ts';
import { formatterNamed, textOf } from '../formats.ts';
import { bytesOf, brief, named, parseJson, toJson, typeError } from '../json.ts';
import { madeArray, madeObject, madeText, maxLength, spend, spendOn, type Meter } from '../meter.ts';
import { deletePaths, setPath } from '../paths.ts';
import { codePointLength } from '../text.ts';
import { isArray, isObject, isTrue, kindOf, property, put, type Draft, type Value } from '../value.ts';
import { readNumber } from '../number.ts';
import { itemsOf } from '../items.ts';
import type { Plains } from './plain.ts';

const lengthOf = (value: Value): Value => {
  if (typeof value === 'string') return codePointLength(value);
  if (isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'boolean') throw typeError(value, 'has no length');
  return 0;
};

const keysOf = (value: Value, [sorted, meter]: readonly [boolean, Meter]): Value => {
  if (isObject(value)) {
    const keys = sorted ? sortedKeys(value) : Object.keys(value);
    madeArray(meter, keys.length);
    spend(meter, keys.length >> 2);
    return keys;
  }
  if (!isArray(value)) throw typeError(value, 'has no keys');
  madeArray(meter, value.length);
  return value.map((_, at) => at);
};

const iterable = (value: Value): readonly Value[] => {
  const items = itemsOf(value);
  if (items !== null) return items;
  throw new JqError(`Cannot iterate over ${value === null ? 'null' : named(value)}`);
};

const sum = (value: Value, meter: Meter): Value => {
  const items = iterable(value);
  spendOn(meter, items.length);
  // Strings and arrays are joined once, instead of copied for each item.
  if (items.length > 2 && items.every((item) => typeof item === 'string')) {
    const text = items.join('');
    madeText(meter, text.length);
    return text;
  }
  if (items.length > 2 && items.every(isArray)) {
    madeArray(
      meter,
      items.reduce((length, item) => length + (isArray(item) ? item.length : 0), 0),
    );
    return items.flat();
  }
  if (items.length > 2 && items.every(isObject)) {
    const draft: Draft = {};
    for (const item of items) {
      if (!isObject(item)) continue;
      madeObject(meter, 1);
      for (const key of Object.keys(item)) put(draft, key, property(item, key));
    }
    return draft;
  }
  let total: Value = null;
  for (const item of items) total = add(total, item, meter);
  return total;
};

const toEntries = (value: Value, meter: Meter): Value => {
  if (!isObject(value)) throw typeError(value, 'has no keys');
  const keys = Object.keys(value);
  madeArray(meter, keys.length);
  madeObject(meter, 2 * keys.length);
  return keys.map((key) => ({ key, value: property(value, key) }));
};

const keyNames = ['key', 'Key', 'name', 'Name', 'k', 'K'];

const entryKey = (entry: Value): string => {
  let found: Value = null;
  for (const name of keyNames) {
    const value = isObject(entry) ? property(entry, name) : null;
    if (value === false && found === null) found = false;
    if (isTrue(value)) {
      found = value;
      break;
    }
  }
  if (typeof found === 'string') return found;
  if (typeof found === 'number' || typeof found === 'boolean') return toJson(found);
  if (found === null) return 'null';
  throw new JqError(`Cannot use ${named(found)} as object key`);
};

const fromEntries = (value: Value, meter: Meter): Value => {
  const draft: Draft = {};
  const entries = iterable(value);
  madeObject(meter, entries.length);
  for (const entry of entries) {
    if (entry !== null && !isObject(entry))
      throw new JqError(`Cannot index ${kindOf(entry)} with string ("key")`);
    const name = isObject(entry)
      ? ['value', 'Value', 'v', 'V'].find((one) => Object.hasOwn(entry, one))
      : undefined;
    put(draft, entryKey(entry), isObject(entry) && name !== undefined ? property(entry, name) : null);
  }
  return draft;
};

const flatten = (value: Value, depth: number, meter: Meter): Value => {
  if (depth < 0) throw new JqError('flatten depth must not be negative');
  const flat: Value[] = [];
  const open: { readonly items: readonly Value[]; at: number }[] = [{ items: iterable(value), at: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    if (top.at >= top.items.length) {
      open.pop();
      continue;
    }
    const item = top.items[top.at] ?? null;
    top.at += 1;
    spend(meter, 1);
    if (isArray(item) && open.length <= depth) open.push({ items: item, at: 0 });
    else flat.push(item);
  }
  madeArray(meter, flat.length);
  return flat;
};

const contains = (value: Value, part: Value, [meter, depth]: readonly [Meter, number]): boolean => {
  spend(meter, 1);
  if (depth > 1_000) throw new JqError('Containment check too deep');
  if (isObject(value) && isObject(part)) {
    return Object.keys(part).every(
      (key) =>
        Object.hasOwn(value, key) && contains(property(value, key), property(part, key), [meter, depth + 1]),
    );
  }
  if (isArray(value) && isArray(part)) {
    return part.every((one) => value.some((item) => contains(item, one, [meter, depth + 1])));
  }
  if (typeof value === 'string' && typeof part === 'string') return value.includes(part);
  if (depth > 0 || kindOf(value) === kindOf(part)) return equal(value, part);
  throw new JqError(`${named(value)} and ${named(part)} cannot have their containment checked`);
};

const transpose = (value: Value, meter: Meter): Value => {
  const rows = iterable(value).map((row) => {
    if (row === null) return [];
    if (!isArray(row)) throw new JqError(`Cannot index ${kindOf(row)} with number (0)`);
    return row;
  });
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  madeArray(meter, width * rows.length);
  return Array.from({ length: width }, (_, at) => rows.map((row) => row[at] ?? null));
};

const toNumber = (value: Value): Value => {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' ? readNumber(value) : undefined;
  if (number === undefined) throw typeError(value, 'cannot be parsed as a number');
  return number;
};

const toBoolean = (value: Value): Value => {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw typeError(value, 'cannot be parsed as a boolean');
};

const fromJson = (value: Value, meter: Meter): Value => {
  if (typeof value !== 'string') throw typeError(value, 'only strings can be parsed');
  spendOn(meter, value.length);
  madeText(meter, value.length * 4 > maxLength ? value.length : value.length * 4);
  return parseJson(value);
};

const bsearch = (value: Value, target: Value, meter: Meter): Value => {
  if (!isArray(value)) throw typeError(value, 'cannot be searched from');
  payToCompare(meter, target);
  let low = 0;
  let high = value.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compare(value[middle] ?? null, target);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1 - low;
};

export const values: Plains = {
  none: {
    not: (value) => !isTrue(value),
    type: (value) => kindOf(value),
    length: lengthOf,
    utf8bytelength: (value, meter) => {
      if (typeof value !== 'string') throw typeError(value, 'only strings have UTF-8 byte length');
      spendOn(meter, value.length);
      return bytesOf(value);
    },
    keys: (value, meter) => keysOf(value, [true, meter]),
    keys_unsorted: (value, meter) => keysOf(value, [false, meter]),
    add: sum,
    any: (value) => iterable(value).some(isTrue),
    all: (value) => iterable(value).every(isTrue),
    to_entries: toEntries,
    from_entries: fromEntries,
    flatten: (value, meter) => flatten(value, Infinity, meter),
    transpose,
    tostring: textOf,
    tojson: (value, meter) => {
      const text = toJson(value, maxLength, meter);
      madeText(meter, text.length);
      spendOn(meter, text.length >> 2);
      return text;
    },
    fromjson: fromJson,
    tonumber: toNumber,
    toboolean: toBoolean,
    toarray: (value) => (isArray(value) ? value : [value]),
    env: (_value, meter) => meter.env,
    input_filename: () => null,
    input_line_number: () => 0,
    have_decnum: () => false,
    have_literal_numbers: () => false,
    reverse: (value, meter) => {
      if (value === null) return [];
      if (typeof value === 'string') return [...value].reverse().join('');
      if (!isArray(value)) throw new JqError(`Cannot reverse ${named(value)}`);
      madeArray(meter, value.length);
      return value.toReversed();
    },
    error: (value) => {
      throw raised(value);
    },
  },
  one: {
    error: (_input, value) => {
      throw raised(value);
    },
    has: (value, key) => hasKey(value, key),
    contains: (value, part, meter) => contains(value, part, [meter, 0]),
    flatten: (value, depth, meter) => {
      if (typeof depth !== 'number') throw new JqError('flatten depth must not be negative');
      return flatten(value, depth, meter);
    },
    format: (value, name, meter) => formatterNamed(name)(value, meter),
    delpaths: (value, paths, meter) => deletePaths(value, paths, meter),
    bsearch,
  },
  many: {
    'setpath/2': (value, [path = null, next = null], meter) => setPath(value, path, [next, meter]),
  },
};

/** What `error(value)` throws: `catch` receives the value itself. */
const raised = (value: Value): JqError =>
  new JqError(typeof value === 'string' ? value : `${brief(value)} (not a string)`, { value });

export { toEntries, fromEntries, iterable };
