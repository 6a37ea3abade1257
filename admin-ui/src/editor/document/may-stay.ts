import type { YamlNode } from '../../yaml/yaml-node.ts';
import { sameData } from './same-data.ts';
import { isFields } from './shape-of.ts';
import { lineEnd } from './text-splices.ts';

/** Which items of a list keep their line when something else is said there. */

/** A comment stands behind what is written in one line. */
export const isRemarked = (text: string, node: YamlNode): boolean =>
  node.kind === 'scalar' &&
  node.end > node.start &&
  /^[ \t]+#/.test(text.slice(node.end, lineEnd(text, node.end)));

/** One can be made of the other where it stands. */
export const fits = (node: YamlNode, before: unknown, now: unknown): boolean => {
  if (node.kind === 'alias') return sameData(before, now);
  if (node.kind === 'scalar') return isOneLine(node, now);
  const size = typeof now === 'object' && now !== null ? Object.keys(now).length : 0;
  return (
    (size > 0 || node.flow) &&
    Array.isArray(before) === Array.isArray(now) &&
    isFields(before) === isFields(now)
  );
};

export const isOneLine = (node: YamlNode, now: unknown): boolean =>
  node.kind === 'scalar' &&
  node.end > node.start &&
  node.style !== 'literal' &&
  node.style !== 'folded' &&
  !node.text.includes('\n') &&
  (typeof now !== 'object' || now === null) &&
  !(typeof now === 'string' && now.includes('\n'));
