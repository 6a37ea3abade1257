// slow: thousands of cases, made or read
import { describe, expect, test } from '@jest/globals';
import { drive } from '../../setup/flow-driver.ts';
import { verifies } from '../../setup/verifies.ts';

/** Where tasks lead: `switch`, `then`, `exit` and `end` from every place. */

/** Tasks that note that they were there; the output is the way. */
const note = (name: string, more = ''): string =>
  // With an `if`, the reader takes what comes after it for something that can be reached.
  `{ ${name}: { if: 'true', set: '\${ . + ["${name}"] }'${more === '' ? '' : `, ${more}`} } }`;

const way = async (rest: string, input: unknown = []): Promise<string> => {
  const { output, error } = await drive(rest, { input });
  expect(error).toBeNull();
  return (output as string[]).join(' ');
};

describe('switch', () => {
  const text = (last: string): string => `do:
  - s: { if: 'true', switch: [{ small: { when: 'length < 1', then: a } }, { one: { when: 'length == 1', then: b } }${last}] }
  - ${note('next', 'then: end')}
  - ${note('a', 'then: end')}
  - ${note('b', 'then: end')}
  - ${note('c')}`;

  test.each([
    [[], 'a'],
    [['x'], 'x b'],
    [['x', 'y'], 'x y c'],
  ])('takes the first case that fits, or the default: %j', async (input, expected) => {
    expect(await way(text(', { other: { then: c } }'), input)).toBe(expected);
  });

  test('goes on with the next task when no case fits', async () => {
    expect(await way(text(''), ['x', 'y'])).toBe('x y next');
  });

  verifies('flows.tasks.flow', 'has the default anywhere, and still last', async () => {
    const first = `do: [{ s: { switch: [{ d: { then: b } }, { x: { when: 'true', then: a } }] } }, ${note('a', 'then: end')}, ${note('b')}]`;
    expect(await way(first)).toBe('a');
  });

  test('has a then of its own for when nothing fits', async () => {
    const own = `do: [{ s: { switch: [{ x: { when: 'false', then: a } }], then: b } }, ${note('a')}, ${note('b')}]`;
    expect(await way(own)).toBe('b');
  });

  test('hands its input on, mapped as it says', async () => {
    const mapped = `do: [{ s: { input: { from: '. + ["in"]' }, switch: [{ x: { when: '.[-1] == "in"', then: b } }], output: { as: '. + ["out"]' } } }, ${note('a')}, ${note('b')}]`;
    expect(await way(mapped)).toBe('in out b');
  });
});

