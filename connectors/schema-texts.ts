import type { JsonSchema } from '../core/connector.ts';
import { definitionOf } from './definitions.ts';

export type Definitions = Readonly<Record<string, JsonSchema>>;

/** Words that bind nobody. */
const said = new Set(['description', 'title', 'examples', 'deprecated']);
/** Below these stand names that people chose, which may well be `title`. */
const naming = new Set(['properties', 'patternProperties', 'dependentSchemas']);
const data = new Set(['const', 'enum', 'default']);

interface Written {
  readonly text: string;
  readonly refs: ReadonlySet<string>;
}

/** A schema as one text, without the words that bind nobody, and what it refers to. */
const write = (schema: unknown): Written => {
  const refs = new Set<string>();
  const plain = (value: unknown, areNames: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => plain(item, false));
    if (typeof value !== 'object' || value === null) return value;
    const kept: [string, unknown][] = [];
    for (const key of Object.keys(value).sort()) {
      const inner = (value as Record<string, unknown>)[key];
      if (!areNames && key === '$ref' && typeof inner === 'string') refs.add(inner);
      if (areNames || !said.has(key))
        kept.push([key, !areNames && data.has(key) ? inner : plain(inner, !areNames && naming.has(key))]);
    }
    return Object.fromEntries(kept);
  };
  return { text: JSON.stringify(plain(schema, false)) ?? 'none', refs };
};

/**
 * Tells whether schemas of two versions say the same, with all that they refer to. What has changed of the
 * definitions is found once; writing each schema out with all that it reaches took minutes where everything
 * refers to everything.
 */
export const openSameness = (
  before: Definitions,
  after: Definitions,
): ((a: JsonSchema | undefined, b: JsonSchema | undefined) => boolean) => {
  const changed = new Set<string>();
  const usedBy = new Map<string, string[]>();
  for (const name of Object.keys(before)) {
    const { text, refs } = write(before[name]);
    for (const ref of refs) {
      const users = usedBy.get(definitionOf(ref));
      if (users === undefined) usedBy.set(definitionOf(ref), [name]);
      else users.push(name);
    }
    if (!Object.hasOwn(after, name) || text !== write(after[name]).text) changed.add(name);
  }
  // A set that grows while it is walked: whoever uses what has changed has changed.
  for (const name of changed) for (const user of usedBy.get(name) ?? []) changed.add(user);
  return (a, b) => {
    const one = write(a);
    return one.text === write(b).text && [...one.refs].every((ref) => !changed.has(definitionOf(ref)));
  };
};
