import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kindOf, startCalls, type CallTrial } from '../../setup/function-calls.ts';
import { startUpstream, type Seen, type Upstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

/** `call: http`, by what arrives at a real server and what a task gets of its answer. */
let trial: CallTrial;
let upstream: Upstream;

beforeAll(async () => {
  trial = startCalls();
  upstream = await startUpstream((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://here');
    const status = /^\/status\/(\d+)/.exec(pathname)?.[1];
    if (status !== undefined)
      return void response
        .writeHead(Number(status), { 'content-type': 'application/json', 'x-request-id': 'abc' })
        .end('{"message":"no such pet","token":"t0psecret","code":7}');
    if (pathname === '/away') return void response.writeHead(302, { location: '/json' }).end();
    if (pathname === '/circle') return void response.writeHead(302, { location: '/circle' }).end();
    if (pathname === '/nowhere') return void response.writeHead(304).end();
    if (pathname === '/json')
      return void response
        .writeHead(200, {
          'content-type': 'application/problem+json; charset=utf-8',
          'set-cookie': ['a=1', 'b=2'],
        })
        .end('\uFEFF{"id":1,"name":"milou"}');
    if (pathname === '/text') return void response.writeHead(200, { 'content-type': 'text/csv' }).end('a,b');
    if (pathname === '/latin')
      return void response
        .writeHead(200, { 'content-type': 'text/plain; charset=iso-8859-1' })
        .end(Buffer.from([0xe9]));
    if (pathname === '/bytes')
      return void response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from([0, 1, 255]));
    if (pathname === '/untyped') return void response.writeHead(200).end('plain');
    if (pathname === '/empty') return void response.writeHead(204).end();
    if (pathname === '/broken')
      return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":');
    if (pathname === '/deep')
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('['.repeat(5_000) + ']'.repeat(5_000));
    if (pathname === '/slow') return undefined;
    return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });
});
afterAll(async () => {
  await trial.stop();
  await upstream.stop();
});

const at = (path: string): string => `${upstream.origin}${path}`;
const get = (path: string, more: object = {}) => ({ method: 'get', endpoint: at(path), ...more });

/** The request that a call makes. */
const arrive = async (given: Record<string, unknown>, input: unknown = {}): Promise<Seen> => {
  upstream.seen.length = 0;
  await trial.call('http', given, { input });
  const [seen] = upstream.seen;
  if (seen === undefined) throw new Error('nothing arrived');
  return seen;
};

verifies(
  'flows.calls.protocols',
  'names in the address stand for top-level properties of the input, percent-encoded',
  async () => {
    const address = at('/pets/{pet.id}/{kind}?status={status}&none={none}');
    const input = { 'pet.id': 7, kind: 'a/b c?', status: true, none: null };
    const { path } = await arrive({ method: 'GET', endpoint: { uri: address } }, input);
    expect(path).toBe('/pets/7/a%2Fb%20c%3F?status=true&none=');
  },
);

test('what is missing stands for nothing, whatever the input is', async () => {
  for (const input of [{}, null, 'text', [1], { toString: undefined }])
    expect((await arrive(get('/x{toString}y'), input)).path).toBe('/xy');
});

test.each([[{ a: 1 }], [[1]]])('%j in an address is an error of the expression', async (value) => {
  const fault = await trial.fault('http', get('/{value}'), { input: { value } });
  expect(fault).toMatchObject({ status: 400, detail: expect.stringContaining('{value}') });
  expect(kindOf(fault)).toBe('expression');
});

test.each([
  ['/pets/{a}', { a: '..' }],
  ['/pets/{a}/x', { a: '.' }],
  ['/pets/{a}{b}', { a: '.', b: '.' }],
  ['/pets/.{a}?x', { a: '.' }],
])('a value cannot lead %s out of its place', async (path, input) => {
  const before = upstream.seen.length;
  expect(kindOf(await trial.fault('http', get(path), { input }))).toBe('expression');
  expect(upstream.seen.length).toBe(before);
});

test('dots that lead nowhere are values like others', async () => {
  expect((await arrive(get('/v{a}/{b}'), { a: '..', b: '...' })).path).toBe('/v../...');
});

