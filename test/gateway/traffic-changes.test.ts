import { describe, expect, test } from '@jest/globals';
import type { ExchangeParts } from '../setup/traffic-exchange.ts';
import { policyTrial, to } from '../setup/traffic-policies.ts';
import { verifies } from '../setup/verifies.ts';

const trial = policyTrial();
const step = (name: string, action: Readonly<Record<string, unknown>>) => ({ [name]: { action } });

const passed = (name: string, action: Readonly<Record<string, unknown>>, parts: ExchangeParts = {}) =>
  trial.pass(trial.compile(step(name, action)), parts);

const answered = (name: string, action: Readonly<Record<string, unknown>>, parts: ExchangeParts = {}) =>
  trial.send(trial.compile(step(name, action), to), parts);

const json = (body: unknown, type = 'application/json'): ExchangeParts => ({
  method: 'POST',
  headers: { 'content-type': type },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const serviceSays = (body: unknown, more: { status?: number; headers?: string[] } = {}) =>
  trial.answerWith({
    status: more.status ?? 200,
    headers: ['content-type', 'application/json', ...(more.headers ?? [])],
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('headers', () => {
  verifies('gateway.traffic.policies.changes', 'are set and taken away on both ways', async () => {
    serviceSays({}, { headers: ['x-powered-by', 'php', 'x-kept', '1'] });
    const { exchange, headers } = await answered(
      'headers',
      {
        headersPrefix: 'X-Eg-',
        forwardHeaders: { Plan: '${.parameters.plan}', Fixed: 'yes' },
        removeHeaders: ['Cookie'],
        answerHeaders: { 'X-Status': '${.answer.status}' },
        removeAnswerHeaders: ['X-Powered-By'],
      },
      { parameters: { plan: 'gold' }, headers: { cookie: 'a=b' } },
    );
    expect(Object.fromEntries(exchange.outgoing.headers ?? [])).toEqual({
      cookie: null,
      'x-eg-plan': 'gold',
      'x-eg-fixed': 'yes',
    });
    expect(headers).toMatchObject({ 'x-status': '200', 'x-kept': '1' });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  test('that frame a message are refused', () => {
    for (const name of ['Content-Length', 'transfer-encoding', 'Connection', 'a b', 'a:b', ''])
      expect(() => trial.compile(step('headers', { forwardHeaders: { [name]: 'x' } }))).toThrow(
        '/forwardHeaders',
      );
  });

  verifies('gateway.traffic.policies.injection', 'a line break in a value begins no header', async () => {
    const parameters = { name: 'a\r\nX-Evil: 1\0 – ü' };
    const forwardHeaders = { 'X-Name': '${.parameters.name}' };
    const exchange = await passed('headers', { forwardHeaders }, { parameters });
    expect(exchange.outgoing.headers?.get('x-name')).toBe('a%0D%0AX-Evil: 1%00 %E2%80%93 ü');
    const answerHeaders = { 'X-Name': '${.parameters.name}' };
    const { headers } = await answered('headers', { answerHeaders }, { parameters });
    expect(headers).not.toHaveProperty('x-evil');
  });
});

describe('security-headers', () => {
  test('are set where the service says nothing, and over https only what is for https', async () => {
    serviceSays({}, { headers: ['server', 'x', 'x-frame-options', 'SAMEORIGIN'] });
    const { headers } = await answered('security-headers', {}, { secure: true });
    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
    });
    expect(headers).not.toHaveProperty('server');
    const plain = await answered('security-headers', {
      replace: true,
      contentSecurityPolicy: "default-src 'none'",
    });
    expect(plain.headers).not.toHaveProperty('strict-transport-security');
    expect(plain.headers).toMatchObject({
      'x-frame-options': 'DENY',
      'content-security-policy': "default-src 'none'",
    });
  });
});

describe('rewrite', () => {
  const rewritten = async (match: string, rewrite: string, url: string): Promise<string> => {
    const { outgoing } = await passed('rewrite', { match, rewrite }, { url });
    return outgoing.path + outgoing.query;
  };

  verifies(
    'gateway.traffic.policies.changes',
    'puts the pieces of a path where they are wanted',
    async () => {
      expect(await rewritten('/tina/:code', '/status/:code', '/tina/7?x=1')).toBe('/status/7?x=1');
      expect(await rewritten('/users/{id}/{what}', '/{what}?user={id}', '/users/a%26b/cars')).toBe(
        '/cars?user=a%26b',
      );
      expect(await rewritten('/old/*', '/new/*', '/old/a/b')).toBe('/new/a/b');
      expect(await rewritten('/tina/:code', '/status/:code', '/tina/7/8')).toBe('/tina/7/8');
      expect(await rewritten('/tina/:code', '/status/:code', '/tina/')).toBe('/tina/');
      expect(await rewritten('^/js/(.*)$', '/src/js/$1', '/js/a/b.js')).toBe('/src/js/a/b.js');
      expect(await rewritten('^/(\\w+)/(x)?', '/$2-$1', '/a/b')).toBe('/-a');
      expect(await rewritten('^/js/(.*)$', '/src/$1', '/css/a')).toBe('/css/a');
    },
  );

  test('redirects when it says so, and never to another host', async () => {
    const action = { match: '^/go\\?to=(.*)$', rewrite: '/$1', redirect: 301 };
    const send = (url: string) => trial.send(trial.compile(step('rewrite', action)), { url });
    expect(await send('/go?to=there')).toMatchObject({ status: 301, headers: { location: '/there' } });
    expect((await send('/go?to=/evil.test')).headers['location']).toBe('/evil.test');
    expect((await send('/go?to=\\evil.test')).headers['location']).toBe('/evil.test');
  });

  verifies('gateway.traffic.policies.injection', 'leads nowhere but below what stands in it', async () => {
    const action = { match: '^/x\\?(.*)$', rewrite: '/files/$1' };
    for (const url of ['/x?../secret', '/x?..%2fsecret', '/x?%2e%2e/secret', '/x?a\\..\\b'])
      await expect(passed('rewrite', action, { url })).rejects.toThrow('is not taken');
  });

  test('that cannot be is refused', () => {
    const compile = (match: string, rewrite: string) => () =>
      trial.compile(step('rewrite', { match, rewrite }));
    expect(compile('^/(', '/a')).toThrow('/match this is no regular expression');
    expect(compile('^/a', '/$1')).toThrow('"$1" stands for a group');
    expect(compile('/a/:b', '/:c')).toThrow('no parameter ":c"');
    expect(compile('/a', '/*')).toThrow('the path has no "*"');
    expect(compile('a', '/b')).toThrow('must begin with "/"');
    expect(compile('/a', 'b')).toThrow('must begin with "/"');
  });
});

describe('transformers', () => {
  verifies('gateway.traffic.policies.changes', 'change headers, query and JSON of a request', async () => {
    const { outgoing } = await passed(
      'request-transformer',
      {
        headers: { add: { 'X-From': '${.request.ip}', 'x-n': 7 }, remove: ['Accept'] },
        query: { add: { page: '${.parameters.p}' }, remove: ['secret'] },
        body: { add: { by: '${.consumer}', n: 1, list: '${[1, 2]}' }, remove: ['password'] },
      },
      { ...json({ name: 'a', password: 'p' }), url: '/?secret=1&x=%20y', parameters: { p: '2' } },
    );
    expect(Object.fromEntries(outgoing.headers ?? [])).toEqual({
      'x-from': '192.0.2.7',
      'x-n': '7',
      accept: null,
      'content-type': 'application/json',
    });
    expect(outgoing.query).toBe('?x=+y&page=2');
    expect(JSON.parse(String(outgoing.body))).toEqual({ name: 'a', by: null, n: 1, list: [1, 2] });
  });

  test('write forms as forms, give a body to those that may have one, and refuse what they cannot read', async () => {
    const action = { body: { add: { a: '1 & 2' }, remove: ['b'] } };
    const form = await passed(
      'request-transformer',
      action,
      json('b=1&c=2&c=3', 'application/x-www-form-urlencoded'),
    );
    expect(String(form.outgoing.body)).toBe('c=2&c=3&a=1+%26+2');
    const empty = await passed('request-transformer', action, { method: 'POST' });
    expect(String(empty.outgoing.body)).toBe('{"a":"1 & 2"}');
    expect((await passed('request-transformer', action)).outgoing.body).toBeNull();
    await expect(passed('request-transformer', action, json('x', 'text/plain'))).rejects.toThrow(
      'JSON or a form',
    );
    await expect(passed('request-transformer', action, json([1]))).rejects.toThrow('a JSON object');
    await expect(
      passed('request-transformer', { ...action, maxBytes: 5 }, json({ long: 1 })),
    ).rejects.toThrow('5 bytes');
  });

  test('change headers and JSON of an answer, and let everything else go on', async () => {
    const action = {
      headers: { add: { 'X-Status': '${.answer.status}' }, remove: ['x-internal'] },
      body: { add: { was: '${.answer.body.n}', at: '${.request.path}' }, remove: ['secret'] },
    };
    serviceSays({ n: 1, secret: 's' }, { headers: ['X-Internal', '1'] });
    const { headers, body, exchange } = await answered('response-transformer', action, { url: '/o' });
    expect(JSON.parse(body)).toEqual({ n: 1, was: 1, at: '/o' });
    expect(headers).toMatchObject({ 'x-status': '200', 'content-length': String(body.length) });
    expect(headers).not.toHaveProperty('x-internal');
    expect(exchange.outgoing.headers?.get('accept-encoding')).toBe('identity');
    serviceSays('{"cut');
    expect((await answered('response-transformer', action)).body).toBe('{"cut');
  });

  test('of several the one nearest to the service comes first', async () => {
    serviceSays({ n: 0 });
    const plus = (letter: string) =>
      step('response-transformer', { body: { add: { n: `\${"${letter}\\(.answer.body.n)"}` } } });
    const { body } = await trial.send(trial.compile(plus('a'), plus('b'), to));
    expect(body).toBe('{"n":"ab0"}');
  });
});

describe('bodies by a program', () => {
  test('of requests', async () => {
    const action = { jq: '{id: .order.id, from: $context.consumer}' };
    const { outgoing } = await passed('request-body', action, json({ order: { id: 7 } }));
    expect(String(outgoing.body)).toBe('{"id":7,"from":null}');
    const text = await passed(
      'request-body',
      { jq: '"<a>\\(.n)</a>"', contentType: 'text/xml' },
      json({ n: 1 }),
    );
    expect(String(text.outgoing.body)).toBe('<a>1</a>');
    expect(text.outgoing.headers?.get('content-type')).toBe('text/xml');
    await expect(passed('request-body', action, json('x', 'image/png'))).rejects.toThrow(
      'JSON, a form or a text',
    );
  });

  test('of answers, which go out changed or not at all', async () => {
    const action = { jq: '[.items[] | {id}]' };
    serviceSays({ items: [{ id: 1, secret: 's' }] });
    expect((await answered('response-body', action)).body).toBe('[{"id":1}]');
    serviceSays({ message: 'no' }, { status: 404 });
    expect((await answered('response-body', action)).body).toBe('{"message":"no"}');
    serviceSays('{"items":[{"id":1,"secret":');
    await expect(answered('response-body', action)).rejects.toThrow('no JSON');
    expect((await answered('response-body', { ...action, otherwise: 'pass' })).body).toContain('secret');
    serviceSays({ items: 3 });
    await expect(answered('response-body', action)).rejects.toThrow('An expression of this route failed');
  });
});

describe('expression', () => {
  test('changes what it says', async () => {
    const jq = '{headers: {"x-a": .request.ip, "x-b": null}, path: "/new", query: {a: [1, 2], b: null}}';
    const { outgoing } = await passed('expression', { jq }, { url: '/old?b=1&c=3' });
    expect(outgoing).toMatchObject({ path: '/new', query: '?c=3&a=1&a=2' });
    expect(outgoing.headers?.get('x-a')).toBe('192.0.2.7');
    expect(outgoing.headers?.get('x-b')).toBeNull();
    await passed('expression', { jq: 'null' });
  });

  test('answers', async () => {
    const jq = '{answer: {status: 418, headers: {"x-tea": "pot"}, body: {at: .request.path}}}';
    expect(await trial.send(trial.compile(step('expression', { jq })), { url: '/t' })).toMatchObject({
      status: 418,
      headers: { 'x-tea': 'pot', 'content-type': 'application/json' },
      body: '{"at":"/t"}',
    });
  });

  verifies('gateway.traffic.policies.injection', 'gives nothing that it may not', async () => {
    for (const jq of [
      '3',
      '{nonsense: 1}',
      '{headers: {"content-length": "1"}}',
      '{headers: {"a b": "1"}}',
      '{path: "x"}',
      '{path: "/a?b"}',
      '{path: "/a\\r\\nb"}',
      '{path: "/../a"}',
      '{answer: {status: 99}}',
      '{answer: {status: "200"}}',
      '{answer: 1}',
    ])
      await expect(passed('expression', { jq })).rejects.toThrow();
  });
});
