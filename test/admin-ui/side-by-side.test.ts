import { expect, test } from '@jest/globals';
import { alignValues, type AlignMode } from '../../admin-ui/src/flows/compare/align.ts';
import { foldRows } from '../../admin-ui/src/flows/compare/fold.ts';

const signs = { same: ' ', more: '.', changed: '!', left: '-', right: '+' } as const;

/** As somebody reads it: the sign, the left, the right. */
const shown = (left: unknown, right: unknown, mode: AlignMode = 'equal'): string[] =>
  alignValues(left, right, mode).map((row) => {
    const indent = '  '.repeat(row.depth);
    const side = (text: string | null): string => (text === null ? '' : indent + text);
    return `${signs[row.kind]} ${side(row.left)} | ${side(row.right)}`;
  });

test('what is the same stands at the same height, and what differs beside each other', () => {
  expect(shown({ a: 1, b: { c: 'x', d: [] } }, { a: 2, b: { c: 'x', d: [1] }, e: null })).toEqual([
    '! a: 1 | a: 2',
    '  b: | b:',
    '    c: "x" |   c: "x"',
    '!   d: [] |   d:',
    '!  |     - 1',
    '+  | e: null',
  ]);
});

test('items of a list find each other again when one came in between', () => {
  expect(shown({ tasks: ['order', 'send'] }, { tasks: ['order', 'price', 'send'] })).toEqual([
    '  tasks: | tasks:',
    '    - "order" |   - "order"',
    '+  |   - "price"',
    '    - "send" |   - "send"',
  ]);
  expect(shown([{ 'shop.get': { id: 1 } }], [{ 'shop.get': { id: 2 } }, { http: {} }])).toEqual([
    '    - shop.get: |   - shop.get:',
    '!       id: 1 |       id: 2',
    '+  |   - http: {}',
  ]);
});

test('where a test says nothing, more is no difference; a whole output and lists in it are looked at as they are', () => {
  const came = {
    ...{ status: 'completed', output: { id: 1, items: [1, 2], more: true } },
    ...{ tasks: ['order', 'price'], calls: [{ get: { id: 1, key: 'k' } }], emitted: [] },
  };
  const expected = {
    status: 'completed',
    output: { id: 1, items: [1] },
    tasks: ['price'],
    calls: [{ get: {} }],
  };
  expect(shown(expected, came, 'expected')).toEqual([
    '  status: "completed" | status: "completed"',
    '  output: | output:',
    '    id: 1 |   id: 1',
    '    items: |   items:',
    '      - 1 |     - 1',
    '+  |     - 2',
    '.  |   more: true',
    '  tasks: | tasks:',
    '.  |   - "order"',
    '    - "price" |   - "price"',
    '  calls: | calls:',
    '    - get: {} |   - get:',
    '.  |       id: 1',
    '.  |       key: "k"',
    '.  | emitted: []',
  ]);
  expect(shown({ exactOutput: { id: 1 } }, { exactOutput: { id: 1, more: true } }, 'expected').at(-1)).toBe(
    '+  |   more: true',
  );
  expect(shown({ output: { id: 1 } }, { status: 'faulted' }, 'expected')).toEqual([
    '- output: | ',
    '-   id: 1 | ',
    '.  | status: "faulted"',
  ]);
});

test('long stretches without a difference are folded, with some lines around each difference left', () => {
  const many = Array.from({ length: 20 }, (_, at) => at);
  const rows = alignValues({ list: many, end: 1 }, { list: many, end: 2 }, 'equal');
  const stretches = foldRows(rows).map(({ kind, from, rows: part }) => [kind, from, part.length]);
  expect(stretches).toEqual([
    ['shown', 0, 1],
    ['folded', 1, 18],
    ['shown', 19, 3],
  ]);
  expect(foldRows(rows).flatMap(({ rows: part }) => part)).toEqual(rows);
});

test('lists of thousands are still put side by side', () => {
  const long = Array.from({ length: 3_000 }, (_, at) => ({ at }));
  expect(
    alignValues(long, [...long, { at: -1 }], 'equal').filter(({ kind }) => kind !== 'same'),
  ).toHaveLength(1);
});
