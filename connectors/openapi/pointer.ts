import { unescapeStep } from '../../core/json-pointer.ts';
import { at, isTree, type Tree } from './tree.ts';

/** `#/components/schemas/Pet`, and the other local references that documents use. */
export const stepsOf = (pointer: string): string[] =>
  pointer
    .slice(2)
    .split('/')
    .map((step) => unescapeStep(decoded(step)));

const decoded = (step: string): string => {
  if (!step.includes('%')) return step;
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
};

export const isLocal = (ref: string): boolean => ref.startsWith('#/') || ref === '#';

/** What a local reference leads to, or nothing. */
export const lookUp = (root: Tree, pointer: string): unknown => {
  if (pointer === '#') return root;
  let found: unknown = root;
  for (const step of stepsOf(pointer)) {
    if (Array.isArray(found)) found = found[Number(step)];
    else if (isTree(found)) found = at(found, step);
    else return undefined;
  }
  return found;
};

class DanglingReference extends Error {
  override readonly name = 'DanglingReference';
}

const longestChain = 50;

/** Follows references until something stands there. Throws when nothing does. */
export const follow = (root: Tree, value: unknown): unknown => {
  let found = value;
  for (let steps = 0; steps < longestChain; steps++) {
    if (!isTree(found)) return found;
    const ref = at(found, '$ref');
    if (typeof ref !== 'string') return found;
    if (!isLocal(ref))
      throw new DanglingReference(`"${ref.slice(0, 200)}" stands in another file, which is not here`);
    found = lookUp(root, ref);
    if (found === undefined) throw new DanglingReference(`"${ref.slice(0, 200)}" leads to nothing`);
  }
  throw new DanglingReference('references that only lead to each other');
};
