import { unescapeStep } from '../../core/json-pointer.ts';
import { isList, isObject, own, type PlainObject } from '../../core/schema/plain.ts';
import type { Values } from '../serve/offer.ts';
import type { SearchedTool } from './searched-tool.ts';

const prefix = '#/$defs/';
const mostAbout = 160;
const mostArguments = 12;
const mostChoices = 6;
const deepest = 3;

/** A tool in two lines: its name and what it does, and what it takes. */
export const lineOf = (
  { name, hints }: SearchedTool,
  { title, description, inputSchema }: Values,
): string => {
  const said = typeof description === 'string' && description !== '' ? description : title;
  const about = aboutOf(typeof said === 'string' ? said : '');
  const does = hints.readOnly ? '' : hints.destructive ? ' [destructive]' : ' [changes something]';
  const input = isObject(inputSchema) ? signatureOf(inputSchema) : '()';
  return `${name}${about === '' ? '' : `: ${about}`}${does}\n   ${input}`;
};

/** The first sentence. */
const aboutOf = (text: string): string => {
  const flat = text.replace(/\s+/g, ' ').trim();
  const end = /[.!?](?=\s)/.exec(flat)?.index ?? flat.length;
  return end <= mostAbout ? flat.slice(0, end + 1) : `${flat.slice(0, mostAbout - 1).toWellFormed()}…`;
};

/** What a tool takes, in one line: `(owner: string, state?: "open"|"closed", labels?: string[])`. */
const signatureOf = (input: PlainObject): string => {
  const properties = own(input, 'properties');
  if (!isObject(properties)) return '()';
  const required = own(input, 'required');
  const needed = new Set(isList(required) ? required : []);
  const names = Object.keys(properties).sort((a, b) => Number(needed.has(b)) - Number(needed.has(a)));
  const most = Math.max(mostArguments, needed.size);
  const shown = names
    .slice(0, most)
    .map((name) => `${name}${needed.has(name) ? '' : '?'}: ${typeOf(properties[name], input)}`);
  if (names.length > most) shown.push(`… ${names.length - most} more`);
  return `(${shown.join(', ')})`;
};

const typeOf = (schema: unknown, root: PlainObject, depth = 0): string => {
  if (!isObject(schema) || depth > deepest) return 'any';
  const { $ref, enum: choices, const: only, type, items } = schema;
  if (typeof $ref === 'string' && $ref.startsWith(prefix)) {
    const definitions = own(root, '$defs');
    const target = isObject(definitions)
      ? own(definitions, unescapeStep($ref.slice(prefix.length)))
      : undefined;
    return typeOf(target, root, depth + 1);
  }
  if (only !== undefined) return JSON.stringify(only);
  if (isList(choices) && choices.length > 0) {
    const shown = choices.slice(0, mostChoices).map((choice) => JSON.stringify(choice));
    return [...shown, ...(choices.length > mostChoices ? ['…'] : [])].join('|');
  }
  if (type === 'array') {
    const inner = typeOf(items, root, depth + 1);
    return inner.includes('|') ? `(${inner})[]` : `${inner}[]`;
  }
  if (typeof type === 'string') return type;
  if (isList(type)) return type.join('|');
  const parts = schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf'];
  if (!isList(parts)) return isObject(schema['properties']) ? 'object' : 'any';
  const types = new Set(parts.slice(0, mostChoices).map((part) => typeOf(part, root, depth + 1)));
  return types.has('any') ? 'any' : [...types].join('|');
};
