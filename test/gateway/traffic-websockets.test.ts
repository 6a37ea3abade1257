// slow: waits for clients, upstreams or programs that take their time
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { serviceSchema } from '../../gateway/traffic/document/service-document.ts';
import { openTunnels, type Tunnels } from '../../gateway/traffic/forward/tunnels.ts';
import { UpgradeResponse } from '../../gateway/traffic/forward/upgrade-response.ts';
import { openForwardUpgrade } from '../../gateway/traffic/forward/upgrade.ts';
import { ServedExchange } from '../../gateway/traffic/run/served-exchange.ts';
import { openServices } from '../../gateway/traffic/upstream/open-services.ts';
import { HubError } from '../../core/errors.ts';
import { systemClock } from '../../platform/clock.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress, type PooledEgress } from '../../platform/egress/egress.ts';
import { openMetrics } from '../../platform/metrics.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { exchangeOf, trialSpace } from '../setup/traffic-exchange.ts';
import { startTrialServer, type TrialServer } from '../setup/traffic-server.ts';
import { verifies } from '../setup/verifies.ts';

let server: TrialServer;
let egress: PooledEgress;
let tunnels: Tunnels;
let forward: ReturnType<typeof openForwardUpgrade>;
/** For an upstream's answer. */
let headersMs: number;
let upstream: Server;
let statuses: number[];
/** What the upstream does with a connection, and what came in on it. */
let serve: (socket: Socket, head: string) => void;
let heads: string[];
let upstreamSockets: Set<Socket>;
/** What it heard after the head. */
let said: string;
/** Whose pipeline the next ones come through. */
let spaceId: string;
let refuse: HubError | null;
let document: object;

const acceptOf = (head: string): string => {
  const key = /sec-websocket-key: (.*)\r\n/i.exec(head)?.[1] ?? '';
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
};
const switched = (head: string, more = ''): string =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(head)}\r\n${more}\r\n`;

const endIdleAfter = (idleMs: number): void => {
  tunnels = openTunnels({ most: 3, mostOfSpace: 2, idleMs });
  forward = openForwardUpgrade(egress, tunnels);
};

beforeEach(async () => {
  [statuses, heads, refuse, upstreamSockets, document] = [[], [], null, new Set(), {}];
  [said, spaceId] = ['', trialSpace];
  serve = (socket, head) => socket.write(switched(head));
  upstream = createServer({ allowHalfOpen: true }, (socket) => {
    upstreamSockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (data) => {
      heads.push(data.toString('latin1'));
      socket.on('data', (more) => (said += more.toString('latin1')));
      serve(socket, data.toString('latin1'));
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const log = recordedLog();
  egress = createEgress({ log, allow: parseAllowList(['127.0.0.1']).entries });
  endIdleAfter(60_000);
  headersMs = 60_000;
  const services = openServices({
    ...{ log, clock: systemClock, metrics: openMetrics(), probe: async () => 200, release: egress.release },
  });
  const to = () => ({
    service: 'chat',
    preserveHost: false,
    prependPath: true,
    ignorePath: false,
    timeouts: { headersMs },
  });
  server = await startTrialServer(
    {},
    {
      upgrade: (request, socket, head) => {
        const response = new UpgradeResponse(request, socket, head);
        const { pipeline, match } = exchangeOf({ pipeline: { spaceId } }) as unknown as ServedExchange;
        const [path = '/', query = ''] = (request.url ?? '/').split('?');
        const exchange = new ServedExchange({
          ...{ request, response, requestId: 'req_1', host: 'a.test', path, query: query && `?${query}` },
          ...{ client: '127.0.0.1', forwardedFor: '127.0.0.1', secure: false, startedAt: 0 },
          match: { ...match, endpoint: { ...match.endpoint, pipeline } },
        });
        response.once('close', () => {
          if (!response.writableFinished) exchange.leave();
          statuses.push(response.headersSent ? response.statusCode : 0);
        });
        exchange.headHooks = [({ headers }) => headers.push('x-policy', 'was here')];
        const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/base/`;
        const service = services.serviceFor({
          ...{ spaceId: 'spc_1', name: 'chat', version: 1 },
          document: serviceSchema.parse({ url, ...document }),
        });
        if (refuse !== null) exchange.fail(refuse);
        else forward(exchange, service, to()).catch((error: unknown) => exchange.fail(error));
      },
    },
  );
});
afterEach(async () => {
  tunnels.close();
  await server.stop();
  await egress.close();
  for (const socket of upstreamSockets) socket.destroy();
  await new Promise((resolve) => upstream.close(resolve));
});

