// slow: starts a hub, or the parts of one
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestHub, type TestAnswer, type TestHub } from '../setup/hub.ts';
import {
  canary,
  openTenants,
  type Asked,
  type Described,
  type Identity,
  type Space,
  type Tenants,
} from '../setup/tenants.ts';
import { verifies } from '../setup/verifies.ts';

/**
 * Every operation of the hub's own document, asked by people and programs who may not: another space's owner and
 * key, a viewer, nobody, and everybody whose credentials are spent. Made from /openapi.json: a new operation is in
 * the matrix on the day it is written, and a parameter or body that the matrix cannot fill fails it.
 */
let hub: TestHub;
let tenants: Tenants;
let operations: readonly Described[];
let alpha: Space;
let beta: Space;
let spent: readonly Identity[];

beforeAll(async () => {
  hub = await startTestHub();
  tenants = await openTenants(hub);
  ({ operations, alpha, beta, spent } = tenants);
});
afterAll(() => hub.stop());

const ask = (who: Identity, request: Asked): Promise<TestAnswer> => tenants.ask(who, request);
const expectDone = (answer: TestAnswer): Record<string, unknown> => {
  expect(answer.status).toBeLessThan(300);
  return answer.json as Record<string, unknown>;
};

const unknownId = (id: string): string => `${/^[a-z]+_/.exec(id)?.[0] ?? id.slice(0, 4)}${'0'.repeat(25)}1`;
/** Values in a query that name no object: whatever they are, the answer is of the own space. */
const plainValues: Readonly<Record<string, string>> = {
  type: 'thing.new',
  from: '2026-01-01T00:00:00Z',
  to: '2026-01-02T00:00:00Z',
};
const queryOf = ({ parameters }: Described): string[] =>
  parameters.filter((each) => each.in === 'query' && each.required).map(({ name }) => name);
/** What an operation names in its path, and in its query where it must. */
const namesIn = (operation: Described): string[] => [
  ...[...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''),
  ...queryOf(operation).filter((name) => plainValues[name] === undefined),
];
const fill = (operation: Described, objects: Readonly<Record<string, string>>): string => {
  const valueOf = (name: string): string => {
    const value = objects[name] ?? plainValues[name];
    if (value === undefined)
      throw new Error(
        `The matrix has no object for {${name}} of ${operation.operationId}: add one to makeSpace.`,
      );
    return value;
  };
  const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => valueOf(name));
  const query = queryOf(operation).filter((name) => !operation.path.includes(`{${name}}`));
  return query.length === 0 ? path : `${path}?${query.map((name) => `${name}=${valueOf(name)}`).join('&')}`;
};

/** Bodies that would do something if they were allowed to; an operation with a body and no entry here fails. */ const bodies: Readonly<
  Record<string, unknown>
