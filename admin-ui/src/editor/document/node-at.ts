import type { YamlEntry, YamlNode } from '../../yaml/yaml-node.ts';
import type { FlowText } from './flow-text.ts';
import { stepsOf } from './pointer.ts';
import { nameOf } from './plain-tree.ts';

export interface Found {
  readonly node: YamlNode;
  /** What names it. */
  readonly entry: YamlEntry | null;
}

/** What is written at a place; null where an alias or a merge key stands before it. */
export const nodeAt = (flow: FlowText, pointer: string): Found | null => {
  if (flow.root === null) return null;
  let found: Found = { node: flow.root, entry: null };
  for (const step of stepsOf(pointer)) {
    const { node } = found;
    if (node.kind === 'list') {
      const item = node.items[/^\d+$/.test(step) ? Number(step) : -1];
      if (item === undefined) return null;
      found = { node: item.node, entry: null };
    } else if (node.kind === 'map') {
      const entry = node.entries.find((one) => nameOf(one) === step);
      if (entry === undefined) return null;
      found = { node: entry.value, entry };
    } else return null;
  }
  return found;
};
