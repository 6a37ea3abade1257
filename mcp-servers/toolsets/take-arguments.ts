import type { Problem } from '../../core/errors.ts';
import { unescapeStep } from '../../core/json-pointer.ts';
import { nearestName } from '../../core/nearest-name.ts';
import type { Callable } from '../../core/ports.ts';
import { isObject, own } from '../../core/schema/plain.ts';
import { schemaSet, type SchemaSet, type Validate } from '../../core/schema/schema-set.ts';
import type { Values } from '../serve/offer.ts';
import { propertiesOf, requiredIn, type ToolArgument } from './tool-arguments.ts';

/** One argument that the model has to change, by the name that the model has for it. */
export interface ArgumentProblem {
  readonly field: string;
  readonly message: string;
}

export type Taken =
  | { readonly kind: 'taken'; readonly input: Values }
  /** The model can mend it. */
  | { readonly kind: 'wrong'; readonly problems: readonly ArgumentProblem[] }
  /** Nobody who calls can. */
  | { readonly kind: 'impossible'; readonly reason: string };

export interface Given {
  readonly callable: Callable;
  readonly settled: readonly ToolArgument[];
  readonly values: Values;
  readonly facts: Readonly<Record<string, string>>;
}

/** From what the model gave to what the operation gets, checked. What the toolset has settled the model cannot say. */
export const takeArguments = ({ callable, settled, values, facts }: Given): Taken => {
  const wrong = settled.length === 0 ? [] : foreignNames(callable, settled, values);
  const joined = settled.length === 0 ? { input: values } : join({ callable, settled, values, facts });
  if ('missing' in joined)
    return {
      kind: 'impossible',
      reason: `It needs to know the fact "${joined.missing}" of whoever calls, and this credential does not say it.`,
    };
  for (const { name, shown, spec } of settled)
    if (spec.required === true && shown !== null && !Object.hasOwn(joined.input, name))
      wrong.push({ field: shown, message: 'is required' });
  const told = new Set(wrong.map(({ field }) => field));
  const found = checkOf(callable)(joined.input);
  const unseen = found.find(({ path }) => isUnseen(path, settled));
  if (unseen !== undefined)
    return {
      kind: 'impossible',
      reason: `The toolset itself sets "${stepsOf(unseen.path)[0] ?? ''}" to something that the operation refuses: it ${unseen.message}. Whoever looks after the toolset has to mend that.`,
    };
  const names = shownNames(callable, settled);
  for (const problem of found) {
    const field = fieldOf(problem, settled);
    if (!told.has(field)) wrong.push({ field, message: messageOf(problem, field, names) });
  }
  return wrong.length > 0 ? { kind: 'wrong', problems: wrong } : { kind: 'taken', input: joined.input };
};

/** Names that the operation knows, and the model does not. */
const foreignNames = (
  callable: Callable,
  settled: readonly ToolArgument[],
  values: Values,
): ArgumentProblem[] => {
  const shown = new Set(shownNames(callable, settled));
  return settled.flatMap(({ name, shown: called }) => {
    if (!Object.hasOwn(values, name) || shown.has(name)) return [];
    const message = called === null ? 'is not yours to set: leave it out' : `is called "${called}" here`;
    return [{ field: name, message }];
  });
};

const shownNames = (callable: Callable, settled: readonly ToolArgument[]): string[] => {
  const byName = new Map(settled.map((argument) => [argument.name, argument]));
  return Object.keys(propertiesOf(callable.input)).flatMap((name) => {
    const argument = byName.get(name);
    return argument === undefined ? [name] : argument.shown === null ? [] : [argument.shown];
  });
};

const join = ({
  callable,
  settled,
  values,
  facts,
}: Given): { readonly input: Values } | { readonly missing: string } => {
  const names = new Map(settled.flatMap(({ name, shown }) => (shown === null ? [] : [[shown, name]])));
  const kept = new Set(settled.map(({ name }) => name));
  const input: Record<string, unknown> = {};
  for (const [shown, value] of Object.entries(values)) {
    const name = names.get(shown);
    if (name !== undefined) define(input, name, value);
    // What stands under the name of a settled argument was not given under the name that the model has for it.
    else if (!kept.has(shown)) define(input, shown, value);
  }
  for (const { name, spec } of settled) {
    if (spec.fixed !== undefined) {
      const found = fixedValue(spec.fixed, { facts, schema: propertiesOf(callable.input)[name] });
      if (found !== undefined) define(input, name, found);
      else if ('fact' in spec.fixed) return { missing: spec.fixed.fact };
    } else if (spec.default !== undefined && !Object.hasOwn(input, name)) define(input, name, spec.default);
  }
  return { input };
};

/** Also `__proto__` is a name. */
const define = (input: Record<string, unknown>, name: string, value: unknown): void => {
  Object.defineProperty(input, name, { value, writable: true, enumerable: true, configurable: true });
};

const fixedValue = (
  fixed: { readonly value: unknown } | { readonly fact: string },
  { facts, schema }: { readonly facts: Given['facts']; readonly schema: unknown },
): unknown => {
  if ('value' in fixed) return fixed.value;
  const fact = Object.hasOwn(facts, fixed.fact) ? facts[fixed.fact] : undefined;
  if (fact === undefined) return undefined;
  const type = isObject(schema) ? own(schema, 'type') : undefined;
  const number = type === 'integer' || type === 'number' ? Number(fact) : Number.NaN;
  return fact.trim() !== '' && Number.isFinite(number) ? number : fact;
};

const sets = new WeakMap<Callable['definitions'], SchemaSet>();
const checks = new WeakMap<Callable, Validate>();

/** Compiled by the first call, once for all toolsets that offer the operation. */
const checkOf = (callable: Callable): Validate => {
  const before = checks.get(callable);
  if (before !== undefined) return before;
  const check = setOf(callable).compile(callable.input);
  checks.set(callable, check);
  return check;
};

export const setOf = ({ definitions }: Callable): SchemaSet => {
  const before = sets.get(definitions);
  if (before !== undefined) return before;
  const set = schemaSet(definitions);
  sets.set(definitions, set);
  return set;
};

const stepsOf = (path: string): string[] => (path === '' ? [] : path.slice(1).split('/').map(unescapeStep));

const isUnseen = (path: string, settled: readonly ToolArgument[]): boolean => {
  const [first] = stepsOf(path);
  return settled.some(({ name, shown }) => name === first && shown === null);
};

/** `/items/0/name` → `items[0].name`, by the model's names. */
const fieldOf = ({ path }: Problem, settled: readonly ToolArgument[]): string =>
  stepsOf(path).reduce((text, step, at) => {
    if (at === 0) return settled.find(({ name }) => name === step)?.shown ?? step;
    return /^\d+$/.test(step) ? `${text}[${step}]` : `${text}.${step}`;
  }, '');

const messageOf = ({ message }: Problem, field: string, names: readonly string[]): string => {
  if (message !== 'is not known here') return message;
  const meant = nearestName(field, names);
  return meant === undefined ? message : `${message}: did you mean "${meant}"?`;
};

/** Whether the operation needs it, and nothing of the toolset gives it. */
export const isLeftOut = (callable: Callable, { name, spec }: ToolArgument): boolean =>
  spec.hide === true &&
  spec.fixed === undefined &&
  spec.default === undefined &&
  requiredIn(callable.input).includes(name);
