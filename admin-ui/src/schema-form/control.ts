import { isRecord, settle, type Definitions, type Schema } from './settle.ts';
import { without } from './without.ts';
import { wordOf } from './word-of.ts';

export interface Property {
  readonly name: string;
  readonly schema: unknown;
  readonly required: boolean;
}

export interface Choice {
  readonly label: string;
  readonly schema: unknown;
}

/** The control that a schema asks for. */
export type Control =
  | { readonly kind: 'object'; readonly properties: readonly Property[] }
  /** Names that the person chooses, all with values of one kind. */
  | { readonly kind: 'map'; readonly values: unknown }
  | { readonly kind: 'list'; readonly items: unknown }
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  /** With words, where the schema has them: they stand in place of the values. */
  | { readonly kind: 'options'; readonly values: readonly unknown[]; readonly words?: readonly string[] }
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'text'; readonly format: string | undefined; readonly lines: boolean }
  | { readonly kind: 'number'; readonly whole: boolean }
  | { readonly kind: 'yes-no' }
  | { readonly kind: 'file' }
  /** Nothing is known of it: any JSON. */
  | { readonly kind: 'json' };

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const isNull = (schema: Schema): boolean => schema['type'] === 'null' || schema['const'] === null;

/** As text is written, several lines are likely. */
const longText = 1_000;

export const controlOf = (given: unknown, definitions: Definitions): Control => {
  const schema = settle(given, definitions);
  if ('const' in schema) return { kind: 'constant', value: schema['const'] };
  if (Array.isArray(schema['enum'])) {
    const values = schema['enum'].filter((value) => value !== null) as unknown[];
    return values.length === 1 ? { kind: 'constant', value: values[0] } : { kind: 'options', values };
  }
  if (isFile(schema)) return { kind: 'file' };
  const choices = choicesOf(schema, definitions);
  if (choices !== undefined) return choices;
  const types = listOf(schema['type']).filter((type) => type !== 'null');
  if (types.length > 1) return typeChoices(schema, types);
  return byType(schema, textOf(types[0] ?? schema['type']), definitions);
};

const byType = (schema: Schema, type: string | undefined, definitions: Definitions): Control => {
  switch (type) {
    case 'string':
      return {
        kind: 'text',
        format: textOf(schema['format']),
        lines:
          (Number(schema['maxLength'] ?? 0) > longText && schema['pattern'] === undefined) ||
          schema['contentMediaType'] !== undefined,
      };
    case 'integer':
    case 'number':
      return { kind: 'number', whole: type === 'integer' };
    case 'boolean':
      return { kind: 'yes-no' };
    case 'array':
      return schema['items'] === undefined || schema['items'] === true
        ? { kind: 'json' }
        : { kind: 'list', items: schema['items'] };
    default:
      return type === 'object' || schema['properties'] !== undefined
        ? objectControl(schema, definitions)
        : { kind: 'json' };
  }
};

const objectControl = (schema: Schema, definitions: Definitions): Control => {
  const required = listOf(schema['required']);
  const properties = Object.entries(isRecord(schema['properties']) ? schema['properties'] : {})
    .filter(([, held]) => settle(held, definitions)['readOnly'] !== true)
    .map(([name, held]) => ({ name, schema: held, required: required.includes(name) }));
  if (properties.length > 0) return { kind: 'object', properties };
  const values = schema['additionalProperties'];
  if (values === false) return { kind: 'object', properties };
  return isRecord(values) && Object.keys(values).length > 0 ? { kind: 'map', values } : { kind: 'json' };
};

/** As the hub takes a file: its bytes in base64, or the key of a stored blob. */
const isFile = (schema: Schema): boolean => {
  const properties = schema['properties'];
  if (!isRecord(properties)) return false;
  const base64 = properties['base64'];
  return 'blob' in properties && isRecord(base64) && base64['contentEncoding'] === 'base64';
};

const choicesOf = (schema: Schema, definitions: Definitions): Control | undefined => {
  const given = listOf(schema['oneOf'] ?? schema['anyOf']);
  if (given.length === 0) return undefined;
  const own = without(schema, 'oneOf', 'anyOf');
  const parts = given.flatMap((part) => flattened(part, definitions)).filter((part) => !isNull(part));
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only !== undefined) return controlOf(beside(own, only), definitions);
  const constants = parts.map(constantOf);
  if (parts.length > 0 && constants.every((constant) => constant !== undefined))
    return { kind: 'options', values: constants, ...wordsOf(parts) };
  // `required` alone in each part says which arguments go together: nothing that one could choose in a form.
  if (parts.every((part) => Object.keys(part).every((name) => name === 'required' || name === 'not')))
    return controlOf(own, definitions);
  return {
    kind: 'choice',
    choices: parts.map((part, at) => ({
      label: labelOf(part, at),
      // What is said of all of them is said above the choice.
      schema: beside(without(own, 'title', 'description', 'x-label', 'default'), part),
    })),
  };
};

const wordsOf = (parts: readonly Schema[]): { readonly words?: readonly string[] } =>
  parts.some((part) => textOf(part['title']) !== undefined)
    ? { words: parts.map((part, at) => labelOf(part, at)) }
    : {};

/** A choice within a choice is one choice. */
const flattened = (given: unknown, definitions: Definitions): readonly Schema[] => {
  const schema = settle(given, definitions);
  const inner = listOf(schema['oneOf'] ?? schema['anyOf']);
  const bare = Object.keys(schema).every((name) => ['oneOf', 'anyOf', 'description', 'title'].includes(name));
  // One level is enough for what documents do, and no schema that holds itself can make it go on.
  return bare && inner.length > 0 ? inner.map((part) => settle(part, definitions)) : [schema];
};

const constantOf = (schema: Schema): unknown => {
  if ('const' in schema) return schema['const'];
  const values = listOf(schema['enum']);
  return values.length === 1 ? values[0] : undefined;
};

const beside = (own: Schema, part: Schema): Schema =>
  Object.keys(own).length === 0 ? part : { allOf: [own, part] };

const typeChoices = (schema: Schema, types: readonly unknown[]): Control => ({
  kind: 'choice',
  choices: types.map((type) => ({ label: String(type), schema: { ...schema, type } })),
});

/** What tells one part from the others: its title, a constant in it, its type. */
const labelOf = (schema: Schema, at: number): string => {
  const title = textOf(schema['title']);
  if (title !== undefined) return title;
  const constant = constantOf(schema);
  if (constant !== undefined) return wordOf(constant);
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  for (const held of Object.values(properties)) {
    const inner = isRecord(held) ? constantOf(held) : undefined;
    if (inner !== undefined) return wordOf(inner);
  }
  const names = Object.keys(properties).slice(0, 3).join(', ');
  return names !== '' ? `{ ${names} }` : (textOf(schema['type']) ?? `#${at + 1}`);
};
