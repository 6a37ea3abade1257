import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { kindOf, startCalls, type CallTrial } from '../../setup/function-calls.ts';
import { startUpstream, type Upstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

/** `call: a2a`: agents that are found by card or address, and answer once or as they go. */
let trial: CallTrial;
let agent: Upstream;
let cards: Upstream;

interface Asked {
  readonly id: number;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

beforeAll(async () => {
  trial = startCalls();
  agent = await startUpstream((_request, response, body) => {
    const { id, method, params } = JSON.parse(body) as Asked;
    const message = (result: unknown) => JSON.stringify({ jsonrpc: '2.0', id, result });
    if (method === 'message/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const state of ['submitted', 'working', 'completed'])
        response.write(`data: ${message({ state })}\n\n`);
      return void response.end();
    }
    const unknown = method === 'tasks/get' && params?.['id'] === 'none';
    response.writeHead(200, { 'content-type': 'application/json' });
    return void response.end(
      unknown
        ? JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32001, message: 'Task not found' } })
        : message({ method, params }),
    );
  });
  cards = await startUpstream((request, response) => {
    const found: Record<string, object> = {
      '/old': { url: `${agent.origin}/a2a` },
      '/other': {
        url: `${agent.origin}/grpc`,
        preferredTransport: 'GRPC',
        additionalInterfaces: [{ transport: 'JSONRPC', url: `${agent.origin}/rpc` }],
      },
      '/new': {
        supportedInterfaces: [
          { protocolBinding: 'GRPC', url: 'x' },
          { protocolBinding: 'JSONRPC', url: `${agent.origin}/v1` },
        ],
      },
      '/none': { name: 'no address' },
    };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(found[request.url ?? '']));
  });
});
beforeEach(() => {
  agent.seen.length = 0;
  cards.seen.length = 0;
});
afterAll(async () => {
  await trial.stop();
  await agent.stop();
  await cards.stop();
});

const server = () => agent.origin;
const parts = [{ kind: 'text', text: 'hello' }];

test('a message gets an id of its own, the same at every attempt, and a role', async () => {
  const given = { method: 'message/send', server: server(), parameters: { message: { parts } } };
  const first = await trial.output('a2a', given);
  expect(first).toMatchObject({
    method: 'message/send',
    params: { message: { parts, role: 'user', messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) } },
  });
  expect(await trial.output('a2a', given)).toEqual(first);
  expect(await trial.output('a2a', given, { idempotencyKey: 'another' })).not.toEqual(first);
  const own = { message: { parts, role: 'agent', messageId: 'mine' } };
  expect(await trial.output('a2a', { ...given, parameters: own })).toMatchObject({ params: own });
});

verifies('flows.calls.protocols', 'a stream is the list of its results', async () => {
  const given = { method: 'message/stream', server: { uri: server() }, parameters: { message: { parts } } };
  expect(await trial.output('a2a', given)).toEqual([
    { state: 'submitted' },
    { state: 'working' },
    { state: 'completed' },
  ]);
});

test.each(['tasks/get', 'tasks/cancel', 'tasks/list', 'agent/getAuthenticatedExtendedCard'])(
  '%s',
  async (method) => {
    const given = {
      method,
      server: server(),
      ...(method.startsWith('tasks') ? { parameters: { id: 't1' } } : {}),
    };
    expect(await trial.output('a2a', given)).toMatchObject({ method });
  },
);

test('an error of the agent is an error of the runtime', async () => {
  const fault = await trial.fault('a2a', {
    method: 'tasks/get',
    server: server(),
    parameters: { id: 'none' },
  });
  expect([kindOf(fault), fault.status]).toEqual(['runtime', 500]);
  expect(fault).toMatchObject({ error: { code: -32001, message: 'Task not found' } });
});

test.each([
  ['/old', '/a2a'],
  ['/other', '/rpc'],
  ['/new', '/v1'],
])('the card at %s leads to %s', async (path, reached) => {
  const agentCard = {
    endpoint: { uri: cards.origin + path, authentication: { bearer: { token: 'reader' } } },
  };
  await trial.call('a2a', { method: 'tasks/list', agentCard, server: 'http://ignored.example' });
  expect(cards.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer reader']);
  // The agent stands elsewhere: it does not get what opens the card.
  expect(agent.seen.map(({ path: at, headers }) => [at, headers.authorization])).toEqual([
    [reached, undefined],
  ]);
});

test.each([
  [{ method: 'tasks/list' }, 'server'],
  [{ method: 'tasks/eat', server: 'http://127.0.0.1' }, 'method'],
  [{ method: 'message/send', server: 'http://127.0.0.1' }, 'parameters'],
  [{ method: 'message/send', server: 'http://127.0.0.1', parameters: {} }, 'parameters.message'],
])('%j is refused', async (given, said) => {
  const fault = await trial.fault('a2a', given);
  expect(kindOf(fault)).toBe('configuration');
  expect(fault.detail).toContain(said);
});

test('a card without an address is told', async () => {
  const fault = await trial.fault('a2a', {
    method: 'tasks/list',
    agentCard: { endpoint: `${cards.origin}/none` },
  });
  expect(kindOf(fault)).toBe('configuration');
  expect(fault.detail).toContain('names no address');
});
