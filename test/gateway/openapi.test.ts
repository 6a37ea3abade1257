// slow: starts a hub, or the parts of one
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OpenAPIBackend, type Document } from 'openapi-backend';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
let proof: OpenAPIBackend;
let document: Document;
beforeAll(async () => {
  hub = await startTestHub();
  document = (await hub.request('GET', '/openapi.json')).json as Document;
  proof = new OpenAPIBackend({
    definition: document,
    quick: true,
    strict: false,
    ajvOpts: { logger: false },
  });
  await proof.init();
});
afterAll(() => hub.stop());

/** Of operations that cannot be asked without. */
const queries: Readonly<Record<string, string>> = {
  '/api/connector-event-sample': '?type=thing.new',
  '/api/traffic/usage': '?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z',
};

const routeOf = (method: string, path: string) =>
  proof.router.matchOperation({ method, path: path.split('?')[0] ?? path, headers: {} });

verifies(
  'foundation.operations.openapi',
  'openapi-backend finds every operation of the document, and answers fit their schemas',
  async () => {
    const paths = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods ?? {}).map((method) => [method.toUpperCase(), path] as const),
    );
    expect(paths.length).toBeGreaterThan(30);
    for (const [method, path] of paths) {
      expect(routeOf(method, path.replace(/\{\w+\}/g, 'x'))?.operationId).toBeDefined();
    }
    for (const [method, path] of paths.filter(
      ([method, path]) =>
        method === 'GET' &&
        !path.includes('{') &&
        !path.startsWith('/api/sign-in/') &&
        !path.startsWith('/api/me') &&
        path !== '/api/roles' &&
        // These need something in their query that a new hub does not have.
        !path.startsWith('/api/connections/'),
    )) {
      const answer = await hub.request(method, path + (queries[path] ?? ''));
      expect([path, answer.status]).toEqual([path, 200]);
      const operation = routeOf(method, path);
      if (operation?.operationId === undefined) throw new Error(`no operation for ${path}`);
      const { valid, errors } = proof.validateResponse(answer.json, operation, 200);
      expect([path, valid, errors ?? null]).toEqual([path, true, null]);
    }
  },
);

test('an answer that does not fit is noticed by that proof', () => {
  const operation = routeOf('GET', '/api/keys');
  if (operation?.operationId === undefined) throw new Error('no operation');
  expect(proof.validateResponse({ items: 'none' }, operation, 200).valid).toBe(false);
});
