// slow: a whole hub, and what it talks to
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startImportedApi, type ImportedApi } from '../setup/imported-api.ts';
import { verifies } from '../setup/verifies.ts';

let api: ImportedApi;

const content = (mediaType: string, schema: unknown) => ({ content: { [mediaType]: { schema } } });
const at = (name: string, place: string, more: object = {}) => ({ name, in: place, schema: {}, ...more });
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const ok = { 200: { description: '', ...content('application/json', {}) } };
const post = (operationId: string, mediaType: string, schema: unknown) => ({
  post: { operationId, requestBody: { required: true, ...content(mediaType, schema) }, responses: ok },
});
const file = { type: 'string', format: 'binary' };

const document = {
  paths: {
    '/things/{id}/{matrix}': {
      parameters: [
        at('id', 'path', { required: true }),
        at('matrix', 'path', { required: true, style: 'matrix' }),
      ],
      get: {
        operationId: 'getThing',
        parameters: [
          at('filter', 'query', { style: 'deepObject', explode: true, schema: object({ a: {}, b: {} }) }),
          at('filter[name]', 'query'),
          at('$top', 'query', { schema: { type: 'integer' } }),
          at('ids', 'query', { explode: false, schema: { type: 'array', items: { type: 'integer' } } }),
          at('where', 'query', { schema: undefined, ...content('application/json', object({})) }),
          at('X-Trace', 'header', { schema: { type: 'array' } }),
          at('theme', 'cookie'),
          at('id', 'query'),
          at('version', 'query', { required: true, schema: { type: 'string', default: '7' } }),
        ],
        responses: ok,
      },
    },
    '/json': post(
      'sendJson',
      'application/json',
      object(
        { name: { type: 'string' }, n: { type: ['integer', 'null'] }, id: { readOnly: true } },
        { required: ['name', 'id'] },
      ),
    ),
    '/form': post(
      'sendForm',
      'application/x-www-form-urlencoded',
      object({ a: { type: 'string' }, list: { type: 'array', items: {} } }),
    ),
    '/multi': post(
      'sendParts',
      'multipart/form-data',
      object({ note: { type: 'string' }, photo: file, more: { type: 'array', items: file } }),
    ),
    '/text': post('sendText', 'text/plain', { type: 'string' }),
    '/bytes': {
      post: { ...post('sendBytes', 'application/octet-stream', file).post },
      get: {
        operationId: 'getBytes',
        responses: { 200: { description: '', ...content('application/pdf', file) } },
      },
    },
    '/plain': {
      get: {
        operationId: 'getText',
        responses: { 200: { description: '', ...content('text/plain', { type: 'string' }) } },
      },
    },
    '/none': { delete: { operationId: 'removeIt', responses: { 204: { description: '' } } } },
    '/?Action=List&Version=2': {
      get: { operationId: 'listByAction', parameters: [at('Max', 'query')], responses: ok },
    },
    '/own': {
      get: {
        operationId: 'elsewhere',
        servers: [{ url: 'SERVER/base/{v}', variables: { v: { default: 'v2' } } }],
        responses: ok,
      },
    },
  },
};

beforeAll(async () => {
  api = await startImportedApi();
  const text = JSON.stringify(document).replace('SERVER', api.upstream.origin);
  const { operations, skipped } = await api.importAs('things', JSON.parse(text) as typeof document);
  expect([operations, skipped]).toEqual([11, []]);
});
afterAll(() => api.stop());

