// slow: every byte of a zip cut or changed
import { crc32 } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { gatherFromText, gatherFromZip } from '../../connectors/openapi/gather.ts';
import { openZip } from '../../connectors/openapi/unzip.ts';
import { zipOf } from './zip-writer.ts';

const gather = (files: Readonly<Record<string, string>>) =>
  gatherFromZip(zipOf(Object.entries(files).map(([name, content]) => ({ name, content }))));

describe('files of a zip become one document', () => {
  test('references between them become local ones, in circles too', () => {
    const { tree, notes, files } = gather({
      'api/openapi.yaml':
        'openapi: 3.0.0\npaths:\n  /a: {$ref: paths/a.yaml}\ncomponents:\n  schemas: {Error: {type: string}}\n',
      'api/paths/a.yaml':
        'get:\n  responses:\n    default: {$ref: "../openapi.yaml#/components/schemas/Error"}\n    200: {$ref: "../schemas/pet.json#/$defs/Pet"}\n',
      'api/schemas/pet.json':
        '{"$defs": {"Pet": {"properties": {"self": {"$ref": "#/$defs/Pet"}, "path": {"$ref": "../paths/a.yaml"}}}}}',
    });
    expect(notes).toEqual([]);
    expect(files).toEqual(['api/openapi.yaml', 'api/paths/a.yaml', 'api/schemas/pet.json']);
    expect(tree).toEqual({
      openapi: '3.0.0',
      paths: { '/a': { $ref: '#/x-files/a' } },
      components: { schemas: { Error: { type: 'string' } } },
      'x-files': {
        a: {
          get: {
            responses: {
              default: { $ref: '#/components/schemas/Error' },
              '200': { $ref: '#/x-files/pet/$defs/Pet' },
            },
          },
        },
        pet: {
          $defs: {
            Pet: {
              properties: { self: { $ref: '#/x-files/pet/$defs/Pet' }, path: { $ref: '#/x-files/a' } },
            },
          },
        },
      },
    });
  });

  test('files of one name, and what the document had under x-files, stay apart', () => {
    const { tree } = gather({
      'openapi.yaml': 'x-files: {pet: 1}\na: {$ref: a/pet.yaml}\nb: {$ref: "b/pet.yaml"}\n',
      'a/pet.yaml': 'a: 1',
      'b/pet.yaml': 'b: 1',
    });
    expect(tree).toEqual({
      a: { $ref: '#/x-files/pet-2' },
      b: { $ref: '#/x-files/pet-3' },
      'x-files': { pet: 1, 'pet-2': { a: 1 }, 'pet-3': { b: 1 } },
    });
  });

  test('what is only shown is no reference, and a name is no word', () => {
    const { tree, notes } = gather({
      'openapi.yaml': [
        'example: {$ref: gone.yaml}',
        'schemas:',
        '  default: {$ref: b.yaml}',
        '  Cat: {default: {$ref: gone.yaml}, properties: {$ref: {type: string}, value: {$ref: b.yaml}}}',
        '  Pet: {discriminator: {mapping: {cat: "b.yaml#/Cat", dog: Dog}}}',
      ].join('\n'),
      'b.yaml': 'x: 1',
    });
    expect(notes).toEqual([]);
    expect(tree).toMatchObject({
      example: { $ref: 'gone.yaml' },
      schemas: {
        default: { $ref: '#/x-files/b' },
        Cat: { properties: { value: { $ref: '#/x-files/b' } } },
        Pet: { discriminator: { mapping: { cat: '#/x-files/b/Cat', dog: 'Dog' } } },
      },
    });
  });

  test('what is not there stays, and is named with its place', () => {
    const { tree, notes } = gather({
      'openapi.yaml':
        'paths:\n  /a: {$ref: gone.yaml#/x}\n  /b: {$ref: "https://example.com/b.yaml"}\n  /c: {$ref: ../../etc/passwd}\n  /d: {$ref: broken.yaml}\n',
      'broken.yaml': 'a: b: c',
    });
    expect(tree).toMatchObject({ paths: { '/a': { $ref: 'gone.yaml#/x' } } });
    expect(notes).toEqual([
      '#/paths/~1a/$ref: "gone.yaml#/x" is not here: the zip holds no such file.',
      '#/paths/~1b/$ref: "https://example.com/b.yaml" is not here: addresses are not called for a zip.',
      '#/paths/~1c/$ref: "../../etc/passwd" is not here: the zip holds no such file.',
      expect.stringContaining('Cannot read broken.yaml'),
    ]);
  });
});

