import { describe, expect, test } from '@jest/globals';
import { drive } from '../../setup/flow-driver.ts';

const using = (parts: string, tasks: string): string => `use: { extensions: [${parts}] }\ndo: [${tasks}]`;
const told = (name: string, data: string): string =>
  `{ ${name}: { emit: { event: { with: { source: 'https://a.example', type: ${name}, data: '\${ ${data} }' } } } } }`;
const logging = (extend: string, more = ''): string =>
  `{ log: { extend: ${extend}${more}, before: [${told('before', '[$task.reference, .]')}], after: [${told('after', '[$task.reference, ., $task.output]')}] } }`;

describe('an extension', () => {
  test('does its tasks before and after, and changes nothing', async () => {
    const run = await drive(
      using(logging('set'), `{ s: { set: { x: '\${ .n }' }, output: { as: '{ y: .x }' } } }`),
      { input: { n: 1 } },
    );
    expect(run.output).toEqual({ y: 1 });
    expect(run.emitted.map(({ type, data }) => [type, data])).toEqual([
      ['before', ['/do/0/s', { n: 1 }]],
      ['after', ['/do/0/s', { y: 1 }, { x: 1 }]],
    ]);
  });

  test.each([
    ['all', 3],
    ['set', 1],
    ['composite', 1],
    ['switch', 1],
    ['call', 0],
  ])('of %s is put around %i tasks', async (extend, times) => {
    const run = await drive(
      using(
        logging(extend),
        `{ d: { do: [{ s: { set: { x: 1 } } }] } }, { w: { switch: [{ c: { then: end } }] } }`,
      ),
    );
    expect(run.emitted.filter(({ type }) => type === 'before')).toHaveLength(times);
    expect(run.emitted.filter(({ type }) => type === 'after')).toHaveLength(times);
  });

  test('has a condition about the task', async () => {
    const text = using(
      logging('set', `, when: '$task.name == "b"'`),
      `{ a: { set: { x: 1 } } }, { b: { set: { x: 2 } } }`,
    );
    expect((await drive(text)).emitted.map(({ data }) => (data as unknown[])[0])).toEqual([
      '/do/1/b',
      '/do/1/b',
    ]);
  });

  test('that exits takes the place of the task', async () => {
    const mock = `{ mock: { extend: call, before: [{ m: { if: .mocked, set: { fake: true }, then: exit } }, { o: { set: { other: 1 } } }] } }`;
    const text = using(
      mock,
      `{ c: { call: x.y, export: { as: . } } }, { d: { set: '\${ { got: ., context: $context } }' } }`,
    );
    const mocked = await drive(text, { input: { mocked: true } });
    expect(mocked).toMatchObject({ works: [], output: { got: { fake: true }, context: null } });
    const called = await drive(text, { input: { mocked: false }, answer: () => ({ output: 'real' }) });
    expect(called.output).toEqual({ got: 'real', context: 'real' });
  });

  test('that exits after the task ends only its own list', async () => {
    const text = using(
      `{ e: { extend: set, after: [{ x: { if: 'true', set: { lost: 1 }, then: exit } }, ${told('never', '1')}] } }`,
      `{ s: { set: { x: 1 } } }, { t: { set: '\${ . }' } }`,
    );
    expect(await drive(text)).toMatchObject({ output: { x: 1 }, emitted: [] });
  });

  test('goes in order before, and the other way after', async () => {
    const one = (name: string): string =>
      `{ ${name}: { extend: set, before: [${told(`${name}1`, '1')}], after: [${told(`${name}2`, '1')}] } }`;
    const run = await drive(using(`${one('a')}, ${one('b')}`, `{ s: { set: { x: 1 } } }`));
    expect(run.emitted.map(({ type }) => type)).toEqual(['a1', 'b1', 'b2', 'a2']);
  });

  test('leaves the ways of a switch, of then and of a try as they are', async () => {
    const tasks = `{ s: { switch: [{ one: { when: 'true', then: c } }] } }, { b: { set: { wrong: 1 } } }, { c: { do: [{ t: { try: [{ x: { if: 'true', set: { x: 1 }, then: exit } }], catch: {} } }, { y: { set: { wrong: 2 } } }], then: e } }, { d: { set: { wrong: 3 } } }, { e: { set: '\${ . }' } }`;
    expect((await drive(using(logging('all'), tasks))).output).toEqual({ x: 1 });
  });

  test('of a task that ends the run is done before that', async () => {
    const run = await drive(
      using(logging('all'), `{ s: { if: 'true', set: { x: 1 }, then: end } }, { t: { set: { wrong: 1 } } }`),
    );
    expect(run.output).toEqual({ x: 1 });
    expect(run.emitted.map(({ type }) => type)).toEqual(['before', 'after']);
  });

  test('of a task that is skipped does nothing', async () => {
    expect((await drive(using(logging('set'), `{ s: { if: 'false', set: { x: 1 } } }`))).emitted).toEqual([]);
  });

  test('is not put around a task that failed', async () => {
    const run = await drive(
      using(
        logging('raise'),
        `{ t: { try: [{ r: { raise: { error: { type: 'https://a.example', status: 1 } } } }], catch: {} } }`,
      ),
    );
    expect(run.emitted.map(({ type }) => type)).toEqual(['before']);
  });

  test('that fails is the failure of the task', async () => {
    const text = using(
      `{ e: { extend: set, before: [{ r: { raise: { error: { type: 'https://a.example', status: 9 } } } }] } }`,
      `{ t: { try: [{ s: { set: { x: 1 } } }], catch: { do: [] } } }, { u: { set: { y: 1 } } }`,
    );
    const run = await drive(text);
    expect(run.error).toMatchObject({ status: 9, instance: '/use/extensions/0/e/before/0/r' });
  });

  test('may wait, and keeps to the timeout of the task alone', async () => {
    const slow = `{ e: { extend: call, before: [{ w: { wait: PT1H } }], after: [{ v: { wait: PT1H } }] } }`;
    const run = await drive(using(slow, `{ c: { timeout: { after: PT1S }, call: x.y } }`), {
      answer: () => ({ output: 1 }),
    });
    expect(run).toMatchObject({ output: 1, elapsed: 7_200_000, works: [{ timeoutMs: 1_000 }] });
  });
});
