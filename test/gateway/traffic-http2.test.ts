// slow: waits for idle sessions and slow bodies to be ended
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import {
  connect,
  constants,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { HubError } from '../../core/errors.ts';
import { sendProblem } from '../../gateway/http/problem.ts';
import type { TrafficServerOptions } from '../../gateway/traffic/listen/server.ts';
import { openCertificates, type Certificates } from '../../gateway/traffic/listen/tls.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { selfSigned } from '../setup/self-signed.ts';
import { startTrialServer, type TrialServer } from '../setup/traffic-server.ts';
import { verifies } from '../setup/verifies.ts';

let folder: string;
let trusted: string;
let certificates: Certificates;
let server: TrialServer;
let session: ClientHttp2Session;
let handle: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;

const echo = (request: IncomingMessage, response: ServerResponse): void => {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => (bytes += chunk.length));
  request.on('end', () => {
    response.writeHead(200, ['x-a', '1', 'set-cookie', 'a=1', 'set-cookie', 'b=2']);
    response.end(`${bytes}`);
  });
};

beforeEach(async () => {
  handle = undefined;
  folder = await mkdtemp(join(tmpdir(), 'app-connect-http2-'));
  const pair = selfSigned('localhost');
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await writeFile(files.cert, pair.cert);
  await writeFile(files.key, pair.key);
  certificates = await openCertificates({ files: [files], log: recordedLog() });
  trusted = pair.cert;
  await start({});
});
/** With less patience only where that is what is tried: a handshake takes its time on a busy machine. */
const start = async (patience: TrafficServerOptions['patience']): Promise<void> => {
  server = await startTrialServer(
    { certificates, patience: { ...patience, checkEveryMs: 20 } },
    { request: (request, response) => (handle ?? echo)(request, response) },
  );
  session = connect(`https://localhost:${server.port}`, { ca: trusted });
  session.on('error', () => undefined);
};
const startAgain = async (patience: TrafficServerOptions['patience']): Promise<void> => {
  session.destroy();
  await server.stop();
  await start(patience);
};
afterEach(async () => {
  session.destroy();
  await certificates.stop();
  await server.stop();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly code: number;
}

const ask = async (headers: OutgoingHttpHeaders, body?: string | Buffer): Promise<Answer> => {
  const stream = session.request(headers, { endStream: body === undefined });
  let [answer, heard]: [IncomingHttpHeaders, string] = [{}, ''];
  stream.on('response', (got) => (answer = got));
  stream.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  stream.on('error', () => undefined);
  if (body !== undefined) stream.end(body);
  await new Promise((resolve) => stream.once('close', resolve));
  return { headers: answer, body: heard, code: stream.rstCode };
};

verifies(
  'gateway.traffic.http2',
  'a request reads like one of HTTP/1.1, and the answer comes as it was meant',
  async () => {
    const { headers, body } = await ask({
      ':path': '/a?b',
      'x-own': '1',
      cookie: ['a=1', 'b=2'],
      te: 'trailers',
    });
    expect([headers[':status'], headers['x-a'], headers['set-cookie'], body]).toEqual([
      200,
      '1',
      ['a=1', 'b=2'],
      '0',
    ]);
    const [request] = server.seen;
    const host = `localhost:${server.port}`;
    expect([request?.method, request?.url, request?.httpVersion]).toEqual(['GET', '/a?b', '2.0']);
    expect(request?.headers).toEqual({ host, 'x-own': '1', cookie: 'a=1; b=2', te: 'trailers' });
    expect(request?.rawHeaders).toEqual(['host', host, 'x-own', '1', 'te', 'trailers', 'cookie', 'a=1; b=2']);
    expect(request?.socket.remoteAddress).toBe('127.0.0.1');
  },
);

verifies(
  'gateway.traffic.http2',
  'a body of unknown length is one, and is streamed with back-pressure',
  async () => {
    const { body } = await ask({ ':method': 'POST', ':path': '/' }, Buffer.alloc(3_000_000));
    expect(body).toBe('3000000');
    expect(server.seen[0]?.headers['transfer-encoding']).toBe('chunked');
    const known = await ask({ ':method': 'POST', ':path': '/', 'content-length': 3 }, 'abc');
    expect(known.body).toBe('3');
    expect(server.seen[1]?.headers).not.toHaveProperty('transfer-encoding');
  },
);

verifies(
  'gateway.traffic.http2',
  'a refusal with the body half sent leaves the other requests of the session alone',
  async () => {
    handle = (_request, response) =>
      sendProblem(response, new HubError('body_too_large', 'Too much.'), 'req_1');
    const half = session.request({ ':method': 'POST', ':path': '/' });
    half.on('error', () => undefined);
    half.write('abc');
    const [headers] = (await once(half, 'response')) as [IncomingHttpHeaders];
    expect(headers[':status']).toBe(413);
    handle = echo;
    expect((await ask({ ':path': '/' })).headers[':status']).toBe(200);
    half.close();
  },
);

verifies('gateway.traffic.http2', 'what is ambiguous is refused here as well', async () => {
  expect((await ask({ ':path': '/', ':authority': 'a.test', host: 'b.test' })).headers[':status']).toBe(400);
  expect((await ask({ ':path': '/a#b' })).headers[':status']).toBe(400);
  // These two are no HTTP/2 in the first place.
  expect((await ask({ ':path': '/', ':authority': 'a.test/b' })).code).toBe(constants.NGHTTP2_PROTOCOL_ERROR);
  expect((await ask({ ':path': '*' })).code).toBe(constants.NGHTTP2_PROTOCOL_ERROR);
  const tunnel = await ask({ ':method': 'CONNECT', ':authority': 'a.test:443' });
  expect(tunnel.headers[':status']).toBe(405);
  expect(server.seen).toHaveLength(0);
  expect((await ask({ ':path': '/' })).headers[':status']).toBe(200);
});

/** Frames by hand: what a well-behaved library does not send. */
const rawSession = async (): Promise<{
  readonly socket: TLSSocket;
  heard(): Buffer;
  readonly closed: Promise<unknown>;
}> => {
  const socket = connectTls({
    port: server.port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    ALPNProtocols: ['h2'],
  });
  let heard = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (data: Buffer) => (heard = Buffer.concat([heard, data])));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'secureConnect');
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  socket.write(frame(4, 0, 0));
  return { socket, heard: () => heard, closed };
};
const frame = (
  type: number,
  flags: number,
  ...[stream, payload = Buffer.alloc(0)]: [number, Buffer?]
): Buffer => {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.set([type, flags], 3);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
};
/** A field as HPACK writes it when it indexes nothing. */
const field = (name: string, value: string): Buffer =>
  Buffer.concat([
    Buffer.from([0, name.length]),
    Buffer.from(name),
    Buffer.from([value.length]),
    Buffer.from(value),
  ]);
