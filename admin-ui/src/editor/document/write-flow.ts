import { keyText, scalarText } from './write-scalar.ts';
import { lineStart } from './text-splices.ts';
import type { Origin, Origins } from './origins.ts';
import type { TextStyle } from './text-style.ts';

/** Lists and maps in brackets. */

export interface FlowPlace {
  readonly style: TextStyle;
  readonly origins: Origins;
  /** How far the line is indented that it begins in, where what is inside stands in lines of its own; null: all in one line. */
  readonly indent: number | null;
  /** How far the line is indented that it begins in. */
  readonly outer: number;
}

export const flowText = (value: unknown, place: FlowPlace): string => {
  const { style, origins, outer } = place;
  if (typeof value !== 'object' || value === null) return scalarText(value, { style, column: null });
  const known = origins.get(value);
  if (known?.clean === true && 'flow' in known.node && known.node.flow && isBracketed(known))
    return movedText(known, outer);
  const isList = Array.isArray(value);
  const open = isList ? '[' : '{';
  const close = isList ? ']' : '}';
  const deeper = (indent: number | null): FlowPlace => ({
    ...place,
    indent,
    outer: indent ?? outer,
  });
  const parts = (indent: number | null): string[] =>
    isList
      ? value.map((item) => flowText(item, deeper(indent)))
      : Object.entries(value).map(([name, one]) => `${flowKey(name, style)}${flowText(one, deeper(indent))}`);
  if (Object.keys(value).length === 0) return `${open}${close}`;
  if (place.indent === null || !style.json) {
    const pad = !style.tight && (isList ? style.paddedList : style.padded) ? ' ' : '';
    const line = `${open}${pad}${parts(null).join(style.tight ? ',' : ', ')}${pad}${close}`;
    if (place.indent === null || line.length < longest - place.indent) return line;
  }
  const inside = place.indent + style.step;
  const { newline } = style;
  const lines = parts(inside).map((part) => ' '.repeat(inside) + part);
  return [open, lines.join(`,${newline}`), ' '.repeat(place.indent) + close].join(newline);
};

const longest = 100;

export const flowKey = (name: string, style: TextStyle): string =>
  `${keyText(name, style)}:${style.tight ? '' : ' '}`;

/** `[a: b]` holds a map without signs of its own. */
const isBracketed = ({ text, node }: Origin): boolean => text[node.start] === '{' || text[node.start] === '[';

/** As it is written, with its other lines indented as much further as its first one is. */
const movedText = ({ text, node }: Origin, outer: number): string => {
  const [first = '', ...more] = text.slice(node.start, node.end).split(/\r?\n/);
  if (more.length === 0) return first;
  const was = /^ */.exec(text.slice(lineStart(text, node.start), node.start))?.[0].length ?? 0;
  const by = outer - was;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return [first, ...more.map((line) => shiftLine(line, by))].join(newline);
};

const shiftLine = (line: string, by: number): string => {
  if (line === '' || by >= 0) return line === '' ? '' : ' '.repeat(by) + line;
  const spaces = /^ */.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(spaces, -by));
};
