// slow: all that stands behind tools, and an API that they call
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { shopDocument, startToolsetWorld, type ToolsetWorld } from '../../setup/toolsets.ts';
import { startUpstream, type Upstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

/** Calls of tools, from what a model gives to what it gets, over a real API. */
let world: ToolsetWorld;
let upstream: Upstream;
let answer: { status: number; body: unknown; type?: string };

beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    if (request.url?.endsWith('/label') === true)
      return response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from([137, 80, 78, 71]));
    response.writeHead(answer.status, { 'content-type': answer.type ?? 'application/json' });
    return response.end(answer.status === 204 ? '' : JSON.stringify(answer.body));
  });
  world = await startToolsetWorld(`127.0.0.1:${upstream.port}`);
  await world.use('connectors.import', { name: 'shop', document: shopDocument(upstream.origin) });
});
afterAll(async () => {
  await world.stop();
  await upstream.stop();
});

const publish = async (name: string, tools: readonly object[], more: object = {}): Promise<void> => {
  await world.use('toolsets.create', { name, tools, ...more });
  expect(await world.use('toolsets.publish', { name })).toMatchObject({ number: 1, blocked: [] });
};

test('what a model gives is checked, sent, and answered as text and structure', async () => {
  answer = { status: 200, body: { orders: [{ id: 1, item: 'lamp' }] } };
  await publish('plain', [{ name: 'list_orders', operation: 'shop.listOrders' }]);
  const [tool] = await world.listed('plain');
  expect(tool).toMatchObject({
    name: 'list_orders',
    description: 'List the orders of a customer',
    annotations: { readOnlyHint: true },
  });
  const good = await world.call('plain', 'list_orders', { customerId: 'ada', limit: 5 });
  expect(good.isError).toBeUndefined();
  expect(good.structuredContent).toEqual({ orders: [{ id: 1, item: 'lamp' }] });
  expect(JSON.parse(good.text)).toEqual(good.structuredContent);
  expect(upstream.seen.at(-1)).toMatchObject({ method: 'GET', path: '/customers/ada/orders?limit=5' });
});

verifies(
  'mcp.toolsets.errors',
  'wrong arguments are told by name, all of them, and nothing is sent',
  async () => {
    const before = upstream.seen.length;
    const wrong = await world.call('plain', 'list_orders', {
      limit: 'many',
      statuss: 'open',
      customerId: 'ada',
    });
    expect(wrong.isError).toBe(true);
    expect(wrong.structuredContent?.['problems']).toEqual(
      expect.arrayContaining([
        { field: 'limit', message: 'must be integer, not "many"' },
        { field: 'statuss', message: expect.stringContaining('did you mean "status"?') },
      ]),
    );
    expect(wrong.text).toContain('- limit: must be integer');
    expect((await world.call('plain', 'list_orders', {})).text).toContain('- customerId: is required');
    expect(upstream.seen.length).toBe(before);
  },
);

verifies(
  'mcp.toolsets.fixed-arguments',
  'arguments are fixed from constants and from who calls: the model neither sees nor sets them',
  async () => {
    answer = { status: 201, body: { id: 7, item: 'lamp' } };
    await publish('fixed', [
      {
        name: 'order',
        operation: 'shop.createOrder',
        arguments: {
          customerId: { fixed: { fact: 'contactId' } },
          channel: { fixed: { value: 'phone' } },
          address: { hide: true },
          payToken: { hide: true },
          item: { rename: 'product', description: 'What is ordered.' },
          count: { default: 1, required: true },
        },
      },
    ]);
    const [tool] = await world.listed('fixed');
    expect(Object.keys(tool?.inputSchema.properties ?? {}).sort()).toEqual(['count', 'product']);
    expect(tool?.inputSchema.properties?.['product']).toMatchObject({
      description: 'What is ordered.',
      minLength: 2,
    });
    expect(tool?.inputSchema.required).toEqual(['product']);

    const facts = { contactId: 'ada' };
    const done = await world.call('fixed', 'order', { product: 'lamp' }, { facts });
    expect(done.structuredContent).toEqual({ id: 7, item: 'lamp' });
    const sent = upstream.seen.at(-1);
    expect(sent?.path).toBe('/customers/ada/orders');
    expect(JSON.parse(sent?.body ?? '')).toEqual({ item: 'lamp', count: 1, channel: 'phone' });

    const before = upstream.seen.length;
    for (const [name, given] of Object.entries({
      customerId: 'bob',
      channel: 'web',
      address: { city: 'X' },
    })) {
      const refused = await world.call('fixed', 'order', { product: 'lamp', [name]: given }, { facts });
      expect(refused.isError).toBe(true);
      expect(refused.text).toContain(`- ${name}: is not yours to set`);
    }
    expect((await world.call('fixed', 'order', { item: 'lamp' }, { facts })).text).toContain(
      'is called "product" here',
    );
    const nobody = await world.call('fixed', 'order', { product: 'lamp' });
    expect(nobody.text).toContain('needs to know the fact "contactId"');
    expect((await world.call('fixed', 'order', { product: 'l' }, { facts })).text).toContain(
      '- product: must',
    );
    expect(upstream.seen.length).toBe(before);
  },
);

