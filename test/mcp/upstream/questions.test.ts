// slow: starts a hub, or the parts of one
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Values } from '../../../mcp-servers/serve/offer.ts';
import { connectClient, eras, httpTransport, type Era, type TestClient } from '../../setup/mcp-client.ts';
import type { TestMcp } from '../../setup/mcp-endpoint.ts';
import { startFront } from '../../setup/mcp-front.ts';
import { startMcpStub, textResult, type McpStub } from '../../setup/mcp-stub.ts';
import { startUpstreamWorld, type UpstreamWorld } from '../../setup/upstream-world.ts';
import { verifies } from '../../setup/verifies.ts';

/** What servers want to know before they answer, and pages that they want opened, towards callers of both eras. */
let world: UpstreamWorld;
let server: McpStub;
let front: TestMcp;
const clients: TestClient[] = [];
/** What it wants opened before it does anything. */
let elicitations: unknown;
let calls: Values[] = [];

beforeAll(async () => {
  world = await startUpstreamWorld();
  server = await startMcpStub();
  await world.use('mcpServers.register', { name: 'pages', url: server.url });
  front = await startFront(world, 'pages');
  server.answer = ({ message }) => {
    if (message.method !== 'tools/call') return undefined;
    calls.push(message.params);
    const data = { elicitations };
    return elicitations === undefined
      ? textResult('done')
      : { error: { code: -32042, message: 'First.', data } };
  };
});
afterAll(async () => {
  await front.stop();
  await server.stop();
  await world.stop();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  calls = [];
  elicitations = undefined;
});

const connect = async (era: Era, elicitation: Parameters<typeof connectClient>[2]): Promise<TestClient> => {
  const one = await connectClient(httpTransport(String(front.urls[0]), front.caller()), era, elicitation);
  clients.push(one);
  return one;
};
const page = (url: unknown, message: unknown = 'Open it.') => ({
  mode: 'url',
  elicitationId: 'e',
  url,
  message,
});
const able = { form: {}, url: {} };

verifies(
  'mcp.upstream.asked',
  'all pages are asked for at once, and what was answered stays here',
  async () => {
    elicitations = [page('https://a.example/one'), page('https://a.example/two')];
    const one = await connect('stateless', able);
    const opened: string[] = [];
    one.client.setRequestHandler('elicitation/create', async ({ params }) => {
      opened.push('url' in params ? params.url : '');
      elicitations = undefined;
      return { action: 'accept' };
    });
    expect(await one.text('echo', { text: 'x' })).toBe('done');
    expect(opened.sort()).toEqual(['https://a.example/one', 'https://a.example/two']);
    expect(calls).toHaveLength(2);
    expect(Object.keys(calls[1] ?? {})).not.toEqual(
      expect.arrayContaining(['inputResponses', 'requestState']),
    );
  },
);

verifies('mcp.upstream.asked', 'who cannot be shown a page is told what is missing', async () => {
  elicitations = [page('https://a.example/one')];
  const one = await connect('stateless', { form: {} });
  await expect(one.text('echo', { text: 'x' })).rejects.toMatchObject({
    ...{ code: -32021, data: { requiredCapabilities: { elicitation: { url: {} } } } },
  });
  expect(calls).toHaveLength(1);
});

test('what is said no to is not done after all', async () => {
  elicitations = [page('https://a.example/one')];
  const one = await connect('stateless', able);
  one.client.setRequestHandler('elicitation/create', async () => {
    elicitations = undefined;
    return { action: 'decline' };
  });
  await expect(one.text('echo', { text: 'x' })).rejects.toThrow('that was declined');
  expect(calls).toHaveLength(1);
});

verifies('mcp.upstream.hostile', 'nobody is sent to a page that is none', async () => {
  const wrong = [null, 'none', [], [null], [page('javascript:alert(1)')], [page('file:///etc/passwd')]];
  const callers = { sessions: await connect('sessions', able), stateless: await connect('stateless', able) };
  for (const era of eras) {
    for (const given of wrong) {
      elicitations = given;
      await expect(callers[era].text('echo', { text: 'x' })).rejects.toMatchObject({
        ...{ code: -32603, message: 'The MCP server refused: First.', data: { code: 'upstream_failed' } },
      });
    }
    expect(callers[era].asked).toEqual([]);
  }
  elicitations = [page('javascript:alert(1)'), page('https://a.example/one')];
  await expect(callers.sessions.text('echo', { text: 'x' })).rejects.toMatchObject({
    ...{ code: -32042, data: { elicitations: [page('https://a.example/one')] } },
  });
  const message = `x\u202ey${'z'.repeat(5_000)}`;
  elicitations = Array.from({ length: 100 }, (_, at) => page(`https://a.example/${at}`, message));
  const shown: string[] = [];
  callers.stateless.client.setRequestHandler('elicitation/create', async ({ params }) => {
    shown.push(params.message);
    return { action: 'decline' };
  });
  await expect(callers.stateless.text('echo', { text: 'x' })).rejects.toThrow('that was declined');
  expect(shown).toHaveLength(10);
  expect(shown.every((words) => words.length <= 300 && !words.includes('\u202e'))).toBe(true);
});

verifies('mcp.upstream.hostile', 'nobody of either era is asked what is no question', async () => {
  const modern = await startMcpStub('modern');
  await world.use('mcpServers.register', { name: 'modern', url: modern.url });
  const through = await startFront(world, 'modern');
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [{ a: { method: 'elicitation/create', params: page('javascript:alert(1)') } }, /no page of the web/],
    [{ a: { method: 'elicitation/create', params: page(7) } }, /no page of the web/],
    [{ a: { method: 'files/delete', params: {} } }, /asks "a", which is no question/],
    [{ a: { method: 'elicitation/create' } }, /no question/],
    [{ a: null }, /no question/],
    [{ a: 'x' }, /no question/],
    ['none', /neither/],
    [['none'], /neither/],
    [null, /neither/],
    [
      Object.fromEntries(Array.from({ length: 51 }, (_, at) => [at, { method: 'roots/list' }])),
      /51 questions/,
    ],
  ];
  for (const era of eras) {
    const one = await connectClient(httpTransport(String(through.urls[0]), through.caller()), era, able);
    clients.push(one);
    for (const [inputRequests, why] of wrong) {
      modern.answer = ({ message }) =>
        message.method === 'tools/call' ? { resultType: 'input_required', inputRequests } : undefined;
      await expect(one.text('echo', { text: 'x' })).rejects.toMatchObject({
        ...{ code: -32603, message: expect.stringMatching(why) },
      });
    }
    expect(one.asked).toEqual([]);
  }
  expect(through.logged()).not.toContain('"level":"error"');
  await through.stop();
  await modern.stop();
});
