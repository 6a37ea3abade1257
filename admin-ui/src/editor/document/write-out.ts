import type { YamlNode } from '../../yaml/yaml-node.ts';
import { readFlowText, type FlowText } from './flow-text.ts';
import { rewrite } from './rewrite.ts';
import { isFields } from './shape-of.ts';

/** The same flow with values in the place of aliases: of those whose value, or what they stand for, is not in it any more. */
export const writeOut = (flow: FlowText, next: unknown, which: 'touched' | 'all'): FlowText | null => {
  const anchors = new Map<string, unknown>();
  const there = which === 'all' ? new Set<unknown>() : objectsIn(next);
  const out = new Set<YamlNode>();
  const visit = (node: YamlNode, value: unknown): void => {
    if (node.kind === 'alias') {
      if (!there.has(value) || !there.has(anchors.get(node.name))) out.add(node);
      return;
    }
    if (node.anchor !== null) anchors.set(node.anchor, value);
    if (node.kind === 'list') {
      for (const [at, item] of node.items.entries())
        visit(item.node, Array.isArray(value) ? (value as readonly unknown[])[at] : undefined);
    } else if (node.kind === 'map') {
      for (const entry of node.entries) {
        const name = entry.key.kind === 'scalar' ? entry.key.text : '';
        visit(entry.value, isFields(value) ? value[name] : undefined);
      }
    }
  };
  if (flow.root !== null) visit(flow.root, flow.plain);
  // Of other objects, so that each of them is looked at.
  const text = rewrite(flow, structuredClone(flow.plain), { out });
  const read = text === null ? null : readFlowText(text, flow);
  return read !== null && 'shape' in read && read.plain === flow.plain ? read : null;
};

const objectsIn = (value: unknown): Set<unknown> => {
  const found = new Set<unknown>();
  const waiting = [value];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (typeof one !== 'object' || one === null) continue;
    found.add(one);
    waiting.push(...(Object.values(one) as unknown[]));
  }
  return found;
};
