import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { memoryOf } from '../platform/hub-process.ts';
import { load, printTable } from '../platform/measure.ts';
import { smuggling } from '../../test/setup/smuggling-corpus.ts';
import { startGatewayHub } from './gateway-hub.ts';
import { steady } from './steady.ts';
import { startUpstream } from './upstream.ts';

/** What other routes notice while clients and upstreams misbehave: their p99 before, during each attack, and after. */
const seconds = Number(process.env['SECONDS'] ?? 8);
const perSecond = Number(process.env['RATE'] ?? 300);
const waves = 20;

type Attack = (port: number) => void;

const open = (port: number, bytes: string): Socket => {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket.write(bytes, 'latin1');
  return socket;
};

/** So many new connections a second, each with its bytes, given up after two seconds. */
const pour =
  (many: number, bytes: () => string): Attack =>
  (port) =>
    void setInterval(() => {
      for (let n = 0; n < many / waves; n += 1) {
        const socket = open(port, bytes()).resume();
        setTimeout(() => socket.destroy(), 2_000);
      }
    }, 1_000 / waves);

const get = (path: string, ...headers: string[]): string =>
  [`GET ${path} HTTP/1.1`, 'Host: x', ...headers, '', ''].join('\r\n');

const attempts = smuggling.map(({ bytes }) => bytes.replaceAll('{path}', '/hit/x'));
let turn = 0;

const attacks: Readonly<Record<string, Attack>> = {
  nothing: () => undefined,
  'slow loris, 1,000 sockets': (port) => {
    const sockets = Array.from({ length: 1_000 }, () => open(port, 'GET /hit/x HTTP/1.1\r\nHost: x\r\n'));
    let at = 0;
    setInterval(() => {
      for (let n = 0; n < 50; n += 1) sockets[at++ % sockets.length]?.write('x-a: b\r\n');
    }, 50);
  },
  'slow bodies, 500': (port) => {
    const head = 'POST /hit/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n';
    const sockets = Array.from({ length: 500 }, () => open(port, head));
    let at = 0;
    setInterval(() => {
      for (let n = 0; n < 25; n += 1) sockets[at++ % sockets.length]?.write('x');
    }, 50);
  },
  'floods of headers': pour(100, () => get('/hit/x', `x-a: ${'a'.repeat(60_000)}`)),
  'smuggling corpus': pour(200, () => attempts[(turn += 1) % attempts.length] ?? ''),
  'clients that hang up': (port) =>
    void setInterval(() => {
      for (let n = 0; n < 10; n += 1) {
        const socket = open(port, get('/hit/x'));
        setTimeout(() => socket.resetAndDestroy(), 3);
      }
    }, 50),
  'half-closed clients': (port) =>
    void setInterval(() => {
      for (let n = 0; n < 10; n += 1) open(port, get('/hit/x')).resume().end();
    }, 50),
  'an upstream that never answers': pour(100, () => get('/never/x')),
  'an upstream that answers garbage': pour(100, () => get('/garbage/x')),
  'an upstream that answers twice': pour(100, () => get('/twice/x')),
  'an upstream that answers late': pour(100, () => get('/late/x')),
  'nothing again': () => undefined,
};

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const bad: Readonly<Record<string, (socket: Socket) => void>> = {
  never: () => undefined,
  garbage: (socket) => socket.write('\x00\xffHTP/9 nothing\r\n\r\n', 'latin1'),
  twice: (socket) => socket.write(answer + answer),
  late: (socket) => void setTimeout(() => socket.write(answer), 1_500),
};

const serveBad = (): void => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const name = /^\S+ \/(\w+)/.exec(bytes.toString('latin1'))?.[1] ?? '';
      bad[name]?.(socket);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
};

const measure = async (): Promise<void> => {
  const good = await startUpstream();
  const hit = await startUpstream();
  const broken = fork(import.meta.filename, ['broken']);
  const [port] = (await once(broken, 'message')) as [number];
  const gateway = await startGatewayHub([good.port, hit.port, port]);
  const route = (path: string, serviceEndpoint: string) =>
    gateway.savePipeline(path, {
      apiEndpoints: { all: { paths: `/${path}/*` } },
      policies: [{ proxy: { action: { serviceEndpoint } } }],
    });
  let attacker: ChildProcess | undefined;
  try {
    await gateway.saveService('good', { url: `http://127.0.0.1:${good.port}` });
    await gateway.saveService('broken', { url: `http://127.0.0.1:${port}`, timeouts: { headersMs: 1_000 } });
    await gateway.saveService('hit', { url: `http://127.0.0.1:${hit.port}` });
    await route('good', 'good');
    await route('hit', 'hit');
    for (const name of Object.keys(bad)) await route(name, 'broken');
    await gateway.until('/good/x', 200);
    const victim = { url: `${gateway.url}/good/x`, perSecond, seconds };
    await steady(victim);
    console.log(`load before: ${load()}; ${perSecond} requests a second to another route`);
    const rows = [];
    for (const name of Object.keys(attacks)) {
      attacker = fork(import.meta.filename, ['attack', name, new URL(gateway.url).port]);
      // Its process has started, what it opens at first is open, and the gateway has met it before.
      await pause(4_000);
      const { p50, p99, failed, refused } = await steady(victim);
      attacker.kill('SIGKILL');
      rows.push({
        attack: name,
        ...{ p50: p50.toFixed(2), p99: p99.toFixed(2), failed, refused: refused.toFixed(0) },
        MB: await memoryOf(gateway.hub.pid),
      });
    }
    printTable(rows);
    console.log(`load after: ${load()}`);
  } finally {
    attacker?.kill('SIGKILL');
    await gateway.hub.stop();
    good.stop();
    hit.stop();
    broken.kill();
  }
};

const [, , part, name = '', port] = process.argv;
if (part === 'broken') serveBad();
else if (part === 'attack') attacks[name]?.(Number(port));
else await measure();
