import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { kindOf, startCalls, type CallTrial } from '../../setup/function-calls.ts';
import { startMcpServer, type McpServer } from '../../setup/mcp-server.ts';
import { startUpstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

/** `call: mcp` against servers that keep to the protocol. */
let trial: CallTrial;
let plain: McpServer;
let events: McpServer;

beforeAll(async () => {
  trial = startCalls();
  plain = await startMcpServer();
  events = await startMcpServer({ events: true, version: '2025-03-26' });
});
afterAll(async () => {
  await trial.stop();
  await plain.stop();
  await events.stop();
});

const given = (server: { readonly origin: string }, more: object = {}) => ({
  method: 'tools/list',
  transport: { http: { endpoint: `${server.origin}/mcp`, headers: { 'X-Own': 'a' } } },
  ...more,
});

test.each(['JSON', 'events'])('a session is begun, used and ended: %s', async (kind) => {
  const server = kind === 'JSON' ? plain : events;
  server.seen.length = 0;
  expect(await trial.output('mcp', given(server))).toEqual({ tools: [{ name: 'add' }] });
  await eventually(() => server.seen.length === 4);
  expect(server.seen.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST', 'DELETE']);
  expect(server.seen.every(({ headers }) => headers['x-own'] === 'a')).toBe(true);
  expect(server.sessions.size).toBe(0);
});

verifies('flows.calls.protocols', 'the output is the result of the method', async () => {
  const parameters = { name: 'add', arguments: { a: 1 } };
  for (const server of [plain, events])
    expect(await trial.output('mcp', given(server, { method: 'tools/call', parameters }))).toEqual({
      content: [],
      structuredContent: parameters,
    });
});

test('version and client are those of the flow, or our own', async () => {
  plain.seen.length = 0;
  await trial.call('mcp', given(plain));
  await trial.call(
    'mcp',
    given(plain, { protocolVersion: '2025-11-25', client: { name: 'me', version: '2' } }),
  );
  const hellos = plain.seen
    .filter(({ body }) => body.includes('"initialize"'))
    .map(({ body }) => (JSON.parse(body) as { params: object }).params);
  expect(hellos).toMatchObject([
    { protocolVersion: '2025-06-18', clientInfo: { name: 'app-connect' } },
    { protocolVersion: '2025-11-25', clientInfo: { name: 'me', version: '2' } },
  ]);
});

test('the call is authorised by the policy of its endpoint', async () => {
  plain.seen.length = 0;
  const endpoint = { uri: `${plain.origin}/{path}`, authentication: { bearer: { token: 'abc' } } };
  const { authorization } = await trial.call('mcp', given(plain, { transport: { http: { endpoint } } }), {
    input: { path: 'mcp' },
  });
  expect(authorization).toEqual({ scheme: 'Bearer', parameter: 'abc' });
  const posted = plain.seen.filter(({ method }) => method === 'POST');
  expect(posted.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer abc'));
});

test('an error of the server is an error of the runtime, without secrets', async () => {
  for (const server of [plain, events]) {
    const fault = await trial.fault(
      'mcp',
      given(server, { method: 'tools/call', parameters: { name: 'none' } }),
    );
    expect([kindOf(fault), fault.status]).toEqual(['runtime', 500]);
    expect(fault).toMatchObject({
      error: { code: -32602, message: 'Unknown tool', data: { token: '[redacted]' } },
    });
  }
});

test('a limit of time ends the call, and the session', async () => {
  const hanging = given(plain, {
    method: 'tools/call',
    parameters: { name: 'hang' },
    timeout: { milliseconds: 200 },
  });
  const fault = await trial.fault('mcp', hanging);
  expect([kindOf(fault), fault.status]).toEqual(['timeout', 408]);
  await eventually(() => plain.sessions.size === 0);
});

test.each([
  ['text/html', '<html>'],
  ['application/json', '{"a":'],
  ['application/json', '[1]'],
  ['application/json', '{"jsonrpc":"2.0","id":99,"result":{}}'],
  ['text/event-stream', 'data: {"a":\n\n'],
  ['text/event-stream', 'data\n\n'],
])('%s with %j is no answer', async (type, text) => {
  const server = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': type }).end(text);
  });
  try {
    expect(kindOf(await trial.fault('mcp', given(server)))).toBe('runtime');
  } finally {
    await server.stop();
  }
});

test('a status of HTTP is told', async () => {
  const server = await startUpstream((_request, response) => void response.writeHead(403).end('no'));
  try {
    const fault = await trial.fault('mcp', given(server));
    expect([kindOf(fault), fault.status]).toEqual(['runtime', 403]);
  } finally {
    await server.stop();
  }
});

test.each([
  [{ transport: { stdio: { command: 'npx' } } }, 'no flow may'],
  [{ transport: {} }, 'transport.http'],
  [{ method: 'sampling/create' }, 'method'],
  [{ parameters: 'text' }, 'parameters'],
  [{ timeout: 'soon' }, 'timeout'],
])('%j is refused', async (more, said) => {
  const fault = await trial.fault('mcp', given(plain, more));
  expect(kindOf(fault)).toBe('configuration');
  expect(fault.detail).toContain(said);
});
