// slow: a whole hub, and what it talks to
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { json, startImportedApi, type ImportedApi } from '../setup/imported-api.ts';
import { verifies } from '../setup/verifies.ts';

let api: ImportedApi;
const key = 'canary-secret-9f8e7d';

const responses = { 200: { description: '', content: { 'application/json': { schema: {} } } } };
const document = {
  paths: {
    '/read': {
      get: { operationId: 'read', parameters: [{ name: 'q', in: 'query', schema: {} }], responses },
    },
    '/write': {
      post: {
        operationId: 'write',
        requestBody: {
          content: { 'application/json': { schema: { type: 'object', properties: { a: {} } } } },
        },
        responses,
      },
    },
    '/open': { get: { operationId: 'open', security: [], responses } },
  },
  security: [{ head: [], query: [] }],
  components: {
    securitySchemes: {
      head: { type: 'apiKey', in: 'header', name: 'X-Odd' },
      query: { type: 'apiKey', in: 'query', name: 'k' },
    },
  },
};

const quick = { retry: { attempts: 3, firstDelayMs: 10, maxDelayMs: 20 } };

beforeAll(async () => {
  api = await startImportedApi();
  await api.importAs('desk', document);
});
afterAll(() => api.stop());

const connect = async (): Promise<void> => {
  const { status, text } = await api.hub.request('POST', '/api/connections', {
    body: {
      connector: 'desk',
      name: 'main',
      alternative: { head: [], query: [] },
      secrets: { head: { key }, query: { key: `${key}-2` } },
    },
  });
  if (status >= 300) throw new Error(text);
};
/** Answers one after the other, the last one for good; the requests that came. */
const answering = (
  path: string,
  ...answers: ((response: Parameters<typeof json>[0]) => void)[]
): { count: number } => {
  const came = { count: 0 };
  api.routes.set(path, (_, response) => answers[Math.min(came.count++, answers.length - 1)]?.(response));
  return came;
};

verifies(
  'connectors.call.failures',
  'an operation that needs a sign-in says so before there is one',
  async () => {
    const before = api.upstream.seen.length;
    expect(await api.call('desk', 'read')).toMatchObject({ http: 409, code: 'connection_not_ready' });
    expect(api.upstream.seen).toHaveLength(before);
    expect((await api.call('desk', 'open')).http).toBe(200);
    await connect();
    const { output } = await api.call('desk', 'read', { connection: 'main', input: { q: 1 } });
    expect(output).toMatchObject({ url: `/read?q=1&k=${key}-2`, headers: { 'x-odd': key } });
  },
);

verifies(
  'connectors.call.dry-run',
  'a dry run is the request to the letter, but for its secrets',
  async () => {
    const before = api.upstream.seen.length;
    const answer = await api.call('desk', 'write', { dryRun: true, input: { a: 'é' } });
    if (answer.http !== 200) throw new Error(JSON.stringify(answer));
    expect(answer.request).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-odd': '[redacted]' },
      body: { text: '{"a":"é"}' },
    });
    expect(answer.request['url']).toBe(`${api.upstream.origin}/write?k=[redacted]`);
    expect(JSON.stringify(answer)).not.toContain(key);
    expect(api.upstream.seen).toHaveLength(before);
    expect(api.hub.logged()).not.toContain(key);
  },
);

verifies('connectors.call.retries', 'what may be repeated is, as the other side asks', async () => {
  await api.settings('desk', quick);
  const later = answering(
    '/read',
    (response) => json(response.setHeader('retry-after', '0'), {}, 503),
    (response) => json(response, {}, 429),
    (response) => json(response, { ok: 1 }),
  );
  expect(await api.call('desk', 'read')).toMatchObject({ http: 200, output: { ok: 1 } });
  expect(later.count).toBe(3);
  const never = answering('/read', (response) => json(response, { error: 'down' }, 503));
  expect(await api.call('desk', 'read')).toMatchObject({
    http: 502,
    code: 'upstream_unavailable',
    status: 503,
  });
  expect(never.count).toBe(3);
  const far = answering('/read', (response) => json(response.setHeader('retry-after', '3600'), {}, 503));
  const refused = await api.hub.request('POST', '/api/operations/desk/read/call', { body: {} });
  expect([refused.status, refused.headers.get('retry-after'), far.count]).toEqual([502, '3600', 1]);
});

