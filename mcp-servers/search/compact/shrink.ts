import type { JsonSchema } from '../../../core/connector.ts';
import { escapeStep, unescapeStep } from '../../../core/json-pointer.ts';
import { isList, isObject, type PlainObject } from '../../../core/schema/plain.ts';
import { subschemaKeywords } from '../../../core/schema/subschemas.ts';
import { cleanedKeyword, dropped, sizeOf } from './cleaned-keyword.ts';
import { stubOf } from './stub.ts';

export type Definitions = Readonly<Record<string, JsonSchema>>;

export interface Measure {
  /** How many steps down something that holds more is still written out. */
  readonly depth: number;
  /** Letters of a description. */
  readonly description: number;
}

export interface Shrunk {
  readonly schema: JsonSchema;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  /** JSON pointers to what says less than it did. */
  readonly cut: readonly string[];
}

export interface ShrinkOptions extends Measure {
  readonly schema: JsonSchema;
  readonly definitions: Definitions;
  readonly isInput: boolean;
  /** Undefined is the answer when it gets clearly larger. */
  readonly budget: number;
}

const prefix = '#/$defs/';
/** What a change inside of them would turn round: loosened, they forbid more. */
const turnedRound: ReadonlySet<string> = new Set([
  'not',
  'if',
  'then',
  'else',
  'contains',
  'dependentSchemas',
]);
const deeper: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'additionalProperties']);
const mostChoices = 60;
const mostPattern = 200;
/** Nobody describes anything so deep; a schema may have been written to break whoever walks it. */
const mostNested = 200;

interface At {
  readonly depth: number;
  readonly nested: number;
  readonly place: Place;
  readonly name: string;
}

/** Written out as a pointer only where something is cut. */
type Place = readonly [before: Place, step: string] | undefined;

const pointerTo = (place: Place): string => {
  let pointer = '';
  for (let at = place; at !== undefined; at = at[0]) pointer = `/${escapeStep(at[1])}${pointer}`;
  return pointer;
};

