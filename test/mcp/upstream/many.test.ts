// slow: starts a hub, or the parts of one
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import type { Caller } from '../../../core/caller.ts';
import { permissionsOf } from '../../../core/roles.ts';
import type { UpstreamClient } from '../../../mcp-servers/sdk/client.ts';
import type { Values } from '../../../mcp-servers/serve/offer.ts';
import { openSessions } from '../../../mcp-servers/upstream/sessions.ts';
import { systemClock } from '../../../platform/clock.ts';
import { openLog } from '../../../platform/log.ts';
import { eventually } from '../../setup/eventually.ts';
import { startMcpStub, textResult, type McpStub } from '../../setup/mcp-stub.ts';
import { testExchange } from '../../setup/toolsets.ts';
import { startUpstreamWorld, type UpstreamWorld } from '../../setup/upstream-world.ts';
import { verifies } from '../../setup/verifies.ts';

/** What keeps a connection for long, at servers that many people use: there are 128 of them to one address. */
let world: UpstreamWorld;
const stubs: McpStub[] = [];

beforeAll(async () => {
  world = await startUpstreamWorld();
});
afterAll(async () => world.stop());
afterEach(async () => {
  for (const stub of stubs.splice(0)) await stub.stop();
});

const stub = async (era: 'legacy' | 'modern'): Promise<McpStub> => {
  const started = await startMcpStub(era);
  stubs.push(started);
  return started;
};

const event = (message: Values): string => `data: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`;

verifies(
  'mcp.upstream.many',
  'people who take their time over questions keep nobody from calling',
  async () => {
    const server = await stub('legacy');
    const asking = new Map<unknown, { readonly call: unknown; readonly response: ServerResponse }>();
    server.answer = ({ message, response }) => {
      if (message.method === 'tools/call' && (message.params['arguments'] as Values)['text'] === 'ask') {
        const id = `question-${asking.size}`;
        asking.set(id, { call: message.id, response });
        const params = { message: 'Well?', requestedSchema: { type: 'object', properties: {} } };
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(event({ id, method: 'elicitation/create', params }));
        return false;
      }
      if (message.method !== '') return undefined;
      const { error } = message as unknown as { readonly error?: { readonly message: string } };
      const { call, response: asked } = asking.get(message.id) ?? {};
      asked?.end(
        event({ id: call, result: textResult(error === undefined ? 'answered' : 'nobody was asked') }),
      );
      response.writeHead(202).end();
      return false;
    };
    const names = ['patient', 'second', 'third'] as const;
    for (const name of names) await world.use('mcpServers.register', { name, url: server.url });

    const answers: ((answer: Values) => void)[] = [];
    const exchange = testExchange({
      clientCapabilities: { elicitation: { form: {} } },
      ask: () => new Promise((resolve) => answers.push(resolve)),
    });
    const ask = (name: string): Promise<unknown> => world.call(`${name}.echo`, { text: 'ask' }, { exchange });
    const many = (name: string, count: number) => Array.from({ length: count }, () => ask(name));
    const waiting = many('patient', 64);
    await eventually(() => expect(answers).toHaveLength(64));
    expect(await ask('patient')).toMatchObject(textResult('nobody was asked'));
    // Other registrations lead to the same address, perhaps those of somebody else: half of the rest is for them.
    waiting.push(...many('second', 32));
    await eventually(() => expect(answers).toHaveLength(96));
    expect(await ask('third')).toMatchObject(textResult('nobody was asked'));
    const calls = Array.from({ length: 40 }, (_, at) => world.call('third.echo', { text: String(at) }));
    expect(await Promise.all(calls)).toEqual(calls.map((_, at) => `Echo: ${at}`));

    const over = (count: number) => {
      for (const answer of answers.splice(0, count)) answer({ action: 'accept', content: {} });
    };
    over(1);
    await Promise.race(waiting);
    waiting.push(ask('third'));
    await eventually(() => expect(answers).toHaveLength(96));
    over(96);
    for (const answer of await Promise.all(waiting)) expect(answer).toMatchObject(textResult('answered'));
  },
);

verifies('mcp.upstream.many', 'subscriptions of the newer era take no connection from calls', async () => {
  const server = await stub('modern');
  server.capabilities = { tools: {}, resources: { subscribe: true } };
  let listens = 0;
  server.answer = ({ message, response }) => {
    if (message.method !== 'subscriptions/listen') return undefined;
    listens++;
    const _meta = { 'io.modelcontextprotocol/subscriptionId': message.id };
    const { notifications } = message.params;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(
      event({ method: 'notifications/subscriptions/acknowledged', params: { notifications, _meta } }),
    );
    return false;
  };
  await world.use('mcpServers.register', { name: 'followed', url: server.url });
  const { spaceId } = world;
  const stop = world.upstream.offers.watch(spaceId, 'followed', () => undefined);
  await eventually(() => expect(listens).toBe(1));
  const permissions = new Set(permissionsOf('owner'));
  const follow = async (at: number): Promise<void> => {
    const caller: Caller = { kind: 'key', keyId: `key_${at}`, name: 'One', spaceId, permissions };
    await (await world.offer('followed', caller)).resources?.subscribe?.('of://one');
  };
  await Promise.all(Array.from({ length: 150 }, (_, at) => follow(at)));
  expect(listens).toBe(151);
  expect(await world.call('followed.echo', { text: 'x' })).toBe('Echo: x');
  stop();
});

test('a space that keeps many sessions busy leaves room for those of others', async () => {
  const ends: (() => void)[] = [];
  const client: UpstreamClient = {
    ...{ prior: { era: 'modern', transport: 'streamable' }, protocol: '', server: {}, capabilities: {} },
    ...{ instructions: undefined, close: async () => undefined },
    request: async () => ({}),
    listen: async () => Promise.reject(new Error('nothing is listened to')),
  };
  const sessions = openSessions({
    ...{ connect: async () => client, clock: systemClock, log: openLog({ level: 'silent' }) },
    news: { changed: () => undefined, updated: () => undefined },
  });
  const use = (spaceId: string, callerId: string, work: () => Promise<void>): Promise<void> => {
    const wish = { spaceId, server: 's', revision: 1, connectionId: null, callerId, era: 'newest' } as const;
    const { signal } = new AbortController();
    return sessions.use(
      { wish: { ...wish, capabilities: {} }, signal, exchange: undefined, repeatable: false },
      work,
    );
  };
  const hang = () => new Promise<void>((resolve) => ends.push(resolve));
  const busy = Array.from({ length: 750 }, (_, at) => use('spc_busy', `key_${at}`, hang));
  await eventually(() => expect(ends).toHaveLength(750));
  await expect(use('spc_busy', 'key_more', hang)).rejects.toMatchObject({ code: 'rate_limited' });
  await use('spc_busy', 'key_0', async () => undefined);
  await use('spc_other', 'key_1', async () => undefined);
  for (const end of ends) end();
  await Promise.all(busy);
  await use('spc_busy', 'key_more', async () => undefined);
  await sessions.stop();
});