test('a query joins the one of the address; lists are repeated, null is left out', async () => {
  const query = { q: 'a b&c', list: [1, null, 'two'], no: null, yes: true, deep: { a: 1 } };
  const { path } = await arrive(get('/x?first=1#part', { query }));
  expect(path).toBe('/x?first=1&q=a%20b%26c&list=1&list=two&yes=true&deep=%7B%22a%22%3A1%7D');
});

test.each([
  ['an object', { a: [1, 'ä'] }, undefined, 'application/json', '{"a":[1,"ä"]}'],
  ['a list', [1], undefined, 'application/json', '[1]'],
  ['a number', 5, undefined, 'application/json', '5'],
  ['false', false, undefined, 'application/json', 'false'],
  ['a text', 'as it is', undefined, 'text/plain; charset=utf-8', 'as it is'],
  ['a text that is JSON', '{"a":1}', 'application/json', 'application/json', '{"a":1}'],
  [
    'a form',
    { a: 'b c', l: [1, 2], n: null },
    'application/x-www-form-urlencoded',
    undefined,
    'a=b+c&l=1&l=2',
  ],
  ['bytes', { base64: 'aGk=' }, 'application/octet-stream', undefined, 'hi'],
])('%s is sent as a body', async (...row) => {
  const [, body, type, sentType, sent] = row;
  const headers = type === undefined ? {} : { 'Content-Type': type };
  const seen = await arrive({ method: 'post', endpoint: at('/x'), headers, body });
  expect(seen.body).toBe(sent);
  expect(seen.headers['content-type']).toBe(sentType ?? type);
});

verifies(
  'flows.keys',
  'a call that may not be repeated carries the key of its task, others none',
  async () => {
    for (const method of ['post', 'patch'])
      expect((await arrive({ method, endpoint: at('/x') })).headers['idempotency-key']).toBe('run-1/do/0/it');
    for (const method of ['get', 'put', 'delete', 'head', 'options'])
      expect((await arrive({ method, endpoint: at('/x') })).headers['idempotency-key']).toBeUndefined();
    const own = await arrive({ method: 'post', endpoint: at('/x'), headers: { 'Idempotency-Key': 'mine' } });
    expect(own.headers['idempotency-key']).toBe('mine');
  },
);

test('headers are texts; null leaves one out', async () => {
  const { headers } = await arrive(get('/x', { headers: { 'X-One': 1, 'x-two': 'b', 'x-no': null } }));
  expect(headers).toMatchObject({ 'x-one': '1', 'x-two': 'b' });
  expect(headers['x-no']).toBeUndefined();
});

test.each([
  ['/json', { id: 1, name: 'milou' }],
  ['/text', 'a,b'],
  ['/latin', 'é'],
  ['/bytes', 'AAH/'],
  ['/untyped', 'plain'],
  ['/empty', null],
])('the content of %s is %j', async (path, content) => {
  expect(await trial.output('http', get(path))).toEqual(content);
});

test('raw is the body in base64', async () => {
  expect(await trial.output('http', get('/text', { output: 'raw' }))).toBe('YSxi');
  expect(await trial.output('http', get('/empty', { output: 'raw' }))).toBeNull();
});

test('response is all of it, without what lets somebody in', async () => {
  const headers = { 'X-Api-Key': 'k', authorization: 'Bearer t', accept: '*/*' };
  const output = await trial.output('http', get('/json?api_key=1&q=2', { output: 'response', headers }));
  expect(output).toEqual({
    request: {
      method: 'GET',
      uri: at('/json?api_key=[redacted]&q=2'),
      headers: { 'x-api-key': '[redacted]', authorization: '[redacted]', accept: '*/*' },
    },
    statusCode: 200,
    headers: expect.objectContaining({
      'content-type': 'application/problem+json; charset=utf-8',
      'set-cookie': ['a=1', 'b=2'],
    }),
    content: { id: 1, name: 'milou' },
  });
});