const asking = (path = '/chat?a=b', ...more: string[]): string =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: a.test',
    'Connection: Upgrade, X-Hop',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'X-Hop: gone',
    'X-Own: kept',
    ...more,
    '',
    '',
  ].join('\r\n');

verifies(
  'gateway.traffic.websockets',
  'messages go both ways, of any size, and both ends close together',
  async () => {
    // Its connections may take their time: nothing here waits for them.
    upstream.close();
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(sockets, 'listening');
    upstream = sockets as unknown as Server;
    const closed: number[] = [];
    sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer, binary) => socket.send(data, { binary }));
      socket.on('close', (code) => closed.push(code));
    });
    const client = new WebSocket(`ws://127.0.0.1:${server.port}/chat`, 'chat');
    await once(client, 'open');
    expect(client.protocol).toBe('chat');
    for (const message of [Buffer.from('hello'), Buffer.alloc(5_000_000, 7)]) {
      client.send(message);
      const [echo] = (await once(client, 'message')) as [Buffer];
      expect(echo.equals(message)).toBe(true);
    }
    expect([tunnels.count(), statuses]).toEqual([1, [101]]);
    client.close(4001);
    await eventually(() => closed.length === 1);
    expect(closed).toEqual([4001]);
    await eventually(() => tunnels.count() === 0);
  },
);

verifies(
  'gateway.traffic.websockets',
  'the heads are those of a request: nothing of the connection passes but the upgrade',
  async () => {
    serve = (socket, head) => socket.write(`${switched(head, 'X-Up: 1\r\nKeep-Alive: 5\r\n')}first words`);
    const client = await server.open(`${asking()}early`);
    await eventually(() => client.heard().endsWith('first words'));
    const [sent = ''] = heads;
    expect(sent).toMatch(/^GET \/base\/chat\?a=b HTTP\/1\.1\r\n/);
    expect(sent).toMatch(/\r\nx-own: kept\r\n/i);
    expect(sent).toMatch(/\r\nx-forwarded-for: 127\.0\.0\.1\r\n/i);
    expect(sent).toMatch(/\r\nconnection: Upgrade\r\nupgrade: websocket\r\n/i);
    expect(sent).not.toMatch(/x-hop/i);
    expect(sent.match(/connection:/gi)).toHaveLength(1);
    const [head = ''] = client.heard().split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(head).toMatch(/\r\nx-up: 1/);
    expect(head).toMatch(/\r\nx-policy: was here/);
    expect(head).not.toMatch(/keep-alive/i);
    // What the client said before it had its answer waits for it.
    await eventually(() => said === 'early');
  },
);

verifies('gateway.traffic.websockets', 'a refusal of a policy is an answer like any other', async () => {
  refuse = new HubError('unauthenticated', 'Show a key.');
  const heard = await server.say(asking());
  expect(heard).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
  expect(heard).toContain('"code":"unauthenticated"');
  expect([heads, statuses]).toEqual([[], [401]]);
});

