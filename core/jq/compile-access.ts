import { field, index } from './access.ts';
import {
  constantCode,
  eachChoice,
  frameAt,
  maybeSingle,
  singleCode,
  streamCode,
  type Code,
  type Single,
  type Spot,
  type SpotOut,
} from './code.ts';
import { envCode, isEnv, noteName, noteWhole } from './env.ts';
import { isCatchable, JqError } from './error.ts';
import { itemsOf } from './items.ts';
import { brief } from './json.ts';
import { spend, spendOnError, type Meter } from './meter.ts';
import { invalidAccess, invalidIteration, root, stepTo } from './paths.ts';
import { fault, find, findConstant, part, type Scope } from './scope.ts';
import type { Node, NodeOf } from './syntax.ts';
import { isArray, isObject, kindOf, property, type Value } from './value.ts';

export const identity: Code = {
  ...singleCode(
    (input) => input,
    (spot, _frame, out) => out(spot),
  ),
};

export const compileVariable = (node: NodeOf<'variable'>, scope: Scope): Code => {
  const { name, at } = node;
  const constant = findConstant(scope, name);
  if (constant !== null) return constantCode(constant.value);
  const seat = find(scope, 'variable', name);
  if (seat === null) {
    if (isEnv(node, scope)) {
      noteWhole(scope, node);
      return envCode;
    }
    throw fault(scope, at, `$${name} is not defined here`);
  }
  const { hops, slot } = seat;
  if (hops === 0) return singleCode((_input, frame) => frame.values[slot] ?? null);
  return singleCode((_input, frame) => frameAt(frame, hops).values[slot] ?? null);
};

export const compileIndex = (node: NodeOf<'index'>, scope: Scope): Code => {
  const { key, optional } = node;
  const chain = optional ? null : fieldChain(node);
  if (chain !== null) return compileChain(chain, scope);
  const base = baseOf(node.base, key.kind === 'literal' ? key.value : null, scope);
  const keys = part(key, scope);
  return accessCode([keys], base, optional);
};

/** What is looked into; of `$ENV.NAME` it is noted that it needs this name only. */
const baseOf = (node: Node, key: Value, scope: Scope): Code => {
  if (typeof key !== 'string' || !isEnv(node, scope)) return part(node, scope);
  noteName(scope, key, node);
  return envCode;
};

export const compileSlice = ({ base, from, to, optional }: NodeOf<'slice'>, scope: Scope): Code => {
  const none: Code = { ...singleCode(() => null), constant: { value: null } };
  // The end varies fastest, so it comes first: eachChoice lets the last one be outermost.
  const bounds = [to, from].map((bound) => (bound === null ? none : part(bound, scope)));
  return accessCode(bounds, part(base, scope), optional);
};

/** One code is a key, two are the end and the start of a slice. */
const keyOf = (parts: readonly Value[]): Value =>
  parts.length === 1 ? (parts[0] ?? null) : { start: parts[1] ?? null, end: parts[0] ?? null };

const accessCode = (keys: readonly Code[], base: Code, optional: boolean): Code => {
  const look = (value: Value, key: Value, meter: Meter): Value | undefined => {
    try {
      return index(value, key, meter);
    } catch (error) {
      if (!optional || !isCatchable(error)) throw error;
      spendOnError(meter);
      return undefined;
    }
  };
  return maybeSingle(
    optional ? null : singleAccess(keys, base),
    (input, frame, out) =>
      eachChoice(keys, [input, frame], (parts) =>
        base.stream(input, frame, (value) => {
          const found = look(value, keyOf(parts), frame.machine);
          return found !== undefined && out(found);
        }),
      ),
    (spot, frame, out) =>
      eachChoice(keys, [spot.value, frame], (parts) =>
        base.paths(spot, frame, ({ path, value }) => {
          const key = keyOf(parts);
          if (path === null) throw invalidAccess(value, key);
          const found = look(value, key, frame.machine);
          return found !== undefined && out({ path: stepTo(path, key), value: found });
        }),
      ),
  );
};

const singleAccess = (keys: readonly Code[], base: Code): Single | null => {
  const of = base.single;
  const [first, second] = keys.map((code) => code.single);
  if (of === null || first === null || first === undefined || second === null) return null;
  if (second === undefined) {
    return (input, frame) => {
      const key = first(input, frame);
      return index(of(input, frame), key, frame.machine);
    };
  }
  return (input, frame) => {
    const key = { start: second(input, frame), end: first(input, frame) };
    return index(of(input, frame), key, frame.machine);
  };
};

