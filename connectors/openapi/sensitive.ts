import type { JsonSchema } from '../../core/connector.ts';
import { resolve } from './paging.ts';
import { escapeStep } from './pointer.ts';
import { isTree, treeOf, type Tree } from './tree.ts';

const names =
  /^(.*[_-])?(password|passwd|secret|client_?secret|token|access_?token|refresh_?token|api_?key|private_?key|authorization|cvv|cvc|card_?number|ssn)$/i;
const camel = /(Password|Secret|Token|ApiKey|PrivateKey)$/;
const deepest = 4;
const most = 100;

/** JSON pointers to what must not be seen: marked so by the document, or named so that everybody knows. */
export const sensitiveFields = (
  schema: JsonSchema | undefined,
  definitions: Readonly<Record<string, JsonSchema>>,
): string[] => {
  const found: string[] = [];
  if (schema !== undefined) search(schema, { place: '', depth: 0, definitions, found });
  return found;
};

interface Search {
  readonly place: string;
  readonly depth: number;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly found: string[];
}

const search = (schema: unknown, at: Search): void => {
  if (at.depth > deepest || at.found.length >= most) return;
  const here = resolve(schema, at.definitions);
  for (const part of Array.isArray(here['allOf']) ? here['allOf'] : [])
    search(part, { ...at, depth: at.depth + 1 });
  const properties = treeOf(here['properties']);
  for (const name of Object.keys(properties)) {
    const property = resolve(properties[name], at.definitions);
    const place = `${at.place}/${escapeStep(name)}`;
    if (isSensitive(name, property)) at.found.push(place);
    else if (property['properties'] !== undefined || property['allOf'] !== undefined)
      search(property, { ...at, place, depth: at.depth + 1 });
  }
};

const isSensitive = (name: string, schema: Tree): boolean => {
  if (schema['x-sensitive'] === true || schema['format'] === 'password') return true;
  if (!names.test(name) && !camel.test(name)) return false;
  // A page token or a count of tokens is no secret.
  return (
    !/(page|next|continuation|sync|max|total|prompt|completion)[_-]?tokens?$/i.test(name) && isText(schema)
  );
};

const isText = (schema: Tree): boolean => {
  const { type } = schema;
  return type === undefined
    ? !isTree(schema['properties'])
    : type === 'string' || (Array.isArray(type) && type.includes('string'));
};
