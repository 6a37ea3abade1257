import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openAnswerStore, type StoredAnswer } from '../../gateway/traffic/cache/store.ts';
import type { Consumer } from '../../gateway/traffic/exchange.ts';
import { systemClock } from '../../platform/clock.ts';
import { eventually } from '../setup/eventually.ts';
import { startTrafficHub, type TrafficHub } from '../setup/traffic-hub.ts';
import { verifies } from '../setup/verifies.ts';

interface Got {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Headers = Readonly<Record<string, string>>;

let upstream: Server;
let hub: TrafficHub;
let asked: IncomingMessage[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
/** How much later it is than by the clock. */
let later = 0;

const consumerOf = (key: string): Consumer | null =>
  key === 'wrong'
    ? null
    : { id: `con_${key}`, name: key, credentialId: `cre_${key}`, scopes: new Set(), metadata: {} };

const steps = (action: object) => [
  { cache: { action } },
  { proxy: { action: { serviceEndpoint: 'backend' } } },
];

beforeEach(async () => {
  asked = [];
  later = 0;
  upstream = createServer((incoming, response) => {
    asked.push(incoming);
    answer(incoming, response);
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const backend = { url: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` };
  const keyed = { 'key-auth': { action: { apiKeyHeader: 'x-key', disableHeadersScheme: true } } };
  const lookups = {
    byKey: (_: string, key: string) => consumerOf(key),
    ...{ byPassword: () => null, byHmacId: () => null, bySubject: () => null },
  };
  hub = await startTrafficHub({
    services: { backend },
    pipelines: {
      plain: { apiEndpoints: { plain: { paths: '/plain*' } }, policies: steps({}) },
      timed: {
        apiEndpoints: { timed: { paths: '/timed*' } },
        policies: steps({ defaultTtlMs: 60_000, maxBytes: 100_000 }),
      },
      keyed: { apiEndpoints: { keyed: { paths: '/keyed*' } }, policies: [keyed, ...steps({})] },
      together: {
        apiEndpoints: { together: { paths: '/together*' } },
        policies: [keyed, ...steps({ shared: true })],
      },
      late: { apiEndpoints: { late: { paths: '/late*' } }, policies: [steps({})[0], keyed, steps({})[1]] },
      around: {
        apiEndpoints: { around: { paths: '/around*' } },
        policies: [
          { cors: { action: { origin: true } } },
          { 'response-transformer': { action: { body: { add: { outer: '${.request.headers["x-n"]}' } } } } },
          steps({})[0],
          { 'response-transformer': { action: { body: { add: { inner: 'yes' } } } } },
          steps({})[1],
        ],
      },
    },
    deps: {
      clock: { now: () => new Date(Date.now() + later), monotonic: () => systemClock.monotonic() + later },
      consumers: { ...lookups, remembered: lookups, shutFor: () => 0, wrong: async () => 0 },
    },
  });
});

afterEach(async () => {
  await hub.stop();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});

const get = (path: string, headers: Headers = {}, method = 'GET'): Promise<Got> =>
  new Promise((resolve, reject) => {
    const sent = request(
      { port: hub.port, host: '127.0.0.1', path, method, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: String(Buffer.concat(chunks)),
          }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end('x'.repeat(Number(headers['content-length'] ?? 0)));
  });

/** Each answer of the service is another one. */
const says =
  (headers: Headers, status = 200) =>
  (incoming: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, headers).end(`${incoming.url ?? ''} ${asked.length}`);
  };

/** How often the service was asked for these, one after the other. */
const costs = async (...calls: readonly (() => Promise<Got>)[]): Promise<number> => {
  const before = asked.length;
  for (const call of calls) await call();
  return asked.length - before;
};

const good = { 'cache-control': 'max-age=60' };

describe('cache', () => {
  verifies('gateway.traffic.policies.cache', 'gives an answer again for as long as it is good', async () => {
    answer = says({ ...good, etag: '"1"', 'x-kept': 'yes' });
    expect(await get('/plain/a')).toMatchObject({ status: 200, body: '/plain/a 1' });
    later = 10_000;
    const again = await get('/plain/a');
    expect(again).toMatchObject({ status: 200, body: '/plain/a 1', headers: { 'x-kept': 'yes', age: '10' } });
    expect(again.headers['cache-status']).toBe('app-connect; hit');
    expect(await get('/plain/a', {}, 'HEAD')).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '10' },
    });
    expect((await get('/plain/a?x=1')).body).toBe('/plain/a?x=1 2');
    expect(await get('/plain/a', { 'if-none-match': 'W/"1"' })).toMatchObject({ status: 304, body: '' });
    expect((await get('/plain/a', { 'if-none-match': '"2"' })).status).toBe(200);
    later = 61_000;
    expect((await get('/plain/a')).body).toBe('/plain/a 3');
  });

  verifies('gateway.traffic.policies.cache', 'keeps only what it may', async () => {
    const again = async (headers: Headers, { status = 200, path = '/plain/x', sent = {} } = {}) => {
      answer = says(headers, status);
      const own = `${path}/${Object.values(headers)
        .join('-')
        .replace(/[^a-z0-9-]/gi, '')}${status}`;
      return costs(
        () => get(own, sent),
        () => get(own, sent),
      );
    };
    expect(await again(good)).toBe(1);
    expect(await again({ ...good, a: '4' }, { status: 404 })).toBe(1);
    expect(await again({ 'cache-control': 'S-MaxAge=9, max-age="60"' })).toBe(1);
    expect(await again({ expires: new Date(Date.now() + 60_000).toUTCString() })).toBe(1);
    expect(await again({ 'x-nothing': '1' }, { path: '/timed/x' })).toBe(1);
    for (const headers of [
      { 'x-nothing': 'said' },
      { 'cache-control': 'no-store, max-age=60' },
      { 'cache-control': 'private, max-age=60' },
      { 'cache-control': 's-maxage=0, max-age=60' },
      { 'cache-control': 'max-age=nonsense' },
      { expires: '0' },
      { ...good, vary: '*' },
      { ...good, 'set-cookie': 'a=b' },
      { ...good, age: '100' },
    ])
      expect([headers, await again(headers as Headers)]).toEqual([headers, 2]);
    expect(await again(good, { status: 500 })).toBe(2);
    expect(await again(good, { path: '/plain/range', sent: { range: 'bytes=0-1' } })).toBe(2);
    expect(await again(good, { path: '/plain/ns', sent: { 'cache-control': 'no-store' } })).toBe(2);
    expect(await again(good, { path: '/plain/nc', sent: { 'cache-control': 'no-cache' } })).toBe(2);
  });

  verifies('gateway.traffic.policies.cache', 'what differs by a header is kept for each', async () => {
    answer = says({ ...good, vary: 'Accept-Language, x-b' });
    const en = () => get('/plain/v', { 'accept-language': 'en' });
    const de = () => get('/plain/v', { 'accept-language': 'de' });
    expect(await costs(en, de, en, de, () => get('/plain/v'), en)).toBe(3);
    expect((await en()).body).not.toBe((await de()).body);
  });

  verifies('gateway.traffic.policies.cache', 'nobody gets what somebody else has brought about', async () => {
    answer = says(good);
    const at = (host: string) => () => get('/plain/port', { host });
    expect(await costs(at('api.test:1337'), at('api.test'), at('API.test'))).toBe(2);
    const fat = () => get('/plain/fat', { 'content-length': '4' });
    const thin = () => get('/plain/fat');
    expect(await costs(fat, thin, fat, thin)).toBe(3);
    // Who calls is found out behind the cache: what they got is for nobody who was not asked.
    expect((await get('/late/a', { 'x-key': 'ada' })).status).toBe(200);
    expect((await get('/late/a')).status).toBe(401);
    answer = says({ 'cache-control': 'public, max-age=60' });
    expect((await get('/late/b', { 'x-key': 'ada' })).status).toBe(200);
    expect((await get('/late/b')).status).toBe(200);
  });

  verifies('gateway.traffic.policies.cache', 'nobody gets what is for somebody else', async () => {
    answer = says(good);
    const as =
      (key: string, path = '/keyed/a') =>
      () =>
        get(path, { 'x-key': key });
    expect(await costs(as('ada'), as('bob'), as('ada'), as('bob'))).toBe(2);
    expect((await as('ada')()).body).not.toBe((await as('bob')()).body);
    expect((await as('wrong')()).status).toBe(401);
    expect(await costs(as('ada', '/together/a'), as('bob', '/together/a'))).toBe(1);
    // Credentials that only the service knows, and cookies: unless it says that the answer is public.
    for (const header of ['authorization', 'cookie']) {
      const shown = (value: string, path: string) => () => get(path, { [header]: value });
      answer = says(good);
      expect(await costs(shown('a', `/plain/${header}`), shown('a', `/plain/${header}`))).toBe(2);
      expect(await costs(() => get(`/plain/o${header}`), shown('a', `/plain/o${header}`))).toBe(2);
      answer = says({ 'cache-control': 'public, max-age=60' });
      expect(await costs(shown('a', `/plain/p${header}`), shown('b', `/plain/p${header}`))).toBe(1);
    }
  });

  verifies('gateway.traffic.policies.cache', 'asks anew whether an old one is still good', async () => {
    let tag = '"1"';
    answer = (incoming, response) => {
      if (incoming.headers['if-none-match'] === tag)
        response.writeHead(304, { 'cache-control': 'max-age=60', 'x-new': 'yes' }).end();
      else response.writeHead(200, { 'cache-control': 'max-age=60', etag: tag }).end(`tag ${tag}`);
    };
    await get('/plain/e');
    later = 61_000;
    expect(await get('/plain/e')).toMatchObject({
      status: 200,
      body: 'tag "1"',
      headers: { 'x-new': 'yes', age: '0' },
    });
    expect(asked).toHaveLength(2);
    expect((await get('/plain/e')).headers['cache-status']).toBe('app-connect; hit');
    expect(asked).toHaveLength(2);
    later = 122_000;
    expect(await get('/plain/e', { 'if-none-match': '"1"' })).toMatchObject({ status: 304, body: '' });
    later = 183_000;
    tag = '"2"';
    expect((await get('/plain/e')).body).toBe('tag "2"');
  });

  verifies('gateway.traffic.policies.cache', 'forgets what somebody changes', async () => {
    answer = says(good);
    await get('/plain/c');
    answer = says({}, 500);
    await get('/plain/c', {}, 'PUT');
    expect((await get('/plain/c')).body).toBe('/plain/c 1');
    answer = says(good);
    await get('/plain/c', {}, 'PUT');
    expect((await get('/plain/c')).body).toBe('/plain/c 4');
  });

  verifies('gateway.traffic.policies.cache', 'many who want the same thing cost one request', async () => {
    const waiting: (() => void)[] = [];
    answer = (incoming, response) => void waiting.push(() => says(good)(incoming, response));
    const all = Promise.all(Array.from({ length: 20 }, () => get('/plain/s')));
    await eventually(() => expect(hub.underWay()).toBe(20));
    expect(asked).toHaveLength(1);
    waiting.pop()?.();
    expect(new Set((await all).map(({ body }) => body)).size).toBe(1);
    // What nobody may keep is not waited for: the others go on at once when that is known.
    answer = (incoming, response) => void waiting.push(() => says({})(incoming, response));
    const none = Promise.all(Array.from({ length: 5 }, () => get('/plain/t')));
    await eventually(() => expect(hub.underWay()).toBe(5));
    await eventually(() => {
      waiting.splice(0).forEach((go) => go());
      expect(asked).toHaveLength(6);
    });
    waiting.forEach((go) => go());
    await none;
    // One who goes away, or whose answer is cut off, leaves nobody waiting, and nothing behind.
    answer = (_, response) => {
      response.writeHead(200, { ...good, 'content-length': '100' }).write('half');
      setImmediate(() => response.destroy());
    };
    await expect(get('/plain/u')).rejects.toThrow();
    answer = says(good);
    expect((await get('/plain/u')).body).toMatch(/^\/plain\/u \d+$/);
  });

  test('stands between the policies before and behind it', async () => {
    answer = (_, response) => {
      response.writeHead(200, { ...good, 'content-type': 'application/json' }).end('{"n":1}');
    };
    const from = async (n: string) => {
      const { headers, body } = await get('/around/a', { 'x-n': n, origin: `https://${n}.test` });
      return { ...(JSON.parse(body) as object), origin: headers['access-control-allow-origin'] };
    };
    expect(await from('a')).toEqual({ n: 1, inner: 'yes', outer: 'a', origin: 'https://a.test' });
    expect(await from('b')).toEqual({ n: 1, inner: 'yes', outer: 'b', origin: 'https://b.test' });
    expect(asked).toHaveLength(1);
  });

  test('what is too large goes through and is not kept', async () => {
    const large = 'x'.repeat(200_000);
    answer = (_, response) => void response.end(large);
    expect((await get('/timed/l')).body).toBe(large);
    expect(await costs(() => get('/timed/l'))).toBe(1);
    answer = (_, response) => void response.end(large.slice(0, 90_000));
    await get('/timed/m');
    expect((await get('/timed/m')).body).toHaveLength(90_000);
    expect(asked).toHaveLength(3);
  });
});

describe('the store', () => {
  const kept = (bytes: number, more: Partial<StoredAnswer> = {}): StoredAnswer => ({
    ...{ status: 200, headers: [], body: Buffer.alloc(bytes), who: '', isPublic: false, vary: [] },
    ...{ bornAt: 0, freshMs: 1_000, etag: undefined, lastModified: undefined },
    ...more,
  });

  verifies(
    'gateway.traffic.policies.cache',
    'is bounded, and a space that fills it pushes out itself',
    () => {
      const store = openAnswerStore({ bytes: 100_000, bytesOfSpace: 60_000 });
      for (let at = 0; at < 100; at += 1) store.put('one', `k${at}`, kept(5_000));
      expect(store.bytes()).toBeLessThanOrEqual(60_000);
      expect([store.find('one', 'k0').length, store.find('one', 'k99').length]).toEqual([0, 1]);
      for (let at = 0; at < 8; at += 1) store.put('two', `k${at}`, kept(5_000));
      for (let at = 0; at < 100; at += 1) store.put('one', `k${at}`, kept(5_000));
      expect(store.bytes()).toBeLessThanOrEqual(100_000);
      expect(store.find('two', 'k0')).toHaveLength(1);
      store.put('one', 'huge', kept(70_000));
      expect(store.find('one', 'huge')).toHaveLength(0);
      for (let at = 0; at < 500; at += 1) store.put('three', 'same', kept(1, { who: `w${at}` }));
      expect(store.find('three', 'same').length).toBeLessThanOrEqual(64);
      store.drop('three', 'same');
      for (const space of ['one', 'two']) for (let at = 0; at < 100; at += 1) store.drop(space, `k${at}`);
      expect(store.bytes()).toBe(0);
    },
  );
});
