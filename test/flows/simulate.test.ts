import { describe, expect, test } from '@jest/globals';
import type { FlowEvent } from '../../flows/engine/messages.ts';
import { firstOfDays, simulate, type Answer, type Simulation } from '../../flows/simulate/simulate.ts';
import { compiled } from '../setup/flow-driver.ts';

const run = async (rest: string, given: Partial<Simulation> = {}) =>
  simulate(await compiled(rest), { input: {}, answer: () => 'never', ...given });

const event = (type: string, more: Partial<FlowEvent> = {}): FlowEvent => ({
  ...{ specversion: '1.0', id: `${type} ${JSON.stringify(more)}`, source: '/test', type },
  ...more,
});

const answers =
  (byName: Readonly<Record<string, Answer>>): Simulation['answer'] =>
  (work) =>
    byName[work.kind === 'call' ? (work.operation ?? work.function) : String(work.with['name'])] ?? 'never';

describe('tasks', () => {
  test('shows input and output of each, of those that hold others too', async () => {
    const { tasks, end } = await run(
      `
do:
  - outer:
      input: { from: '\${ .a }' }
      do:
        - double: { set: { n: '\${ .n * 2 }' }, output: { as: '\${ .n }' } }
      output: { as: '\${ {got: .} }' }
  - never: { if: '\${ false }', set: { x: 1 } }`,
      { input: { a: { n: 21 } } },
    );
    expect(end).toEqual({ status: 'completed', output: { got: 42 } });
    const times = { began: firstOfDays, ended: firstOfDays };
    const facts = { ...times, status: 'completed', attempt: 1, error: null, context: null };
    expect(tasks).toEqual([
      {
        key: '/outer',
        place: '/do/0/outer',
        name: 'outer',
        kind: 'do',
        input: { n: 21 },
        output: { got: 42 },
        ...facts,
      },
      expect.objectContaining({ key: '/outer/double', input: { n: 21 }, output: 42 }),
      expect.objectContaining({ key: '/never', status: 'skipped', input: { got: 42 }, output: { got: 42 } }),
    ]);
  });

  test('counts attempts, and shows what failed in each', async () => {
    let calls = 0;
    const { tasks, calls: made } = await run(
      `
do:
  - careful:
      try:
        - ask: { call: shop.getOrder, with: { id: 1 } }
      catch:
        retry: { delay: { seconds: 2 }, backoff: { linear: {} }, limit: { attempt: { count: 5 } } }`,
      {
        answer: () =>
          ++calls < 3
            ? { failure: { kind: 'communication', status: 503, detail: 'closed' } }
            : { output: { id: 1 } },
      },
    );
    const asks = tasks.filter(({ name }) => name === 'ask');
    expect(asks.map(({ attempt, status, error }) => [attempt, status, error?.status])).toEqual([
      [1, 'faulted', 503],
      [2, 'faulted', 503],
      [3, 'completed', undefined],
    ]);
    expect(asks.map(({ began }) => began - firstOfDays)).toEqual([0, 2_000, 6_000]);
    expect(tasks[0]).toMatchObject({ name: 'careful', attempt: 3, status: 'completed' });
    expect(new Set(made.map(({ effect }) => effect)).size).toBe(1);
  });

  test('tells what a branch that lost was doing', async () => {
    const { tasks, calls, end, endedAt } = await run(
      `
do:
  - race:
      fork:
        compete: true
        branches:
          - slow: { call: shop.slow }
          - quick: { call: shop.quick }`,
      {
        answer: answers({
          'shop.slow': { output: 1, afterMs: 50 },
          'shop.quick': { output: 2, afterMs: 20 },
        }),
      },
    );
    expect(end).toEqual({ status: 'completed', output: 2 });
    expect(endedAt - firstOfDays).toBe(20);
    expect(tasks.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'race completed',
      'slow stopped',
      'quick completed',
    ]);
    expect(calls.map(({ name, status }) => `${String(name)} ${status}`)).toEqual([
      'shop.slow dropped',
      'shop.quick done',
    ]);
  });

  test('shows a task that extensions wrap once', async () => {
    const { tasks } = await run(
      `
use:
  extensions:
    - log: { extend: set, before: [{ note: { call: log.write } }] }
do:
  - value: { set: { a: 1 } }`,
      { answer: () => ({ output: null }) },
    );
    expect(tasks.map(({ key, kind }) => `${key} ${kind}`)).toEqual(['/value set', '/value~0/note call']);
    expect(tasks[0]).toMatchObject({ output: { a: 1 } });
  });

  test('shows how far a run is that waits for ever', async () => {
    const { tasks, calls, end } = await run('do:\n  - ask: { call: shop.getOrder, with: { id: 1 } }');
    expect(end).toBeNull();
    expect(tasks).toMatchObject([{ name: 'ask', status: 'running', ended: null, input: {} }]);
    expect(calls).toMatchObject([{ name: 'shop.getOrder', with: { id: 1 }, status: 'open' }]);
  });
});

