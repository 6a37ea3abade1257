import type { JsonSchema } from '../core/connector.ts';
import { definitionOf } from './definitions.ts';
import type { Definitions } from './schema-texts.ts';

/** A schema and the definitions that its references lead to. */
export interface Placed {
  readonly schema: JsonSchema | undefined;
  readonly definitions: Definitions;
}

/**
 * `given`: what callers send, of which everything that went must go. `taken`: what callers get, where what is new is
 * no harm.
 */
type Use = 'given' | 'taken';

type ObjectSchema = { readonly [keyword: string]: unknown };

const deepest = 200;
/** Of one argument, and of all arguments of a version together. */
const mostSteps = 5_000;

/** What comparing may still cost, for all comparisons of two versions. */
export interface Fuel {
  steps: number;
}

export const freshFuel = (): Fuel => ({ steps: 300_000 });

/** Why something that fits `wide` may not fit `tight`, in words; nothing when it always does, as far as can be told. */
export const whyNarrower = (
  wide: Placed,
  tight: Placed,
  { use, fuel }: { readonly use: Use; readonly fuel: Fuel },
): string | undefined => {
  const tank = { steps: Math.min(mostSteps, fuel.steps) };
  const before = tank.steps;
  const why = compare(wide, tight, { use, place: '', depth: 0, tank, seen: new Map() });
  fuel.steps -= before - tank.steps;
  return why ?? (tank.steps <= 0 ? 'it has changed, and is too large to say how' : undefined);
};

interface Where {
  readonly use: Use;
  readonly place: string;
  readonly depth: number;
  readonly tank: Fuel;
  /** Pairs that are being compared or have been: what leads back to itself is as good as the rest of it. */
  readonly seen: Map<unknown, Set<unknown>>;
}

const compare = (wide: Placed, tight: Placed, where: Where): string | undefined => {
  const [a, b] = [resolved(wide), resolved(tight)];
  if (--where.tank.steps <= 0 || where.depth > deepest || b === true || a === false) return undefined;
  const partners = where.seen.get(a) ?? new Set();
  if (partners.has(b)) return undefined;
  where.seen.set(a, partners.add(b));
  const why =
    b === false
      ? say(where, 'takes nothing any more')
      : whyOf({ from: a === true ? {} : a, to: b, wide, tight }, where);
  // Of several kinds the next one may meet the same pair again, and must not take it for good.
  if (why !== undefined) partners.delete(b);
  return why;
};

const whyOf = (sides: Sides, where: Where): string | undefined =>
  typesNarrower(sides, where) ??
  (where.use === 'given' ? (choicesNarrower(sides, where) ?? boundsNarrower(sides, where)) : undefined) ??
  fieldsNarrower(sides, where) ??
  itemsNarrower(sides, where) ??
  kindsNarrower(sides, where);

interface Sides {
  readonly from: ObjectSchema;
  readonly to: ObjectSchema;
  readonly wide: Placed;
  readonly tight: Placed;
}

const say = ({ place }: Where, what: string): string => (place === '' ? what : `"${place}" ${what}`);

