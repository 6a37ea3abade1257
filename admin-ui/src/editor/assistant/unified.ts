import { lineChanges, type LineChange } from '../together/line-changes.ts';

const around = 3;

/** What leads from one text to the other, as `diff -u` says it; empty where nothing does. */
export const unified = (before: string, after: string): string => {
  const [one, other] = [linesOf(before), linesOf(after)];
  const parts: string[] = [];
  let shift = 0;
  for (const some of together(lineChanges(one, other))) {
    const from = Math.max(0, (some[0]?.from ?? 0) - around);
    const to = Math.min(one.length, (some.at(-1)?.to ?? 0) + around);
    const lines = hunk(one, some, [from, to]);
    const grown = some.reduce((sum, change) => sum + change.lines.length - (change.to - change.from), 0);
    parts.push(`@@ -${from + 1},${to - from} +${from + shift + 1},${to - from + grown} @@`, ...lines);
    shift += grown;
  }
  return parts.length === 0 ? '' : `${['---', '+++', ...parts].join('\n')}\n`;
};

/** An empty text has no lines. */
const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/));

/** Changes that share the lines around them are shown as one. */
const together = (changes: readonly LineChange[]): LineChange[][] => {
  const groups: LineChange[][] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && change.from - before.to <= 2 * around)
      last.push(change);
    else groups.push([change]);
  }
  return groups;
};

const hunk = (
  one: readonly string[],
  changes: readonly LineChange[],
  [from, to]: readonly [number, number],
): string[] => {
  const lines: string[] = [];
  let at = from;
  for (const change of changes) {
    lines.push(...one.slice(at, change.from).map((line) => ` ${line}`));
    lines.push(...one.slice(change.from, change.to).map((line) => `-${line}`));
    lines.push(...change.lines.map((line) => `+${line}`));
    at = change.to;
  }
  lines.push(...one.slice(at, to).map((line) => ` ${line}`));
  return lines;
};
