// slow: goes up to every limit
import { describe, expect, test } from '@jest/globals';
import { compiled, drive, driveProgram } from '../../setup/flow-driver.ts';
import { newRun } from '../../../flows/engine/state.ts';
import { step } from '../../../flows/engine/step.ts';
import { verifies } from '../../setup/verifies.ts';

/** Flows that are wrong or mean harm: each comes to an end with its reason, in bounded time and memory. */

const again = (task: string): string => `do: [{ a: ${task} }, { s: { switch: [{ x: { then: a } }] } }]`;

describe('bounded', () => {
  test.each([
    [
      'a task that leads to itself',
      `do: [{ a: { if: 'true', set: { x: 1 }, then: a } }]`,
      'more than 100000 tasks',
    ],
    ['a loop of tasks', again(`{ set: { x: 1 } }`), 'more than 100000 tasks'],
    [
      'loops in loops',
      `do: [{ l: { for: { in: '[range(1000)]' }, do: [{ m: { for: { in: '[range(1000)]' }, do: [{ s: { set: { x: 1 } } }] } }] } }]`,
      'more than 100000 tasks',
    ],
    ['a range without end', `do: [{ a: { set: { x: '\${ [range(1e12)] }' } } }]`, 'more than 1000000 steps'],
    ['a text that is too long', `do: [{ a: { set: { x: '\${ "abc" * 1000000000 }' } } }]`, 'too long'],
    ['an expression that calls itself', `do: [{ a: { set: { x: '\${ def f: [f]; f }' } } }]`, 'calls itself'],
    ['an expression that never ends', `do: [{ a: { if: 'last(repeat(1))', set: { x: 1 } } }]`, 'steps'],
    [
      'values that double',
      again(`{ set: { a: '\${ . }', b: '\${ . }', c: ${'x'.repeat(200)} } }`),
      'would be longer than 10 MB',
    ],
    ['values that double by an expression', again(`{ set: '\${ [., .] }' }`), 'has more than 1000000 values'],
    [
      'values that double in a fork',
      again(`{ fork: { branches: [{ x: { do: [] } }, { y: { do: [] } }] } }`),
      'has more than 1000000 values',
    ],
    [
      'values that double in the context',
      again(`{ set: { x: 1 }, export: { as: '[$context, $context]' } }`),
      'The context has more than 1000000 values',
    ],
    [
      'arguments that are too long',
      `do: [{ c: { call: x.y, with: { a: ['\${ "x" * 4000000 }', '\${ "x" * 4000000 }', '\${ "x" * 4000000 }'] } } }]`,
      'The input would be longer',
    ],
    [
      'an event that is too long',
      `do: [{ e: { emit: { event: { with: { source: 'https://a.example', type: t, data: ['\${ "x" * 8000000 }', '\${ "x" * 8000000 }'] } } } } }]`,
      'would be longer',
    ],
    ['values inside of values', again(`{ set: { a: '\${ . }' } }`), 'has more than 500 levels'],
    ['arrays inside of arrays', again(`{ set: '\${ [.] }' }`), 'has more than 500 levels'],
    [
      'retries without end',
      `do: [{ t: { try: [{ r: { raise: { error: { type: 'https://a.example', status: 1 } } } }], catch: { retry: {} } } }]`,
      'more than 100000 tasks',
    ],
  ])('%s', async (_, text, detail) => {
    const run = await drive(text, { input: {} });
    expect(run).toMatchObject({ status: 'faulted', error: { detail: expect.stringContaining(detail) } });
  });

  test('a value of just under 10 MB passes', async () => {
    const run = await drive(`do: [{ a: { set: { x: '\${ "x" * 8000000 }' } } }, { b: { set: '\${ . }' } }]`);
    expect(run.status).toBe('completed');
  });

  verifies('flows.bounds', 'an answer that is too long is an error of its task', async () => {
    const text = `do: [{ t: { try: [{ c: { call: x.y } }], catch: { do: [{ s: { set: '\${ $error.detail }' } }] } } }]`;
    const run = await drive(text, { answer: () => ({ output: ['x'.repeat(11 * 1024 * 1024)] }) });
    expect(run.output).toContain('would be longer than 10 MB');
  });

  verifies('flows.bounds', '500 levels of the same list are no recursion of the engine', async () => {
    const nest = (levels: number): string =>
      levels === 0 ? '{ set: { x: 1 } }' : `{ do: [{ a: ${nest(levels - 1)} }] }`;
    const deep = `do: [{ a: ${nest(15)} }]`;
    expect((await drive(deep)).output).toEqual({ x: 1 });
    const functions = Array.from({ length: 31 }, (_, at) => `f${at}: { do: [{ a: { call: f${at + 1} } }] }`);
    const calls = `use: { functions: { ${functions.join(', ')}, f31: { set: { x: 2 } } } }\ndo: [{ a: { call: f0 } }]`;
    expect((await drive(calls)).output).toEqual({ x: 2 });
  });
});

