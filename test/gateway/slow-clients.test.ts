// slow: waits for clients, upstreams or programs that take their time
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { HubError } from '../../core/errors.ts';
import { defaultBodyLimits, readJsonBody } from '../../platform/json-body.ts';
import { startListener, type Listener } from '../../gateway/http/listener.ts';
import { openHealth } from '../../platform/health.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { verifies } from '../setup/verifies.ts';

/** The hub's listener with less patience than usual, and clients that send a byte now and then. */
const patience = { headersMs: 1_000, requestMs: 2_000, checkEveryMs: 50 };
const dripMs = 20;

let listener: Listener;
let log: ReturnType<typeof recordedLog>;
/** How the reading of each body ended: its text, or the code of its refusal. */
let read: string[];
const clients: Client[] = [];

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  try {
    read.push(JSON.stringify(await readJsonBody(request, defaultBodyLimits)) ?? 'none');
    response.end('{}');
  } catch (error) {
    read.push(error instanceof HubError ? error.code : 'unknown');
    response.destroy();
  }
};

beforeEach(async () => {
  log = recordedLog();
  read = [];
  listener = await startListener(
    { host: '127.0.0.1', port: 0, drainMs: 1_000, secure: false, patience },
    {
      log,
      health: openHealth(),
      request: (request, response) => void answer(request, response),
      upgrade: (_request, socket) => void socket.destroy(),
      closeUpgraded: () => undefined,
    },
  );
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.hangUp();
  await listener.stop();
});

interface Client {
  readonly heard: () => string;
  /** Until the listener has ended the connection. */
  readonly ended: Promise<unknown>;
  hangUp(): void;
}

/** Sends the beginning at once, then the rest byte for byte and, when that is used up, the last one again and again. */
const openClient = async (beginning: string, drip = ''): Promise<Client> => {
  const socket: Socket = connect(listener.port, '127.0.0.1');
  let heard = '';
  socket.on('data', (data) => (heard += data.toString('latin1')));
  socket.on('error', () => undefined);
  const ended = once(socket, 'close');
  await once(socket, 'connect');
  socket.write(beginning);
  let at = 0;
  const dripping = setInterval(() => {
    const byte = drip[Math.min(at++, drip.length - 1)];
    if (byte !== undefined && socket.writable) socket.write(byte);
  }, dripMs);
  const client = {
    heard: () => heard,
    ended: ended.finally(() => clearInterval(dripping)),
    hangUp: () => {
      clearInterval(dripping);
      socket.destroy();
    },
  };
  clients.push(client);
  return client;
};

const post = (length: number): string =>
  `POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

const expectTimeout = (client: Client): void => {
  expect(client.heard()).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(client.heard()).toContain('"code":"request_timeout"');
  expect(client.heard()).toMatch(/\r\nconnection: close\r\n/i);
};

verifies(
  'foundation.http.slow-clients',
  'headers that trickle in are answered 408, and no handler sees them',
  async () => {
    const client = await openClient('GET / HTTP/1.1\r\nhost: x\r\nslow: ', 'x');
    await client.ended;
    expectTimeout(client);
    expect(read).toEqual([]);
    expect(log.lines).toContainEqual(
      expect.objectContaining({
        message: 'request refused',
        fields: expect.objectContaining({ status: 408 }) as unknown,
      }),
    );
  },
);

verifies('foundation.http.slow-clients', 'a connection that says nothing at all is ended', async () => {
  const client = await openClient('');
  await client.ended;
  expectTimeout(client);
});

verifies(
  'foundation.http.slow-clients',
  'a body that trickles in is cut off, and its handler is told',
  async () => {
    const client = await openClient(`${post(100_000)}{"a":"`, 'x');
    await client.ended;
    expectTimeout(client);
    await eventually(() => read.length > 0);
    expect(read).toEqual(['cancelled']);
  },
);

verifies('foundation.http.slow-clients', 'so is a body in chunks without end', async () => {
  const head =
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
  const client = await openClient(head, '1\r\n \r\n'.repeat(1_000));
  await client.ended;
  expectTimeout(client);
  await eventually(() => read.length > 0);
  expect(read).toEqual(['cancelled']);
});

verifies(
  'foundation.http.slow-clients',
  'the next request of a kept connection has no more time than the first',
  async () => {
    const client = await openClient('GET / HTTP/1.1\r\nhost: x\r\n\r\nGET / HTTP/1.1\r\nslow: ', 'x');
    await client.ended;
    expect(client.heard()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(client.heard()).toContain('HTTP/1.1 408 Request Timeout');
    expect(read).toEqual(['none']);
  },
);

test('a slow client keeps no other from being answered, and a body that is only somewhat slow is taken', async () => {
  const slow = await openClient('GET / HTTP/1.1\r\nhost: x\r\nslow: ', 'x');
  const body = '{"a":1}';
  const somewhat = await openClient(`${post(body.length)}`, body);
  await eventually(() => somewhat.heard().includes('200 OK'));
  expect(read).toEqual([body]);
  await slow.ended;
  expect(read).toEqual([body]);
});
