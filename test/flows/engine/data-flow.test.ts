import { describe, expect, test } from '@jest/globals';
import { compileProblems, drive, startOfTime, type DriveOptions } from '../../setup/flow-driver.ts';
import { verifies } from '../../setup/verifies.ts';

/** What goes into a task, out of it and into the context, and which variables there are on the way. */

const outputOf = async (rest: string, options: DriveOptions = {}): Promise<unknown> => {
  const { status, output, error } = await drive(rest, options);
  expect({ status, error }).toEqual({ status: 'completed', error: null });
  return output;
};
const errorOf = async (rest: string, options: DriveOptions = {}) => {
  const { status, error } = await drive(rest, options);
  expect(status).toBe('faulted');
  return error;
};

describe('set', () => {
  test.each([
    [
      'fixed values',
      `{ set: { a: 1, b: [x, null], c: { d: true } } }`,
      { a: 1, b: ['x', null], c: { d: true } },
    ],
    [
      'expressions in an object',
      `{ set: { a: '\${ .n + 1 }', b: ['\${ .n }', 'n is \${ .n }!'] } }`,
      { a: 3, b: [2, 'n is 2!'] },
    ],
    ['one expression for all', `{ set: '\${ .n * 10 }' }`, 20],
    ['an expression that gives nothing', `{ set: '\${ empty }' }`, null],
    [
      'texts made of several expressions',
      `{ set: { a: '\${ .n }-\${ .list }-\${ .none }' } }`,
      { a: '2-[1]-' },
    ],
    ['braces and quotes in an expression', `{ set: { a: '\${ {"}": "\\(.n)}"} }' } }`, { a: { '}': '2}' } }],
    [
      'a field named __proto__',
      `{ set: { __proto__: { x: '\${ .n }' }, y: 1 } }`,
      JSON.parse('{"__proto__":{"x":2},"y":1}'),
    ],
  ])('gives %s', async (_, task, output) => {
    const given = await outputOf(`do: [{ a: ${task} }]`, { input: { n: 2, list: [1] } });
    expect(JSON.stringify(given)).toBe(JSON.stringify(output));
  });

  test('takes an expression of several lines with a comment in it', async () => {
    const text = `do:\n  - a:\n      set:\n        b: |\n          \${\n            # it is "the" { one\n            .n\n          }\n`;
    expect(await outputOf(text, { input: { n: 2 } })).toEqual({ b: 2 });
  });
});

test('the input of a task is what the one before it gave', async () => {
  const text = `do: [{ a: { set: { x: 1 } } }, { b: { set: '\${ . + { y: 2 } }' } }, { c: { do: [{ d: { set: '\${ . + { z: 3 } }' } }] } }]`;
  expect(await outputOf(text)).toEqual({ x: 1, y: 2, z: 3 });
});

test('an empty list of tasks hands its input on', async () => {
  expect(await outputOf('do: []', { input: { x: 1 } })).toEqual({ x: 1 });
  expect(await outputOf('do: [{ a: { do: [] } }]', { input: { x: 1 } })).toEqual({ x: 1 });
});

describe('if', () => {
  test.each([
    ['true', { v: true }, { ran: true }],
    ['a value', { v: 0 }, { ran: true }],
    ['null', { v: null }, { v: null }],
    ['false', { v: false }, { v: false }],
  ])('takes %s as jq does', async (_, input, output) => {
    expect(await outputOf(`do: [{ a: { if: .v, set: { ran: true } } }]`, { input })).toEqual(output);
  });

  verifies(
    'flows.tasks.data',
    'is asked about the raw input, and a task that is skipped does nothing else',
    async () => {
      const text = `do:
  - a: { if: .go, input: { from: '{}', schema: { document: { type: object, required: [none] } } }, set: { x: 1 }, output: { as: '{}' }, export: { as: '{ y: 1 }' }, then: end }
  - b: { set: { skipped: '\${ . }', context: '\${ $context }' } }`;
      const { output, rows } = await drive(text, { input: { go: false } });
      expect(output).toEqual({ skipped: { go: false }, context: null });
      expect(rows.map(({ kind, key }) => [kind, key])).toEqual([
        ['skipped', '/a'],
        ['task', '/b'],
      ]);
    },
  );
});

