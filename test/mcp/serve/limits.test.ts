// slow: starts a hub, or the parts of one
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { raw, startTestMcp, type TestMcp } from '../../setup/mcp-endpoint.ts';
import { beginSession, bearer, rpc, stateless } from '../../setup/mcp-wire.ts';
import { waiting } from '../../setup/offered-tools.ts';

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

describe('what comes in', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const say = (args: string) =>
    `{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"echo","arguments":${args}}}`;

  test.each([
    ['no JSON', '{"jsonrpc":', 400, -32700],
    ['nothing', '', 400, -32600],
    ['no message', '{"jsonrpc":"2.0"}', 400, -32600],
    ['an id of null', '{"jsonrpc":"2.0","id":null,"method":"ping"}', 400, -32600],
    ['another protocol', '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, -32600],
    ['lists in lists', say(`{"a":${nested(100)}}`), 400, -32600],
    ['a prototype', say('{"__proto__":{"admin":true}}'), 400, -32602],
    ['five megabytes', say(`{"a":"${'x'.repeat(5 * 1024 * 1024)}"}`), 413, -32000],
  ])('%s is refused', async (...[, body, status, code]) => {
    const answer = await raw(url, { headers: bearer(token), body });
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ jsonrpc: '2.0', error: { code } });
  });

  test.each([
    ['text', { 'content-type': 'text/plain' }, 415],
    ['something that is packed', { 'content-encoding': 'gzip' }, 415],
    ['a request for HTML', { accept: 'text/html' }, 406],
    ['a request for JSON alone', { accept: 'application/json' }, 406],
  ])('%s is refused', async (_what, headers, status) => {
    const answer = await raw(url, { headers: bearer(token, headers), body: rpc(1, 'ping') });
    expect(answer.status).toBe(status);
  });

  test.each(['PUT', 'PATCH', 'OPTIONS', 'HEAD'])('%s is not offered', async (method) => {
    const answer = await raw(url, { method, headers: bearer(token) });
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, POST, DELETE']);
  });

  test.each(['/mcp/other', '/mcp/', '/mcp/..%2Feverything', '/mcp/everything/more', '/mcp/EVERYTHING'])(
    '%s is no toolset',
    async (path) => {
      const at = new URL(path, url).href;
      const answer = await raw(at, stateless(token, 'tools/list'));
      expect(answer.status).toBe(404);
    },
  );
});

test('of one session, only so many requests are under way', async () => {
  const session = await beginSession(url, token);
  const ids = Array.from({ length: 256 }, (_, id) => id);
  const calls = ids.map((id) => session.post(rpc(id, 'tools/call', { name: 'wait', arguments: {} })));
  await eventually(async () => expect(waiting.count).toBe(256));
  const more = await session.post(rpc(999, 'ping'));
  expect([more.status, more.headers['retry-after']]).toEqual([503, '1']);
  await raw(url, { method: 'DELETE', headers: session.headers });
  await Promise.all(calls);
  await eventually(async () => expect(waiting.count).toBe(0));
});
