// slow: a whole hub, and what it talks to
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { json, startImportedApi, type ImportedApi } from '../setup/imported-api.ts';
import { verifies } from '../setup/verifies.ts';

/** What the other side gives back of the credentials that it was sent. */
let api: ImportedApi;
const token = 'canary/token+of-the-house=1234567890';
const tenant = 'acme-europe-tenant-0001';

const answers = { 200: { description: '', content: { 'application/json': { schema: {} } } } };
const document = {
  security: [{ token: [], tenant: [] }],
  components: {
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer' },
      tenant: { type: 'apiKey', in: 'query', name: 'tenant' },
    },
  },
  paths: {
    '/me': { get: { operationId: 'me', responses: answers } },
    '/notes': {
      post: {
        operationId: 'note',
        requestBody: {
          content: { 'application/json': { schema: { type: 'object', properties: { text: {} } } } },
        },
        responses: answers,
      },
    },
    '/list': {
      get: {
        operationId: 'list',
        parameters: [{ name: 'page_token', in: 'query', schema: { type: 'string' } }],
        responses: answers,
      },
    },
  },
};

beforeAll(async () => {
  api = await startImportedApi();
  await api.importAs('desk', document);
  await api.settings('desk', {
    retry: { attempts: 1 },
    operations: { list: { paging: { kind: 'url', next: '/next', items: '/items' } } },
  });
  const { status, text } = await api.hub.request('POST', '/api/connections', {
    body: {
      ...{ connector: 'desk', name: 'main', alternative: { token: [], tenant: [] } },
      secrets: { token: { token }, tenant: { key: tenant } },
    },
  });
  if (status >= 300) throw new Error(text);
});
afterAll(() => api.stop());

const call = async (operation: string, body: Readonly<Record<string, unknown>> = {}) => {
  const answer = await api.call('desk', operation, { connection: 'main', ...body });
  return { answer, text: JSON.stringify(answer) };
};

verifies(
  'connectors.call.failures',
  'a refusal that quotes the credentials tells them to nobody: JSON, text, headers, its message, every spelling',
  async () => {
    api.routes.set('/me', (request, response) =>
      json(
        response.setHeader('x-request-id', `seen ${token}`),
        {
          message: `Not authorised: ${request.headers.authorization ?? ''}`,
          url: request.url,
          again: encodeURIComponent(token),
          [token]: 'as a name',
        },
        401,
      ),
    );
    const refused = await call('me');
    expect(refused.answer).toMatchObject({
      code: 'upstream_failed',
      detail: expect.stringContaining('Not authorised: Bearer ***'),
      body: { url: '/me?tenant=***', again: '***', '***': 'as a name' },
      headers: { 'x-request-id': 'seen ***' },
    });
    expect(refused.text).not.toContain('canary');
    expect(refused.text).not.toContain(tenant);
    api.routes.set('/me', (request, response) => {
      response.writeHead(403, { 'content-type': 'text/plain' }).end(request.headers.authorization);
    });
    expect((await call('me')).answer).toMatchObject({ code: 'upstream_failed', body: 'Bearer ***' });
    expect(api.hub.logged()).not.toContain('canary');
  },
);

test('a secret that stands where the text is cut off is not shown by half', async () => {
  api.routes.set('/me', (_, response) => {
    const text = `${'x'.repeat(4_096 - 10)}${token}`;
    response.writeHead(403, { 'content-type': 'text/plain' }).end(text);
  });
  const { answer, text } = await call('me');
  expect(answer.code).toBe('upstream_failed');
  expect(text).not.toContain('canary');
});

test('a good answer that quotes the token comes without it; the name of a tenant stays, since it is data too', async () => {
  api.routes.set('/me', (request, response) =>
    json(response, { got: request.headers.authorization, account: { tenant, plan: 'free' }, count: 3 }),
  );
  const { answer } = await call('me');
  expect(answer.output).toEqual({ got: 'Bearer ***', account: { tenant, plan: 'free' }, count: 3 });
});

test('a next page whose address holds the token is followed, and its items are shown without', async () => {
  api.routes.set('/list', (request, response) => {
    const second = (request.url ?? '').includes(`page_token=${encodeURIComponent(token)}`);
    const next = `${api.upstream.origin}/list?page_token=${encodeURIComponent(token)}`;
    json(response, second ? { items: [{ by: token }] } : { items: [{ by: 'Ada' }], next });
  });
  const { answer } = await call('list', { all: true });
  expect(answer.output).toEqual([{ by: 'Ada' }, { by: '***' }]);
});

verifies(
  'connectors.call.dry-run',
  'a secret in the body is masked as the one in the header is',
  async () => {
    const before = api.upstream.seen.length;
    const { answer, text } = await call('note', { input: { text: `my token is ${token}` }, dryRun: true });
    expect(answer.request).toMatchObject({
      headers: { authorization: 'Bearer [redacted]' },
      body: { text: '{"text":"my token is ***"}' },
    });
    expect(text).not.toContain('canary');
    expect(api.upstream.seen).toHaveLength(before);
  },
);
