// slow: waits for clients, upstreams or programs that take their time
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { WebSocketServer } from 'ws';
import type { Subscription } from '../../../flows/calls/function-call.ts';
import { eventually } from '../../setup/eventually.ts';
import { kindOf, startCalls, type CallTrial } from '../../setup/function-calls.ts';
import { startUpstream, type Upstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

/** `call: asyncapi` over HTTP and WebSocket, to servers that a document names. */
let trial: CallTrial;
let upstream: Upstream;
let sockets: WebSocketServer;
let listener: Server;
let port: number;
const said: { path: string; text: string; token: unknown }[] = [];

/** Version 3, in YAML. */
const modern = (): string => `
asyncapi: 3.0.0
info: { title: Chat, version: '1' }
servers:
  other: { host: 'broker:1883', protocol: mqtt }
  main:
    host: '127.0.0.1:{port}'
    pathname: /{stage}
    protocol: http
    variables:
      port: { default: '${upstream.port}' }
      stage: { default: live, enum: [live, test] }
  live: { host: '127.0.0.1:${port}', protocol: ws }
channels:
  room: { address: 'rooms/{room}' }
  onlyLive: { address: live, servers: [{ $ref: '#/servers/live' }] }
operations:
  say: { action: send, channel: { $ref: '#/channels/room' }, bindings: { http: { method: PUT } } }
  hear: { action: receive, channel: { $ref: '#/channels/room' } }
  hearLive: { action: receive, channel: { $ref: '#/channels/onlyLive' } }
  nowhere: { action: send, channel: { $ref: '#/channels/none' } }
`;

/** Version 2, in JSON. */
const old = (): string =>
  JSON.stringify({
    asyncapi: '2.6.0',
    servers: {
      main: {
        url: `http://127.0.0.1:${upstream.port}/{v}`,
        protocol: 'http',
        variables: { v: { default: 'v2' } },
      },
    },
    channels: { 'rooms/one': { subscribe: { operationId: 'hear' }, publish: { operationId: 'say' } } },
  });

beforeAll(async () => {
  trial = startCalls();
  listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  port = (listener.address() as AddressInfo).port;
  sockets = new WebSocketServer({ noServer: true });
  listener.on('upgrade', (request, socket, head) => {
    if (request.url === '/rooms/')
      return void socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (client) => {
      const { authorization } = request.headers;
      client.on('message', (data: Buffer) =>
        said.push({ path: request.url ?? '', text: data.toString(), token: authorization }),
      );
      for (const number of [1, 2, 3, 4, 5]) client.send(JSON.stringify({ number }));
      client.send('plain');
    });
    return undefined;
  });
  upstream = await startUpstream((request, response) => {
    if (request.url === '/modern.yaml') return void response.end(modern());
    if (request.url === '/old.json') return void response.end(old());
    if (request.url === '/other.yaml') return void response.end('openapi: 3.0.0');
    if (request.url === '/broken.yaml') return void response.end('a: [');
    if (request.url === '/live/rooms/shut') return void response.writeHead(403).end('no');
    if (request.url === '/live/rooms/lines') {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      return void response.end('{"number":1}\n\n{"number":2}\nplain');
    }
    if (request.url === '/live/rooms/once') {
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end('{"number":1}');
    }
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const number of [1, 2, 3]) response.write(`event: said\ndata: {"number":${number}}\n\n`);
      // It goes on for ever.
      return undefined;
    }
    return void response.writeHead(202, { 'content-type': 'application/json' }).end('{"taken":true}');
  });
});
beforeEach(() => {
  said.length = 0;
  upstream.seen.length = 0;
});
afterAll(async () => {
  await trial.stop();
  await upstream.stop();
  for (const client of sockets.clients) client.terminate();
  listener.close();
});

const given = (more: object, file = 'modern.yaml') => ({
  document: { endpoint: `${upstream.origin}/${file}` },
  ...more,
});
const room = (name: string) => ({ input: { room: name } });
const rules = (more: Partial<Subscription>): Subscription => ({ amount: null, forMs: null, ...more });
const numbers = (...list: number[]) => list.map((number) => ({ payload: { number } }));

verifies(
  'flows.calls.protocols',
  'a message is published over HTTP to the place that the document says',
  async () => {
    const message = { payload: { hello: 'world' }, headers: { 'X-Own': 'a' } };
    const more = {
      operation: 'say',
      protocol: 'http',
      message,
      authentication: { bearer: { token: 'abc' } },
    };
    expect(await trial.output('asyncapi', given(more), room('a b'))).toEqual({ taken: true });
    const seen = upstream.seen.at(-1);
    expect([seen?.method, seen?.path, seen?.body]).toEqual(['PUT', '/live/rooms/a%20b', '{"hello":"world"}']);
    expect(seen?.headers).toMatchObject({ 'x-own': 'a', authorization: 'Bearer abc' });
  },
);

test('a server is chosen by its name, with its variables', async () => {
  const more = {
    operation: 'say',
    message: { payload: {} },
    server: { name: 'main', variables: { stage: 'test' } },
  };
  await trial.call('asyncapi', given(more), room('one'));
  expect(upstream.seen.at(-1)?.path).toBe('/test/rooms/one');
  const wrong = { ...more, server: { name: 'main', variables: { stage: 'none' } } };
  expect((await trial.fault('asyncapi', given(wrong), room('one'))).detail).toContain('one of live, test');
});

