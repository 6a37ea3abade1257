import type { YamlNode } from '../../yaml/yaml-node.ts';
import { nameOf } from './plain-tree.ts';
import type { Rows } from './row-spans.ts';

/**
 * Where each object of a document is written. An edit makes a new document of the objects of the one before: those that it
 * finds here keep their text, wherever they have gone.
 */
export interface Origin {
  readonly text: string;
  readonly node: YamlNode;
  /** The list or map that it stands in, and as which one. */
  readonly rows: Rows | null;
  readonly at: number;
  /** Nothing in it stands for something else, or is stood for. */
  readonly clean: boolean;
}

export type Origins = Map<unknown, Origin>;

interface Written {
  readonly text: string;
  readonly origins: Origins;
}

export const noteOrigins = (value: unknown, root: YamlNode | null, written: Written): void => {
  if (root === null) return;
  note(value, { text: written.text, node: root, rows: null, at: 0 }, { ...written, used: namesUsed(root) });
};

/** What is stood for somewhere. */
const namesUsed = (root: YamlNode): ReadonlySet<string> => {
  const used = new Set<string>();
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === 'alias') used.add(node.name);
    else if (node.kind === 'list') waiting.push(...node.items.map((item) => item.node));
    else if (node.kind === 'map') waiting.push(...node.entries.flatMap(({ key, value }) => [key, value]));
  }
  return used;
};

interface Noting extends Written {
  readonly used: ReadonlySet<string>;
}

const note = (value: unknown, origin: Omit<Origin, 'clean'>, written: Noting): boolean => {
  const { node } = origin;
  if (node.kind === 'alias') return false;
  let clean = node.anchor === null || !written.used.has(node.anchor);
  if (node.kind === 'scalar' || typeof value !== 'object' || value === null) return clean;
  const { text } = origin;
  if (node.kind === 'list') {
    const items = value as readonly unknown[];
    for (const [at, item] of node.items.entries())
      clean = note(items[at], { text, node: item.node, rows: node, at }, written) && clean;
  } else {
    const fields = value as Readonly<Record<string, unknown>>;
    const seen = new Set<string>();
    for (const [at, entry] of node.entries.entries()) {
      const name = nameOf(entry);
      if (name === undefined || seen.has(name)) {
        clean = false;
        continue;
      }
      seen.add(name);
      if (entry.key.kind === 'alias' || entry.key.anchor !== null) clean = false;
      clean = note(fields[name], { text, node: entry.value, rows: node, at }, written) && clean;
    }
  }
  written.origins.set(value, { ...origin, clean });
  return clean;
};