interface Chain {
  readonly base: Node;
  readonly names: readonly string[];
}

/** `.a.b.c` is looked up in one go. */
const fieldChain = (node: Node): Chain | null => {
  const names: string[] = [];
  let base = node;
  while (base.kind === 'index' && !base.optional && base.key.kind === 'literal') {
    const { value } = base.key;
    if (typeof value !== 'string') break;
    names.unshift(value);
    base = base.base;
  }
  return names.length === 0 ? null : { base, names };
};

const compileChain = ({ base: node, names }: Chain, scope: Scope): Code => {
  const base = baseOf(node, names[0] ?? null, scope);
  const follow = followNames(names);
  const of = node.kind === 'identity' ? null : base.single;
  const single: Single | null =
    node.kind === 'identity'
      ? (input) => follow(input)
      : of === null
        ? null
        : (input, frame) => follow(of(input, frame));
  const down = (spot: Spot, out: SpotOut): boolean => {
    let { path, value } = spot;
    for (const name of names) {
      if (path === null) throw invalidAccess(value, name);
      value = field(value, name);
      path = stepTo(path, name);
    }
    return out({ path, value });
  };
  return maybeSingle(
    single,
    (input, frame, out) => base.stream(input, frame, (value) => out(follow(value))),
    (spot, frame, out) => base.paths(spot, frame, (found) => down(found, out)),
  );
};

const followNames = (names: readonly string[]): ((value: Value) => Value) => {
  const [first = '', second = '', third = ''] = names;
  if (names.length === 1) return (value) => field(value, first);
  if (names.length === 2) return (value) => field(field(value, first), second);
  if (names.length === 3) return (value) => field(field(field(value, first), second), third);
  return (value) => {
    let at = value;
    for (const name of names) at = field(at, name);
    return at;
  };
};

const cannotIterate = (value: Value): JqError =>
  new JqError(`Cannot iterate over ${kindOf(value)}${value === null ? '' : ` (${brief(value)})`}`);

export const compileIterate = ({ base: node, optional }: NodeOf<'iterate'>, scope: Scope): Code => {
  const base = part(node, scope);
  return streamCode(
    (input, frame, out) =>
      base.stream(input, frame, (value) => {
        const items = itemsOf(value);
        if (items === null) {
          if (optional) return false;
          throw cannotIterate(value);
        }
        for (const item of items) {
          spend(frame.machine, 1);
          if (out(item ?? null)) return true;
        }
        return false;
      }),
    (spot, frame, out) =>
      base.paths(spot, frame, (found) => {
        if (found.path === null) throw invalidIteration(found.value);
        // A path can be iterated where there is nothing yet: that gives no paths.
        if (itemsOf(found.value) === null) {
          if (optional) return false;
          throw cannotIterate(found.value);
        }
        return eachChild(found, (child) => {
          spend(frame.machine, 1);
          return out(child);
        });
      }),
  );
};

const eachChild = ({ path, value }: Spot, out: SpotOut): boolean => {
  const parent = path ?? root;
  if (isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      if (out({ path: stepTo(parent, at), value: value[at] ?? null })) return true;
    }
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      if (out({ path: stepTo(parent, key), value: property(value, key) })) return true;
    }
  }
  return false;
};

/** `..`: every value with all that is in it, parents first. Without recursion, since values may be deep. */
export const descend: Code = streamCode(
  (input, frame, out) => {
    const open: Value[] = [input];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      spend(frame.machine, 1);
      if (out(at)) return true;
      const items = itemsOf(at);
      if (items !== null)
        for (let place = items.length - 1; place >= 0; place -= 1) open.push(items[place] ?? null);
    }
    return false;
  },
  (spot, frame, out) => {
    const open: Spot[] = [spot];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      spend(frame.machine, 1);
      if (out(at)) return true;
      if (at.path === null && itemsOf(at.value) !== null) throw invalidIteration(at.value);
      const children: Spot[] = [];
      eachChild(at, (child) => {
        children.push(child);
        return false;
      });
      for (const child of children.reverse()) open.push(child);
    }
    return false;
  },
);
