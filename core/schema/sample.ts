import type { JsonSchema } from '../connector.ts';
import { isList, isObject, own } from './plain.ts';
import type { Place } from './resource.ts';
import {
  branchesOf,
  flatten,
  givenBy,
  itemAt,
  numbers,
  type Part,
  propertyAt,
  typeOf,
  under,
} from './sample-parts.ts';
import { sampleOfNumber, sampleOfText } from './sample-value.ts';
import type { SchemaSet } from './schema-set.ts';

/**
 * A small example for a schema. Deeper than `maxDepth` it holds required properties only; where a schema comes back
 * to itself it leaves out what may be left out. What no search finds, it answers as well as it can.
 */
export const sampleOf = (
  set: SchemaSet,
  schema: JsonSchema,
  { maxDepth = 3 }: { readonly maxDepth?: number } = {},
): unknown => {
  const sketch: Sketch = {
    set,
    maxDepth,
    depth: 0,
    active: new Set(),
    left: { steps: 1_000, fuel: 300_000 },
  };
  const found = sample([set.open(schema)], sketch);
  return found === cut ? null : found;
};

interface Sketch {
  readonly set: SchemaSet;
  readonly maxDepth: number;
  readonly depth: number;
  /** The schemas around this one: to meet one of them again is a circle. */
  readonly active: ReadonlySet<object>;
  readonly left: { steps: number; fuel: number };
}

/** There is nothing small to say here: whoever can leave it out does. */
const cut = Symbol('cut');
const hardDepth = 40;

/** A value for all places at once: the parts of an `allOf`, and what stands beside a reference. */
const sample = (places: readonly Place[], sketch: Sketch): unknown => {
  sketch.left.steps -= 1;
  if (sketch.left.steps < 0 || sketch.depth > hardDepth) return cut;
  const parts = flatten(places, sketch.active);
  if (parts === null) return cut;
  const given = parts.flatMap(({ schema }) => givenBy(schema));
  // What the document says first; a wrong example helps nobody.
  const good = given.find((value) => fits(value, places, sketch));
  return good === undefined ? choose(parts, places, { sketch, chosen: new Set() }) : structuredClone(good);
};

const fits = (value: unknown, places: readonly Place[], { set, left }: Sketch): boolean => {
  // Out of fuel the first idea is taken unseen, which is right more often than not.
  return places.every((place) => set.fits(place, value, left));
};

interface Choosing {
  readonly sketch: Sketch;
  readonly chosen: ReadonlySet<object>;
}

/** Takes the first alternative that leads to a fitting value, of each schema that offers some. */
const choose = (parts: readonly Part[], places: readonly Place[], { sketch, chosen }: Choosing): unknown => {
  const offer = parts
    .map(({ schema, place }) => ({ schema, branches: branchesOf(schema, place) }))
    .find(({ schema, branches }) => branches.length > 0 && !chosen.has(schema));
  if (offer === undefined) return build(parts, places, sketch);
  let second: unknown = cut;
  for (const branch of offer.branches) {
    sketch.left.steps -= 1;
    if (sketch.left.steps < 0) break;
    const all = flatten([...parts.map(({ place }) => place), ...branch], sketch.active);
    if (all === null) continue;
    const given = all.flatMap(({ schema }) => givenBy(schema));
    const value =
      given.find((each) => fits(each, places, sketch)) ??
      choose(all, places, { sketch, chosen: new Set([...chosen, offer.schema]) });
    if (value !== cut && fits(value, places, sketch)) return value;
    if (second === cut) second = value;
  }
  return second;
};

const build = (parts: readonly Part[], places: readonly Place[], sketch: Sketch): unknown => {
  const schemas = parts.map(({ schema }) => schema);
  const test = (value: unknown): boolean => fits(value, places, sketch);
  switch (typeOf(schemas)) {
    case 'null':
      return null;
    case 'boolean':
      return [true, false].find(test) ?? true;
    case 'integer':
    case 'number':
      return sampleOfNumber(schemas, test);
    case 'array':
      return listOf(parts, inner(parts, sketch));
    case 'object': {
      const full = objectOf(parts, inner(parts, sketch));
      if (full !== cut && test(full)) return full;
      const small = objectOf(parts, { ...inner(parts, sketch), maxDepth: 0 });
      return small !== cut && (full === cut || test(small)) ? small : full;
    }
    case 'string':
      return sampleOfText(schemas, test);
    default:
      // Nothing is asked, or only that something is not so.
      return ['text', 1, {}, [], null, true].find(test) ?? 'text';
  }
};

const inner = (parts: readonly Part[], sketch: Sketch): Sketch => ({
  ...sketch,
  depth: sketch.depth + 1,
  active: new Set([...sketch.active, ...parts.map(({ schema }) => schema)]),
});

const listOf = (parts: readonly Part[], sketch: Sketch): unknown => {
  const least = Math.min(100, Math.max(0, ...numbers(parts, 'minItems')));
  const most = Math.min(...numbers(parts, 'maxItems'), Infinity);
  const first = Math.max(0, ...parts.map(({ schema }) => lengthOf(own(schema, 'prefixItems'))));
  const contained = under(parts, 'contains');
  const containsLeast = contained.length === 0 ? 0 : Math.max(1, ...numbers(parts, 'minContains'));
  const wanted = Math.max(
    least,
    Math.min(containsLeast, 100),
    sketch.depth <= sketch.maxDepth ? Math.max(1, first) : 0,
  );
  const unique = parts.some(({ schema }) => own(schema, 'uniqueItems') === true);
  const items: unknown[] = [];
  for (let at = 0; at < Math.min(wanted, most); at += 1) {
    const places = [...itemAt(parts, at), ...(at < containsLeast ? contained : [])];
    const item = sample(places, sketch);
    if (item === cut) return items.length >= least ? items : cut;
    items.push(unique && at > 0 ? varied(item, at) : item);
  }
  return items;
};

/** Another value of the same kind, where the schema wants no two alike. */
const varied = (item: unknown, at: number): unknown => {
  if (typeof item === 'number') return item + at;
  return typeof item === 'string' ? `${item}${at}` : item;
};

const lengthOf = (list: unknown): number => (isList(list) ? list.length : 0);

const objectOf = (parts: readonly Part[], sketch: Sketch): unknown => {
  const required = new Set(
    parts.flatMap(({ schema }) => {
      const names = own(schema, 'required');
      return isList(names) ? names.filter((name) => typeof name === 'string') : [];
    }),
  );
  const known = parts.flatMap(({ schema }) => {
    const map = own(schema, 'properties');
    return isObject(map) && sketch.depth <= sketch.maxDepth ? Object.keys(map) : [];
  });
  const names = new Set([...known, ...required]);
  const least = Math.min(20, Math.max(0, ...numbers(parts, 'minProperties')));
  for (let at = 1; names.size < least; at += 1) names.add(`property${at}`);
  const entries: [string, unknown][] = [];
  for (const name of names) {
    const value = sample(propertyAt(parts, name), sketch);
    if (value !== cut) entries.push([name, value]);
    else if (required.has(name)) return cut;
  }
  // Object.fromEntries makes plain properties of all names, `__proto__` too.
  return Object.fromEntries(entries);
};
