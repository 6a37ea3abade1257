import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { memoryOf } from '../platform/hub-process.ts';
import { load, printTable, quantile } from '../platform/measure.ts';
import { startGatewayHub, type GatewayHub } from './gateway-hub.ts';
import { steady } from './steady.ts';

/** More than a service can take: what still gets through, what is told to come back later, and how soon all is well again. */
const seconds = Number(process.env['SECONDS'] ?? 10);
const answerMs = 20;
const connections = 6;
const capacity = (connections * 1_000) / answerMs;

const serve = (): void => {
  const answer = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}';
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => void setTimeout(() => socket.write(answer), answerMs));
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
};

const measure = async (): Promise<void> => {
  const upstream = fork(import.meta.filename, ['serve']);
  const [port] = (await once(upstream, 'message')) as [number];
  const gateway = await startGatewayHub([port]);
  try {
    await gateway.saveService('backend', {
      ...{ url: `http://127.0.0.1:${port}`, maxConnections: connections },
      queue: { max: connections, waitMs: 1_000 },
    });
    await gateway.savePipeline('api', {
      apiEndpoints: { all: { paths: '/api/*' } },
      policies: [{ proxy: { action: { serviceEndpoint: 'backend' } } }],
    });
    await gateway.until('/api/x', 200);
    console.log(`load before: ${load()}; the service takes ${capacity} a second`);
    const rows = [];
    for (const times of [0.5, 1, 2, 5, 10, 0.5]) {
      const health = watchHealth(gateway);
      const { good, refused, unsaid, failed, p50, p99 } = await steady({
        url: `${gateway.url}/api/x`,
        ...{ perSecond: capacity * times, seconds },
      });
      rows.push({
        load: `${times} x`,
        'good a second': good.toFixed(0),
        'refused a second': refused.toFixed(0),
        'without Retry-After': unsaid,
        ...{ failed, p50: p50.toFixed(1), p99: p99.toFixed(1) },
        'health p99 ms': (await health()).toFixed(0),
        MB: await memoryOf(gateway.hub.pid),
      });
    }
    printTable(rows);
    console.log(`load after: ${load()}`);
  } finally {
    await gateway.hub.stop();
    upstream.kill();
  }
};

/** How soon the hub says that it is well, asked ten times a second. */
const watchHealth = ({ hub }: GatewayHub): (() => Promise<number>) => {
  const times: number[] = [];
  const timer = setInterval(() => {
    const asked = performance.now();
    void fetch(`${hub.url}/health`)
      .then((answer) => answer.arrayBuffer())
      .then(() => times.push(performance.now() - asked));
  }, 100);
  return async () => {
    clearInterval(timer);
    return quantile(times, 0.99);
  };
};

if (process.argv[2] === 'serve') serve();
else await measure();
