// slow: all that stands behind tools, and an API that they call
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { permissionsOf } from '../../../core/roles.ts';
import { eventually } from '../../setup/eventually.ts';
import { shopDocument, startToolsetWorld, testExchange, type ToolsetWorld } from '../../setup/toolsets.ts';
import { startUpstream, type Upstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

/** Who may call what: permissions, credentials that are limited, people who have to say yes. */
let world: ToolsetWorld;
let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":1}');
  });
  world = await startToolsetWorld(`127.0.0.1:${upstream.port}`);
  await world.use('connectors.import', { name: 'shop', document: shopDocument(upstream.origin) });
  const tools = [
    { name: 'delete_order', operation: 'shop.deleteOrder' },
    { name: 'toolsets_list', operation: 'toolsets.list' },
  ];
  await world.use('toolsets.create', { name: 'mixed', tools });
  await world.use('toolsets.publish', { name: 'mixed' });
});
afterAll(async () => {
  await world.stop();
  await upstream.stop();
});

verifies('mcp.toolsets.permissions', 'a caller sees and calls what it may, and no more', async () => {
  const names = async (permissions: Parameters<typeof world.caller>[0]) =>
    (await world.listed('mixed', permissions)).map(({ name }) => name);
  expect(await names({ permissions: ['operations.call', 'toolsets.read'] })).toEqual([
    'delete_order',
    'toolsets_list',
  ]);
  expect(await names({ permissions: ['operations.call'] })).toEqual(['delete_order']);
  expect(await names({ permissions: ['space.read'] })).toEqual([]);
  const unseen = world.call('mixed', 'toolsets_list', {}, { permissions: ['operations.call'] });
  await expect(unseen).rejects.toThrow('There is no tool "toolsets_list" here');
  await expect(world.call('mixed', 'nothing', {})).rejects.toThrow('There is no tool "nothing" here');
  const own = await world.call('mixed', 'toolsets_list', {}, { permissions: ['toolsets.read'] });
  expect(own.structuredContent).toMatchObject({ items: [{ name: 'mixed' }] });
});

test('whoever calls something past the list is held to the same permissions', async () => {
  const ask = (name: string, permissions: Parameters<typeof world.caller>[0]) =>
    world.callables.call({
      ...{ spaceId: world.spaceId, name, input: {}, connection: undefined, requestId: 'req_test' },
      ...{ caller: world.caller(permissions).caller, signal: new AbortController().signal },
    });
  await expect(ask('shop.listOrders', { permissions: ['flows.run'] })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(ask('flow.any', { permissions: ['operations.call'] })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(ask('toolsets.list', { permissions: ['flows.run'] })).rejects.toMatchObject({
    code: 'forbidden',
  });
  const foreign = { permissions: permissionsOf('owner'), spaceId: world.otherSpaceId };
  await expect(ask('shop.listOrders', foreign)).rejects.toMatchObject({ code: 'forbidden' });
});

test('a credential that is limited to toolsets finds no others, and a space none of another', async () => {
  const find = (options: Parameters<typeof world.caller>[0], name = 'mixed') =>
    world.offers.find(world.caller(options), name);
  expect(await find({ toolsets: ['mixed'] })).toBeDefined();
  expect(await find({ toolsets: ['other'] })).toBeUndefined();
  expect(await find({ toolsets: ['mixed'] }, 'hub-admin')).toBeUndefined();
  expect(await find({ spaceId: world.otherSpaceId })).toBeUndefined();
  expect(await find({}, 'nothing')).toBeUndefined();
});

verifies(
  'mcp.toolsets.hub-admin',
  "the hub itself is a toolset, with the caller's permissions and without secrets",
  async () => {
    const permissions = permissionsOf('owner');
    expect((await world.offer('hub-admin')).instructions).toContain('permissions of whoever you work for');
    const some = await world.listed('hub-admin', { permissions: ['toolsets.read', 'flows.read'] });
    const names = some.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['toolsets_list', 'flows_get']));
    for (const name of ['connectors_delete', 'toolsets_create']) expect(names).not.toContain(name);
    const left = [
      'connections_create',
      'secrets_set',
      'toolsets_approve',
      'approvals_request',
      'approvals_answer',
    ];
    for (const name of left)
      await expect(world.call('hub-admin', name, {}, { permissions })).rejects.toThrow('There is no tool');
    const made = await world.call(
      'hub-admin',
      'toolsets_create',
      { name: 'by-assistant', tools: [] },
      { permissions },
    );
    expect(made.structuredContent).toMatchObject({ name: 'by-assistant' });
    const wrong = await world.call('hub-admin', 'toolsets_create', { name: 'By Assistant' }, { permissions });
    expect(wrong).toMatchObject({ isError: true, structuredContent: { error: 'input_invalid' } });
    expect(wrong.text).toContain('name');
  },
);

interface Question {
  readonly items: readonly { readonly id: string; readonly state: string }[];
}