verifies(
  'mcp.toolsets.trimmed',
  'an answer is trimmed, and what cannot be trimmed is not handed on',
  async () => {
    answer = { status: 200, body: { orders: [{ id: 1, item: 'lamp', secretNote: 'hush' }] } };
    await publish('trimmed', [
      { name: 'items', operation: 'shop.listOrders', output: '[.orders[] | .item]' },
      { name: 'endless', operation: 'shop.listOrders', output: 'def f: f; f' },
      { name: 'broken', operation: 'shop.listOrders', output: '.orders | .item' },
    ]);
    const trimmed = await world.call('trimmed', 'items', { customerId: 'ada' });
    expect(trimmed.text).toBe('["lamp"]');
    expect(trimmed.structuredContent).toEqual({ result: ['lamp'] });
    for (const tool of ['endless', 'broken']) {
      const failed = await world.call('trimmed', tool, { customerId: 'ada' });
      expect(failed).toMatchObject({ isError: true, structuredContent: { error: 'answer_not_trimmed' } });
      expect(JSON.stringify(failed)).not.toContain('hush');
    }
  },
);

test('what the API refuses is told with its status and body', async () => {
  answer = { status: 404, body: { message: 'no such customer', token: 'abcdefgh12345678' } };
  const failed = await world.call('plain', 'list_orders', { customerId: 'nobody' });
  expect(failed.isError).toBe(true);
  expect(failed.structuredContent).toMatchObject({ error: 'upstream_failed', status: 404 });
  expect(failed.text).toContain('no such customer');
  expect(failed.text).not.toContain('abcdefgh12345678');
});

verifies(
  'mcp.toolsets.undescribed',
  'an answer that is not as described is a good one, with a note',
  async () => {
    answer = { status: 200, body: { orders: [{ id: 'seven' }] } };
    const odd = await world.call('plain', 'list_orders', { customerId: 'ada' });
    expect(odd.isError).toBeUndefined();
    expect(odd.structuredContent).toEqual({ orders: [{ id: 'seven' }] });
    expect(odd.content.at(-1)?.text).toContain('/orders/0/id must be integer');
  },
);

test('a list stands in an object, nothing is an answer, and a picture is one', async () => {
  await publish('kinds', [
    { name: 'list', operation: 'shop.listOrders' },
    { name: 'remove', operation: 'shop.deleteOrder', annotations: { title: 'Away with it' } },
    { name: 'label', operation: 'shop.getLabel' },
  ]);
  answer = { status: 200, body: [1, 2] };
  expect((await world.call('kinds', 'list', { customerId: 'ada' })).structuredContent).toEqual({
    result: [1, 2],
  });
  answer = { status: 204, body: null };
  expect((await world.call('kinds', 'remove', { id: 1 })).structuredContent).toEqual({ result: null });
  const tools = await world.listed('kinds');
  expect(tools[1]?.annotations).toMatchObject({ destructiveHint: true, title: 'Away with it' });
  const label = await world.call('kinds', 'label', { id: 1 });
  expect(label.content[1]).toEqual({
    type: 'image',
    mimeType: 'image/png',
    data: Buffer.from([137, 80, 78, 71]).toString('base64'),
  });
});

