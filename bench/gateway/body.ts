import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { load, printTable } from '../platform/measure.ts';
import { memoryOf } from '../platform/hub-process.ts';
import { startGatewayHub } from './gateway-hub.ts';

/** A gigabyte down and a gigabyte up, past a reader that is slow at first: how much the gateway grows by. */
const bytes = 1_073_741_824;
const chunk = Buffer.alloc(65_536, 'x');

function* gigabyte(): Generator<Buffer> {
  for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk;
}

let received = 0;
const upstream = createServer((incoming, response) => {
  if (incoming.method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes });
    Readable.from(gigabyte()).pipe(response);
    return;
  }
  received = 0;
  incoming.on('data', (data: Buffer) => (received += data.length));
  incoming.on('end', () => response.end(String(received)));
});
upstream.listen(0, '127.0.0.1');
await once(upstream, 'listening');
const { port } = upstream.address() as AddressInfo;
const { hub, url, ...gateway } = await startGatewayHub([port]);

const grown = async (work: () => Promise<number>): Promise<{ mb: number; most: number; seconds: number }> => {
  const before = await memoryOf(hub.pid);
  let most = before;
  const watching = setInterval(() => {
    void memoryOf(hub.pid).then((now) => (most = Math.max(most, now)));
  }, 50);
  const from = performance.now();
  const through = await work();
  const seconds = (performance.now() - from) / 1000;
  clearInterval(watching);
  if (through !== bytes) throw new Error(`${through} bytes came through and not ${bytes}`);
  return { mb: before, most: most - before, seconds };
};

const down = async (): Promise<number> => {
  const [answer] = (await once(request(`${url}/file`).end(), 'response')) as [IncomingMessage];
  let count = 0;
  let slow = 200;
  await pipeline(
    answer,
    new Writable({
      write: (data: Buffer, _encoding, done) => {
        count += data.length;
        if (slow-- > 0) setTimeout(done, 5);
        else done();
      },
    }),
  );
  return count;
};

const up = async (): Promise<number> => {
  const sending = request(`${url}/file`, { method: 'PUT' });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  await pipeline(Readable.from(gigabyte()), sending);
  const [answer] = await answered;
  answer.resume();
  await once(answer, 'end');
  return received;
};

try {
  await gateway.saveService('files', { url: `http://127.0.0.1:${port}` });
  await gateway.savePipeline('files', {
    apiEndpoints: { all: { paths: '/*' } },
    policies: [{ proxy: { action: { serviceEndpoint: 'files' } } }],
  });
  await gateway.until('/nothing-else', 200).catch(() => undefined);
  // Once to warm up: what a first large body makes the process take it keeps.
  await down();
  console.log(`load before: ${load()}`);
  for (const [way, work] of [
    ['down', down],
    ['up', up],
  ] as const) {
    const { mb, most, seconds } = await grown(work);
    printTable([{ way, 'MB before': mb, 'grown by MB': most, 'MB/s': Math.round(1024 / seconds) }]);
  }
  console.log(`load after: ${load()}`);
} finally {
  await hub.stop();
  upstream.closeAllConnections();
  upstream.close();
}