describe('input, output and export', () => {
  verifies('flows.tasks.data', 'are mapped one after the other, of a task and of the flow', async () => {
    const text = `input: { from: .body }
output: { as: '{ last: ., context: $context }' }
do:
  - a: { input: { from: '{ in: . }' }, set: { made: '\${ .in.n }', input: '\${ $input }', raw: '\${ $task.input }' }, output: { as: '. + { as: $input.in.n }' }, export: { as: '{ kept: $output.as, raw: $task.output.made }' } }
  - b: { set: '\${ . + { second: $context.kept } }', export: { as: '$context + { more: .second }' } }`;
    expect(await outputOf(text, { input: { body: { n: 7 } } })).toEqual({
      last: { made: 7, input: { in: { n: 7 } }, raw: { n: 7 }, as: 7, second: 7 },
      context: { kept: 7, raw: 7, more: 7 },
    });
  });

  test('take objects of expressions as well', async () => {
    const text = `do: [{ a: { input: { from: { x: '\${ .n }' } }, set: '\${ . }', output: { as: { y: '\${ .x }' } }, export: { as: { z: '\${ .y }' } } } }, { b: { set: '\${ $context }' } }]`;
    expect(await outputOf(text, { input: { n: 1 } })).toEqual({ z: 1 });
  });

  const needsX = '{ document: { type: object, required: [x] } }';
  test.each([
    [
      'the raw input of a task, before it is mapped',
      `do: [{ a: { input: { schema: ${needsX}, from: '{ x: 1 }' }, set: { y: 1 } } }]`,
      '/do/0/a',
      'input',
    ],
    [
      'the output of a task, after it is mapped',
      `do: [{ a: { set: { x: 1 }, output: { schema: ${needsX}, as: '{ y: 1 }' } } }]`,
      '/do/0/a',
      'output',
    ],
    [
      'the context',
      `do: [{ a: { set: { x: 1 }, export: { schema: ${needsX}, as: '{ y: 1 }' } } }]`,
      '/do/0/a',
      'context',
    ],
    [
      'the raw input of the flow',
      `input: { schema: ${needsX}, from: '{ x: 1 }' }\ndo: [{ a: { set: { y: 1 } } }]`,
      '',
      'input',
    ],
    [
      'the output of the flow',
      `output: { schema: ${needsX}, as: '{ y: . }' }\ndo: [{ a: { set: { x: 1 } } }]`,
      '',
      'output',
    ],
  ])('check %s', async (...[, text, instance, what]) => {
    const error = await errorOf(text);
    expect(error).toMatchObject({
      status: 400,
      instance,
      detail: expect.stringContaining(`The ${what} is not as its schema says: `),
    });
    expect(error?.type).toBe('https://serverlessworkflow.io/spec/1.0.0/errors/validation');
  });

  test.each([
    [`do: [{ a: { input: { schema: ${needsX}, from: '{ y: 1 }' }, set: { z: 1 } } }]`, { x: 1 }],
    [`do: [{ a: { set: { y: 1 }, output: { schema: ${needsX}, as: '{ x: 1 }' } } }]`, {}],
    [`do: [{ a: { set: { y: 1 }, export: { schema: ${needsX}, as: '{ x: 1 }' } } }]`, {}],
  ])('let pass what is as the schema says: %s', async (text, input) => {
    await outputOf(text, { input });
  });

  test('an export that is not as its schema says leaves the context as it was', async () => {
    const text = `do:
  - a: { set: { x: 1 }, export: { as: '{ first: true }' } }
  - t: { try: [{ b: { set: { y: 1 }, export: { schema: ${needsX}, as: '{ y: 1 }' } } }], catch: { do: [{ c: { set: '\${ $context }' } }] } }`;
    expect(await outputOf(text)).toEqual({ first: true });
  });
});