/** A copy that says the same or less, and accepts all that the schema accepts. Definitions come along as they are reached. */
export const shrink = (options: ShrinkOptions): Shrunk | undefined => {
  const { definitions, depth: deepest, isInput, description: mostDescription, budget } = options;
  const waiting: { readonly name: string; readonly depth: number }[] = [];
  const known = new Set<string>();
  const cut: string[] = [];
  let bytes = 0;

  const stubbed = (schema: PlainObject, { place, name }: At): PlainObject => {
    cut.push(pointerTo(place));
    return stubOf({ schema, definitions, isInput, name, mostDescription });
  };

  const copy = (schema: unknown, at: At): JsonSchema => {
    bytes += 4;
    if (!isObject(schema)) return schema !== false;
    if (bytes > 2 * budget) return true;
    if ((at.depth > deepest && holdsMore(schema, definitions)) || at.nested > mostNested)
      return stubbed(schema, at);
    const { $ref } = schema;
    if (typeof $ref === 'string' && $ref.startsWith(prefix)) {
      const name = unescapeStep($ref.slice(prefix.length));
      // What leads nowhere says nothing.
      if (!Object.hasOwn(definitions, name)) {
        cut.push(pointerTo(at.place));
        return copy(without(schema, '$ref'), at);
      }
      if (!known.has(name)) {
        known.add(name);
        waiting.push({ name, depth: at.depth });
      }
    }
    const made: Record<string, unknown> = {};
    const before = cut.length;
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === '$defs' && at.nested === 0) continue;
      const kept = copyKeyword(keyword, value, { schema, at });
      if (kept === dropped) continue;
      bytes += keyword.length + 4;
      // Several of what were different choices may fit once they say less.
      put(made, keyword === 'oneOf' && cut.length > before ? 'anyOf' : keyword, kept);
    }
    if (cut.length > before && (made['if'] === undefined) !== (schema['if'] === undefined))
      for (const word of ['then', 'else']) delete made[word];
    return simpler(made);
  };

  const copyKeyword = (
    keyword: string,
    value: unknown,
    { schema, at }: { readonly schema: PlainObject; readonly at: At },
  ): unknown => {
    const { name } = at;
    const cleaned = cleanedKeyword(keyword, value, { schema, name, mostDescription, isInput });
    if (cleaned === dropped) return dropped;
    if (keyword.startsWith('unevaluated')) {
      // It speaks of what other keywords have seen, and they say less now.
      cut.push(pointerTo([at.place, keyword]));
      return dropped;
    }
    const holds = subschemaKeywords.get(keyword);
    const place: Place = [at.place, keyword];
    if (holds === undefined) {
      if (
        (keyword === 'enum' && isList(value) && value.length > mostChoices) ||
        (keyword === 'pattern' && String(value).length > mostPattern)
      ) {
        cut.push(pointerTo(place));
        return dropped;
      }
      bytes += sizeOf(cleaned);
      return cleaned;
    }
    const [before, beforeBytes] = [cut.length, bytes];
    const depth = at.depth + (deeper.has(keyword) ? 1 : 0);
    const below = (step: string | number, inner: string): At => ({
      depth,
      nested: at.nested + 1,
      place: step === '' ? place : [place, String(step)],
      name: inner,
    });
    let copied: unknown = true;
    if (holds === 'one') copied = copy(value, below('', ''));
    else if (holds === 'list' && isList(value))
      copied = value.map((each, step) => copy(each, below(step, name)));
    else if (holds === 'map' && isObject(value)) {
      const entries: Record<string, unknown> = {};
      for (const [inner, each] of Object.entries(value)) {
        bytes += inner.length + 4;
        put(entries, inner, copy(each, below(inner, inner)));
      }
      copied = entries;
    } else return dropped;
    if (cut.length === before || !turnedRound.has(keyword)) return copied;
    bytes = beforeBytes;
    cut.splice(before, Number.POSITIVE_INFINITY, pointerTo(place));
    return dropped;
  };

  const start = { depth: 0, nested: 0, place: undefined, name: '' };
  const schema = copy(options.schema, start);
  const reached: Record<string, JsonSchema> = {};
  for (const { name, depth } of waiting) {
    if (bytes > 2 * budget) return undefined;
    bytes += name.length + 4;
    const place: Place = [[undefined, '$defs'], name];
    put(reached, name, copy(definitions[name], { depth, nested: 1, place, name }));
  }
  return bytes > 2 * budget ? undefined : { schema, definitions: reached, cut };
};

const put = (target: Record<string, unknown>, name: string, value: unknown): void => {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  else target[name] = value;
};

const without = (schema: PlainObject, keyword: string): PlainObject =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => name !== keyword));

const holdsMore = (schema: PlainObject, definitions: Definitions): boolean => {
  let at: unknown = schema;
  for (let steps = 0; steps < 20 && isObject(at); steps++) {
    if (Object.keys(at).some((keyword) => subschemaKeywords.has(keyword))) return true;
    const { $ref } = at;
    if (typeof $ref !== 'string' || !$ref.startsWith(prefix)) return false;
    at = definitions[unescapeStep($ref.slice(prefix.length))];
  }
  return false;
};

/** Alternatives of which there is one are none. */
const simpler = (schema: Record<string, unknown>): PlainObject => {
  for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
    const { [keyword]: list, ...others } = schema;
    if (!isList(list) || list.length !== 1 || !isObject(list[0])) continue;
    const [only] = list;
    const clash = Object.keys(others).some((word) => Object.hasOwn(only, word) && !isNote(word));
    // Beside a reference other keywords are fine; beside what speaks of "the others" they are not.
    if (!clash && !speaksOfOthers(others) && !speaksOfOthers(only)) return { ...only, ...others };
  }
  return schema;
};

const isNote = (keyword: string): boolean =>
  ['description', 'title', 'default', 'examples'].includes(keyword);

const speaksOfOthers = (schema: PlainObject): boolean =>
  ['additionalProperties', 'unevaluatedProperties', 'unevaluatedItems', 'items'].some((word) =>
    Object.hasOwn(schema, word),
  );
