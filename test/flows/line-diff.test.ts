import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineDiff } from '../../core/line-diff.ts';
import { unifiedDiff } from '../../flows/unified-diff.ts';

const side = (lines: ReturnType<typeof lineDiff>, without: 'added' | 'removed'): string[] =>
  lines.filter(({ kind }) => kind !== without).map(({ text }) => text);
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });

test('both texts can be had back from what differs, and no way is shorter', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const diff = lineDiff(text(before), text(after));
      expect(side(diff, 'added')).toEqual(before);
      expect(side(diff, 'removed')).toEqual(after);
      expect(diff.filter(({ kind }) => kind === 'same')).toHaveLength(commonLength(before, after));
    }),
    { numRuns: 500 },
  );
});

/** The longest list of lines that both have in this order. */
const commonLength = (one: readonly string[], other: readonly string[]): number => {
  let row = other.map(() => 0);
  for (const line of one) {
    let [diagonal, left] = [0, 0];
    row = other.map((each, at) => {
      const above = row[at] ?? 0;
      const best = each === line ? diagonal + 1 : Math.max(above, left);
      diagonal = above;
      left = best;
      return best;
    });
  }
  return row.at(-1) ?? 0;
};

test('writes pieces as diff -u does, with three lines around', () => {
  const before = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`);
  const after = before.with(1, 'second').toSpliced(15, 0, 'new');
  expect(unifiedDiff(lineDiff(text(before), text(after)), { from: 'a', to: 'b' })).toBe(
    [
      '--- a\n+++ b\n@@ -1,5 +1,5 @@\n line 1\n-line 2\n+second\n line 3\n line 4\n line 5',
      '@@ -13,6 +13,7 @@\n line 13\n line 14\n line 15\n+new\n line 16\n line 17\n line 18\n',
    ].join('\n'),
  );
  expect(unifiedDiff(lineDiff('a\n', 'a'), { from: 'a', to: 'b' })).toBe('');
  expect(unifiedDiff(lineDiff('', 'a\n'), { from: 'a', to: 'b' })).toBe('--- a\n+++ b\n@@ -0,0 +1 @@\n+a\n');
});

test('two long texts that have nothing in common are told as replaced', () => {
  const one = Array.from({ length: 6_000 }, (_, at) => `one ${at}`);
  const other = Array.from({ length: 6_000 }, (_, at) => `other ${at}`);
  const diff = lineDiff(text(['same', ...one]), text(['same', ...other]));
  expect(side(diff, 'added')).toEqual(['same', ...one]);
  expect(side(diff, 'removed')).toEqual(['same', ...other]);
});