test('a step ends when it has taken long enough, and what comes of it is the same', async () => {
  const program = await compiled(
    `do: [{ l: { for: { in: '[range(100)]' }, do: [{ s: { set: '\${ . + $item }' } }] } }]`,
  );
  const whole = driveProgram(program, { input: 0 });
  const sliced = driveProgram(program, { input: 0, limits: { enough: () => true } });
  expect(sliced.commands).toEqual(whole.commands);
  expect(sliced.rows).toEqual(whole.rows);
  const run = newRun({ id: 'run_1' });
  const first = step({ program, enough: () => true }, run, { kind: 'start', at: 0, input: 0 });
  expect(first).toMatchObject({ unfinished: true, commands: [], rows: [] });
  expect(step({ program, slice: 10 }, run, null).rows.length).toBeLessThanOrEqual(10);
});

describe('events that do not fit', () => {
  const at = 1_000;

  test.each([
    ['done', { kind: 'done', at, key: '/l', output: 1 }],
    ['due', { kind: 'due', at, key: '/l' }],
    ['failed', { kind: 'failed', at, key: '/l', failure: { kind: 'runtime', detail: '' } }],
    ['an unknown key', { kind: 'done', at, key: '/nobody', output: 1 }],
    [
      'an event for a call',
      { kind: 'arrived', at, key: '/c', event: { specversion: '1.0', id: '1', source: '/', type: 't' } },
    ],
    [
      'an event for a timer of a listener',
      {
        kind: 'arrived',
        at,
        key: '/l:timeout',
        event: { specversion: '1.0', id: '1', source: '/', type: 't' },
      },
    ],
  ] as const)('change nothing: %s', async (_, event) => {
    const program = await compiled(
      `do: [{ f: { fork: { branches: [{ l: { timeout: { after: PT1H }, listen: { to: { any: [] } } } }, { c: { call: x.y } }] } } }]`,
    );
    const run = newRun({ id: 'run_1' });
    step({ program }, run, { kind: 'start', at: 0, input: {} });
    const before = [...run.waiting.keys()];
    const key = 'key' in event ? `/f${event.key}` : '';
    expect(step({ program }, run, { ...event, key })).toEqual({ rows: [], commands: [], unfinished: false });
    expect([...run.waiting.keys()]).toEqual(before);
  });

  test('change nothing when the run is over', async () => {
    const run = await drive('do: [{ s: { set: { x: 1 } } }]');
    const outcome = step({ program: await compiled('do: []') }, run.run, { kind: 'cancel', at, reason: '' });
    expect(outcome).toEqual({ rows: [], commands: [], unfinished: false });
  });

  test('time never goes back', async () => {
    const program = await compiled('do: [{ w: { wait: PT1S } }]');
    const run = newRun({ id: 'run_1' });
    step({ program }, run, { kind: 'start', at: 5_000, input: {} });
    step({ program }, run, { kind: 'due', at: 10, key: '/w:wait' });
    expect(run).toMatchObject({ now: 5_000, status: 'completed' });
  });
});