verifies(
  'connectors.call.retries',
  'a write is sent once, unless the other side says that nothing was done or it has a key',
  async () => {
    await api.settings('desk', quick);
    const write = async (body = {}) => (await api.call('desk', 'write', { input: { a: 1 }, ...body })).http;
    const down = answering(
      '/write',
      (response) => json(response, {}, 503),
      (response) => json(response, {}),
    );
    expect([await write(), down.count]).toEqual([502, 1]);
    const torn = answering('/write', (response) => void response.destroy());
    expect([await write(), torn.count]).toEqual([502, 1]);
    const busy = answering(
      '/write',
      (response) => json(response, {}, 429),
      (response) => json(response, {}),
    );
    expect([await write(), busy.count]).toEqual([200, 2]);
    await api.settings('desk', { ...quick, idempotencyHeader: 'Idempotency-Key' });
    const keyed = answering(
      '/write',
      (response) => json(response, {}, 503),
      (response) => json(response, {}),
    );
    expect([await write({ idempotencyKey: 'once' }), keyed.count]).toEqual([200, 2]);
    expect(api.upstream.seen.slice(-2).map(({ headers }) => headers['idempotency-key'])).toEqual([
      'once',
      'once',
    ]);
    const unkeyed = answering(
      '/write',
      (response) => json(response, {}, 503),
      (response) => json(response, {}),
    );
    expect([await write(), unkeyed.count]).toEqual([502, 1]);
  },
);

const problem = async (
  route: (response: Parameters<typeof json>[0]) => void,
  settings: Record<string, unknown> = { retry: { attempts: 1 } },
) => {
  await api.settings('desk', settings);
  answering('/read', route);
  return api.call('desk', 'read');
};

verifies(
  'connectors.call.failures',
  'failures of the other side say status, headers and body, without secrets',
  async () => {
    const refused = await problem((response) =>
      json(
        response.setHeader('x-request-id', 'r1'),
        { error: { message: 'no such thing', access_token: 'sesame' } },
        404,
      ),
    );
    expect(refused).toMatchObject({
      http: 502,
      code: 'upstream_failed',
      status: 404,
      headers: { 'x-request-id': 'r1' },
    });
    expect(refused.detail).toBe('GET /read was answered with 404: no such thing');
    expect(JSON.stringify(refused)).not.toContain('sesame');
    const html = await problem((response) =>
      response.writeHead(500, { 'content-type': 'text/html' }).end(`<h1>Oops</h1>${'x'.repeat(50_000)}`),
    );
    expect(html).toMatchObject({ code: 'upstream_unavailable', status: 500 });
    expect(String(html.body)).toMatch(/^<h1>Oops/);
    expect(String(html.body).length).toBeLessThan(5_000);
  },
);

verifies(
  'connectors.call.failures',
  'an answer that is cut off, too large, late, no JSON or nowhere is a typed error',
  async () => {
    const half = await problem((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 }).write('{"a":');
      response.destroy();
    });
    expect(half).toMatchObject({ http: 502, code: 'egress_failed' });
    const broken = await problem((response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":'),
    );
    expect(broken).toMatchObject({ http: 502, code: 'upstream_failed' });
    const large = await problem((response) => response.writeHead(200).end(Buffer.alloc(1_100_000)), {
      maxAnswerMb: 1,
      retry: { attempts: 1 },
    });
    expect(large).toMatchObject({ http: 502, code: 'egress_too_large' });
    const late = await problem(() => undefined, { timeoutSeconds: 1, retry: { attempts: 1 } });
    expect(late).toMatchObject({ http: 504, code: 'egress_timeout' });
    const away = await problem((response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:9/secret' }).end(),
    );
    expect(away.http).toBeGreaterThanOrEqual(400);
    const round = await problem((response) => response.writeHead(302, { location: '/read' }).end());
    expect(round.http).toBeGreaterThanOrEqual(400);
  },
);

test('a redirect to another host takes no credentials along', async () => {
  await problem((response) =>
    response.writeHead(307, { location: `http://localhost:${api.upstream.port}/moved` }).end(),
  );
  const moved = api.upstream.seen.filter(({ path }) => path.startsWith('/moved'));
  expect(moved.filter(({ headers, path }) => JSON.stringify([headers, path]).includes(key))).toEqual([]);
});

verifies('connectors.call.limits', 'the limits of a connector hold for all callers together', async () => {
  await api.settings('desk', { limits: { perMinute: 3, waitSeconds: 0 } });
  const came = answering('/read', (response) => json(response, {}));
  const answers = await Promise.all(Array.from({ length: 10 }, () => api.call('desk', 'read')));
  expect(answers.filter(({ http }) => http === 200)).toHaveLength(3);
  expect(answers.filter(({ code }) => code === 'rate_limited')).toHaveLength(7);
  expect(came.count).toBe(3);
  await api.settings('desk', {});
});

verifies('connectors.call.cancel', 'a caller who goes away takes the call along', async () => {
  await api.settings('desk', quick);
  let gone = 0;
  const came = answering('/read', (response) => void response.once('close', () => gone++));
  const stop = new AbortController();
  const left = fetch(`${api.hub.url}/api/operations/desk/read/call`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.hub.key}`, 'content-type': 'application/json' },
    body: '{}',
    signal: stop.signal,
  }).catch(() => undefined);
  await eventually(() => came.count === 1);
  stop.abort();
  await left;
  await eventually(() => gone === 1);
  answering('/read', (response) => json(response, {}));
  expect((await api.call('desk', 'read')).http).toBe(200);
  expect(came.count).toBe(1);
});
