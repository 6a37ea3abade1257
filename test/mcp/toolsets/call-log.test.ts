// slow: starts a hub, and all that stands behind tools
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { startTestHub, type TestHub } from '../../setup/hub.ts';
import { raw } from '../../setup/mcp-endpoint.ts';
import { startMcpStub } from '../../setup/mcp-stub.ts';
import { stateless } from '../../setup/mcp-wire.ts';
import { startToolsetWorld } from '../../setup/toolsets.ts';
import { verifies } from '../../setup/verifies.ts';

interface Call {
  readonly id: string;
  readonly tool: string;
  readonly operation: string;
  readonly outcome: string;
  readonly code: string | null;
  readonly at: string;
  readonly caller: { readonly id: string };
}

let hub: TestHub;
let other: string;
beforeAll(async () => {
  hub = await startTestHub();
  other = await hub.makeKey(['jobs.read', 'space.read']);
  await call(hub.key, 'jobs_list', {});
  await call(hub.key, 'jobs_get', { jobId: 'job_01k00000000000000000000000' });
  await call(hub.key, 'jobs_list', { limit: 'many' });
  await call(other, 'jobs_list', { limit: 1 });
  await eventually(async () => expect(await found('')).toHaveLength(4));
});
afterAll(() => hub.stop());

/** Who may do much searches among the tools; who may do little is shown them. */
const call = async (key: string, tool: string, given: object): Promise<void> => {
  const [name, params] =
    key === other
      ? [tool, { arguments: given }]
      : ['call_tool', { arguments: { name: tool, arguments: given } }];
  const answer = await raw(`${hub.url}/mcp/hub-admin`, stateless(key, 'tools/call', { name, params }));
  expect(answer.status).toBe(200);
};

const found = async (query: string): Promise<Call[]> => {
  const { status, json } = await hub.request('GET', `/api/toolset-calls?${query}`);
  expect(status).toBe(200);
  return (json as { items: Call[] }).items;
};
const told = (calls: readonly Call[]) => calls.map(({ tool, outcome, code }) => [tool, outcome, code]);

verifies(
  'mcp.toolsets.log-found',
  'calls are found by toolset, tool, operation, caller, outcome, code and time, page by page',
  async () => {
    const all = await found('');
    expect(told(all)).toEqual([
      ['jobs_list', 'done', null],
      ['jobs_list', 'refused', 'input_invalid'],
      ['jobs_get', 'failed', 'not_found'],
      ['jobs_list', 'done', null],
    ]);
    const count = async (query: string): Promise<number> => (await found(query)).length;
    expect(await count('toolset=hub-admin')).toBe(4);
    expect(await count('toolset=nothing')).toBe(0);
    expect(await count('tool=jobs_get')).toBe(1);
    expect(await count('operation=jobs.list')).toBe(3);
    expect(await count('outcome=refused')).toBe(1);
    expect(await count('code=not_found')).toBe(1);
    expect(await count(`caller=${all[0]?.caller.id}`)).toBe(1);
    expect(await count('q=jobs_get')).toBe(1);
    const third = all[1]?.at ?? '';
    // The same instant as somebody in Vienna writes it.
    const vienna = new Date(Date.parse(third) + 3_600_000).toISOString().replace('Z', '+01:00');
    expect(await count(`from=${encodeURIComponent(vienna)}`)).toBe(2);
    expect(await count(`to=${encodeURIComponent(third)}`)).toBe(2);

    const paged: Call[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = `limit=1&sort=ms${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { json } = await hub.request('GET', `/api/toolset-calls?${query}`);
      const { items, next } = json as { items: Call[]; next: string | null };
      paged.push(...items);
      cursor = next;
    }
    expect(paged.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
  },
);

verifies(
  'mcp.toolsets.log-found',
  'what a filter finds of the calls, and of the audit trail, is taken out as a whole',
  async () => {
    const lines = async (path: string, key = hub.key): Promise<Record<string, unknown>[]> => {
      const { status, text, headers } = await hub.request('GET', path, { key });
      expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
      return text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    };
    const done = await lines('/api/toolset-calls/export?outcome=done');
    expect(done).toEqual([
      ...(await found('outcome=done')).map((item) => ({ item })),
      { done: { items: 2 } },
    ]);
    expect(await lines('/api/toolset-calls/export?tool=nothing')).toEqual([{ done: { items: 0 } }]);

    // More than one page of it.
    await hub.database.superuser.query(
      `insert into toolset_calls (call_id, space_id, toolset, tool, operation, caller, caller_name, at, ms, outcome, shape, bytes)
       select 'tcl_' || lpad(n::text, 26, '0'), space_id, 'many', 'x', 'x.x', 'key_x', '', now(), n, 'done', '{}', 0
       from spaces, generate_series(1, 1200) as n where slug = 'default'`,
    );
    const many = await lines('/api/toolset-calls/export?toolset=many&sort=ms');
    expect(many).toHaveLength(1_201);
    expect(many.slice(0, -1).map(({ item }) => (item as { ms: number }).ms)).toEqual(
      Array.from({ length: 1_200 }, (_, at) => at + 1),
    );

    const audit = await lines('/api/audit/export?action=keys.create');
    expect(audit).toHaveLength(2);
    expect(audit[0]).toMatchObject({ item: { action: 'keys.create' } });
    for (const path of ['/api/audit/export', '/api/toolset-calls/export'])
      expect((await hub.request('GET', path, { key: other })).status).toBe(403);
    expect((await hub.request('GET', '/api/audit/export?cursor=x')).status).toBe(400);
  },
);

test('a call of a server that is offered whole is in the log, too, when it came to nothing', async () => {
  const far = await startMcpStub();
  const world = await startToolsetWorld(new URL(far.url).host);
  try {
    await world.use('mcpServers.register', { name: 'far', url: far.url });
    await world.use('toolsets.create', { name: 'whole', server: 'far' });
    await world.use('toolsets.publish', { name: 'whole' });
    await world.call('whole', 'echo', { text: 'hello' });
    far.answer = ({ message }) =>
      message.method === 'tools/call' ? { error: { code: -32602, message: 'No such tool.' } } : undefined;
    await expect(world.call('whole', 'echo', { text: 'x' })).rejects.toMatchObject({
      code: 'upstream_failed',
    });
    await expect(world.call('whole', 'made-up')).rejects.toMatchObject({ code: 'input_invalid' });
    const { items } = await eventually(async () => {
      const page = await world.use<{ items: Call[] }>('toolsets.calls', { toolset: 'whole' });
      return page.items.length === 3 && page;
    });
    expect(told(items)).toEqual([
      ['made-up', 'refused', 'input_invalid'],
      ['echo', 'failed', 'upstream_failed'],
      ['echo', 'done', null],
    ]);
  } finally {
    await world.stop();
    await far.stop();
  }
});
