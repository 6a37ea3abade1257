// slow: waits for the patience of the listener with clients to come to its end
import { afterEach, expect, test } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { createTrafficServer, type TrafficServerOptions } from '../../gateway/traffic/listen/server.ts';
import type { TrafficHandlers } from '../../gateway/traffic/listen/server.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { startTrialServer, type TrialServer } from '../setup/traffic-server.ts';
import { verifies } from '../setup/verifies.ts';

let server: TrialServer;
const start = async (
  options: Partial<TrafficServerOptions> = {},
  handlers: Partial<TrafficHandlers> = {},
): Promise<TrialServer> => (server = await startTrialServer(options, handlers));
afterEach(() => server.stop());

const head = (line: string, ...headers: string[]): string =>
  [line, 'Host: a.test', ...headers, 'Connection: close', '', ''].join('\r\n');

/** Refused with that status, in the hub's words, and no handler has seen any of it. */
const expectRefused = async (bytes: string, status: number): Promise<void> => {
  const heard = await server.say(bytes);
  expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(heard).toContain('content-type: application/problem+json');
  expect(heard).toMatch(/\r\nconnection: close\r\n/i);
  expect(heard.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  expect(server.seen).toHaveLength(0);
};

const twoReadings: Readonly<Record<string, readonly [bytes: string, status: number]>> = {
  'both lengths': [
    head('POST / HTTP/1.1', 'Content-Length: 4', 'Transfer-Encoding: chunked') + '0\r\n\r\n',
    400,
  ],
  'both lengths, the other way round': [
    head('POST / HTTP/1.1', 'Transfer-Encoding: chunked', 'Content-Length: 4') + '0\r\n\r\n',
    400,
  ],
  'two lengths': [head('POST / HTTP/1.1', 'Content-Length: 4', 'Content-Length: 5') + 'abcde', 400],
  'two equal lengths': [head('POST / HTTP/1.1', 'Content-Length: 4', 'Content-Length: 4') + 'abcd', 400],
  'a list of lengths': [head('POST / HTTP/1.1', 'Content-Length: 4, 4') + 'abcd', 400],
  'a length with a sign': [head('POST / HTTP/1.1', 'Content-Length: +4') + 'abcd', 400],
  'a coding below chunked': [head('POST / HTTP/1.1', 'Transfer-Encoding: gzip, chunked') + '0\r\n\r\n', 400],
  'a coding after chunked': [head('POST / HTTP/1.1', 'Transfer-Encoding: chunked, gzip') + '0\r\n\r\n', 400],
  'chunked twice': [head('POST / HTTP/1.1', 'Transfer-Encoding: chunked, chunked') + '0\r\n\r\n', 400],
  'two codings': [
    head('POST / HTTP/1.1', 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity') + '0\r\n\r\n',
    400,
  ],
  'a coding in HTTP/1.0': [head('POST / HTTP/1.0', 'Transfer-Encoding: chunked') + '0\r\n\r\n', 400],
  'a space before the colon': [head('POST / HTTP/1.1', 'Content-Length : 4') + 'abcd', 400],
  'a folded line': [head('GET / HTTP/1.1', 'X-A: 1', ' 2'), 400],
  'a bare line feed': ['GET / HTTP/1.1\nHost: a.test\n\n', 400],
  'a zero byte': [head('GET / HTTP/1.1', 'X-A: 1\x002'), 400],
  'two hosts': [head('GET / HTTP/1.1', 'Host: b.test'), 400],
  'two equal hosts': [head('GET / HTTP/1.1', 'host: a.test'), 400],
  'no host': ['GET / HTTP/1.1\r\n\r\n', 400],
  'an empty host': ['GET / HTTP/1.1\r\nHost:\r\n\r\n', 400],
  'a host with a path': ['GET / HTTP/1.1\r\nHost: a.test/b\r\n\r\n', 400],
  'a host with a user': ['GET / HTTP/1.1\r\nHost: a@b.test\r\n\r\n', 400],
  'a list of hosts': ['GET / HTTP/1.1\r\nHost: a.test, b.test\r\n\r\n', 400],
  'an address of another host': [head('GET http://b.test/x HTTP/1.1'), 400],
  'an address with a user': [head('GET http://me@a.test/x HTTP/1.1'), 400],
  'an address of another scheme': [head('GET ftp://a.test/x HTTP/1.1'), 400],
  'a host in place of a path': [head('GET a.test:80 HTTP/1.1'), 400],
  'a star for something else than OPTIONS': [head('GET * HTTP/1.1'), 400],
  'a fragment': [head('GET /a#b HTTP/1.1'), 400],
  'a letter beyond ASCII': [head('GET /\xe9 HTTP/1.1'), 400],
  'a tunnel': ['CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n', 405],
  'another expectation': [head('POST / HTTP/1.1', 'Expect: 200-ok', 'Content-Length: 1') + 'a', 400],
  'more headers than anybody has': [
    head('GET / HTTP/1.1', ...Array.from({ length: 101 }, (_, at) => `X-${at}: 1`)),
    431,
  ],
  'headers without end': [head('GET / HTTP/1.1', `X-A: ${'a'.repeat(20_000)}`), 431],
};

verifies('gateway.traffic.strict', `no handler sees ${Object.keys(twoReadings).join('; ')}`, async () => {
  await start();
  for (const [name, [bytes, status]] of Object.entries(twoReadings))
    await expectRefused(bytes, status).catch((cause: unknown) => {
      throw new Error(name, { cause });
    });
});

verifies('gateway.traffic.strict', 'addresses in all of their forms arrive as a path', async () => {
  await start();
  const asked: Readonly<Record<string, string>> = {
    '/a?b=c': '/a?b=c',
    'http://a.test/x?y': '/x?y',
    'HTTPS://A.test/x': '/x',
    'http://a.test': '/',
    'http://a.test?x': '/?x',
    '//b.test/x': '//b.test/x',
    '/%00': '/%00',
  };
  for (const target of Object.keys(asked)) await server.say(head(`GET ${target} HTTP/1.1`));
  expect(server.seen.map(({ url }) => url)).toEqual(Object.values(asked));
  expect(await server.say(head('OPTIONS * HTTP/1.1'))).toMatch(/^HTTP\/1\.1 204 /);
  expect(server.seen).toHaveLength(Object.keys(asked).length);
});

verifies(
  'gateway.traffic.strict',
  'what a broken request leaves behind is never another request',
  async () => {
    await start();
    const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n';
    const bad = `POST /first HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\nContent-Length: 3\r\n\r\nabc${smuggled}`;
    const heard = await server.say(bad);
    expect(heard.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(server.seen).toHaveLength(0);
  },
);

verifies(
  'gateway.traffic.strict',
  'a broken request behind a good one says nothing in its place',
  async () => {
    let answer: (() => void) | undefined;
    await start({}, { request: (_request, response) => (answer = () => response.end('the first')) });
    const client = await server.open(`GET / HTTP/1.1\r\nHost: a.test\r\n\r\nBROKEN\r\n\r\n`);
    await client.ended;
    expect(answer).toBeDefined();
    // Not an answer that the client would take for that of its first request.
    expect(client.heard()).toBe('');
  },
);

verifies(
  'gateway.traffic.strict',
  'only a WebSocket leaves HTTP; who asks for another protocol is answered in this one',
  async () => {
    const upgrades: string[] = [];
    await start(
      {},
      { upgrade: (request, socket) => (upgrades.push(request.url ?? ''), void socket.destroy()) },
    );
    const ask = (protocol: string, path: string, ...more: string[]) =>
      [
        `GET ${path} HTTP/1.1`,
        'Host: a.test',
        `Upgrade: ${protocol}`,
        'Connection: Upgrade, close',
        ...more,
        '',
        '',
      ].join('\r\n');
    expect(await server.say(ask('h2c', '/1', 'HTTP2-Settings: AAMAAABkAAQAAP__'))).toContain('GET /1 0');
    expect(await server.say(ask('TLS/1.0', '/2'))).toContain('GET /2 0');
    expect(await server.say(ask('websocket', '/3', 'Content-Length: 3') + 'abc')).toContain('GET /3 3');
    expect(await server.say(ask('websocket', '/4').replace('GET', 'DELETE'))).toContain('DELETE /4 0');
    expect(upgrades).toEqual([]);
    await server.say(ask('WebSocket', '/5'));
    expect(upgrades).toEqual(['/5']);
  },
);

test('a client that waits to be asked for its body is asked by whoever reads it', async () => {
  await start();
  const client = await server.open(head('POST / HTTP/1.1', 'Expect: 100-continue', 'Content-Length: 3'));
  await eventually(() => client.heard().includes('HTTP/1.1 100 Continue\r\n\r\n'));
  client.socket.write('abc');
  await client.ended;
  expect(client.heard()).toContain('POST / 3');
});

const impatient = { headersMs: 700, bodySilenceMs: 700, leastBytesPerSecond: 1_000, checkEveryMs: 20 };
const post = 'POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100000\r\n\r\n';

verifies('gateway.traffic.patience', 'a head that does not come to its end is cut off', async () => {
  await start({ patience: impatient });
  expect(await server.say('GET / HTTP/1.1\r\nHost: a')).toMatch(/^HTTP\/1\.1 408 /);
  expect(await server.say('')).toMatch(/^HTTP\/1\.1 408 /);
  expect(server.seen).toHaveLength(0);
});

verifies('gateway.traffic.patience', 'so is a body that stops, and one that drips', async () => {
  await start({ patience: impatient });
  expect(await server.say(`${post}abc`)).toMatch(/^HTTP\/1\.1 408 /);
  const client = await server.open(post);
  const drip = setInterval(() => client.socket.write('a'), 20);
  await client.ended;
  clearInterval(drip);
  expect(client.heard()).toMatch(/^HTTP\/1\.1 408 /);
  expect(server.bodies).toEqual([]);
});

verifies(
  'gateway.traffic.patience',
  'not one that nobody here reads, nor one that takes its time but comes',
  async () => {
    const held: (() => void)[] = [];
    await start(
      { patience: { ...impatient, headersMs: 2_000, bodySilenceMs: 2_000, leastBytesPerSecond: 1 } },
      {
        request: (request, response) => {
          // A slow upstream: nothing is read until the test says so.
          held.push(() => request.resume());
          request.on('end', () => response.end('whole'));
        },
      },
    );
    const client = await server.open(
      post.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n') + 'a'.repeat(90_000),
    );
    await eventually(() => held.length === 1);
    const slow = await server.open(
      post.replace('100000', '12').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
    );
    await eventually(() => held.length === 2);
    held[1]?.();
    // Longer than a silence may be, and longer than the head may take.
    for (let at = 0; at < 12; at++) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      slow.socket.write('b');
    }
    await slow.ended;
    expect(slow.heard()).toContain('whole');
    held[0]?.();
    client.socket.write('a'.repeat(10_000));
    await client.ended;
    expect(client.heard()).toContain('whole');
  },
);

test('what came in while the process stood still counts as come in time', async () => {
  await start({ patience: { ...impatient, bodySilenceMs: 400, leastBytesPerSecond: 1 } });
  const client = await server.open(
    post.replace('100000', '2').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
  );
  await eventually(() => server.seen.length === 1);
  // Timers come next, before anything is read.
  await new Promise((resolve) => setImmediate(resolve));
  client.socket.write('a');
  const end = performance.now() + 600;
  while (performance.now() < end);
  // Whoever looks for those who are late has looked by then.
  for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
  client.socket.write('b');
  await client.ended;
  expect(client.heard()).toMatch(/^HTTP\/1\.1 200 /);
});

test('a stop lets answers finish, refuses the rest, and ends what does not end', async () => {
  let answer: (() => void) | undefined;
  await start({ drainMs: 300 }, { request: (_request, response) => (answer = () => response.end('late')) });
  const client = await server.open('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n');
  await eventually(() => answer !== undefined);
  const idle = await server.open('');
  const stopped = server.stop();
  answer?.();
  await client.ended;
  expect(client.heard()).toContain('late');
  await stopped;
  await idle.ended;
  await eventually(() => server.connections() === 0);
});

test('a port that is taken is named with the settings that help', async () => {
  await start();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const options = { host: '127.0.0.1', port, shared: false, drainMs: 0 };
  const handlers = { log: recordedLog(), request: () => undefined, upgrade: () => undefined };
  await expect(createTrafficServer(options, handlers)).rejects.toMatchObject({
    code: 'start_failed',
    message: expect.stringContaining('HUB_TRAFFIC_PORT') as unknown,
  });
  await new Promise((resolve) => other.close(resolve));
});

test('several listeners share a port', async () => {
  await start({ shared: true });
  const second = await startTrialServer({ shared: true, port: server.port });
  expect(second.port).toBe(server.port);
  await second.stop();
});
