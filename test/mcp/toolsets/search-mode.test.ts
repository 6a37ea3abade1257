// slow: all that stands behind tools, and an API that they call
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { permissionsOf } from '../../../core/roles.ts';
import { eventually } from '../../setup/eventually.ts';
import { shopDocument, startToolsetWorld, type ToolsetWorld } from '../../setup/toolsets.ts';
import { startUpstream, type Upstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

/** Many tools behind two: found by words, called as if they had been listed. */
let world: ToolsetWorld;
let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"orders":[]}');
  });
  world = await startToolsetWorld(`127.0.0.1:${upstream.port}`);
  await world.use('connectors.import', { name: 'shop', document: shopDocument(upstream.origin) });
  const tools = [
    {
      name: 'orders',
      operation: 'shop.listOrders',
      limit: { perMinute: 2 },
      arguments: { customerId: { fixed: { fact: 'contactId' } } },
    },
    { name: 'order', operation: 'shop.createOrder' },
    { name: 'label', operation: 'shop.getLabel' },
    { name: 'remove', operation: 'shop.deleteOrder' },
    { name: 'jobs', operation: 'toolsets.list' },
  ];
  await world.use('toolsets.create', { name: 'many', mode: 'search', tools });
  await world.use('toolsets.publish', { name: 'many' });
});
afterAll(async () => {
  await world.stop();
  await upstream.stop();
});

const search = async (query: string, more: object = {}, options: object = {}): Promise<string> =>
  (await world.call('many', 'search_tools', { query, ...more }, options)).text;

test('a model sees few tools, finds the others, and calls what it has found', async () => {
  const names = (await world.listed('many')).map(({ name }) => name);
  expect(names).toEqual(['search_tools', 'describe_tools', 'call_tool']);
  expect(await search('remove an order')).toMatch(/1\. remove: Delete an order/);
  expect(await search('orders of a customer', { limit: 1 })).toContain('1 of 5 tools');
  const told = await world.call('many', 'describe_tools', { names: ['orders'] });
  expect(told.text).toContain('"limit"');
  expect(told.text).not.toContain('customerId');
  const facts = { contactId: 'ada' };
  const done = await world.call('many', 'call_tool', { name: 'orders', arguments: { limit: 3 } }, { facts });
  expect(done.structuredContent).toEqual({ orders: [] });
  expect(upstream.seen.at(-1)?.path).toBe('/customers/ada/orders?limit=3');
  // Who knows its name may call it as it is, too.
  expect((await world.call('many', 'orders', {}, { facts })).structuredContent).toEqual({ orders: [] });
});

verifies(
  'mcp.toolsets.searched',
  'a call that was found is held to all that a listed one is held to',
  async () => {
    const facts = { contactId: 'ada' };
    const before = upstream.seen.length;
    const refused = await world.call(
      'many',
      'call_tool',
      { name: 'orders', arguments: { customerId: 'bob' } },
      { facts },
    );
    expect(refused.text).toContain('is not yours to set');
    expect((await world.call('many', 'call_tool', { arguments: {} })).text).toContain('- name:');
    const few = { permissions: ['operations.call'] } as const;
    expect((await world.call('many', 'call_tool', { name: 'jobs' }, few)).text).toContain(
      'There is no tool "jobs"',
    );
    expect(await search('list toolsets of the space', {}, few)).not.toContain('jobs');
    expect(await search('list toolsets of the space', {}, { permissions: permissionsOf('owner') })).toContain(
      'jobs',
    );
    expect(upstream.seen.length).toBe(before);
    const again = () => world.call('many', 'call_tool', { name: 'orders' }, { facts, keyId: 'key_limited' });
    expect([(await again()).isError, (await again()).isError, (await again()).isError]).toEqual([
      undefined,
      undefined,
      true,
    ]);
    type Calls = { readonly items: readonly Record<string, unknown>[] };
    await eventually(async () => {
      const { items } = await world.use<Calls>('toolsets.calls', {
        toolset: 'many',
        tool: 'orders',
        outcome: 'refused',
      });
      expect(items.map(({ code }) => code)).toEqual(['rate_limited', 'input_invalid']);
    });
  },
);

test('the hub as a toolset is searched when a caller may do much, and listed when not', async () => {
  const names = async (permissions: Parameters<typeof world.caller>[0]) =>
    (await world.listed('hub-admin', permissions)).map(({ name }) => name);
  expect(await names({ permissions: permissionsOf('owner') })).toContain('search_tools');
  expect(await names({ permissions: permissionsOf('owner') })).toHaveLength(3);
  expect(await names({ permissions: ['toolsets.read'] })).toContain('toolsets_list');
});
