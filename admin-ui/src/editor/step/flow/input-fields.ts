import { isRecord } from '../../../schema-form/settle.ts';
import { without } from '../../../schema-form/without.ts';

/** The simple fields of what a flow takes; all else is JSON Schema. */

export const fieldTypes = [
  ...(['string', 'integer', 'number', 'boolean', 'date', 'date-time', 'email', 'uri'] as const),
  ...(['array', 'object', 'any'] as const),
] as const;
export type FieldType = (typeof fieldTypes)[number];

const formats: readonly FieldType[] = ['date', 'date-time', 'email', 'uri'];

type Fields = Readonly<Record<string, unknown>>;

export const schemaOfType = (type: FieldType): Fields => {
  if (formats.includes(type)) return { type: 'string', format: type };
  if (type === 'array') return { type: 'array', items: { type: 'string' } };
  return type === 'any' ? {} : { type };
};

export const typeOf = (schema: unknown): FieldType => {
  if (!isRecord(schema)) return 'any';
  const { type, format } = schema;
  const known = formats.find((one) => one === format);
  if (type === 'string' && known !== undefined) return known;
  return fieldTypes.find((one) => one === type) ?? 'any';
};

/** Another type, with what is said of the field besides. */
export const withType = (schema: unknown, type: FieldType): Fields => {
  const rest = without(isRecord(schema) ? schema : {}, 'type', 'format', 'items');
  return { ...schemaOfType(type), ...rest };
};

const simple = new Set([
  'type',
  'properties',
  'required',
  '$schema',
  'title',
  'description',
  'additionalProperties',
]);

/** Whether rows of fields say all that there is to the schema as a whole. */
export const isSimple = (schema: unknown): boolean =>
  schema === undefined ||
  (isRecord(schema) &&
    (schema['type'] === undefined || schema['type'] === 'object') &&
    Object.keys(schema).every((name) => simple.has(name)));
