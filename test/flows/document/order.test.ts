import { describe, expect, test } from '@jest/globals';
import { problemsIn } from '../../setup/flow-documents.ts';

/** Where tasks lead, and which are never reached. */

const list = (...tasks: string[]): string => ['do:', ...tasks.map((task) => `  - ${task}`)].join('\n');
const set = (name: string, more = ''): string => `${name}: { set: { a: 1 }${more} }`;

describe('tasks that nothing leads to', () => {
  test.each([
    ['after the end', list(set('a', ', then: end'), set('b'))],
    ['after a jump over it', list(set('a', ', then: c'), set('b'), set('c'))],
    [
      'after an error that is always raised',
      list('a: { raise: { error: { type: "https://a", status: 400 } } }', set('b')),
    ],
    [
      'after a switch that always goes elsewhere',
      list('a: { switch: [{ x: { when: .x, then: c } }, { y: { then: end } }] }', set('b'), set('c')),
    ],
    [
      'after a switch whose own end is the rest',
      list('a: { switch: [{ x: { when: .x, then: c } }], then: exit }', set('b'), set('c')),
    ],
  ])('%s', (_, text) => {
    expect(problemsIn(text)).toEqual([expect.stringMatching(/^4:5 \/do\/1\/b Nothing leads to "b"/)]);
  });

  test('in a list inside of others', () => {
    const text =
      'do: [{ a: { try: [], catch: { do: [{ b: { wait: PT1S, then: exit } }, { c: { wait: PT1S } }] } } }]';
    expect(problemsIn(text)).toEqual([expect.stringContaining('/do/0/a/catch/do/1/c Nothing leads to "c"')]);
  });
});

describe('tasks that are reached', () => {
  test.each([
    ['since the one before is skipped at times', list(set('a', ', if: .x, then: end'), set('b'))],
    ['by a jump back', list(set('a', ', then: c'), set('b', ', then: end'), set('c', ', then: b'))],
    [
      'by a case',
      list(
        'a: { switch: [{ x: { when: .x, then: c } }, { y: { then: b } }] }',
        set('b', ', then: end'),
        set('c'),
      ),
    ],
    ['by a switch that no case fits', list('a: { switch: [{ x: { when: .x, then: end } }] }', set('b'))],
    ['by a case that goes on', list('a: { switch: [{ x: { then: continue } }] }', set('b'))],
  ])('%s', (_, text) => {
    expect(problemsIn(text)).toEqual([]);
  });

  test('since an extension takes the place of an error', () => {
    const extension =
      'use: { extensions: [{ e: { extend: raise, before: [{ x: { wait: PT1S, then: exit } }] } }] }\n';
    const raising = list('a: { raise: { error: { type: "https://a", status: 400 } } }', set('b'));
    expect(problemsIn(extension + raising)).toEqual([]);
  });
});

describe('what "then" names', () => {
  test('is a task of the same list, not of one around it', () => {
    const text = list(set('a'), `b: { do: [{ c: { wait: PT1S, then: a } }] }`);
    expect(problemsIn(text)).toEqual([
      '4:40 /do/1/b/do/0/c/then There is no task "a" in this list. "then" leads to a task of the same list, or is "continue", "exit" or "end".',
    ]);
  });

  test('is told for cases too, without what follows from it', () => {
    const text = list('a: { switch: [{ x: { then: bb } }] }', set('cc'));
    expect(problemsIn(text)).toEqual([
      '3:32 /do/0/a/switch/0/x/then There is no task "bb" in this list. "then" leads to a task of the same list, or is "continue", "exit" or "end".',
    ]);
  });

  test('cannot be another branch of a fork', () => {
    const text =
      'do: [{ a: { fork: { branches: [{ b: { wait: PT1S, then: c } }, { c: { wait: PT1S } }] } } }]';
    expect(problemsIn(text)).toEqual([
      expect.stringContaining('/do/0/a/fork/branches/0/b/then "c" cannot be reached from here'),
    ]);
  });

  test('is not told apart from a task of that name', () => {
    expect(problemsIn(list(set('a', ', then: end'), set('end')))).toContainEqual(
      expect.stringContaining(
        '3:31 /do/0/a/then "end" is a word of its own, and the name of a task here too.',
      ),
    );
  });

  test('is never followed behind a switch that always chooses', () => {
    expect(problemsIn(list('a: { switch: [{ x: { then: exit } }], then: end }'))).toEqual([
      '3:43 /do/0/a/then This "then" is never followed: the case "x" is taken when no other is. Leave one of them out.',
    ]);
  });
});
