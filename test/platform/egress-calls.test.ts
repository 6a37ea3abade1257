import { Readable } from 'node:stream';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress, type Egress, type EgressOptions } from '../../platform/egress/egress.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { selfSigned } from '../setup/self-signed.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

let upstream: Upstream;
let other: Upstream;
let log: ReturnType<typeof recordedLog>;
let egress: Egress;
const packers = { gzip: gzipSync, br: brotliCompressSync, zstd: zstdCompressSync };

const open = (options: Partial<EgressOptions> = {}): Egress =>
  createEgress({ allow: parseAllowList(['127.0.0.0/8']).entries, log, ...options });

beforeEach(async () => {
  log = recordedLog();
  upstream = await startUpstream((request, response, body) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const to = url.searchParams.get('to');
    const packing = url.searchParams.get('packing');
    if (to !== null) response.writeHead(Number(url.searchParams.get('status')), { location: to }).end();
    else if (packing !== null) {
      const pack = packers[packing as keyof typeof packers];
      response.writeHead(200, { 'content-encoding': packing }).end(pack(`packed as ${packing}`));
    } else
      response.writeHead(200, { 'x-answer': 'yes' }).end(JSON.stringify({ method: request.method, body }));
  });
  other = await startUpstream((_, response) => response.end('other'));
  egress = open();
});
afterEach(async () => {
  await egress.close();
  await Promise.all([upstream.stop(), other.stop()]);
});

test('a call carries method, path, query, headers and body, and brings back status, headers and body', async () => {
  const answer = await egress.request({
    method: 'POST',
    url: `${upstream.origin}/a%20b?c=d#e`,
    headers: { 'Content-Type': 'text/plain', 'X-Many': ['1', '2'] },
    body: 'hello',
  });
  expect(answer).toMatchObject({ status: 200, url: `${upstream.origin}/a%20b?c=d#e` });
  expect(answer.headers['x-answer']).toBe('yes');
  expect(await answer.json()).toEqual({ method: 'POST', body: 'hello' });
  expect(upstream.seen[0]).toMatchObject({ method: 'POST', path: '/a%20b?c=d', body: 'hello' });
  expect(upstream.seen[0]?.headers).toMatchObject({
    host: upstream.origin.slice(7),
    'content-type': 'text/plain',
    'x-many': '1, 2',
    'content-length': '5',
  });
});

test.each([
  ['text', 'stream and text'],
  ['bytes', Buffer.from('stream and text')],
  ['a stream', () => Readable.from([Buffer.from('stream '), Buffer.from('and text')])],
])('%s is sent as a body', async (_, body) => {
  const sent = typeof body === 'function' ? body() : body;
  await (await egress.request({ method: 'PUT', url: upstream.origin, body: sent })).bytes();
  expect(upstream.seen[0]?.body).toBe('stream and text');
});

test.each([400, 404, 500, 503])('status %d is an answer, not an error', async (status) => {
  const failing = await startUpstream((_, response) => response.writeHead(status).end('no'));
  const answer = await egress.request({ url: failing.origin });
  expect([answer.status, await answer.text()]).toEqual([status, 'no']);
  await failing.stop();
});

test('a body that is no JSON says so', async () => {
  const answer = await egress.request({ url: other.origin });
  await expect(answer.json()).rejects.toMatchObject({ code: 'egress_failed' });
});

test.each(Object.keys(packers))('a body packed as %s comes out unpacked', async (packing) => {
  const answer = await egress.request({ url: `${upstream.origin}/?packing=${packing}` });
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(await answer.text()).toBe(`packed as ${packing}`);
});

test('a body is read once', async () => {
  const answer = await egress.request({ url: other.origin });
  expect(await answer.text()).toBe('other');
  await expect(answer.text()).rejects.toMatchObject({ code: 'internal' });
});

test('connections are used again, one pool for each origin', async () => {
  for (let i = 0; i < 20; i++) await (await egress.request({ url: `${upstream.origin}/${i}` })).text();
  await (await egress.request({ url: other.origin })).text();
  // A connection rests for one turn after each answer, so two of them take turns.
  expect(upstream.connections()).toBeLessThanOrEqual(2);
  expect(other.connections()).toBe(1);
});

test('pools that nobody uses are closed', async () => {
  const impatient = open({ pools: { idleMs: 10 } });
  await (await impatient.request({ url: upstream.origin })).text();
  await eventually(() => upstream.openNow() === 0);
  await (await impatient.request({ url: upstream.origin })).text();
  expect(upstream.connections()).toBe(2);
  await impatient.close();
});

test('there are never more pools than allowed, and what runs on a closed one is finished', async () => {
  const narrow = open({ pools: { origins: 1 } });
  const first = await narrow.request({ url: upstream.origin });
  expect(await (await narrow.request({ url: other.origin })).text()).toBe('other');
  expect(await first.json()).toEqual({ method: 'GET', body: '' });
  await (await narrow.request({ url: upstream.origin })).text();
  expect(upstream.connections()).toBe(2);
  await narrow.close();
});

test('after close nothing is called any more', async () => {
  await egress.close();
  await expect(egress.request({ url: upstream.origin })).rejects.toMatchObject({ code: 'shutting_down' });
  expect(upstream.connections()).toBe(0);
});