test('calls of a tool are limited for each caller', async () => {
  answer = { status: 200, body: {} };
  await publish('limited', [{ name: 'list', operation: 'shop.listOrders', limit: { perMinute: 2 } }]);
  const ask = (keyId: string) => world.call('limited', 'list', { customerId: 'ada' }, { keyId });
  expect([(await ask('key_a')).isError, (await ask('key_a')).isError]).toEqual([undefined, undefined]);
  expect(await ask('key_a')).toMatchObject({
    isError: true,
    structuredContent: { error: 'rate_limited', retryAfter: expect.any(Number) },
  });
  expect((await ask('key_b')).isError).toBeUndefined();
});

test('a key of the client goes along, bound to who calls', async () => {
  answer = { status: 201, body: { id: 1 } };
  await publish('keyed', [{ name: 'order', operation: 'shop.createOrder' }]);
  const settings = { idempotencyHeader: 'Idempotency-Key' };
  await world.use('connectors.update', { name: 'shop', settings });
  const send = async (key: string | undefined, keyId: string): Promise<unknown> => {
    const meta = key === undefined ? {} : { 'app-connect/idempotencyKey': key };
    await world.call('keyed', 'order', { customerId: 'ada', item: 'lamp' }, { meta, keyId });
    return upstream.seen.at(-1)?.headers['idempotency-key'];
  };
  const first = await send('one', 'key_a');
  expect(first).toEqual(expect.any(String));
  expect(await send('one', 'key_a')).toBe(first);
  expect(await send('two', 'key_a')).not.toBe(first);
  expect(await send('one', 'key_b')).not.toBe(first);
  expect(await send(undefined, 'key_a')).toBeUndefined();
  const wrong = await world.call(
    'keyed',
    'order',
    { customerId: 'ada', item: 'lamp' },
    { meta: { 'app-connect/idempotencyKey': 5 } },
  );
  expect(wrong.isError).toBe(true);
});

test('what is kept of a call holds nothing that an operation calls sensitive', async () => {
  answer = { status: 201, body: { id: 1, item: 'lamp' } };
  await publish('hushed', [{ name: 'order', operation: 'shop.createOrder' }], { keepContent: true });
  await world.call('hushed', 'order', { customerId: 'ada', item: 'lamp', payToken: 'pay-me-12345' });
  type Calls = { readonly items: readonly { readonly input: unknown; readonly output: unknown }[] };
  const [call] = await eventually(async () => {
    const { items } = await world.use<Calls>('toolsets.calls', { toolset: 'hushed' });
    return items.length > 0 && items;
  });
  expect(call).toMatchObject({
    input: { item: 'lamp', payToken: '[redacted]' },
    output: { id: 1, item: 'lamp' },
  });
});

verifies(
  'mcp.toolsets.log',
  'each call is in the log: who, what, how it ended; what was said only where that is wanted',
  async () => {
    answer = { status: 200, body: { orders: [] } };
    await publish('kept', [{ name: 'list', operation: 'shop.listOrders' }], { keepContent: true });
    await world.call('kept', 'list', { customerId: 'secret-ada' });
    await world.call('plain', 'list_orders', { customerId: 'secret-bob' });
    await world.call('plain', 'list_orders', { customerId: 5 });
    type Calls = { readonly items: readonly Record<string, unknown>[] };
    const kept = await eventually(async () => {
      const found = await world.use<Calls>('toolsets.calls', { toolset: 'kept' });
      return found.items.length > 0 && found;
    });
    expect(kept.items).toEqual([
      expect.objectContaining({
        ...{ tool: 'list', operation: 'shop.listOrders', outcome: 'done', code: null, version: 1 },
        caller: { id: 'key_agent', name: 'Agent' },
        shape: { customerId: 'text(10)' },
        input: { customerId: 'secret-ada' },
      }),
    ]);
    const plain = await eventually(async () => {
      const found = await world.use<Calls>('toolsets.calls', {
        toolset: 'plain',
        outcome: 'refused',
        limit: 1,
      });
      return JSON.stringify(found.items[0]?.['shape']) === '{"customerId":"number"}' && found;
    });
    expect(plain.items[0]).toMatchObject({ code: 'input_invalid', input: null, output: null });
    const { rows } = await world.database.superuser.query<{ text: string }>(
      "select string_agg(c::text, ' ') as text from toolset_calls c where toolset = 'plain'",
    );
    expect(rows[0]?.text).not.toContain('secret-bob');
    const other = await world.use<Calls>('toolsets.calls', {}, world.otherSpaceId);
    expect(other.items).toEqual([]);
  },
);
