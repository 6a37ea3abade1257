import type { Value } from '../../../core/jq/value.ts';

/** Random programs and inputs, the same for the same seed. Most programs compile; what they do is anybody's guess. */

export type Random = (below: number) => number;

/** mulberry32 */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
};

const pick = <T>(items: readonly [T, ...T[]], random: Random): T => items[random(items.length)] ?? items[0];

const names = ['a', 'b', 'c', '__proto__', 'constructor'] as const;
const texts = [
  '"a"',
  '"b"',
  '""',
  '"😀é"',
  '"a,b, c"',
  '"2015-03-05T23:51:47Z"',
  '"[1,{\\"a\\":2}]"',
  '"1e3"',
] as const;
const numbers = ['0', '1', '2', '-1', '1.5', '1e3', 'nan', 'infinite', '-0', '10'] as const;

const nullary = [
  ...[
    'length',
    'keys',
    'not',
    'type',
    'add',
    'any',
    'all',
    'sort',
    'unique',
    'min',
    'max',
    'reverse',
    'tojson',
  ],
  ...[
    'fromjson',
    'tostring',
    'tonumber',
    'ascii_downcase',
    'explode',
    'implode',
    'to_entries',
    'from_entries',
  ],
  ...[
    'flatten',
    'floor',
    'sqrt',
    'empty',
    'error',
    'transpose',
    'paths',
    'first',
    'last',
    'trim',
    'abs',
    'tostream',
  ],
  ...[
    'keys_unsorted',
    'utf8bytelength',
    'isnan',
    'gmtime',
    'mktime',
    'todate',
    'fromdate',
    'values',
    'scalars',
  ],
  ...[
    'toarray',
    'combinations',
    'ascii',
    '@csv',
    '@json',
    '@base64',
    '@base64d',
    '@uri',
    '@sh',
    '@html',
    'significand',
  ],
  ...[
    'frexp',
    'logb',
    'gamma',
    'halt_error',
    'input',
    'debug',
    'env',
    'builtins|length',
    'min_by(.a)',
    'toboolean',
  ],
] as const;
const unary = [
  ...[
    'map',
    'select',
    'recurse',
    'map_values',
    'with_entries',
    'sort_by',
    'group_by',
    'unique_by',
    'min_by',
    'path',
  ],
  ...[
    'del',
    'to_entries|map',
    'first',
    'last',
    'any',
    'all',
    'isempty',
    'has',
    'contains',
    'inside',
    'split',
    'join',
  ],
  ...[
    'index',
    'rindex',
    'indices',
    'startswith',
    'ltrimstr',
    'test',
    'match',
    'capture',
    'scan',
    'splits',
    'range',
  ],
  ...[
    'flatten',
    'getpath',
    'paths',
    'pick',
    'walk',
    'error',
    'add',
    'in',
    'IN',
    'INDEX',
    'bsearch',
    'strftime',
  ],
  ...['strptime', 'delpaths', 'combinations', 'nth', 'debug', 'tojson|ltrimstr', 'fromstream', 'repeat'],
] as const;
const binary = [
  ...[
    'limit',
    'skip',
    'nth',
    'until',
    'while',
    'recurse',
    'setpath',
    'sub',
    'gsub',
    'test',
    'any',
    'all',
    'pow',
  ],
  ...['range', 'IN', 'INDEX', 'JOIN', 'atan2', 'ldexp', 'splits', 'split', 'fmin'],
] as const;
const operators = ['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', 'and', 'or', '//'] as const;
const assignments = ['=', '|=', '+=', '-=', '*=', '//='] as const;

type Form = (depth: number, random: Random) => string;

const atom: Form = (_depth, random) => {
  switch (random(9)) {
    case 0:
      return pick(numbers, random);
    case 1:
      return pick(texts, random);
    case 2:
      return pick(['null', 'true', 'false', '[]', '{}', '$x', '..', '.[]', '.[]?'], random);
    case 3:
      return pick(nullary, random);
    case 4:
      return `.[${pick(numbers, random)}]`;
    case 5:
      return `.${pick(names, random)}?`;
    case 6:
      return `.${pick(names, random)}`;
    default:
      return '.';
  }
};

