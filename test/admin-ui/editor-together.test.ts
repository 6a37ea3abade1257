import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineChanges } from '../../admin-ui/src/editor/together/line-changes.ts';
import { mergeTexts } from '../../admin-ui/src/editor/together/merge-texts.ts';
import { verifies } from '../setup/verifies.ts';

const line = fc.constantFrom('a', 'b', 'c', 'd', '');
const text = fc.array(line, { maxLength: 30 });

const apply = (before: readonly string[], changes: ReturnType<typeof lineChanges>): string[] => {
  const made = [...before];
  for (const { from, to, lines } of changes.toReversed()) made.splice(from, to - from, ...lines);
  return made;
};

test('the changes between two texts make one out of the other', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(apply(before, lineChanges(before, after))).toEqual(after);
    }),
    { numRuns: 2_000 },
  );
});

test('no more is changed than has to be', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(lineChanges(before, ['a', 'B', 'c', 'd', 'x', 'e', 'f'])).toEqual([
    { from: 1, to: 2, lines: ['B'] },
    { from: 4, to: 4, lines: ['x'] },
  ]);
  const many = Array.from({ length: 6_000 }, (_, at) => `line ${at}`);
  const other = many.map((one, at) => (at % 2 === 0 && at > 10 ? `${one}!` : one));
  expect(apply(many, lineChanges(many, other))).toEqual(other);
});

verifies('editor.together', 'what two people changed at different places is put together', () => {
  const base = 'one\ntwo\nthree\nfour\nfive\n';
  expect(mergeTexts(base, base.replace('one', 'ONE'), base.replace('five', 'FIVE'))).toBe(
    'ONE\ntwo\nthree\nfour\nFIVE\n',
  );
  expect(mergeTexts(base, base.replace('two\n', ''), `${base}six\n`)).toBe('one\nthree\nfour\nfive\nsix\n');
  expect(mergeTexts(base, base, `${base}six\n`)).toBe(`${base}six\n`);
  const both = base.replace('three', '3');
  expect(mergeTexts(base, both, both)).toBe(both);
  expect(mergeTexts(base, both.replace('one', '1'), both.replace('five', '5'))).toBe('1\ntwo\n3\nfour\n5\n');
});

verifies('editor.together', 'what two people changed at the same place is left to a person', () => {
  const base = 'one\ntwo\nthree\n';
  expect(mergeTexts(base, base.replace('two', 'mine'), base.replace('two', 'theirs'))).toBeNull();
  // Lines that touch, such as two steps put in at the same place.
  expect(mergeTexts(base, 'one\ntwo\na\nthree\n', 'one\ntwo\nb\nthree\n')).toBeNull();
  expect(mergeTexts(base, 'one\nthree\n', 'one\nTWO\nthree\n')).toBeNull();
});

verifies('editor.together', 'who merges second has the same, whoever that is', () => {
  fc.assert(
    fc.property(text, text, text, (base, mine, theirs) => {
      const [first, second, third] = [base.join('\n'), mine.join('\n'), theirs.join('\n')] as const;
      expect(mergeTexts(first, second, third)).toBe(mergeTexts(first, third, second));
    }),
    { numRuns: 1_000 },
  );
});
