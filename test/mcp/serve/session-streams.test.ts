// slow: starts a hub, or the parts of one
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { raw, startTestMcp, type TestMcp } from '../../setup/mcp-endpoint.ts';
import { beginSession, openEvents, rpc, type RawSession } from '../../setup/mcp-wire.ts';
import { waiting } from '../../setup/offered-tools.ts';
import { verifies } from '../../setup/verifies.ts';

let mcp: TestMcp;
let url: string;

beforeAll(async () => {
  mcp = await startTestMcp();
  [url = ''] = mcp.urls;
});

afterAll(async () => {
  await mcp.stop();
});

const call = (id: string | number, name: string, args: object = {}) =>
  rpc(id, 'tools/call', { name, arguments: args });
const post = (session: RawSession, body: unknown) =>
  openEvents(url, { method: 'POST', headers: session.headers, body });

describe('the answer to a request', () => {
  test('is JSON where nothing comes before it, else a stream that ends with it', async () => {
    const session = await beginSession(url, mcp.caller());
    const plain = await session.post(call(1, 'test_simple_text'));
    expect(plain.headers['content-type']).toBe('application/json');
    expect(plain.json).toMatchObject({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text' }] } });
    const stream = await post(session, call(2, 'test_tool_with_logging'));
    for (let count = 0; count < 3; count++)
      expect(await stream.message()).toMatchObject({ method: 'notifications/message' });
    expect(await stream.message()).toMatchObject({ id: 2, result: {} });
    await stream.ended;
  });

  test('becomes a stream with signs of life where it takes long', async () => {
    const session = await beginSession(url, mcp.caller());
    const stream = await post(session, call(1, 'wait'));
    await eventually(async () => expect(stream.events.some(({ comment }) => comment)).toBe(true));
    await session.post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
    await stream.ended;
    await eventually(async () => expect(waiting.count).toBe(0));
  });

  test('begins with an empty event only for clients that know such', async () => {
    for (const [protocolVersion, primed] of [
      ['2025-11-25', true],
      ['2025-06-18', false],
    ] as const) {
      const session = await beginSession(url, mcp.caller(), { protocolVersion });
      const stream = await post(session, call(1, 'test_tool_with_logging'));
      await stream.ended;
      // Signs of life come in between where this takes its time.
      const events = stream.events.filter(({ comment }) => !comment);
      expect(events[0]?.message === undefined).toBe(primed);
      expect(events).toHaveLength(primed ? 5 : 4);
    }
  });

  test('an id that is under way is refused, and can be used again afterwards', async () => {
    const session = await beginSession(url, mcp.caller());
    const stream = await post(session, call('same', 'wait'));
    const again = await session.post(call('same', 'test_simple_text'));
    expect(again.status).toBe(400);
    expect(again.text).toContain('under way');
    await session.post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'same' } });
    await stream.ended;
    expect((await session.post(call('same', 'test_simple_text'))).status).toBe(200);
  });

  test('one number and the same as text are two ids', async () => {
    const session = await beginSession(url, mcp.caller());
    const stream = await post(session, call(7, 'wait'));
    expect((await session.post(call('7', 'test_simple_text'))).json).toMatchObject({ id: '7' });
    await session.post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } });
    await stream.ended;
  });
});

describe('a stream that broke', () => {
  verifies('mcp.serve.resumed', 'goes on where it was, with the response that came meanwhile', async () => {
    const session = await beginSession(url, mcp.caller(), { capabilities: { elicitation: {} } });
    const first = await post(session, call(1, 'test_elicitation', { message: 'Who?' }));
    const question = await first.message();
    first.close();
    await first.ended;
    await session.post({ jsonrpc: '2.0', id: question['id'], result: { action: 'decline' } });
    const headers = { ...session.headers, 'last-event-id': String(question.eventId) };
    const second = await openEvents(url, { headers });
    expect(await second.message()).toMatchObject({ id: 1, result: {} });
    await second.ended;
    // All of it, for whoever saw nothing but the first event.
    const begin = { ...session.headers, 'last-event-id': String(first.events[0]?.id) };
    const third = await openEvents(url, { headers: begin });
    expect(await third.message()).toEqual({ ...question });
    expect(await third.message()).toMatchObject({ id: 1 });
  });

  test('keeps what the session was told while nobody listened', async () => {
    const session = await beginSession(url, mcp.caller());
    const first = await openEvents(url, { headers: session.headers });
    await eventually(() => first.events.length > 0);
    first.close();
    await eventually(async () => {
      mcp.offers.tell('prompts');
      const headers = { ...session.headers, 'last-event-id': String(first.events[0]?.id) };
      const second = await openEvents(url, { headers });
      expect(await second.message()).toMatchObject({ method: 'notifications/prompts/list_changed' });
      second.close();
    });
  });

  verifies('mcp.serve.resumed', 'is nobody else’s: their ids of events give nothing away', async () => {
    const [session, thief] = [await beginSession(url, mcp.caller()), await beginSession(url, mcp.caller())];
    const stream = await post(session, call(1, 'test_tool_with_logging'));
    await stream.ended;
    const [event] = stream.events;
    const headers = { ...thief.headers, 'last-event-id': String(event?.id) };
    const stolen = await openEvents(url, { headers });
    mcp.offers.tell('resources');
    // The first that it hears is its own.
    expect(await stolen.message()).toMatchObject({ method: 'notifications/resources/list_changed' });
    const again = await raw(url, { method: 'GET', headers });
    expect(again.status).toBe(400);
    stolen.close();
  });

  test('a second stream of a session takes the place of the first', async () => {
    const session = await beginSession(url, mcp.caller());
    const first = await openEvents(url, { headers: session.headers });
    const second = await openEvents(url, { headers: session.headers });
    await first.ended;
    mcp.offers.tell('tools');
    mcp.offers.tell('prompts');
    expect(await second.message()).toMatchObject({ method: 'notifications/tools/list_changed' });
    expect(await second.message()).toMatchObject({ method: 'notifications/prompts/list_changed' });
    second.close();
  });
});

describe('batches', () => {
  test('are answered together in the one revision that has them', async () => {
    const session = await beginSession(url, mcp.caller(), { protocolVersion: '2025-03-26' });
    const answer = await session.post([
      call(1, 'echo', { n: 1 }),
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      call(2, 'echo', { n: 2 }),
      rpc(3, 'ping'),
    ]);
    const list = answer.json as { id: number }[];
    expect(list.map(({ id }) => id).toSorted()).toEqual([1, 2, 3]);
    const notices = await session.post([{ jsonrpc: '2.0', method: 'notifications/initialized' }]);
    expect(notices.status).toBe(202);
    const twice = await session.post([call(1, 'echo'), call(1, 'echo')]);
    expect(twice.status).toBe(400);
    expect((await session.post(Array.from({ length: 51 }, (_, id) => rpc(id, 'ping')))).status).toBe(400);
    expect((await session.post([])).status).toBe(400);
  });

  test('are refused in later ones, and never hold a handshake', async () => {
    const session = await beginSession(url, mcp.caller());
    const later = await session.post([rpc(1, 'ping')]);
    expect(later.status).toBe(400);
    const old = await beginSession(url, mcp.caller(), { protocolVersion: '2025-03-26' });
    const inside = await old.post([rpc(1, 'initialize', { protocolVersion: '2025-03-26' }), rpc(2, 'ping')]);
    expect(inside.status).toBe(400);
  });
});
