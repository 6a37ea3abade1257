import { flowText } from './write-flow.ts';
import { keyText, scalarText } from './write-scalar.ts';
import { headOf, spanOf, type Rows } from './row-spans.ts';
import { columnOf } from './text-splices.ts';
import type { YamlNode } from '../../yaml/yaml-node.ts';
import type { Origin, Origins } from './origins.ts';
import type { TextStyle } from './text-style.ts';
import { isFields } from './shape-of.ts';
import { nameOf } from './plain-tree.ts';

/** What writes: in the style of the text, and with the words of what was there already. */
export interface Pen {
  readonly style: TextStyle;
  readonly origins: Origins;
  /** Aliases that are to say themselves what they stand for. */
  readonly out: ReadonlySet<YamlNode>;
}

/** Items or fields, each in lines of its own. */
export const blockLines = (value: unknown, column: number, pen: Pen): string[] => {
  const known = pen.origins.get(value);
  if (known?.clean === true && isRows(known.node)) return wholeLines(known, known.node, column);
  if (Array.isArray(value)) return value.flatMap((item) => itemLines(item, column, pen));
  return Object.entries(isFields(value) ? value : {}).flatMap(([name, one]) =>
    fieldLines({ name, value: one }, column, pen),
  );
};

export const itemLines = (value: unknown, column: number, pen: Pen): string[] => {
  const known = pen.origins.get(value);
  if (known?.clean === true && known.rows?.kind === 'list' && isRows(known.rows))
    return rowLines(known, known.rows, column);
  const pad = ' '.repeat(column);
  if (isBare(value, pen)) return linesIn(`${pad}- ${bareText(value, column + pen.style.step, pen)}`);
  const inside = column + 2;
  const [first = '', ...more] = blockLines(value, inside, pen);
  // What begins with a comment begins in a line of its own.
  if (first.trimStart().startsWith('#')) return [`${pad}-`, first, ...more];
  return [`${pad}- ${first.slice(inside)}`, ...more];
};

export interface Field {
  readonly name: string;
  readonly value: unknown;
}

export const fieldLines = ({ name, value }: Field, column: number, pen: Pen): string[] => {
  const known = pen.origins.get(value);
  if (known?.clean === true && known.rows?.kind === 'map' && isRows(known.rows)) {
    const entry = known.rows.entries[known.at];
    if (entry !== undefined && nameOf(entry) === name && known.text[entry.head] !== '?')
      return rowLines(known, known.rows, column);
  }
  const key = `${' '.repeat(column)}${keyText(name, pen.style)}:`;
  if (isBare(value, pen)) return linesIn(`${key} ${bareText(value, column + pen.style.step, pen)}`);
  return [key, ...blockLines(value, columnBelow(value, column, pen.style), pen)];
};

export const columnBelow = (value: unknown, column: number, { dash, step }: TextStyle): number =>
  column + (Array.isArray(value) ? dash : step);

/** It stands behind its name, or its dash. */
export const isBare = (value: unknown, { origins }: Pen): boolean => {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return true;
  const known = origins.get(value);
  return known?.clean === true && 'flow' in known.node && known.node.flow;
};

/** `column`: of the lines of a text of several lines. */
export const bareText = (value: unknown, column: number, { style, origins }: Pen): string =>
  typeof value === 'object' && value !== null
    ? flowText(value, { style, origins, indent: null, outer: Math.max(0, column - style.step) })
    : scalarText(value, { style, column });

const linesIn = (text: string): string[] => text.split(/\r?\n/);

const isRows = (node: Origin['node']): node is Rows =>
  (node.kind === 'list' || node.kind === 'map') && !node.flow && node.end > node.start;

/** One row with what belongs to it, as it is written, beginning at another column. */
const rowLines = ({ text, at }: Origin, rows: Rows, column: number): string[] => {
  const { lead, head, to, inline } = spanOf(text, rows, at);
  const from = columnOf(text, head);
  return shifted(linesIn(text.slice(lead, to)), { from, to: column, first: inline ? from : 0 });
};

/** All of a list or map, with the comments between. */
const wholeLines = ({ text }: Origin, rows: Rows, column: number): string[] => {
  const from = columnOf(text, headOf(rows, 0));
  const { lead, inline } = spanOf(text, rows, 0);
  const count = rows.kind === 'list' ? rows.items.length : rows.entries.length;
  const { to } = spanOf(text, rows, count - 1);
  return shifted(linesIn(text.slice(lead, to)), { from, to: column, first: inline ? from : 0 });
};

interface Shift {
  readonly from: number;
  readonly to: number;
  /** How far the first line is indented where that was cut off. */
  readonly first: number;
}

const shifted = (lines: readonly string[], { from, to, first }: Shift): string[] => {
  const by = to - from;
  return lines.map((line, at) => {
    const whole = at === 0 ? ' '.repeat(first) + line : line;
    if (by >= 0) return whole === '' ? '' : ' '.repeat(by) + whole;
    const spaces = /^ */.exec(whole)?.[0].length ?? 0;
    return whole.slice(Math.min(spaces, -by));
  });
};
