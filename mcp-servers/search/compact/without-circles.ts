import type { JsonSchema } from '../../../core/connector.ts';
import { unescapeStep } from '../../../core/json-pointer.ts';
import { isList, isObject } from '../../../core/schema/plain.ts';
import type { Definitions } from './shrink.ts';

const prefix = '#/$defs/';
const lists = ['allOf', 'anyOf', 'oneOf'];
const single = ['not', 'if', 'then', 'else'];

/**
 * A definition that comes back to itself without a step into the value says nothing, and checkers of others go round in
 * it until they fall over. The reference that closes such a circle goes.
 */
export const withoutCircles = (definitions: Definitions): Definitions => {
  const next = new Map(Object.entries(definitions).map(([name, schema]) => [name, namedInPlace(schema)]));
  const circling = new Map<string, ReadonlySet<string>>();
  for (const name of next.keys()) {
    const back = [...(next.get(name) ?? [])].filter((one) => reaches(one, name, next));
    if (back.length > 0) circling.set(name, new Set(back));
  }
  if (circling.size === 0) return definitions;
  return Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => {
      const back = circling.get(name);
      return [name, back === undefined ? schema : (opened(schema, back) as JsonSchema)];
    }),
  );
};

const reaches = (from: string, to: string, next: ReadonlyMap<string, ReadonlySet<string>>): boolean => {
  const seen = new Set([from]);
  // A set that grows while it is walked.
  for (const name of seen) {
    if (name === to) return true;
    for (const one of next.get(name) ?? []) seen.add(one);
  }
  return false;
};

const nameIn = (ref: unknown): string | undefined =>
  typeof ref === 'string' && ref.startsWith(prefix) ? unescapeStep(ref.slice(prefix.length)) : undefined;

/** Definitions that are asked about the very same value. */
const namedInPlace = (schema: unknown): ReadonlySet<string> => {
  const found = new Set<string>();
  const look = (part: unknown): void => {
    if (!isObject(part)) return;
    const name = nameIn(part['$ref']);
    if (name !== undefined) found.add(name);
    for (const keyword of lists) {
      const list = part[keyword];
      if (isList(list)) list.forEach(look);
    }
    for (const keyword of single) look(part[keyword]);
  };
  look(schema);
  return found;
};

const opened = (schema: unknown, back: ReadonlySet<string>): unknown => {
  if (!isObject(schema)) return schema;
  const isCircle = back.has(nameIn(schema['$ref']) ?? '');
  return Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
      if (keyword === '$ref' && isCircle) return [];
      // Opened, it would forbid everything.
      if (single.includes(keyword))
        return [...namedInPlace(value)].some((name) => back.has(name)) ? [] : [[keyword, value]];
      if (!lists.includes(keyword) || !isList(value)) return [[keyword, value]];
      const parts = value.map((part) => opened(part, back));
      return [[keyword === 'oneOf' ? 'anyOf' : keyword, parts]];
    }),
  );
};
