import { describe, expect, test } from '@jest/globals';
import { checkedDocument } from '../setup/checked-document.ts';
import { verifies } from '../setup/verifies.ts';

const param = (name: string, schema: object, more: object = {}) => ({ name, in: 'query', schema, ...more });
const item = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', minLength: 2 }, count: { type: 'integer' } },
};
const shop = checkedDocument({
  components: {
    schemas: { Item: item, Limit: { type: 'integer', minimum: 1, maximum: 50 } },
    securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'api_key' } },
  },
  paths: {
    '/orders': {
      get: {
        operationId: 'list',
        parameters: [
          param('limit', { $ref: '#/components/schemas/Limit' }),
          param('ids', { type: 'array', items: { type: 'integer' } }, { explode: false }),
          param(
            'filter',
            { type: 'object', properties: { open: { type: 'boolean' } } },
            { style: 'deepObject' },
          ),
          param('either', { anyOf: [{ type: 'integer' }, { enum: ['all'] }] }),
          param('where', {}, { schema: undefined, content: { 'application/json': { schema: item } } }),
          { name: 'X-Trace', in: 'header', required: true, schema: { type: 'string', format: 'uuid' } },
          { name: 'visits', in: 'cookie', schema: { type: 'integer' } },
        ],
      },
      post: {
        operationId: 'add',
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['items'],
                additionalProperties: false,
                properties: {
                  items: { type: 'array', items: { $ref: '#/components/schemas/Item' } },
                  note: { type: ['string', 'null'] },
                },
              },
            },
          },
        },
      },
      patch: {
        operationId: 'change',
        requestBody: { content: { 'application/json': { schema: { ...item, type: 'object' } } } },
      },
    },
    '/orders/{id}': {
      get: { operationId: 'one', parameters: [{ ...param('id', { type: 'integer' }), in: 'path' }] },
    },
    '/orders/latest': { get: { operationId: 'latest' } },
    '/files/{name}.{kind}': { get: { operationId: 'file' } },
    '/rpc?action=start': { post: { operationId: 'start' } },
    '/rpc?action=stop': {
      post: { operationId: 'stop', parameters: [param('force', { type: 'boolean' }, { required: true })] },
    },
    '/files': {
      post: {
        operationId: 'upload',
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['file'],
                properties: { file: { type: 'string', format: 'binary' }, size: { type: 'integer' } },
              },
            },
          },
        },
      },
    },
  },
});

const trace = { 'x-trace': '0b6a1c64-5f3e-4a6b-9a3a-0a3f9b2c1d4e' };
const places = async (...request: Parameters<typeof shop.problems>): Promise<string[]> =>
  (await shop.problems(...request)).map(({ path }) => path);

verifies('connectors.checked-requests', 'problems have their places', async () => {
  const good =
    'GET /orders?limit=5&ids=1,2&filter[open]=true&either=all&api_key=k&where=%7B%22name%22%3A%22ab%22%7D';
  expect(await shop.problems(good, { headers: { ...trace, cookie: 'visits=3; other=x' } })).toEqual([]);
  const wrong: [string, string][] = [
    ['limit=0', '/query/limit'],
    ['limit=5.5', '/query/limit'],
    ['limit=1e1', '/query/limit'],
    ['limit=0x5', '/query/limit'],
    ['limit=%35%', '/query/limit'],
    ['limit=5&limit=6', '/query/limit'],
    ['limit', '/query/limit'],
    ['ids=1,x', '/query/ids/1'],
    ['filter[open]=yes', '/query/filter/open'],
    ['filter[open]=true&filter[open]=false', '/query/filter'],
    ['either=some', '/query/either'],
    ['where={', '/query/where'],
    ['where={"name":"a"}', '/query/where/name'],
    ['where={"name":"a","name":"ab"}', '/query/where'],
    ['other=1', '/query/other'],
    ['Limit=5', '/query/Limit'],
    ['__proto__=1', '/query/__proto__'],
  ];
  for (const [query, path] of wrong)
    expect([query, ...(await places(`GET /orders?${query}`, { headers: trace }))]).toEqual([query, path]);
  expect(await places('GET /orders')).toEqual([expect.stringMatching(/^\/headers/)]);
  expect(await places('GET /orders', { headers: { 'x-trace': '1' } })).toEqual(['/headers/x-trace']);
  expect(await places('GET /orders', { headers: { ...trace, cookie: 'visits=x' } })).toEqual([
    '/cookies/visits',
  ]);
  expect(await places('GET /orders/x')).toEqual(['/path/id']);
  expect(await places('GET /orders/7', { body: {} })).toEqual(['/body']);
});

