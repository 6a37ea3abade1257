import { describe, expect, test } from '@jest/globals';
import { HubError } from '../../core/errors.ts';
import type { FlowCall } from '../../gateway/traffic/policy-deps.ts';
import { hookedHeaders } from '../../gateway/traffic/answers/hooks.ts';
import type { ExchangeParts } from '../setup/traffic-exchange.ts';
import { policyTrial, to } from '../setup/traffic-policies.ts';
import { verifies } from '../setup/verifies.ts';

const trial = policyTrial();
const step = (name: string, action: Readonly<Record<string, unknown>>) => ({ [name]: { action } });
const answer = (name: string, action: Readonly<Record<string, unknown>>, parts: ExchangeParts = {}) =>
  trial.send(trial.compile(step(name, action)), parts);

describe('answers of the gateway itself', () => {
  test('terminate', async () => {
    expect(await answer('terminate', {})).toMatchObject({
      status: 400,
      body: 'Terminated',
      headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': '10' },
    });
    expect(
      await answer('terminate', { statusCode: 200, body: { a: 1 }, headers: { 'X-A': 'b' } }),
    ).toMatchObject({
      status: 200,
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', 'x-a': 'b' },
    });
    const none = await answer('terminate', { statusCode: 204, message: 'left out' });
    expect(none).toMatchObject({ status: 204, body: '' });
    expect(none.headers).not.toHaveProperty('content-length');
    expect((await answer('terminate', {}, { method: 'HEAD' })).body).toBe('');
    expect(() => trial.compile(step('terminate', { statusCode: 99 }))).toThrow('/statusCode');
    expect(() => trial.compile(step('terminate', { mesage: 'x' }))).toThrow('did you mean "message"');
  });

  test('redirect', async () => {
    const action = { location: 'https://new.test${.request.path}', statusCode: 308 };
    expect(await answer('redirect', action, { url: '/a/b?c' })).toMatchObject({
      status: 308,
      headers: { location: 'https://new.test/a/b' },
    });
    expect(() => trial.compile(step('redirect', { location: '/', statusCode: 200 }))).toThrow('/statusCode');
  });

  verifies('gateway.traffic.policies.injection', 'a redirect splits no answer', async () => {
    const parameters = { to: 'x\r\nSet-Cookie: a=b\r\n\r\n<script>' };
    const { headers, body } = await answer('redirect', { location: '/${.parameters.to}' }, { parameters });
    expect(headers).not.toHaveProperty('set-cookie');
    expect(body).toBe('');
  });

  test('mock: the first example that fits', async () => {
    const examples = [
      { method: 'POST', path: '/orders', statusCode: 201, body: { id: 1 } },
      { path: '/orders/*', body: '{"id":"${.request.path}"}' },
      { path: '/text', contentType: 'text/plain', body: 'hello', headers: { 'X-Mock': '1' } },
    ];
    expect(await answer('mock', { examples }, { method: 'POST', url: '/orders' })).toMatchObject({
      status: 201,
      body: '{"id":1}',
    });
    expect((await answer('mock', { examples }, { url: '/orders/7' })).body).toBe('{"id":"/orders/7"}');
    expect((await answer('mock', { examples }, { url: '/text' })).headers).toMatchObject({ 'x-mock': '1' });
    await expect(answer('mock', { examples }, { url: '/other' })).rejects.toThrow('no example');
    expect(() => trial.compile(step('mock', {}))).toThrow('needs connector or examples');
  });

  test('mock: of an imported document', async () => {
    const asked: unknown[] = [];
    const own = policyTrial({
      mockAnswer: async (_, connector, { method, path, query, body }) => {
        asked.push({ connector, method, path, query, body: String(body) });
        return path === '/pets'
          ? { status: 200, headers: ['content-type', 'application/json'], body: '[]' }
          : undefined;
      },
    });
    const handlers = own.compile(step('mock', { connector: 'petstore' }));
    expect(await own.send(handlers, { method: 'POST', url: '/pets?a=1', body: 'b' })).toMatchObject({
      status: 200,
      body: '[]',
    });
    expect(asked).toEqual([
      { connector: 'petstore', method: 'POST', path: '/pets', query: '?a=1', body: 'b' },
    ]);
    await expect(own.send(handlers, { url: '/other' })).rejects.toThrow('no operation');
  });
});

