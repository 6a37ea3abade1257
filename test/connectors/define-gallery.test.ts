// slow: a whole hub, and what it talks to
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../components/program.ts';
import { startTestHub, type TestAnswer, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

/** A connector of a folder, in a whole hub: installed, connected and called, by request and by function. */
const code = (version: string, more = ''): string => `
export default ({ defineConnector, operation, isHubError, z }: any) => defineConnector({
  name: 'desk', title: 'Desk ${version}', version: '${version}', description: 'Requests.',
  servers: [{ url: '{home}/v1', variables: { home: { fact: 'instance_url' } } }],
  auth: {
    key: { type: 'apiKey', in: 'header', name: 'x-key' },
    oauth: { type: 'oauth2', grants: { clientCredentials: { tokenUrl: '', scopes: {} } } },
  },
  refusal: { place: '/ok', value: false, reason: '/why' },
  settings: { limits: { perMinute: 5000 }, retry: { firstDelayMs: 10 } },
  operations: {
    get: operation({
      summary: 'Get', method: 'GET', path: '/requests/{id}', input: z.object({ id: z.string() }),
      output: z.object({ id: z.string() }),
    }),
    closeAll: operation({
      summary: 'Close', input: z.object({ ids: z.array(z.string()), most: z.int().default(2) }),
      output: z.object({ closed: z.array(z.string()), server: z.string() }),
      run: async ({ ids, most }: any, { request, connection }: any) => {
        const closed = [];
        for (const id of ids.slice(0, most)) {
          await request({ method: 'PUT', path: '/requests/{id}', params: { id }, query: { none: undefined }, json: { status: 'closed' } });
          closed.push(id);
        }
        return { closed, server: connection.server };
      },
    }),
    fails: operation({ summary: 'Fails', input: z.object({}), run: async () => { throw new TypeError('x is not there'); } }),
    patient: operation({
      summary: 'Asks again', input: z.object({}),
      run: async (_: any, { request }: any) => {
        try { await request({ method: 'GET', path: '/missing' }); } catch (error) {
          return { status: isHubError(error) ? error.details.status : 0 };
        }
      },
    }),
    ${more}
  },
});
`;

interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const masterKey = `k1:${randomBytes(32).toString('base64')}`;
let hub: TestHub;
const arrived: Arrived[] = [];
/** Statuses that the next answers have instead of 200. */
const statuses: number[] = [];
const api = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method = '', url = '', headers } = request;
    arrived.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    if (url === '/token')
      return response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ access_token: 'by-oauth', token_type: 'bearer', instance_url: origin() }));
    const status = url.endsWith('/missing') ? 404 : (statuses.shift() ?? 200);
    const answer = url.endsWith('/no') ? { ok: false, why: 'not today' } : { id: url.split('/').at(-1) };
    return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
});
const origin = (): string => `http://127.0.0.1:${(api.address() as AddressInfo).port}`;

const write = async (set: string, text: string): Promise<string> => {
  const all = join(folder.path, set);
  await mkdir(join(all, 'desk'), { recursive: true });
  await writeFile(join(all, 'desk', 'connector.ts'), text);
  return all;
};

beforeAll(async () => {
  folder = await temporaryFolder('gallery');
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  hub = await startTestHub({
    HUB_CONNECTORS: await write('first', code('1.0.0')),
    HUB_EGRESS_ALLOW: '127.0.0.1',
    HUB_MASTER_KEY: masterKey,
  });
});
afterAll(async () => {
  await hub.stop();
  api.closeAllConnections();
  await new Promise((resolve) => api.close(resolve));
  await folder.remove();
});
beforeEach(() => {
  arrived.length = 0;
  statuses.length = 0;
});

const post = async (path: string, body: object = {}): Promise<TestAnswer> =>
  hub.request('POST', path, { body });
const call = (operation: string, body: object): Promise<TestAnswer> =>
  post(`/api/operations/desk/${operation}/call`, body);

interface Shelf {
  readonly items: {
    name: string;
    version: string;
    from: string;
    installed: string | null;
    update: boolean;
  }[];
}
const shelf = async (): Promise<Shelf['items']> =>
  ((await hub.request('GET', '/api/gallery')).json as Shelf).items;

