// slow: all that stands behind tools
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startMcpStub, type McpStub } from '../../setup/mcp-stub.ts';
import { shopDocument, startToolsetWorld, type ToolsetWorld } from '../../setup/toolsets.ts';
import { verifies } from '../../setup/verifies.ts';

/** Whoever changes something, or takes it away, is told which toolsets offer it. */
let world: ToolsetWorld;
let far: McpStub;

beforeAll(async () => {
  far = await startMcpStub();
  world = await startToolsetWorld(new URL(far.url).host);
});
afterAll(async () => {
  await world.stop();
  await far.stop();
});

interface Used {
  readonly toolsets: readonly { readonly name: string; readonly state: string }[];
}

const inUse = (name: string) => ({ name, state: 'in use' });
const draft = (name: string) => ({ name, state: 'draft' });

const importing = async (name: string, document: object = shopDocument('http://127.0.0.1:1')) =>
  world.use<{ version: number }>('connectors.import', { name, document });

const offering = async (name: string, content: object): Promise<void> => {
  await world.use('toolsets.create', { name, ...content });
  const published = await world.use('toolsets.publish', { name });
  expect(published).not.toMatchObject({ code: expect.anything() });
};

const published = async (name: string, tasks = '- a: { set: { x: 1 } }'): Promise<void> => {
  const text = `document: { dsl: '1.0.3', namespace: demo, name: ${name}, version: '1.0.0' }\ndo:\n  ${tasks}\n`;
  expect(await world.use('flows.save', { text })).not.toHaveProperty('code');
  expect(await world.use('flows.publish', { name })).not.toHaveProperty('code');
};

const audited = async (action: string): Promise<unknown> => {
  const { rows } = await world.database.superuser.query<{ details: unknown }>(
    'select details from audit_entries where action = $1 order by seq desc limit 1',
    [action],
  );
  return rows[0]?.details;
};

verifies(
  'mcp.toolsets.where-used',
  'an operation, a connector and a version of it say which toolsets offer them, drafts too',
  async () => {
    await importing('books');
    await importing('bookshelves');
    const list = { name: 'list', operation: 'books.listOrders' };
    const make = { name: 'make', operation: 'books.createOrder' };
    await offering('reads', { tools: [list] });
    await offering('writes', { tools: [list, make] });
    await offering('shelves', { tools: [{ name: 'list', operation: 'bookshelves.listOrders' }] });
    // What a draft names only in passing is no tool of it.
    const passing = { operation: 'books.deleteOrder' };
    await world.use('toolsets.create', {
      name: 'planned',
      tools: [{ ...make, arguments: { item: { fixed: { value: passing } } } }],
    });
    await world.use('toolsets.save', { name: 'writes', tools: [list, make, { ...make, name: 'again' }] });

    const operation = (name: string) =>
      world.use<Used & { flows: string[] }>('connectors.getOperation', { name: 'books', operation: name });
    expect((await operation('listOrders')).toolsets).toEqual([inUse('reads'), inUse('writes')]);
    expect((await operation('createOrder')).toolsets).toEqual([draft('planned'), inUse('writes')]);
    expect((await operation('deleteOrder')).toolsets).toEqual([]);
    expect((await world.use<Used>('connectors.get', { name: 'books' })).toolsets).toEqual([
      ...[draft('planned'), inUse('reads'), inUse('writes')],
    ]);
    expect((await world.use<Used>('connectors.get', { name: 'book' })).toolsets).toBeUndefined();

    const without = JSON.parse(JSON.stringify(shopDocument('http://127.0.0.1:1'))) as {
      paths: Record<string, Record<string, unknown>>;
    };
    delete without.paths['/customers/{customerId}/orders']?.['get'];
    const { version } = await importing('books', without);
    const { changes } = await world.use<{ changes: (Used & { operation: string })[] }>(
      'connectors.getVersion',
      { name: 'books', version },
    );
    expect(changes.map((change) => [change.operation, change.toolsets])).toEqual([
      ['listOrders', [inUse('reads'), inUse('writes')]],
    ]);
    // Of another space with the same names nothing is told.
    await world.use(
      'connectors.import',
      { name: 'books', document: shopDocument('http://127.0.0.1:1') },
      world.otherSpaceId,
    );
    const elsewhere = await world.use<Used>('connectors.get', { name: 'books' }, world.otherSpaceId);
    expect(elsewhere.toolsets).toEqual([]);
  },
);

