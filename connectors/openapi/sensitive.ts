import type { JsonSchema } from '../../core/connector.ts';
import { escapeStep } from '../../core/json-pointer.ts';
import { resolve } from './paging.ts';
import { isTree, listOf, treeOf, type Tree } from './tree.ts';

const names =
  /^(.*[_-])?(password|passwd|secret|client_?secret|token|access_?token|refresh_?token|api_?key|private_?key|authorization|cvv|cvc|card_?number|ssn)$/i;
const camel = /(Password|Secret|Token|ApiKey|PrivateKey)$/;
const deepest = 4;
const most = 100;

/** JSON pointers to what must not be seen: marked so by the document, or named so that everybody knows. */
export const openSensitiveFields = (
  definitions: Readonly<Record<string, JsonSchema>>,
): ((schema: JsonSchema | undefined) => string[]) => {
  // Schemas are shared, and some lead to hundreds of others: each is looked through once for each level it stands at.
  const known = Array.from({ length: deepest + 1 }, () => new Map<Tree, readonly string[]>());

  const search = (schema: unknown, depth: number): readonly string[] => {
    const here = resolve(schema, definitions);
    const before = known[depth]?.get(here);
    if (before !== undefined) return before;
    const found = new Set<string>();
    known[depth]?.set(here, []);
    const add = (pointers: readonly string[]): void => {
      for (const pointer of pointers) if (found.size < most) found.add(pointer);
    };
    if (depth < deepest)
      for (const keyword of ['allOf', 'anyOf', 'oneOf'])
        for (const part of listOf(here[keyword])) add(search(part, depth + 1));
    const properties = treeOf(here['properties']);
    for (const name of Object.keys(properties)) {
      const property = resolve(properties[name], definitions);
      const place = `/${escapeStep(name)}`;
      if (isSensitive(name, property)) add([place]);
      else if (depth < deepest && below.some((keyword) => property[keyword] !== undefined))
        add(search(property, depth + 1).map((pointer) => place + pointer));
    }
    const pointers = [...found];
    known[depth]?.set(here, pointers);
    return pointers;
  };

  return (schema) => (schema === undefined ? [] : [...search(schema, 0)]);
};

const below = ['properties', 'allOf', 'anyOf', 'oneOf'];

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
