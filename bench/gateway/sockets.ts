import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { load, printTable } from '../platform/measure.ts';
import { memoryOf } from '../platform/hub-process.ts';
import { startGatewayHub } from './gateway-hub.ts';

/** WebSockets through the gateway that are open and say nothing: what they cost the process. Clients and upstream are processes of their own. */
const many = Number(process.env['SOCKETS'] ?? 10_000);
const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const key = 'dGhlIHNhbXBsZSBub25jZQ==';

const serveUpstream = (): void => {
  const accept = createHash('sha1')
    .update(key + guid)
    .digest('base64');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    // What comes after the question is said back.
    socket.once('data', () => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      socket.on('data', (data) => socket.write(data));
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
};

const openOne = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    `GET /socket HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  const [answer] = (await once(socket, 'data')) as [Buffer];
  if (!answer.toString('latin1').startsWith('HTTP/1.1 101'))
    throw new Error(answer.toString('latin1', 0, 200));
  return socket;
};

const openClients = async (port: number, count: number): Promise<void> => {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const some = Math.min(50, count - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: some }, () => openOne(port)))));
  }
  process.send?.('open');
  process.once('message', () => {
    // A few of them speak: they are no dead ends.
    const [first] = sockets;
    first?.once('data', (data: Buffer) => process.send?.(data.toString('latin1')));
    first?.write('hello');
  });
};

const measure = async (): Promise<void> => {
  const upstream = fork(import.meta.filename, ['upstream']);
  const [port] = (await once(upstream, 'message')) as [number];
  const { hub, url, ...gateway } = await startGatewayHub([port]);
  let clients: ReturnType<typeof fork> | undefined;
  try {
    await gateway.saveService('sockets', { url: `http://127.0.0.1:${port}`, maxConnections: 10_000 });
    await gateway.savePipeline('sockets', {
      apiEndpoints: { all: { paths: '/socket' } },
      policies: [{ proxy: { action: { serviceEndpoint: 'sockets' } } }],
    });
    await gateway.until('/nothing', 404);
    const before = await memoryOf(hub.pid);
    console.log(`load before: ${load()}`);
    clients = fork(import.meta.filename, ['clients', new URL(url).port, String(many)]);
    await once(clients, 'message');
    await pause(10_000);
    const after = await memoryOf(hub.pid);
    const said = once(clients, 'message') as Promise<[string]>;
    clients.send('speak');
    printTable([
      {
        sockets: many,
        'MB before': before,
        'MB with them': after,
        'KB each': (((after - before) * 1024) / many).toFixed(1),
        'one says and hears': (await said)[0],
      },
    ]);
    console.log(`load after: ${load()}`);
  } finally {
    clients?.kill();
    await hub.stop();
    upstream.kill();
  }
};

const [, , part, port, count] = process.argv;
if (part === 'upstream') serveUpstream();
else if (part === 'clients') await openClients(Number(port), Number(count));
else await measure();