verifies(
  'gateway.traffic.websockets',
  'an upstream that does not switch is passed on as it answers',
  async () => {
    serve = (socket) =>
      socket.end(
        'HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\nContent-Length: 5\r\n\r\nnever',
      );
    const heard = await server.say(`${asking()}GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(heard).toMatch(/^HTTP\/1\.1 426 /);
    expect(heard).toMatch(/never$/);
    await eventually(() => statuses.length === 1);
    expect([heads.length, statuses, tunnels.count()]).toEqual([1, [426], 0]);
    expect(server.seen).toHaveLength(0);
  },
);

const broken: Readonly<Record<string, (socket: Socket, head: string) => void>> = {
  garbage: (socket) => socket.end('SSH-2.0-OpenSSH\r\n\r\n'),
  nothing: (socket) => socket.end(),
  'a head without end': (socket) => socket.write(`HTTP/1.1 101 OK\r\nX: ${'a'.repeat(20_000)}`),
  'another protocol': (socket) =>
    socket.write('HTTP/1.1 101 OK\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
  'no protocol': (socket) => socket.write('HTTP/1.1 101 OK\r\n\r\n'),
  'a wrong proof': (socket, head) => socket.write(switched(head.replace('dGhl', 'eGhl'))),
  'two lengths': (socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
};

verifies(
  'gateway.traffic.websockets',
  `an upstream that says ${Object.keys(broken).join(', ')} is a failure, and nothing of it passes`,
  async () => {
    for (const [name, answer] of Object.entries(broken)) {
      serve = answer;
      const heard = await server.say(asking());
      expect(`${name}: ${heard.split('\r\n')[0]}`).toBe(`${name}: HTTP/1.1 502 Bad Gateway`);
      expect(heard).toContain('"code":"egress_failed"');
    }
    expect(tunnels.count()).toBe(0);
  },
);

verifies(
  'gateway.traffic.websockets',
  'one that does not answer is given up, and one that is not there is tried again',
  async () => {
    serve = () => undefined;
    headersMs = 300;
    expect(await server.say(asking())).toMatch(/^HTTP\/1\.1 504 /);
    const { port } = upstream.address() as AddressInfo;
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const away = (closed.address() as AddressInfo).port;
    await new Promise((resolve) => closed.close(resolve));
    document = {
      url: undefined,
      urls: [`http://127.0.0.1:${away}`, `http://127.0.0.1:${port}`],
      retry: { attempts: 1, backoffMs: 0 },
    };
    serve = (socket, head) => socket.write(switched(head));
    for (let at = 0; at < 2; at++) {
      const client = await server.open(asking());
      await eventually(() => client.heard().includes('101 Switching Protocols'));
    }
  },
);

verifies(
  'gateway.traffic.websockets',
  'silence ends them, and so does a word that nobody takes',
  async () => {
    serve = (socket, head) => {
      socket.write(switched(head));
      // It never reads, and is told more than fits between the two.
      socket.pause();
    };
    endIdleAfter(200);
    const silent = await server.open(asking());
    const pushing = await server.open(asking());
    await eventually(() => pushing.heard().includes('101'));
    let taken = 0;
    for (let at = 0; at < 60; at++)
      pushing.socket.write(Buffer.alloc(1_000_000), (error) => (taken += error == null ? 1 : 0));
    await Promise.all([silent.ended, pushing.ended]);
    // Most of it never left the client: nobody keeps for another what that one does not take.
    expect(taken).toBeLessThan(20);
    await eventually(() => tunnels.count() === 0);
  },
);

verifies('gateway.traffic.websockets', 'one end may close its half and still hear the other', async () => {
  serve = (socket, head) => {
    socket.write(switched(head));
    socket.once('end', () => socket.end('last words'));
  };
  const client = await server.open(asking());
  await eventually(() => client.heard().includes('101'));
  client.socket.end();
  await client.ended;
  expect(client.heard()).toMatch(/last words$/);
});

verifies('gateway.traffic.websockets', 'when one end dies the other goes too', async () => {
  const first = await server.open(asking());
  await eventually(() => tunnels.count() === 1);
  const [socket] = upstreamSockets;
  socket?.resetAndDestroy();
  await first.ended;
  const second = await server.open(asking());
  await eventually(() => tunnels.count() === 1 && upstreamSockets.size === 2);
  const heard = once([...upstreamSockets][1] as Socket, 'end');
  second.socket.resetAndDestroy();
  await heard;
  await eventually(() => tunnels.count() === 0);
});

