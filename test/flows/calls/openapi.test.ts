// slow: waits for clients, upstreams or programs that take their time
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { kindOf, startCalls, type CallTrial } from '../../setup/function-calls.ts';
import { startUpstream, type Upstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

/** `call: openapi`: documents at an address, and the requests that they describe. */
let trial: CallTrial;
let upstream: Upstream;
/** Lets the late document arrive. */
let release = (): unknown => undefined;

const id = { name: 'petId', in: 'path', required: true, type: 'integer' };
const swagger = {
  swagger: '2.0',
  info: { title: 'Petstore', version: '1' },
  basePath: '/v2',
  paths: {
    '/pet/findByStatus': {
      get: {
        operationId: 'findPetsByStatus',
        parameters: [
          {
            name: 'status',
            in: 'query',
            type: 'array',
            items: { type: 'string' },
            collectionFormat: 'multi',
          },
        ],
        responses: { 200: { description: 'pets' } },
      },
    },
    '/pet/{petId}': {
      get: { operationId: 'getPetById', parameters: [id], responses: { 200: { description: 'a pet' } } },
    },
    '/pet': {
      post: {
        operationId: 'pets.add',
        consumes: ['application/json'],
        parameters: [
          { name: 'X-Trace', in: 'header', type: 'string' },
          { name: 'filter[name]', in: 'query', type: 'string' },
          {
            name: 'body',
            in: 'body',
            required: true,
            schema: { type: 'object', properties: { name: { type: 'string' } } },
          },
        ],
        responses: { 201: { description: 'made' } },
      },
    },
  },
};
const modern = {
  openapi: '3.1.0',
  info: { title: 'Twins', version: '1' },
  servers: [{ url: '{scheme}://127.0.0.1:1/', variables: { scheme: { default: 'http' } } }, { url: '/' }],
  paths: {
    '/a': { get: { operationId: 'get.it', servers: [{ url: '/own' }], responses: {} } },
    '/b': { get: { operationId: 'get_it', responses: {} } },
    '/lists': {
      post: {
        operationId: 'keep',
        servers: [{ url: '/own' }],
        requestBody: {
          content: { 'application/json': { schema: { type: 'array', items: { type: 'integer' } } } },
        },
        responses: {},
      },
    },
  },
};

beforeAll(async () => {
  trial = startCalls();
  upstream = await startUpstream((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://here');
    const json = { 'content-type': 'application/json' };
    const { authorization } = request.headers;
    if (pathname === '/swagger.json') return void response.writeHead(200, json).end(JSON.stringify(swagger));
    if (pathname === '/modern.json') return void response.writeHead(200, json).end(JSON.stringify(modern));
    if (pathname === '/private.json')
      return void (authorization === 'Bearer reader'
        ? response.writeHead(200, json).end(JSON.stringify(swagger))
        : response.writeHead(403).end());
    if (pathname === '/late.json') {
      release = () => response.writeHead(200, json).end(JSON.stringify(swagger));
      return undefined;
    }
    if (pathname === '/page.html') return void response.writeHead(200).end('<html>');
    if (pathname === '/v2/pet/404') return void response.writeHead(404, json).end('{"message":"no pet"}');
    if (pathname === '/v2/pet/302') return void response.writeHead(302, { location: '/v2/pet/1' }).end();
    return void response
      .writeHead(200, json)
      .end(JSON.stringify({ path: request.url, method: request.method, authorization }));
  });
});
beforeEach(() => {
  upstream.seen.length = 0;
});
afterAll(async () => {
  await trial.stop();
  await upstream.stop();
});

const given = (operationId: string, parameters?: object, more: object = {}) => ({
  document: { endpoint: `${upstream.origin}/swagger.json` },
  operationId,
  ...(parameters === undefined ? {} : { parameters }),
  ...more,
});
const calls = () => upstream.seen.filter(({ path }) => !path.endsWith('.json'));

verifies(
  'flows.calls.protocols',
  'an operation is called by its id, its parameters where the document has them',
  async () => {
    expect(
      await trial.output('openapi', given('findPetsByStatus', { status: ['available', 'sold'] })),
    ).toMatchObject({
      path: '/v2/pet/findByStatus?status=available&status=sold',
    });
    expect(await trial.output('openapi', given('getPetById', { petId: 7 }))).toMatchObject({
      path: '/v2/pet/7',
    });
  },
);

test('a body is given whole or by its properties, and parameters by the names of the document', async () => {
  const parameters = { 'filter[name]': 'a b', 'x-trace': 't' };
  for (const body of [{ body: { name: 'milou' } }, { name: 'milou' }]) {
    upstream.seen.length = 0;
    await trial.call('openapi', given('pets.add', { ...parameters, ...body }));
    const [seen] = calls();
    expect([seen?.path, seen?.body]).toEqual(['/v2/pet?filter%5Bname%5D=a%20b', '{"name":"milou"}']);
    expect(seen?.headers).toMatchObject({ 'x-trace': 't', 'idempotency-key': 'run-1/do/0/it' });
  }
});

test('a body that is no object is given whole', async () => {
  const document = { endpoint: { uri: `${upstream.origin}/{name}.json` } };
  await trial.call(
    'openapi',
    { document, operationId: 'keep', parameters: { body: [1, 2] } },
    { input: { name: 'modern' } },
  );
  expect(calls()).toMatchObject([{ path: '/own/lists', body: '[1,2]' }]);
});

test('the forms of output, redirects and errors are those of an http call', async () => {
  expect(
    await trial.output('openapi', given('getPetById', { petId: 1 }, { output: 'response' })),
  ).toMatchObject({
    request: { method: 'GET', uri: `${upstream.origin}/v2/pet/1` },
    statusCode: 200,
    content: { path: '/v2/pet/1' },
  });
  const missing = await trial.fault('openapi', given('getPetById', { petId: 404 }));
  expect([kindOf(missing), missing.status]).toEqual(['communication', 404]);
  expect(missing).toMatchObject({ response: { body: { message: 'no pet' } } });
  expect((await trial.fault('openapi', given('getPetById', { petId: 302 }))).status).toBe(302);
  expect(
    await trial.output('openapi', given('getPetById', { petId: 302 }, { redirect: true })),
  ).toMatchObject({
    path: '/v2/pet/1',
  });
});

test('the call is authorised by its policy, the reading of the document by its own', async () => {
  const document = {
    endpoint: { uri: `${upstream.origin}/private.json`, authentication: { bearer: { token: 'reader' } } },
  };
  const more = { document, authentication: { bearer: { token: 'caller' } } };
  const { output, authorization } = await trial.call('openapi', given('getPetById', { petId: 1 }, more));
  expect(output).toMatchObject({ authorization: 'Bearer caller' });
  expect(authorization).toEqual({ scheme: 'Bearer', parameter: 'caller' });
  const shut = { document: { endpoint: `${upstream.origin}/private.json` } };
  expect((await trial.fault('openapi', given('getPetById', { petId: 1 }, shut))).detail).toContain('403');
});

test('a document is read once, by however many calls at once', async () => {
  const own = startCalls();
  try {
    const some = [1, 2, 3, 4].map((petId) => own.output('openapi', given('getPetById', { petId })));
    await Promise.all(some);
    await own.call('openapi', given('getPetById', { petId: 5 }));
    expect(upstream.seen.filter(({ path }) => path === '/swagger.json')).toHaveLength(1);
    await own.call('openapi', given('getPetById', { petId: 5 }), { spaceId: 'spc_two' });
    expect(upstream.seen.filter(({ path }) => path === '/swagger.json')).toHaveLength(2);
  } finally {
    await own.stop();
  }
});

test('whoever leaves while a document is read takes nobody along', async () => {
  const leaving = new AbortController();
  const late = given('getPetById', { petId: 2 }, { document: { endpoint: `${upstream.origin}/late.json` } });
  const gone = trial.call('openapi', late, { signal: leaving.signal });
  const stays = trial.output('openapi', late);
  await eventually(() => upstream.seen.length === 1);
  leaving.abort();
  // The document is not here yet.
  await expect(gone).rejects.toMatchObject({ code: 'cancelled' });
  release();
  expect(await stays).toMatchObject({ path: '/v2/pet/2' });
});

test.each([
  ['getPetByIt', {}, 'configuration', 'Did you mean "getPetById"?'],
  ['getPetById', { petid: 1 }, 'validation', 'did you mean "petId"?'],
  ['getPetById', {}, 'validation', '"petId" is required'],
  ['getPetById', { petId: '..' }, 'validation', 'leads to another address'],
  ['pets.add', { body: 5 }, 'validation', '"body" is no object'],
])('%s with %j is an error of %s', async (...row) => {
  const [operationId, parameters, kind, said] = row;
  const fault = await trial.fault('openapi', given(operationId, parameters));
  expect(kindOf(fault)).toBe(kind);
  expect(fault.detail).toContain(said);
  expect(calls()).toEqual([]);
});

test('ids that cannot be told apart are called by method and path', async () => {
  const document = { endpoint: `${upstream.origin}/modern.json` };
  const fault = await trial.fault('openapi', { document, operationId: 'get.it' });
  expect(fault.detail).toContain('Name one of "GET /a", "GET /b".');
  expect(await trial.output('openapi', { document, operationId: 'GET /a' })).toMatchObject({
    path: '/own/a',
  });
});

test.each(['/page.html', '/other'])('%s is no document', async (path) => {
  const fault = await trial.fault(
    'openapi',
    given('x', {}, { document: { endpoint: upstream.origin + path } }),
  );
  expect(kindOf(fault)).toBe('configuration');
});
