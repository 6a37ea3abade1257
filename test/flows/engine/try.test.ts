import { describe, expect, test } from '@jest/globals';
import { drive } from '../../setup/flow-driver.ts';
import { verifies } from '../../setup/verifies.ts';

const raise = `{ r: { raise: { error: { type: 'https://a.example/x', status: 418, title: Teapot, detail: short, instance: /here } } } }`;
const caught = `{ c: { set: { caught: '\${ $error }' } } }`;
const tried = (parts: string, tasks = raise): string =>
  `do: [{ t: { try: [${tasks}], catch: { ${parts} } } }]`;

describe('catch', () => {
  test('has the error in a variable, as problem details', async () => {
    expect((await drive(tried(`do: [${caught}]`))).output).toEqual({
      caught: {
        type: 'https://a.example/x',
        status: 418,
        title: 'Teapot',
        detail: 'short',
        instance: '/here',
      },
    });
  });

  test('may call the variable something else', async () => {
    const run = await drive(
      tried(`as: problem, when: '$problem.status == 418', do: [{ c: { set: '\${ $problem.status }' } }]`),
    );
    expect(run.output).toBe(418);
  });

  test('without tasks swallows the error, and the input goes on', async () => {
    const text = `do: [{ t: { input: { from: .a }, try: [{ s: { set: { lost: 1 } } }, ${raise}], catch: {}, output: { as: '{ out: . }' } } }]`;
    expect((await drive(text, { input: { a: 5 } })).output).toEqual({ out: 5 });
  });

  test('with tasks begins with the input of the try', async () => {
    const text = tried(
      `do: [{ c: { set: '\${ . + { n: $error.status } }' } }, { d: { set: '\${ . + { again: $error.status } }' } }]`,
      `{ s: { set: { lost: 1 } } }, ${raise}`,
    );
    expect((await drive(text, { input: { a: 5 } })).output).toEqual({ a: 5, n: 418, again: 418 });
  });

  test.each([
    ['type: https://a.example/x', true],
    ['type: https://a.example/y', false],
    ['status: 418', true],
    ['status: 419', false],
    ['title: Teapot', true],
    ['title: Kettle', false],
    ['detail: short', true],
    ['details: short', true],
    ['detail: long', false],
    ['instance: /here', true],
    ['instance: /there', false],
    ['type: https://a.example/x, status: 418, title: Teapot', true],
    ['type: https://a.example/x, status: 419', false],
  ])('with the filter { %s } catches it: %s', async (filter, catches) => {
    const run = await drive(tried(`errors: { with: { ${filter} } }, do: [${caught}]`));
    expect(run.status).toBe(catches ? 'completed' : 'faulted');
  });

  test.each([
    ["when: '$error.status == 418'", true],
    ["when: '$error.status == 419'", false],
    ["exceptWhen: '$error.status == 418'", false],
    ["exceptWhen: '$error.status == 419'", true],
    ['when: .yes, exceptWhen: .no', true],
    ['when: .yes, exceptWhen: .yes', false],
    ["errors: { with: { status: 1 } }, when: 'true'", false],
  ])('with %s catches it: %s', async (parts, catches) => {
    const run = await drive(tried(`${parts}, do: [${caught}]`), { input: { yes: true, no: false } });
    expect(run.status).toBe(catches ? 'completed' : 'faulted');
  });

  test.each([
    'https://serverlessworkflow.io/spec/1.0.0/errors/communication',
    'https://serverlessworkflow.io/dsl/errors/types/communication',
  ])('knows the standard errors by either name: %s', async (type) => {
    const text = tried(`errors: { with: { type: ${type} } }`, `{ c: { call: x.y } }`);
    const run = await drive(text, { answer: () => ({ failure: { kind: 'communication', detail: '' } }) });
    expect(run.status).toBe('completed');
  });

  test('has what the other side said', async () => {
    const failure = {
      kind: 'communication',
      status: 503,
      title: 'Busy',
      detail: 'come later',
      more: { response: { id: 7 }, status: 1, instance: '/x' },
    } as const;
    const run = await drive(tried(`do: [${caught}]`, `{ c: { call: x.y } }`), {
      answer: () => ({ failure }),
    });
    expect(run.output).toEqual({
      caught: {
        ...{
          type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication',
          status: 503,
          title: 'Busy',
        },
        ...{ detail: 'come later', instance: '/do/0/t/try/0/c', response: { id: 7 } },
      },
    });
  });

  test('does not catch what its own tasks do wrong', async () => {
    const run = await drive(
      tried(`do: [{ again: { raise: { error: { type: 'https://a.example', status: 500 } } } }]`),
    );
    expect(run.error).toMatchObject({ status: 500, instance: '/do/0/t/catch/do/0/again' });
  });

  test('whose condition fails, fails with that', async () => {
    const run = await drive(tried(`when: '$error.status.x'`));
    expect(run.error).toMatchObject({ type: expect.stringMatching(/expression$/), instance: '/do/0/t' });
  });

  test('lets an error pass to the next try around it', async () => {
    const inner = `{ u: { try: [${raise}], catch: { errors: { with: { status: 1 } }, do: [] } } }`;
    const run = await drive(tried(`do: [{ c: { set: '\${ "outer " + $error.title }' } }]`, inner));
    expect(run.output).toBe('outer Teapot');
  });

  verifies(
    'flows.tasks.errors',
    'catches what a catch inside of it raises, with the variables of both',
    async () => {
      const inner = `{ u: { try: [${raise}], catch: { as: first, do: [{ x: { raise: { error: { type: 'https://a.example', status: 2, title: '\${ $first.title }' } } } }] } } }`;
      const run = await drive(tried(`do: [${caught}]`, inner));
      expect(run.output).toMatchObject({ caught: { status: 2, title: 'Teapot' } });
    },
  );

  test.each([
    ['a loop', `{ l: { for: { in: '[1,2]' }, do: [${raise}] } }`],
    ['a fork', `{ f: { fork: { branches: [{ a: { wait: PT1H } }, ${raise}] } } }`],
    ['a list', `{ d: { do: [${raise}] } }`],
    ['the input of a task', `{ s: { input: { schema: { document: { type: string } } }, set: { x: 1 } } }`],
    ['an export', `{ s: { set: { x: 1 }, export: { as: error } } }`],
    ['a foreach', `{ l: { for: { in: .x }, do: [${raise}] } }`],
  ])('catches what goes wrong in %s, and leaves nothing behind', async (_, task) => {
    const run = await drive(tried(`do: [{ c: { set: { ok: true } } }]`, task));
    expect(run).toMatchObject({ output: { ok: true }, open: [] });
  });

  test('an empty list of tasks to try, or to catch with, hands the input on', async () => {
    expect((await drive(`do: [{ t: { try: [], catch: {} } }]`, { input: { a: 1 } })).output).toEqual({
      a: 1,
    });
    expect((await drive(tried('do: []'), { input: { a: 1 } })).output).toEqual({ a: 1 });
  });

  test('keeps what was exported before the error', async () => {
    const text = tried(
      `do: [{ c: { set: '\${ $context }' } }]`,
      `{ s: { set: { x: 1 }, export: { as: '{ kept: 1 }' } } }, ${raise}`,
    );
    expect((await drive(text)).output).toEqual({ kept: 1 });
  });
});

