import type { JsonSchema } from '../connector.ts';
import { isList, isObject, isSchema, own, type PlainObject } from './plain.ts';

/** Where a schema holds schemas. What stands anywhere else, in `enum` or an unknown keyword, is data. */

const single = [
  ...['additionalProperties', 'contains', 'contentSchema', 'else', 'if', 'items', 'not', 'propertyNames'],
  ...['then', 'unevaluatedItems', 'unevaluatedProperties'],
];
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const maps = ['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties'];

/** What each of these keywords holds: one schema, a list, or a map of names. */
export const subschemaKeywords: ReadonlyMap<string, 'one' | 'list' | 'map'> = new Map([
  ...single.map((keyword) => [keyword, 'one'] as const),
  ...lists.map((keyword) => [keyword, 'list'] as const),
  ...maps.map((keyword) => [keyword, 'map'] as const),
]);

export const subschemasOf = (schema: PlainObject): JsonSchema[] => {
  const found: unknown[] = single.map((keyword) => own(schema, keyword));
  for (const keyword of lists) {
    const list = own(schema, keyword);
    if (isList(list)) for (const item of list) found.push(item);
  }
  for (const keyword of maps) {
    const map = own(schema, keyword);
    if (isObject(map)) for (const name of Object.keys(map)) found.push(map[name]);
  }
  return found.filter(isSchema);
};
