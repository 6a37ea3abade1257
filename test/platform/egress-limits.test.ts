// slow: waits for clients, upstreams or programs that take their time
import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HubError } from '../../core/errors.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress, type Egress, type EgressLimits } from '../../platform/egress/egress.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { verifies } from '../setup/verifies.ts';

/** A server that says exactly what a test wants it to, also what no HTTP server would. */
type Script = (socket: Socket) => void;

let server: Server;
let script: Script = () => undefined;
let egress: Egress;
let origin: string;
const sockets = new Set<Socket>();
const timers = new Set<NodeJS.Timeout>();

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.on('data', () => script(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  egress = createEgress({ allow: parseAllowList(['127.0.0.1']).entries, log: recordedLog() });
});
afterAll(async () => {
  for (const timer of timers) clearInterval(timer);
  await egress.close();
  for (const socket of sockets) socket.destroy();
  server.close();
});

const head = (...lines: string[]) => `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
const drip = (socket: Socket, text: string, everyMs: number): void => {
  const timer = setInterval(() => socket.write(text), everyMs);
  timers.add(timer);
  socket.on('close', () => clearInterval(timer));
};

const outcome = async (next: Script, limits: Partial<EgressLimits> = {}): Promise<string> => {
  script = next;
  try {
    return (await (await egress.request({ url: origin, limits })).bytes()).toString();
  } catch (error) {
    if (error instanceof HubError) return error.code;
    throw error;
  }
};

test('the server of this file answers when nothing is wrong', async () => {
  expect(await outcome((socket) => socket.write(`${head('content-length: 2')}ok`))).toBe('ok');
});

verifies('foundation.egress.limits', 'headers that never come', async () => {
  expect(await outcome(() => undefined, { headersMs: 100 })).toBe('egress_timeout');
});

verifies('foundation.egress.limits', 'headers that drip for ever', async () => {
  const slowly: Script = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    drip(socket, 'x-a: b\r\n', 10);
  };
  expect(await outcome(slowly, { totalMs: 300 })).toBe('egress_timeout');
});

test('headers without end', async () => {
  const endless: Script = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    drip(socket, `x-a: ${'b'.repeat(8_000)}\r\n`, 1);
  };
  expect(await outcome(endless)).toBe('egress_too_large');
});

test('a body that stops half-way', async () => {
  const half: Script = (socket) => socket.write(`${head('content-length: 100')}half`);
  expect(await outcome(half, { idleMs: 100 })).toBe('egress_timeout');
});

verifies('foundation.egress.limits', 'a body that drips, never idle and never done', async () => {
  const dripping: Script = (socket) => {
    socket.write(head('transfer-encoding: chunked'));
    drip(socket, '1\r\nx\r\n', 10);
  };
  expect(await outcome(dripping, { idleMs: 200, totalMs: 400 })).toBe('egress_timeout');
});

test('a body cut off', async () => {
  const cut: Script = (socket) => socket.end(`${head('content-length: 100')}half`);
  expect(await outcome(cut)).toBe('egress_failed');
});

test('a body announced as too large is not read', async () => {
  const large: Script = (socket) => socket.write(head('content-length: 1000001'));
  expect(await outcome(large, { maxBytes: 1_000_000 })).toBe('egress_too_large');
});

verifies('foundation.egress.limits', 'a body that turns out too large ends there', async () => {
  const endless: Script = (socket) => {
    socket.write(head('transfer-encoding: chunked'));
    drip(socket, `ffff\r\n${'x'.repeat(0xffff)}\r\n`, 1);
  };
  expect(await outcome(endless, { maxBytes: 1_000_000 })).toBe('egress_too_large');
  await eventually(() => sockets.size === 0);
});

test('a body of exactly the limit is read', async () => {
  const exact: Script = (socket) => socket.write(`${head('content-length: 1000')}${'x'.repeat(1_000)}`);
  expect(await outcome(exact, { maxBytes: 1_000 })).toHaveLength(1_000);
});

const packed =
  (packing: string, body: Buffer): Script =>
  (socket) =>
    socket.write(
      Buffer.concat([
        Buffer.from(head(`content-encoding: ${packing}`, `content-length: ${body.length}`)),
        body,
      ]),
    );
const packers = [
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
] as const;

test.each(packers)('a %s bomb is stopped by the size it unpacks to', async (packing, pack) => {
  const bomb = pack(Buffer.alloc(64 * 1024 * 1024));
  expect(await outcome(packed(packing, bomb))).toBe('egress_too_large');
});

test.each(packers)('a %s bomb below the size is stopped by its ratio', async (packing, pack) => {
  const bomb = pack(Buffer.alloc(5 * 1024 * 1024));
  expect(bomb.length).toBeLessThan(50_000);
  expect(await outcome(packed(packing, bomb))).toBe('egress_too_large');
});

test.each(packers)('what packs normally as %s is read', async (packing, pack) => {
  const text = randomBytes(200_000).toString('hex');
  expect((await outcome(packed(packing, pack(text)))) === text).toBe(true);
});

test.each(packers)('damaged %s', async (packing, pack) => {
  const body = pack(randomBytes(10_000));
  expect(await outcome(packed(packing, body.subarray(0, 5_000)))).toBe('egress_failed');
  // Not random bytes: one in twenty-five such bodies begins with a whole brotli stream of nothing.
  expect(await outcome(packed(packing, Buffer.alloc(500, 0x11)))).toBe('egress_failed');
});

verifies('foundation.egress.limits', 'a bomb inside a bomb, and a packing nobody asked for', async () => {
  const nested = gzipSync(gzipSync(Buffer.alloc(1_000_000)));
  expect(await outcome(packed('gzip, gzip', nested))).toBe('egress_failed');
  expect(await outcome(packed('compress', Buffer.from('x')))).toBe('egress_failed');
});

test.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['a length that is none', head('content-length: -1')],
  ['two lengths', `${head('content-length: 2', 'content-length: 3')}abc`],
  [
    'a length beside chunks',
    `${head('content-length: 2', 'transfer-encoding: chunked')}2\r\nok\r\n0\r\n\r\n`,
  ],
  ['chunks without number', `${head('transfer-encoding: chunked')}zz\r\nok\r\n`],
])('%s', async (_, text) => {
  expect(await outcome((socket) => socket.end(text))).toBe('egress_failed');
});

test('a connection that nobody takes', async () => {
  expect(await outcome((socket) => socket.destroy())).toBe('egress_failed');
  await expect(egress.request({ url: 'http://127.0.0.1:1026/' })).rejects.toMatchObject({
    code: 'egress_failed',
  });
});

test('a cancelled call ends at once, wherever it is', async () => {
  const before = new AbortController();
  before.abort();
  const calls = sockets.size;
  await expect(egress.request({ url: origin, signal: before.signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(sockets.size).toBe(calls);

  const waiting = new AbortController();
  script = () => waiting.abort();
  await expect(egress.request({ url: origin, signal: waiting.signal })).rejects.toMatchObject({
    code: 'cancelled',
  });

  const reading = new AbortController();
  script = (socket) => socket.write(`${head('content-length: 100')}half`);
  const answer = await egress.request({ url: origin, signal: reading.signal });
  const whole = answer.bytes();
  reading.abort();
  await expect(whole).rejects.toMatchObject({ code: 'cancelled' });
  await eventually(() => sockets.size === 0);
});

test('a reader that does not read holds the sender back', async () => {
  let sent = 0;
  script = (socket) => {
    socket.write(head('content-length: 100000000'));
    const more = (): void => {
      while (sent < 100_000_000 && !socket.destroyed) {
        sent += 100_000;
        if (!socket.write(Buffer.alloc(100_000))) {
          socket.once('drain', more);
          return;
        }
      }
    };
    more();
  };
  const answer = await egress.request({ url: origin, limits: { maxBytes: Infinity, totalMs: Infinity } });
  const stream = answer.stream();
  let read = 0;
  for await (const chunk of stream) {
    read += (chunk as Buffer).length;
    // Sockets on both sides hold some megabytes; the whole would be far more.
    expect(sent - read).toBeLessThan(20_000_000);
  }
  expect(read).toBe(100_000_000);
});

test('an answer that is not wanted gives its connection back', async () => {
  script = (socket) => socket.write(`${head('content-length: 4')}half`);
  (await egress.request({ url: origin })).discard();
  script = (socket) => socket.write(head('content-length: 100000000'));
  const limits = { maxBytes: Infinity };
  (await egress.request({ url: origin, limits })).discard();
  (await egress.request({ url: origin, limits })).stream().destroy();
  await eventually(() => sockets.size <= 1);
});