export const pathExpression: Form = (depth, random) => {
  if (depth <= 0)
    return pick(['.', '.a', '.b', '.[0]', '.[]?', '.[-1]', '.[1:]', '..', '.a?', 'first', 'empty'], random);
  const one = (): string => pathExpression(depth - 1, random);
  const value = (): string => randomProgram(1, random);
  const forms = [
    () => `(${one()} | ${one()})`,
    () => `(${one()}, ${one()})`,
    () => `(if ${value()} then ${one()} else ${one()} end)`,
    () => `(${one()} // ${one()})`,
    () => `(try ${one()} catch empty)`,
    () => `first(${one()})`,
    () => `last(${one()})`,
    () => `limit(2; ${one()})`,
    () => `(${one()} | select(${value()}))`,
    () => `getpath(["a", 0])`,
    () => `(${value()} as $x | ${one()})`,
    () => `(label $out | ${one()} | ., break $out)`,
    () => `recurse(${one()}; false)`,
    () => `(def f: ${one()}; f | f)`,
    () => `(def f(g): g | ${one()}; f(${one()}))`,
    // Never without a value: the state would be null then, to which no path leads.
    () => `(reduce (1, 2) as $x (.; first(${one()}, .)))`,
    () => `(foreach (1, 2) as $x (.; first(${one()}, .); ${one()}))`,
  ] as const;
  return pick(forms, random)();
};

export const randomProgram: Form = (depth, random) => {
  if (depth <= 0) return atom(depth, random);
  const one = (): string => randomProgram(depth - 1, random);
  const name = (): string => pick(names, random);
  const forms = [
    () => `(${one()} | ${one()})`,
    () => `(${one()} | ${one()})`,
    () => `(${one()}, ${one()})`,
    () => `(${one()} ${pick(operators, random)} ${one()})`,
    () => `(${one()} ${pick(operators, random)} ${one()})`,
    () => `[${one()}]`,
    () => `{${name()}: ${one()}, "${name()}": ${one()}, (${one()} | tostring): ${one()}}`,
    () => `"x\\(${one()})y\\(${one()})"`,
    () => `(if ${one()} then ${one()} elif ${one()} then ${one()} else ${one()} end)`,
    () => `(try ${one()} catch ${one()})`,
    () => `(${one()})?`,
    () => `(${one()} as $x | ${one()})`,
    () => `(${one()} as [$x, {a: $y}] ?// $x | ${one()})`,
    () => `(reduce ${one()} as $x (${one()}; ${one()}))`,
    () => `(reduce ${one()} as $x ({}; .[$x | tostring] += 1))`,
    () => `(foreach ${one()} as $x (${one()}; ${one()}; ${one()}))`,
    () => `(label $out | ${one()} | ., break $out)`,
    () => `(def f: ${one()}; f | f)`,
    () => `(def f(g; $x): ${one()} | g; f(${one()}; ${one()}))`,
    () => `(def f: if ${one()} then ${one()} else (${one()} | f) end; f)`,
    () => `(${pathExpression(depth - 1, random)} ${pick(assignments, random)} ${one()})`,
    () => `(${one()})[${one()}]`,
    () => `(${one()})[${one()}:${one()}]?`,
    () => `${pick(unary, random)}(${one()})`,
    () => `${pick(unary, random)}(${one()})`,
    () => `${pick(binary, random)}(${one()}; ${one()})`,
    () => `-${one()}`,
    () => atom(depth, random),
  ] as const;
  return pick(forms, random)();
};

const scalars = [null, true, false, 0, 1, -1.5, 1e300, 'a', 'b', '', 'é😀', 'a,b'] as const;

export const randomInput = (depth: number, random: Random): Value => {
  if (depth <= 0 || random(4) === 0) return pick(scalars, random);
  const length = random(4);
  if (random(2) === 0) return Array.from({ length }, () => randomInput(depth - 1, random));
  const entries = Array.from(
    { length },
    () => [pick(names, random), randomInput(depth - 1, random)] as const,
  );
  // Object.fromEntries defines keys, so that "__proto__" is one like all others.
  return Object.fromEntries(entries);
};

/** Frozen all through: who changes it gets a TypeError. */
export const frozen = (value: Value): Value => {
  if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) frozen(item);
    Object.freeze(value);
  }
  return value;
};