test('redirects are errors, unless the flow says otherwise', async () => {
  expect(await trial.fault('http', get('/away'))).toMatchObject({ status: 302, title: 'Found' });
  expect(await trial.output('http', get('/away', { redirect: true }))).toEqual({ id: 1, name: 'milou' });
  expect(await trial.output('http', get('/nowhere', { redirect: true, output: 'response' }))).toMatchObject({
    statusCode: 304,
  });
  const circle = await trial.fault('http', get('/circle', { redirect: true }));
  expect([kindOf(circle), circle.status]).toEqual(['communication', 502]);
});

test.each([400, 401, 404, 409, 429, 500, 503])(
  'an answer with %i is an error of communication',
  async (status) => {
    const fault = await trial.fault('http', get(`/status/${status}?key=hidden`));
    expect(kindOf(fault)).toBe('communication');
    expect(fault).toMatchObject({
      status,
      instance: '/do/0/it',
      response: {
        status,
        headers: { 'content-type': 'application/json', 'x-request-id': 'abc' },
        body: { message: 'no such pet', token: '[redacted]', code: 7 },
      },
    });
    expect(fault.detail).toContain(`GET ${at(`/status/${status}`)} was answered with ${status}`);
    expect(JSON.stringify(fault)).not.toContain('hidden');
  },
);

test.each(['/broken', '/deep'])('%s says that it is JSON, and is not', async (path) => {
  const fault = await trial.fault('http', get(path));
  expect([kindOf(fault), fault.status]).toEqual(['communication', 502]);
  expect(await trial.output('http', get(path, { output: 'raw' }))).toEqual(expect.any(String));
});

test.each([
  ['http://10.0.0.1/', 'authorization', 403],
  ['http://169.254.169.254/latest/meta-data', 'authorization', 403],
  ['file:///etc/passwd', 'configuration', 400],
  ['no address', 'configuration', 400],
  ['http://user:pass@127.0.0.1/', 'configuration', 400],
  ['http://127.0.0.1:1/', 'communication', 502],
])('%s ends in an error of %s', async (endpoint, kind, status) => {
  const fault = await trial.fault('http', { method: 'get', endpoint });
  expect([kindOf(fault), fault.status]).toEqual([kind, status]);
});

test.each([
  [{ endpoint: 'http://127.0.0.1' }, 'method'],
  [{ method: 'get' }, 'endpoint'],
  [{ method: 'get', endpoint: { uri: 5 } }, 'endpoint.uri'],
  [{ method: 'get', endpoint: 'http://127.0.0.1', headers: ['x'] }, 'headers'],
  [{ method: 'get', endpoint: 'http://127.0.0.1', query: 'x' }, 'query'],
  [{ method: 'get', endpoint: 'http://127.0.0.1', output: 'all' }, 'output'],
  [{ method: 'get', endpoint: 'http://127.0.0.1', redirect: 'yes' }, 'redirect'],
  [{ method: 'get', endpoint: 'http://127.0.0.1', headers: { host: 'x' } }, 'host'],
  [{ method: 'get', endpoint: 'http://127.0.0.1', headers: { a: 'b\r\nc: d' } }, 'header'],
  [{ method: 'GE T', endpoint: 'http://127.0.0.1' }, 'method'],
  [
    {
      method: 'post',
      endpoint: 'http://127.0.0.1',
      body: { a: 1 },
      headers: { 'content-type': 'multipart/form-data' },
    },
    'multipart',
  ],
])('%j is told by its name', async (given, name) => {
  const fault = await trial.fault('http', given);
  expect([kindOf(fault), fault.status]).toEqual(['configuration', 400]);
  expect(fault.detail).toContain(name);
});

test('what takes too long is an error of time', async () => {
  const own = startCalls({ connectMs: 50 });
  try {
    const fault = await own.fault('http', { method: 'get', endpoint: 'http://silent.test/' });
    expect([kindOf(fault), fault.status]).toEqual(['timeout', 408]);
  } finally {
    await own.stop();
  }
});

test('a call that is cancelled ends at once, and is no fault of the task', async () => {
  const stopping = new AbortController();
  const call = trial.call('http', get('/slow'), { signal: stopping.signal });
  stopping.abort(new Error('over'));
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
});