test('what the query holds beside may pass, where that is wanted', async () => {
  expect(await places('GET /orders?utm=1', { headers: trace, unknownQuery: 'pass' })).toEqual([]);
});

test('bodies are what the document says, of the type that it says', async () => {
  const items = [{ name: 'ab', count: 1, more: true }];
  expect(await places('POST /orders', { body: { items, note: null } })).toEqual([]);
  expect(await places('POST /orders', { body: { items: [{ name: 'a' }] } })).toEqual(['/body/items/0/name']);
  expect(await places('POST /orders', { body: { items, other: 1 } })).toEqual([
    expect.stringMatching(/^\/body/),
  ]);
  expect(await places('POST /orders', { body: [] })).toEqual(['/body']);
  expect(await places('POST /orders', { body: {}, type: 'text/plain' })).toEqual(['/headers/content-type']);
  expect(await places('POST /orders', { body: {}, type: '' })).toEqual(['/headers/content-type']);
  expect(await places('POST /orders', { body: {}, type: 'application/json; charset=utf-7' })).toEqual([
    '/body',
  ]);
  expect((await places('POST /orders')).join()).toMatch(/^(\/body)?$/);
  expect(await shop.problems('POST /orders')).toHaveLength(1);
  await expect(shop.problems('POST /orders', { body: '{"items":' })).rejects.toMatchObject({
    code: 'body_malformed',
  });
  // A body that may be left out is complete where it is there.
  expect(await places('PATCH /orders')).toEqual([]);
  expect(await places('PATCH /orders', { body: { count: 1 } })).toEqual([expect.stringMatching(/^\/body/)]);
  expect(await places('PATCH /orders', { body: { name: 'ab', more: 1 } })).toEqual([]);
});

test('JSON that parsers disagree about is refused: a key is given once in an object', async () => {
  for (const body of ['{"name":"a","name":"ab"}', '{"name":"a","n\\u0061me":"ab"}']) {
    const [problem, ...more] = await shop.problems('PATCH /orders', { body });
    expect(problem).toEqual({ path: '/body', message: 'gives "/name" twice in one object' });
    expect(more).toEqual([]);
  }
  expect(await places('PATCH /orders', { body: '{"name":"ab","list":[{"name":1},{"name":2}]}' })).toEqual([]);
});

describe('paths', () => {
  const nameOf = async (method: string, path: string) => (await shop.find(method, path))?.name;

  test('a parameter is one segment, and plain paths come first', async () => {
    expect(await nameOf('GET', '/orders/latest')).toBe('latest');
    expect(await nameOf('GET', '/orders/lates%74')).toBe('latest');
    expect(await nameOf('GET', '/orders/5')).toBe('one');
    expect(await nameOf('GET', '/files/a.b.txt')).toBe('file');
    for (const path of [
      '/orders/',
      '/orders/5/',
      '/orders/5/items',
      '/orders//',
      '/orders/',
      '/files/a.',
      '/files/.a',
    ])
      expect([path, await nameOf('GET', path)]).toEqual([path, undefined]);
    expect(await nameOf('DELETE', '/orders')).toBeUndefined();
    expect(await nameOf('get', '/orders')).toBeUndefined();
  });

  test('operations at one path are told apart by its query', async () => {
    expect(await places('POST /rpc?action=start')).toEqual([]);
    expect(await places('POST /rpc?action=stop&force=true')).toEqual([]);
    expect(await places('POST /rpc?action=stop')).toEqual([expect.stringMatching(/^\/query/)]);
    expect(await places('POST /rpc?action=start&force=true')).toEqual(['/query/force']);
    expect(await places('POST /rpc?action=other')).toEqual(['/query']);
    expect(await places('POST /rpc')).toEqual(['/query']);
  });

  test('a template of many names takes no longer than its length', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `{p${at}}`);
    const hostile = checkedDocument({ paths: { [`/${names.join('a')}b`]: { get: { operationId: 'all' } } } });
    expect(await hostile.find('GET', `/${'a'.repeat(8_000)}`)).toBeUndefined();
    expect((await hostile.find('GET', `/${'a'.repeat(8_000)}b`))?.name).toBe('all');
  });
});