describe('redirects', () => {
  const secrets = {
    authorization: 'Bearer canary',
    cookie: 'canary=1',
    'proxy-authenticate': 'canary',
    'x-api-key': 'canary',
    'X-Shopify-Access-Token': 'canary',
    'x-anything': 'canary',
  };

  test.each([301, 302, 303, 307, 308])(
    '%d to another origin leaves every credential behind',
    async (status) => {
      const url = `${upstream.origin}/?status=${status}&to=${other.origin}/`;
      await (await egress.request({ url, headers: { ...secrets, accept: 'text/plain' } })).text();
      expect(JSON.stringify(upstream.seen[0]?.headers)).toContain('canary');
      expect(JSON.stringify(other.seen[0])).not.toContain('canary');
      expect(other.seen[0]?.headers.accept).toBe('text/plain');
    },
  );

  verifies('foundation.egress.credentials', 'another port is another origin', async () => {
    const url = `http://127.0.0.1:${upstream.port}/?status=302&to=http://127.0.0.1:${other.port}/`;
    await (await egress.request({ url, headers: secrets })).text();
    expect(JSON.stringify(other.seen)).not.toContain('canary');
  });

  test('on the same origin credentials go along', async () => {
    const url = `${upstream.origin}/?status=302&to=/next`;
    await (await egress.request({ url, headers: secrets })).text();
    expect(upstream.seen[1]).toMatchObject({ path: '/next', headers: { authorization: 'Bearer canary' } });
  });

  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [303, 'HEAD', 'HEAD', ''],
    [301, 'PUT', 'PUT', 'x'],
    [302, 'DELETE', 'DELETE', 'x'],
    [307, 'POST', 'POST', 'x'],
    [308, 'PUT', 'PUT', 'x'],
  ])('%d turns %s into %s', async (...row) => {
    const [status, method, next, body] = row;
    const url = `${upstream.origin}/?status=${status}&to=/next`;
    const sent = method === 'HEAD' ? {} : { body: 'x', headers: { 'content-type': 'text/plain' } };
    (await egress.request({ method, url, ...sent })).discard();
    expect(upstream.seen[1]).toMatchObject({ method: next, path: '/next', body });
    expect(upstream.seen[1]?.headers['content-type']).toBe(body === '' ? undefined : 'text/plain');
  });

  test('a streamed body cannot be sent twice, and is let go', async () => {
    const body = Readable.from([Buffer.from('x')]);
    const url = `${upstream.origin}/?status=307&to=/next`;
    await expect(egress.request({ method: 'POST', url, body })).rejects.toMatchObject({
      code: 'egress_failed',
    });
    expect([upstream.seen.length, body.destroyed]).toEqual([1, true]);
  });
});

describe('TLS', () => {
  const name = 'service.example';

  test('the connection goes to the checked address, and certificate, server name and Host are those of the name', async () => {
    const certificate = selfSigned(name);
    const secure = await startUpstream((_, response) => response.end('safe'), { tls: certificate });
    const trusting = open({ ca: [certificate.cert], resolve: async () => ['127.0.0.1'] });
    expect(await (await trusting.request({ url: `https://${name}:${secure.port}/` })).text()).toBe('safe');
    expect(secure.serverNames).toEqual([name]);
    expect(secure.seen[0]?.headers.host).toBe(`${name}:${secure.port}`);
    await trusting.close();
    await secure.stop();
  });

  test('a certificate of another name, or of nobody known, is refused', async () => {
    const certificate = selfSigned('another.example');
    const secure = await startUpstream((_, response) => response.end('safe'), { tls: certificate });
    const url = `https://${name}:${secure.port}/`;
    for (const ca of [[], [certificate.cert]]) {
      const careful = open({ ca, resolve: async () => ['127.0.0.1'] });
      await expect(careful.request({ url })).rejects.toMatchObject({
        code: 'egress_failed',
        message: expect.stringContaining('certificate'),
      });
      await careful.close();
    }
    expect(secure.seen).toEqual([]);
    await secure.stop();
  });

  test('https is not left for http', async () => {
    const certificate = selfSigned(name);
    const secure = await startUpstream(
      (_, response) => response.writeHead(302, { location: `${other.origin}/` }).end(),
      { tls: certificate },
    );
    const trusting = open({ ca: [certificate.cert], resolve: async () => ['127.0.0.1'] });
    await expect(trusting.request({ url: `https://${name}:${secure.port}/` })).rejects.toMatchObject({
      code: 'egress_refused',
    });
    expect(other.connections()).toBe(0);
    await trusting.close();
    await secure.stop();
  });
});

test('a second address is tried when the first does not answer', async () => {
  const asked = open({ resolve: async () => ['127.0.0.9', '127.0.0.1'] });
  const answer = await asked.request({ url: `http://two.example:${other.port}/` });
  expect(await answer.text()).toBe('other');
  await asked.close();
});

test('the log says method, origin, status and duration, and nothing that a request carries', async () => {
  await (
    await egress.request({
      method: 'POST',
      url: `${upstream.origin}/canary?token=canary`,
      headers: { authorization: 'canary', 'x-canary': 'canary' },
      body: 'canary',
    })
  ).text();
  await expect(egress.request({ url: 'http://10.9.9.9/canary?canary' })).rejects.toThrow();
  await expect(egress.request({ url: 'http://127.0.0.1:1025/canary?canary' })).rejects.toThrow();
  expect(log.lines.map(({ message }) => message)).toEqual(['called', 'call refused', 'call failed']);
  expect(log.lines[0]?.fields).toMatchObject({ method: 'POST', origin: upstream.origin, status: 200 });
  expect(JSON.stringify(log.lines)).not.toContain('canary');
});
