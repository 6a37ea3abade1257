import type { JsonSchema } from '../../../core/connector.ts';
import { unescapeStep } from '../../../core/json-pointer.ts';
import { isList, isObject, type PlainObject } from '../../../core/schema/plain.ts';
import { subschemaKeywords } from '../../../core/schema/subschemas.ts';

type Schemas = Readonly<Record<string, JsonSchema>>;

const prefix = '#/$defs/';

/** A definition that is referred to once stands better where it is meant. What refers to itself stays a definition. */
export const inlineOnce = (
  schema: JsonSchema,
  definitions: Schemas,
): { readonly schema: JsonSchema; readonly definitions: Schemas } => {
  const counts = new Map<string, number>();
  for (const each of [schema, ...Object.values(definitions)])
    walk(each, (ref) => counts.set(ref, (counts.get(ref) ?? 0) + 1));
  const once = new Set(
    [...counts].flatMap(([name, count]) => (count === 1 && Object.hasOwn(definitions, name) ? [name] : [])),
  );
  const placed = new Set<string>();
  const under = new Set<string>();

  const placing = (given: unknown): unknown => {
    if (!isObject(given)) return given;
    const { $ref, ...beside } = given;
    const name =
      typeof $ref === 'string' && $ref.startsWith(prefix) ? unescapeStep($ref.slice(prefix.length)) : '';
    const target = definitions[name];
    if (once.has(name) && !under.has(name) && isObject(target) && areNotes(beside)) {
      under.add(name);
      const made = { ...(placing(target) as PlainObject), ...beside };
      under.delete(name);
      placed.add(name);
      return made;
    }
    return Object.fromEntries(
      Object.entries(given).map(([keyword, value]) => [keyword, within(keyword, value)]),
    );
  };

  const within = (keyword: string, value: unknown): unknown => {
    const holds = subschemaKeywords.get(keyword);
    if (holds === 'one') return placing(value);
    if (holds === 'list' && isList(value)) return value.map(placing);
    if (holds !== 'map' || !isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, placing(each)]));
  };

  const made = placing(schema) as JsonSchema;
  const left: [string, JsonSchema][] = [];
  for (const [name, each] of Object.entries(definitions)) {
    if (placed.has(name)) continue;
    under.add(name);
    left.push([name, placing(each) as JsonSchema]);
    under.delete(name);
  }
  return { schema: made, definitions: Object.fromEntries(left.filter(([name]) => !placed.has(name))) };
};

const areNotes = (beside: PlainObject): boolean =>
  Object.keys(beside).every((keyword) => ['description', 'title', 'default', 'examples'].includes(keyword));

const walk = (schema: unknown, heard: (name: string) => void): void => {
  if (!isObject(schema)) return;
  const { $ref } = schema;
  if (typeof $ref === 'string' && $ref.startsWith(prefix)) heard(unescapeStep($ref.slice(prefix.length)));
  for (const [keyword, value] of Object.entries(schema)) {
    const holds = subschemaKeywords.get(keyword);
    if (holds === 'one') walk(value, heard);
    else if (holds === 'list' && isList(value)) for (const each of value) walk(each, heard);
    else if (holds === 'map' && isObject(value)) for (const each of Object.values(value)) walk(each, heard);
  }
};
