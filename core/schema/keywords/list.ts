import { canonical } from '../canonical.ts';
import { counted, type Here, type Keywords, malformed } from '../keyword.ts';
import { isList, isSchema, own } from '../plain.ts';
import { type Check, checkAt, fail, halt, quietly, type Run, spend } from '../run.ts';

const items = (parameter: unknown, here: Here): Check | null => {
  if (!isSchema(parameter)) return malformed(here, 'items');
  const prefix = own(here.schema, 'prefixItems');
  const first = isList(prefix) ? prefix.length : 0;
  const check = here.sub(parameter);
  return (value, run, seen) => {
    if (!isList(value)) return true;
    if (seen !== null) seen.items = Infinity;
    let ok = true;
    for (let at = first; at < value.length; at += 1) {
      if (checkAt(run, at, [check, value[at]])) continue;
      ok = false;
      if (!run.loud) break;
    }
    return ok;
  };
};

const prefixItems = (parameter: unknown, here: Here): Check | null => {
  if (!isList(parameter)) return malformed(here, 'prefixItems');
  const checks = parameter.map((schema) => here.sub(schema));
  return (value, run, seen) => {
    if (!isList(value)) return true;
    if (seen !== null) seen.items = Math.max(seen.items, checks.length);
    let ok = true;
    for (const [at, check] of checks.entries()) {
      if (at >= value.length) break;
      if (checkAt(run, at, [check, value[at]])) continue;
      ok = false;
      if (!run.loud) break;
    }
    return ok;
  };
};

const contains = (parameter: unknown, here: Here): Check | null => {
  if (!isSchema(parameter)) return malformed(here, 'contains');
  const check = here.sub(parameter);
  const least = limitOf(own(here.schema, 'minContains'), 1);
  const most = limitOf(own(here.schema, 'maxContains'), Infinity);
  return (value, run, seen) => {
    if (!isList(value)) return true;
    let found = 0;
    for (const [at, item] of value.entries()) {
      if (run.fuel < 0) return false;
      if (!quietly(run, () => checkAt(run, at, [check, item]))) continue;
      found += 1;
      seen?.indexes.add(at);
      if (seen === null && found >= least && most === Infinity) return true;
    }
    if (found < least) return fail(run, `must contain at least ${least} fitting items, not ${found}`);
    return found <= most || fail(run, `must contain at most ${most} fitting items, not ${found}`);
  };
};

const limitOf = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && value >= 0 ? value : otherwise;

const repeatedAt = (list: readonly unknown[], run: Run): number => {
  const simple = new Set<unknown>();
  const texts = new Set<string>();
  spend(run, list.length >> 3);
  for (const [at, item] of list.entries()) {
    if (typeof item !== 'object' || item === null) {
      if (simple.has(item)) return at;
      simple.add(item);
      continue;
    }
    const text = canonical(item, run);
    if (text === null) {
      halt(run, 'is too large or too deep to compare');
      return at;
    }
    if (texts.has(text)) return at;
    texts.add(text);
  }
  return -1;
};

export const listKeywords: Keywords = {
  prefixItems,
  items,
  contains,
  minItems: counted(
    'minItems',
    (limit) => (value, run) =>
      !isList(value) ||
      value.length >= limit ||
      fail(run, `must have at least ${limit} items, not ${value.length}`),
  ),
  maxItems: counted(
    'maxItems',
    (limit) => (value, run) =>
      !isList(value) ||
      value.length <= limit ||
      fail(run, `must have at most ${limit} items, not ${value.length}`),
  ),
  uniqueItems: (parameter) =>
    parameter !== true
      ? null
      : (value, run) => {
          if (!isList(value) || value.length < 2) return true;
          const at = repeatedAt(value, run);
          return at < 0 || fail(run, `must not repeat an item; item ${at} has been there before`);
        },
};

export const unevaluatedItems = (parameter: unknown, here: Here): Check | null => {
  if (!isSchema(parameter)) return malformed(here, 'unevaluatedItems');
  const check = here.sub(parameter);
  return (value, run, seen) => {
    if (!isList(value) || seen === null) return true;
    let ok = true;
    for (let at = seen.items; at < value.length; at += 1) {
      if (seen.indexes.has(at) || checkAt(run, at, [check, value[at]])) continue;
      ok = false;
      if (!run.loud) break;
    }
    seen.items = Infinity;
    return ok;
  };
};