> = {
  'POST /api/sign-in': { email: 'x@y.example', password: 'x' },
  'PATCH /api/me': { name: 'Somebody' },
  'POST /api/me/password': { next: 'another correct horse battery' },
  'POST /api/me/totp/confirm': { code: '000000' },
  'POST /api/me/totp/remove': { code: '000000' },
  'POST /api/spaces': { slug: 'gamma', name: 'Gamma' },
  'PATCH /api/space': { name: 'taken over' },
  'POST /api/space/delete': { slug: 'alpha' },
  'PATCH /api/members/{userId}': { role: 'admin' },
  'POST /api/invitations': { email: 'intruder@beta.example', role: 'viewer' },
  'POST /api/keys': { name: 'intruder', permissions: ['space.read'] },
  'POST /api/tool-tokens': { toolset: 'alpha-shop' },
  'PUT /api/pipelines': { name: 'intruder', document: { apiEndpoints: {}, policies: [] } },
  'PUT /api/services': { name: 'intruder', document: { url: 'http://intruder.example' } },
  'POST /api/pipelines/{name}/copy': { as: 'a-copy' },
  'POST /api/pipelines/{name}/versions/{number}/restore': {},
  'POST /api/services/{name}/versions/{number}/restore': {},
  'POST /api/gateway/check': { kind: 'service', name: 'intruder', document: {} },
  'POST /api/gateway/import': {
    ...{ text: 'serviceEndpoints: { intruder: { url: http://intruder.example } }', apply: true, prune: true },
  },
  'POST /api/traffic/try': { method: 'GET', path: '/' },
  'POST /api/consumers': { name: 'intruder' },
  'PATCH /api/consumers/{consumerId}': { title: 'taken over' },
  'POST /api/consumers/{consumerId}/credentials': { kind: 'key' },
  'PATCH /api/consumers/{consumerId}/credentials/{credentialId}': { active: false },
  'POST /api/consumers/{consumerId}/credentials/{credentialId}/rotate': {},
  'POST /api/connectors/import': { name: 'intruder', document: 'openapi: 3.1.0' },
  'POST /api/connectors/preview': { document: 'openapi: 3.1.0' },
  'PUT /api/connectors/{name}/settings': { settings: { timeoutSeconds: 1 } },
  'POST /api/operations/{connector}/{operation}/call': {},
  'POST /api/operations/{connector}/{operation}/stream': {},
  'POST /api/connections': { connector: 'alpha-shop', name: 'intruder', alternative: { key: [] } },
  'PATCH /api/connections/{connectionId}': { name: 'taken over' },
  'POST /api/connections/{connectionId}/connect': {},
  'POST /api/hooks': { connector: 'alpha-shop', name: 'intruder', provider: 'github' },
  'PATCH /api/hooks/{endpointId}': { name: 'taken over' },
  'POST /api/hooks/{endpointId}/rotate-secret': {},
  'POST /api/pollers': {
    ...{ connector: 'alpha-shop', operation: 'alpha_list', name: 'intruder', schedule: { everySeconds: 60 } },
    tracking: { by: 'ids', items: '', id: '/id', event: 'thing.new' },
  },
  'PATCH /api/pollers/{pollerId}': { name: 'taken over' },
  'POST /api/flows': { text: 'document: { name: intruder }' },
  'POST /api/flows/check': { text: 'document: { name: intruder }' },
  'POST /api/flows/{name}/publish': {},
  'POST /api/flows/{name}/versions/{number}/restore': { basedOn: 1 },
  'POST /api/flows/{name}/test': {},
  'PUT /api/flows/{name}/tests': { text: '' },
  'POST /api/flows/{name}/try': {},
  'POST /api/flows/{name}/trial': {},
  'POST /api/flow-suggestions': { words: 'Let me in' },
  'POST /api/flows/{name}/run': { input: {} },
  'POST /api/runs/{run}/cancel': {},
  'POST /api/runs/{run}/retry': {},
  'POST /api/runs/{run}/dismiss': {},
  'POST /api/retries': { dryRun: true },
  'PUT /api/groups': { name: 'intruder' },
  'POST /api/approvals': { question: 'May I come in?', group: 'alpha-shop' },
  'POST /api/approvals/{approval}/answer': { choice: 'yes' },
  'POST /api/approvals/{approval}/cancel': {},
  'POST /api/events': { type: 'intruder.came' },
  'PUT /api/secrets': { name: 'intruder', value: 'x' },
  'POST /api/toolsets': { name: 'intruder' },
  'PUT /api/toolsets/{name}': { title: 'taken over' },
  'POST /api/toolsets/{name}/publish': {},
  'POST /api/toolsets/{name}/versions/{number}/restore': { basedOn: 1 },
  'POST /api/toolsets/{name}/approve': { operations: [{ operation: 'alpha-shop.alpha_list', hash: 'x' }] },
  'POST /api/toolset-expressions/evaluate': { expression: '.', value: 1 },
  'POST /api/mcp-servers': { name: 'intruder', command: 'sh' },
  'POST /api/mcp-servers/look': { url: 'https://nowhere.invalid/mcp' },
  'PATCH /api/mcp-servers/{name}': { title: 'taken over' },
  'POST /api/mcp-servers/{name}/test': {},
  'PUT /api/variables': { name: 'x', value: 1 },
};
const bodyOf = (operation: Described): unknown => {
  const name = `${operation.method} ${operation.path}`;
  if (!operation.hasBody) return undefined;
  if (!(name in bodies)) throw new Error(`The matrix has no body for ${name}: add one.`);
  return bodies[name];
};

