import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BodyKind, BodyPlan, OperationPlan, PartPlan } from '../../core/connector.ts';
import { plan, startEcho, type Arrived, type Echo } from './wire-echo.ts';

let echo: Echo;
beforeAll(async () => {
  echo = await startEcho();
});
afterAll(() => echo.stop());

const whole = (kind: BodyKind, mediaType: string, parts?: Record<string, PartPlan>): OperationPlan => {
  const body: BodyPlan = {
    kind,
    mediaType,
    required: false,
    arguments: { shape: 'whole', argument: 'body' },
    ...(parts === undefined ? {} : { parts }),
  };
  return plan({ method: 'post', body });
};

const textOf = ({ body }: Arrived): string => body.toString('utf8');
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff]);

describe('JSON', () => {
  test.each<[string, unknown, string]>([
    ['application/json', { a: null, b: [], c: '' }, '{"a":null,"b":[],"c":""}'],
    ['application/json', null, 'null'],
    ['application/json', [1, 'ü'], '[1,"ü"]'],
    ['application/json', 'text', '"text"'],
    ['application/json', false, 'false'],
    ['application/merge-patch+json', { title: null }, '{"title":null}'],
    ['application/vnd.api+json', { data: {} }, '{"data":{}}'],
    ['application/json; charset=utf-8', {}, '{}'],
    ['application/json', JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
  ])('%s %j', async (mediaType, value, expected) => {
    const seen = await echo.call(whole('json', mediaType), { body: value });
    expect([seen.headers['content-type'], textOf(seen)]).toEqual([mediaType, expected]);
    expect(seen.headers['content-length']).toBe(String(Buffer.byteLength(expected)));
  });

  test.each<[string, boolean, Record<string, unknown>, string, string | undefined]>([
    [
      'what is left out stays out, and null stays null',
      false,
      { a: null },
      '{"first-name":null}',
      'application/json',
    ],
    [
      'names go back to those of the API',
      false,
      { a: 'x', b: 1 },
      '{"first-name":"x","@type":1}',
      'application/json',
    ],
    ['no argument, no body', false, {}, '', undefined],
    ['undefined is left out', false, { a: undefined }, '', undefined],
    ['a body that must come is an empty object', true, {}, '{}', 'application/json'],
  ])('spread: %s', async (...[, required, input, expected, type]) => {
    const names = [
      { argument: 'a', name: 'first-name' },
      { argument: 'b', name: '@type' },
    ];
    const body: BodyPlan = {
      kind: 'json',
      mediaType: 'application/json',
      required,
      arguments: { shape: 'spread', names },
    };
    const seen = await echo.call(plan({ method: 'patch', body }), input);
    expect([seen.method, textOf(seen), seen.headers['content-type']]).toEqual(['PATCH', expected, type]);
  });

  test('a property called __proto__ is a property', async () => {
    const arguments_ = { shape: 'spread', names: [{ argument: 'proto', name: '__proto__' }] } as const;
    const body = {
      kind: 'json',
      mediaType: 'application/json',
      required: true,
      arguments: arguments_,
    } as const;
    expect(textOf(await echo.call(plan({ method: 'post', body }), { proto: { a: 1 } }))).toBe(
      '{"__proto__":{"a":1}}',
    );
  });
});

describe('forms', () => {
  test.each<[string, Record<string, PartPlan>, unknown, string]>([
    ['scalars', {}, { a: 1, b: true, c: 'x y&z=1+2' }, 'a=1&b=true&c=x%20y%26z%3D1%2B2'],
    ['objects as Stripe takes them', {}, { a: { b: { c: 'd' } } }, 'a%5Bb%5D%5Bc%5D=d'],
    [
      'lists of objects',
      {},
      { items: [{ price: 'p', n: 1 }, { price: 'q' }] },
      'items%5B0%5D%5Bprice%5D=p&items%5B0%5D%5Bn%5D=1&items%5B1%5D%5Bprice%5D=q',
    ],
    ['lists in objects', {}, { a: { tags: ['x', 'y'] } }, 'a%5Btags%5D%5B%5D=x&a%5Btags%5D%5B%5D=y'],
    ['lists', {}, { tags: ['x', 'y'] }, 'tags=x&tags=y'],
    ['lists without explode', { tags: { explode: false } }, { tags: ['x', 'y,z'] }, 'tags=x,y%2Cz'],
    [
      'lists by deepObject',
      { expand: { style: 'deepObject', explode: true } },
      { expand: ['a', 'b'] },
      'expand%5B%5D=a&expand%5B%5D=b',
    ],
    [
      'lists by pipes',
      { tags: { style: 'pipeDelimited', explode: false } },
      { tags: ['x', 'y'] },
      'tags=x%7Cy',
    ],
    ['objects by form', { color: { style: 'form', explode: true } }, { color: { R: 1, G: 2 } }, 'R=1&G=2'],
    ['JSON', { a: { contentType: 'application/json' } }, { a: { b: [1] } }, 'a=%7B%22b%22%3A%5B1%5D%7D'],
    ['null empties', {}, { a: null, b: 1 }, 'a=&b=1'],
    ['an empty list', {}, { a: [], b: 1 }, 'b=1'],
    ['large numbers', {}, { a: 1e21 }, 'a=1000000000000000000000'],
    ['allowed reserved characters', { a: { allowReserved: true } }, { a: '/x:y?&' }, 'a=/x:y?%26'],
    ['names that need encoding', {}, { 'a[b]': 1, ü: 2 }, 'a%5Bb%5D=1&%C3%BC=2'],
    ['a part called as a method of objects', {}, { toString: 'x' }, 'toString=x'],
  ])('%s', async (...[, parts, value, expected]) => {
    const seen = await echo.call(whole('form', 'application/x-www-form-urlencoded', parts), { body: value });
    expect(textOf(seen)).toBe(expected);
    expect(seen.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });
});

describe('texts', () => {
  test.each<[string, unknown, string, Buffer]>([
    ['text/plain', 'Grüße', 'text/plain; charset=utf-8', Buffer.from('Grüße')],
    [
      'text/plain; charset=iso-8859-1',
      'Grüße',
      'text/plain; charset=iso-8859-1',
      Buffer.from('Grüße', 'latin1'),
    ],
    ['text/plain', 42, 'text/plain; charset=utf-8', Buffer.from('42')],
    ['application/xml', '<a>ü</a>', 'application/xml; charset=utf-8', Buffer.from('<a>ü</a>')],
    ['application/x-ndjson', [{ a: 1 }, 2], 'application/x-ndjson', Buffer.from('{"a":1}\n2\n')],
    ['text/*', 'x', 'text/plain; charset=utf-8', Buffer.from('x')],
    ['text/plain', { a: 1 }, 'text/plain; charset=utf-8', Buffer.from('{"a":1}')],
    ['text/plain', '', 'text/plain; charset=utf-8', Buffer.alloc(0)],
  ])('%s %j', async (...[mediaType, value, type, bytes]) => {
    const seen = await echo.call(whole('text', mediaType), { body: value });
    expect([seen.headers['content-type'], seen.body]).toEqual([type, bytes]);
  });
});

describe('bytes', () => {
  const files = async (blob: string) => Buffer.from(`the bytes of ${blob}`);
  test.each<[string, unknown, string, Buffer]>([
    ['application/octet-stream', { base64: png.toString('base64') }, 'application/octet-stream', png],
    [
      'application/octet-stream',
      { base64: png.toString('base64url'), contentType: 'image/png' },
      'image/png',
      png,
    ],
    ['image/png', { base64: png.toString('base64'), contentType: 'text/html' }, 'image/png', png],
    ['application/octet-stream', { blob: 'b1' }, 'application/octet-stream', Buffer.from('the bytes of b1')],
    ['*/*', { blob: 'b1', contentType: 'audio/wav' }, 'audio/wav', Buffer.from('the bytes of b1')],
    ['application/octet-stream', 'as it is: ü', 'application/octet-stream', Buffer.from('as it is: ü')],
    ['application/octet-stream', { base64: '' }, 'application/octet-stream', Buffer.alloc(0)],
    ['application/octet-stream', { base64: 'aGk\n' }, 'application/octet-stream', Buffer.from('hi')],
  ])('%s %j', async (...[mediaType, value, type, bytes]) => {
    const seen = await echo.call(whole('binary', mediaType), { body: value }, { files });
    expect([seen.headers['content-type'], seen.body]).toEqual([type, bytes]);
  });
});

describe('multipart', () => {
  /** Read by Node's own parser, which is undici's: no reader of ours. */
  const readForm = async (
    seen: Arrived,
  ): Promise<[string, string | { name: string; type: string; bytes: Buffer }][]> => {
    const headers = { 'content-type': seen.headers['content-type'] ?? '' };
    const form = await new Response(new Uint8Array(seen.body), { headers }).formData();
    const entries: [string, string | { name: string; type: string; bytes: Buffer }][] = [];
    for (const [name, value] of form) {
      if (typeof value === 'string') entries.push([name, value]);
      else
        entries.push([
          name,
          { name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) },
        ]);
    }
    return entries;
  };
  const send = (parts: Record<string, PartPlan>, value: unknown): Promise<Arrived> =>
    echo.call(
      whole('multipart', 'multipart/form-data', parts),
      { body: value },
      { files: async (blob) => Buffer.from(blob) },
    );

  test.each<[string, Record<string, PartPlan>, unknown, unknown]>([
    [
      'scalars',
      {},
      { a: 1, b: true, c: 'ü\r\n--hub' },
      [
        ['a', '1'],
        ['b', 'true'],
        ['c', 'ü\r\n--hub'],
      ],
    ],
    [
      'lists',
      {},
      { tags: ['x', 'y'] },
      [
        ['tags', 'x'],
        ['tags', 'y'],
      ],
    ],
    ['null', {}, { a: null }, [['a', '']]],
    ['an empty list', {}, { a: [], b: 1 }, [['b', '1']]],
    [
      'nested by brackets',
      { m: { style: 'deepObject', explode: true } },
      { m: { a: 'x y', b: { c: 2 } } },
      [
        ['m[a]', 'x y'],
        ['m[b][c]', '2'],
      ],
    ],
    ['a list by pipes', { m: { style: 'pipeDelimited', explode: false } }, { m: ['x', 'y'] }, [['m', 'x|y']]],
    ['a field with a quote in its name', {}, { 'a"b': 1 }, [['a"b', '1']]],
    [
      'a file',
      { f: { file: true } },
      { f: { base64: png.toString('base64'), name: 'ä.png', contentType: 'image/png' } },
      [['f', { name: 'ä.png', type: 'image/png', bytes: png }]],
    ],
    [
      'a file from a blob',
      { f: { file: true } },
      { f: { blob: 'kept' } },
      [['f', { name: 'f', type: 'application/octet-stream', bytes: Buffer.from('kept') }]],
    ],
    [
      'a file with the type of the document',
      { f: { file: true, contentType: 'text/csv' } },
      { f: 'a,b' },
      [['f', { name: 'f', type: 'text/csv', bytes: Buffer.from('a,b') }]],
    ],
    [
      'files',
      { f: { file: true } },
      {
        f: [
          { base64: 'YQ==', name: 'a' },
          { base64: 'Yg==', name: 'b' },
        ],
      },
      [
        ['f', { name: 'a', type: 'application/octet-stream', bytes: Buffer.from('a') }],
        ['f', { name: 'b', type: 'application/octet-stream', bytes: Buffer.from('b') }],
      ],
    ],
    [
      'a file that the document does not announce',
      {},
      { f: { base64: 'YQ==', name: 'a' } },
      [['f', { name: 'a', type: 'application/octet-stream', bytes: Buffer.from('a') }]],
    ],
  ])('%s', async (...[, parts, value, expected]) => {
    expect(await readForm(await send(parts, value))).toEqual(expected);
  });

  test.each<[Record<string, PartPlan>, unknown, string]>([
    [
      {},
      { a: { b: 1 } },
      'content-disposition: form-data; name="a"\r\ncontent-type: application/json\r\n\r\n{"b":1}\r\n',
    ],
    [{}, { a: 'x' }, 'content-disposition: form-data; name="a"\r\n\r\nx\r\n'],
    [
      { a: { contentType: 'application/json' } },
      { a: 'x' },
      'content-disposition: form-data; name="a"\r\ncontent-type: application/json\r\n\r\n"x"\r\n',
    ],
    [
      { a: { contentType: 'application/json' } },
      { a: [1, 2] },
      'content-disposition: form-data; name="a"\r\ncontent-type: application/json\r\n\r\n[1,2]\r\n',
    ],
    [
      { a: { contentType: 'text/xml' } },
      { a: '<x/>' },
      'content-disposition: form-data; name="a"\r\ncontent-type: text/xml\r\n\r\n<x/>\r\n',
    ],
    [
      { f: { file: true } },
      { f: { base64: 'YQ==', name: 'a"; x="b' } },
      'content-disposition: form-data; name="f"; filename="a%22; x=%22b"\r\ncontent-type: application/octet-stream\r\n\r\na\r\n',
    ],
  ])('on the wire: %j %j', async (parts, value, expected) => {
    const seen = await send(parts, value);
    const boundary = /boundary=(\S+)$/.exec(seen.headers['content-type'] ?? '')?.[1] ?? '';
    expect(textOf(seen)).toBe(`--${boundary}\r\n${expected}--${boundary}--\r\n`);
  });

  test('a related body is documents without names, in their order', async () => {
    const related = whole('multipart', 'multipart/related', { media: { file: true } });
    const seen = await echo.call(related, {
      body: { meta: { name: 'x' }, media: { base64: 'YQ==', contentType: 'image/png' } },
    });
    const [type, boundary = ''] = (seen.headers['content-type'] ?? '').split('; boundary=');
    expect(type).toBe('multipart/related');
    expect(textOf(seen).split(`--${boundary}`).slice(1, 3)).toEqual([
      '\r\ncontent-type: application/json\r\n\r\n{"name":"x"}\r\n',
      '\r\ncontent-type: image/png\r\ncontent-disposition: attachment; filename="media"\r\n\r\na\r\n',
    ]);
  });
});
