import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ParameterPlan, ParameterStyle } from '../../core/connector.ts';
import { parameter, plan, startEcho, type Echo } from './wire-echo.ts';

let echo: Echo;
beforeAll(async () => {
  echo = await startEcho();
});
afterAll(() => echo.stop());

const string = 'blue';
const array = ['blue', 'black', 'brown'];
const object = { R: 100, G: 200, B: 150 };

type Row = readonly [style: ParameterStyle, explode: boolean, value: unknown, expected: string];

/** The table "Style Examples" of the OpenAPI specification 3.1.1. */
describe('the style table in the path', () => {
  const rows: readonly Row[] = [
    ['matrix', false, '', ';color'],
    ['matrix', false, string, ';color=blue'],
    ['matrix', false, array, ';color=blue,black,brown'],
    ['matrix', false, object, ';color=R,100,G,200,B,150'],
    ['matrix', true, '', ';color'],
    ['matrix', true, string, ';color=blue'],
    ['matrix', true, array, ';color=blue;color=black;color=brown'],
    ['matrix', true, object, ';R=100;G=200;B=150'],
    ['label', false, string, '.blue'],
    ['label', false, array, '.blue,black,brown'],
    ['label', false, object, '.R,100,G,200,B,150'],
    ['label', true, string, '.blue'],
    ['label', true, array, '.blue.black.brown'],
    ['label', true, object, '.R=100.G=200.B=150'],
    ['simple', false, string, 'blue'],
    ['simple', false, array, 'blue,black,brown'],
    ['simple', false, object, 'R,100,G,200,B,150'],
    ['simple', true, string, 'blue'],
    ['simple', true, array, 'blue,black,brown'],
    ['simple', true, object, 'R=100,G=200,B=150'],
  ];
  test.each(rows)('%s explode %s %j → %s', async (...[style, explode, value, expected]) => {
    const parameters = [parameter({ name: 'color', in: 'path', style, explode })];
    const seen = await echo.call(plan({ path: '/a/{color}/b', parameters }), { color: value });
    expect(seen.url).toBe(`/a/${expected}/b`);
  });
});