describe('the first file', () => {
  test.each([
    ['openapi.yaml', { 'a/openapi.yaml': 'x: 1', 'openapi.yaml': 'x: 1', 'b.yaml': 'openapi: 3.0.0' }],
    ['docs/swagger.json', { 'docs/swagger.json': '{}', 'docs/pet.json': '{}' }],
    ['only.yml', { 'only.yml': 'x: 1', 'README.md': '# x' }],
    ['store.yaml', { 'store.yaml': '# comment\nopenapi: "3.1.0"\n', 'pet.yaml': 'type: object' }],
    ['store.json', { 'store.json': '{"info": {}, "swagger": "2.0"}', 'pet.json': '{"type": "object"}' }],
  ])('is %s', (root, files) => {
    expect(gather(files).files[0]).toBe(root);
  });

  test.each([
    ['a/openapi.yaml, b/openapi.yaml could be', { 'a/openapi.yaml': 'x: 1', 'b/openapi.yaml': 'x: 1' }],
    ['one.yaml, two.yaml could be', { 'one.yaml': 'openapi: 3.0.0', 'two.yaml': 'swagger: "2.0"' }],
    ['none of its files begins', { 'one.yaml': 'a: 1', 'two.yaml': 'b: 1' }],
    ['none of its files begins', { 'README.md': '# x' }],
  ])('is asked for: %s', (reason, files) => {
    expect(() => gather(files)).toThrow(reason);
  });

  test('can be named', () => {
    const zip = zipOf([
      { name: 'one.yaml', content: 'a: 1' },
      { name: 'two.yaml', content: 'b: 1' },
    ]);
    expect(gatherFromZip(zip, { name: 'api.zip', root: 'two.yaml' }).tree).toEqual({ b: 1 });
    expect(() => gatherFromZip(zip, { name: 'api.zip', root: 'no.yaml' })).toThrow('holds no file "no.yaml"');
  });
});

test('a zip made by another program is read', () => {
  const made =
    'UEsDBBQAAAAIAAAAIVAAAAAAAgAAAAAAAAAEAAAAYXBpLwMAUEsDBBQAAAAIAAAAIVCbF0y8MAAAADEAAAAQAAAAYXBpL29wZW5hcGkueWFtbMsvSM1LLMi0UjDWM9Az4CpILMkotuJSUNBPtFKoVilKTbNSAIvpJ+pVJubm1HIBAFBLAwQUAAAACAAAACFQEalcpzgAAAA6AAAAEAAAAGFwaS9wYXRocy9hLnlhbWxLTy2xUqguSi0uyM8rTi0GslNS0xJLc0CiKkWpaVYKSnp6+vkFqXmJBZl6lYm5Ocr6FUq1tbVcAFBLAQIUAxQAAAAIAAAAIVAAAAAAAgAAAAAAAAAEAAAAAAAAAAAAAACAAQAAAABhcGkvUEsBAhQDFAAAAAgAAAAhUJsXTLwwAAAAMQAAABAAAAAAAAAAAAAAAIABJAAAAGFwaS9vcGVuYXBpLnlhbWxQSwECFAMUAAAACAAAACFQEalcpzgAAAA6AAAAEAAAAAAAAAAAAAAAgAGCAAAAYXBpL3BhdGhzL2EueWFtbFBLBQYAAAAAAwADAK4AAADoAAAAAAA=';
  const { tree, files } = gatherFromZip(Buffer.from(made, 'base64'));
  expect(files).toEqual(['api/openapi.yaml', 'api/paths/a.yaml']);
  expect(tree).toMatchObject({ 'x-files': { a: { get: { responses: { default: { $ref: '#/x' } } } } } });
});