describe('raise', () => {
  test('by name, with expressions', async () => {
    const text = `use: { errors: { late: { type: 'https://a.example/late', status: 504, title: 'Late by \${ .by }', detail: '\${ { by } }' } } }
do: [{ r: { raise: { error: late } } }]`;
    const { error, rows } = await drive(text, { input: { by: 3 } });
    expect(error).toEqual({
      type: 'https://a.example/late',
      status: 504,
      title: 'Late by 3',
      detail: '{"by":3}',
      instance: '/do/0/r',
    });
    expect(rows).toMatchObject([{ kind: 'faulted', key: '/r', output: error }]);
  });

  test('an error without a title has an empty one', async () => {
    const { error } = await drive(
      `do: [{ r: { raise: { error: { type: 'https://a.example', status: 400 } } } }]`,
    );
    expect(error).toEqual({ type: 'https://a.example', status: 400, title: '', instance: '/do/0/r' });
  });

  test.each([["type: '${ null }', status: 400"], ["type: '${ 7 }', status: 400"]])(
    'what is no error is an error: { %s }',
    async (parts) => {
      const { error } = await drive(`do: [{ r: { raise: { error: { ${parts} } } } }]`);
      expect(error).toMatchObject({ type: expect.stringMatching(/expression$/), instance: '/do/0/r' });
    },
  );
});
