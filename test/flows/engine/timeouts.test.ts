import { describe, expect, test } from '@jest/globals';
import { drive } from '../../setup/flow-driver.ts';
import { verifies } from '../../setup/verifies.ts';

const late = { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/timeout', status: 408 };
const raise = `{ raise: { error: { type: 'https://a.example', status: 1 } } }`;

describe('a timeout', () => {
  test.each([
    ['wait', '{ wait: PT1H }'],
    ['listen', '{ listen: { to: { any: [] } } }'],
    ['do', '{ do: [{ w: { wait: PT1H } }] }'],
    ['for', `{ for: { in: '[1]' }, do: [{ w: { wait: PT1H } }] }`],
    [
      'fork',
      '{ fork: { branches: [{ a: { wait: PT1H } }, { b: { call: x.y } }, { c: { do: [{ d: { wait: PT2H } }] } }] } }',
    ],
    ['try', '{ try: [{ w: { wait: PT1H } }], catch: {} }'],
    ['a function', '{ call: f }'],
  ])('ends %s, and all that is in it', async (_, task) => {
    const text = `use: { functions: { f: { wait: PT1H } } }\ndo: [{ t: ${task.replace('{', '{ timeout: { after: PT10S },')} }]`;
    const run = await drive(text, { heldTimers: true });
    run.advance(9_999);
    expect(run.status).toBe('running');
    run.advance(1);
    expect(run).toMatchObject({
      status: 'faulted',
      open: [],
      error: { ...late, instance: '/do/0/t', detail: '"t" took longer than its timeout.' },
    });
  });

  test('of the flow ends it', async () => {
    const run = await drive(
      `timeout: { after: PT10S }\ndo: [{ t: { try: [{ w: { wait: PT1H } }], catch: {} } }]`,
    );
    expect(run).toMatchObject({ error: { ...late, instance: '' }, elapsed: 10_000 });
  });

  test('by its name, or an expression about the input', async () => {
    const named = await drive(
      `use: { timeouts: { short: { after: PT3S } } }\ndo: [{ w: { timeout: short, wait: PT1H } }]`,
    );
    expect(named).toMatchObject({ error: late, elapsed: 3_000 });
    const worked = await drive(`timeout: { after: '\${ .a }' }\ndo: [{ w: { wait: PT1H } }]`, {
      input: { a: 'PT4S' },
    });
    expect(worked).toMatchObject({ error: late, elapsed: 4_000 });
  });

  test('that is not needed is dropped', async () => {
    const run = await drive(
      `timeout: { after: PT1H }\ndo: [{ d: { timeout: { after: PT10S }, do: [{ w: { wait: PT1S } }] } }]`,
    );
    expect(run).toMatchObject({ status: 'completed', elapsed: 1_000 });
    expect(run.commands.filter(({ kind }) => kind === 'drop')).toMatchObject([
      { key: '/d:timeout' },
      { key: ':timeout' },
    ]);
  });

  test('inside of a try is an error to catch', async () => {
    const text = `do: [{ t: { try: [{ w: { timeout: { after: PT10S }, wait: PT1H } }], catch: { errors: { with: { type: ${late.type}, status: 408 } }, do: [{ s: { set: '\${ $error.instance }' } }] } } }]`;
    expect((await drive(text)).output).toBe('/do/0/t/try/0/w');
  });

  test('of the try itself is not for its own catch, but for the one around it', async () => {
    const inner = `{ u: { timeout: { after: PT10S }, try: [{ w: { wait: PT1H } }], catch: { do: [{ s: { set: { inner: true } } }] } } }`;
    expect((await drive(`do: [${inner}]`)).error).toMatchObject(late);
    const run = await drive(
      `do: [{ t: { try: [${inner}], catch: { do: [{ s: { set: { outer: true } } }] } } }]`,
    );
    expect(run.output).toEqual({ outer: true });
  });

  verifies('flows.tasks.errors', 'of a try holds for its retries and its catch together', async () => {
    const text = `do: [{ t: { timeout: { after: PT10S }, try: [{ r: ${raise} }], catch: { retry: { delay: PT4S } } } }]`;
    expect(await drive(text)).toMatchObject({ error: late, elapsed: 10_000 });
    const caught = `do: [{ t: { timeout: { after: PT10S }, try: [{ r: ${raise} }], catch: { do: [{ w: { wait: PT1H } }] } } }]`;
    expect(await drive(caught)).toMatchObject({ error: late, elapsed: 10_000 });
  });

  test('of a branch is the failure of that branch', async () => {
    const branches = (compete: boolean): string =>
      `do: [{ f: { fork: { compete: ${compete}, branches: [{ a: { timeout: { after: PT1S }, wait: PT1H } }, { b: { wait: PT5S, output: { as: '"b"' } } }] } } }]`;
    expect(await drive(branches(false))).toMatchObject({
      error: { ...late, instance: '/do/0/f/fork/branches/0/a' },
      elapsed: 1_000,
    });
    expect(await drive(branches(true))).toMatchObject({ output: 'b', elapsed: 5_000 });
  });

  test('of a turn begins anew with each', async () => {
    const text = `do: [{ l: { for: { in: '[5,5,20]' }, do: [{ w: { timeout: { after: PT10S }, wait: '\${ { seconds: $item } }' } }] } }]`;
    expect(await drive(text)).toMatchObject({
      error: { ...late, instance: '/do/0/l/do/0/w' },
      elapsed: 20_000,
    });
  });

  test('of a call is kept by whoever carries it out', async () => {
    const run = await drive(`do: [{ c: { timeout: { after: PT2S }, call: x.y } }]`, {
      answer: () => ({ failure: { kind: 'timeout', detail: 'It did not answer.' } }),
    });
    expect(run.works).toMatchObject([{ timeoutMs: 2_000 }]);
    expect(run.error).toMatchObject({ ...late, instance: '/do/0/c' });
  });

  test('of no time at all still lets be done what needs none', async () => {
    const run = await drive(`do: [{ d: { timeout: { after: PT0S }, do: [{ s: { set: { x: 1 } } }] } }]`);
    expect(run.output).toEqual({ x: 1 });
  });

  test('that is no duration fails its task', async () => {
    const run = await drive(`do: [{ w: { timeout: { after: '\${ "x" }' }, wait: PT1H } }]`);
    expect(run.error).toMatchObject({ status: 400, instance: '/do/0/w' });
  });
});

describe('cancelling', () => {
  test('ends whatever is under way, once', async () => {
    const text = `timeout: { after: PT1H }\ndo: [{ f: { fork: { branches: [{ a: { wait: PT1H } }, { b: { call: x.y } }, { c: { listen: { to: { any: [] } } } }, { d: { try: [{ w: { wait: PT1H } }], catch: {} } }] } } }]`;
    const run = await drive(text, { heldTimers: true });
    expect(run.open).toHaveLength(5);
    run.cancel();
    expect(run).toMatchObject({ status: 'cancelled', open: [] });
    run.cancel();
    expect(run.commands.filter(({ kind }) => kind === 'end')).toEqual([
      { kind: 'end', status: 'cancelled', reason: 'enough' },
    ]);
  });
});