describe('a connector of a folder', () => {
  verifies(
    'connectors.gallery',
    'stands beside the built-in ones, is installed once, and then is as new',
    async () => {
      const before = await shelf();
      expect(before.map(({ name, from }) => [name, from])).toEqual([
        ['desk', 'folder'],
        ['google-calendar', 'builtin'],
        ['hubspot', 'builtin'],
        ['salesforce', 'builtin'],
        ['slack', 'builtin'],
        ['zendesk', 'builtin'],
      ]);
      expect(before.every(({ installed, update }) => installed === null && !update)).toBe(true);

      const installed = await post('/api/gallery/desk/install');
      expect(installed.json).toMatchObject({
        connector: 'desk',
        version: 1,
        state: 'published',
        operations: 4,
      });
      expect((await shelf())[0]).toMatchObject({ installed: '1.0.0', update: false });
      expect((await post('/api/gallery/desk/install')).json).toMatchObject({
        version: 1,
        state: 'unchanged',
      });
      const { json } = await hub.request('GET', '/api/connectors/desk');
      expect(json).toMatchObject({
        connector: { origin: 'typescript', documentVersion: '1.0.0' },
        settings: { limits: { perMinute: 5_000 } },
      });
      expect((await post('/api/gallery/nothing/install')).status).toBe(404);
      expect((await post('/api/gallery/slack/install')).json).toMatchObject({
        state: 'published',
        operations: 12,
      });
    },
  );

  test('is not installed by whoever may only read', async () => {
    const key = await hub.makeKey(['connectors.read']);
    expect((await hub.request('GET', '/api/gallery', { key })).status).toBe(200);
    expect((await hub.request('POST', '/api/gallery/desk/install', { key, body: {} })).status).toBe(403);
  });

  test('is connected, and called by request', async () => {
    const made = await post('/api/connections', {
      ...{ connector: 'desk', name: 'by key', alternative: { key: [] } },
      secrets: { key: { key: 'open-sesame' } },
      server: { url: `${origin()}/v1`, variables: {} },
    });
    expect(made.status).toBe(201);
    expect((await call('get', { input: { id: 'a/b' } })).json).toMatchObject({
      status: 200,
      output: { id: 'a%2Fb' },
    });
    expect(arrived[0]).toMatchObject({ url: '/v1/requests/a%2Fb', headers: { 'x-key': 'open-sesame' } });
  });

  verifies(
    'connectors.define.functions',
    'a function fills in defaults, and is signed and repeated like all',
    async () => {
      statuses.push(503);
      const answer = await call('closeAll', { input: { ids: ['1', 'a b', '3'] }, idempotencyKey: 'k' });
      expect(answer.json).toMatchObject({
        status: 200,
        output: { closed: ['1', 'a b'], server: `${origin()}/v1` },
      });
      expect(arrived.map(({ method, url }) => `${method} ${url}`)).toEqual([
        'PUT /v1/requests/1',
        'PUT /v1/requests/1',
        'PUT /v1/requests/a%20b',
      ]);
      expect(arrived.every(({ headers }) => headers['x-key'] === 'open-sesame')).toBe(true);
      expect(arrived[0]?.body).toBe('{"status":"closed"}');
    },
  );

  verifies(
    'connectors.define.functions',
    'an input that does not fit never reaches the function',
    async () => {
      const answer = await call('closeAll', { input: { ids: 'all' } });
      expect(answer.status).toBe(400);
      expect((await call('closeAll', { input: { ids: [], other: 1 } })).status).toBe(400);
      expect(arrived).toEqual([]);
    },
  );

  verifies(
    'connectors.define.functions',
    'a dry run shows what a function would send first, and sends nothing',
    async () => {
      const { json } = await call('closeAll', { input: { ids: ['7'] }, dryRun: true });
      expect(json).toMatchObject({
        request: { method: 'PUT', url: `${origin()}/v1/requests/7`, headers: { 'x-key': '[redacted]' } },
      });
      expect(JSON.stringify(json)).not.toContain('open-sesame');
      const nothing = await call('closeAll', { input: { ids: [] }, dryRun: true });
      expect(nothing.json).toMatchObject({
        code: 'input_invalid',
        detail: expect.stringContaining('sends nothing'),
      });
      expect(arrived).toEqual([]);
    },
  );

  test('a function sees refusals of the API, and its own failure is told as its own', async () => {
    expect((await call('patient', {})).json).toMatchObject({ output: { status: 404 } });
    const failed = await call('fails', {});
    expect(failed.status).toBe(500);
    expect(failed.json).toMatchObject({ code: 'connector_failed' });
    expect(hub.logged()).toContain('x is not there');
  });

  test('an answer that says no with a good status is a failure', async () => {
    const answer = await call('get', { input: { id: 'no' } });
    expect(answer.json).toMatchObject({
      code: 'upstream_failed',
      detail: expect.stringContaining('not today'),
    });
  });

  test('the mock answers for functions too', async () => {
    const answer = await call('closeAll', { connection: 'mock', input: { ids: ['1'] } });
    expect(answer.status).toBe(200);
    expect(arrived).toEqual([]);
  });

  test('is called where the provider said beside its token that the account lives', async () => {
    const made = await post('/api/connections', {
      ...{ connector: 'desk', name: 'by oauth', alternative: { oauth: [] } },
      settings: { oauth: { clientId: 'hub', tokenUrl: `${origin()}/token` } },
      secrets: { oauth: { clientSecret: 'of the hub' } },
    });
    const { id } = made.json as { id: string };
    expect((await post(`/api/connections/${id}/connect`)).status).toBe(200);
    const answer = await call('get', { connection: id, input: { id: '1' } });
    expect(answer.json).toMatchObject({ status: 200, output: { id: '1' } });
    expect(arrived.at(-1)).toMatchObject({
      url: '/v1/requests/1',
      headers: { authorization: 'Bearer by-oauth' },
    });
  });
});

