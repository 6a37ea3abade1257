import { expect, test } from '@jest/globals';
import { isFlowName, starterText } from '../../admin-ui/src/flows/starter.ts';
import { indentOf, shiftLines } from '../../admin-ui/src/flows/text/indent.ts';
import { readFlow } from '../../flows/document/read-flow.ts';

test.each([
  ['', ''],
  ['do:', '  '],
  ['  name: x', '  '],
  ['  - greet:', '      '],
  ['  - greet: 1', '    '],
  ['    set:', '      '],
  ['  - a:\n      call: x', '      '],
  ["  title: 'a: b'", '  '],
])('after %j a new line is indented by %j', (before, indent) => {
  expect(indentOf(before)).toBe(indent);
});

test('lines that are marked are moved together, empty ones stay empty', () => {
  const text = 'a\n  b\n\nc';
  expect(shiftLines(text, [1, 3], true)).toEqual({ from: 0, to: 5, text: '  a\n    b' });
  expect(shiftLines(text, [0, text.length], true).text).toBe('  a\n    b\n\n  c');
  expect(shiftLines(text, [3, 3], false)).toEqual({ from: 2, to: 5, text: 'b' });
});

test('what a new flow begins with has nothing wrong with it, whatever its title', async () => {
  const text = starterText({ name: 'a-flow', namespace: 'default', title: 'It\'s "new": #1 \\o/ ${ .x }' });
  const { document, problems } = await readFlow(text);
  expect(problems).toEqual([]);
  expect(document).toMatchObject({ name: 'a-flow', title: 'It\'s "new": #1 \\o/ ${ .x }' });
});

test('names are those that the hub takes', () => {
  expect(['a', 'a-b', '1', 'x'.repeat(63)].every(isFlowName)).toBe(true);
  expect(['', 'A', '-a', 'a-', 'a b', 'x'.repeat(64)].some(isFlowName)).toBe(false);
});