const resolved = ({ schema, definitions }: Placed): ObjectSchema | boolean => {
  let found = schema;
  for (let steps = 0; steps < 20; steps++) {
    if (typeof found !== 'object') return found ?? true;
    const ref = found['$ref'];
    if (typeof ref !== 'string') return found;
    const name = definitionOf(ref);
    found = Object.hasOwn(definitions, name) ? definitions[name] : true;
  }
  return true;
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const textsIn = (value: unknown): readonly string[] =>
  listOf(value).filter((each): each is string => typeof each === 'string');

const typesOf = ({ type }: ObjectSchema): readonly string[] | undefined =>
  type === undefined ? undefined : textsIn(Array.isArray(type) ? type : [type]);

const typesNarrower = ({ from, to }: Sides, where: Where): string | undefined => {
  const [a, b] = [typesOf(from), typesOf(to)];
  if (b === undefined) return undefined;
  // What may be one of several kinds is compared kind by kind.
  if (a === undefined)
    return kindsOf(from) === undefined ? say(where, `must be ${b.join(' or ')} now`) : undefined;
  const lost = a.find((type) => !b.includes(type) && !(type === 'integer' && b.includes('number')));
  if (lost === undefined) return undefined;
  return where.use === 'given'
    ? say(where, `is no longer ${lost} but ${b.join(' or ')}`)
    : say(where, `may be ${lost} now`);
};

const choicesOf = (schema: ObjectSchema): string[] | undefined =>
  Array.isArray(schema['enum'])
    ? schema['enum'].map((choice) => JSON.stringify(choice))
    : schema['const'] === undefined
      ? undefined
      : [JSON.stringify(schema['const'])];

const choicesNarrower = ({ from, to }: Sides, where: Where): string | undefined => {
  const [a, b] = [choicesOf(from), choicesOf(to)];
  if (b === undefined) return undefined;
  const lost = a?.find((choice) => !b.includes(choice));
  if (a !== undefined && lost === undefined) return undefined;
  return say(where, lost === undefined ? 'takes a few choices only' : `no longer takes ${lost.slice(0, 80)}`);
};

const lowest = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const highest = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const exact = ['pattern', 'multipleOf', 'uniqueItems', 'not', 'contains', 'if'];

const boundsNarrower = ({ from, to }: Sides, where: Where): string | undefined => {
  const tighter = (keyword: string, worse: (a: number, b: number) => boolean): boolean => {
    const [a, b] = [from[keyword], to[keyword]];
    return typeof b === 'number' && (typeof a !== 'number' || worse(a, b));
  };
  const found =
    lowest.find((keyword) => tighter(keyword, (a, b) => b > a) && to[keyword] !== 0) ??
    highest.find((keyword) => tighter(keyword, (a, b) => b < a)) ??
    exact.find(
      (keyword) =>
        to[keyword] !== undefined &&
        to[keyword] !== false &&
        JSON.stringify(from[keyword]) !== JSON.stringify(to[keyword]),
    );
  return found === undefined ? undefined : say(where, `is held to another "${found}"`);
};

const fieldsOf = (schema: ObjectSchema): ObjectSchema => {
  const { properties } = schema;
  return typeof properties === 'object' && properties !== null ? (properties as ObjectSchema) : {};
};

const fieldsNarrower = ({ from, to, wide, tight }: Sides, where: Where): string | undefined => {
  const [a, b] = [fieldsOf(from), fieldsOf(to)];
  const [gone, kept] = where.use === 'given' ? [a, b] : [b, a];
  const lost = Object.keys(gone).find((name) => !Object.hasOwn(kept, name));
  if (lost !== undefined) return say(where, `no longer has "${lost}"`);
  const needed = textsIn(to['required']).find((name) => !textsIn(from['required']).includes(name));
  if (needed !== undefined)
    return say(where, where.use === 'given' ? `needs "${needed}" now` : `may be without "${needed}" now`);
  if (where.use === 'given' && to['additionalProperties'] === false && from['additionalProperties'] !== false)
    return say(where, 'takes no other fields any more');
  for (const name of Object.keys(a)) {
    if (!Object.hasOwn(b, name)) continue;
    const found = compare(
      { schema: a[name] as JsonSchema, definitions: wide.definitions },
      { schema: b[name] as JsonSchema, definitions: tight.definitions },
      below(where, `${where.place}/${name}`),
    );
    if (found !== undefined) return found;
  }
  return undefined;
};

const below = (where: Where, place: string): Where => ({ ...where, place, depth: where.depth + 1 });

const itemsNarrower = ({ from, to, wide, tight }: Sides, where: Where): string | undefined =>
  to['items'] === undefined
    ? undefined
    : compare(
        { schema: from['items'] as JsonSchema | undefined, definitions: wide.definitions },
        { schema: to['items'] as JsonSchema, definitions: tight.definitions },
        below(where, `${where.place}/*`),
      );

const kindsOf = (schema: ObjectSchema): readonly JsonSchema[] | undefined => {
  const kinds = schema['oneOf'] ?? schema['anyOf'];
  return Array.isArray(kinds) ? (kinds as JsonSchema[]) : undefined;
};

/** Each kind of before must be one of now; each part that holds now must have held before. */
const kindsNarrower = ({ from, to, wide, tight }: Sides, where: Where): string | undefined => {
  const fits = (a: JsonSchema, b: JsonSchema): boolean =>
    compare(
      { schema: a, definitions: wide.definitions },
      { schema: b, definitions: tight.definitions },
      below(where, where.place),
    ) === undefined;
  const [a, b] = [kindsOf(from), kindsOf(to)];
  if (a !== undefined || b !== undefined) {
    const without = (schema: ObjectSchema): JsonSchema => ({ ...schema, oneOf: undefined, anyOf: undefined });
    const kinds = b ?? [without(to)];
    if (!(a ?? [without(from)]).every((kind) => kinds.some((each) => fits(kind, each))))
      return say(
        where,
        where.use === 'given' ? 'takes fewer kinds of values' : 'may be another kind of value',
      );
  }
  const parts = [...(listOf(from['allOf']) as JsonSchema[]), { ...from, allOf: undefined }];
  const all = listOf(to['allOf']) as JsonSchema[];
  return all.every((part) => parts.some((each) => fits(each, part)))
    ? undefined
    : say(where, 'holds to other parts');
};
