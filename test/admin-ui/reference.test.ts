import { expect, test } from '@jest/globals';
import { curlOf } from '../../admin-ui/src/reference/curl.ts';
import { matchesWords, readDocument } from '../../admin-ui/src/reference/document.ts';
import { exampleOf } from '../../admin-ui/src/reference/example.ts';
import { limitWords, typeWords } from '../../admin-ui/src/reference/schemas.ts';

const document = readDocument({
  info: { title: 'Hub', version: '1' },
  components: {
    schemas: { Node: { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } } },
  },
  paths: {
    '/api/keys': {
      post: {
        operationId: 'keys.create',
        summary: 'Create a key',
        'x-permission': 'keys.write',
        requestBody: {
          content: {
            'application/json': {
              schema: { type: 'object', properties: { name: { type: 'string', examples: ["Ada's key"] } } },
            },
          },
        },
        responses: { 201: { content: { 'application/json': { schema: { type: 'object' } } } } },
      },
    },
    '/api/broken': { get: null, trace: {} },
  },
});

test('an operation is read with its tag, its body and its answer; what cannot be read is left out', () => {
  expect(document.operations.map(({ id, tag, permission }) => [id, tag, permission])).toEqual([
    ['keys.create', 'keys', 'keys.write'],
    ['get /api/broken', 'get /api/broken', undefined],
  ]);
  expect(readDocument('no document').operations).toEqual([]);
});

test('an operation is found by all of its words', () => {
  const [create] = document.operations;
  expect(create && matchesWords(create, 'key POST')).toBe(true);
  expect(create && matchesWords(create, 'key delete')).toBe(false);
});

test('a call as curl survives a quote in its body and holds no key', () => {
  const [create] = document.operations;
  expect(create && curlOf(create, 'https://hub.example.com', document.schemas)).toBe(
    [
      `curl -X POST 'https://hub.example.com/api/keys'`,
      `  -H "Authorization: Bearer $HUB_KEY"`,
      `  -H 'Content-Type: application/json'`,
      `  -d '{"name":"Ada'\\''s key"}'`,
    ].join(' \\\n'),
  );
});

test('a schema that holds itself has an example that ends', () => {
  const example = JSON.stringify(exampleOf({ $ref: '#/components/schemas/Node' }, document.schemas));
  expect(example).toMatch(/^(\{"next":){2,}\{\}\}+$/);
});

test('types are said in few words', () => {
  expect(typeWords({ type: ['string', 'null'] })).toBe('string | null');
  expect(typeWords({ type: 'array', items: { enum: ['a', 'b'] } })).toBe('array<"a" | "b">');
  expect(typeWords({ anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] })).toBe(
    'string (date-time) | null',
  );
  expect(limitWords({ type: 'string', format: 'date-time', pattern: 'long', maxLength: 5 })).toEqual([
    'maxLength: 5',
  ]);
});
