import type { DiffLine } from '../core/line-diff.ts';

const around = 3;

/** As `diff -u` writes it; empty when the texts have the same lines. */
export const unifiedDiff = (
  lines: readonly DiffLine[],
  names: { readonly from: string; readonly to: string },
): string => {
  const shown = lines.map((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== 'same'),
  );
  const text: string[] = [];
  let [from, to] = [1, 1];
  for (let at = 0; at < lines.length;) {
    let end = at;
    while (end < lines.length && shown[end] === shown[at]) end += 1;
    const piece = lines.slice(at, end);
    const olds = piece.filter(({ kind }) => kind !== 'added').length;
    const news = piece.filter(({ kind }) => kind !== 'removed').length;
    if (shown[at] === true) {
      text.push(`@@ -${range(from, olds)} +${range(to, news)} @@`);
      for (const { kind, text: line } of piece) text.push(signs[kind] + line);
    }
    from += olds;
    to += news;
    at = end;
  }
  return text.length === 0 ? '' : [`--- ${names.from}`, `+++ ${names.to}`, ...text, ''].join('\n');
};

const signs = { same: ' ', removed: '-', added: '+' } as const;

const range = (start: number, count: number): string =>
  count === 1 ? String(start) : `${count === 0 ? start - 1 : start},${count}`;