describe('then', () => {
  test.each([
    ['a name forward', `do: [${note('a', 'then: c')}, ${note('b')}, ${note('c')}]`, 'a c'],
    [
      'a name backward, until a case leads on',
      `do: [${note('a')}, { s: { switch: [{ again: { when: 'length < 3', then: a } }] } }, ${note('b')}]`,
      'a a a b',
    ],
    ['continue', `do: [${note('a', 'then: continue')}, ${note('b')}]`, 'a b'],
    ['exit of the flow', `do: [${note('a', 'then: exit')}, ${note('b')}]`, 'a'],
    ['end of the flow', `do: [${note('a', 'then: end')}, ${note('b')}]`, 'a'],
    [
      'exit of a list: what holds it goes on',
      `do: [{ d: { do: [${note('a', 'then: exit')}, ${note('b')}] } }, ${note('c')}]`,
      'a c',
    ],
    ['end in a list', `do: [{ d: { do: [${note('a', 'then: end')}, ${note('b')}] } }, ${note('c')}]`, 'a'],
    [
      'then of what holds the list',
      `do: [{ d: { if: 'true', do: [${note('a')}], then: c } }, ${note('b')}, ${note('c')}]`,
      'a c',
    ],
    [
      'exit of a case',
      `do: [{ d: { do: [{ s: { if: 'true', switch: [{ x: { then: exit } }] } }, ${note('a')}] } }, ${note('b')}]`,
      'b',
    ],
    [
      'end of a case',
      `do: [{ d: { do: [{ s: { if: 'true', switch: [{ x: { then: end } }] } }, ${note('a')}] } }, ${note('b')}]`,
      '',
    ],
    [
      'exit in a loop: the next turn',
      `do: [{ l: { for: { in: '[1,2]' }, do: [${note('a', 'then: exit')}, ${note('b')}] } }, ${note('c')}]`,
      'a a c',
    ],
    [
      'end in a loop',
      `do: [{ l: { for: { in: '[1,2]' }, do: [${note('a', 'then: end')}] } }, ${note('c')}]`,
      'a',
    ],
    [
      'exit in a try leaves the list that the try is in',
      `do: [{ d: { do: [{ t: { try: [${note('a', 'then: exit')}], catch: {} } }, ${note('b')}] } }, ${note('c')}]`,
      'a c',
    ],
    [
      'exit in a catch, too',
      `do: [{ d: { do: [{ t: { try: [{ r: { raise: { error: { type: 'https://a.example', status: 1 } } } }], catch: { do: [${note('a', 'then: exit')}] } } }, ${note('b')}] } }, ${note('c')}]`,
      'a c',
    ],
    [
      'exit of tries inside each other',
      `do: [{ d: { do: [{ t: { try: [{ u: { try: [${note('a', 'then: exit')}], catch: {} } }, ${note('x')}], catch: {} } }, ${note('b')}] } }, ${note('c')}]`,
      'a c',
    ],
    ['end in a try', `do: [{ t: { try: [${note('a', 'then: end')}], catch: {} } }, ${note('b')}]`, 'a'],
    [
      'exit of the function, not of who calls it',
      `use: { functions: { f: { do: [${note('a', 'then: exit')}, ${note('b')}] } } }\ndo: [{ c: { call: f, output: { as: '["f"]' } } }, ${note('d')}]`,
      'f d',
    ],
  ])('%s', async (name, text, expected) => {
    if (!name.startsWith('exit of the function')) return void expect(await way(text)).toBe(expected);
    const { output } = await drive(text.replace('. + ["a"]', '["a"]'), { input: [] });
    expect(output).toEqual(['f', 'd']);
  });

  test('of a task that is skipped does not count', async () => {
    expect(
      await way(
        `do: [{ a: { if: 'false', set: [], then: end } }, ${note('b')}]`.replace('set: []', 'set: { x: 1 }'),
      ),
    ).toBe('b');
  });

  verifies(
    'flows.tasks.flow',
    'end is the end of all branches, and the flow gives what it gave, mapped',
    async () => {
      const text = `output: { as: '{ given: . }' }
do:
  - f: { fork: { branches: [{ w: { wait: PT1H } }, { l: { listen: { to: { any: [] } } } }, { c: { call: x.y } }, { d: { do: [{ s: { set: { x: 1 }, then: end } }] } }] } }
  - n: { set: { never: true } }`;
      const run = await drive(text, { heldTimers: true });
      expect(run).toMatchObject({ status: 'completed', output: { given: { x: 1 } }, open: [] });
    },
  );
});

describe('keys', () => {
  test('tell rounds, turns, attempts and lists apart, and effects are the same for each attempt', async () => {
    const text = `do:
  - a: { set: '\${ . + 1 }' }
  - s: { switch: [{ again: { when: '. < 3', then: a } }] }
  - l: { for: { in: '[1,2]' }, do: [{ a: { set: 1 } }] }
  - t: { try: [{ c: { call: x.y } }], catch: { retry: { limit: { attempt: { count: 1 } } }, do: [{ c: { call: x.z } }] } }`.replace(
      'set: 1',
      "set: '${ 1 }'",
    );
    const { rows, works } = await drive(text, {
      input: 0,
      answer: ({ key }) => (key.includes('catch') ? {} : { failure: { kind: 'runtime', detail: '' } }),
    });
    const keys = ['/a', '/s', '/a@1', '/s@1', '/a@2', '/s@2', '/l@2#0/a', '/l@2#1/a'];
    expect(rows.map(({ key }) => key)).toEqual(keys);
    expect(works.map(({ key, effect }) => [key, effect])).toEqual([
      ['/t@2/c', '/t@2/c'],
      ['/t@2!1/c', '/t@2/c'],
      ['/t@2/catch/c', '/t@2/catch/c'],
    ]);
  });

  verifies('flows.keys', 'of tasks are never the same, whatever they are called', async () => {
    const call = (name: string): string => `{ '${name}': { call: x.y } }`;
    const text = `do:
  - ${call('a/b')}
  - { a: { do: [${call('b')}, ${call('b@1')}, ${call('b:wait')}] } }
  - { 'a#0': { do: [${call('b')}] } }
  - { l: { for: { in: '[1]' }, do: [${call('b')}] } }
  - { 'l#0': { do: [${call('b')}] } }
  - { t: { try: [{ catch: { do: [${call('x')}, { r: { raise: { error: { type: 'https://a.example', status: 1 } } } }] } }], catch: { do: [${call('x')}] } } }`
      .replaceAll('- { ', '- ')
      .replaceAll(' }\n', '\n')
      .replace(/ \}$/, '');
    const { works } = await drive(text, { answer: () => ({}) });
    const effects = works.map(({ effect }) => effect);
    expect(effects).toHaveLength(9);
    expect(new Set(effects).size).toBe(9);
  });
});