describe('cors', () => {
  const preflight: ExchangeParts = {
    method: 'OPTIONS',
    headers: { origin: 'https://app.test', 'access-control-request-headers': 'x-a' },
  };
  const from = (origin: string): ExchangeParts => ({ headers: { origin } });
  const call = (action: Readonly<Record<string, unknown>>, parts: ExchangeParts) =>
    trial.send(trial.compile(step('cors', action), to), parts);

  verifies('gateway.traffic.policies.cors', 'a browser that asks before is told what it may', async () => {
    expect(await call({}, preflight)).toMatchObject({
      status: 204,
      body: '',
      headers: {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET,HEAD,PUT,PATCH,POST,DELETE',
        'access-control-allow-headers': 'x-a',
        vary: 'Access-Control-Request-Headers',
      },
    });
    const strict = {
      origin: ['https://app.test'],
      methods: 'GET',
      allowedHeaders: ['x-b', 'x-c'],
      credentials: true,
      maxAge: 60,
      optionsSuccessStatus: 200,
    };
    expect(await call(strict, preflight)).toMatchObject({
      status: 200,
      headers: {
        'access-control-allow-origin': 'https://app.test',
        'access-control-allow-methods': 'GET',
        'access-control-allow-headers': 'x-b,x-c',
        'access-control-allow-credentials': 'true',
        'access-control-max-age': '60',
        vary: 'Origin',
      },
    });
    expect(trial.forwarded).toHaveLength(0);
  });

  verifies('gateway.traffic.policies.cors', 'answers say who may read them', async () => {
    trial.answerWith({
      status: 200,
      headers: ['Access-Control-Allow-Origin', 'https://wrong.test', 'vary', 'accept'],
      body: '',
    });
    const origin = [{ pattern: '\\.app\\.test$' }, 'https://one.test'];
    const good = await call({ origin, exposedHeaders: ['X-A'] }, from('https://a.app.test'));
    expect(good.headers).toMatchObject({
      'access-control-allow-origin': 'https://a.app.test',
      'access-control-expose-headers': 'X-A',
      vary: 'accept, Origin',
    });
    expect(good.lines.filter(([name]) => /allow-origin/i.test(name))).toHaveLength(1);
    trial.answerWith({ status: 200, headers: [], body: '' });
    expect((await call({ origin }, from('https://evil.test'))).headers).not.toHaveProperty(
      'access-control-allow-origin',
    );
    expect(
      (await call({ origin: true }, from('https://x.test'))).headers['access-control-allow-origin'],
    ).toBe('https://x.test');
    expect(
      (await call({ origin: 'https://x.test' }, from('https://y.test'))).headers[
        'access-control-allow-origin'
      ],
    ).toBe('https://x.test');
    expect((await call({ origin: false }, from('https://x.test'))).headers).not.toHaveProperty('vary');
  });

  verifies('gateway.traffic.policies.cors', 'a refusal can be read as well', async () => {
    const exchange = await trial.pass(
      trial.compile(step('cors', {}), step('security-headers', {})),
      from('https://x.test'),
    );
    hookedHeaders(exchange, 401);
    exchange.response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{}');
    expect((await exchange.answer()).headers).toMatchObject({
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      'content-type': 'application/problem+json',
    });
  });
});

describe('flow', () => {
  const withFlow = (run: (call: FlowCall) => unknown) => policyTrial({ runFlow: async (call) => run(call) });
  const post: ExchangeParts = {
    method: 'POST',
    url: '/a?b=1',
    headers: {
      'content-type': 'application/json',
      authorization: 'Bearer secret',
      cookie: 'c=d',
      'x-kept': '1',
    },
    body: '{"n":1}',
  };

  verifies(
    'gateway.traffic.policies.flow',
    'answers with what comes out, and gets no credentials',
    async () => {
      const calls: FlowCall[] = [];
      const own = withFlow((call) => {
        calls.push(call);
        return { status: 201, headers: { 'X-Run': 'r' }, body: { ok: true } };
      });
      const answered = await own.send(own.compile(step('flow', { flow: 'orders', waitMs: 500 })), post);
      expect(answered).toMatchObject({ status: 201, body: '{"ok":true}', headers: { 'x-run': 'r' } });
      expect(calls[0]).toMatchObject({ flow: 'orders', waitMs: 500, consumer: null });
      expect(calls[0]?.input).toMatchObject({
        request: { method: 'POST', path: '/a', query: { b: '1' } },
        body: { n: 1 },
      });
      expect((calls[0]?.input as { request: { headers: object } }).request.headers).toMatchObject({
        'x-kept': '1',
      });
      expect(JSON.stringify(calls[0]?.input)).not.toContain('secret');
      const plain = withFlow(() => [1, 2]);
      expect((await plain.send(plain.compile(step('flow', { flow: 'x' })))).body).toBe('[1,2]');
      const given = withFlow(({ input }) => ({ body: input }));
      expect(
        (await given.send(given.compile(step('flow', { flow: 'x', input: '.body.n' })), post)).body,
      ).toBe('1');
    },
  );

  verifies('gateway.traffic.policies.flow', 'lets in, with more headers, or refuses', async () => {
    const check = async (output: unknown) => {
      const own = withFlow(() => output);
      return own.send(own.compile(step('flow', { flow: 'gate', as: 'check' }), to));
    };
    expect(
      (await check({ allow: true, headers: { 'X-Who': 'a\r\nb' } })).exchange.outgoing.headers?.get('x-who'),
    ).toBe('a%0D%0Ab');
    expect((await check(true)).body).toBe('from the service');
    await expect(check({ allow: false, message: 'Not today.' })).rejects.toThrow('Not today.');
    expect(await check({ allow: false, status: 402, message: 'Pay.' })).toMatchObject({
      status: 402,
      body: '{"detail":"Pay."}',
    });
    for (const output of [null, 'yes', {}, { allow: 'true' }])
      await expect(check(output)).rejects.toThrow('{allow: true}');
    await expect(check(false)).rejects.toMatchObject({ code: 'forbidden' });
  });

  verifies('gateway.traffic.policies.flow', 'why it failed is not for clients', async () => {
    const own = withFlow(() => {
      throw new HubError('flow_faulted', 'The password of the database is wrong: hunter2', {
        details: { inner: 'hunter2' },
      });
    });
    const failed = own.send(own.compile(step('flow', { flow: 'x' })));
    await expect(failed).rejects.toMatchObject({
      code: 'upstream_failed',
      message: 'The flow behind this route failed.',
      details: {},
    });
    const busy = withFlow(() => {
      throw new HubError('overloaded', 'Later.', { retryAfter: 3 });
    });
    await expect(busy.send(busy.compile(step('flow', { flow: 'x' })))).rejects.toMatchObject({
      code: 'overloaded',
      retryAfter: 3,
    });
  });
});
