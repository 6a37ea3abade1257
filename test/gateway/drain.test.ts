import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { expect } from '@jest/globals';
import { startListener } from '../../gateway/http/listener.ts';
import { openCertificates } from '../../gateway/traffic/listen/tls.ts';
import { openHealth } from '../../platform/health.ts';
import { eventually } from '../setup/eventually.ts';
import { folderOf } from '../setup/gateway-plugins.ts';
import { openRawClient, type RawClient } from '../setup/raw-client.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { selfSigned } from '../setup/self-signed.ts';
import { startTrialServer } from '../setup/traffic-server.ts';
import { verifies } from '../setup/verifies.ts';

const get = 'GET / HTTP/1.1\r\nhost: a.test\r\n\r\n';
/** Longer than the notice that a listener gives before it closes. */
const busyMs = 400;

/** Clients whose connections are kept, as those of a balancer. */
const keptBy = async (port: number): Promise<RawClient[]> => {
  const clients = await Promise.all(Array.from({ length: 20 }, () => openRawClient(port)));
  for (const client of clients) {
    client.write(get);
    expect((await client.answer()).startLine).toContain(' 200 ');
  }
  return clients;
};

/** They ask just as the server stops, and the process is too busy to hear it at once. */
const askAtTheStop = async (server: { readonly port: number; stop(): Promise<void> }): Promise<void> => {
  const clients = await keptBy(server.port);
  const stopped = server.stop();
  for (const client of clients) client.write(get);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busyMs);
  for (const client of clients) expect((await client.answer()).startLine).toContain(' 200 ');
  for (const client of clients) client.destroy();
  await stopped;
};

/** More than the system holds for a connection: the rest waits in this process until the client has read. */
const long = Buffer.alloc(24_000_000, 'x');

const isRefused = async (port: number): Promise<boolean> => {
  const late = connect(port, '127.0.0.1');
  const error = await once(late, 'connect').catch((reason: unknown) => reason as NodeJS.ErrnoException);
  late.destroy();
  return 'code' in error && error.code === 'ECONNREFUSED';
};

/** A client has read only the beginning of an answer when the server stops. */
const readAfterTheStop = async (
  server: { readonly port: number; stop(): Promise<void> },
  open: (port: number) => Readable = openPlain,
): Promise<void> => {
  const client = open(server.port);
  client.on('error', () => undefined);
  await once(client, 'readable');
  const stopped = server.stop();
  await eventually(() => isRefused(server.port));
  let bytes = 0;
  client.on('data', (chunk: Buffer) => (bytes += chunk.length));
  await once(client, 'close');
  expect(bytes).toBeGreaterThanOrEqual(long.length);
  await stopped;
};

const openPlain = (port: number): Readable => {
  const socket = connect(port, '127.0.0.1');
  socket.write(get);
  return socket;
};
const openSecure = (port: number): Readable => {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  socket.write(get);
  return socket;
};
const openHttp2 = (port: number): Readable => {
  const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  session.on('error', () => undefined);
  const stream = session.request({ ':path': '/' });
  stream.once('close', () => session.close());
  return stream;
};

const startHubListener = (body: string | Buffer) =>
  startListener(
    { host: '127.0.0.1', port: 0, drainMs: 60_000, secure: false },
    {
      log: recordedLog(),
      health: openHealth(),
      request: (_request, response) => void response.end(body),
      upgrade: (_request, socket) => void socket.destroy(),
      closeUpgraded: () => undefined,
    },
  );

verifies(
  'foundation.http.drain',
  'what was asked before a stop is answered, also by a busy hub',
  async () => {
    await askAtTheStop(await startHubListener('ok'));
  },
);

verifies('foundation.http.drain', 'so it is by the gateway', async () => {
  await askAtTheStop(await startTrialServer({ drainMs: 5_000 }));
});

verifies(
  'foundation.http.drain',
  'an answer that its client reads slowly is not cut off, and the stop waits no longer than for it',
  async () => {
    await readAfterTheStop(await startHubListener(long));
    const handlers = {
      request: (_request: IncomingMessage, response: ServerResponse) => void response.end(long),
    };
    await readAfterTheStop(await startTrialServer({ drainMs: 60_000 }, handlers));
    const pair = selfSigned('localhost');
    const pem = await folderOf({ 'cert.pem': pair.cert, 'key.pem': pair.key });
    const files = { cert: join(pem.path, 'cert.pem'), key: join(pem.path, 'key.pem') };
    const certificates = await openCertificates({ files: [files], log: recordedLog() });
    for (const open of [openSecure, openHttp2])
      await readAfterTheStop(await startTrialServer({ drainMs: 60_000, certificates }, handlers), open);
    await certificates.stop();
    await pem.remove();
  },
);

verifies('foundation.http.drain', 'what nobody ends does not hold up a stop for good', async () => {
  const taken: Duplex[] = [];
  const server = await startListener(
    { host: '127.0.0.1', port: 0, drainMs: 300, secure: false },
    {
      log: recordedLog(),
      health: openHealth(),
      request: (_request, response) => void response.end(),
      upgrade: (_request, socket) => void taken.push(socket),
      closeUpgraded: () => undefined,
    },
  );
  const client = connect(server.port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nhost: a.test\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
  await eventually(() => taken.length === 1);
  await server.stop();
  expect(taken[0]?.destroyed).toBe(true);
  client.destroy();
});
