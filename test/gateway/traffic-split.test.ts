import { describe, expect, test } from '@jest/globals';
import type { Consumer } from '../../gateway/traffic/exchange.ts';
import { exchangeOf, type ExchangeParts } from '../setup/traffic-exchange.ts';
import { policyTrial, to } from '../setup/traffic-policies.ts';
import { verifies } from '../setup/verifies.ts';

type Action = Readonly<Record<string, unknown>>;

const consumer: Consumer = { id: 'con_1', name: 'ada', scopes: new Set(), credentialId: 'c', metadata: {} };

/** Where a request goes to, and as what. */
const went = async (action: Action, parts: ExchangeParts & { pattern?: string } = {}) => {
  const trial = policyTrial();
  const exchange = Object.defineProperty(exchangeOf(parts), 'pattern', { value: parts.pattern });
  await trial.run(trial.compile({ proxy: { action: { serviceEndpoint: 'backend', ...action } } }), exchange);
  return { to: trial.forwarded[0]?.to, outgoing: exchange.outgoing };
};

describe('proxy', () => {
  test('hands the request to its service as it is', async () => {
    const { to: service, outgoing } = await went({}, { url: '/a/b?c=d' });
    expect(service).toEqual({
      service: 'backend',
      preserveHost: false,
      prependPath: true,
      ignorePath: false,
      timeouts: {},
    });
    expect(outgoing).toMatchObject({ path: '/a/b', query: '?c=d', headers: null });
    const other = await went({
      changeOrigin: false,
      prependPath: false,
      ignorePath: true,
      timeouts: { headersMs: 5 },
    });
    expect(other.to).toMatchObject({
      preserveHost: true,
      prependPath: false,
      ignorePath: true,
      timeouts: { headersMs: 5 },
    });
  });

  test('strips what stands before the first wildcard', async () => {
    const strip = async (pattern: string | undefined, url: string) =>
      (await went({ stripPath: true }, { url, ...(pattern === undefined ? {} : { pattern }) })).outgoing.path;
    expect(await strip('/api/*', '/api/a/b')).toBe('/a/b');
    expect(await strip('/api/:id', '/api/7')).toBe('/7');
    expect(await strip('/api', '/api')).toBe('/');
    expect(await strip('*', '/api')).toBe('/api');
    expect(await strip('/api*', '/apix')).toBe('/x');
    expect(await strip(undefined, '/api')).toBe('/api');
    await expect(strip('/api*', '/api../x')).rejects.toThrow('goes up or stays');
  });

  test('adds headers and a password', async () => {
    const { outgoing } = await went({ headers: { 'X-A': 'b' }, auth: 'me:secret' });
    expect(Object.fromEntries(outgoing.headers ?? [])).toEqual({
      'x-a': 'b',
      authorization: 'Basic bWU6c2VjcmV0',
    });
  });

  test('needs a service that there is, and offers nothing that is not safe', () => {
    const compile = (action: Action) => () => policyTrial().compile({ proxy: { action } });
    expect(compile({ serviceEndpoint: 'unknown' })).toThrow(
      '/action/serviceEndpoint there is no service "unknown"',
    );
    for (const more of [{ secure: false }, { followRedirects: true }, { proxyUrl: 'http://a' }])
      expect(compile({ serviceEndpoint: 'backend', ...more })).toThrow(
        `/action/${Object.keys(more)[0] ?? ''}`,
      );
  });
});

