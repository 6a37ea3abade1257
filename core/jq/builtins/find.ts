import { maybeSingle, singleCode, type Code, type Paths } from '../code.ts';
import { parseLibrary } from '../parser.ts';
import { fault, type Scope } from '../scope.ts';
import type { Definition, Node, NodeOf } from '../syntax.ts';
import { dates } from './dates.ts';
import { filters, valuesOf } from './filters.ts';
import { library } from './library.ts';
import { numbers } from './numbers.ts';
import type { Plains } from './plain.ts';
import { regex } from './regex.ts';
import { sorting } from './sorting.ts';
import { arg, type Special } from './special.ts';
import { pathsByLibrary, streams } from './streams.ts';
import { strings } from './strings.ts';
import { values } from './values.ts';

/** Finds what a name means that no program has defined. */

const tables: readonly Plains[] = [values, strings, numbers, sorting, dates];
const specials: readonly Readonly<Record<string, Special>>[] = [filters, streams, regex];

/** Known to jq, and left out on purpose. */
const refused: Readonly<Record<string, string>> = {
  'input/0': 'there is one input only, and it is "."',
  'inputs/0': 'there is one input only, and it is "."',
  'halt/0': 'an expression cannot end the program that runs it; use error',
  'halt_error/0': 'an expression cannot end the program that runs it; use error',
  'halt_error/1': 'an expression cannot end the program that runs it; use error',
  'modulemeta/0': 'modules come with the program, and are not looked for',
  'get_search_list/0': 'modules come with the program, and are not looked for',
};

type CallLibrary = (definition: Definition, args: readonly Node[], scope: Scope) => Code;

export const compileBuiltin = (node: NodeOf<'call'>, scope: Scope, callLibrary: CallLibrary): Code => {
  const { name, args, at } = node;
  const key = `${name}/${args.length}`;
  const special = specialNamed(key);
  if (special !== undefined) {
    const code = special(args, scope);
    return pathsByLibrary.has(key) ? withLibraryPaths(code, key, () => [args, scope, callLibrary]) : code;
  }
  if (name === 'builtins' && args.length === 0) return singleCode(() => allNames());
  const plain = plainCode(name, args, scope);
  if (plain !== null) return plain;
  const definition = definitions().get(key);
  if (definition !== undefined) return callLibrary(definition, args, scope);
  const reason = own(refused, key);
  if (reason !== undefined) throw fault(scope, at, `${key} is not offered: ${reason};`);
  throw fault(scope, at, `${key} is not defined${hint(name)}`);
};

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

const specialNamed = (key: string): Special | undefined => {
  for (const table of specials) {
    const found = own(table, key);
    if (found !== undefined) return found;
  }
  return undefined;
};

const plainCode = (name: string, args: readonly Node[], scope: Scope): Code | null => {
  for (const { none, one, many } of tables) {
    if (args.length === 0) {
      const work = own(none, name);
      if (work !== undefined) return singleCode((input, frame) => work(input, frame.machine));
    } else if (args.length === 1) {
      const work = own(one, name);
      if (work !== undefined) return oneArgument(arg(args, 0, scope), work);
    } else {
      const work = own(many, `${name}/${args.length}`);
      if (work !== undefined) return valuesOf(work)(args, scope);
    }
  }
  return null;
};

const oneArgument = (code: Code, work: Plains['one'][string]): Code => {
  const { single } = code;
  return maybeSingle(
    single === null ? null : (input, frame) => work(input, single(input, frame), frame.machine),
    (input, frame, out) => code.stream(input, frame, (value) => out(work(input, value, frame.machine))),
  );
};

/** As values they are built in for speed; as paths, which is rare, they are what the library says. */
const withLibraryPaths = (
  code: Code,
  key: string,
  call: () => readonly [readonly Node[], Scope, CallLibrary],
): Code => {
  let known: Paths | null = null;
  const paths: Paths = (spot, frame, out) => {
    if (known === null) {
      const [args, scope, callLibrary] = call();
      const definition = definitions().get(key);
      known = definition === undefined ? code.paths : callLibrary(definition, args, scope).paths;
    }
    return known(spot, frame, out);
  };
  return { ...code, paths };
};

/** Parsed when the first program asks for one of them. */
let parsed: ReadonlyMap<string, Definition> | null = null;

const definitions = (): ReadonlyMap<string, Definition> => {
  parsed ??= new Map(
    parseLibrary(library).definitions.map((definition) => [
      `${definition.name}/${definition.parameters.length}`,
      definition,
    ]),
  );
  return parsed;
};

const allNames = (): readonly string[] => {
  const names = new Set([
    ...specials.flatMap((table) => Object.keys(table)),
    ...tables.flatMap(({ none, one, many }) => [
      ...Object.keys(none).map((name) => `${name}/0`),
      ...Object.keys(one).map((name) => `${name}/1`),
      ...Object.keys(many),
    ]),
    ...definitions().keys(),
  ]);
  return [...names].filter((name) => !name.startsWith('_'));
};

/** The same name with other arguments, or a name that differs little. */
const hint = (name: string): string => {
  const names = allNames();
  const others = names.filter((one) => one.startsWith(`${name}/`));
  if (others.length > 0) return `; there is ${others.join(', ')}`;
  const near = names.find((one) => isNear(one.slice(0, one.indexOf('/')), name));
  return near === undefined ? '' : `; did you mean ${near}?`;
};

/** One letter more, less or other, or two that changed places. */
const isNear = (a: string, b: string): boolean => {
  if (Math.abs(a.length - b.length) > 1 || b.length < 3) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const differing = Math.max(a.length, b.length) - start - end;
  const isSwap = differing === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
  return differing <= 1 || isSwap;
};