verifies(
  'connectors.gallery',
  'newer code is an update: a draft with its changes, settings of people kept',
  async () => {
    const { json } = await hub.request('GET', '/api/connectors/desk');
    const { settings } = json as { settings: object };
    await hub.request('PUT', '/api/connectors/desk/settings', {
      body: { settings: { ...settings, timeoutSeconds: 7 } },
    });
    const newer = await startTestHub({
      HUB_CONNECTORS: await write(
        'second',
        code(
          '1.1.0',
          `ping: operation({ summary: 'Ping', method: 'GET', path: '/ping', input: z.object({}) }),`,
        ),
      ),
      DATABASE_URL: hub.database.url,
      HUB_BOOTSTRAP_KEY: hub.key,
      HUB_MASTER_KEY: masterKey,
    });
    try {
      const ask = (method: string, path: string, body?: object) =>
        newer.request(method, path, { key: hub.key, ...(body === undefined ? {} : { body }) });
      const { items } = (await ask('GET', '/api/gallery')).json as Shelf;
      expect(items[0]).toMatchObject({ version: '1.1.0', installed: '1.0.0', update: true });
      const draft = await ask('POST', '/api/gallery/desk/install', {});
      expect(draft.json).toMatchObject({
        ...{ version: 2, state: 'draft' },
        changes: [{ operation: 'ping', kind: 'added', breaking: false }],
      });
      expect((await ask('POST', '/api/operations/desk/ping/call', {})).status).toBe(404);
      expect((await ask('POST', '/api/connectors/desk/versions/2/publish', {})).status).toBe(200);
      const after = (await ask('GET', '/api/connectors/desk')).json;
      expect(after).toMatchObject({
        connector: { title: 'Desk 1.1.0', documentVersion: '1.1.0' },
        settings: { timeoutSeconds: 7 },
      });
    } finally {
      await newer.stop();
    }
  },
);

verifies('connectors.define.functions', 'a function whose code is gone says so', async () => {
  const bare = await startTestHub({
    DATABASE_URL: hub.database.url,
    HUB_EGRESS_ALLOW: '127.0.0.1',
    HUB_MASTER_KEY: masterKey,
  });
  try {
    const answer = await bare.request('POST', '/api/operations/desk/closeAll/call', {
      key: hub.key,
      body: { connection: 'by key', input: { ids: ['1'] } },
    });
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ detail: expect.stringContaining('not on this hub any more') });
  } finally {
    await bare.stop();
  }
});
