// slow: waits until another process looks again
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { raw, startTestMcp, type TestMcp } from '../../setup/mcp-endpoint.ts';
import { aborted, waiting } from '../../setup/offered-tools.ts';
import { beginSession, bearer, openEvents, rpc } from '../../setup/mcp-wire.ts';
import { verifies } from '../../setup/verifies.ts';

let mcp: TestMcp;
let url: string;
let other: string;

beforeAll(async () => {
  mcp = await startTestMcp({ processes: 2 });
  [url = '', other = ''] = mcp.urls;
});

afterAll(async () => {
  await mcp.stop();
});

const call = (id: string | number, name: string, args: object = {}) =>
  rpc(id, 'tools/call', { name, arguments: args });
const simple = call(1, 'test_simple_text');

describe('the handshake', () => {
  test.each([
    ['2025-11-25', '2025-11-25'],
    ['2025-06-18', '2025-06-18'],
    ['2025-03-26', '2025-03-26'],
    ['2024-11-05', '2025-11-25'],
    ['2031-01-01', '2025-11-25'],
  ])('a client that asks for %s gets %s', async (asked, given) => {
    const answer = await raw(url, {
      headers: bearer(mcp.caller()),
      body: rpc(0, 'initialize', {
        protocolVersion: asked,
        capabilities: {},
        clientInfo: { name: 'x', version: '1' },
      }),
    });
    expect(answer.json).toMatchObject({ id: 0, result: { protocolVersion: given } });
    expect(answer.headers['mcp-session-id']).toMatch(/^[\w-]{43}$/);
  });

  test('the id is the hub’s: one that the client brings along is not taken', async () => {
    const token = mcp.caller();
    const mine = 'A'.repeat(43);
    const answer = await raw(url, {
      headers: bearer(token, { 'mcp-session-id': mine }),
      body: rpc(0, 'initialize', {
        ...{ protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
      }),
    });
    expect(answer.headers['mcp-session-id']).not.toBe(mine);
    const used = await raw(url, { headers: bearer(token, { 'mcp-session-id': mine }), body: simple });
    expect(used.status).toBe(404);
  });

  test('the id is not kept, only its digest', async () => {
    const { id } = await beginSession(url, mcp.caller());
    const { rows } = await mcp.database.superuser.query('select * from mcp_sessions');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(id);
  });

  test('without a session there are no requests of the old era', async () => {
    const answer = await raw(url, { headers: bearer(mcp.caller()), body: simple });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Mcp-Session-Id');
  });
});

describe('whose a session is', () => {
  verifies(
    'mcp.serve.bound',
    'somebody else’s id is no id, by whatever method, and does no harm to its owner',
    async () => {
      const session = await beginSession(url, mcp.caller());
      const elsewhere = await mcp.newSpace();
      const thieves = [mcp.caller(), mcp.caller({ spaceId: elsewhere })];
      const unknown = { 'mcp-session-id': 'B'.repeat(43) };
      for (const thief of thieves)
        for (const at of [url, other])
          for (const method of ['POST', 'GET', 'DELETE']) {
            const body = method === 'POST' ? { body: simple } : {};
            const stolen = await raw(at, {
              method,
              headers: bearer(thief, { 'mcp-session-id': session.id }),
              ...body,
            });
            const never = await raw(at, { method, headers: bearer(thief, unknown), ...body });
            expect(stolen.status).toBe(404);
            expect(stolen.text).toBe(never.text);
          }
      expect((await session.post(simple)).status).toBe(200);
      expect((await session.post(simple, other)).status).toBe(200);
    },
  );

  verifies('mcp.serve.bound', 'two conversations of one key are two callers', async () => {
    const one = mcp.caller({ facts: { contactId: 'one' } });
    const { id } = await beginSession(url, one);
    const answer = await raw(url, {
      headers: bearer(mcp.caller({ facts: { contactId: 'two' } }), { 'mcp-session-id': id }),
      body: simple,
    });
    expect(answer.status).toBe(404);
  });

  test('a credential that is no good any more ends its requests, and its streams', async () => {
    const token = mcp.caller();
    const session = await beginSession(url, token);
    mcp.revoke(token);
    const answer = await session.post(simple);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toContain('resource_metadata=');
  });

  verifies('mcp.serve.bound', 'after DELETE it is gone, in all processes', async () => {
    const session = await beginSession(url, mcp.caller());
    expect((await session.post(simple, other)).status).toBe(200);
    const stream = await openEvents(url, { headers: session.headers });
    expect((await raw(url, { method: 'DELETE', headers: session.headers })).status).toBe(200);
    await stream.ended;
    expect((await session.post(simple)).status).toBe(404);
    await eventually(async () => expect((await session.post(simple, other)).status).toBe(404));
    expect((await raw(url, { method: 'DELETE', headers: session.headers })).status).toBe(404);
  });

  verifies(
    'mcp.serve.bound',
    'what another process does for one that ends is given up: at the news of it, and without any news',
    async () => {
      // Looks by itself less often than this test waits.
      const told = await startTestMcp({ processes: 2, deps: { beatMs: 600_000 } });
      try {
        const begins = async ({ caller, urls: [here = '', there = ''] }: TestMcp) => {
          const session = await beginSession(here, caller());
          const open = waiting.count;
          const answer = session.post(call('waits', 'wait'), there);
          await eventually(() => waiting.count === open + 1);
          return { session, here, answer };
        };
        const ends = await begins(told);
        const stays = await begins(told);
        const headers = ends.session.headers;
        const before = aborted.count;
        expect((await raw(ends.here, { method: 'DELETE', headers })).status).toBe(200);
        expect((await ends.answer).text).not.toContain('result');
        await eventually(() => aborted.count === before + 1);
        expect((await stays.session.post(simple)).status).toBe(200);

        const unheard = await begins(mcp);
        await mcp.database.superuser.query('delete from mcp_sessions');
        expect((await unheard.answer).text).not.toContain('result');
        await eventually(() => aborted.count === before + 2);
      } finally {
        await told.stop();
      }
    },
  );

  test('one that has expired is gone', async () => {
    const session = await beginSession(url, mcp.caller());
    await mcp.database.superuser.query("update mcp_sessions set expires_at = now() - interval '1 second'");
    expect((await session.post(simple, other)).status).toBe(404);
    await eventually(async () => expect((await session.post(simple)).status).toBe(404));
  });
});

describe('another process', () => {
  verifies(
    'mcp.serve.processes',
    'goes on with a session, its revision, its capabilities and its log level',
    async () => {
      const session = await beginSession(url, mcp.caller(), { capabilities: { elicitation: {} } });
      await session.post(rpc(1, 'logging/setLevel', { level: 'error' }));
      const quiet = await session.post(call(2, 'test_tool_with_logging'), other);
      expect(quiet.headers['content-type']).toBe('application/json');
      const stream = await openEvents(other, {
        ...{ method: 'POST', headers: session.headers },
        body: call(3, 'test_elicitation', { message: 'Who?' }),
      });
      expect(await stream.message()).toMatchObject({
        method: 'elicitation/create',
        params: { message: 'Who?' },
      });
      stream.close();
    },
  );

  verifies(
    'mcp.serve.processes',
    'takes the answer to a question and a cancellation for the one that waits',
    async () => {
      const session = await beginSession(url, mcp.caller(), { capabilities: { elicitation: {} } });
      const stream = await openEvents(url, {
        ...{ method: 'POST', headers: session.headers },
        body: call('asks', 'test_elicitation', { message: 'Who?' }),
      });
      const question = await stream.message();
      const reply = {
        jsonrpc: '2.0',
        id: question['id'],
        result: { action: 'accept', content: { response: 'me' } },
      };
      expect((await session.post(reply, other)).status).toBe(202);
      expect(await stream.message()).toMatchObject({
        id: 'asks',
        result: { content: [{ text: 'User response: action=accept, content={"response":"me"}' }] },
      });

      const waits = session.post(call('waits', 'wait'));
      await eventually(async () => {
        const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'waits' } };
        expect((await session.post(cancel, other)).status).toBe(202);
        expect(await Promise.race([waits, Promise.resolve(undefined)])).toMatchObject({ status: 200 });
      });
      // No response, by the protocol.
      expect((await waits).text).not.toContain('result');
      const { rows } = await mcp.database.superuser.query('select space_id from mcp_inbox');
      expect(rows.length).toBeLessThan(100);
    },
  );

  test('tells a session of a resource that it subscribed to here', async () => {
    const session = await beginSession(url, mcp.caller());
    const stream = await openEvents(url, { headers: session.headers });
    await session.post(rpc(1, 'resources/subscribe', { uri: 'test://watched-resource' }), other);
    mcp.offers.tell({ resource: 'test://static-text' });
    mcp.offers.tell({ resource: 'test://watched-resource' });
    expect(await stream.message()).toMatchObject({ params: { uri: 'test://watched-resource' } });
    await session.post(rpc(2, 'resources/unsubscribe', { uri: 'test://watched-resource' }), other);
    mcp.offers.tell({ resource: 'test://watched-resource' });
    mcp.offers.tell('prompts');
    expect(await stream.message()).toMatchObject({ method: 'notifications/prompts/list_changed' });
    stream.close();
  });
});

verifies(
  'mcp.serve.bounded',
  'a caller has only so many sessions: the one that was unused for longest goes',
  async () => {
    const token = mcp.caller();
    const first = await beginSession(url, token);
    await mcp.database.superuser.query(
      `insert into mcp_sessions (id_hash, space_id, toolset, principal, caller, protocol, client_capabilities, client_info, expires_at)
     select 'made-' || n, space_id, toolset, principal, caller, protocol, '{}', '{}', expires_at + interval '1 minute'
     from mcp_sessions, generate_series(1, 499) n where expires_at = (select max(expires_at) from mcp_sessions)`,
    );
    const last = await beginSession(url, token);
    expect((await last.post(simple)).status).toBe(200);
    await eventually(async () => expect((await first.post(simple)).status).toBe(404));
  },
);
