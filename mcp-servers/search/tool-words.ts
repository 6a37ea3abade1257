import { isObject, own } from '../../core/schema/plain.ts';
import { fieldNames } from './field-names.ts';
import type { SearchedTool } from './searched-tool.ts';
import { stem } from './stem.ts';
import { longForm } from './thesaurus.ts';
import { deedOf, isBareVerb, type Deed, type Doing } from './verbs.ts';
import { isFiller, wordsOf } from './words.ts';

/** A tool taken apart: the words that it is found by, and what its structure says. */
export interface ToolWords {
  readonly fields: Readonly<Record<FieldName, readonly string[]>>;
  readonly doing: Doing;
  /** Of whoever offers it. */
  readonly group: string;
  /** The nouns of its address, from the outside in; of its name where it has none. */
  readonly nouns: readonly string[];
  /** What must be known before it can be called: nouns whose ids it takes, each one or another. */
  readonly needs: readonly (readonly string[])[];
  /** Things are found by a text. */
  readonly searches: boolean;
  /** It is about whoever calls. */
  readonly own: boolean;
}

export type FieldName =
  'name' | 'route' | 'title' | 'lead' | 'description' | 'tags' | 'arguments' | 'outputs';

/** Whoever calls, in addresses and in queries: "my", `/me`. */
export const ownTerm = '~own';

const mostDescription = 1_200;

export const takeApart = (tool: SearchedTool): ToolWords => {
  const { name, title, tags, route, input, output, definitions, hints } = tool;
  const segments = route === undefined ? [] : staticSegments(route.path);
  const routeTerms = segments.flatMap((segment) => termsOf(segment));
  const nameTerms = termsOf(name.slice(name.indexOf('.') + 1));
  const titleTerms = termsOf(title);
  const [lead, rest] = leadOf(tool.description.slice(0, mostDescription));
  const argumentNames = propertyNames(input);
  const isOwn =
    segments.some((segment) =>
      /^(?:me|self|current|authenticated[_-]?user|current[_-]?user)$/i.test(segment),
    ) || /\b(?:current|authenticated) user\b/i.test(title);
  const searches =
    hints.readOnly &&
    ([...segments, name].some((text) =>
      termsOf(text).some((term) => term === 'search' || term === 'lookup'),
    ) ||
      argumentNames.some((argument) =>
        /^(?:q|query|search|term|keywords?|search_?(?:text|term))$/i.test(argument),
      ));
  return {
    fields: {
      name: nameTerms,
      route: isOwn ? [...routeTerms, ownTerm] : routeTerms,
      title: titleTerms,
      lead: termsOf(lead),
      description: termsOf(rest),
      tags: tags.flatMap(termsOf),
      arguments: argumentNames.flatMap(termsOf),
      outputs: fieldNames(output, definitions).flatMap(termsOf),
    },
    doing: {
      readOnly: hints.readOnly,
      destructive: hints.destructive,
      method: route?.method.toUpperCase(),
      said: deedsIn([...firstTwo(nameTerms), ...firstTwo(titleTerms), ...routeTerms.slice(-1)]),
    },
    group: tool.group,
    nouns: nounsOf(segments, nameTerms),
    needs: needsOf(tool, titleTerms),
    searches,
    own: isOwn,
  };
};

/** Stems of the words that say something. */
const termsOf = (text: string): readonly string[] => {
  if (text.length > mostRemembered) return readTerms(text);
  // Names of arguments and of fields come again and again.
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const terms = readTerms(text);
  if (remembered.size >= mostTexts) remembered.clear();
  remembered.set(text, terms);
  return terms;
};

const mostRemembered = 40;
const mostTexts = 10_000;
const remembered = new Map<string, readonly string[]>();

const readTerms = (text: string): readonly string[] =>
  wordsOf(text).flatMap((word) => {
    if (isFiller(word) || (word.length < 2 && !/\d/.test(word))) return [];
    return [stem(longForm(word))];
  });

const firstTwo = (terms: readonly string[]): readonly string[] => terms.slice(0, 2);

const deedsIn = (terms: readonly string[]): ReadonlySet<Deed> =>
  new Set(terms.flatMap((term) => deedOf(term) ?? []));

const staticSegments = (path: string): string[] =>
  (path.split('?')[0] ?? '').split('/').filter((segment) => segment !== '' && !segment.includes('{'));

const leadOf = (description: string): readonly [string, string] => {
  const end = /[.!?](?:\s|$)|\n\s*\n/.exec(description)?.index ?? description.length;
  return [description.slice(0, end), description.slice(end)];
};

const propertyNames = (input: SearchedTool['input']): readonly string[] => {
  const properties = isObject(input) ? own(input, 'properties') : undefined;
  return isObject(properties) ? Object.keys(properties) : [];
};

const nounsOf = (segments: readonly string[], nameTerms: readonly string[]): readonly string[] => {
  const inRoute = segments.flatMap((segment) => {
    const terms = termsOf(segment);
    const [last] = terms.slice(-1);
    if (last === undefined || last === 'search') return [];
    // `/subscriptions/{id}/cancel`: what is done is no thing.
    return deedOf(last) !== undefined && !segment.endsWith('s') && segments.length > 1 ? [] : [last];
  });
  return inRoute.length > 0 ? inRoute : nameTerms.filter((term) => !isBareVerb(term) && term !== 'search');
};

/** `/users/{id}` needs a user, and so does a required `user_id`. Plain `ids` are of what the title speaks of. */
const needsOf = ({ route, input }: SearchedTool, titleTerms: readonly string[]): ToolWords['needs'] => {
  const needs: (readonly string[])[] = [];
  const inPath = new Set<string>();
  let before: string | undefined;
  for (const segment of (route?.path.split('?')[0] ?? '').split('/')) {
    const name = /\{([^}]*)\}/.exec(segment)?.[1];
    if (name === undefined) before = segment === '' ? before : segment;
    else {
      inPath.add(name);
      const noun = termsOf(before ?? '').at(-1) ?? nounOfId(name);
      if (noun !== undefined) needs.push([noun]);
    }
  }
  const required = isObject(input) ? own(input, 'required') : undefined;
  for (const name of Array.isArray(required) ? required : []) {
    if (typeof name !== 'string' || inPath.has(name)) continue;
    const noun = nounOfId(name);
    if (noun !== undefined) needs.push([noun]);
    else if (/^(?:ids?|uris?)$/i.test(name)) needs.push(titleTerms.filter((term) => !isBareVerb(term)));
  }
  return needs;
};

/** `movie_id` → movie. */
const nounOfId = (name: string): string | undefined => {
  const terms = termsOf(name);
  return terms.length > 1 && terms.at(-1) === 'id' ? terms.at(-2) : undefined;
};
