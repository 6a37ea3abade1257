import type { JsonSchema } from '../../../core/connector.ts';
import { unescapeStep } from '../../../core/json-pointer.ts';
import { isList, isObject, own } from '../../../core/schema/plain.ts';
import { subschemaKeywords } from '../../../core/schema/subschemas.ts';

/** Clients refuse all tools of a server for one reference that leads nowhere: what it stood for may be anything. */
export const withoutDangling = (root: JsonSchema): JsonSchema => {
  let hasAny = false;
  const looked = (schema: unknown): unknown => {
    if (!isObject(schema)) return schema;
    const isDangling = typeof schema['$ref'] === 'string' && !leadsSomewhere(root, schema['$ref']);
    hasAny ||= isDangling;
    const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
      if (isDangling && keyword === '$ref') return [];
      const holds = subschemaKeywords.get(keyword);
      if (holds === 'one') return [[keyword, looked(value)]];
      if (holds === 'list' && isList(value)) return [[keyword, value.map(looked)]];
      if (holds !== 'map' || !isObject(value)) return [[keyword, value]];
      return [
        [keyword, Object.fromEntries(Object.entries(value).map(([name, each]) => [name, looked(each)]))],
      ];
    });
    return Object.fromEntries(entries);
  };
  const made = looked(root) as JsonSchema;
  return hasAny ? made : root;
};

const leadsSomewhere = (root: JsonSchema, ref: string): boolean => {
  if (!ref.startsWith('#/')) return true;
  let at: unknown = root;
  for (const step of ref.slice(2).split('/').map(unescapeStep)) {
    if (isObject(at)) at = own(at, step);
    else if (isList(at)) at = at[Number(step)];
    else return false;
  }
  return at !== undefined;
};
