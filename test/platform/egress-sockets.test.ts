import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer as createSecureServer, TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress, type Egress } from '../../platform/egress/egress.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { selfSigned } from '../setup/self-signed.ts';

/** Connections for other protocols than HTTP/1.1 go to checked addresses only, like all that leaves. */
const certificate = selfSigned('peer.test');
const names: Record<string, readonly string[]> = {
  'peer.test': ['127.0.0.1'],
  'inside.test': ['10.0.0.1'],
  'both.test': ['93.184.215.14', '169.254.169.254'],
};
let egress: Egress;
let plain: Server;
let secure: Server;
const arrived = new Set<Socket>();

const listen = async (server: Server): Promise<Server> => {
  server.on('connection', (socket: Socket) => {
    arrived.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => arrived.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};
const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const { signal } = new AbortController();

beforeEach(async () => {
  plain = await listen(createServer((socket) => socket.pipe(socket)));
  secure = await listen(
    createSecureServer({ ...certificate, ALPNProtocols: ['h2', 'http/1.1'] }, (socket) =>
      socket.pipe(socket),
    ),
  );
  egress = createEgress({
    allow: parseAllowList(['127.0.0.1']).entries,
    log: recordedLog(),
    ca: [certificate.cert],
    resolve: async (host) => names[host] ?? [],
  });
});
afterEach(async () => {
  await egress.close();
  for (const socket of arrived) socket.destroy();
  plain.close();
  secure.close();
});

test('bytes go there and back', async () => {
  const socket = await egress.connect({ url: `http://peer.test:${portOf(plain)}`, signal });
  socket.write('hello');
  expect(String(((await once(socket, 'data')) as [Buffer])[0])).toBe('hello');
});

test('over TLS the protocol is agreed on, and the certificate is checked', async () => {
  const url = `https://peer.test:${portOf(secure)}`;
  const speaks = async (protocols?: readonly string[]) => {
    const socket = await egress.connect({ url, signal, ...(protocols === undefined ? {} : { protocols }) });
    return socket instanceof TLSSocket && socket.authorized ? socket.alpnProtocol : 'nothing';
  };
  expect(await speaks(['h2'])).toBe('h2');
  expect(await speaks()).toBe('http/1.1');
  const other = `https://127.0.0.1:${portOf(secure)}`;
  await expect(egress.connect({ url: other, signal })).rejects.toMatchObject({ code: 'egress_failed' });
});

test.each([
  'http://10.0.0.1',
  'http://inside.test',
  'https://both.test',
  'http://[::1]',
  'ws://peer.test',
  'http://a:b@peer.test',
])('%s is refused', async (url) => {
  await expect(egress.connect({ url, signal })).rejects.toMatchObject({ code: 'egress_refused' });
});

test('a connection ends with its signal, and all end with the way out', async () => {
  const url = `http://peer.test:${portOf(plain)}`;
  const stopping = new AbortController();
  const first = await egress.connect({ url, signal: stopping.signal });
  const second = await egress.connect({ url, signal });
  await eventually(() => arrived.size === 2);
  stopping.abort();
  await eventually(() => arrived.size === 1);
  expect([first.destroyed, second.destroyed]).toEqual([true, false]);
  await egress.close();
  await eventually(() => arrived.size === 0);
  await expect(egress.connect({ url, signal })).rejects.toMatchObject({ code: 'shutting_down' });
});

test('who is gone before the connection is there gets none', async () => {
  const gone = AbortSignal.abort();
  const url = `http://peer.test:${portOf(plain)}`;
  await expect(egress.connect({ url, signal: gone })).rejects.toMatchObject({ code: 'cancelled' });
  await eventually(() => arrived.size === 0);
});