describe('time', () => {
  test('passes at once, in the order of what is due', async () => {
    const { tasks, endedAt } = await run(`
do:
  - both:
      fork:
        branches:
          - long: { do: [{ a: { wait: { hours: 2 } } }, { late: { set: { x: 1 } } }] }
          - short: { do: [{ b: { wait: { hours: 1 } } }, { soon: { set: { x: 2 } } }] }
  - year: { wait: { days: 365 } }`);
    const set = tasks
      .filter(({ kind }) => kind === 'set')
      .map(({ name, began }) => [name, began - firstOfDays]);
    expect(set).toEqual([
      ['soon', 3_600_000],
      ['late', 7_200_000],
    ]);
    expect(endedAt - firstOfDays).toBe(365 * 86_400_000 + 7_200_000);
  });

  test('a call that never answers runs into its timeout', async () => {
    const { end, endedAt } = await run(
      'do:\n  - ask: { call: shop.get, timeout: { after: { seconds: 3 } } }',
    );
    expect(end).toMatchObject({ status: 'faulted', error: { status: 408, instance: '/do/0/ask' } });
    expect(endedAt - firstOfDays).toBe(3_000);
  });

  test('a task that goes on forever is stopped by the limit', async () => {
    const { end } = await run('do:\n  - a: { set: { x: 1 }, then: b }\n  - b: { set: { x: 2 }, then: a }', {
      limits: { tasks: 500 },
    });
    expect(end).toMatchObject({ status: 'faulted', error: { detail: expect.stringContaining('500 tasks') } });
    await expect(
      run('do:\n  - a: { wait: { seconds: 1 }, then: b }\n  - b: { set: { x: 1 }, then: a }', {
        limits: { events: 50 },
      }),
    ).rejects.toThrow('more than 50 events');
  });

  test('somebody who goes away ends it', async () => {
    const loop = 'do:\n  - a: { wait: { seconds: 1 }, then: b }\n  - b: { set: { x: 1 }, then: a }';
    await expect(run(loop, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('events', () => {
  const two = `
do:
  - first: { listen: { to: { one: { with: { type: a.came } } } }, output: { as: '\${ .[0] }' } }
  - pause: { wait: { minutes: 5 } }
  - second: { listen: { to: { one: { with: { type: b.came } } } }, output: { as: '\${ .[0] }' } }`;

  test('reach whoever listens for them, in their order', async () => {
    const { end, unheard } = await run(two, {
      events: [
        { event: event('x.came') },
        { event: event('a.came') },
        { event: event('b.came', { data: 2 }) },
      ],
    });
    expect(end).toMatchObject({ output: 2 });
    expect(unheard.map(({ type }) => type)).toEqual(['x.came']);
  });

  test('come at their time, heard or not', async () => {
    const at = firstOfDays + 60_000;
    const { end, unheard } = await run(two, {
      events: [{ event: event('a.came') }, { event: event('b.came'), at }],
    });
    expect(end).toBeNull();
    expect(unheard.map(({ type }) => type)).toEqual(['b.came']);
  });

  test('one that names its listener may come before it', async () => {
    const { end } = await run(
      `
do:
  - pause: { wait: { minutes: 5 } }
  - hear: { listen: { to: { one: { with: { type: b.came, subject: s-1 } } } } }`,
      { events: [{ event: event('b.came', { subject: 's-1', data: 7 }), at: firstOfDays + 1 }] },
    );
    expect(end).toMatchObject({ output: [7] });
  });

  test('what a run emits reaches its own listeners', async () => {
    const { end, emitted } = await run(`
do:
  - both:
      fork:
        branches:
          - hear: { listen: { to: { one: { with: { type: a.done } } } } }
          - say: { emit: { event: { with: { source: 'https://a.example', type: a.done, data: 5 } } } }
      output: { as: '\${ .[0] }' }`);
    expect(emitted).toMatchObject([{ type: 'a.done', id: 'run_test/both/say', data: 5 }]);
    expect(end).toMatchObject({ output: [5] });
  });
});

test('sub-flows and scripts are answered as calls are', async () => {
  const { end, calls } = await run(
    `
do:
  - sub: { run: { workflow: { namespace: test, name: other, version: '1.0.0', input: { n: 1 } } } }
  - script: { run: { script: { language: javascript, code: 'console.log(1)' } } }`,
    {
      answer: (work) =>
        work.kind === 'run' && work.process === 'workflow'
          ? { output: { from: 'other' } }
          : { output: { code: 0, stdout: 'hello', stderr: '' } },
    },
  );
  expect(end).toMatchObject({ output: 'hello' });
  expect(calls).toMatchObject([
    { function: 'workflow', name: 'other' },
    { function: 'script', name: null },
  ]);
});
