import { describe, expect, test } from '@jest/globals';
import { drive } from '../../setup/flow-driver.ts';
import { verifies } from '../../setup/verifies.ts';

describe('for', () => {
  const output = async (task: string, input: unknown = {}): Promise<unknown> => {
    const run = await drive(`do: [{ l: ${task} }]`, { input });
    expect(run.error).toBeNull();
    return run.output;
  };

  test.each([
    [
      'item and index by their usual names',
      `{ for: { in: '["a","b"]' }, do: [{ s: { set: '\${ .list += [$item, $index] }' } }] }`,
      {},
      { list: ['a', 0, 'b', 1] },
    ],
    [
      'names of its own',
      `{ for: { each: pet, at: i, in: .pets }, do: [{ s: { set: '\${ .seen += [{ ($pet): $i }] }' } }] }`,
      { pets: ['x'] },
      { pets: ['x'], seen: [{ x: 0 }] },
    ],
    [
      'an array whose later changes it does not see',
      `{ for: { in: .n }, do: [{ s: { set: '\${ .n += [9] }' } }] }`,
      { n: [1, 2] },
      { n: [1, 2, 9, 9] },
    ],
    [
      'no items: the input goes on',
      `{ for: { in: '[]' }, do: [{ s: { set: { x: 1 } } }] }`,
      { y: 1 },
      { y: 1 },
    ],
    ['no tasks: the input goes on', `{ for: { in: '[1,2]' }, do: [] }`, { y: 1 }, { y: 1 }],
    [
      'while, asked before each turn with the latest data',
      `{ for: { in: '[1,2,3,4]' }, while: '. < 5 and $item < 9', do: [{ s: { set: '\${ . + $item }' } }] }`,
      0,
      6,
    ],
    [
      'while that is wrong at once',
      `{ for: { in: '[1]' }, while: 'false', do: [{ s: { set: { x: 1 } } }] }`,
      { y: 1 },
      { y: 1 },
    ],
    ['while without tasks', `{ for: { in: '[1,2]' }, while: '$item < 2', do: [] }`, { y: 1 }, { y: 1 }],
    [
      'loops in loops, with the outer variables',
      `{ for: { each: a, in: '[1,2]' }, do: [{ m: { for: { each: b, in: '[10,20]' }, do: [{ s: { set: '\${ . + [$a * $b] }' } }] } }] }`,
      [],
      [10, 20, 20, 40],
    ],
    [
      'inner variables that hide the outer ones',
      `{ for: { in: '[1,2]' }, do: [{ m: { for: { in: '[$item * 10]' }, do: [{ s: { set: '\${ . + [$item, $index] }' } }] } }, { t: { set: '\${ . + [$item] }' } }] }`,
      [],
      [10, 0, 1, 20, 0, 2],
    ],
    [
      'output and export of all of it',
      `{ for: { in: '[1,2]' }, do: [{ s: { set: '\${ $item }', export: { as: '$context + [.]' } } }], output: { as: '[., $context]' } }`,
      null,
      [2, [1, 2]],
    ],
    [
      'items that are null or false',
      `{ for: { in: '[null,false]' }, do: [{ s: { set: '\${ . + [$item] }' } }] }`,
      [],
      [null, false],
    ],
  ])('takes %s', async (...[, task, input, expected]) => {
    expect(await output(task, input)).toEqual(expected);
  });

  test.each([['null'], ['{}'], ['"abc"'], ['7'], ['empty']])('refuses to go through %s', async (given) => {
    const { error } = await drive(`do: [{ l: { for: { in: '${given}' }, do: [{ s: { set: { x: 1 } } }] } }]`);
    expect(error).toMatchObject({
      status: 400,
      instance: '/do/0/l',
      detail: expect.stringContaining('has to give an array'),
    });
  });

  test('goes on where it stood when a turn waits', async () => {
    const text = `do: [{ l: { for: { in: '[1,2,3]' }, do: [{ w: { wait: { seconds: 1 } } }, { s: { set: '\${ . + [$item] }' } }] } }]`;
    const run = await drive(text, { input: [] });
    expect(run).toMatchObject({ output: [1, 2, 3], elapsed: 3_000 });
  });

  verifies('flows.bounds', '10,000 turns take slices, and time that grows with them only', async () => {
    const text = `do: [{ l: { for: { in: '[range(10000)]' }, do: [{ s: { set: '\${ . + $item }' } }] } }]`;
    const run = await drive(text, { input: 0 });
    expect(run.output).toBe(49_995_000);
    expect(run.rows).toHaveLength(10_000);
    expect(new Set(run.rows.map(({ key }) => key)).size).toBe(10_000);
  });

  test('200,000 turns without a task are no recursion', async () => {
    expect(await output(`{ for: { in: '[range(200000)]' }, while: 'true', do: [] }`, { y: 1 })).toEqual({
      y: 1,
    });
  });
});