test('more than the process can hold are refused, and a stop ends all', async () => {
  for (spaceId of ['spc_1', 'spc_2', 'spc_3']) await server.open(asking());
  await eventually(() => tunnels.count() === 3);
  spaceId = 'spc_4';
  expect(await server.say(asking())).toMatch(/^HTTP\/1\.1 503 [^]*\r\nretry-after: 10\r\n/i);
  tunnels.close();
  await eventually(() => tunnels.count() === 0);
});

verifies(
  'gateway.traffic.websockets',
  'one space holds no more than its share, those that wait for an upstream too',
  async () => {
    const silent: (() => void)[] = [];
    serve = (socket, head) => void silent.push(() => socket.write(switched(head)));
    const own = [await server.open(asking()), await server.open(asking())];
    await eventually(() => silent.length === 2);
    const refused = await server.say(asking());
    expect(refused).toMatch(/^HTTP\/1\.1 503 [^]*\r\nretry-after: 10\r\n/i);
    expect(refused).toContain('This space holds 2 open connections, as many as it may');
    for (const answer of silent) answer();
    await eventually(() => tunnels.count() === 2);
    expect(await server.say(asking())).toContain('This space holds 2 open connections');

    serve = (socket, head) => socket.write(switched(head));
    spaceId = 'spc_other';
    const others = await server.open(asking());
    await eventually(() => others.heard().includes('101'));
    others.socket.resetAndDestroy();
    own[0]?.socket.resetAndDestroy();
    await eventually(() => tunnels.count() === 1);
    spaceId = trialSpace;
    const again = await server.open(asking());
    await eventually(() => again.heard().includes('101'));
  },
);

test('one that came to nothing takes no place of its space', async () => {
  serve = (socket) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  for (let at = 0; at < 3; at++) expect(await server.say(asking())).toMatch(/^HTTP\/1\.1 403 /);
  serve = (socket) => socket.end();
  for (let at = 0; at < 3; at++) expect(await server.say(asking())).toMatch(/^HTTP\/1\.1 502 /);
});

verifies(
  'gateway.traffic.websockets',
  'a client that goes before the upstream has answered leaves nothing behind, at once',
  async () => {
    // Nothing here ends by itself within the time of a test.
    headersMs = 3_600_000;
    serve = (socket) => void socket.resume();
    const leaving: ((client: Socket) => void)[] = [
      (client) => client.destroy(),
      (client) => client.resetAndDestroy(),
    ];
    for (const [at, leave] of leaving.entries()) {
      const client = await server.open(`${asking()}early`);
      await eventually(() => heads.length === at + 1);
      leave(client.socket);
      const socket = [...upstreamSockets][at];
      await eventually(() => socket?.closed === true || socket?.readableEnded === true);
      await eventually(() => statuses.length === at + 1);
    }
    expect([statuses, tunnels.count()]).toEqual([[0, 0], 0]);
  },
);

test('what a client says while it waits is kept in order, however much it is', async () => {
  let answer = (): void => undefined;
  serve = (socket, head) => (answer = () => void socket.write(switched(head)));
  const words = Buffer.from(Array.from({ length: 300_000 }, (_, at) => 97 + (at % 23)));
  const client = await server.open(asking());
  await eventually(() => heads.length === 1);
  client.socket.write(words);
  await eventually(() => client.socket.bytesWritten > words.length);
  answer();
  await eventually(() => said.length === words.length);
  expect(said === words.toString('latin1')).toBe(true);
});

test('an upgrade behind a request without an answer does not get the connection', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(`POST /slow HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n${asking()}`);
  socket.resume();
  await once(socket, 'close');
  expect(heads).toEqual([]);
});
