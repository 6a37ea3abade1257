import { describe, expect, test } from '@jest/globals';
import { readText } from '../../../flows/document/read-text.ts';
import { flowText, ours, soundFlow, soundTask } from '../../setup/flow-documents.ts';
import { textOf } from '../../setup/sources.ts';

/** What a document becomes: defaults filled in, names replaced by what they stand for. */

const task = (body: string) => soundTask(`do:\n  - a: ${body}\n`);

describe('the document', () => {
  test('with nothing but what it needs', () => {
    expect(soundFlow('do: []')).toEqual({
      dsl: '1.0.3',
      namespace: 'test',
      name: 'flow',
      version: '1.0.0',
      title: null,
      summary: null,
      tags: {},
      metadata: {},
      mode: 'durable',
      concurrency: null,
      http: null,
      sensitive: [],
      input: {},
      output: {},
      timeout: null,
      schedule: null,
      secrets: [],
      tasks: [],
      definition: {
        document: { dsl: '1.0.3', namespace: 'test', name: 'flow', version: '1.0.0' },
        do: [],
      },
    });
  });

  test('with what the hub reads out of the metadata', () => {
    const { document } = readText(textOf(`${ours}/every-feature.yaml`));
    expect(document).toMatchObject({
      mode: 'fast',
      concurrency: { key: '.contact.id', max: 2, policy: 'replace' },
      http: { method: 'POST', path: '/every/{id}', respond: 'accepted' },
      sensitive: ['/token', 'phone'],
      secrets: ['admin'],
      timeout: { ms: 93_784_005 },
      input: { map: { template: { id: '${ .id }' } }, schema: { type: 'object' } },
      schedule: {
        every: { ms: 300_000 },
        cron: '*/5 8-18 * * 1-5',
        after: { ms: 3_600_000 },
        on: {
          kind: 'any',
          filters: [{ correlate: { petId: { from: '.data.id', expect: '7' } } }],
          until: { events: { kind: 'all', filters: [{ with: { type: 'shop.closed' }, correlate: {} }] } },
        },
      },
    });
  });
});

describe('a task', () => {
  test('with nothing but its kind', () => {
    expect(task('{ wait: PT1.5S }')).toEqual({
      name: 'a',
      place: '/do/0/a',
      definition: { wait: 'PT1.5S' },
      if: null,
      input: {},
      output: {},
      export: {},
      timeout: null,
      then: 'continue',
      metadata: {},
      extensions: [],
      kind: 'wait',
      for: { ms: 1_500 },
    });
  });

  test('with expressions, with or without what marks them', () => {
    const given = "{ if: '${ .x }', set: '${ .y }', input: { from: .z }, export: { as: { b: '${ .w }' } } }";
    expect(task(given)).toMatchObject({
      if: '.x',
      set: { expression: '.y' },
      input: { map: { expression: '.z' } },
      export: { map: { template: { b: '${ .w }' } } },
    });
  });

  test.each([
    ['{ days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1 }', { ms: 90_061_001 }],
    ['P1Y2M3W4DT5H6M7S', { ms: (365 + 60 + 21 + 4) * 86_400_000 + 18_367_000 }],
    ['PT0S', { ms: 0 }],
    ["'${ .pause }'", { expression: '.pause' }],
  ])('that waits %s', (text, duration) => {
    expect(task(`{ wait: ${text} }`)).toMatchObject({ for: duration });
  });

  test('in a list inside of others knows its place', () => {
    const place = (rest: string) => /"place":"([^"]*\/x)"/.exec(JSON.stringify(soundFlow(rest).tasks))?.[1];
    const x = '[{ x: { wait: PT1S } }]';
    expect(place(`do: [{ a: { do: ${x} } }]`)).toBe('/do/0/a/do/0/x');
    expect(place(`do: [{ a/b: { do: ${x} } }]`)).toBe('/do/0/a~1b/do/0/x');
    expect(place(`do: [{ a: { for: { in: . }, do: ${x} } }]`)).toBe('/do/0/a/do/0/x');
    expect(place(`do: [{ a: { fork: { branches: ${x} } } }]`)).toBe('/do/0/a/fork/branches/0/x');
    expect(place(`do: [{ a: { try: ${x}, catch: {} } }]`)).toBe('/do/0/a/try/0/x');
    expect(place(`do: [{ a: { try: [], catch: { do: ${x} } } }]`)).toBe('/do/0/a/catch/do/0/x');
    expect(place(`do: [{ a: { listen: { to: { any: [] } }, foreach: { do: ${x} } } }]`)).toBe(
      '/do/0/a/foreach/do/0/x',
    );
  });
});

describe('defaults', () => {
  test('of loops', () => {
    expect(task('{ for: { in: .x }, do: [] }')).toMatchObject({
      kind: 'for',
      each: 'item',
      at: 'index',
      in: '.x',
      while: null,
    });
  });

  test('of catching and trying again', () => {
    expect(task('{ try: [], catch: {} }')).toMatchObject({
      catch: { errors: {}, as: 'error', when: null, exceptWhen: null, retry: null, tasks: null },
    });
    expect(task('{ try: [], catch: { retry: {} } }')).toMatchObject({
      catch: {
        retry: {
          when: null,
          exceptWhen: null,
          delay: null,
          backoff: 'constant',
          jitter: null,
          limit: { count: null, attempt: null, duration: null },
        },
      },
    });
  });

  test('of listening', () => {
    expect(task('{ listen: { to: { any: [] } }, foreach: {} }')).toMatchObject({
      to: { kind: 'any', filters: [], until: null },
      read: 'data',
      foreach: { item: 'item', at: 'index', tasks: [], output: {}, export: {} },
    });
    expect(task("{ listen: { to: { any: [], until: '${ .x }' } } }")).toMatchObject({
      to: { until: { expression: '.x' } },
      foreach: null,
    });
  });

  test('of running', () => {
    expect(task('{ run: { script: { language: js, code: x } } }')).toMatchObject({
      run: { process: 'script', arguments: [], stdin: null, environment: {} },
      await: true,
      return: 'stdout',
    });
    expect(task('{ run: { workflow: { namespace: a, name: b, version: latest } }, if: .x }')).toMatchObject({
      run: { process: 'workflow', version: 'latest', input: {} },
    });
  });

  test('of raising', () => {
    expect(task('{ raise: { error: { type: "https://a", status: 400 } } }')).toMatchObject({
      error: { type: 'https://a', status: 400, title: null, detail: null, instance: null },
    });
  });
});

