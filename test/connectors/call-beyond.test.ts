// slow: a whole hub, and what it talks to
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { json, startImportedApi, type ImportedApi } from '../setup/imported-api.ts';

/** What calls can do beyond one request and one answer: the mock, files, lists that go on after their last item. */
let api: ImportedApi;
beforeAll(async () => {
  api = await startImportedApi();
});
afterAll(() => api.stop());

const pet = {
  type: 'object',
  required: ['id', 'name'],
  properties: { id: { type: 'integer' }, name: { type: 'string' } },
};
const answers = (schema: object) => ({
  '200': { description: 'ok', content: { 'application/json': { schema } } },
});
const keyed = {
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } } },
  security: [{ key: [] }],
};

test('the connection "mock" answers as the document says, before there is any account', async () => {
  await api.importAs('mocked', {
    ...keyed,
    paths: {
      '/pets/{id}': {
        get: {
          operationId: 'getPet',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
          responses: answers(pet),
        },
      },
    },
  });
  expect(await api.call('mocked', 'getPet', { input: { id: 1 } })).toMatchObject({
    code: 'connection_not_ready',
  });
  const before = api.upstream.seen.length;
  const answer = await api.call('mocked', 'getPet', { input: { id: 1 }, connection: 'mock' });
  expect(answer).toMatchObject({ status: 200, output: { id: expect.any(Number), name: expect.any(String) } });
  expect(await api.call('mocked', 'getPet', { input: { id: 'x' }, connection: 'mock' })).toMatchObject({
    http: 400,
    code: 'input_invalid',
  });
  expect(api.upstream.seen.length).toBe(before);
  const taken = await api.hub.request('POST', '/api/connections', {
    body: { connector: 'mocked', name: 'Mock', alternative: { key: [] }, secrets: { key: { key: 'k' } } },
  });
  expect(taken.status).toBe(400);
});

test('a list that goes on after its last item is read to its end', async () => {
  await api.importAs('listed', {
    paths: {
      '/customers': {
        get: {
          operationId: 'listCustomers',
          parameters: [
            { name: 'starting_after', in: 'query', schema: { type: 'string' } },
            { name: 'limit', in: 'query', schema: { type: 'integer' } },
          ],
          responses: answers({
            type: 'object',
            properties: { data: { type: 'array', items: pet }, has_more: { type: 'boolean' } },
          }),
        },
      },
    },
  });
  const ids = ['a', 'b', 'c', 'd', 'e'];
  api.routes.set('/customers', (request, response) => {
    const after = new URL(request.url ?? '', 'http://x').searchParams.get('starting_after');
    const from = after === null ? 0 : ids.indexOf(after) + 1;
    const data = ids.slice(from, from + 2).map((id) => ({ id }));
    json(response, { data, has_more: from + 2 < ids.length });
  });
  expect(await api.call('listed', 'listCustomers', { input: {}, all: true })).toMatchObject({
    pages: 3,
    complete: true,
    output: ids.map((id) => ({ id })),
  });
});

test('a file that was answered is downloaded as one, by its own space only', async () => {
  await api.importAs('filed', {
    paths: {
      '/photo': {
        get: {
          operationId: 'getPhoto',
          responses: { '200': { description: '', content: { 'text/html': {}, 'image/svg+xml': {} } } },
        },
      },
    },
  });
  const picture = Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x01]);
  api.routes.set('/photo', (_request, response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture);
  });
  const { output } = await api.call('filed', 'getPhoto');
  const { blob } = output as { blob: string };
  const answer = await fetch(`${api.hub.url}/api/files/${blob}`, {
    headers: { authorization: `Bearer ${api.hub.key}` },
  });
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(picture);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename/);
  expect(answer.headers.get('content-security-policy')).toContain('sandbox');
  const unknown = await api.hub.request('GET', '/api/files/file_00000000000000000000000000');
  expect(unknown.status).toBe(404);
});

test('a version that sends credentials to another place holds the connections until they are authorised again', async () => {
  const document = { ...keyed, paths: { '/a': { get: { operationId: 'a', responses: {} } } } };
  await api.importAs('moved', document);
  const made = await api.hub.request('POST', '/api/connections', {
    body: {
      connector: 'moved',
      name: 'mine',
      alternative: { key: [] },
      secrets: { key: { key: 'of-the-first-place' } },
    },
  });
  expect(made.status).toBe(201);
  expect((await api.call('moved', 'a')).status).toBe(200);

  await api.importAs('moved', { ...document, info: { title: 'same place', version: '2' } });
  await api.hub.request('POST', '/api/connectors/moved/versions/2/publish', { body: {} });
  expect((await api.call('moved', 'a')).status).toBe(200);

  await api.importAs('moved', { ...document, servers: [{ url: 'http://127.0.0.2:9' }] });
  await api.hub.request('POST', '/api/connectors/moved/versions/3/publish', { body: {} });
  expect(await api.call('moved', 'a')).toMatchObject({
    code: 'connection_not_ready',
    detail: expect.stringContaining('http://127.0.0.2:9'),
  });
});