const block = (...more: Buffer[]): Buffer =>
  Buffer.concat([
    ...[
      field(':method', 'GET'),
      field(':scheme', 'https'),
      field(':path', '/'),
      field(':authority', 'a.test'),
    ],
    ...more,
  ]);
/** Types of the frames that came. */
const framesIn = (bytes: Buffer): { type: number; stream: number; code: number }[] => {
  const found = [];
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) {
    const [type = 0, length] = [bytes[at + 3], bytes.readUIntBE(at, 3)];
    const code = length >= 4 ? bytes.readUInt32BE(at + 9 + (type === 7 ? 4 : 0)) : 0;
    found.push({ type, stream: bytes.readUInt32BE(at + 5), code });
  }
  return found;
};
const [resetFrame, goAway] = [3, 7];

verifies(
  'gateway.traffic.http2',
  'headers of the connection and malformed ones end their stream',
  async () => {
    const raw = await rawSession();
    const bad = [
      field('connection', 'close'),
      field('transfer-encoding', 'chunked'),
      field('te', 'gzip'),
      field('Upper', 'a'),
      field(':path', '/second'),
      field(':unknown', 'a'),
    ];
    for (const [at, one] of bad.entries()) raw.socket.write(frame(1, 5, at * 2 + 1, block(one)));
    const ended = () => framesIn(raw.heard()).filter(({ type }) => type === resetFrame || type === goAway);
    await eventually(() => ended().length >= bad.length);
    expect(server.seen).toHaveLength(0);
    // Fields that cannot be sent on are left out: nobody sees a second line in them.
    const odd = [field('a b', 'c'), field('x', 'a\r\nb: c'), field('y', 'a\0b')];
    raw.socket.write(frame(1, 5, 101, block(...odd, field('z', 'seen'))));
    await eventually(() => server.seen.length === 1);
    expect(server.seen[0]?.rawHeaders).toEqual(['host', 'a.test', 'z', 'seen']);
    raw.socket.destroy();
  },
);

