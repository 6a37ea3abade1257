import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { defineConnector, type ConnectorSpec } from '../../connectors/define/define-connector.ts';
import { operation } from '../../connectors/define/operation.ts';
import { schemaSet } from '../../core/schema/schema-set.ts';
import type { OperationPlan } from '../../core/connector.ts';
import { verifies } from '../setup/verifies.ts';

const spec = (parts: Partial<ConnectorSpec>): ConnectorSpec => ({
  name: 'desk',
  title: 'Desk',
  version: '1.0.0',
  description: 'Requests.',
  servers: [{ url: 'https://desk.example/v1' }],
  auth: { key: { type: 'apiKey', in: 'header', name: 'x-key' } },
  operations: {},
  ...parts,
});

const planOf = (defined: ReturnType<typeof operation>, parts: Partial<ConnectorSpec> = {}): OperationPlan => {
  const [plan] = defineConnector(spec({ ...parts, operations: { it: defined } })).plan.operations;
  if (plan === undefined) throw new Error('there is no plan');
  return plan;
};

verifies('connectors.define.plan', 'fields go where the path, the method or the author says', () => {
  const plan = planOf(
    operation({
      summary: 'Change',
      method: 'PATCH',
      path: '/things/{id}',
      input: z.object({
        id: z.string(),
        note: z.string().optional(),
        expand: z.array(z.string()).optional(),
        size: z.int().default(20),
        trace: z.string(),
        count: z.int(),
      }),
      fields: {
        expand: { in: 'query', explode: false },
        size: { in: 'query', name: 'page[size]' },
        trace: { in: 'header', name: 'X-Trace' },
        count: { name: 'Count' },
      },
      body: { wrapper: 'thing' },
    }),
  );
  const shown = plan.parameters.map(({ argument, name, in: place, required, explode, fallback }) => [
    ...[argument, name, place, required, explode, fallback],
  ]);
  expect(shown).toEqual([
    ['id', 'id', 'path', true, false, undefined],
    ['expand', 'expand', 'query', false, false, undefined],
    ['size', 'page[size]', 'query', true, true, 20],
    ['trace', 'X-Trace', 'header', true, false, undefined],
  ]);
  expect(plan.body).toMatchObject({
    mediaType: 'application/json',
    wrapper: 'thing',
    arguments: {
      shape: 'spread',
      names: [
        { argument: 'note', name: 'note' },
        { argument: 'count', name: 'Count' },
      ],
    },
  });
  expect(plan.input).toMatchObject({ required: ['id', 'trace', 'count'], additionalProperties: false });
});

verifies('connectors.define.plan', 'schemas with a name stand once, also those that hold themselves', () => {
  const tree: z.ZodType = z
    .object({ name: z.string(), below: z.array(z.lazy(() => tree)).optional() })
    .meta({ id: 'Tree' });
  // Without a name zod calls both of these alike.
  const chain: z.ZodType = z.object({ next: z.lazy(() => chain).optional(), a: z.string() });
  const other: z.ZodType = z.object({ next: z.lazy(() => other).optional(), b: z.string() });
  const { plan } = defineConnector(
    spec({
      operations: {
        one: operation({
          summary: 'One',
          method: 'POST',
          path: '/one',
          input: z.object({ tree, chain }),
          output: tree,
        }),
        two: operation({ summary: 'Two', method: 'POST', path: '/two', input: z.object({ tree, other }) }),
      },
    }),
  );
  expect(Object.keys(plan.definitions)).toContain('Tree');
  expect(Object.keys(plan.definitions)).toHaveLength(3);
  expect(plan.operations[0]?.output).toEqual({ $ref: '#/$defs/Tree' });
  const schemas = schemaSet(plan.definitions);
  const [one, two] = plan.operations.map(({ input }) => schemas.compile(input));
  const leaf = { name: 'leaf' };
  expect(one?.({ tree: { name: 'root', below: [leaf] }, chain: { a: 'x', next: { a: 'y' } } })).toEqual([]);
  expect(one?.({ tree: { name: 'root', below: [{}] }, chain: { a: 'x', next: { b: 'y' } } })).toHaveLength(2);
  expect(two?.({ tree: leaf, other: { b: 'x', next: { b: 'y' } } })).toEqual([]);
  expect(two?.({ tree: leaf, other: { b: 'x', next: { a: 'y' } } })).not.toEqual([]);
  expect(schemas.unresolved()).toEqual([]);
});

