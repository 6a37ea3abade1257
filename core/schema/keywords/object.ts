import { counted, type Here, type Keyword, type Keywords, malformed, subs } from '../keyword.ts';
import { isList, isObject, isSchema } from '../plain.ts';
import { type Check, checkAt, fail, namesOf, pathOf, report, type Run, shorten, spend } from '../run.ts';

const properties: Keyword = (parameter, here) => {
  const checks = subs(parameter, here);
  if (checks === null) return malformed(here, 'properties');
  const all = [...checks];
  return (value, run, seen) => {
    if (!isObject(value)) return true;
    let ok = true;
    // The shorter way round: a schema may have thousands of properties, and the value two.
    const keys = all.length > 32 ? namesOf(run, value) : null;
    const entries = keys !== null && keys.length < all.length ? present(keys, checks) : all;
    spend(run, entries.length >> 3);
    for (const [name, check] of entries) {
      if (!Object.hasOwn(value, name)) continue;
      seen?.names.add(name);
      if (checkAt(run, name, [check, value[name]])) continue;
      ok = false;
      if (!run.loud) break;
    }
    return ok;
  };
};

const present = (
  keys: readonly string[],
  checks: ReadonlyMap<string, Check>,
): (readonly [string, Check])[] => {
  const found: (readonly [string, Check])[] = [];
  for (const key of keys) {
    const check = checks.get(key);
    if (check !== undefined) found.push([key, check]);
  }
  return found;
};

const required: Keyword = (parameter, here) => {
  if (!isList(parameter)) return malformed(here, 'required');
  const names = parameter.filter((name) => typeof name === 'string');
  return (value, run) => {
    if (!isObject(value)) return true;
    spend(run, names.length >> 3);
    return noneMissing(
      names.filter((name) => !Object.hasOwn(value, name)),
      run,
      'is required',
    );
  };
};

const noneMissing = (missing: readonly string[], run: Run, message: string): boolean => {
  if (missing.length === 0) return true;
  for (const name of missing) failAt(run, name, message);
  return false;
};

/** Tells a problem of a property that the value has not, or should not have. */
const failAt = (run: Run, name: string, message: string): void => {
  if (!run.loud) return;
  run.path.push(name);
  report(run, [{ path: pathOf(run), message }]);
  run.path.pop();
};

const dependentRequired: Keyword = (parameter, here) => {
  if (!isObject(parameter)) return malformed(here, 'dependentRequired');
  const rules = Object.keys(parameter).flatMap((name) => {
    const names = parameter[name];
    return isList(names) ? [{ name, needs: names.filter((each) => typeof each === 'string') }] : [];
  });
  return (value, run) => {
    if (!isObject(value)) return true;
    let ok = true;
    for (const { name, needs } of rules) {
      spend(run, 1 + (needs.length >> 3));
      if (run.fuel < 0) return false;
      if (!Object.hasOwn(value, name)) continue;
      const missing = needs.filter((each) => !Object.hasOwn(value, each));
      ok = noneMissing(missing, run, `is required beside "${shorten(name, 40)}"`) && ok;
    }
    return ok;
  };
};

const dependentSchemas: Keyword = (parameter, here) => {
  const checks = subs(parameter, here);
  if (checks === null) return malformed(here, 'dependentSchemas');
  const all = [...checks];
  return (value, run, seen) => {
    if (!isObject(value)) return true;
    spend(run, all.length >> 3);
    let ok = true;
    for (const [name, check] of all) if (Object.hasOwn(value, name)) ok = check(value, run, seen) && ok;
    return ok;
  };
};

const propertyNames: Keyword = (parameter, here) => {
  if (!isSchema(parameter)) return malformed(here, 'propertyNames');
  const check = here.sub(parameter);
  return (value, run) => {
    if (!isObject(value)) return true;
    let ok = true;
    for (const name of namesOf(run, value)) {
      if (checkAt(run, name, [check, name])) continue;
      ok = false;
      if (!run.loud) break;
    }
    return ok;
  };
};

const size = (keyword: string, [words, fits]: readonly [string, (size: number, limit: number) => boolean]) =>
  counted(keyword, (limit) => (value, run) => {
    if (!isObject(value)) return true;
    const { length } = namesOf(run, value);
    return fits(length, limit) || fail(run, `must have ${words} ${limit} properties, not ${length}`);
  });

export const objectKeywords: Keywords = {
  required,
  properties,
  dependentRequired,
  dependentSchemas,
  propertyNames,
  minProperties: size('minProperties', ['at least', (length, limit) => length >= limit]),
  maxProperties: size('maxProperties', ['at most', (length, limit) => length <= limit]),
};

export const unevaluatedProperties = (parameter: unknown, here: Here): Check | null => {
  if (!isSchema(parameter)) return malformed(here, 'unevaluatedProperties');
  const check = here.sub(parameter);
  return (value, run, seen) => {
    if (!isObject(value) || seen === null || seen.allNames) return true;
    let ok = true;
    for (const name of namesOf(run, value)) {
      if (seen.names.has(name)) continue;
      if (checkAt(run, name, [check, value[name]])) continue;
      ok = false;
      if (!run.loud) break;
    }
    seen.allNames = true;
    return ok;
  };
};
