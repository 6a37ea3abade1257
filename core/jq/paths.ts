import { index, sliceBounds, withAt } from './access.ts';
import { compare } from './compare.ts';
import { JqError } from './error.ts';
import { brief, maxNesting } from './json.ts';
import { madeArray, spend, type Meter } from './meter.ts';
import { isArray, isObject, kindOf, put, withoutProperties, type Value } from './value.ts';

/** The way from the input to a value, last key first: a step more costs one small object. */
export interface Path {
  readonly parent: Path | null;
  readonly key: Value;
  readonly length: number;
}

export const root: Path = { parent: null, key: null, length: 0 };

export const stepTo = (parent: Path, key: Value): Path => ({ parent, key, length: parent.length + 1 });

export const keysOf = (path: Path, meter: Meter): Value[] => {
  madeArray(meter, path.length);
  const keys: Value[] = new Array<Value>(path.length).fill(null);
  let at: Path | null = path;
  for (let place = path.length - 1; place >= 0 && at !== null; place -= 1) {
    keys[place] = at.key;
    at = at.parent;
  }
  return keys;
};

const checked = (path: Value, meter: Meter): readonly Value[] => {
  if (!isArray(path)) throw new JqError('Path must be specified as an array');
  if (path.length > maxNesting) throw new JqError('Path too deep');
  spend(meter, path.length >> 1);
  return path;
};

/** Null from where there is nothing any more. */
export const getPath = (value: Value, path: Value, meter: Meter): Value => {
  let at = value;
  for (const key of checked(path, meter)) {
    if (at === null) return null;
    at = index(at, key, meter);
  }
  return at;
};

/** What was made during one update, and is seen by nobody else yet: it may be changed in place. */
type Owned = Set<Value>;

/** Down to the place, then up again with a copy of each container on the way. */
export const setPath = (
  value: Value,
  path: Value,
  [next, meter, owned]: readonly [Value, Meter, Owned?],
): Value => {
  const keys = checked(path, meter);
  const containers: Value[] = [];
  let at = value;
  for (const key of keys) {
    containers.push(at);
    at = at === null ? null : indexToSet(at, key, meter);
  }
  let result = next;
  for (let place = keys.length - 1; place >= 0; place -= 1) {
    const container = containers[place] ?? null;
    const key = keys[place] ?? null;
    if (owned?.has(container) === true && changeInPlace(container, key, result)) return value;
    result = withAt(container, key, [result, meter]);
    owned?.add(result);
  }
  return result;
};

const changeInPlace = (container: Value, key: Value, next: Value): boolean => {
  if (
    isArray(container) &&
    typeof key === 'number' &&
    Number.isInteger(key) &&
    key >= 0 &&
    key < container.length
  ) {
    (container as Value[])[key] = next;
    return true;
  }
  if (!isObject(container) || typeof key !== 'string') return false;
  put(container, key, next);
  return true;
};

/** What cannot be set is told as such, by withAt; what can be set but not read does not exist. */
const indexToSet = (value: Value, key: Value, meter: Meter): Value =>
  isArray(key) || key === null || typeof key === 'boolean' ? null : index(value, key, meter);

/** Deletes what the paths name, longest and last first, so that no deletion moves what another one names. */
export const deletePaths = (value: Value, paths: Value, meter: Meter): Value => {
  if (!isArray(paths)) throw new JqError('Paths must be specified as an array');
  const sorted = [...paths].sort((a, b) => compare(a, b));
  spend(meter, paths.length);
  let result = value;
  for (let at = sorted.length - 1; at >= 0; at -= 1) {
    const path = checked(sorted[at] ?? null, meter);
    const last = path.at(-1);
    if (last === undefined) return null;
    // Neighbours under one parent are deleted together: one copy instead of one for each.
    const keys = [last];
    while (at > 0 && isSibling(path, sorted[at - 1] ?? null)) {
      at -= 1;
      const sibling = sorted[at] ?? null;
      if (isArray(sibling)) keys.push(sibling.at(-1) ?? null);
    }
    result = deleteUnder(result, path.slice(0, -1), [keys, meter]);
  }
  return result;
};

const isSibling = (path: readonly Value[], other: Value): boolean =>
  isArray(other) &&
  other.length === path.length &&
  path.slice(0, -1).every((key, at) => typeof key !== 'object' && key === other[at]);

const deleteUnder = (
  value: Value,
  parent: readonly Value[],
  [keys, meter]: readonly [readonly Value[], Meter],
): Value => {
  const container = getPath(value, parent, meter);
  if (container === null) return value;
  return setPath(value, parent, [deleteKeys(container, keys, meter), meter]);
};

const deleteKeys = (value: Value, keys: readonly Value[], meter: Meter): Value => {
  if (isObject(value)) {
    spend(meter, Object.keys(value).length >> 3);
    return withoutProperties(value, new Set(keys.map((key) => textKey(value, key))));
  }
  if (!isArray(value)) {
    const [key = null] = keys;
    throw new JqError(
      kindOf(key) === 'object'
        ? `Cannot delete fields from ${kindOf(value)}`
        : `Cannot delete field at ${kindOf(key)} index of ${kindOf(value)}`,
    );
  }
  madeArray(meter, value.length);
  const gone = new Set<number>();
  for (const key of keys) markDeleted(value, key, gone);
  return value.filter((_, at) => !gone.has(at));
};

const textKey = (value: Value, key: Value): string => {
  if (typeof key === 'string') return key;
  throw new JqError(`Cannot delete field at ${kindOf(key)} index of ${kindOf(value)}`);
};

const markDeleted = (array: readonly Value[], key: Value, gone: Set<number>): void => {
  if (typeof key === 'number') {
    const whole = Math.trunc(key);
    gone.add(whole < 0 ? whole + array.length : whole);
  } else if (isObject(key)) {
    const { start, end } = sliceBounds(array, key);
    for (let at = start; at < end; at += 1) gone.add(at);
  } else throw new JqError(`Cannot delete field at ${kindOf(key)} index of array`);
};

export const invalidPath = (value: Value): JqError =>
  new JqError(`Invalid path expression with result ${brief(value)}`);

export const invalidAccess = (value: Value, key: Value): JqError =>
  new JqError(`Invalid path expression near attempt to access element ${brief(key)} of ${brief(value)}`);

export const invalidIteration = (value: Value): JqError =>
  new JqError(`Invalid path expression near attempt to iterate through ${brief(value)}`);
