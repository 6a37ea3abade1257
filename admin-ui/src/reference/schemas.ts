import { record, type Schema } from './document.ts';

export type Schemas = Readonly<Record<string, Schema>>;

/** Follows a reference within the document; a reference to elsewhere stays what it is. */
export const resolve = (schema: Schema, schemas: Schemas): Schema => {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  return schemas[reference.replace('#/components/schemas/', '')] ?? schema;
};

const choicesOf = (schema: Schema): readonly Schema[] => {
  const choices = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(choices) ? choices.map(record) : [];
};

/** The type in few words: `string (date-time)`, `array of object`, `string or null`. */
export const typeWords = (schema: Schema): string => {
  const reference = schema['$ref'];
  if (typeof reference === 'string') return reference.split('/').at(-1) ?? 'any';
  const choices = choicesOf(schema);
  if (choices.length > 0) return [...new Set(choices.map(typeWords))].join(' | ');
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ');
  const { type, format } = schema as { type?: unknown; format?: unknown };
  if (type === 'array') return `array<${typeWords(record(schema['items']))}>`;
  const word = Array.isArray(type) ? type.join(' | ') : typeof type === 'string' ? type : 'any';
  return typeof format === 'string' ? `${word} (${format})` : word;
};

/** What must hold of a value, in the words of JSON Schema. */
export const limitWords = (schema: Schema): string[] =>
  ['default', 'minLength', 'maxLength', 'minimum', 'maximum', 'pattern', 'minItems', 'maxItems'].flatMap(
    (name) =>
      schema[name] === undefined ||
      // A format says it better than the pattern that checks it.
      (name === 'pattern' && schema['format'] !== undefined) ||
      Math.abs(Number(schema[name])) >= Number.MAX_SAFE_INTEGER
        ? []
        : [`${name}: ${typeof schema[name] === 'string' ? schema[name] : JSON.stringify(schema[name])}`],
  );

export interface Property {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}

/** Schemas may hold themselves by way of choices and lists: nobody looks further than this. */
const deepest = 8;

/** The properties of an object, or of the objects that a list, a choice or a sum is made of. */
export const propertiesOf = (schema: Schema, schemas: Schemas, depth = 0): readonly Property[] => {
  if (depth > deepest) return [];
  const resolved = resolve(schema, schemas);
  const within = (held: unknown): readonly Property[] => propertiesOf(record(held), schemas, depth + 1);
  const choices = choicesOf(resolved);
  if (choices.length > 0) return choices.flatMap(within);
  if (resolved['type'] === 'array') return within(resolved['items']);
  const required = Array.isArray(resolved['required']) ? resolved['required'] : [];
  const parts = Array.isArray(resolved['allOf']) ? resolved['allOf'] : [];
  return [
    ...parts.flatMap(within),
    ...Object.entries(record(resolved['properties'])).map(([name, held]) => ({
      name,
      required: required.includes(name),
      schema: record(held),
    })),
  ];
};
