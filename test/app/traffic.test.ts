// slow: whole hubs, several hundred changes under load
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { folderOf } from '../setup/gateway-plugins.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

const masterKey = `k1:${randomBytes(32).toString('base64')}`;
/** Of the owner of the installation: asks for a word, and offers them alone a page. */
const guard = `module.exports = { policies: ['guard'], init: (context) => {
  context.registerPolicy({
    name: 'guard',
    schema: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
    policy: ({ word }) => (req, res, next) => (req.get('x-word') === word ? next() : res.status(403).json({ by: 'the guard' })),
  });
  context.registerAdminRoute((app) => app.get('/words', (req, res) => res.json({ said: context.settings })));
} };`;
let folder: Awaited<ReturnType<typeof folderOf>>;
let hub: TestHub;
let upstream: Server;
let port = 0;

beforeAll(async () => {
  upstream = createServer((request, response) => {
    const body = JSON.stringify({ path: request.url, headers: request.headers });
    response.writeHead(200, {
      'content-type': 'application/json',
      'set-cookie': ['hub_session=stolen', 'a=1'],
    });
    response.end(body);
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  ({ port } = upstream.address() as AddressInfo);
  folder = await folderOf({ 'guard.cjs': guard });
  hub = await startTestHub({
    HUB_EGRESS_ALLOW: `127.0.0.1:${port}`,
    HUB_MASTER_KEY: masterKey,
    HUB_TRAFFIC_PLUGINS: folder.path,
  });
});
afterAll(async () => {
  await second?.stop();
  await hub.stop();
  await folder.remove();
  upstream.closeAllConnections();
  upstream.close();
});

/** Another process on the same database, which has not the plug-ins. */
let second: TestHub | undefined;
const secondHub = async (): Promise<TestHub> =>
  (second ??= await startTestHub({
    DATABASE_URL: hub.database.url,
    HUB_EGRESS_ALLOW: `127.0.0.1:${port}`,
    HUB_MASTER_KEY: masterKey,
  }));
const secondBase = async (): Promise<string> => {
  const other = await secondHub();
  let found = '';
  await eventually(async () => {
    const { json } = await other.request('GET', '/api/traffic/status', { key: hub.key });
    found = (json as { urls: string[] }).urls[0] ?? '';
    return found !== '';
  });
  return found;
};

const save = async (kind: 'services' | 'pipelines', name: string, document: object): Promise<void> => {
  const answer = await hub.request('PUT', `/api/${kind}`, { body: { name, document } });
  expect([answer.status, answer.text]).toEqual([200, expect.anything()]);
};
const urls = async (): Promise<readonly string[]> =>
  ((await hub.request('GET', '/api/traffic/status')).json as { urls: string[] }).urls;
const base = async (): Promise<string> => {
  let found = '';
  await eventually(async () => {
    found = (await urls())[0] ?? '';
    return found !== '';
  });
  return found;
};
const call = async (url: string, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await fetch(url, { headers });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

verifies(
  'gateway.traffic.whole',
  'a route is made, opens the listener, lets in who has a key and is counted',
  async () => {
    expect(await urls()).toEqual([]);
    await save('services', 'orders', { url: `http://127.0.0.1:${port}/v2` });
    await save('pipelines', 'orders', {
      apiEndpoints: { all: { paths: '/orders/*' } },
      policies: [{ 'key-auth': null }, { proxy: { action: { serviceEndpoint: 'orders' } } }],
    });
    const address = await base();
    await eventually(async () => (await call(`${address}/orders/7`)).status === 401);
    const { json } = await hub.request('POST', '/api/consumers', { body: { name: 'shop' } });
    const { id } = json as { id: string };
    const made = await hub.request('POST', `/api/consumers/${id}/credentials`, { body: { kind: 'key' } });
    const { secret, credential } = made.json as { secret: string; credential: { id: string } };
    const key = { authorization: `apiKey ${secret}` };
    await eventually(async () => (await call(`${address}/orders/7`, key)).status === 200);

    const answer = await call(`${address}/orders/7?x=1`, { ...key, cookie: 'hub_session=mine; b=2' });
    const seen = JSON.parse(answer.text) as { path: string; headers: Record<string, string> };
    expect(seen.path).toBe('/v2/orders/7?x=1');
    expect(seen.headers['authorization']).toBeUndefined();
    expect(seen.headers['cookie']).toBe('b=2');
    expect(answer.headers.getSetCookie()).toEqual(['a=1']);

    await eventually(async () => {
      const { json: used } = await hub.request('GET', `/api/traffic/requests?outcome=all`);
      return (used as { items: { status: number }[] }).items.some(({ status }) => status === 401);
    });
    await hub.request('DELETE', `/api/consumers/${id}/credentials/${credential.id}`);
    await eventually(async () => (await call(`${address}/orders/7`, key)).status === 401);
  },
);

verifies('gateway.traffic.changes', 'hundreds of changes under load fail no request', async () => {
  const document = (n: number) => ({
    apiEndpoints: { all: { paths: '/busy/*' } },
    policies: [
      { headers: { action: { answerHeaders: { 'x-version': String(n) } } } },
      { proxy: { action: { serviceEndpoint: 'orders' } } },
    ],
  });
  await save('pipelines', 'busy', document(0));
  const address = await base();
  await eventually(async () => (await call(`${address}/busy/x`)).status === 200);
  let over = false;
  const failed: string[] = [];
  const versions = new Set<string>();
  const load = Array.from({ length: 4 }, async () => {
    while (!over) {
      const { status, headers, text } = await call(`${address}/busy/x`);
      versions.add(headers.get('x-version') ?? '');
      if (status !== 200) failed.push(`${status} ${text}`);
    }
  });
  for (let n = 1; n <= 200; n += 1) {
    await save('pipelines', 'busy', document(n));
    if (n % 10 === 0) await save('services', 'orders', { url: `http://127.0.0.1:${port}/v${n}` });
  }
  await eventually(async () => (await call(`${address}/busy/x`)).headers.get('x-version') === '200');
  over = true;
  await Promise.all(load);
  expect(failed).toEqual([]);
  expect(versions.size).toBeGreaterThan(5);
});

verifies(
  'gateway.traffic.changes',
  'a second process follows, and a route that is gone is gone in both',
  async () => {
    await save('pipelines', 'both', {
      apiEndpoints: { all: { paths: '/both' } },
      policies: [{ terminate: { action: { statusCode: 418 } } }],
    });
    const addresses = [await base(), await secondBase()];
    for (const address of addresses)
      await eventually(async () => (await call(`${address}/both`)).status === 418);
    await hub.request('DELETE', '/api/pipelines/both');
    for (const address of addresses)
      await eventually(async () => (await call(`${address}/both`)).status === 404);
  },
);

verifies(
  'gateway.traffic.plugins.checked',
  'a plug-in is listed, checked, run and traced as ours are',
  async () => {
    const { json: language } = await hub.request('GET', '/api/gateway/policies');
    expect(
      (language as { policies: { name: string }[] }).policies.find(({ name }) => name === 'guard'),
    ).toMatchObject({ group: 'plugins', action: { required: ['word'] } });
    const file = (action: string) =>
      [
        'apiEndpoints: { guarded: { host: "*", paths: /guarded/here } }',
        'policies: [guard, terminate]',
        'pipelines:',
        '  guarded:',
        '    apiEndpoints: [guarded]',
        '    policies:',
        '      - guard:',
        `          - action: ${action}`,
        '      - terminate: { action: { statusCode: 251 } }',
      ].join('\n');
    const take = async (action: string) =>
      hub.request('POST', '/api/gateway/import', { body: { text: file(action), apply: true } });
    expect((await take('{ word: 5 }')).json).toMatchObject({
      applied: false,
      documents: [{ problems: [{ line: 8, message: expect.stringContaining('must be string') }] }],
    });
    expect((await take('{ word: please }')).json).toMatchObject({ applied: true });
    const address = await base();
    await eventually(async () => (await call(`${address}/guarded/here`)).status === 403);
    expect((await call(`${address}/guarded/here`, { 'x-word': 'please' })).status).toBe(251);
    const tried = await hub.request('POST', '/api/traffic/try', {
      body: { method: 'GET', path: '/guarded/here', headers: [] },
    });
    expect(tried.json).toMatchObject({
      status: 403,
      steps: [
        { policy: 'guard', outcome: 'answered' },
        { policy: 'terminate', outcome: 'not reached' },
      ],
    });
  },
);

verifies(
  'gateway.traffic.plugins.loaded',
  'where a plug-in is not there its routes are shut, and nobody gets around them',
  async () => {
    await save('pipelines', 'open', {
      apiEndpoints: { all: { paths: '/guarded/*' } },
      policies: [{ terminate: { action: { statusCode: 252 } } }],
    });
    const address = await secondBase();
    await eventually(async () => (await call(`${address}/guarded/else`)).status === 252);
    expect((await call(`${address}/guarded/here`, { 'x-word': 'please' })).status).toBe(503);
    expect((await call(`${await base()}/guarded/here`, { 'x-word': 'please' })).status).toBe(251);
  },
);

verifies('gateway.traffic.plugins.owner', 'no API key opens the pages of plug-ins', async () => {
  const { status } = await hub.request('GET', '/traffic-plugins/guard/words');
  expect(status).toBe(401);
});

test('another space is reached at its own address only', async () => {
  const address = await base();
  const root = address.slice(0, address.lastIndexOf('/'));
  expect((await call(`${root}/nobody/orders/7`)).status).toBe(404);
  expect((await call(`${root}/orders/7`)).status).toBe(404);
});
