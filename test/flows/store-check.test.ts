import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startFlowStore, type FlowTrial } from '../setup/flow-store.ts';
import { verifies } from '../setup/verifies.ts';

let trial: FlowTrial;
beforeAll(async () => {
  trial = await startFlowStore();
  trial.offered.operations.set('crm.create', {
    type: 'object',
    properties: {
      name: { type: 'string', minLength: 2 },
      age: { type: 'integer' },
      address: {
        type: 'object',
        properties: { city: { type: 'string' }, zip: { type: 'string' } },
        required: ['city'],
        additionalProperties: false,
      },
      phones: { type: 'array', items: { type: 'string' } },
    },
    required: ['name'],
    additionalProperties: false,
  });
  trial.offered.operations.set('crm.search', {
    anyOf: [{ required: ['name'] }, { required: ['id'] }],
    type: 'object',
    properties: { name: { type: 'string' }, id: { type: 'integer' } },
  });
  trial.offered.operations.set('crm.loose', { type: 'object', properties: { name: { type: 'string' } } });
  trial.offered.operations.set('crm.ping', { type: 'object', properties: {}, additionalProperties: false });
  trial.offered.connections.add('crm sales');
});
afterAll(() => trial.stop());

interface Findings {
  readonly problems: {
    readonly path: string;
    readonly line: number;
    readonly column: number;
    readonly message: string;
  }[];
  readonly warnings: { readonly path: string; readonly message: string }[];
}

const head = `document: { dsl: '1.0.3', namespace: shop, name: checked, version: '1.0.0' }\n`;
const check = (rest: string) => trial.call<Findings>('flows.check', { text: head + rest });
const told = async (rest: string): Promise<string[]> =>
  (await check(rest)).problems.map(({ path, message }) => `${path} ${message}`);
const calls = (given: string, operation = 'crm.create'): string =>
  `do:\n  - a: { call: ${operation}, ${given} }\n`;

test('a flow with nothing wrong has no problems', async () => {
  const findings = await check(
    calls(
      `with: { name: '\${ .n }', age: 7, address: { city: X }, phones: ['\${ .p }', y] }, metadata: { connection: sales }`,
    ),
  );
  expect(findings).toMatchObject({ problems: [], warnings: [] });
  expect(await told(calls("if: '${ true }'", 'crm.ping'))).toEqual([]);
});

verifies('flows.check.space', 'names arguments that are missing or unknown, at every level', async () => {
  expect(await told(calls('with: { nam: Ada }'))).toEqual([
    '/do/0/a/with "name" is missing: the operation needs it.',
    '/do/0/a/with/nam The operation knows no argument "nam". Did you mean "name"?',
  ]);
  expect(await told(calls("with: { name: '${ .n }', address: { town: '${ .t }' } }"))).toEqual([
    '/do/0/a/with/address "city" is missing: the operation needs it.',
    '/do/0/a/with/address/town The operation knows no argument "town".',
  ]);
  expect(await told(calls("if: '${ true }'"))).toEqual([
    '/do/0/a/with "name" is missing: the operation needs it.',
  ]);
});

test('checks values that are written out, and no expressions', async () => {
  expect(await told(calls("with: { name: A, age: '7', phones: ['${ .p }', 8] }"))).toEqual([
    expect.stringMatching(/^\/do\/0\/a\/with\/name This must /),
    '/do/0/a/with/age This must be integer, not "7".',
    '/do/0/a/with/phones/1 This must be string, not 8.',
  ]);
  expect(await told(calls("with: { name: '${ .n }', age: '${ .a }', phones: '${ .all }' }"))).toEqual([]);
});

test('holds back where a schema has ways of its own, and warns where it does not say', async () => {
  expect(await told(calls('with: { id: 1 }', 'crm.search'))).toEqual([]);
  expect(await told(calls("with: { other: '${ .x }' }", 'crm.search'))).toEqual([]);
  expect(await told(calls('with: { }', 'crm.search'))).toContain(
    '/do/0/a/with This fits none of the 2 alternatives.',
  );
  const { problems, warnings } = await check(calls('with: { nam: Ada }', 'crm.loose'));
  expect(problems).toEqual([]);
  expect(warnings.map(({ path }) => path)).toEqual(['/do/0/a/with/nam']);
});

