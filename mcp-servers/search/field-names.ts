import type { JsonSchema } from '../../core/connector.ts';
import { unescapeStep } from '../../core/json-pointer.ts';
import { isList, isObject, own } from '../../core/schema/plain.ts';

type Definitions = Readonly<Record<string, JsonSchema>>;

const prefix = '#/$defs/';
const mostNames = 80;
const mostVisits = 400;
const deepest = 4;

/** Names of the fields in what a schema describes, the outer ones first: an answer that has a `birthday` can tell one. */
export const fieldNames = (schema: JsonSchema | undefined, definitions: Definitions): readonly string[] => {
  const names = new Set<string>();
  const seen = new Set<unknown>();
  let level: unknown[] = [schema];
  let visits = 0;
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    const next: unknown[] = [];
    // References and alternatives stay on their level: the list grows while it is walked.
    for (const each of level) {
      if (!isObject(each) || seen.has(each)) continue;
      seen.add(each);
      visits += 1;
      if (names.size >= mostNames || visits > mostVisits) return [...names];
      const ref = own(each, '$ref');
      if (typeof ref === 'string' && ref.startsWith(prefix)) {
        const name = unescapeStep(ref.slice(prefix.length));
        if (Object.hasOwn(definitions, name)) level.push(definitions[name]);
      }
      for (const word of ['allOf', 'anyOf', 'oneOf']) {
        const parts = own(each, word);
        if (isList(parts)) level.push(...parts);
      }
      const items = own(each, 'items');
      if (items !== undefined) level.push(items);
      const properties = own(each, 'properties');
      if (!isObject(properties)) continue;
      for (const [name, inner] of Object.entries(properties)) {
        names.add(name);
        next.push(inner);
      }
    }
    level = next;
  }
  return [...names];
};
