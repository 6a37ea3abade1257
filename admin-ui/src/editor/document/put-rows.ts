import { behindRows, countOf, headOf, spanOf, type Rows, type RowSpan } from './row-spans.ts';
import { columnOf, nextLine, type Splice } from './text-splices.ts';

/** What becomes of the rows of a list or map: those that stay, in their order, and what is put between them. */
export type Turn = { readonly keep: number } | { readonly put: Put };

export interface Put {
  readonly lines: readonly string[];
  /** Empty lines that part it from its neighbours; null: as many as part those. */
  readonly gap: number | null;
}

interface Sheet {
  readonly text: string;
  readonly newline: string;
}

/** At least one row is there when it is done. */
export const putRows = (rows: Rows, turns: readonly Turn[], { text, newline }: Sheet): Splice[] => {
  const count = countOf(rows);
  const spans = new Map<number, RowSpan>();
  const span = (at: number): RowSpan => {
    const known = spans.get(at) ?? spanOf(text, rows, at);
    spans.set(at, known);
    return known;
  };
  const kept = turns.flatMap((turn) => ('keep' in turn ? [turn.keep] : []));
  const staying = new Set(kept);
  const groups = groupsOf(turns);
  const [first] = kept;
  const splices: Splice[] = [];
  const usual = (): number => span(Math.min(Math.max(1, (first ?? 0) + 1), count - 1)).gap;
  const gapOf = (put: Put): number => put.gap ?? usual();
  const lines = (put: Put): string => put.lines.join(newline);
  const above = (put: Put): string => newline.repeat(gapOf(put)) + lines(put) + newline;

  const start = groups.get(first ?? Infinity) ?? [];
  if (span(0).inline) splices.push(...inlineStart());
  else splices.push(...plainStart());

  for (let at = first ?? count; at < count; at += 1) {
    if (!staying.has(at)) splices.push({ from: span(at).from, to: nextLine(text, span(at).to), text: '' });
  }
  for (const [before, puts] of groups) {
    if (before === (first ?? Infinity)) continue;
    const last = kept.findLast((at) => at < before) ?? 0;
    if (last + 1 < count) {
      const at = span(last + 1).from;
      splices.push({ from: at, to: at, text: puts.map(above).join('') });
    } else {
      const at = nextLine(text, behindRows(text, rows));
      splices.push({ from: at, to: at, text: puts.map(above).join('') });
    }
  }
  return splices;

  /** The rows stand in lines of their own. */
  function plainStart(): Splice[] {
    const end = first ?? count;
    const made: Splice[] = [];
    const { lead } = span(0);
    if (start.length > 0) {
      const put =
        first === 0
          ? start.map((one) => lines(one) + newline + newline.repeat(gapOf(one))).join('')
          : start.map((one, at) => (at === 0 ? lines(one) + newline : above(one))).join('');
      made.push({ from: lead, to: lead, text: put });
    }
    for (let at = 0; at < end; at += 1) {
      const { from, to } = span(at);
      made.push({ from: at === 0 ? lead : from, to: nextLine(text, to), text: '' });
    }
    if (first !== undefined && first > 0 && start.length === 0)
      made.push({ from: span(first).from, to: span(first).lead, text: '' });
    return made;
  }

  /** The first row begins behind a dash: `- name: value`. */
  function inlineStart(): Splice[] {
    const head = headOf(rows, 0);
    const pad = ' '.repeat(columnOf(text, head));
    const put = start
      .flatMap((one) => one.lines)
      .join(newline)
      .slice(pad.length);
    if (first === 0) return start.length === 0 ? [] : [{ from: head, to: head, text: put + newline + pad }];
    if (start.length > 0) return [{ from: head, to: span((first ?? count) - 1).to, text: put }];
    const lead = span(first ?? 0).lead;
    const sign = lead + (/^[ \t]*/.exec(text.slice(lead, lead + 1000))?.[0].length ?? 0);
    return [{ from: head, to: sign, text: '' }];
  }
};

/** What is put, by the row that stays behind it. */
const groupsOf = (turns: readonly Turn[]): Map<number, Put[]> => {
  const groups = new Map<number, Put[]>();
  let waiting: Put[] = [];
  for (const turn of turns) {
    if ('put' in turn) waiting.push(turn.put);
    else if (waiting.length > 0) {
      groups.set(turn.keep, waiting);
      waiting = [];
    }
  }
  if (waiting.length > 0) groups.set(Infinity, waiting);
  return groups;
};