test('hints come from the method unless the author knows better', () => {
  const common = { summary: 'It', path: '/it', input: z.object({}) } as const;
  const hints = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', own = {}) => {
    const { readOnly, idempotent, destructive } = planOf(operation({ ...common, method, hints: own })).hints;
    return [readOnly, idempotent, destructive];
  };
  expect(hints('GET')).toEqual([true, true, false]);
  expect(hints('POST')).toEqual([false, false, false]);
  expect(hints('PUT')).toEqual([false, true, false]);
  expect(hints('DELETE')).toEqual([false, true, true]);
  expect(hints('POST', { readOnly: true })).toEqual([true, true, false]);
  expect(hints('PUT', { idempotent: false })).toEqual([false, false, false]);
});

test('fields that are marked, or named so that everybody knows, are sensitive', () => {
  const { hints } = planOf(
    operation({
      summary: 'It',
      method: 'POST',
      path: '/it',
      input: z.object({
        password: z.string(),
        pin: z.string().meta({ 'x-sensitive': true }),
        name: z.string(),
      }),
      output: z.object({ access_token: z.string(), total: z.int() }),
      hints: { sensitive: { output: ['/total'] } },
    }),
  );
  expect(hints.sensitive).toEqual({ input: ['/password', '/pin'], output: ['/access_token', '/total'] });
});

test('each way to sign in is enough, with the scopes of the operation where it is OAuth', () => {
  const auth: ConnectorSpec['auth'] = {
    key: { type: 'apiKey', in: 'header', name: 'x-key' },
    oauth: { type: 'oauth2', grants: { clientCredentials: { scopes: {} } } },
  };
  const common = { summary: 'It', method: 'GET', path: '/it', input: z.object({}) } as const;
  expect(planOf(operation({ ...common, scopes: ['read'] }), { auth }).security).toEqual([
    { key: [] },
    { oauth: ['read'] },
  ]);
  expect(planOf(operation({ ...common, security: [] }), { auth }).security).toEqual([{}]);
});

const get = { summary: 'It', method: 'GET', path: '/it', input: z.object({}) } as const;
const post = { ...get, method: 'POST' } as const;

const wrong: [string, () => unknown, RegExp][] = [
  ['a path that names no field', () => planOf(operation({ ...get, path: '/{id}' })), /"it".*names "\{id\}"/],
  [
    'a place for a field that is not there',
    () => planOf(operation({ ...get, fields: { nothing: { in: 'query' } } as never })),
    /names "nothing"/,
  ],
  [
    'a path parameter without its place',
    () => planOf(operation({ ...get, input: z.object({ id: z.string() }), fields: { id: { in: 'path' } } })),
    /no place for "id"/,
  ],
  [
    'a default in a body',
    () => planOf(operation({ ...post, input: z.object({ size: z.int().default(1) }) })),
    /"size" of the body has a default/,
  ],
  [
    'two fields where one is the whole body',
    () =>
      planOf(operation({ ...post, input: z.object({ a: z.string(), b: z.string() }), body: { whole: 'a' } })),
    /"a" as a whole/,
  ],
  [
    'a type that JSON does not have',
    () => planOf(operation({ ...get, input: z.object({ at: z.date() }) })),
    /JSON Schema: Date/,
  ],
  [
    'a field that models cannot name',
    () => planOf(operation({ ...get, input: z.object({ 'a b': z.string() }) })),
    /"a b"/,
  ],
  ['the name of a connector', () => defineConnector(spec({ name: 'My CRM' })), /"My CRM"/],
  ['a version', () => defineConnector(spec({ version: 'one' })), /"one" is no version/],
  ['a setting', () => defineConnector(spec({ settings: { timeoutSeconds: 0 } })), /timeoutSeconds/],
  [
    'a test operation that is not there',
    () => defineConnector(spec({ settings: { testOperation: 'ping' } })),
    /"ping", which it does not have/,
  ],
  [
    'the name of an operation',
    () => defineConnector(spec({ operations: { 'do it': operation(get) } })),
    /"do it": its name/,
  ],
];
for (const [what, define, message] of wrong)
  verifies('connectors.define.plan', `${what} is told`, () => {
    let said = '';
    try {
      define();
    } catch (error) {
      said = error instanceof Error ? error.message : String(error);
    }
    expect(said).toMatch(message);
  });
