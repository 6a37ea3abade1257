// slow: all that stands behind tools
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { shopDocument, startToolsetWorld, type ToolsetWorld } from '../../setup/toolsets.ts';
import { verifies } from '../../setup/verifies.ts';

/** Drafts, versions, what is wrong with them, and what a model would see. */
let world: ToolsetWorld;

beforeAll(async () => {
  world = await startToolsetWorld();
  await world.use('connectors.import', { name: 'shop', document: shopDocument('https://shop.invalid') });
});
afterAll(() => world.stop());

const order = { name: 'order', operation: 'shop.createOrder' };
const orders = { name: 'orders', operation: 'shop.listOrders' };

test('a draft is saved over the one that it was made from, and over no other', async () => {
  expect(await world.use('toolsets.create', { name: 'drafts', title: 'One', tools: [order] })).toMatchObject({
    ...{ name: 'drafts', title: 'One', tools: 1, published: null, blocked: 0 },
    draft: { fence: 1, changed: true },
  });
  expect(await world.use('toolsets.create', { name: 'drafts' })).toMatchObject({ code: 'already_exists' });
  expect(await world.use('toolsets.create', { name: 'hub-admin' })).toMatchObject({ code: 'already_exists' });
  expect(await world.use('toolsets.create', { name: 'No Name' })).toMatchObject({ code: 'input_invalid' });
  const saved = await world.use('toolsets.save', {
    name: 'drafts',
    title: 'Two',
    tools: [orders],
    basedOn: 1,
  });
  expect(saved).toMatchObject({ unchanged: false, toolset: { draft: { fence: 2 } }, problems: [] });
  expect(await world.use('toolsets.save', { name: 'drafts', title: 'Three', basedOn: 1 })).toMatchObject({
    code: 'conflict',
  });
  expect(
    await world.use('toolsets.save', { name: 'drafts', title: 'Two', tools: [orders], basedOn: 1 }),
  ).toMatchObject({ unchanged: true });
  expect(await world.use('toolsets.get', { name: 'drafts' }, world.otherSpaceId)).toMatchObject({
    code: 'not_found',
  });
  expect(await world.offers.find(world.caller(), 'drafts')).toBeUndefined();
});

verifies(
  'mcp.toolsets.versions',
  'versions stay as they were published; one can go back to each, and see what differs',
  async () => {
    const name = 'versions';
    await world.use('toolsets.create', { name, title: 'A', tools: [order] });
    const first = await world.use<{ hash: string }>('toolsets.publish', { name, note: 'The first one.' });
    expect(first).toMatchObject({ number: 1, unchanged: false });
    expect(await world.use('toolsets.publish', { name })).toMatchObject({ number: 1, unchanged: true });
    await world.use('toolsets.save', {
      name,
      title: 'B',
      mode: 'search',
      tools: [{ ...order, title: 'Order!' }, orders],
    });
    expect(await world.use('toolsets.diff', { name })).toMatchObject({
      ...{ from: 'version 1', to: 'draft', added: [orders], removed: [] },
      changed: [{ name: 'order', after: { title: 'Order!' } }],
      settings: [
        { field: 'title', before: 'A', after: 'B' },
        { field: 'mode', before: 'list', after: 'search' },
      ],
    });
    expect(await world.use('toolsets.publish', { name, fence: 1 })).toMatchObject({ code: 'conflict' });
    expect(await world.use('toolsets.publish', { name, fence: 2 })).toMatchObject({ number: 2 });
    const back = await world.use<{ toolset: object; hash: string }>('toolsets.publish', { name, number: 1 });
    expect(back).toMatchObject({
      number: 1,
      hash: first.hash,
      toolset: { published: { number: 1 }, draft: { changed: true } },
    });
    expect((await world.listed(name)).map((tool) => tool.name)).toEqual(['order']);
    expect(await world.use('toolsets.versions', { name })).toMatchObject({
      items: [
        { number: 2, current: false },
        { number: 1, current: true, note: 'The first one.' },
      ],
    });
    expect(await world.use('toolsets.restore', { name, number: 1, basedOn: 2 })).toMatchObject({
      ...{ content: { tools: [order] }, toolset: { title: 'A', draft: { fence: 3, changed: false } } },
    });
    await expect(
      world.database.db.inSpace(world.spaceId, (tx) => tx.execute("update toolset_versions set note = 'x'")),
    ).rejects.toThrow();
    await world.use('toolsets.delete', { name });
    expect(await world.use('toolsets.get', { name })).toMatchObject({ code: 'not_found' });
  },
);

