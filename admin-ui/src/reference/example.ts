import { record, type Schema } from './document.ts';
import { propertiesOf, resolve, type Schemas } from './schemas.ts';

const byFormat: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T09:30:00.000Z',
  date: '2026-01-31',
  email: 'ada@example.com',
  uri: 'https://example.com',
  uuid: '3f0c6f1e-7c1d-4b8e-9a55-0c9d2e1f4a77',
};

/** Schemas may hold themselves: an example goes this deep, and has so many values at most. */
const deepest = 6;
const mostValues = 300;

/** A value that a schema describes, to look at: an example or default where the schema has one. */
export const exampleOf = (given: Schema, schemas: Schemas): unknown => {
  let left = mostValues;
  const of = (held: Schema, depth: number): unknown => {
    left -= 1;
    if (left < 0 || depth > 2 * deepest) return null;
    const schema = resolve(held, schemas);
    if (Array.isArray(schema['examples']) && schema['examples'].length > 0)
      return schema['examples'][0] as unknown;
    for (const name of ['example', 'const', 'default']) if (schema[name] !== undefined) return schema[name];
    if (Array.isArray(schema['enum'])) return schema['enum'][0] as unknown;
    const choices = schema['anyOf'] ?? schema['oneOf'];
    if (Array.isArray(choices)) return of(record(choices[0]), depth + 1);
    const type = Array.isArray(schema['type']) ? (schema['type'][0] as unknown) : schema['type'];
    switch (type ?? (Array.isArray(schema['allOf']) ? 'object' : undefined)) {
      case 'object':
        return depth > deepest
          ? {}
          : Object.fromEntries(
              propertiesOf(schema, schemas).map(({ name, schema: inner }) => [name, of(inner, depth + 1)]),
            );
      case 'array':
        return depth > deepest ? [] : [of(record(schema['items']), depth + 1)];
      case 'integer':
      case 'number':
        return typeof schema['minimum'] === 'number' && schema['minimum'] > 0 ? schema['minimum'] : 1;
      case 'boolean':
        return true;
      case 'null':
        return null;
      case 'string':
        return byFormat[String(schema['format'])] ?? 'text';
      default:
        return {};
    }
  };
  return of(given, 0);
};
