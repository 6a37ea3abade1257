import type { JsonSchema } from '../../core/connector.ts';
import { isList, isObject, own } from '../../core/schema/plain.ts';
import { placeOf, resolveReference, type Place } from '../../core/schema/resource.ts';
import { readJson } from './read-json.ts';
import { Unreadable } from './unreadable.ts';

/** What a text may stand for, by its schema: everything travels as text, and only the schema knows `5` from `"5"`. */
export interface TextShape {
  /** Types and kinds that the schema speaks of; none where it takes anything. */
  readonly scalars: ReadonlySet<string>;
  readonly list: (() => TextShape) | undefined;
  readonly record: RecordShape | undefined;
}

export interface RecordShape {
  readonly names: readonly string[];
  /** Those of them that hold brackets. */
  readonly bracketed: readonly string[];
  knows(name: string): boolean;
  /** Of a property, by its name or as one of the others. */
  of(name: string): TextShape;
  /** Whether the schema says what other properties are. */
  readonly others: boolean;
}

interface Gathered {
  readonly scalars: Set<string>;
  isList: boolean;
  isRecord: boolean;
  readonly items: Place[];
  readonly properties: Map<string, Place[]>;
  readonly others: Place[];
}

/** More parts than this has no schema of a text that somebody means. */
const mostParts = 1_000;

export const textShape = (places: readonly Place[]): TextShape => {
  const found: Gathered = {
    ...{ scalars: new Set(), isList: false, isRecord: false },
    ...{ items: [], properties: new Map(), others: [] },
  };
  gather(places, found);
  const { items, properties, others } = found;
  const shapes = new Map<string, TextShape>();
  const rest = once(() => textShape(others));
  return {
    scalars: found.scalars,
    list: found.isList ? once(() => textShape(items)) : undefined,
    record: found.isRecord
      ? {
          names: [...properties.keys()],
          bracketed: [...properties.keys()].filter((name) => /[[\]]/.test(name)),
          knows: (name) => properties.has(name),
          of: (name) => {
            const known = properties.get(name);
            if (known === undefined) return rest();
            const shape = shapes.get(name) ?? textShape(known);
            shapes.set(name, shape);
            return shape;
          },
          others: others.length > 0,
        }
      : undefined,
  };
};

const once = <Made>(make: () => Made): (() => Made) => {
  let made: Made | undefined;
  return () => (made ??= make());
};

const gather = (places: readonly Place[], found: Gathered): void => {
  const seen = new Set<JsonSchema>();
  const waiting = [...places];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { schema, resource } = place;
    if (!isObject(schema) || seen.has(schema) || seen.size >= mostParts) continue;
    seen.add(schema);
    const at = (sub: unknown): Place[] =>
      isObject(sub) || typeof sub === 'boolean' ? [placeOf(sub, resource)] : [];
    const reference = own(schema, '$ref') ?? own(schema, '$dynamicRef');
    const target = typeof reference === 'string' ? resolveReference(reference, resource) : null;
    if (target !== null) waiting.push(target);
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      const parts = own(schema, keyword);
      if (isList(parts)) waiting.push(...parts.slice(0, mostParts).flatMap(at));
    }
    const items = own(schema, 'items');
    const properties = own(schema, 'properties');
    const others = own(schema, 'additionalProperties');
    found.items.push(...at(items));
    if (others !== false) found.others.push(...at(others));
    if (isObject(properties))
      for (const [name, property] of Object.entries(properties))
        found.properties.set(name, [...(found.properties.get(name) ?? []), ...at(property)]);
    addTypes(schema, found);
  }
};

const addTypes = (schema: Readonly<Record<string, unknown>>, found: Gathered): void => {
  const type = own(schema, 'type');
  const types = typeof type === 'string' ? [type] : isList(type) ? type : impliedTypes(schema);
  for (const one of types)
    if (one === 'array') found.isList = true;
    else if (one === 'object') found.isRecord = true;
    else if (typeof one === 'string') found.scalars.add(one);
};

/** Of a schema that names no type: those of its values, or those that its keywords are about. */
const impliedTypes = (schema: Readonly<Record<string, unknown>>): string[] => {
  const values = own(schema, 'enum');
  if (isList(values)) return values.map(typeOf);
  if (Object.hasOwn(schema, 'const')) return [typeOf(schema['const'])];
  if (isObject(own(schema, 'properties')) || isObject(own(schema, 'additionalProperties'))) return ['object'];
  if (Object.hasOwn(schema, 'items') || Object.hasOwn(schema, 'prefixItems')) return ['array'];
  if (['minimum', 'maximum', 'multipleOf'].some((keyword) => Object.hasOwn(schema, keyword)))
    return ['number'];
  return [];
};

const typeOf = (value: unknown): string => (value === null ? 'null' : isList(value) ? 'array' : typeof value);

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** `1e3` is a whole number to some readers, and none to most. */
const whole = /^-?(?:0|[1-9]\d*)(?:\.0+)?$/;

/** The value that a text stands for; what it cannot be stays a text, for the schema to refuse. */
export const readScalar = ({ scalars }: TextShape, text: string): unknown => {
  if (scalars.size === 0) return text;
  const pattern = scalars.has('number') ? number : scalars.has('integer') ? whole : undefined;
  if (pattern?.test(text) === true && Number.isFinite(Number(text))) return Number(text);
  if (scalars.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (text === '' && scalars.has('null') && !scalars.has('string')) return null;
  return text;
};

/** One item or member: what is nested deeper than the style table goes is written as JSON. */
export const readMember = (shape: TextShape, text: string): unknown => {
  const nested =
    (shape.list !== undefined && text.startsWith('[')) ||
    (shape.record !== undefined && text.startsWith('{'));
  if (!nested) return readScalar(shape, text);
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    return text;
  }
};
