import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readVariables, variablesText, withValues } from '../../../flows/variables/file.ts';

const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,8}$/);
const values = fc.dictionary(name, fc.jsonValue({ maxDepth: 4 }), { noNullPrototype: true });

test('whatever JSON variables are, their text gives them back', () => {
  fc.assert(
    fc.property(values, (given) => {
      const { values: read, problems } = readVariables(variablesText(given));
      expect(problems).toEqual([]);
      expect(read).toEqual(JSON.parse(JSON.stringify(given)));
    }),
  );
});

test('a text that is given other values has those, whatever it had before', () => {
  fc.assert(
    fc.property(values, values, (one, other) => {
      const changed = withValues(`# Of the shop\n${variablesText(one)}# The end\n`, other);
      expect(readVariables(changed).values).toEqual(JSON.parse(JSON.stringify(other)));
      expect(changed).toMatch(/^# Of the shop\n[^]*# The end\n/);
    }),
  );
});

test('what stays the same stays as it was written', () => {
  const text = `# Where the shop is
SHOP_URL: https://shop.example # ours

# How we greet
GREETING: |
  Hello,
  # no comment
  you.
LIMITS:
  most: 3
LAST: 1
`;
  const { values: read } = readVariables(text);
  expect(read['GREETING']).toBe('Hello,\n# no comment\nyou.\n');
  expect(withValues(text, read)).toBe(text);
  expect(withValues(text, { SHOP_URL: 'https://shop.example', GREETING: 'Hi', LIMITS: { most: 3 }, NEW: [] }))
    .toBe(`# Where the shop is
SHOP_URL: https://shop.example # ours

# How we greet
GREETING: "Hi"
LIMITS:
  most: 3
NEW: []
`);
  expect(withValues('{ a: 1, b: 2 }\n', { b: 3 })).toBe('b: 3\n');
  expect(withValues('', { b: 3 })).toBe('b: 3\n');
});

test.each([
  ['- a\n', '1:1 Variables are fields: "NAME: value" for each.'],
  ['a-b: 1\n', '1:1 "a-b" is no name of a variable: it is 1 to 64 letters'],
  ['ok: 1\n__proto__: 1\n', '2:1 "__proto__" is no name'],
  ['a: 1\na: 2\n', '2:1'],
  ['a: .inf\n', '1:4 .inf is no number that JSON knows.'],
  ['a: {\n', 'This is no YAML'],
  ['a: !x 1\n', '1:'],
])('%j is refused with its place', (text, told) => {
  const problems = readVariables(text).problems.map((one) => `${one.line}:${one.column} ${one.message}`);
  expect(problems.join('\n')).toContain(told);
});

test('a text that says nothing has none', () => {
  for (const text of ['', '# nothing yet\n', '{}\n'])
    expect(readVariables(text)).toEqual({ values: {}, problems: [] });
});
