import { add } from '../arithmetic.ts';
import {
  eachChoice,
  firstOf,
  maybeSingle,
  singleCode,
  streamCode,
  type Code,
  type Frame,
  type Single,
} from '../code.ts';
import { pathsOf } from '../compile-assign.ts';
import { collect } from '../compile-build.ts';
import type { Keyed } from '../compare.ts';
import { typeError } from '../json.ts';
import { madeArray, madeObject, spend, tooDeep, type Meter } from '../meter.ts';
import { deletePaths, getPath, invalidAccess, invalidPath, keysOf, root, stepTo } from '../paths.ts';
import { isArray, isObject, isTrue, property, put, type Draft, type Value } from '../value.ts';
import { byKey, type ByKey } from './sorting.ts';
import { arg, type Special } from './special.ts';
import { fromEntries, iterable, toEntries } from './values.ts';

/** Builtins that run a filter on each of many values, or on the paths it leads to. */

const mapItems = (items: readonly Value[], code: Code, frame: Frame): readonly Value[] => {
  const { machine } = frame;
  const { single } = code;
  spend(machine, items.length);
  madeArray(machine, items.length);
  if (single !== null) return items.map((item) => single(item ?? null, frame));
  const found: Value[] = [];
  for (const item of items) {
    code.stream(item ?? null, frame, (value) => {
      found.push(value);
      return false;
    });
  }
  madeArray(machine, found.length);
  return found;
};

const map: Special = (args, scope) => {
  const code = arg(args, 0, scope);
  return singleCode((input, frame) => mapItems(iterable(input), code, frame));
};

const select: Special = (args, scope) => {
  const condition = arg(args, 0, scope);
  const { single } = condition;
  return streamCode(
    single === null
      ? (input, frame, out) => condition.stream(input, frame, (ok) => isTrue(ok) && out(input))
      : (input, frame, out) => isTrue(single(input, frame)) && out(input),
    (spot, frame, out) => condition.stream(spot.value, frame, (ok) => isTrue(ok) && out(spot)),
  );
};

/** Each item becomes the first value of the filter; where there is none, it goes. */
const mapValues: Special = (args, scope) => {
  const code = arg(args, 0, scope);
  return singleCode((input, frame) => {
    const { machine } = frame;
    if (isObject(input)) {
      const draft: Draft = {};
      const keys = Object.keys(input);
      spend(machine, keys.length);
      madeObject(machine, keys.length);
      for (const key of keys) {
        const value = firstOf(code, property(input, key), frame);
        if (value !== undefined) put(draft, key, value);
      }
      return draft;
    }
    const items = iterable(input);
    spend(machine, items.length);
    madeArray(machine, items.length);
    return items.flatMap((item) => {
      const value = firstOf(code, item ?? null, frame);
      return value === undefined ? [] : [value];
    });
  });
};

const withEntries: Special = (args, scope) => {
  const code = arg(args, 0, scope);
  return singleCode((input, frame) => {
    const entries = toEntries(input, frame.machine);
    return fromEntries(mapItems(isArray(entries) ? entries : [], code, frame), frame.machine);
  });
};

const addAll: Special = (args, scope) => {
  const code = arg(args, 0, scope);
  return singleCode((input, frame) => {
    let total: Value = null;
    code.stream(input, frame, (value) => {
      spend(frame.machine, 1);
      total = add(total, value, frame.machine);
      return false;
    });
    return total;
  });
};

/** The keys of one item, as an array: a filter may give several, which count one after the other. */
const keyed =
  (work: ByKey, verb: string): Special =>
  (args, scope) => {
    const code = arg(args, 0, scope);
    const { single } = code;
    const keyOf: Single = single ?? ((item, frame) => collect(code, item, frame));
    return singleCode((input, frame) => {
      if (!isArray(input)) throw typeError(input, `cannot be ${verb}, as it is not an array`);
      spend(frame.machine, input.length);
      const items = input.map((value): Keyed => ({ by: keyOf(value ?? null, frame), value: value ?? null }));
      return work(items, frame.machine);
    });
  };