describe('fork', () => {
  test('gives what the branches gave, in the order they are written in', async () => {
    const text = `do: [{ f: { fork: { branches: [{ a: { wait: PT3S, output: { as: '"a"' } } }, { b: { wait: PT1S, output: { as: '"b"' } } }, { c: { set: '\${ . }' } }] } } }]`;
    const run = await drive(text, { input: { x: 1 } });
    expect(run).toMatchObject({ output: ['a', 'b', { x: 1 }], elapsed: 3_000 });
  });

  test('gives all branches the same input, and begins them in their order', async () => {
    const branch = (name: string): string => `{ ${name}: { call: x.${name}, with: { in: '\${ . }' } } }`;
    const text = `do: [{ f: { input: { from: .n }, fork: { branches: [${branch('a')}, ${branch('b')}, ${branch('c')}] } } }]`;
    const { works, output } = await drive(text, {
      input: { n: 1 },
      answer: ({ with: given }) => ({ output: given['in'] }),
    });
    expect(works.map(({ place, with: given }) => [place, given])).toEqual([
      ['/do/0/f/fork/branches/0/a', { in: 1 }],
      ['/do/0/f/fork/branches/1/b', { in: 1 }],
      ['/do/0/f/fork/branches/2/c', { in: 1 }],
    ]);
    expect(output).toEqual([1, 1, 1]);
  });

  verifies('flows.tasks.flow', 'fails with the branch that fails, and stops the others', async () => {
    const text = `do: [{ f: { fork: { branches: [{ a: { wait: PT1H } }, { b: { do: [{ w: { wait: PT1S } }, { r: { raise: { error: { type: 'https://a.example', status: 418 } } } }] } }, { c: { call: x.y } }] } } }]`;
    const run = await drive(text);
    expect(run).toMatchObject({
      error: { status: 418, instance: '/do/0/f/fork/branches/1/b/do/1/r' },
      elapsed: 1_000,
      open: [],
    });
    expect(run.commands.filter(({ kind }) => kind === 'drop')).toHaveLength(2);
  });

  test('exports of branches come after each other', async () => {
    const text = `do: [{ f: { fork: { branches: [{ a: { set: { x: 1 }, export: { as: '$context + ["a"]' } } }, { b: { set: { x: 1 }, export: { as: '$context + ["b"]' } } }] }, output: { as: $context } } }]`;
    expect((await drive(text)).output).toEqual(['a', 'b']);
  });

  test('nested forks give nested arrays', async () => {
    const text = `do: [{ f: { fork: { branches: [{ a: { fork: { branches: [{ x: { set: { n: 1 } } }, { y: { wait: PT1S, output: { as: '2' } } }] } } }, { b: { set: { n: 3 } } }] } } }]`;
    expect((await drive(text)).output).toEqual([[{ n: 1 }, 2], { n: 3 }]);
  });

  test('a branch that is skipped gives its input', async () => {
    const text = `do: [{ f: { fork: { branches: [{ a: { if: 'false', set: { n: 1 } } }] } } }]`;
    expect((await drive(text, { input: { y: 1 } })).output).toEqual([{ y: 1 }]);
  });

  test('500 branches that wait end one by one', async () => {
    const branches = Array.from(
      { length: 500 },
      (_, at) => `{ b${at}: { wait: { milliseconds: ${500 - at} }, output: { as: '${at}' } } }`,
    );
    const run = await drive(`do: [{ f: { fork: { branches: [${branches.join(', ')}] } } }]`);
    expect(run.output).toEqual(Array.from({ length: 500 }, (_, at) => at));
  });

  describe('that competes', () => {
    const race = (branches: string): string =>
      `do: [{ f: { fork: { compete: true, branches: [${branches}] } } }]`;

    test('gives what the first branch gave, and stops the others', async () => {
      const text = race(
        `{ a: { wait: PT3S, output: { as: '"a"' } } }, { b: { wait: PT1S, output: { as: '"b"' } } }, { c: { listen: { to: { any: [] } } } }`,
      );
      const run = await drive(text, { heldTimers: true });
      run.advance(2_000);
      expect(run).toMatchObject({ output: 'b', open: [] });
    });

    test('takes the first of those that are over at once', async () => {
      expect((await drive(race(`{ a: { set: { x: 1 } } }, { b: { set: { x: 2 } } }`))).output).toEqual({
        x: 1,
      });
    });

    const failing = (name: string, status: number): string =>
      `{ ${name}: { raise: { error: { type: 'https://a.example', status: ${status} } } } }`;

    test('lets a branch that fails lose', async () => {
      const run = await drive(race(`${failing('a', 401)}, { b: { wait: PT1S, output: { as: '"b"' } } }`));
      expect(run.output).toBe('b');
    });

    test('fails when all branches have failed, with the last error', async () => {
      const run = await drive(race(`${failing('a', 401)}, ${failing('b', 402)}`));
      expect(run.error).toMatchObject({ status: 402 });
    });

    test('leaves no task of the losers to begin', async () => {
      const text = race(`{ a: { set: { x: 1 } } }, { b: { do: [{ c: { call: x.y } }] } }`);
      expect((await drive(text)).works).toEqual([]);
    });
  });
});
