// slow: starts a hub
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { makeHook } from '../setup/hooked.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

/** What a space's connectors tell, as somebody reads it who wants a flow to begin with it. */
let hub: TestHub;

const order = { type: 'object', required: ['id'], properties: { id: { type: 'string', minLength: 1 } } };
const document = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: 'https://shop.example' }],
  paths: {
    '/orders': {
      get: {
        operationId: 'listOrders',
        responses: {
          200: {
            description: 'ok',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['orders'],
                  properties: {
                    orders: { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/Order' } },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
  webhooks: {
    orderPaid: {
      post: {
        summary: 'An order was paid',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } },
        responses: { 200: { description: 'ok' } },
      },
    },
  },
  components: { schemas: { Order: order } },
};

beforeAll(async () => {
  hub = await startTestHub();
  await ok('POST', '/api/connectors/import', { name: 'shop', document: JSON.stringify(document) });
});
afterAll(() => hub?.stop());

const ok = async (method: string, path: string, body?: object): Promise<unknown> => {
  const { status, json, text } = await hub.request(method, path, body === undefined ? {} : { body });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json;
};

interface Known {
  readonly type: string;
  readonly title: string;
  readonly summary: string;
  readonly origin: string;
  readonly by: readonly { readonly kind: string; readonly name: string }[];
  readonly lastAt: string | null;
}
const known = async (query = ''): Promise<Known[]> =>
  ((await ok('GET', `/api/connector-events${query}`)) as { items: Known[] }).items;
const sample = async (type: string) =>
  (await ok('GET', `/api/connector-event-sample?type=${type}`)) as { known: boolean; data: unknown };

verifies('connectors.events.known', 'a connector says what it tells, before anything brings it', async () => {
  expect(await known()).toEqual([
    {
      ...{ type: 'shop.order-paid', connector: 'shop', title: 'Shop', summary: 'An order was paid' },
      ...{ origin: 'webhook', by: [], lastAt: null },
    },
  ]);
  const { data } = await sample('shop.order-paid');
  expect(data).toMatchObject({ body: { id: expect.stringMatching(/./) }, headers: {} });
});

verifies(
  'connectors.events.known',
  'endpoints and pollers bring their events, also those of no document',
  async () => {
    const hook = await makeHook(hub, { name: 'Shop calls', provider: 'github' });
    await ok('POST', '/api/pollers', {
      ...{
        connector: 'shop',
        operation: 'listOrders',
        name: 'New orders',
        schedule: { everySeconds: 3_600 },
      },
      tracking: { by: 'ids', id: '/id', items: '/orders', event: 'order.found' },
    });
    const raw = '{"action":"opened"}';
    const signature = createHmac('sha256', hook.secret ?? '')
      .update(raw)
      .digest('hex');
    await hub.request('POST', hook.path, {
      ...{ key: null, raw },
      headers: {
        ...{ 'content-type': 'application/json', 'x-github-event': 'issues', 'x-github-delivery': '1' },
        'x-hub-signature-256': `sha256=${signature}`,
      },
    });
    await eventually(async () => expect(await known()).toHaveLength(3));
    const [opened, paid, found] = await known('?connector=shop');
    expect([opened?.type, paid?.type, found?.type]).toEqual([
      'shop.issues.opened',
      'shop.order-paid',
      'shop.order.found',
    ]);
    expect(opened).toMatchObject({ origin: 'webhook', by: [{ kind: 'hook', name: 'Shop calls' }] });
    expect(opened?.lastAt).not.toBeNull();
    expect(paid).toMatchObject({ by: [{ kind: 'hook', name: 'Shop calls' }], lastAt: null });
    expect(found).toMatchObject({ origin: 'poller', by: [{ kind: 'poller', name: 'New orders' }] });
    expect((await sample('shop.order.found')).data).toMatchObject({
      item: { id: expect.stringMatching(/./) },
    });
    expect(await known('?connector=other')).toEqual([]);
  },
);

test('what no connector tells is no mistake of who asks', async () => {
  expect(await sample('shop.nothing')).toMatchObject({ known: false, data: null });
  expect(await sample('run.parked')).toMatchObject({ known: false });
});

test('an event of the gallery is known by the name that its webhook will have', async () => {
  await ok('POST', '/api/gallery/hubspot/install', {});
  const types = (await known('?connector=hubspot')).map(({ type }) => type);
  expect(types).toContain('hubspot.contact.creation');
  expect(types).toContain('hubspot.contact.property-change');
  expect((await sample('hubspot.contact.creation')).data).toMatchObject({
    body: [{ subscriptionType: 'contact.creation' }],
  });
});