interface Echo {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
const sent = async (operation: string, input: object): Promise<Echo> => {
  const answer = await api.call('things', operation, { input });
  if (answer.http !== 200) throw new Error(JSON.stringify(answer));
  expect(answer.status).toBe(200);
  return answer.output as Echo;
};

verifies(
  'connectors.call.wire',
  'every parameter arrives where the document says, whatever it is called',
  async () => {
    const { url, headers } = await sent('getThing', {
      ...{ id: 'a/b c', matrix: [1, 2], filter: { a: 1, b: 'x y' }, filter_name: 'é&', top: 5, ids: [1, 2] },
      ...{ where: { x: [1] }, 'X-Trace': ['p', 'q'], theme: 'dark', id_2: 'other' },
    });
    expect(url).toBe(
      '/things/a%2Fb%20c/;matrix=1,2?filter%5Ba%5D=1&filter%5Bb%5D=x%20y&filter%5Bname%5D=%C3%A9%26&%24top=5&ids=1,2&where=%7B%22x%22%3A%5B1%5D%7D&id=other&version=7',
    );
    expect(headers).toMatchObject({ 'x-trace': 'p,q', cookie: 'theme=dark' });
  },
);

verifies('connectors.call.wire', 'bodies of every kind arrive as what they are', async () => {
  const one = await sent('sendJson', { name: 'é', n: null });
  expect([one.headers['content-type'], one.body]).toEqual(['application/json', '{"name":"é","n":null}']);
  const form = await sent('sendForm', { a: 'x y&z', list: [1, 2] });
  expect(form.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(new URLSearchParams(form.body).getAll('list')).toEqual(['1', '2']);
  expect(new URLSearchParams(form.body).get('a')).toBe('x y&z');
  const parts = await sent('sendParts', {
    note: 'hello',
    photo: { base64: Buffer.from('PNG').toString('base64'), name: 'a.png', contentType: 'image/png' },
    more: [{ base64: 'QQ==' }, { base64: 'Qg==' }],
  });
  expect(parts.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(parts.body).toMatch(/; name="photo"; filename="a\.png"\r\n(.*\r\n)*?\r\nPNG\r\n/);
  expect(parts.body.match(/; name="more"/g)).toHaveLength(2);
  const text = await sent('sendText', { body: 'line\nline' });
  expect([text.headers['content-type'], text.body]).toEqual(['text/plain; charset=utf-8', 'line\nline']);
});

verifies(
  'connectors.call.files',
  'a binary answer is kept as a file, which goes out again by its key',
  async () => {
    const bytes = Buffer.from('%PDF-1.7 and more');
    api.routes.set('/bytes', (request, response, body) => {
      if (request.method === 'GET')
        response
          .writeHead(200, {
            'content-type': 'application/pdf',
            'content-disposition': 'attachment; filename="../a.pdf"',
          })
          .end(bytes);
      else
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify({ got: body, type: request.headers['content-type'] }));
    });
    const { output } = await api.call('things', 'getBytes');
    expect(output).toEqual({
      blob: expect.any(String) as unknown,
      contentType: 'application/pdf',
      size: bytes.length,
      name: 'a.pdf',
    });
    const { blob } = output as { blob: string };
    const again = await api.call('things', 'sendBytes', {
      input: { body: { blob, contentType: 'application/pdf' } },
    });
    expect(again.output).toEqual({ got: bytes.toString(), type: 'application/pdf' });
    const unknown = await api.call('things', 'sendBytes', { input: { body: { blob: `${blob}x` } } });
    expect(unknown.http).toBeGreaterThanOrEqual(400);
    expect(unknown.http).toBeLessThan(500);
  },
);

verifies(
  'connectors.call.wire',
  'answers: text is text, nothing is nothing, JSON is JSON whatever it is called',
  async () => {
    api.routes.set('/plain', (_, response) =>
      response.setHeader('content-type', 'text/plain; charset=iso-8859-1').end(Buffer.from('é', 'latin1')),
    );
    expect(await api.call('things', 'getText')).toMatchObject({ status: 200, output: 'é' });
    api.routes.set('/none', (_, response) => response.writeHead(204, { 'set-cookie': 'a=secret' }).end());
    const none = await api.call('things', 'removeIt');
    expect(none).toMatchObject({ status: 204, output: null });
    expect(JSON.stringify(none)).not.toContain('secret');
    api.routes.set('/json', (_, response) => response.setHeader('content-type', 'text/html').end(' {"a":1}'));
    expect((await api.call('things', 'sendJson', { input: { name: 'a' } })).output).toEqual({ a: 1 });
    api.routes.delete('/json');
  },
);

verifies(
  'connectors.call.wire',
  'a query in the path stays, and an operation has its own server',
  async () => {
    expect((await sent('listByAction', { Max: 3 })).url).toBe('/?Action=List&Version=2&Max=3');
    expect((await sent('elsewhere', {})).url).toBe('/base/v2/own');
  },
);

verifies(
  'connectors.call.checked',
  'an input that does not fit names its argument, and nothing is sent',
  async () => {
    const before = api.upstream.seen.length;
    const problem = async (operation: string, input: object) => {
      const { http, code, errors } = await api.call('things', operation, { input });
      expect([http, code]).toEqual([400, 'input_invalid']);
      return errors.map(({ path }) => path);
    };
    expect(await problem('sendJson', {})).toEqual(['/name']);
    expect(await problem('sendJson', { name: 1, n: 'x' })).toEqual(['/name', '/n']);
    expect(await problem('sendJson', { name: 'a', nmae: 'b' })).toEqual(['/nmae']);
    expect(await problem('getThing', { id: '..', matrix: 1 })).toEqual(['id']);
    expect(await problem('getThing', { id: 'a', matrix: 1, 'X-Trace': ['a\nb'] })).toEqual(['X-Trace']);
    expect(api.upstream.seen).toHaveLength(before);
  },
);

test('operations and connectors that are not there are not found', async () => {
  expect(await api.call('things', 'nothing')).toMatchObject({ http: 404, code: 'not_found' });
  expect(await api.call('nothing', 'getThing')).toMatchObject({ http: 404, code: 'not_found' });
  expect(await api.call('things', 'getText', { connection: 'nobody' })).toMatchObject({
    http: 404,
    code: 'not_found',
  });
});

test('the operations are listed, searched, and told with the schemas that they need', async () => {
  const list = async (query: string) =>
    (
      (await api.hub.request('GET', `/api/connectors/things/operations${query}`)).json as {
        items: { name: string }[];
      }
    ).items.map(({ name }) => name);
  expect(await list('?q=text&sort=name')).toEqual(['getText', 'sendText']);
  expect(await list('?method=DELETE')).toEqual(['removeIt']);
  const told = (await api.hub.request('GET', '/api/connectors/things/operations/sendJson')).json;
  expect(told).toMatchObject({
    name: 'sendJson',
    version: 1,
    method: 'POST',
    path: '/json',
    input: { required: ['name'] },
  });
});