verifies('gateway.traffic.http2', 'streams that are opened to be taken back end the connection', async () => {
  const raw = await rawSession();
  handle = () => undefined;
  let stream = 1;
  const flood = setInterval(() => {
    const many: Buffer[] = [];
    for (let at = 0; at < 100; at++, stream += 2)
      many.push(frame(1, 5, stream, block()), frame(resetFrame, 0, stream, Buffer.from([0, 0, 0, 8])));
    if (raw.socket.writable) raw.socket.write(Buffer.concat(many));
  }, 5);
  await raw.closed;
  clearInterval(flood);
  expect(server.seen.length).toBeLessThan(1_000);
});

verifies(
  'gateway.traffic.http2',
  'whoever is late with the handshake is hung up on, and cannot go on with it',
  async () => {
    await startAgain({ headersMs: 1_500 });
    expect((await ask({ ':path': '/' })).headers[':status']).toBe(200);
    const tcp = connectTcp(server.port, '127.0.0.1');
    tcp.on('error', () => undefined);
    tcp.resume();
    await eventually(() => tcp.closed);
    expect(tcp.bytesRead).toBe(0);
    expect((await ask({ ':path': '/' })).headers[':status']).toBe(200);
  },
);

verifies(
  'gateway.traffic.http2',
  'headers without end, too many or too large, end the connection or the stream',
  async () => {
    const endless = await rawSession();
    endless.socket.write(frame(1, 1, 1, block()));
    const more = setInterval(() => {
      if (endless.socket.writable) endless.socket.write(frame(9, 0, 1, field('x', 'y')));
    }, 2);
    await endless.closed;
    clearInterval(more);

    const many = await rawSession();
    many.socket.write(
      frame(1, 5, 1, block(...Array.from({ length: 300 }, (_, at) => field(`x-${at}`, '1')))),
    );
    await eventually(() => framesIn(many.heard()).some(({ type }) => type === resetFrame || type === goAway));
    many.socket.destroy();

    const large = await ask({ ':path': '/', 'x-large': 'a'.repeat(40_000) });
    expect(large.headers[':status']).not.toBe(200);
    expect(server.seen).toHaveLength(0);
  },
);

verifies(
  'gateway.traffic.http2',
  'a session on which nothing is asked ends, and so does a body that stops',
  async () => {
    await startAgain({ keepAliveMs: 1_500, bodySilenceMs: 200 });
    const half = session.request({ ':method': 'POST', ':path': '/' });
    half.on('error', () => undefined);
    half.write('abc');
    await new Promise((resolve) => half.once('close', resolve));
    expect(half.rstCode).toBe(constants.NGHTTP2_CANCEL);
    const silent = await rawSession();
    await silent.closed;
    if (!session.closed) await new Promise((resolve) => session.once('close', resolve));
  },
);

test('an answer may take longer than a session may be idle', async () => {
  await startAgain({ keepAliveMs: 1_500 });
  handle = (_request, response) => void setTimeout(() => response.end('late'), 2_000);
  expect((await ask({ ':path': '/' })).body).toBe('late');
});

verifies('gateway.traffic.http2', 'a stop lets the answers of a session finish', async () => {
  let answer: (() => void) | undefined;
  handle = (_request, response) => (answer = () => response.end('late'));
  const asked = ask({ ':path': '/' });
  await eventually(() => answer !== undefined);
  const stopped = server.stop();
  answer?.();
  expect((await asked).body).toBe('late');
  await stopped;
});