test('finds calls wherever tasks can stand', async () => {
  const task = '{ call: crm.ping, metadata: { connection: none } }';
  const found = await told(`use:
  functions:
    ping: ${task}
  extensions:
    - log: { extend: set, before: [ { a: ${task} } ] }
do:
  - block: { do: [ { a: ${task} } ] }
  - loop: { for: { in: '\${ . }' }, do: [ { a: ${task} } ] }
  - tried: { try: [ { a: ${task} } ], catch: { do: [ { b: ${task} } ] } }
  - forked: { fork: { branches: [ { a: ${task} } ] } }
  - heard: { listen: { to: { one: { with: { type: a.b } } } }, foreach: { do: [ { a: ${task} } ] } }
  - named: { call: ping }
  - set: { set: { a: 1 } }
`);
  expect(found.map((one) => one.split(' ')[0])).toEqual([
    '/use/functions/ping/metadata/connection',
    '/use/extensions/0/log/before/0/a/metadata/connection',
    '/do/0/block/do/0/a/metadata/connection',
    '/do/1/loop/do/0/a/metadata/connection',
    '/do/2/tried/try/0/a/metadata/connection',
    '/do/2/tried/catch/do/0/b/metadata/connection',
    '/do/3/forked/fork/branches/0/a/metadata/connection',
    '/do/4/heard/foreach/do/0/a/metadata/connection',
  ]);
});

verifies('flows.check.space', 'says what is missing in the space: connection, secret, flow', async () => {
  const use = 'use: { secrets: [ key ] }\n';
  const run = "do:\n  - a: { run: { workflow: { namespace: shop, name: other, version: '2.0.0' } } }\n";
  expect(await told(use + run)).toEqual([
    '/use/secrets/0 This space has no secret "key". Set it under Secrets, or PUT /api/secrets.',
    '/do/0/a/run/workflow/name There is no published flow "shop/other" of version 2.0.0 in this space. Publish it first.',
  ]);
  await trial.call('secrets.set', { name: 'key', value: 'x' });
  const other = `document: { dsl: '1.0.3', namespace: shop, name: other, version: '2.0.0' }\ndo:\n  - a: { set: { b: 1 } }\n`;
  await trial.call('flows.save', { text: other });
  expect(await told(use + run)).toHaveLength(1);
  await trial.call('flows.publish', { name: 'other' });
  const { problems, warnings } = await check(use + run);
  expect(problems).toEqual([]);
  expect(warnings.map(({ path }) => path)).toEqual(['/use/secrets/0']);
  const itself = "do:\n  - a: { run: { workflow: { namespace: shop, name: checked, version: '1.0.0' } } }\n";
  expect(await told(itself)).toEqual([]);
});

test('warns of a word that tells nothing of the life of a run', async () => {
  const text = (lifecycle: string): string =>
    head.replace(' }\n', `, metadata: { lifecycle: ${lifecycle} } }\n`) + 'do:\n  - a: { set: { a: 1 } }\n';
  const warned = async (lifecycle: string) =>
    (await trial.call<Findings>('flows.check', { text: text(lifecycle) })).warnings.map(({ path }) => path);
  expect(await warned('everything')).toEqual(['/document/metadata/lifecycle']);
  expect(await warned('[ all, loud ]')).toEqual(['/document/metadata/lifecycle/1']);
  expect(await warned('[ all, status ]')).toEqual([]);
});

test('refuses what would run on the machine of the hub, with the reason', async () => {
  expect(await told('do:\n  - a: { run: { container: { image: alpine } } }\n')).toEqual([
    expect.stringContaining('/do/0/a/run/container Containers are not run'),
  ]);
});

test('an expression that is wrong is shown where it is wrong', async () => {
  const { problems } = await check(`do:
  - a:
      set:
        text: |-
          \${ .first
             | foo(1) }
`);
  expect(problems).toMatchObject([{ path: '/do/0/a/set/text', line: 7 }]);
});

test('a hundred calls of one operation ask the catalogue once', async () => {
  const many = Array.from({ length: 100 }, (_, at) => `  - a${at}: { call: crm.ping }\n`).join('');
  expect(await told(`do:\n${many}`)).toEqual([]);
});
