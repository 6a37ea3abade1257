import type { JsonSchema } from '../../../core/connector.ts';
import { unescapeStep } from '../../../core/json-pointer.ts';
import { isList, isObject, type PlainObject } from '../../../core/schema/plain.ts';
import { shortDescription } from './short-description.ts';

export interface Stubbed {
  readonly schema: PlainObject;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly isInput: boolean;
  readonly name: string;
  readonly mostDescription: number;
}

const prefix = '#/$defs/';
const mostParts = 50;
const mostNames = 12;
const mostNested = 3;
const mostSteps = 10;

/** What stands in for a schema that is not written out: its type, and for what a model has to give, which fields it has. */
export const stubOf = ({ schema, definitions, isInput, name, mostDescription }: Stubbed): PlainObject => {
  const parts = partsOf(schema, definitions);
  const type = typeOf(schema, definitions);
  const of = parts.find((part) => typeof part['description'] === 'string');
  const said = of?.['description'];
  const short =
    of !== undefined && typeof said === 'string'
      ? shortDescription(said, { most: mostDescription, name, of })
      : '';
  const fields = isInput ? fieldsIn(parts, definitions) : '';
  const description = [short, fields].filter((text) => text !== '').join(' ');
  return { ...(type !== undefined && { type }), ...(description !== '' && { description }) };
};

/** The schema, what it refers to, and its alternatives. */
const partsOf = (schema: PlainObject, definitions: Stubbed['definitions']): readonly PlainObject[] => {
  const parts = new Set<PlainObject>([schema]);
  // A set that grows while it is walked.
  for (const part of parts) {
    if (parts.size > mostParts) break;
    const { $ref } = part;
    if (typeof $ref === 'string' && $ref.startsWith(prefix)) {
      const target = definitions[unescapeStep($ref.slice(prefix.length))];
      if (isObject(target)) parts.add(target);
    }
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      const list = part[keyword];
      if (isList(list)) for (const each of list) if (isObject(each)) parts.add(each);
    }
  }
  return [...parts];
};

/** Only where all alternatives agree: what is left out must not be forbidden. */
const typeOf = (schema: unknown, definitions: Stubbed['definitions'], nested = 0): unknown => {
  if (!isObject(schema) || nested > mostSteps) return undefined;
  const { type, $ref, allOf } = schema;
  if (type !== undefined) return type;
  if (typeof $ref === 'string' && $ref.startsWith(prefix))
    return typeOf(definitions[unescapeStep($ref.slice(prefix.length))], definitions, nested + 1);
  if (isList(allOf)) return allOf.map((part) => typeOf(part, definitions, nested + 1)).find(Boolean);
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (!isList(choices)) return undefined;
  const [first, ...others] = choices.map((part) => typeOf(part, definitions, nested + 1));
  return typeof first === 'string' && others.every((other) => other === first) ? first : undefined;
};

const fieldsIn = (parts: readonly PlainObject[], definitions: Stubbed['definitions'], nested = 0): string => {
  const needed = new Set<unknown>();
  const names = new Set<string>();
  for (const part of parts) {
    for (const name of isList(part['required']) ? part['required'] : []) needed.add(name);
    for (const name of isObject(part['properties']) ? Object.keys(part['properties']) : []) names.add(name);
  }
  if (names.size === 0) {
    const items = parts.find((part) => isObject(part['items']))?.['items'];
    const hasItems = isObject(items) && nested < mostNested;
    const inner = hasItems ? fieldsIn(partsOf(items, definitions), definitions, nested + 1) : '';
    return inner === '' ? 'Any JSON.' : inner.replace(/^With /, 'Each with ');
  }
  const sorted = [...names].sort((a, b) => Number(needed.has(b)) - Number(needed.has(a)));
  const shown = sorted.slice(0, mostNames).map((name) => (needed.has(name) ? name : `${name}?`));
  const more = sorted.length > mostNames ? ` and ${sorted.length - mostNames} more` : '';
  return `With ${shown.join(', ')}${more}.`;
};