describe('a zip that lies is refused', () => {
  const bomb = 'a'.repeat(20_000_000);
  test.each([
    ['leads out of it', zipOf([{ name: '../openapi.yaml', content: 'a' }])],
    ['leads out of it', zipOf([{ name: 'a\\..\\..\\openapi.yaml', content: 'a' }])],
    ['leads out of it', zipOf([{ name: '/etc/openapi.yaml', content: 'a' }])],
    ['leads out of it', zipOf([{ name: 'c:\\openapi.yaml', content: 'a' }])],
    ['grows more than 200 times', zipOf([{ name: 'openapi.yaml', content: bomb }])],
    [
      'larger than its directory says',
      zipOf([{ name: 'openapi.yaml', content: bomb, claims: { size: 10 } }]),
    ],
    ['damaged', zipOf([{ name: 'openapi.yaml', content: 'a: 1', claims: { crc: crc32('b') } }])],
    ['damaged', zipOf([{ name: 'openapi.yaml', content: 'a: 1', stored: true, claims: { size: 3 } }])],
    [
      'overlap',
      zipOf([
        { name: 'openapi.yaml', content: 'a: 1' },
        { name: 'openapi.yml', content: 'a: 1', overlaps: true },
      ]),
    ],
    [
      'twice',
      zipOf([
        { name: 'openapi.yaml', content: 'a' },
        { name: './openapi.yaml', content: 'b' },
      ]),
    ],
    ['encrypted', zipOf([{ name: 'openapi.yaml', content: 'a', claims: { flags: 1 } }])],
    ['2001 entries', zipOf(Array.from({ length: 2_001 }, (_, at) => ({ name: `${at}`, content: '' })))],
    ['no zip at all', Buffer.from('PK\x03\x04 and nothing more of a zip in it')],
    ['no zip at all', zipOf([{ name: 'openapi.yaml', content: 'a: 1' }]).subarray(0, -5)],
  ])('%s', (reason, bytes) => {
    const run = () => gatherFromZip(bytes);
    expect(run).toThrow(reason);
    expect(run).toThrow(expect.objectContaining({ code: 'import_failed' }));
  });

  test('of more than 64 MB altogether, though each file is small', () => {
    const noise = Buffer.from(
      Array.from({ length: 5_000 }, (_, at) => `k${at}: ${crc32(String(at))}\n`).join(''),
    );
    const content = Buffer.concat(Array.from({ length: 40 }, () => noise));
    const zip = openZip(zipOf(Array.from({ length: 30 }, (_, at) => ({ name: `${at}.yaml`, content }))));
    expect(() => zip.names.map((name) => zip.read(name).length)).toThrow('unpacks to more than');
  });

  test('links and hidden files are not there at all', () => {
    const zip = openZip(
      zipOf([
        { name: 'link.yaml', content: '/etc/passwd', claims: { mode: 0o120777 } },
        { name: '__MACOSX/openapi.yaml', content: '' },
        { name: 'a/.DS_Store', content: '' },
        { name: 'a\\b.yaml', content: 'x' },
      ]),
    );
    expect(zip.names).toEqual(['a/b.yaml']);
  });

  test('cut anywhere, or with any byte changed, it ends with a sentence', () => {
    const whole = zipOf([{ name: 'openapi.yaml', content: 'a: 1\nb: 2\n' }]);
    const outcome = (bytes: Uint8Array): string => {
      try {
        return JSON.stringify(gatherFromZip(bytes).tree);
      } catch (error) {
        return (error as { code?: string }).code ?? String(error);
      }
    };
    const outcomes = new Set<string>();
    for (let at = 0; at < whole.length; at++) {
      outcomes.add(outcome(whole.subarray(0, at)));
      for (const bit of [0x01, 0x80, 0xff]) {
        const changed = Buffer.from(whole);
        changed.writeUInt8((changed.readUInt8(at) ^ bit) & 0xff, at);
        outcomes.add(outcome(changed));
      }
    }
    expect([...outcomes].toSorted()).toEqual(['import_failed', '{"a":1,"b":2}']);
  });
});

test('a text stands alone: where its references lead is listed, and nothing is called', () => {
  const { tree, notes } = gatherFromText(
    'paths: {/a: {$ref: "http://127.0.0.1:1/a.yaml#/x"}, /b: {$ref: "#/paths/~1a"}, /c: {$ref: ./c.yaml}}',
  );
  expect(tree).toMatchObject({ paths: { '/b': { $ref: '#/paths/~1a' }, '/c': { $ref: './c.yaml' } } });
  expect(notes).toEqual([
    expect.stringContaining('#/paths/~1a/$ref: "http://127.0.0.1:1/a.yaml#/x" is not here'),
    expect.stringContaining('#/paths/~1c/$ref: "./c.yaml" is not here'),
  ]);
});