describe('runtime arguments', () => {
  test('are all there where a task is worked out', async () => {
    const text = `use: { secrets: [key] }
do: [{ a: { input: { from: '{ x: $secrets.key.user }' }, set: { secret: '\${ $secrets.key.user }', input: '\${ $input }', context: '\${ $context }', task: '\${ $task }', workflow: '\${ $workflow | del(.definition) }', name: '\${ $workflow.definition.document.name }', runtime: '\${ $runtime }', authorization: '\${ $authorization }' } } }]`;
    const output = (await outputOf(text, { input: { n: 1 }, secrets: { key: { user: 'ada' } } })) as Record<
      string,
      unknown
    >;
    const startedAt = {
      iso8601: '2026-01-01T00:00:00.000Z',
      epoch: { seconds: startOfTime / 1000, milliseconds: startOfTime },
    };
    expect(output).toMatchObject({
      ...{ secret: 'ada', input: { x: 'ada' }, context: null, name: 'flow', authorization: null },
      task: {
        name: 'a',
        reference: '/do/0/a',
        input: { n: 1 },
        output: null,
        startedAt,
        definition: { input: { from: '{ x: $secrets.key.user }' } },
      },
      workflow: { id: 'run_1', input: { n: 1 }, startedAt },
      runtime: { name: 'app-connect', metadata: {} },
    });
  });

  test('$authorization is what the call was authorised by', async () => {
    const text = `do: [{ a: { call: http, with: { method: get, endpoint: 'https://a.example' }, output: { as: '$authorization' } } }]`;
    const answer = () => ({ output: 1, authorization: { scheme: 'Bearer', parameter: 'xyz' } });
    const { output } = await drive(`${text}`, { answer });
    expect(output).toEqual({ scheme: 'Bearer', parameter: 'xyz' });
  });

  // dsl.md, "Runtime expression arguments".
  const all = ['context', 'input', 'output', 'secrets', 'task', 'workflow', 'runtime', 'authorization'];
  const stages: readonly (readonly [string, (expression: string) => string, readonly string[]])[] = [
    [
      '/input/from',
      (given) => `input: { from: '${given}' }\ndo: [{ a: { set: { x: 1 } } }]`,
      ['secrets', 'workflow', 'runtime'],
    ],
    [
      '/do/0/a/if',
      (given) => `do: [{ a: { if: '${given}', set: { x: 1 } } }]`,
      ['context', 'secrets', 'task', 'workflow', 'runtime'],
    ],
    [
      '/do/0/a/input/from',
      (given) => `do: [{ a: { input: { from: '${given}' }, set: { x: 1 } } }]`,
      ['context', 'secrets', 'task', 'workflow', 'runtime'],
    ],
    [
      '/do/0/a/set',
      (given) => `do: [{ a: { set: '\${ ${given} }' } }]`,
      all.filter((one) => one !== 'output'),
    ],
    [
      '/do/0/a/output/as',
      (given) => `do: [{ a: { set: { x: 1 }, output: { as: '${given}' } } }]`,
      all.filter((one) => one !== 'output'),
    ],
    ['/do/0/a/export/as', (given) => `do: [{ a: { set: { x: 1 }, export: { as: '${given}' } } }]`, all],
    [
      '/output/as',
      (given) => `output: { as: '${given}' }\ndo: [{ a: { set: { x: 1 } } }]`,
      ['context', 'secrets', 'workflow', 'runtime'],
    ],
  ];
  test.each(stages)('at %s are those of the standard, and no others', async (path, text, known) => {
    for (const name of all) {
      const wrong = known.includes(name) ? [] : [`${path} $${name} is not defined here at line 1, column 5`];
      expect(await compileProblems(text(`1 | $${name}`))).toEqual(wrong);
    }
  });

  test('variables of loops, catches and listeners are not known outside of them', async () => {
    const text = `do:
  - l: { for: { each: one, at: number, in: '$one' }, while: '$one', do: [{ a: { set: { x: '\${ $one + $number + $error }' } } }], output: { as: '$one' } }
  - t: { try: [{ a: { set: { x: '\${ $error }' } } }], catch: { when: '$error', retry: { when: '$error', delay: '\${ $error }' }, do: [{ b: { set: { x: '\${ $error }' } } }] } }
  - h: { listen: { to: { any: [], until: '$item' } }, foreach: { do: [{ a: { set: { x: '\${ $item + $index }' } } }], output: { as: '$item' }, export: { as: '$index + $output' } } }`;
    expect(await compileProblems(text)).toEqual([
      '/do/0/l/output/as $one is not defined here at line 1, column 1',
      '/do/0/l/for/in $one is not defined here at line 1, column 1',
      '/do/0/l/do/0/a/set/x $error is not defined here at line 1, column 18',
      '/do/1/t/try/0/a/set/x $error is not defined here at line 1, column 1',
      '/do/2/h/listen/to/until $item is not defined here at line 1, column 1',
    ]);
  });

  test('what is wrong in a function or an extension is told once, where it stands', async () => {
    const text = `use:
  functions: { f: { set: { x: '\${ $nope }' } } }
  extensions: [{ e: { extend: call, when: '$no', before: [{ b: { set: { y: '\${ .[ }' } } }] } }]
do: [{ a: { call: f } }, { b: { call: f } }, { c: { call: x.y, metadata: { connection: '\${ $nix }' } } }]`;
    expect(await compileProblems(text)).toEqual([
      '/use/functions/f/set/x $nope is not defined here at line 1, column 1',
      '/use/extensions/0/e/when $no is not defined here at line 1, column 1',
      expect.stringContaining('/use/extensions/0/e/before/0/b/set/y '),
      '/do/2/c/metadata/connection $nix is not defined here at line 1, column 1',
    ]);
  });
});

test.each([
  ['set', `{ set: { x: '\${ .a.b }' } }`],
  ['if', `{ if: .a.b, set: { x: 1 } }`],
  ['switch', `{ switch: [{ one: { when: .a.b, then: end } }] }`],
  ['for', `{ for: { in: .a.b }, do: [] }`],
  ['wait', `{ wait: '\${ .a.b }' }`],
  ['call', `{ call: http, with: { method: get, endpoint: '\${ .a.b }' } }`],
  ['emit', `{ emit: { event: { with: { source: 'https://a.example', type: t, data: '\${ .a.b }' } } } }`],
  ['listen', `{ listen: { to: { one: { with: { type: '\${ .a.b }' } } } } }`],
  ['raise', `{ raise: { error: { type: 'https://a.example', status: 400, title: '\${ .a.b }' } } }`],
  ['run', `{ run: { workflow: { namespace: a, name: b, version: 1.0.0, input: { x: '\${ .a.b }' } } } }`],
  ['output', `{ set: { x: 1 }, output: { as: '$input.a.b' } }`],
])('an expression that fails in %s is an error of the standard type', async (_, task) => {
  const { error, rows } = await drive(`do: [{ t: ${task} }]`, { input: { a: 'text' } });
  expect(error).toMatchObject({
    type: 'https://serverlessworkflow.io/spec/1.0.0/errors/expression',
    status: 400,
    instance: '/do/0/t',
    detail: expect.stringMatching(/Cannot index string with string \("b"\), in \$\{ \S+ \}/),
  });
  expect(rows.at(-1)).toMatchObject({ kind: 'faulted', key: '/t' });
});