verifies(
  'mcp.toolsets.where-used',
  'what is deleted says which toolsets and flows named it, to whoever does it and in the audit trail',
  async () => {
    await importing('lamps');
    const tool = { name: 'list', operation: 'lamps.listOrders' };
    await published('look-up');
    await offering('lights', { tools: [tool, { name: 'lookup', operation: 'flow.look-up' }] });
    await published('caller', '- ask: { call: lamps.listOrders, with: { customerId: ada } }');

    expect((await world.use<Used>('flows.get', { name: 'look-up' })).toolsets).toEqual([inUse('lights')]);
    expect((await world.use<Used>('flows.get', { name: 'caller' })).toolsets).toEqual([]);
    expect(await world.use('flows.delete', { name: 'look-up' })).toEqual({ toolsets: [inUse('lights')] });
    expect(await audited('flows.delete')).toMatchObject({ toolsets: ['lights'] });
    expect(await world.use('connectors.delete', { name: 'lamps' })).toEqual({
      ...{ flows: ['caller'], toolsets: [inUse('lights')] },
    });
    expect(await audited('connectors.delete')).toMatchObject({ flows: ['caller'], toolsets: ['lights'] });
  },
);

test('a connection says which toolsets use it, by its name or as the default one', async () => {
  await importing(
    'cups',
    shopDocument('http://127.0.0.1:1', {
      components: {
        ...shopDocument('').components,
        securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x' } },
      },
      security: [{ key: [] }],
    }),
  );
  const connect = (name: string) =>
    world.use<{ id: string; isDefault: boolean }>('connections.create', {
      ...{ connector: 'cups', name, alternative: { key: [] }, secrets: { key: { key: 'secret-value' } } },
    });
  const first = await connect('first');
  const second = await connect('second');
  const tool = { name: 'list', operation: 'cups.listOrders' };
  await offering('named', { tools: [{ ...tool, connection: 'second' }] });
  await offering('by-id', { tools: [{ ...tool, connection: second.id }] });
  await offering('usual', { tools: [tool] });
  const uses = async (connectionId: string) =>
    (await world.use<Used>('connections.get', { connectionId })).toolsets;
  expect(first.isDefault).toBe(true);
  expect(await uses(first.id)).toEqual([inUse('usual')]);
  expect(await uses(second.id)).toEqual([inUse('by-id'), inUse('named')]);
  // A tool that has its id finds it under any name.
  expect(
    (await world.use<Used & { namedBy: unknown }>('connections.get', { connectionId: second.id })).namedBy,
  ).toEqual([inUse('named')]);
  const change = (changes: object) =>
    world.use<Used>('connections.update', { connectionId: second.id, ...changes });
  expect((await change({ server: { url: null } })).toolsets).toEqual([]);
  expect((await change({ name: 'other' })).toolsets).toEqual([inUse('named')]);
  expect(await audited('connections.update')).toMatchObject({ fields: ['name'], toolsets: ['named'] });
  expect(await uses(second.id)).toEqual([inUse('by-id')]);
  expect((await change({ name: 'second' })).toolsets).toEqual([]);
  expect(await world.use('connections.delete', { connectionId: second.id })).toEqual({
    toolsets: [inUse('by-id'), inUse('named')],
  });
  expect(await audited('connections.delete')).toMatchObject({ toolsets: ['by-id', 'named'] });
});

test('an MCP server says which toolsets offer it whole, and which a tool of it', async () => {
  const registered = await world.use('mcpServers.register', { name: 'far', url: far.url });
  expect(registered).not.toHaveProperty('code');
  const { tools } = await world.use<{ tools: { operation: string | null }[] }>('mcpServers.get', {
    name: 'far',
  });
  const operation = `far.${tools.find((one) => one.operation !== null)?.operation ?? ''}`;
  await offering('whole', { server: 'far' });
  await offering('one', { tools: [{ name: 'one', operation }] });
  const both = [inUse('one'), inUse('whole')];
  expect((await world.use<Used>('mcpServers.get', { name: 'far' })).toolsets).toEqual(both);
  expect(
    (await world.use<Used>('connectors.getOperation', { name: 'far', operation: operation.slice(4) }))
      .toolsets,
  ).toEqual(both);
  expect(await world.use('mcpServers.remove', { name: 'far' })).toEqual({ flows: [], toolsets: both });
  expect(await audited('mcpServers.remove')).toMatchObject({ toolsets: ['one', 'whole'] });
});
