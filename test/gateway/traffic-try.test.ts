// slow: a whole hub with an upstream behind its gateway
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

interface Tried {
  readonly status: number;
  readonly body: string;
  readonly encoding: string;
  readonly cut: boolean;
  readonly pipeline: string | null;
  readonly service: string | null;
  readonly reason: string | null;
  readonly steps: readonly { policy: string; at: string; outcome: string; message: string | null }[];
}

let hub: TestHub;
let upstream: Upstream;
let asked: string[] = [];

beforeAll(async () => {
  upstream = await startUpstream((request, response, body) => {
    asked.push(`${request.method} ${request.url} ${String(request.headers['x-plan'] ?? '-')}`);
    if (request.url?.includes('large') === true) response.end('x'.repeat(400_000));
    else if (request.url?.includes('bytes') === true) response.end(Buffer.from([0xff, 0xfe, 0x00]));
    else response.end(body);
  });
  hub = await startTestHub({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  await save('services', 'orders', { url: upstream.origin });
  await save('pipelines', 'orders', {
    apiEndpoints: {
      main: { paths: ['/orders', '/orders/*'] },
      own: { host: 'api.example.test', paths: '/' },
    },
    policies: [
      { 'key-auth': [{ condition: { name: 'pathExact', path: '/orders/secret' } }] },
      { headers: { action: { forwardHeaders: { 'x-plan': 'gold' } } } },
      { proxy: { action: { serviceEndpoint: 'orders' } } },
    ],
  });
  await eventually(async () =>
    expect((await send({ method: 'GET', path: '/orders' })).json).toMatchObject({ pipeline: 'orders' }),
  );
});
afterAll(async () => {
  await hub?.stop();
  await upstream?.stop();
});

const save = async (kind: string, name: string, document: object): Promise<void> => {
  const { status, text } = await hub.request('PUT', `/api/${kind}`, { body: { name, document } });
  if (status !== 200) throw new Error(`${kind} ${name}: ${status} ${text}`);
};
const send = async (body: object) => hub.request('POST', '/api/traffic/try', { body });
const tried = async (body: object): Promise<Tried> => {
  const { status, json, text } = await send(body);
  if (status !== 200) throw new Error(`${status} ${text}`);
  return json as Tried;
};
const outcomes = ({ steps }: Tried) => steps.map(({ policy, outcome }) => `${policy} ${outcome}`);

verifies('gateway.traffic.try', 'A try tells what each policy did with it', async () => {
  asked = [];
  const letIn = await tried({ method: 'POST', path: '/orders/7?full=1', body: 'hello' });
  expect(letIn).toMatchObject({ status: 200, body: 'hello', encoding: 'text', service: 'orders' });
  expect(outcomes(letIn)).toEqual(['key-auth skipped', 'headers passed', 'proxy answered']);
  expect(letIn.steps.map(({ at }) => at)).toEqual([
    '/policies/0/key-auth/0',
    '/policies/1/headers',
    '/policies/2/proxy',
  ]);
  const refused = await tried({ method: 'GET', path: '/orders/secret' });
  expect(refused.status).toBe(401);
  expect(outcomes(refused)).toEqual(['key-auth refused', 'headers not reached', 'proxy not reached']);
  expect(refused.steps[0]?.message).toBe(refused.reason);
  expect(asked).toEqual(['POST /orders/7?full=1 gold']);
});

verifies('gateway.traffic.try.inside', 'What no pipeline takes never leaves the process', async () => {
  asked = [];
  for (const path of ['/elsewhere', '/orders/../../other', '//orders.example/', '/'])
    expect(await tried({ method: 'GET', path })).toMatchObject({
      pipeline: null,
      steps: [],
    });
  const headers = [{ name: 'Host', value: 'api.example.test' }];
  expect(await tried({ method: 'GET', path: '/', headers })).toMatchObject({
    status: 200,
    pipeline: 'orders',
  });
  expect(asked).toEqual(['GET / gold']);
});

test('A try counts as traffic, and stands among the last requests', async () => {
  await tried({ method: 'GET', path: '/orders/counted' });
  await eventually(async () => {
    const { json } = await hub.request('GET', '/api/traffic/requests');
    const { items } = json as { items: { path: string }[] };
    expect(items.map(({ path }) => path)).toContain('/orders/counted');
  });
});

test('A large answer is cut, bytes come as base64', async () => {
  const large = await tried({ method: 'GET', path: '/orders/large' });
  expect(large).toMatchObject({ status: 200, cut: true });
  expect(large.body).toHaveLength(262_144);
  expect(await tried({ method: 'GET', path: '/orders/bytes' })).toMatchObject({
    ...{ encoding: 'base64', body: '//4A', cut: false },
  });
});

test('What belongs to the connection cannot be set, nor a line break be hidden in a header', async () => {
  for (const header of [
    { name: 'Content-Length', value: '3' },
    { name: 'transfer-encoding', value: 'chunked' },
    { name: 'upgrade', value: 'websocket' },
    { name: 'x-a', value: 'b\r\nx-c: d' },
    { name: 'x a', value: 'b' },
  ])
    expect((await send({ method: 'GET', path: '/orders', headers: [header] })).status).toBe(400);
  for (const path of ['orders', '/or ders', 'http://example.com/', '/a#b'])
    expect((await send({ method: 'GET', path })).status).toBe(400);
  expect((await send({ method: 'CONNECT', path: '/orders' })).status).toBe(400);
});

test('Whoever may only look cannot try', async () => {
  const key = await hub.makeKey(['traffic.read']);
  const { status } = await hub.request('POST', '/api/traffic/try', {
    key,
    body: { method: 'GET', path: '/orders' },
  });
  expect(status).toBe(403);
});