verifies(
  'mcp.toolsets.problems',
  'all that is wrong is told at once, each with its place, and nothing is published',
  async () => {
    await world.use('toolsets.create', { name: 'wrong', tools: [] });
    const tools = [
      { name: 'a name', operation: 'shop.createOrders' },
      {
        name: 'twice',
        operation: 'shop.listOrders',
        arguments: { statuss: { hide: true }, limit: { fixed: { value: 'many' } } },
      },
      { name: 'twice', operation: 'shop.createOrder', output: '.orders[' },
      {
        name: 'hidden',
        operation: 'shop.createOrder',
        arguments: { item: { hide: true }, count: { rename: 'channel' } },
      },
      {
        name: 'asks',
        operation: 'shop.deleteOrder',
        connection: 'nowhere',
        approval: { group: 'Nobody', timeout: 'P1D' },
      },
      {
        name: 'dotted.name',
        operation: 'shop.createOrder',
        arguments: { item: { rename: '$item' }, channel: { fixed: { fact: 'shoeSize' } } },
      },
      { name: 'approves', operation: 'toolsets.approve' },
    ];
    type Found = {
      readonly problems: readonly { path: string; message: string }[];
      readonly warnings: readonly { path: string }[];
    };
    const found = await world.use<Found>('toolsets.save', { name: 'wrong', tools });
    const at = (path: string) =>
      found.problems
        .filter((one) => one.path === path)
        .map(({ message }) => message)
        .join(' ');
    expect(at('/tools/0/name')).toContain('Model APIs refuse the name "a name"');
    expect(at('/tools/0/operation')).toContain('Did you mean "shop.createOrder"');
    expect(at('/tools/1/arguments/statuss')).toContain('Did you mean "status"?');
    expect(at('/tools/1/arguments/limit/fixed/value')).toContain('must be integer, not "many"');
    expect(at('/tools/2/name')).toContain('is the name of tool 2, too');
    expect(found.problems.find(({ path }) => path === '/tools/2/output')).toMatchObject({
      line: 1,
      column: expect.any(Number),
    });
    expect(at('/tools/3/arguments/item/hide')).toContain('must be fixed, or have a default');
    expect(
      at('/tools/3/arguments/channel/rename') +
        at('/tools/3/arguments/count/rename') +
        at('/tools/3/arguments'),
    ).toContain('as "channel"');
    expect(at('/tools/4/connection')).toContain('has no connection "nowhere"');
    expect(at('/tools/4/approval/group')).toContain('There is no group "Nobody"');
    expect(at('/tools/4/approval/timeout')).toContain('an hour at most');
    expect(at('/tools/5/arguments/item/rename')).toContain('Model APIs refuse');
    expect(at('/tools/6/operation')).toContain('is left to people');
    expect(found.warnings.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/tools/5/name', '/tools/5/arguments/channel/fixed/fact']),
    );
    expect(await world.use('toolsets.publish', { name: 'wrong' })).toMatchObject({
      code: 'toolset_invalid',
      problems: found.problems.map(({ path, message }) => ({ path, message })),
    });
    expect(await world.use('toolsets.get', { name: 'wrong' })).toMatchObject({
      toolset: { published: null },
    });
  },
);

test('the preview is what the list says, with what it costs', async () => {
  const tools = [order, { ...orders, description: 'All orders.', output: '.orders' }];
  await world.use('toolsets.create', { name: 'seen', instructions: 'Be kind.', tools });
  type Preview = {
    listed: { tools: unknown[]; bytes: number; tokens: number };
    tools: { bytes: number; tokens: number; state: string; definition: unknown }[];
  };
  const preview = await world.use<Preview>('toolsets.preview', { name: 'seen' });
  await world.use('toolsets.publish', { name: 'seen' });
  const listed = await world.listed('seen');
  expect(preview.listed.tools).toEqual(listed);
  expect(preview.listed.bytes).toBe(Buffer.byteLength(JSON.stringify(listed)));
  expect(preview.tools.map(({ state }) => state)).toEqual(['ready', 'ready']);
  // Each definition is answered once: in the list, or for each tool where a search finds it.
  expect(preview.tools.map(({ definition }) => definition)).toEqual([null, null]);
  await world.use('toolsets.create', { name: 'sought', mode: 'search', tools });
  const sought = await world.use<Preview>('toolsets.preview', { name: 'sought' });
  expect(sought.tools.map(({ definition }) => definition)).toEqual(listed);
  expect(sought.listed.tools).not.toEqual(expect.arrayContaining([...listed]));
  expect(preview.listed.tokens).toBeGreaterThan(preview.listed.bytes / 8);
  expect(preview.listed.tokens).toBeLessThan(preview.listed.bytes / 2);
  const page = await (await world.offer('seen')).tools.list(undefined);
  expect(JSON.parse(page.text ?? '')).toEqual(listed);
  // What is trimmed has no schema of its own; what is not is described.
  expect(listed.map((tool) => tool.outputSchema === undefined)).toEqual([false, true]);
});

test('expressions are tried on an example before they are saved', async () => {
  const callable = await world.use('callables.get', { callable: 'shop.listOrders' });
  expect(callable).toMatchObject({
    group: 'shop',
    hints: { readOnly: true },
    sample: { orders: expect.any(Array) },
  });
  const tried = { expression: '.orders | length', value: callable['sample'] };
  expect(await world.use('toolsets.evaluate', tried)).toMatchObject({
    output: expect.any(Number),
    problem: null,
  });
  expect(await world.use('toolsets.evaluate', { expression: '.orders[', value: {} })).toMatchObject({
    problem: { line: 1, column: expect.any(Number) },
  });
  expect(await world.use('callables.get', { callable: 'shop.nothing' })).toMatchObject({ code: 'not_found' });
});

test('all that can be a tool is listed: operations, flows, the hub', async () => {
  type All = { items: { name: string; group: string }[]; next: string | null };
  const all = await world.use<All>('callables.list', {});
  expect(all.items.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['shop.listOrders', 'toolsets.list', 'flows.run']),
  );
  expect(all.items.map(({ name }) => name)).not.toContain('approvals.answer');
  const some = await world.use<All>('callables.list', { hub: 'false', q: 'order customer' });
  expect(some.items.map(({ name }) => name)).toEqual(['shop.listOrders']);
  const first = await world.use<All>('callables.list', { group: 'shop', limit: 3 });
  const rest = await world.use<All>('callables.list', { group: 'shop', limit: 3, cursor: first.next });
  expect([...first.items, ...rest.items].map(({ name }) => name)).toEqual(
    ['createOrder', 'deleteOrder', 'getLabel', 'listOrders'].map((name) => `shop.${name}`),
  );
  expect((await world.use<All>('callables.list', { hub: 'false' }, world.otherSpaceId)).items).toEqual([]);
});
