import { expect, test } from '@jest/globals';
import { importedOne, problemsOf, propertiesOf } from '../setup/imports.ts';

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

const bodyOf = (requestBody: unknown, schemas: object = {}) =>
  importedOne({ method: 'post', requestBody, responses: {} }, { components: { schemas } });

test('the body of several parts that hold together is spread into arguments', () => {
  const { operation } = bodyOf(
    {
      required: true,
      ...json({
        allOf: [
          { $ref: '#/components/schemas/A' },
          { type: 'object', required: ['b'], properties: { b: { type: 'string' } } },
        ],
      }),
    },
    {
      A: { type: 'object', required: ['a'], properties: { a: { type: 'integer' }, id: { readOnly: true } } },
    },
  );
  expect(Object.keys(propertiesOf(operation.input))).toEqual(['a', 'b']);
  expect(operation.input).toMatchObject({ required: ['a', 'b'], additionalProperties: false });
});

test.each([
  ['a choice', { oneOf: [{ type: 'object' }, { type: 'string' }] }],
  ['a list', { type: 'array', items: {} }],
  ['an open object', { type: 'object', properties: { a: {} }, additionalProperties: { type: 'string' } }],
  ['a scalar', { type: 'string' }],
  ['an empty object', { type: 'object' }],
  ['one that may be null', { type: ['object', 'null'], properties: { a: {} } }],
  ['a base of several kinds', { $ref: '#/components/schemas/Pet' }],
  ['a circle', { $ref: '#/components/schemas/A' }],
])('a body that is %s stays in one piece', (_, schema) => {
  const { operation } = bodyOf(
    { required: true, ...json(schema) },
    {
      Pet: {
        type: 'object',
        discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat' } },
        properties: { kind: { type: 'string' } },
      },
      Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { properties: { lives: { type: 'integer' } } }] },
      A: { allOf: [{ $ref: '#/components/schemas/B' }] },
      B: { allOf: [{ $ref: '#/components/schemas/A' }] },
    },
  );
  expect(operation.body?.arguments).toEqual({ shape: 'whole', argument: 'body' });
  expect(operation.input).toMatchObject({ required: ['body'] });
});

test('an argument of the body that is called like a parameter keeps the body in one piece', () => {
  const { operation } = importedOne({
    method: 'put',
    path: '/a/{id}',
    parameters: [
      { name: 'id', in: 'path', required: true, schema: {} },
      { name: 'id', in: 'query', schema: {} },
      { name: 'body', in: 'query', schema: {} },
    ],
    requestBody: json({ type: 'object', properties: { id: {}, name: {} } }),
    responses: {},
  });
  expect(operation.parameters.map(({ argument, in: place }) => [argument, place])).toEqual([
    ['id', 'path'],
    ['id_2', 'query'],
    ['body', 'query'],
  ]);
  expect(operation.body?.arguments).toEqual({ shape: 'whole', argument: 'body_2' });
});

test.each([
  ['multipart/form-data', 'multipart'],
  ['application/x-www-form-urlencoded', 'form'],
  ['text/csv', 'text'],
  ['application/octet-stream', 'binary'],
  ['application/merge-patch+json', 'json'],
  ['image/*', 'binary'],
])('a body of %s is %s', (mediaType, kind) => {
  const { operation } = bodyOf({
    content: { [mediaType]: { schema: { type: 'object', properties: { a: {} } } } },
  });
  expect(operation.body).toMatchObject({ kind, mediaType });
});

test('of several types the hub speaks the one it speaks best, and says which others there are', () => {
  const { operation } = bodyOf({
    content: {
      'text/plain': {},
      'multipart/form-data': {},
      'application/vnd.x+json': {},
      'application/json; charset=utf-8': {},
    },
  });
  expect(operation.body?.mediaType).toBe('application/json; charset=utf-8');
  expect(operation.notes[0]).toContain('application/vnd.x+json, multipart/form-data, text/plain');
});

test('files of a multipart body are files, one or many, and parts go as they say', () => {
  const { plan, operation } = bodyOf({
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          properties: {
            one: { type: 'string', format: 'binary' },
            many: { type: 'array', items: { type: 'string', format: 'binary' } },
            meta: { type: 'object' },
          },
        },
        encoding: {
          one: { contentType: 'image/png, image/jpeg' },
          meta: { contentType: 'application/json' },
        },
      },
    },
  });
  expect(operation.body?.parts).toEqual({
    one: { file: true, contentType: 'image/png' },
    many: { file: true },
    meta: { contentType: 'application/json' },
  });
  expect(problemsOf(plan, operation.input, { one: { base64: '' }, many: [{ blob: 'x' }] })).toEqual([]);
});