const group = async (): Promise<void> => {
  const { superuser } = world.database;
  await superuser.query(
    `insert into users (user_id, email, name) values ('usr_00000000000000000000000001', 'ada@people.example', 'Ada') on conflict do nothing`,
  );
  await superuser.query(
    `insert into members (space_id, user_id, role) values ($1, 'usr_00000000000000000000000001', 'admin') on conflict do nothing`,
    [world.spaceId],
  );
  await superuser.query(
    `insert into people_groups (group_id, space_id, name, description) values ('grp_00000000000000000000000001', $1, 'Leads', '') on conflict do nothing`,
    [world.spaceId],
  );
  await superuser.query(
    `insert into people_group_members (space_id, group_id, user_id)
     values ($1, 'grp_00000000000000000000000001', 'usr_00000000000000000000000001') on conflict do nothing`,
    [world.spaceId],
  );
};

const answer = (approval: string, approved: boolean): Promise<unknown> =>
  world.database.superuser.query(
    `update approvals set state = 'answered', choice = $2, approved = $3, note = 'so be it', settled_at = now() where approval_id = $1`,
    [approval, approved ? 'yes' : 'no', approved],
  );

const openQuestion = (): Promise<string> =>
  eventually(async () => {
    const { items } = await world.use<Question>('approvals.list', { state: 'open' });
    return items[0]?.id ?? false;
  });

verifies(
  'mcp.toolsets.approval',
  'a call waits for somebody who says yes; a no, and nobody, are told to the model',
  async () => {
    await group();
    const tool = (name: string, timeout: string) => ({
      name,
      operation: 'shop.deleteOrder',
      approval: { group: 'leads', timeout },
    });
    await world.use('toolsets.create', {
      name: 'asking',
      tools: [tool('remove', 'PT1M'), tool('remove_fast', 'PT1S')],
    });
    expect(await world.use('toolsets.publish', { name: 'asking' })).toMatchObject({ number: 1 });
    const before = upstream.seen.length;

    const allowed = world.call('asking', 'remove', { id: 1 });
    const first = await openQuestion();
    const { rows } = await world.database.superuser.query<{ question: string; details: string }>(
      'select question, details from approvals where approval_id = $1',
      [first],
    );
    expect(rows[0]?.question).toBe('May Agent call "remove"?');
    expect(JSON.parse(rows[0]?.details ?? '')).toMatchObject({
      operation: 'shop.deleteOrder',
      arguments: { id: 1 },
    });
    expect(upstream.seen.length).toBe(before);
    await answer(first, true);
    expect((await allowed).isError).toBeUndefined();
    expect(upstream.seen.length).toBe(before + 1);

    const refused = world.call('asking', 'remove', { id: 2 });
    await answer(await openQuestion(), false);
    expect(await refused).toMatchObject({ isError: true, structuredContent: { error: 'approval_declined' } });
    expect((await refused).text).toContain('declined it: so be it');

    const late = await world.call('asking', 'remove_fast', { id: 3 });
    expect(late).toMatchObject({ isError: true, structuredContent: { error: 'approval_expired' } });
    expect(late.text).toContain('nobody answered in time');
    expect(upstream.seen.length).toBe(before + 1);
  },
);

test('who goes away takes the question along', async () => {
  await eventually(async () =>
    expect((await world.use<Question>('approvals.list', { state: 'open' })).items).toEqual([]),
  );
  const before = upstream.seen.length;
  const gone = new AbortController();
  const { tools } = await world.offer('asking');
  const call = tools.call(
    { name: 'remove', arguments: { id: 4 }, meta: {} },
    testExchange({ signal: gone.signal }),
  );
  const id = await openQuestion();
  gone.abort();
  expect(await call).toMatchObject({ result: { isError: true } });
  const { rows } = await world.database.superuser.query<{ state: string }>(
    'select state from approvals where approval_id = $1',
    [id],
  );
  expect(rows[0]?.state).toBe('cancelled');
  expect(upstream.seen.length).toBe(before);
});

verifies('mcp.toolsets.approval', 'what changes while people think it over is not called', async () => {
  const document = JSON.stringify(shopDocument(upstream.origin));
  const shop = async (text: string): Promise<void> => {
    const change = {
      name: 'stall',
      document: JSON.parse(document.replaceAll('sent the same day', text)) as object,
    };
    const { version, state } = await world.use<{ version: number; state: string }>(
      'connectors.import',
      change,
    );
    if (state === 'draft') await world.use('connectors.publishVersion', { name: 'stall', version });
  };
  await shop('sent today');
  const approval = { group: 'leads', timeout: 'PT1M' };
  const tools = [{ name: 'place', operation: 'stall.createOrder', approval }];
  await world.use('toolsets.create', { name: 'slow', tools });
  await world.use('toolsets.publish', { name: 'slow' });
  const before = upstream.seen.length;
  const called = world.call('slow', 'place', { customerId: 'ada', item: 'lamp' });
  const id = await openQuestion();
  await shop('sent to somebody else');
  await eventually(async () => expect(await world.listed('slow')).toEqual([]));
  await answer(id, true);
  expect(await called).toMatchObject({ isError: true, structuredContent: { error: 'tool_blocked' } });
  expect(upstream.seen.length).toBe(before);
});
