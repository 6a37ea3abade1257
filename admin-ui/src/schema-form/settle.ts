import { without } from './without.ts';

export type Schema = Readonly<Record<string, unknown>>;

/** The schemas that others refer to by `#/$defs/<name>`. */
export type Definitions = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the references of a schema lead to. */
export const definitionsOf = (schema: unknown): Definitions =>
  isRecord(schema) && isRecord(schema['$defs']) ? schema['$defs'] : {};

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const prefix = '#/$defs/';

const nameOf = (schema: Schema): string | undefined => {
  const reference = schema['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith(prefix)) return undefined;
  return reference.slice(prefix.length).replaceAll('~1', '/').replaceAll('~0', '~');
};

/** What a schema says once its references are followed and the parts of `allOf` lie on top of each other. */
export const settle = (given: unknown, definitions: Definitions): Schema =>
  settled(given, definitions, new Set());

/** A part that holds itself adds nothing the second time. */
const settled = (given: unknown, definitions: Definitions, seen: ReadonlySet<string>): Schema => {
  const schema = recordOf(given);
  const name = nameOf(schema);
  if (name !== undefined) {
    if (seen.has(name)) return {};
    const beside = without(schema, '$ref');
    const target = settled(definitions[name], definitions, new Set([...seen, name]));
    return Object.keys(beside).length === 0 ? target : merge(target, settled(beside, definitions, seen));
  }
  const parts = listOf(schema['allOf']);
  if (parts.length === 0) return schema;
  const own = without(schema, 'allOf');
  // What stands beside the parts is said last: it knows the place.
  return [...parts.map((part) => settled(part, definitions, seen)), own].reduce<Schema>(merge, {});
};

const merge = (one: Schema, other: Schema): Schema => ({
  ...one,
  ...other,
  ...(one['properties'] === undefined && other['properties'] === undefined
    ? {}
    : { properties: { ...recordOf(one['properties']), ...recordOf(other['properties']) } }),
  ...(one['required'] === undefined && other['required'] === undefined
    ? {}
    : { required: [...new Set([...listOf(one['required']), ...listOf(other['required'])])] }),
});

/** The names of the definitions that a schema begins with: how a start value notices that it goes round. */
export const entersOf = (given: unknown): readonly string[] => {
  const schema = recordOf(given);
  const name = nameOf(schema);
  return [...(name === undefined ? [] : [name]), ...listOf(schema['allOf']).flatMap(entersOf)];
};
