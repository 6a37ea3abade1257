import { describe, expect, test } from '@jest/globals';
import { readText } from '../../../flows/document/read-text.ts';
import type { Position } from '../../../flows/document/places.ts';

/** Where in the text a pointer leads, and where in it a letter of an expression stands. */

const text = `document:
  dsl: '1.0.3'
  namespace: test
  name: flow
  version: 1.0.0
do:
  - first:
      if: .a and .b
      set: { plain: '\${ .c | bad }', "a/b": 1 }
  - second:
      set:
        literal: |
          \${
            .x
            | bad
          }
        folded: >-
          \${ .y
          | bad }
        escaped: "\${ \\"x\\" | bad }"
        quoted: '\${ ''x'' }'
        several: 'Hello \${ .z }'
        empty:
        list: [1, [2, { deep: 3 }]]
      output:
        as: >
          .w
`;

const { places } = readText(text);
const at = (pointer: string, inside?: Position): string => {
  const { line, column } = places.at(pointer, inside);
  return `${line}:${column}`;
};
/** What stands in the text at a place of an expression. */
const from = (pointer: string, inside: Position): string | undefined => {
  const { line, column } = places.at(pointer, inside);
  return text.split('\n')[line - 1]?.slice(column - 1);
};

describe('a pointer leads to', () => {
  test.each([
    ['', '1:1'],
    ['/document/dsl', '2:8'],
    ['/do', '6:1'],
    ['/do/0', '7:5'],
    ['/do/0/first', '7:5'],
    ['/do/0/first/if', '8:11'],
    ['/do/0/first/set', '9:7'],
    ['/do/0/first/set/a~1b', '9:45'],
    ['/do/1/second/set/literal', '13:11'],
    ['/do/1/second/set/empty', '23:14'],
    ['/do/1/second/set/list/1/1/deep', '24:31'],
  ])('%s', (pointer, place) => {
    expect(at(pointer)).toBe(place);
  });

  test.each([
    ['/do/1/second/timeout/after', '10:5'],
    ['/do/7/x', '6:1'],
    ['/do/first', '6:1'],
    ['/do/-1', '6:1'],
    ['/document/dsl/x', '2:8'],
    ['/nothing', '1:1'],
    ['nonsense', '1:1'],
  ])('%s: what is nearest around it', (pointer, place) => {
    expect(at(pointer)).toBe(place);
  });

  test('the name of a field, where that is asked for', () => {
    expect(places.keyAt('/do/0/first/if')).toEqual({ line: 8, column: 7 });
  });
});

describe('inside of an expression', () => {
  test.each([
    ['/do/0/first/if', [1, 8], '.b'],
    ['/do/0/first/set/plain', [1, 6], 'bad }\', "a/b": 1 }'],
    ['/do/1/second/set/literal', [1, 1], '.x'],
    ['/do/1/second/set/literal', [2, 5], 'bad'],
  ] as const)('%s, line and column %j', (pointer, [line, column], rest) => {
    expect(from(pointer, { line, column })).toBe(rest);
  });

  test.each(['folded', 'escaped', 'quoted', 'several'])('%s: the text as a whole', (name) => {
    const pointer = `/do/1/second/set/${name}`;
    expect(at(pointer, { line: 1, column: 3 })).toBe(at(pointer));
  });

  test('that is somewhere else, there is nothing to look for', () => {
    expect(at('/do/0/first/while', { line: 1, column: 5 })).toBe('7:5');
  });
});
