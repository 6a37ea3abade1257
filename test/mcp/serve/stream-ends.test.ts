// slow: waits for streams to be looked at
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openHeartbeat } from '../../../mcp-servers/serve/heartbeat.ts';
import { eventually } from '../../setup/eventually.ts';
import { startTestMcp, type TestMcp } from '../../setup/mcp-endpoint.ts';
import { beginSession, openEvents, rpc, stateless } from '../../setup/mcp-wire.ts';
import { verifies } from '../../setup/verifies.ts';

let mcp: TestMcp;
let url: string;
let token: string;

beforeAll(async () => {
  mcp = await startTestMcp();
  [url = ''] = mcp.urls;
  token = mcp.caller();
});

afterAll(async () => {
  await mcp.stop();
});

verifies('mcp.serve.bounded', 'a client that does not read is cut off', async () => {
  const port = Number(new URL(url).port);
  const { body, headers } = stateless(token, 'subscriptions/listen', {
    params: { notifications: { resourceSubscriptions: ['test://watched-resource'] } },
  });
  const text = JSON.stringify(body);
  const lines = Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
  const watchers = mcp.offers.watchers();
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    `POST /mcp/everything HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${lines.join('')}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
  socket.pause();
  await eventually(async () => expect(mcp.offers.watchers()).toBe(watchers + 1));
  await eventually(async () => {
    for (let count = 0; count < 2_000; count++) mcp.offers.tell({ resource: 'test://watched-resource' });
    expect(mcp.offers.watchers()).toBe(watchers);
  });
  socket.destroy();
});

test('a stream ends when its credential is no good any more', async () => {
  // Looked at twice a minute: here a clock runs that fast.
  let now = 0;
  const quick = await startTestMcp({
    deps: { beatMs: 20, clock: { now: () => new Date(), monotonic: () => (now += 1_000) } },
  });
  try {
    const at = String(quick.urls[0]);
    const [good, bad] = [quick.caller(), quick.caller()];
    const listen = (by: string) =>
      openEvents(at, {
        ...{ method: 'POST' },
        ...stateless(by, 'subscriptions/listen', { params: { notifications: { toolsListChanged: true } } }),
      });
    const session = await beginSession(at, bad);
    const streams = await Promise.all([listen(bad), openEvents(at, { headers: session.headers })]);
    const kept = await listen(good);
    quick.revoke(bad);
    for (const stream of streams) await stream.ended;
    expect(kept.events.length).toBeGreaterThan(0);
    expect(quick.offers.watchers()).toBeGreaterThan(0);
    kept.close();
  } finally {
    await quick.stop();
  }
});

verifies(
  'mcp.serve.drained',
  'draining ends streams as the protocol has it, lets requests end, and takes no new ones',
  async () => {
    const draining = await startTestMcp();
    try {
      const at = String(draining.urls[0]);
      const by = draining.caller();
      const session = await beginSession(at, by, { capabilities: { elicitation: {} } });
      const own = await openEvents(at, { headers: session.headers });
      const request = stateless(by, 'subscriptions/listen', {
        params: { notifications: { toolsListChanged: true } },
      });
      const listen = await openEvents(at, { method: 'POST', ...request });
      const call = await openEvents(at, {
        ...{ method: 'POST', headers: session.headers },
        body: rpc(1, 'tools/call', {
          name: 'test_tool_with_progress',
          arguments: {},
          _meta: { progressToken: 1 },
        }),
      });
      draining.endpoints[0]?.drain();
      await own.ended;
      await listen.message();
      expect(await listen.message()).toMatchObject({ result: { resultType: 'complete' } });
      await listen.ended;
      await call.ended;
      expect(call.events.at(-1)?.message).toMatchObject({ id: 1, result: {} });
      const refused = await session.post(rpc(2, 'ping'));
      expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
    } finally {
      await draining.stop();
    }
  },
);

test('the timer for streams runs only while there are any', async () => {
  let beats = 0;
  const heartbeat = openHeartbeat(1, () => performance.now());
  const one = { beat: () => void (++beats === 3 && heartbeat.delete(one)) };
  heartbeat.add(one);
  await eventually(async () => expect(heartbeat.size).toBe(0));
  expect(beats).toBe(3);
  heartbeat.add(one);
  await eventually(async () => expect(beats).toBeGreaterThan(3));
  heartbeat.close();
});
