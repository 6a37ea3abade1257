// slow: a whole hub with a document and routes by it
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { ordersDocument, startOrdersApi, type OrdersApi } from '../setup/orders-api.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
let orders: OrdersApi;
let address = '';

const save = async (kind: 'services' | 'pipelines', name: string, document: object): Promise<void> => {
  const answer = await hub.request('PUT', `/api/${kind}`, { body: { name, document } });
  expect([answer.status, answer.text]).toEqual([200, expect.anything()]);
};
const importAs = async (name: string, document: object): Promise<{ version: number }> => {
  const answer = await hub.request('POST', '/api/connectors/import', { body: { name, document } });
  expect([answer.status < 300, answer.text]).toEqual([true, expect.anything()]);
  return answer.json as { version: number };
};

interface Asked {
  readonly status: number;
  readonly type: string | null;
  readonly json: unknown;
}
const ask = async (method: string, path: string, body?: unknown): Promise<Asked> => {
  const answer = await fetch(`${address}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    json: text === '' ? null : (JSON.parse(text) as unknown),
  };
};
const placesOf = async (method: string, path: string, body?: unknown): Promise<unknown[]> => {
  const { status, json } = await ask(method, path, body);
  const { errors = [] } = json as { errors?: { path: string }[] };
  return [status, ...errors.map((one) => one.path)];
};

beforeAll(async () => {
  orders = await startOrdersApi();
  const { port } = new URL(orders.origin);
  hub = await startTestHub({
    HUB_EGRESS_ALLOW: `127.0.0.1:${port}`,
    HUB_MASTER_KEY: `k1:${randomBytes(32).toString('base64')}`,
  });
  await importAs('orders', ordersDocument);
  await save('services', 'orders', { url: orders.origin });
  const check = (more: object) => ({ 'validate-openapi': { action: { connector: 'orders', ...more } } });
  const forward = { proxy: { action: { serviceEndpoint: 'orders', stripPath: true } } };
  await save('pipelines', 'checked', {
    apiEndpoints: { all: { paths: '/v1/*' } },
    policies: [check({ basePath: '/v1' }), forward],
  });
  await save('pipelines', 'gone', {
    apiEndpoints: { all: { paths: '/gone/*' } },
    policies: [check({ connector: 'nothing', basePath: '/gone', unknown: 'pass' }), forward],
  });
  await save('pipelines', 'examples', {
    apiEndpoints: { all: { paths: '/orders*' }, below: { paths: '/orders/*' } },
    policies: [{ mock: { action: { connector: 'orders' } } }],
  });
  await eventually(async () => {
    const { json } = await hub.request('GET', '/api/traffic/status');
    address = (json as { urls: string[] }).urls[0] ?? '';
    return address !== '' && (await ask('GET', '/orders/7')).status === 200;
  });
});
afterAll(async () => {
  await hub.stop();
  await orders.stop();
});

const order = { sku: 'ABC-1', quantity: 2 };

verifies(
  'gateway.traffic.by-document',
  'what the document describes goes on, everything else is told with its places',
  async () => {
    const seen = orders.seen.length;
    expect(await placesOf('GET', '/v1/orders?state=open&limit=0')).toEqual([400, '/query/limit']);
    expect(await placesOf('GET', '/v1/orders')).toEqual([400, expect.stringMatching(/^\/query/)]);
    expect(await placesOf('GET', '/v1/orders?state=open&limit=x&more=1')).toEqual([400, '/query/more']);
    expect(await placesOf('GET', '/v1/orders/x')).toEqual([400, '/path/id']);
    expect(await placesOf('GET', '/v1/orders/7/items')).toEqual([404]);
    expect(await placesOf('DELETE', '/v1/orders/7')).toEqual([405]);
    expect(await placesOf('GET', '/v1/other')).toEqual([404]);
    expect(await placesOf('POST', '/v1/orders', { ...order, quantity: 0 })).toEqual([400, '/body/quantity']);
    expect(await placesOf('POST', '/v1/orders', { ...order, address: { city: 1 } })).toEqual([
      400,
      '/body/address/city',
    ]);
    expect(orders.seen.length).toBe(seen);
    expect((await ask('GET', '/v1/orders?state=open&limit=5')).status).toBe(200);
    expect((await ask('GET', '/v1/orders/7')).status).toBe(200);
    expect(await ask('POST', '/v1/orders', order)).toMatchObject({ status: 201, json: order });
    expect(orders.astonished).toEqual([]);
    expect(orders.seen.length).toBe(seen + 3);
  },
);

test('a route by a connector that is not there lets nothing through', async () => {
  expect((await ask('GET', '/gone/orders/7')).status).toBe(501);
});

verifies('gateway.traffic.by-document', 'the examples of the document are the answers', async () => {
  expect(await ask('GET', '/orders/7')).toMatchObject({
    status: 200,
    type: 'application/json',
    json: { sku: expect.stringMatching(/^[A-Z]{3}-[0-9]{1,4}$/), quantity: expect.any(Number) },
  });
  expect(await ask('POST', '/orders', order)).toMatchObject({
    status: 201,
    json: { sku: expect.any(String) },
  });
  expect((await ask('GET', '/orders/7/items')).status).toBe(404);
});

verifies('gateway.traffic.by-document', 'another version is what counts soon after', async () => {
  expect((await ask('GET', '/v1/orders/123456')).status).toBe(400);
  const { paths } = ordersDocument;
  const one = paths['/orders/{id}'].get;
  const { version } = await importAs('orders', {
    ...ordersDocument,
    paths: {
      ...paths,
      '/orders/{id}': {
        get: { ...one, parameters: [{ name: 'id', in: 'path', required: true, schema: { const: 8 } }] },
      },
    },
  });
  expect((await ask('GET', '/v1/orders/7')).status).toBe(200);
  await hub.request('POST', `/api/connectors/orders/versions/${version}/publish`, { body: {} });
  await eventually(async () => (await ask('GET', '/v1/orders/7')).status === 400);
  expect((await ask('GET', '/v1/orders/8')).status).toBe(200);
});