describe('canary', () => {
  const services = [
    { serviceEndpoint: 'old', weight: 90 },
    { serviceEndpoint: 'new', weight: 10 },
    { serviceEndpoint: 'off', weight: 0 },
  ];
  const counts = async (action: Action, parts: (at: number) => ExchangeParts) => {
    const trial = policyTrial();
    const handlers = trial.compile({ canary: { action: { services, ...action } } });
    for (let at = 0; at < 1_000; at += 1) await trial.run(handlers, exchangeOf(parts(at)));
    const all = trial.forwarded.map((one) => one.to.service);
    return { all, of: (name: string) => all.filter((service) => service === name).length };
  };

  verifies('gateway.traffic.policies.split', 'each gets its share, and none where it has none', async () => {
    const { of } = await counts({}, () => ({}));
    expect(Math.abs(of('new') - 100)).toBeLessThan(5);
    expect([of('off'), of('old') + of('new')]).toEqual([0, 1_000]);
  });

  verifies('gateway.traffic.policies.split', 'who came once comes to the same again', async () => {
    const byIp = await counts({ sticky: 'ip' }, (at) => ({ client: `10.0.${at % 250}.1` }));
    expect(byIp.all.slice(0, 250)).toEqual(byIp.all.slice(250, 500));
    expect(byIp.of('new')).toBeGreaterThan(30);
    expect(byIp.of('new')).toBeLessThan(200);
    const byConsumer = await counts({ sticky: 'consumer' }, (at) => ({
      consumer,
      client: `10.0.0.${at % 250}`,
    }));
    expect(new Set(byConsumer.all).size).toBe(1);
    const more = await counts(
      {
        sticky: 'ip',
        services: [
          { serviceEndpoint: 'old', weight: 80 },
          { serviceEndpoint: 'new', weight: 20 },
        ],
      },
      (at) => ({ client: `10.0.${at % 250}.1` }),
    );
    // Those that went to the new one before stay with it when its share grows.
    expect(byIp.all.filter((service, at) => service === 'new' && more.all[at] !== 'new')).toEqual([]);
  });

  verifies('gateway.traffic.policies.split', 'by a cookie that is given once', async () => {
    const trial = policyTrial();
    const handlers = trial.compile({ canary: { action: { services, sticky: 'cookie' } } });
    const first = await trial.send(handlers, { secure: true });
    const [, id] =
      /^route=([\w-]{36}); Path=\/; .*HttpOnly.*; Secure$/.exec(first.headers['set-cookie'] ?? '') ?? [];
    for (let at = 0; at < 20; at += 1) {
      const again = await trial.send(handlers, { headers: { cookie: `a=b; route=${id ?? ''}` } });
      expect(again.headers).not.toHaveProperty('set-cookie');
    }
    expect(new Set(trial.forwarded.map((one) => one.to.service)).size).toBe(1);
    expect(() => trial.compile({ canary: { action: { services, cookie: 'hub_session' } } })).toThrow(
      '/cookie',
    );
    expect(() =>
      trial.compile({ canary: { action: { services: [{ serviceEndpoint: 'a', weight: 0 }] } } }),
    ).toThrow('needs a weight');
  });
});

describe('watching', () => {
  verifies('gateway.traffic.policies.log', 'one line for each request, with what was chosen', async () => {
    const trial = policyTrial();
    const message = '${.request.method} ${.request.path} gave ${.answer.status} to ${.consumer.name}';
    const handlers = trial.compile(
      { log: { action: { message, fields: ['path', 'status', 'consumer', 'ip'] } } },
      to,
    );
    const { exchange } = await trial.send(handlers, { url: '/a?api_key=secret', consumer });
    expect(trial.log.lines).toEqual([]);
    exchange.finish();
    expect(trial.log.lines).toEqual([
      {
        level: 'info',
        message: 'Request',
        fields: { path: '/a', status: 200, consumer: 'ada', ip: '192.0.2.7', text: 'GET /a gave 200 to ada' },
      },
    ]);
  });

  verifies(
    'gateway.traffic.policies.log',
    'a query is in none, and a text that fails is left out',
    async () => {
      const trial = policyTrial();
      const everything = [
        'requestId',
        'method',
        'host',
        'path',
        'status',
        'ms',
        'bytes',
        'service',
        'endpoint',
        'consumer',
        'ip',
        'userAgent',
      ];
      const handlers = trial.compile(
        { log: { action: { fields: everything, message: '${.request.path | tonumber}' } } },
        to,
      );
      const { exchange } = await trial.send(handlers, {
        url: '/a?key=secret',
        headers: { authorization: 'secret', cookie: 'secret' },
      });
      exchange.finish();
      expect(JSON.stringify(trial.log.lines)).not.toContain('secret');
      expect(trial.log.lines.at(-1)?.fields).toMatchObject({ text: null, path: '/a' });
    },
  );

  test('one line in so many', async () => {
    const trial = policyTrial();
    const handlers = trial.compile({ log: { action: { oneIn: 3 } } }, to);
    for (let at = 0; at < 9; at += 1) (await trial.send(handlers)).exchange.finish();
    expect(trial.log.lines).toHaveLength(3);
  });

  test('counts under a name, and only so many names', async () => {
    const trial = policyTrial();
    const named = (name: string) => trial.compile({ metrics: { action: { name } } }, to);
    const { exchange } = await trial.send(named('orders'));
    exchange.finish({ status: 201, ms: 20 });
    exchange.finish({ status: 0 });
    for (let at = 0; at < 300; at += 1) (await trial.send(named(`n${at}`))).exchange.finish();
    const text = await trial.metrics.text();
    expect(text).toContain('hub_traffic_named_requests_total{name="orders",status="2xx"} 1');
    expect(text).toContain('hub_traffic_named_requests_total{name="orders",status="none"} 1');
    expect(text).toContain('hub_traffic_named_requests_total{name="other",status="2xx"} 101');
    expect(() => named('Bad Name')).toThrow('small letters');
  });
});