const verbs: Readonly<Record<string, string>> = {
  sort_by: 'sorted',
  group_by: 'grouped',
  unique_by: 'grouped',
  min_by: 'searched',
  max_by: 'searched',
};

/** Everything in a value, the innermost first. */
const walk: Special = (args, scope) => {
  const code = arg(args, 0, scope);
  const { single } = code;
  const inner = (value: Value, frame: Frame, level: number): Value => {
    const { machine } = frame;
    spend(machine, 1);
    if (level > machine.limits.depth) throw tooDeep(machine.limits.depth);
    if (isArray(value)) {
      madeArray(machine, value.length);
      if (single !== null) return value.map((item) => single(inner(item ?? null, frame, level + 1), frame));
      const found: Value[] = [];
      for (const item of value) {
        code.stream(inner(item ?? null, frame, level + 1), frame, (next) => {
          found.push(next);
          return false;
        });
      }
      return found;
    }
    if (!isObject(value)) return value;
    const draft: Draft = {};
    const keys = Object.keys(value);
    madeObject(machine, keys.length);
    for (const key of keys) {
      const next = firstOf(code, inner(property(value, key), frame, level + 1), frame);
      if (next !== undefined) put(draft, key, next);
    }
    return draft;
  };
  return maybeSingle(
    single === null ? null : (input, frame) => single(inner(input, frame, 0), frame),
    (input, frame, out) => code.stream(inner(input, frame, 0), frame, out),
  );
};

const path: Special = (args, scope) => {
  const code = arg(args, 0, scope);
  return streamCode((input, frame, out) =>
    code.paths({ path: root, value: input }, frame, (spot) => {
      if (spot.path === null) throw invalidPath(spot.value);
      return out(keysOf(spot.path, frame.machine));
    }),
  );
};

const del: Special = (args, scope) => {
  const code = arg(args, 0, scope);
  return singleCode((input, frame) => {
    const { machine } = frame;
    const paths = pathsOf(code, input, frame).map((one) => keysOf(one, machine));
    return deletePaths(input, paths, machine);
  });
};

const getpath: Special = (args, scope) => {
  const code = arg(args, 0, scope);
  const { single } = code;
  return maybeSingle(
    single === null ? null : (input, frame) => getPath(input, single(input, frame), frame.machine),
    (input, frame, out) => code.stream(input, frame, (keys) => out(getPath(input, keys, frame.machine))),
    (spot, frame, out) =>
      code.stream(spot.value, frame, (keys) => {
        let at = spot.path;
        if (at === null) throw invalidAccess(spot.value, keys);
        const value = getPath(spot.value, keys, frame.machine);
        if (isArray(keys)) for (const key of keys) at = stepTo(at, key);
        return out({ path: at, value });
      }),
  );
};

const same: Special = () =>
  singleCode(
    (input) => input,
    (spot, _frame, out) => out(spot),
  );

/** A builtin of values becomes code by the codes of its arguments; the last one is worked out first, as in jq. */
export const valuesOf =
  (work: (input: Value, args: readonly Value[], meter: Meter) => Value): Special =>
  (args, scope) => {
    const codes = args.map((_, at) => arg(args, at, scope));
    const [first, second, ...more] = codes.map(({ single }) => single);
    const isPair = first !== undefined && first !== null && second !== undefined && second !== null;
    return maybeSingle(
      isPair && more.length === 0
        ? (input, frame) => {
            const b = second(input, frame);
            return work(input, [first(input, frame), b], frame.machine);
          }
        : null,
      (input, frame, out) =>
        eachChoice(codes, [input, frame], (chosen) => out(work(input, chosen, frame.machine))),
    );
  };

export const filters: Readonly<Record<string, Special>> = {
  'map/1': map,
  'select/1': select,
  'map_values/1': mapValues,
  'with_entries/1': withEntries,
  'add/1': addAll,
  ...Object.fromEntries(
    Object.entries(byKey).map(([name, work]) => [`${name}/1`, keyed(work, verbs[name] ?? 'sorted')]),
  ),
  'walk/1': walk,
  'path/1': path,
  'del/1': del,
  'getpath/1': getpath,
  'debug/0': same,
  'stderr/0': same,
};
