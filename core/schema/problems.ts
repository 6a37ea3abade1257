import type { JsonSchema } from '../connector.ts';
import type { Problem } from '../errors.ts';
import { escapeStep } from '../json-pointer.ts';
import { isList, isObject, isSchema, own, type PlainObject } from './plain.ts';
import { openDocument, placeOf, type Resource, resolveReference } from './resource.ts';
import { schemaSet } from './schema-set.ts';
import { subschemaKeywords } from './subschemas.ts';

/**
 * What is wrong with a schema itself. A schema of somebody else is used as far as it goes; one that people write here
 * should do what they think: a wrong keyword, a reference that leads nowhere and a schema that is none are told.
 */
export const schemaProblems = (schema: JsonSchema): Problem[] => {
  const problems: Problem[] = [];
  if (!isObject(schema)) return problems;
  const visit = (at: PlainObject, path: string, within: Resource): void => {
    const { resource } = placeOf(at, within);
    for (const note of wrongKeywords(at))
      problems.push({ path: path + keywordOf(note, at), message: means(note) });
    for (const keyword of ['$ref', '$dynamicRef']) {
      const reference = own(at, keyword);
      if (typeof reference === 'string' && resolveReference(reference, resource) === null) {
        problems.push({ path: `${path}/${keyword}`, message: `"${reference.slice(0, 100)}" leads nowhere` });
      }
    }
    for (const [step, sub] of heldBy(at)) {
      if (isObject(sub)) visit(sub, path + step, resource);
      else if (!isSchema(sub)) problems.push({ path: path + step, message: notSchema });
    }
  };
  visit(schema, '', openDocument(schema, null).root);
  return problems;
};

/** A note begins with the keyword that it is about, where it is about one. */
const keywordOf = (note: string, schema: PlainObject): string => {
  const keyword = /^"([^"]+)" /.exec(note)?.[1];
  return keyword !== undefined && Object.hasOwn(schema, keyword) ? `/${escapeStep(keyword)}` : '';
};

const means = (note: string): string => `this means nothing in a schema: ${note}`;

const notSchema = 'this must be a schema: an object such as {"type": "string"}, or true or false';

/** What a schema says about its own value, apart from the schemas in it: those are looked at on their own. */
const wrongKeywords = (schema: PlainObject): string[] => {
  const alone: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    const holds = subschemaKeywords.get(keyword);
    if (keyword.startsWith('$') || (holds !== undefined && isHeldWell(value, holds))) continue;
    alone[keyword] = value;
  }
  const set = schemaSet({});
  set.compile(alone)(null);
  return set.notes();
};

const isHeldWell = (value: unknown, holds: Holds): boolean =>
  holds === 'one' || (holds === 'list' ? isList(value) : isObject(value));

type Holds = 'one' | 'list' | 'map';

const heldBy = (schema: PlainObject): [string, unknown][] =>
  Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    const holds = subschemaKeywords.get(keyword);
    if (holds === 'one') return [[`/${keyword}`, value]];
    if (holds === 'list' && isList(value)) return value.map((sub, at) => [`/${keyword}/${at}`, sub]);
    if (holds !== 'map' || !isObject(value)) return [];
    return Object.keys(value).map((name) => [`/${keyword}/${escapeStep(name)}`, value[name]]);
  });