describe('calls', () => {
  test('of operations, with their connection', () => {
    expect(task('{ call: crm.find, metadata: { connection: sales } }')).toMatchObject({
      call: { function: 'operation', operation: 'crm.find', connection: 'sales', with: {} },
    });
  });

  test('of functions of the document hold the function as a task', () => {
    const text =
      "use: { functions: { f: { set: { b: 1 } } } }\ndo: [{ a: { call: f, with: { c: '${ .c }' } } }]";
    expect(soundTask(text)).toMatchObject({
      call: {
        function: 'task',
        task: { name: 'f', place: '/use/functions/f', kind: 'set' },
        with: { c: '${ .c }' },
      },
    });
  });

  test('have the policy in the place of its name', () => {
    const text = `use: { secrets: [s], authentications: { p: { basic: { use: s } } } }
do: [{ a: { call: http, with: { method: get, endpoint: { uri: "https://a", authentication: { use: p } } } } }]`;
    expect(soundTask(text)).toMatchObject({
      call: {
        function: 'http',
        with: { method: 'get', endpoint: { uri: 'https://a', authentication: { basic: { use: 's' } } } },
      },
    });
  });

  test('to subscribe keep what is asked of each message apart', () => {
    const text = `{ call: asyncapi, with: { document: { endpoint: "https://a" }, channel: c,
      subscription: { filter: "\${ .x }", consume: { amount: 2, for: PT1S }, foreach: { do: [] } } } }`;
    expect(task(text)).toMatchObject({
      call: {
        with: { document: { endpoint: 'https://a' }, channel: 'c' },
        subscription: {
          filter: '.x',
          amount: 2,
          for: { ms: 1_000 },
          while: null,
          until: null,
          foreach: { tasks: [] },
        },
      },
    });
  });
});

describe('what is declared for use', () => {
  const use = `use:
  timeouts: { t: { after: PT2S } }
  errors: { e: { type: 'https://a', status: 404 } }
  retries: { r: { delay: PT1S, backoff: { exponential: {} } } }
`;

  test('stands in the place of its name', () => {
    const text = `${use}timeout: t
do: [{ a: { try: [{ b: { raise: { error: e }, timeout: t } }], catch: { retry: r } } }]`;
    const { timeout, tasks } = soundFlow(text);
    expect(timeout).toEqual({ ms: 2_000 });
    expect(tasks[0]).toMatchObject({
      tasks: [{ error: { type: 'https://a', status: 404 }, timeout: { ms: 2_000 } }],
      catch: { retry: { delay: { ms: 1_000 }, backoff: 'exponential' } },
    });
  });

  test('extensions are with the kinds that they extend, and not with each other', () => {
    const { tasks } = soundFlow(`use:
  functions: { f: { set: { y: 1 } } }
  extensions:
    - all: { extend: all, before: [{ b: { call: f } }] }
    - sets: { extend: set, when: .x, after: [{ c: { set: { z: 1 } } }] }
    - blocks: { extend: composite, before: [{ d: { wait: PT1S } }] }
do: [{ a: { set: { x: 1 } } }, { b: { do: [] } }, { c: { call: f } }]`);
    const extendedBy = tasks.map(({ extensions }) =>
      extensions.map(({ before, after }) => [...before, ...after].map(({ name }) => name).join()),
    );
    expect(extendedBy).toEqual([['b', 'c'], ['b', 'd'], ['b']]);
    const inside = JSON.stringify(tasks[0]?.extensions);
    expect(inside).toContain('"place":"/use/extensions/0/all/before/0/b"');
    expect(inside.match(/"extensions":\[(?!\])/g)).toBeNull();
    expect(tasks[2]).toMatchObject({ call: { task: { extensions: [{}, { when: '.x' }] } } });
  });
});

describe('bounds', () => {
  test('functions that call functions that call functions', () => {
    const deep = Array.from({ length: 40 }, (_, at) => `f${at}: { call: f${at + 1} }`).join(', ');
    const { problems } = readText(flowText(`use: { functions: { ${deep}, f40: { wait: PT1S } } }\ndo: []`));
    expect(problems).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('more than 32 deep') as unknown }),
    );
  });

  test('tasks are counted wherever they are used', () => {
    const twice = Array.from(
      { length: 14 },
      (_, at) => `f${at}: { do: [{ a: { call: f${at + 1} } }, { b: { call: f${at + 1} } }] }`,
    );
    const text = `use: { functions: { ${twice.join(', ')}, f14: { wait: PT1S } } }\ndo: []`;
    expect(readText(flowText(text)).problems).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('more than 5000 tasks') as unknown }),
    );
  });
});

test('a sketch of what is wrong is there to look further', () => {
  const { document, sketch } = readText(flowText('do: [{ a: { wait: never } }, { b: { set: "${ .x }" } }]'));
  expect(document).toBeNull();
  expect(sketch?.tasks).toMatchObject([{ name: 'a', kind: 'wait' }, { set: { expression: '.x' } }]);
});
