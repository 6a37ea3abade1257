import { readNodes } from '../../yaml/yaml.ts';
import type { YamlNode } from '../../yaml/yaml-node.ts';
import { shapeOf } from './shape-of.ts';
import type { FlowShape, TextMistake } from './flow-shape.ts';
import { plainTree } from './plain-tree.ts';
import { keepSame } from './keep-same.ts';

/** A flow as it was read from its text: what is changed is the text, at the places that the nodes tell. */
export interface FlowText {
  readonly text: string;
  readonly shape: FlowShape;
  /** What it says, whatever that is: `shape.value` where it is a map. */
  readonly plain: unknown;
  /** What is written; null when the text is empty. */
  readonly root: YamlNode | null;
  /** Something may stand for something else: what has a name `&a` is used by `*a`. */
  readonly aliased: boolean;
}

/** The same as on the hub. */
const limits = { letters: 1024 * 1024, depth: 64 };

/** Never throws. Steps that are as they were `before`, at the same place, are the same objects. */
export const readFlowText = (text: string, before?: FlowText): FlowText | TextMistake => {
  if (text === before?.text) return before;
  if (text.length > limits.letters) {
    const size = (text.length / 1024 / 1024).toFixed(1);
    return mistake(`The text is too large: ${size} MB, where 1 MB is the most. Make several flows of it.`);
  }
  const read = readNodes(text, limits.depth);
  if ('mistake' in read) {
    const { reason, line, column } = read.mistake;
    if (!reason.includes('maxDepth')) return { message: reason, line, column };
    return { message: `This is nested deeper than ${limits.depth} levels.`, line, column };
  }
  const { root } = read;
  const tree = plainTree(root);
  if ('message' in tree) return tree;
  const value = before === undefined ? tree.value : keepSame(before.plain, tree.value);
  return { text, shape: shapeOf(value, before?.shape), plain: value, root, aliased: tree.aliased };
};

const mistake = (message: string): TextMistake => ({ message, line: 1, column: 1 });

/** Before anything was read. */
export const emptyFlow: FlowText = {
  text: '',
  shape: shapeOf(null),
  plain: null,
  root: null,
  aliased: false,
};
