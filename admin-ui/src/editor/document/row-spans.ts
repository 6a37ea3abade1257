import type { YamlList, YamlMap } from '../../yaml/yaml-node.ts';
import { columnOf, isFirstInLine, lineEnd, lineStart, nextLine } from './text-splices.ts';

/** Items of a list with dashes, or fields of a map without braces: what belongs to each, in whole lines. */

export type Rows = YamlList | YamlMap;

export interface RowSpan {
  /** The empty lines above it, then the comments above it, then itself. */
  readonly from: number;
  readonly lead: number;
  readonly head: number;
  /** The end of its last line, with the comments that are indented further than itself. */
  readonly to: number;
  /** How many empty lines are above it. */
  readonly gap: number;
  /** It begins behind something else: `- name: value`. */
  readonly inline: boolean;
}

export const countOf = (rows: Rows): number =>
  rows.kind === 'list' ? rows.items.length : rows.entries.length;

export const headOf = (rows: Rows, at: number): number =>
  (rows.kind === 'list' ? rows.items[at]?.head : rows.entries[at]?.head) ?? rows.start;

export const endOf = (rows: Rows, at: number): number => {
  if (rows.kind === 'list') {
    const item = rows.items[at];
    return item === undefined ? rows.end : Math.max(item.node.end, rows.flow ? 0 : item.head + 1);
  }
  const entry = rows.entries[at];
  return entry === undefined ? rows.end : Math.max(entry.value.end, entry.colon + 1, entry.key.end);
};

const isComment = (text: string, line: number): boolean => /^[ \t]*#/.test(lineOf(text, line));
const isEmpty = (text: string, line: number): boolean => lineOf(text, line).trim() === '';
const lineOf = (text: string, line: number): string => text.slice(line, lineEnd(text, line));
const indentOf = (text: string, line: number): number => /^[ \t]*/.exec(lineOf(text, line))?.[0].length ?? 0;

/** Comments below it that are indented further than it is are inside of it. */
const tailOf = (text: string, rows: Rows, at: number): number => {
  const column = columnOf(text, headOf(rows, at));
  const bound = at + 1 < countOf(rows) ? headOf(rows, at + 1) : text.length;
  let to = lineEnd(text, endOf(rows, at));
  for (let line = nextLine(text, to); line < bound; line = nextLine(text, line)) {
    if (isEmpty(text, line)) continue;
    if (!isComment(text, line) || indentOf(text, line) <= column) break;
    to = lineEnd(text, line);
  }
  return to;
};

export const spanOf = (text: string, rows: Rows, at: number): RowSpan => {
  const head = headOf(rows, at);
  const to = tailOf(text, rows, at);
  if (!isFirstInLine(text, head)) return { from: head, lead: head, head, to, gap: 0, inline: true };
  const limit = at === 0 ? 0 : nextLine(text, tailOf(text, rows, at - 1));
  let lead = lineStart(text, head);
  while (lead > limit && isComment(text, lineStart(text, lead - 1))) lead = lineStart(text, lead - 1);
  let from = lead;
  let gap = 0;
  while (at > 0 && from > limit && isEmpty(text, lineStart(text, from - 1))) {
    from = lineStart(text, from - 1);
    gap += 1;
  }
  return { from, lead, head, to, gap, inline: false };
};

/** Where one more is put behind the last: also below a heading that stands there, apart, for what comes below it. */
export const behindRows = (text: string, rows: Rows): number => {
  const last = countOf(rows) - 1;
  const column = columnOf(text, headOf(rows, last));
  const tail = tailOf(text, rows, last);
  let to = tail;
  let apart = false;
  // At the margin nobody can tell such a heading from what is said at the end of the text.
  for (let line = nextLine(text, tail); column > 0 && line < text.length; line = nextLine(text, line)) {
    if (isEmpty(text, line)) {
      apart = true;
      continue;
    }
    const indent = indentOf(text, line);
    if (!isComment(text, line)) return indent < column ? to : tail;
    if (!apart || indent < column) return to;
    to = lineEnd(text, line);
  }
  return to;
};
