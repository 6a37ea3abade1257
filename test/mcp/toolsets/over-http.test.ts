// slow: all that stands behind tools, an API that they call, and the official client
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectClient, eras, httpTransport } from '../../setup/mcp-client.ts';
import { raw, startTestMcp, type TestMcp } from '../../setup/mcp-endpoint.ts';
import { eventually } from '../../setup/eventually.ts';
import { shopDocument, startToolsetWorld, type ToolsetWorld } from '../../setup/toolsets.ts';
import { startUpstream, type Upstream } from '../../setup/upstream.ts';

/** A toolset over the wire, from the official client to an API and back. */
let world: ToolsetWorld;
let upstream: Upstream;
let mcp: TestMcp;

beforeAll(async () => {
  upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('[{"id":1}]');
  });
  world = await startToolsetWorld(`127.0.0.1:${upstream.port}`);
  await world.use('connectors.import', { name: 'shop', document: shopDocument(upstream.origin) });
  const tools = [
    {
      name: 'list_orders',
      operation: 'shop.listOrders',
      arguments: { customerId: { fixed: { fact: 'contactId' } } },
    },
    { name: 'create_order', operation: 'shop.createOrder' },
  ];
  await world.use('toolsets.create', { name: 'shopping', instructions: 'Be quick.', tools });
  await world.use('toolsets.publish', { name: 'shopping' });
  mcp = await startTestMcp({
    deps: {
      offers: world.offers,
      db: world.database.db,
      authenticate: async () => world.caller({ facts: { contactId: 'ada' } }),
    },
  });
});
afterAll(async () => {
  await mcp.stop();
  await world.stop();
  await upstream.stop();
});

const address = (toolset: string): string => (mcp.urls[0] ?? '').replace('everything', toolset);

for (const era of eras)
  test(`a client of the era "${era}" lists, calls, is corrected, and hears of changes`, async () => {
    const { client, told, close } = await connectClient(httpTransport(address('shopping'), 'any'), era);
    try {
      expect(client.getInstructions()).toBe('Be quick.');
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(['list_orders', 'create_order']);
      // The client itself refuses an answer that does not fit the schema that the tool declares.
      const answer = await client.callTool({ name: 'list_orders', arguments: { limit: 2 } });
      expect(answer.structuredContent).toEqual({ result: [{ id: 1 }] });
      expect(JSON.stringify(answer.content)).toContain(
        'Note: this answer is not as the operation describes it',
      );
      expect(upstream.seen.at(-1)?.path).toBe('/customers/ada/orders?limit=2');
      const refused = await client.callTool({ name: 'list_orders', arguments: { customerId: 'bob' } });
      expect(refused.isError).toBe(true);
      await expect(client.callTool({ name: 'nothing', arguments: {} })).rejects.toMatchObject({
        code: -32602,
      });
      if (era === 'sessions') {
        const description = `Changed for ${era}`;
        const content = { tools: [{ name: 'list_orders', operation: 'shop.listOrders', description }] };
        await world.use('toolsets.save', { name: 'shopping', instructions: 'Be quick.', ...content });
        await world.use('toolsets.publish', { name: 'shopping' });
        await eventually(() => expect(told).toContain('notifications/tools/list_changed'));
        expect((await client.listTools()).tools).toMatchObject([{ description }]);
        await world.use('toolsets.publish', { name: 'shopping', number: 1 });
      }
    } finally {
      await close();
    }
  });

test('a toolset that there is not, or not in use, is not found', async () => {
  await world.use('toolsets.create', { name: 'unused', tools: [] });
  for (const name of ['unused', 'nowhere']) {
    const body = { jsonrpc: '2.0', id: 1, method: 'ping' };
    expect((await raw(address(name), { body })).status).toBe(404);
  }
});
