import { afterAll, beforeAll, expect } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCertificates, type Certificates } from '../../gateway/traffic/listen/tls.ts';
import { startRawUpstream, type RawUpstream } from '../setup/raw-upstream.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { selfSigned } from '../setup/self-signed.ts';
import { startTrafficHub, type TrafficHub } from '../setup/traffic-hub.ts';
import { verifies } from '../setup/verifies.ts';

/** What an upstream of HTTP/1.1 says, told to a client of HTTP/2. */

let folder: string;
let certificates: Certificates;
let upstream: RawUpstream;
let hub: TrafficHub;
let session: ClientHttp2Session;
let answer = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'app-connect-http2-'));
  const pair = selfSigned('localhost');
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await writeFile(files.cert, pair.cert);
  await writeFile(files.key, pair.key);
  certificates = await openCertificates({ files: [files], log: recordedLog() });
  upstream = await startRawUpstream({ answer: () => answer });
  hub = await startTrafficHub({
    certificates,
    services: { backend: { url: upstream.origin } },
    pipelines: {
      all: {
        apiEndpoints: { all: { paths: '/*' } },
        policies: [{ proxy: { action: { serviceEndpoint: 'backend' } } }],
      },
    },
  });
  session = connect(`https://localhost:${hub.port}`, { ca: pair.cert });
});
afterAll(async () => {
  session.destroy();
  await hub.stop();
  await upstream.stop();
  await certificates.stop();
  await rm(folder, { recursive: true });
});

const ask = (): Promise<{ headers: IncomingHttpHeaders; trailers: IncomingHttpHeaders; body: string }> =>
  new Promise((resolve, reject) => {
    const asked = session.request({ ':path': '/' });
    let headers: IncomingHttpHeaders = {};
    let trailers: IncomingHttpHeaders = {};
    let body = '';
    asked.on('response', (said) => (headers = said));
    asked.on('trailers', (said: IncomingHttpHeaders) => (trailers = said));
    asked.on('data', (chunk) => (body += String(chunk)));
    asked.on('error', reject);
    asked.on('close', () => resolve({ headers, trailers, body }));
    asked.end();
  });

verifies('gateway.traffic.http2', 'headers of a connection of HTTP/1.1 are left out', async () => {
  answer = [
    ...['HTTP/1.1 200 OK', 'http2-settings: x', 'keep-alive: timeout=9', 'x-kept: 1'],
    ...['content-length: 2', '', 'ok'],
  ].join('\r\n');
  const { headers, body } = await ask();
  expect([headers[':status'], headers['x-kept'], body]).toEqual([200, '1', 'ok']);
});

verifies('gateway.traffic.http2', 'what only HTTP/1.1 can say behind a body is left out', async () => {
  const behind = async (...lines: readonly string[]) => {
    answer = [
      ...['HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', '2', 'ok', '0'],
      ...[...lines, '', ''],
    ].join('\r\n');
    const { body, trailers } = await ask();
    return [body, Object.fromEntries(Object.entries<unknown>(trailers))];
  };
  expect(await behind('x-a: 1', 'x-b: 2', 'x-a: 3')).toEqual(['ok', { 'x-a': '1, 3', 'x-b': '2' }]);
  // Sent as they are, these would have ended the process.
  expect(await behind('http2-settings: x')).toEqual(['ok', {}]);
  expect(await behind('connection: close', 'x-a: 1')).toEqual(['ok', { 'x-a': '1' }]);
});
