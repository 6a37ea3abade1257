import { lineChanges, type LineChange } from './line-changes.ts';

/**
 * What two people made of the same text, put together. Null: both changed the same lines, or lines that touch, to something
 * different, and a person has to say what is meant.
 */
export const mergeTexts = (base: string, mine: string, theirs: string): string | null => {
  if (mine === theirs || theirs === base) return mine;
  if (mine === base) return theirs;
  const lines = base.split('\n');
  const changes: LineChange[] = [...lineChanges(lines, mine.split('\n'))];
  for (const change of lineChanges(lines, theirs.split('\n'))) {
    const near = changes.find((one) => touch(one, change));
    if (near === undefined) changes.push(change);
    else if (!same(near, change)) return null;
  }
  changes.sort((one, other) => one.from - other.from);
  const merged: string[] = [];
  let at = 0;
  for (const { from, to, lines: put } of changes) {
    merged.push(...lines.slice(at, from), ...put);
    at = to;
  }
  return [...merged, ...lines.slice(at)].join('\n');
};

const touch = (one: LineChange, other: LineChange): boolean => one.from <= other.to && other.from <= one.to;

const same = (one: LineChange, other: LineChange): boolean =>
  one.from === other.from &&
  one.to === other.to &&
  one.lines.length === other.lines.length &&
  one.lines.every((line, at) => line === other.lines[at]);