test.each(['channel', 'operation'])('documents of version 2: by %s', async (by) => {
  const more = { [by]: by === 'channel' ? 'rooms/one' : 'say', message: { payload: { a: 1 } } };
  expect(await trial.output('asyncapi', given(more, 'old.json'))).toEqual({ taken: true });
  const seen = upstream.seen.at(-1);
  expect([seen?.method, seen?.path]).toEqual(['POST', '/v2/rooms/one']);
  expect(seen?.headers['idempotency-key']).toBe('run-1/do/0/it');
});

verifies('flows.calls.protocols', 'a message is published over a WebSocket', async () => {
  const more = {
    operation: 'hearLive',
    message: { payload: { a: 1 } },
    authentication: { bearer: { token: 'abc' } },
  };
  expect(await trial.output('asyncapi', given(more))).toBeNull();
  await eventually(() => said.length === 1);
  expect(said).toEqual([{ path: '/live', text: '{"a":1}', token: 'Bearer abc' }]);
  await eventually(() => sockets.clients.size === 0);
});

test.each([
  ['hear', 'events'],
  ['hearLive', ''],
])('messages are received until there are enough: %s', async (operation, name) => {
  const call = given({ operation, ...(operation === 'hear' ? { protocol: 'http' } : {}) });
  const take = (more: Partial<Subscription>) =>
    trial.output('asyncapi', call, { ...room(name), subscription: rules(more) });
  const numberOf = (message: unknown): number => (message as { payload: { number: number } }).payload.number;
  expect(await take({ amount: 2 })).toEqual(numbers(1, 2));
  expect(await take({ amount: 1, filter: (message) => numberOf(message) > 2 })).toEqual(numbers(3));
  expect(await take({ until: (message) => numberOf(message) === 3 })).toEqual(numbers(1, 2, 3));
  expect(await take({ while: (message) => numberOf(message) < 3 })).toEqual(numbers(1, 2));
  await eventually(() => sockets.clients.size === 0);
});

test('when the time is over, what came is what there is', async () => {
  const call = given({ operation: 'hear', protocol: 'http' });
  const subscription = rules({ amount: 10, forMs: 1_000 });
  expect(await trial.output('asyncapi', call, { ...room('events'), subscription })).toEqual(numbers(1, 2, 3));
  const live = given({ operation: 'hearLive' });
  expect(await trial.output('asyncapi', live, { subscription })).toEqual([
    ...numbers(1, 2, 3, 4, 5),
    { payload: 'plain' },
  ]);
});

test('a run that is cancelled ends its subscription, as what it is', async () => {
  for (const call of [given({ operation: 'hear', protocol: 'http' }), given({ operation: 'hearLive' })]) {
    const stopping = new AbortController();
    let seen = 0;
    const subscription = rules({
      until: () => {
        if (++seen === 3) stopping.abort();
        return false;
      },
    });
    const waiting = trial.call('asyncapi', call, {
      ...room('events'),
      subscription,
      signal: stopping.signal,
    });
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  }
});

test('lines of JSON are messages, and so is an answer that ends', async () => {
  const take = (name: string) =>
    trial.output('asyncapi', given({ operation: 'hear', protocol: 'http' }), {
      ...room(name),
      subscription: rules({ amount: 10 }),
    });
  expect(await take('lines')).toEqual([...numbers(1, 2), { payload: 'plain' }]);
  expect(await take('once')).toEqual(numbers(1));
});

test('who is not let in is told so', async () => {
  const subscription = rules({ amount: 1 });
  const http = given({ operation: 'hear', protocol: 'http' });
  expect((await trial.fault('asyncapi', http, { ...room('shut'), subscription })).status).toBe(403);
  const live = given({ operation: 'hear', server: { name: 'live' } });
  const fault = await trial.fault('asyncapi', live, { input: { room: '' }, subscription });
  expect([kindOf(fault), fault.status]).toEqual(['communication', 403]);
});

test.each([
  [{ operation: 'none', message: {} }, 'it has say, hear'],
  [{ operation: 'nowhere', message: {} }, 'no channel'],
  [{ operation: 'say', server: { name: 'x' }, message: {} }, 'it has other, main, live'],
  [{ operation: 'say', protocol: 'amqp', message: {} }, 'that speaks amqp'],
  [{ operation: 'say', protocol: 'mqtt', message: {} }, 'flows speak http, ws and kafka'],
  [{ operation: 'hear', protocol: 'http' }, 'neither a message'],
  [{ message: {} }, 'channel'],
])('%j is refused', async (more, reason) => {
  const fault = await trial.fault('asyncapi', given(more), room('x'));
  expect(kindOf(fault)).toBe('configuration');
  expect(fault.detail).toContain(reason);
});

test.each([
  ['other.yaml', 'none of AsyncAPI 2 or 3'],
  ['broken.yaml', 'line 1'],
])('%s is no document', async (file, reason) => {
  const fault = await trial.fault('asyncapi', given({ operation: 'say', message: {} }, file));
  expect(kindOf(fault)).toBe('configuration');
  expect(fault.detail).toContain(reason);
});

test('an address that leads inside is not called, by any protocol', async () => {
  const document = (protocol: string) =>
    JSON.stringify({
      asyncapi: '3.0.0',
      servers: { in: { host: '10.0.0.1', protocol } },
      channels: { c: {} },
      operations: { o: { channel: { $ref: '#/channels/c' } } },
    });
  for (const protocol of ['http', 'ws']) {
    const server = await startUpstream((_request, response) => void response.end(document(protocol)));
    try {
      const call = { document: { endpoint: server.origin }, operation: 'o', message: { payload: {} } };
      expect(kindOf(await trial.fault('asyncapi', call))).toBe('authorization');
    } finally {
      await server.stop();
    }
  }
});
