// slow: starts a hub, or the parts of one
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Change, Values } from '../../../mcp-servers/serve/offer.ts';
import { openCallScopes } from '../../../mcp-servers/upstream/call-scope.ts';
import { egressFetch } from '../../../mcp-servers/upstream/egress-fetch.ts';
import { asEvents } from '../../../mcp-servers/upstream/several-messages.ts';
import { eventually } from '../../setup/eventually.ts';
import { connectClient, eras, httpTransport } from '../../setup/mcp-client.ts';
import { startFront } from '../../setup/mcp-front.ts';
import { echoTool, startMcpStub, textResult, type McpStub } from '../../setup/mcp-stub.ts';
import { startUpstreamWorld, type UpstreamWorld } from '../../setup/upstream-world.ts';
import { verifies } from '../../setup/verifies.ts';

/** Servers that do not keep to the letter of the protocol, and whose meaning is plain. */
let world: UpstreamWorld;
let server: McpStub;

beforeAll(async () => {
  world = await startUpstreamWorld();
  server = await startMcpStub('modern');
  await world.use('mcpServers.register', { name: 'sloppy', url: server.url });
});
afterAll(async () => {
  await server.stop();
  await world.stop();
});

const line = (message: Values): string => JSON.stringify({ jsonrpc: '2.0', ...message });

verifies('mcp.upstream.sloppy', 'an answer that does not say it is one is a complete one', async () => {
  server.answer = ({ message }) =>
    message.method === 'tools/call' ? { resultType: undefined, ...textResult('plain') } : undefined;
  expect(await world.call('sloppy.echo', { text: 'x' })).toBe('plain');
});

verifies('mcp.upstream.sloppy', 'several messages in the lines of one JSON body are each read', async () => {
  server.answer = ({ message, response }) => {
    if (message.method !== 'tools/call') return undefined;
    const { progressToken } = message.params['_meta'] as Values;
    const progress = { progressToken, progress: 1, total: 2 };
    const lines = [
      line({ method: 'notifications/progress', params: progress }),
      '',
      line({ id: message.id, result: { resultType: 'complete', ...textResult('two lines') } }),
    ];
    response.writeHead(200, { 'content-type': 'application/json' }).end(lines.join('\r\n'));
    return false;
  };
  const front = await startFront(world, 'sloppy');
  const one = await connectClient(httpTransport(String(front.urls[0]), front.caller()), 'stateless');
  const heard: unknown[] = [];
  const { content } = await one.client.callTool(
    { name: 'echo', arguments: { text: 'x' } },
    { onprogress: (progress) => void heard.push(progress) },
  );
  expect(content).toEqual([{ type: 'text', text: 'two lines' }]);
  expect(heard).toMatchObject([{ progress: 1, total: 2 }]);
  // One message over several lines is one message.
  server.answer = ({ message, response }) => {
    if (message.method !== 'tools/call') return undefined;
    const said = {
      jsonrpc: '2.0',
      id: message.id,
      result: { resultType: 'complete', ...textResult('wide') },
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said, null, 2));
    return false;
  };
  expect(await one.text('echo', { text: 'x' })).toBe('wide');
  await one.close();
  await front.stop();
});

verifies('mcp.upstream.sloppy', 'news that come as lines of a JSON body without end are heard', async () => {
  let say: ((message: Values) => void) | undefined;
  server.answer = ({ message, response }) => {
    if (message.method !== 'subscriptions/listen') return undefined;
    const _meta = { 'io.modelcontextprotocol/subscriptionId': String(message.id) };
    say = ({ method, params }) =>
      void response.write(`${line({ method, params: { ...(params as Values), _meta } })}\n`);
    response.writeHead(200, { 'content-type': 'application/json' });
    say({
      method: 'notifications/subscriptions/acknowledged',
      params: { notifications: { toolsListChanged: true } },
    });
    return false;
  };
  const heard: Change[] = [];
  const stop = world.upstream.offers.watch(world.spaceId, 'sloppy', (change) => void heard.push(change));
  await eventually(() => expect(say).toBeDefined());
  server.tools = [echoTool, { ...echoTool, name: 'second' }];
  say?.({ method: 'notifications/tools/list_changed', params: {} });
  await eventually(() => expect(heard).toContain('tools'));
  stop();
});

verifies(
  'mcp.upstream.sloppy',
  'completion is tried when it is asked for, and promised to nobody',
  async () => {
    const front = await startFront(world, 'sloppy');
    for (const era of eras) {
      const { client, close } = await connectClient(
        httpTransport(String(front.urls[0]), front.caller()),
        era,
      );
      expect(client.getServerCapabilities()).not.toHaveProperty('completions');
      const asked = {
        ref: { type: 'ref/prompt', name: 'one' },
        argument: { name: 'city', value: 'pa' },
      } as const;
      server.answer = ({ message }) =>
        message.method === 'completion/complete' ? { completion: { values: ['paris'] } } : undefined;
      expect(await client.complete(asked)).toMatchObject({ completion: { values: ['paris'] } });
      server.answer = () => undefined;
      await expect(client.complete(asked)).rejects.toMatchObject({ code: -32601 });
      await close();
    }
    await front.stop();
  },
);

const eventsOf = async (...chunks: readonly string[]): Promise<string> => {
  const source = async function* (): AsyncGenerator<Buffer> {
    // As bytes come: also in the middle of a sign.
    for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
  };
  const found: Buffer[] = [];
  for await (const event of asEvents(source(), 100)) found.push(event);
  return Buffer.concat(found).toString('utf8');
};

test('lines are told apart wherever they break off, and one that has no end is cut off', async () => {
  const umlaut = Buffer.from('{"a":"ü"}').toString('latin1');
  const parts = [...`${umlaut}\n\n{"b":1}\r\n{"c":`, '2}'];
  expect(await eventsOf(...parts)).toBe('data: {"a":"ü"}\n\ndata: {"b":1}\n\ndata: {"c":2}\n\n');
  expect(await eventsOf('{\n"a": 1\n}\n')).toBe('data: {\ndata: "a": 1\ndata: }\n\n');
  expect(await eventsOf('', '\n', ' ')).toBe('');
  await expect(eventsOf('{"a":1}\n', 'x'.repeat(60), 'x'.repeat(60))).rejects.toMatchObject({
    code: 'egress_too_large',
  });
  await expect(eventsOf('{\n', ...Array.from({ length: 60 }, () => '}\n'))).rejects.toMatchObject({
    code: 'egress_too_large',
  });
});

test('a stream is as long as it likes, also where the ends of its messages come in two pieces', async () => {
  const ends = ['\n\n', '\r\n\r\n', '\r\r'];
  const pieces = ends.flatMap((end) =>
    Array.from({ length: 12 }, () => [
      `data: ${'x'.repeat(1_000_000)}${end.slice(0, -1)}`,
      end.slice(-1),
    ]).flat(),
  );
  const unused = async (): Promise<never> => Promise.reject(new Error('it is a stream'));
  const fetch = egressFetch({
    egress: {
      request: async ({ url }) => ({
        ...{ status: 200, headers: { 'content-type': 'text/event-stream' }, url: String(url) },
        ...{ bytes: unused, text: unused, json: unused, discard: () => undefined },
        stream: () => Readable.from(pieces.map((piece) => Buffer.from(piece))),
      }),
    },
    ...{ scopes: openCallScopes(), sign: undefined, needsScopes: async () => undefined },
  });
  const answer = await fetch('https://mcp.example/', { method: 'GET' });
  expect((await answer.arrayBuffer()).byteLength).toBe(pieces.join('').length);
});