const form = (...parts: readonly string[]): string =>
  [...parts.map((part) => `--x\r\n${part}\r\n`), '--x--\r\n'].join('');
const part = (head: string, content: string): string =>
  `content-disposition: form-data; ${head}\r\n\r\n${content}`;

test('forms of parts are read in one way only', async () => {
  const type = 'multipart/form-data; boundary=x';
  const ask = async (body: string, of = type) => places('POST /files', { body, type: of });
  const file = part('name="file"; filename="a.bin"', '\0\r\n--y');
  expect(await ask(form(file, part('name="size"', '5')))).toEqual([]);
  expect(await ask(form(file), 'multipart/form-data; boundary="x"')).toEqual([]);
  expect(await ask(form(file, part('name="size"', 'five')))).toEqual(['/body/size']);
  expect(await ask(form(part('name="size"', '5')))).toEqual([expect.stringMatching(/^\/body/)]);
  const broken = [
    '',
    '--x--',
    form(file).slice(0, -4),
    `preamble\r\n${form(file)}`,
    `${form(file)}more`,
    form(part('name="file"; name="size"', '5')),
    form(part('filename="a"', '5')),
    form('content-disposition: attachment; name="file"\r\n\r\n5'),
    form('content-type: text/plain'),
    form(file, part('name="size"', '5'), part('name="size"', '6')),
    form(...Array.from({ length: 1_001 }, () => file)),
  ];
  for (const body of broken)
    expect([body.slice(0, 200), (await ask(body || ' ')).length]).toEqual([body.slice(0, 200), 1]);
  for (const other of ['multipart/form-data', 'multipart/form-data; boundary=x; boundary=y'])
    expect(await ask(form(file), other)).toEqual(['/body']);
});

test('a form that says nothing of its fields takes them, and one that is closed does not', async () => {
  const type = 'application/x-www-form-urlencoded';
  const post = (schema: object) => ({
    post: { requestBody: { content: { [type]: { schema: { type: 'object', ...schema } } } } },
  });
  const known = { properties: { n: { type: 'integer' } } };
  const forms = checkedDocument({
    paths: {
      '/open': post({}),
      '/half': post(known),
      '/closed': post({ ...known, additionalProperties: false }),
    },
  });
  const ask = async (path: string, body: string) =>
    (await forms.problems(`POST ${path}`, { body, type })).map((one) => one.path);
  expect(await ask('/open', 'a=1&a=2&b[c]=3')).toEqual([]);
  expect(await ask('/half', 'n=1&a=1&a=2&b[c]=3&d[]=4')).toEqual([]);
  expect(await ask('/half', 'n=x')).toEqual(['/body/n']);
  expect(await ask('/half', 'n=1&n=2')).toEqual(['/body']);
  expect(await ask('/half', 'n=%ff')).toEqual(['/body']);
  expect(await ask('/closed', 'n=1')).toEqual([]);
  expect(await ask('/closed', 'n=1&a=1')).toEqual([expect.stringMatching(/^\/body/)]);
});

test('a hostile query is bounded', async () => {
  const names = Array.from({ length: 5_000 }, (_, at) => `n${at}=1`).join('&');
  expect(await shop.problems(`GET /orders?${names}`, { headers: trace })).toHaveLength(20);
  const deep = `filter${'[a]'.repeat(2_000)}=1`;
  expect(await places(`GET /orders?${deep}`, { headers: trace })).toEqual(['/query/filter']);
});
