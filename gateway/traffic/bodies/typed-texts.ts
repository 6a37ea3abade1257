import type { JsonSchema } from '../../../core/connector.ts';
import { isObject, own } from '../../../core/schema/plain.ts';

type Read = (text: string) => unknown;

const number: Read = (text) => (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : text);
const boolean: Read = (text) => (text === 'true' ? true : text === 'false' ? false : text);

/** Queries and headers hold texts alone: where a schema wants a number, a boolean or a list, they are read as such. */
export const typedTexts = (schema: JsonSchema): ((values: object) => object) => {
  const properties = isObject(schema) ? own(schema, 'properties') : undefined;
  const readers = new Map<string, (value: unknown) => unknown>();
  for (const [name, property] of Object.entries(isObject(properties) ? properties : {})) {
    if (!isObject(property)) continue;
    const type = own(property, 'type');
    const items = own(property, 'items');
    const read = readerOf(type === 'array' && isObject(items) ? own(items, 'type') : type);
    if (type === 'array') readers.set(name, (value) => [value].flat().map(read));
    else if (read !== asItIs) readers.set(name, read);
  }
  if (readers.size === 0) return (values) => values;
  return (values) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, readers.get(name)?.(value) ?? (value as unknown)]),
    );
};

const asItIs = (value: unknown): unknown => value;

const readerOf = (type: unknown): ((value: unknown) => unknown) => {
  const read = type === 'number' || type === 'integer' ? number : type === 'boolean' ? boolean : null;
  return read === null ? asItIs : (value) => (typeof value === 'string' ? read(value) : value);
};