/** What is stored of alpha, apart from marks of use. */ const comparable = (
  answer: TestAnswer,
  id: string,
): string => answer.text.replaceAll(id, '<id>').replace(/"requestId":"[^"]*"/, '');
const guarded = () => operations.filter((operation) => operation.access !== 'anyone');
const ofSpace = () => operations.filter((operation) => operation.access === 'space');
describe('the tenant matrix', () => {
  test('covers every operation that the hub offers', () => {
    expect(operations.length).toBeGreaterThan(30);
    const open = operations
      .filter((operation) => operation.access === 'anyone')
      .map((operation) => `${operation.method} ${operation.path}`);
    // Whoever adds an operation for anyone says so here.
    expect(open.sort()).toEqual([
      'DELETE /api/portal/{space}/keys/{credentialId}',
      'DELETE /api/portal/{space}/session',
      'DELETE /api/session',
      'GET /api/connections/callback',
      'GET /api/portal/{space}',
      'GET /api/portal/{space}/apis',
      'GET /api/portal/{space}/apis/{api}',
      'GET /api/portal/{space}/apis/{api}/document',
      'GET /api/portal/{space}/keys',
      'GET /api/portal/{space}/usage',
      'GET /api/sign-in/callback',
      'GET /api/sign-in/methods',
      'GET /api/sign-in/provider',
      'POST /api/approval/answer',
      'POST /api/approval/preview',
      'POST /api/invitation/accept',
      'POST /api/invitation/preview',
      'POST /api/portal/{space}/keys',
      'POST /api/portal/{space}/keys/{credentialId}/rotate',
      'POST /api/portal/{space}/session',
      'POST /api/session/refresh',
      'POST /api/sign-in',
      'POST /api/sign-in/link',
    ]);
  });

  verifies('mcp.identity.limited-keys', 'refuses a key that is limited to tools everywhere', async () => {
    const before = await tenants.stateOfAlpha();
    for (const operation of guarded()) {
      const { method } = operation;
      const path = fill(operation, alpha.objects);
      const answer = await ask(tenants.limited, { method, path, space: 'alpha', body: bodyOf(operation) });
      expect([operation.operationId, answer.status]).toEqual([operation.operationId, 403]);
      expect(answer.text).not.toContain(canary);
    }
    expect(await tenants.stateOfAlpha()).toBe(before);
  });

  test('lets nobody in whose credentials are missing, spent or forged', async () => {
    const before = await tenants.stateOfAlpha();
    for (const identity of spent) {
      for (const operation of guarded()) {
        const answer = await ask(identity, {
          method: operation.method,
          path: fill(operation, alpha.objects),
          space: 'alpha',
          body: bodyOf(operation),
        });
        expect([identity.name, operation.operationId, answer.status]).toEqual([
          identity.name,
          operation.operationId,
          401,
        ]);
        expect(answer.text).not.toContain(canary);
      }
    }
    expect(await tenants.stateOfAlpha()).toBe(before);
  });

  verifies(
    'foundation.tenants.matrix',
    'answers for things of another space as for things that do not exist, and changes nothing',
    async () => {
      const before = await tenants.stateOfAlpha();
      const withIds = guarded().filter((operation) => namesIn(operation).length > 0);
      for (const identity of [beta.owner, beta.key]) {
        for (const operation of withIds) {
          if (identity === beta.key && operation.access === 'user') continue;
          const [name = ''] = namesIn(operation);
          const foreignId = alpha.objects[name] ?? '';
          const none = unknownId(foreignId);
          const request = {
            method: operation.method,
            space: identity === beta.key ? undefined : 'beta',
            body: bodyOf(operation),
          };
          const foreign = await ask(identity, {
            ...request,
            path: fill(operation, alpha.objects),
          });
          const absent = await ask(identity, {
            ...request,
            path: fill(operation, { ...alpha.objects, [name]: none }),
          });
          expect([operation.operationId, foreign.status]).toEqual([operation.operationId, 404]);
          expect(comparable(foreign, foreignId)).toBe(comparable(absent, none));
        }
      }
      expect(await tenants.stateOfAlpha()).toBe(before);
    },
  );

  test('does not admit that another space exists', async () => {
    const before = await tenants.stateOfAlpha();
    for (const operation of ofSpace()) {
      const request = {
        method: operation.method,
        path: fill(operation, alpha.objects),
        body: bodyOf(operation),
      };
      const foreign = await ask(beta.owner, { ...request, space: 'alpha' });
      const absent = await ask(beta.owner, { ...request, space: 'nowhere' });
      expect([operation.operationId, foreign.status]).toEqual([operation.operationId, 404]);
      expect(comparable(foreign, 'alpha')).toBe(comparable(absent, 'nowhere'));
    }
    expect(await tenants.stateOfAlpha()).toBe(before);
  });

  test('a key stays in its own space, whatever space it names', async () => {
    for (const operation of ofSpace().filter((one) => one.method === 'GET' && !one.path.includes('{'))) {
      const answer = await ask(beta.key, { method: 'GET', path: operation.path, space: 'alpha' });
      expect([operation.operationId, answer.status >= 400]).toEqual([operation.operationId, true]);
    }
  });

  test('shows nothing of alpha in what beta may read', async () => {
    for (const operation of operations.filter(
      (one) => one.method === 'GET' && one.access === 'space' && !one.path.includes('{'),
    )) {
      for (const identity of [beta.owner, beta.key]) {
        const answer = await ask(identity, {
          method: 'GET',
          path: fill(operation, beta.objects),
          ...(identity === beta.key ? {} : { space: 'beta' }),
        });
        expect([operation.operationId, answer.status]).toEqual([operation.operationId, 200]);
        // A number of a version is nobody's own.
        const ids = Object.values(alpha.objects).filter((id) => id.length > 3);
        for (const id of [...ids, alpha.id, 'alpha']) {
          expect([operation.operationId, answer.text.includes(id)]).toEqual([operation.operationId, false]);
        }
      }
    }
  });

  verifies('foundation.operations.permissions', 'holds a viewer to what a viewer may do', async () => {
    const before = await tenants.stateOfAlpha();
    const { permissions } = (
      (await ask(alpha.viewer, { method: 'GET', path: '/api/me' })).json as {
        spaces: { slug: string; permissions: string[] }[];
      }
    ).spaces.find((space) => space.slug === 'alpha') ?? { permissions: [] as string[] };
    expect(permissions).toContain('space.read');
    for (const operation of ofSpace()) {
      const allowed = permissions.includes(operation.permission ?? '');
      if (allowed && operation.method !== 'GET')
        throw new Error(`${operation.operationId}: a viewer may write?`);
      const answer = await ask(alpha.viewer, {
        method: operation.method,
        path: fill(operation, alpha.objects),
        space: 'alpha',
        body: bodyOf(operation),
      });
      expect([operation.operationId, answer.status]).toEqual([operation.operationId, allowed ? 200 : 403]);
    }
    expect(await tenants.stateOfAlpha()).toBe(before);
  });

  test('a key does no more than its permissions say', async () => {
    const narrow = {
      name: 'narrow',
      headers: {
        authorization: `Bearer ${String(expectDone(await ask(alpha.owner, { method: 'POST', path: '/api/keys', space: 'alpha', body: { name: 'narrow', permissions: ['space.read'] } }))['secret'])}`,
      },
    };
    for (const operation of guarded()) {
      const answer = await ask(narrow, {
        method: operation.method,
        path: fill(operation, alpha.objects),
        body: bodyOf(operation),
      });
      const allowed = operation.permission === 'space.read' && operation.method === 'GET';
      expect([operation.operationId, answer.status]).toEqual([operation.operationId, allowed ? 200 : 403]);
    }
  });

  test('a cursor of one space opens nothing in another', async () => {
    await ask(alpha.owner, {
      method: 'POST',
      path: '/api/keys',
      space: 'alpha',
      body: { name: 'second', permissions: ['space.read'] },
    });
    const first = (await ask(alpha.owner, { method: 'GET', path: '/api/keys?limit=1', space: 'alpha' }))
      .json as { next: string };
    const answer = await ask(beta.owner, {
      method: 'GET',
      path: `/api/keys?limit=50&cursor=${encodeURIComponent(first.next)}`,
      space: 'beta',
    });
    expect(answer.text).not.toContain(alpha.objects['keyId'] ?? 'none');
  });
});