describe('the style table in the query', () => {
  const rows: readonly Row[] = [
    ['form', false, '', 'color='],
    ['form', false, string, 'color=blue'],
    ['form', false, array, 'color=blue,black,brown'],
    ['form', false, object, 'color=R,100,G,200,B,150'],
    ['form', true, '', 'color='],
    ['form', true, string, 'color=blue'],
    ['form', true, array, 'color=blue&color=black&color=brown'],
    ['form', true, object, 'R=100&G=200&B=150'],
    ['spaceDelimited', false, array, 'color=blue%20black%20brown'],
    ['spaceDelimited', false, object, 'color=R%20100%20G%20200%20B%20150'],
    ['spaceDelimited', true, array, 'color=blue&color=black&color=brown'],
    ['pipeDelimited', false, array, 'color=blue%7Cblack%7Cbrown'],
    ['pipeDelimited', false, object, 'color=R%7C100%7CG%7C200%7CB%7C150'],
    ['tabDelimited', false, array, 'color=blue%09black%09brown'],
    ['deepObject', true, object, 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150'],
    // Beyond the table.
    ['deepObject', true, string, 'color=blue'],
    ['deepObject', true, { a: { b: { c: 1 } } }, 'color%5Ba%5D%5Bb%5D%5Bc%5D=1'],
    ['deepObject', true, array, 'color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown'],
    ['deepObject', true, { in: [1, 2] }, 'color%5Bin%5D%5B%5D=1&color%5Bin%5D%5B%5D=2'],
    [
      'deepObject',
      true,
      [{ a: 1, b: 2 }, { a: 3 }],
      'color%5B0%5D%5Ba%5D=1&color%5B0%5D%5Bb%5D=2&color%5B1%5D%5Ba%5D=3',
    ],
  ];
  test.each(rows)('%s explode %s %j → %s', async (...[style, explode, value, expected]) => {
    const parameters = [parameter({ name: 'color', in: 'query', style, explode })];
    expect((await echo.call(plan({ parameters }), { color: value })).url).toBe(`/x?${expected}`);
  });
});

describe('the style table in headers and cookies', () => {
  test.each([
    [false, string, 'blue'],
    [false, array, 'blue,black,brown'],
    [false, object, 'R,100,G,200,B,150'],
    [true, object, 'R=100,G=200,B=150'],
    [false, 42, '42'],
    [false, true, 'true'],
    [false, 'a b;c="d"', 'a b;c="d"'],
  ])('header explode %s %j → %s', async (explode, value, expected) => {
    const parameters = [parameter({ name: 'X-Color', in: 'header', explode })];
    const seen = await echo.call(plan({ parameters }), { 'X-Color': value });
    expect(seen.headers['x-color']).toBe(expected);
  });

  test.each([
    [true, string, 'color=blue'],
    [false, array, 'color=blue,black,brown'],
    [false, object, 'color=R,100,G,200,B,150'],
    [true, array, 'color=blue; color=black; color=brown'],
    [true, object, 'R=100; G=200; B=150'],
    [true, 'YWJj+/==', 'color=YWJj+/=='],
    [true, 'a; admin=1, 100%\r\n', 'color=a%3B%20admin=1%2C%20100%25%0D%0A'],
    [true, 'ü', 'color=%C3%BC'],
  ])('cookie explode %s %j → %s', async (explode, value, expected) => {
    const parameters = [parameter({ name: 'color', in: 'cookie', explode })];
    expect((await echo.call(plan({ parameters }), { color: value })).headers.cookie).toBe(expected);
  });

  test('several cookies are one header', async () => {
    const parameters = [parameter({ name: 'a', in: 'cookie' }), parameter({ name: 'b', in: 'cookie' })];
    expect((await echo.call(plan({ parameters }), { a: 1, b: 2 })).headers.cookie).toBe('a=1; b=2');
  });
});

describe('values in a query', () => {
  const q = (given: Partial<ParameterPlan>): ParameterPlan => parameter({ name: 'q', in: 'query', ...given });
  test.each<[string, Partial<ParameterPlan>, unknown, string]>([
    ['true', {}, true, '?q=true'],
    ['false', {}, false, '?q=false'],
    ['zero', {}, 0, '?q=0'],
    ['minus zero', {}, -0, '?q=0'],
    ['a large number', {}, 1e21, '?q=1000000000000000000000'],
    ['a large number with digits', {}, -1.25e22, '?q=-12500000000000000000000'],
    ['a small number', {}, 1.5e-7, '?q=0.00000015'],
    ['null that may be left out', {}, null, ''],
    ['null that has to be there', { required: true }, null, '?q='],
    ['an empty list that may be left out', {}, [], ''],
    ['an empty list that has to be there', { required: true }, [], '?q='],
    ['an empty object', {}, {}, ''],
    ['null in a list', {}, [1, null, 2], '?q=1&q=2'],
    ['null in an object', { explode: false }, { a: null, b: 1 }, '?q=b,1'],
    ['objects in a list', { explode: false }, [{ a: 1 }], '?q=%7B%22a%22%3A1%7D'],
    ['an object in an object', {}, { a: { b: 1 } }, '?a=%7B%22b%22%3A1%7D'],
    ['a comma in an item', { explode: false }, ['a,b', 'c'], '?q=a%2Cb,c'],
    ['reserved characters', {}, "a&b=c d+e/f?g#h'(*)!", '?q=a%26b%3Dc%20d%2Be%2Ff%3Fg%23h%27%28%2A%29%21'],
    ['reserved characters, allowed', { allowReserved: true }, '/a:b?c=(d)', '?q=/a:b?c=(d)'],
    [
      'what would split the query, though allowed',
      { allowReserved: true },
      'a&b=c#[d]+e',
      '?q=a%26b=c%23%5Bd%5D%2Be',
    ],
    ['commas in a list, allowed', { allowReserved: true, explode: false }, ['a,b', '/c'], '?q=a%2Cb,/c'],
    ['triples, allowed', { allowReserved: true }, 'a%2Fb%zz c', '?q=a%2Fb%25zz%20c'],
    ['letters of the world', {}, 'Zürich 東京 👍', '?q=Z%C3%BCrich%20%E6%9D%B1%E4%BA%AC%20%F0%9F%91%8D'],
    ['half a character', {}, 'a\ud800', '?q=a%EF%BF%BD'],
    [
      'JSON',
      { content: 'application/json' },
      { a: [1, 'x'], b: null },
      '?q=%7B%22a%22%3A%5B1%2C%22x%22%5D%2C%22b%22%3Anull%7D',
    ],
    ['a text as JSON', { content: 'application/json' }, 'a', '?q=%22a%22'],
    ['a text with a type', { content: 'text/plain' }, 'a b', '?q=a%20b'],
    ['a name that no model takes', { name: 'filter[x]', argument: 'q' }, 1, '?filter%5Bx%5D=1'],
    ['a dollar name', { name: '$top', argument: 'q' }, 5, '?%24top=5'],
  ])('%s', async (...[, given, value, expected]) => {
    expect((await echo.call(plan({ parameters: [q(given)] }), { q: value })).url).toBe(`/x${expected}`);
  });

  test('a fallback is sent where it is required, and only there', async () => {
    const parameters = [
      q({ name: 'a', argument: 'a', required: true, fallback: 7 }),
      q({ name: 'b', argument: 'b', fallback: 8 }),
      q({ name: 'c', argument: 'c', required: true, fallback: 9 }),
    ];
    expect((await echo.call(plan({ parameters }), { c: 1 })).url).toBe('/x?a=7&c=1');
  });

  test('one name in path, query, header and body reaches each place', async () => {
    const parameters = [
      parameter({ name: 'id', argument: 'id', in: 'path' }),
      parameter({ name: 'id', argument: 'id_query', in: 'query' }),
      parameter({ name: 'id', argument: 'id_header', in: 'header' }),
    ];
    const body = {
      mediaType: 'application/json',
      kind: 'json',
      required: true,
      arguments: { shape: 'spread', names: [{ argument: 'id_body', name: 'id' }] },
    } as const;
    const input = { id: 1, id_query: 2, id_header: 3, id_body: 4 };
    const seen = await echo.call(plan({ method: 'post', path: '/x/{id}', parameters, body }), input);
    expect([seen.method, seen.url, seen.headers['id'], seen.body.toString()]).toEqual([
      'POST',
      '/x/1?id=2',
      '3',
      '{"id":4}',
    ]);
  });
});

describe('addresses', () => {
  const id = parameter({ name: 'id', in: 'path' });
  test.each([
    ['/v1', '/users/{id}', '/v1/users/7'],
    ['/v1/', '/users/{id}', '/v1/users/7'],
    ['', '/users/{id}', '/users/7'],
    ['/v1', 'users/{id}', '/v1/users/7'],
    ['/v1?api-version=1', '/users/{id}', '/v1/users/7?api-version=1'],
    ['/v1#top', '/users/{id}/', '/v1/users/7/'],
    ['/v1', '/a b/{id}?type=x#frag', '/v1/a%20b/7?type=x'],
    ['/v1', '/{id}:activate', '/v1/7:activate'],
    ['/v1', '/{id}.json', '/v1/7.json'],
    ['/v1', '/{id}..{id}', '/v1/7..7'],
    ['/v1', "/entity('{id}')", "/v1/entity('7')"],
    ['/v1?a=1', '/x?id={id}', '/v1/x?a=1&id=7'],
  ])('%s and %s', async (base, path, expected) => {
    const seen = await echo.call(
      plan({ path, parameters: [id] }),
      { id: 7 },
      { baseUrl: echo.origin + base },
    );
    expect(seen.url).toBe(expected);
  });

  test.each([
    ['a/b', 'a%2Fb'],
    ['a?b#c', 'a%3Fb%23c'],
    ['a;b', 'a%3Bb'],
    ['%2e%2e', '%252e%252e'],
    ['a\\b', 'a%5Cb'],
    ['...', '...'],
    ['..a', '..a'],
    ['a\0b', 'a%00b'],
    ['ü', '%C3%BC'],
  ])('the path value %j stays one segment', async (value, expected) => {
    expect((await echo.call(plan({ path: '/a/{id}/b', parameters: [id] }), { id: value })).url).toBe(
      `/a/${expected}/b`,
    );
  });
});

test('JSON in a header is written in ASCII', async () => {
  const parameters = [parameter({ name: 'x-arg', in: 'header', content: 'application/json' })];
  const { headers } = await echo.call(plan({ parameters }), { 'x-arg': { name: 'Zoë' } });
  expect(headers['x-arg']).toBe('{"name":"Zo\\u00eb"}');
});

test('headers that the client sets are left to it', async () => {
  const parameters = ['Content-Length', 'Host', 'X-Kept'].map((name) =>
    parameter({ name, in: 'header', argument: name }),
  );
  const { headers } = await echo.call(plan({ parameters }), {
    'Content-Length': 99,
    Host: 'evil.example',
    'X-Kept': 'yes',
  });
  expect([headers['content-length'], headers.host, headers['x-kept']]).toEqual([
    undefined,
    echo.origin.slice(7),
    'yes',
  ]);
});

test.each([
  [[], 'application/json, */*;q=0.1'],
  [['text/csv', 'application/json; charset=utf-8'], 'application/json, text/csv;q=0.9, */*;q=0.1'],
  [['application/pdf', 'image/*'], 'application/pdf, */*;q=0.1'],
  [
    ['application/vnd.api+json', 'application/json'],
    'application/vnd.api+json, application/json;q=0.9, */*;q=0.1',
  ],
])('what may come back is said: %j', async (types, expected) => {
  const contents = types.map((mediaType) => ({ mediaType, kind: 'json' as const }));
  const { headers } = await echo.call(plan({ responses: [{ status: '200', contents }] }), {});
  expect(headers.accept).toBe(expected);
});
