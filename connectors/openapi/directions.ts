import { isLocal, lookUp } from './pointer.ts';
import { at, isTree, listOf, treeOf, type Tree } from './tree.ts';

/**
 * `read`: what the API answers, without what is only written. `write`: what is sent, without what is only read.
 */
export type Direction = 'read' | 'write';

/** Deeper than people write. */
const deepest = 100;
const longestChain = 20;
const mostParts = 1_000;

/** Does this property go the other way only? It may say so itself, or where it leads to. */
export const isHidden = (root: Tree, property: unknown, direction: Direction): boolean => {
  let [readOnly, writeOnly] = [false, false];
  let found: unknown = property;
  for (let steps = 0; steps < longestChain && isTree(found); steps++) {
    readOnly ||= at(found, 'readOnly') === true;
    writeOnly ||= at(found, 'writeOnly') === true;
    const ref = at(found, '$ref');
    found = typeof ref === 'string' && isLocal(ref) ? lookUp(root, ref) : undefined;
  }
  return readOnly !== writeOnly && (direction === 'write' ? readOnly : writeOnly);
};

/** The names of such properties in a schema and in all that hold together with it: what may require them as well. */
export const hiddenNames = (root: Tree, schema: Tree, direction: Direction): Set<string> => {
  const names = new Set<string>();
  const seen = new Set<unknown>([schema]);
  for (const part of seen) {
    if (!isTree(part) || seen.size > mostParts) continue;
    const properties = treeOf(at(part, 'properties'));
    for (const name of Object.keys(properties))
      if (isHidden(root, properties[name], direction)) names.add(name);
    for (const each of listOf(at(part, 'allOf'))) seen.add(each);
    const ref = at(part, '$ref');
    if (typeof ref === 'string' && isLocal(ref)) seen.add(lookUp(root, ref));
  }
  return names;
};

/** Is there, behind this reference, a field that is only read or only written? Then the two directions differ. */
export const directedFields = (root: Tree): ((ref: string) => boolean) => {
  const known = new Map<string, boolean>();
  const direct = new Map<string, { flagged: boolean; refs: readonly string[] }>();

  const look = (ref: string): { flagged: boolean; refs: readonly string[] } => {
    const before = direct.get(ref);
    if (before !== undefined) return before;
    const refs = new Set<string>();
    const found = { flagged: false };
    collect(lookUp(root, ref), { refs, found, depth: 0 });
    const looked = { flagged: found.flagged, refs: [...refs] };
    direct.set(ref, looked);
    return looked;
  };

  return (ref) => {
    const before = known.get(ref);
    if (before !== undefined) return before;
    const cameFrom = new Map<string, string | undefined>([[ref, undefined]]);
    const queue = [ref];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const { flagged, refs } = look(next);
      if (flagged || known.get(next) === true) {
        // Everything on the way to it leads there too.
        for (let on: string | undefined = next; on !== undefined; on = cameFrom.get(on)) known.set(on, true);
        return true;
      }
      for (const each of refs) {
        if (cameFrom.has(each) || known.get(each) === false) continue;
        cameFrom.set(each, next);
        queue.push(each);
      }
    }
    for (const each of cameFrom.keys()) known.set(each, false);
    return false;
  };
};

const collect = (
  value: unknown,
  into: { refs: Set<string>; found: { flagged: boolean }; depth: number },
): void => {
  if (into.depth > deepest) return;
  const below = { ...into, depth: into.depth + 1 };
  if (Array.isArray(value)) {
    for (const item of value) collect(item, below);
    return;
  }
  if (!isTree(value)) return;
  if (value['readOnly'] === true || value['writeOnly'] === true) into.found.flagged = true;
  const ref = value['$ref'];
  if (typeof ref === 'string' && isLocal(ref)) into.refs.add(ref);
  for (const name of Object.keys(value))
    if (name !== 'example' && name !== 'examples') collect(value[name], below);
};
