import { unescapeStep } from '../../core/json-pointer.ts';
import type { YamlNode } from '../../platform/yaml.ts';
import { expressionIn } from '../engine/template.ts';

/** Line and column in a text, from 1 on. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Places {
  /**
   * The value at a JSON pointer, or what stands nearest around it. `inside` is a position in the expression there, without
   * the `${ }` around it.
   */
  at(pointer: string, inside?: Position): Position;
  /** The name of the field. */
  keyAt(pointer: string): Position;
  offset(offset: number): Position;
}

/** Looks things up in the nodes when it is asked: most texts have nothing wrong with them. */
export const openPlaces = (
  text: string,
  root: YamlNode | null,
  aliases: ReadonlyMap<YamlNode, YamlNode>,
): Places => {
  let lines: number[] | undefined;
  const position = (offset: number): Position => {
    lines ??= lineStarts(text);
    let line = lines.findLastIndex((start) => start <= offset);
    if (line < 0) line = 0;
    return { line: line + 1, column: offset - (lines[line] ?? 0) + 1 };
  };
  const find = (pointer: string): Found => findNode(pointer, { root, aliases });

  return {
    at: (pointer, inside) => {
      const { node, key, whole } = find(pointer);
      if (node === null) return { line: 1, column: 1 };
      const within = inside === undefined || !whole ? undefined : offsetIn(node, inside, text);
      if (within !== undefined) return position(within);
      // What holds others begins behind its name, perhaps on another line; nobody looks for it there.
      if (node.kind === 'alias') return position(node.start);
      if (node.kind !== 'scalar') return position((key ?? node).start);
      return position(node.start + Math.max(0, node.block?.indent ?? 0));
    },
    keyAt: (pointer) => {
      const { node, key } = find(pointer);
      return position((key ?? node)?.start ?? 0);
    },
    offset: position,
  };
};

/** The standard's words: lines end with CR LF, LF or CR. */
const lineStarts = (text: string): number[] => {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  return starts;
};

interface Found {
  readonly node: YamlNode | null;
  readonly key: YamlNode | null;
  /** All of the pointer led somewhere. */
  readonly whole: boolean;
}

interface Tree {
  readonly root: YamlNode | null;
  readonly aliases: ReadonlyMap<YamlNode, YamlNode>;
}

const findNode = (pointer: string, { root, aliases }: Tree): Found => {
  let found: Found = { node: root, key: null, whole: true };
  for (const step of pointer.split('/').slice(1)) {
    const { node } = found;
    const behind = node?.kind === 'alias' ? aliases.get(node) : node;
    const next = behind == null ? undefined : below(behind, unescapeStep(step));
    if (next === undefined) return { ...found, whole: false };
    found = next;
  }
  return found;
};

const below = (node: YamlNode, step: string): Found | undefined => {
  if (node.kind === 'list') {
    const item = /^\d+$/.test(step) ? node.items[Number(step)] : undefined;
    return item === undefined ? undefined : { node: item, key: null, whole: true };
  }
  if (node.kind !== 'map') return undefined;
  const entry = node.entries.find(({ key }) => key.kind === 'scalar' && key.text === step);
  return entry === undefined ? undefined : { node: entry.value, key: entry.key, whole: true };
};

/** Where in the file a position inside of an expression is; undefined where the file writes it in another way. */
const offsetIn = (node: YamlNode, inside: Position, text: string): number | undefined => {
  if (node.kind !== 'scalar') return undefined;
  const source = expressionIn(node.text) ?? node.text;
  if (source === node.text && source.includes('${')) return undefined;
  const before = node.text.slice(0, node.text.indexOf(source)).split('\n');
  const line = before.length - 1 + inside.line - 1;
  const column = (inside.line === 1 ? (before.at(-1)?.length ?? 0) : 0) + inside.column - 1;
  if (node.verbatim !== null) return line === 0 ? node.verbatim + column : undefined;
  if (node.block === null || node.block.folded) return undefined;
  let start = node.start;
  for (let at = 0; at < line; at += 1) {
    start = text.indexOf('\n', start) + 1;
    if (start === 0) return undefined;
  }
  return start + node.block.indent + column;
};
