import { HubError } from '../../../core/errors.ts';
import { isTree } from '../tree.ts';
import { weighTree } from '../tree-limits.ts';
import { findNodes, type FoundNode } from './find-nodes.ts';
import { append, copyOf, kindOf, mayGrow, MergeFault, mergeInto, type Growth } from './merge.ts';
import { readOverlay, type Action, type Overlay, type Path } from './read-overlay.ts';

export interface Applied {
  readonly tree: unknown;
  /** Actions that found nothing to change: mostly the document has moved on. */
  readonly notes: readonly string[];
}

/**
 * The document with the actions of an OpenAPI Overlay (1.0 or 1.1) done one after another. Neither of the two trees
 * is changed. Where 1.0 leaves open what happens, 1.1 decides.
 */
export const applyOverlay = (tree: unknown, overlayTree: unknown): Applied => {
  const overlay = readOverlay(overlayTree);
  const notes: string[] = [];
  const document: { root: unknown } = { root: ownCopy(tree) };
  const growth = mayGrow();
  for (const action of overlay.actions) {
    try {
      const changed = perform(action, document, { growth, version: overlay.version });
      if (changed === 0) notes.push(`${named(action)} found nothing to change.`);
    } catch (error) {
      throw explained(action, error);
    }
  }
  weighTree(document.root, 'the document with its overlay');
  return { tree: document.root, notes };
};

const ownCopy = (tree: unknown): unknown => {
  try {
    return copyOf(tree, mayGrow());
  } catch (cause) {
    if (!(cause instanceof MergeFault)) throw cause;
    throw new HubError('import_failed', `The document is too large for an overlay: ${cause.message}.`, {
      cause,
    });
  }
};

interface Work {
  readonly growth: Growth;
  readonly version: Overlay['version'];
}

/** How many nodes it changed. */
const perform = (action: Action, document: { root: unknown }, work: Work): number => {
  const { change } = action;
  if (change.kind === 'none') return 0;
  const nodes = onceEach(findNodes(document.root, action.target.query));
  if (change.kind === 'remove') return removeAll(nodes);
  if (nodes.length === 0) return 0;
  const value = change.kind === 'copy' ? only(change.from, document.root) : change.value;
  const kinds = new Set(nodes.map((node) => kindOf(node.value)));
  if (kinds.size > 1 && work.version !== '1.0')
    throw new MergeFault(`the target selects ${[...kinds].join(' and ')}; all must be of one kind`);
  // A copy is taken once: what one target gains must not reach the next one.
  const frozen = change.kind === 'copy' ? copyOf(value, work.growth) : value;
  for (const node of nodes) changeOne(node, frozen, { document, growth: work.growth });
  return nodes.length;
};

const changeOne = (
  { value: target, parent, key }: FoundNode,
  value: unknown,
  { document, growth }: { document: { root: unknown }; growth: Growth },
): void => {
  if (Array.isArray(target)) append(target, value, growth);
  else if (isTree(target)) {
    if (!isTree(value))
      throw new MergeFault(`the target is an object, and ${kindOf(value)} cannot be merged with it`);
    mergeInto(target, value, { growth, path: [] });
  } else if (kindOf(value) !== 'a single value') {
    throw new MergeFault(`the target is a single value, which ${kindOf(value)} cannot replace`);
  } else if (parent === undefined || key === undefined) document.root = value;
  else (parent as Record<string | number, unknown>)[key] = value;
};

const only = (from: Path, root: unknown): unknown => {
  const [node, ...others] = findNodes(root, from.query);
  if (node === undefined) throw new MergeFault(`"${from.text}", which it copies from, leads to nothing`);
  if (others.length > 0)
    throw new MergeFault(
      `"${from.text}", which it copies from, leads to ${others.length + 1} places; only one can be copied`,
    );
  return node.value;
};

/** Lists lose their items last, all at once: until then each place means what it meant when it was found. */
const removeAll = (nodes: readonly FoundNode[]): number => {
  const items = new Map<unknown[], Set<unknown>>();
  for (const { parent, key } of nodes) {
    if (parent === undefined || key === undefined)
      throw new MergeFault('the whole document cannot be removed');
    if (!Array.isArray(parent)) Reflect.deleteProperty(parent, key);
    else items.set(parent, (items.get(parent) ?? new Set()).add(key));
  }
  for (const [list, gone] of items) {
    const kept = list.filter((_, at) => !gone.has(at));
    list.length = 0;
    for (const item of kept) list.push(item);
  }
  return nodes.length;
};

/** A path may lead to one node twice; it is changed once. */
const onceEach = (nodes: readonly FoundNode[]): FoundNode[] => {
  const seen = new Map<object | undefined, Set<string | number | undefined>>();
  return nodes.filter(({ parent, key }) => {
    const keys = seen.get(parent) ?? new Set();
    seen.set(parent, keys);
    return keys.size !== keys.add(key).size;
  });
};

const named = ({ index, target }: Action): string => `Action ${index} of the overlay ("${target.text}")`;

const explained = (action: Action, error: unknown): unknown => {
  if (!(error instanceof MergeFault) && !(error instanceof HubError)) return error;
  return new HubError(
    'import_failed',
    `${named(action)} cannot be done: ${error.message.replace(/\.$/, '')}.`,
    {
      details: { action: action.index },
      cause: error,
    },
  );
};
