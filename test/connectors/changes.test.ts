// slow: signs in at a provider
import { expect, test } from '@jest/globals';
import { compareVersions, type Change } from '../../connectors/changes.ts';
import { imported } from '../setup/imports.ts';
import { verifies } from '../setup/verifies.ts';

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const ok = (schema: unknown) => ({ 200: { description: '', ...json(schema) } });
const query = (schema: unknown, more: object = {}) => ({
  parameters: [{ name: 'a', in: 'query', schema, ...more }],
  responses: {},
});
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const body = (schema: unknown) => ({ requestBody: { required: true, ...json(schema) }, responses: {} });
const thing = { $ref: '#/components/schemas/Thing' };

type Schemas = Readonly<Record<string, unknown>>;

const between = (
  before: object,
  after: object,
  schemas: readonly [Schemas, Schemas] = [{}, {}],
): Change[] => {
  const said = (operation: object, of: Schemas) =>
    imported({
      paths: { '/things': { post: { operationId: 'op', ...operation } } },
      components: {
        schemas: of,
        securitySchemes: {
          key: { type: 'apiKey', in: 'header', name: 'K' },
          oauth: { type: 'oauth2', flows: {} },
        },
      },
    });
  return compareVersions(said(before, schemas[0]), said(after, schemas[1]));
};

type Case = readonly [string, object, object, (readonly [Schemas, Schemas])?];

const harmless: readonly Case[] = [
  ['a new argument', { responses: {} }, query({})],
  ['an argument that is no longer required', query({}, { required: true }), query({})],
  ['one more choice', query({ enum: ['a'] }), query({ enum: ['a', 'b'] })],
  ['one more type', query({ type: 'string' }), query({ type: ['string', 'null'] })],
  ['whole numbers become numbers', query({ type: 'integer' }), query({ type: 'number' })],
  ['a wider bound', query({ type: 'string', maxLength: 5 }), query({ type: 'string', maxLength: 9 })],
  ['one more kind', query({ type: 'string' }), query({ anyOf: [{ type: 'string' }, { type: 'integer' }] })],
  [
    'a new field deep in the body',
    body(object({ n: object({ a: {} }) })),
    body(object({ n: object({ a: {}, b: {} }) })),
  ],
  [
    'a new field in the answer',
    { responses: ok(object({ a: {} })) },
    { responses: ok(object({ a: {}, b: {} }, { required: ['b'] })) },
  ],
  [
    'one more choice in the answer',
    { responses: ok({ enum: ['a'] }) },
    { responses: ok({ enum: ['a', 'b'] }) },
  ],
  ['an answer described for the first time', { responses: {} }, { responses: ok(object({ a: {} })) }],
  [
    'one more way to sign in',
    { security: [{ key: [] }], responses: {} },
    { security: [{ oauth: ['x'] }, { key: [] }], responses: {} },
  ],
  [
    'fewer scopes',
    { security: [{ oauth: ['x', 'y'] }], responses: {} },
    { security: [{ oauth: ['x'] }], responses: {} },
  ],
  ['no sign-in any more', { security: [{ key: [] }], responses: {} }, { security: [], responses: {} }],
  ['deprecation', { responses: {} }, { responses: {}, deprecated: true }],
  ['other words', { responses: {}, summary: 'a' }, { responses: {}, summary: 'b' }],
  ['another style', query({ type: 'array' }), query({ type: 'array' }, { explode: false })],
  [
    'a field optional in the body',
    body(thing),
    body(thing),
    [
      { Thing: object({ n: object({ a: {} }, { required: ['a'] }) }) },
      { Thing: object({ n: object({ a: {} }) }) },
    ],
  ],
];

const breaking: readonly Case[] = [
  ['an argument is gone', query({}), { responses: {} }],
  ['an argument is required', query({}), query({}, { required: true })],
  ['a new argument is required', { responses: {} }, query({}, { required: true })],
  ['one choice less', query({ enum: ['a', 'b'] }), query({ enum: ['a'] })],
  ['choices where there were none', query({ type: 'string' }), query({ type: 'string', enum: ['a'] })],
  ['another type', query({ type: 'string' }), query({ type: 'integer' })],
  ['no null any more', query({ type: ['string', 'null'] }), query({ type: 'string' })],
  ['a type where there was none', query({}), query({ type: 'string' })],
  ['a tighter bound', query({ type: 'integer', minimum: 1 }), query({ type: 'integer', minimum: 2 })],
  ['a pattern', query({ type: 'string' }), query({ type: 'string', pattern: '^a' })],
  [
    'one kind less',
    query({ oneOf: [{ type: 'string' }, { type: 'integer' }] }),
    query({ oneOf: [{ type: 'string' }] }),
  ],
  [
    'other items',
    query({ type: 'array', items: { type: 'string' } }),
    query({ type: 'array', items: { type: 'integer' } }),
  ],
  [
    'a field needed deep in the body',
    body(object({ n: object({ a: {} }) })),
    body(object({ n: object({ a: {} }, { required: ['a'] }) })),
  ],
  [
    'a field called title has another type',
    body(object({ n: object({ title: { type: 'string' } }) })),
    body(object({ n: object({ title: { type: 'integer' } }) })),
  ],
  [
    'a choice less behind a reference',
    body(object({ n: thing })),
    body(object({ n: thing })),
    [{ Thing: { enum: ['a', 'b'] } }, { Thing: { enum: ['a'] } }],
  ],
  [
    'a choice less behind two references, in a circle',
    body(object({ n: thing })),
    body(object({ n: thing })),
    [
      {
        Thing: object({ o: { $ref: '#/components/schemas/Other' } }),
        Other: object({ t: thing, e: { enum: [1, 2] } }),
      },
      {
        Thing: object({ o: { $ref: '#/components/schemas/Other' } }),
        Other: object({ t: thing, e: { enum: [1] } }),
      },
    ],
  ],
  ['a field of the answer is gone', { responses: ok(object({ a: {} })) }, { responses: ok(object({})) }],
  [
    'a field of the answer is gone, deep behind a reference',
    { responses: ok({ type: 'array', items: thing }) },
    { responses: ok({ type: 'array', items: thing }) },
    [{ Thing: object({ a: {}, b: {} }) }, { Thing: object({ a: {} }) }],
  ],
  [
    'a field of the answer may be missing',
    { responses: ok(object({ a: {} }, { required: ['a'] })) },
    { responses: ok(object({ a: {} })) },
  ],
  [
    'a field of the answer may be null',
    { responses: ok(object({ a: { type: 'string' } })) },
    { responses: ok(object({ a: { type: ['string', 'null'] } })) },
  ],
  ['an answer that is not described any more', { responses: ok(object({ a: {} })) }, { responses: {} }],
  [
    'another sign-in',
    { security: [{ key: [] }], responses: {} },
    { security: [{ oauth: [] }], responses: {} },
  ],
  [
    'one more scope',
    { security: [{ oauth: ['x'] }], responses: {} },
    { security: [{ oauth: ['x', 'y'] }], responses: {} },
  ],
  ['a sign-in where none was needed', { responses: {} }, { security: [{ key: [] }], responses: {} }],
  [
    'an argument that changes places with another',
    { parameters: [{ name: 'a[b]', in: 'query', schema: {} }], responses: {} },
    {
      parameters: [
        { name: 'a_b', in: 'query', schema: {} },
        { name: 'a[b]', in: 'query', schema: {} },
      ],
      responses: {},
    },
  ],
];

verifies('connectors.changes', 'what a caller may go on doing is harmless', () => {
  for (const [name, before, after, schemas] of harmless) {
    const changes = between(before, after, schemas);
    expect([name, changes.map((change) => change.breaking)]).toEqual([name, [false]]);
  }
});

verifies('connectors.changes', 'what a caller may trip over is breaking', () => {
  for (const [name, before, after, schemas] of breaking) {
    const changes = between(before, after, schemas);
    expect([name, changes.map((change) => change.breaking)]).toEqual([name, [true]]);
  }
});

test('nothing has changed between a version and itself, whichever of these it is', () => {
  for (const [name, before, after, schemas] of [...harmless, ...breaking]) {
    expect([name, between(before, before, schemas && [schemas[0], schemas[0]])]).toEqual([name, []]);
    expect([name, between(after, after, schemas && [schemas[1], schemas[1]])]).toEqual([name, []]);
  }
});

test('added, removed and moved operations are named, with where they stand', () => {
  const of = (paths: object) => imported({ paths });
  const changes = compareVersions(
    of({
      '/a': { get: { operationId: 'a', responses: {} } },
      '/b': { get: { operationId: 'b', responses: {} } },
    }),
    of({
      '/v2/b': { get: { operationId: 'b', responses: {} } },
      '/c': { put: { operationId: 'c', responses: {} } },
    }),
  );
  expect(changes).toEqual([
    {
      operation: 'b',
      method: 'GET',
      path: '/v2/b',
      kind: 'changed',
      breaking: false,
      what: ['moved from GET /b'],
    },
    { operation: 'c', method: 'PUT', path: '/c', kind: 'added', breaking: false, what: ['is new'] },
    {
      operation: 'a',
      method: 'GET',
      path: '/a',
      kind: 'removed',
      breaking: true,
      what: ['is no longer in the document'],
    },
  ]);
});

test('the place of a change is told', () => {
  const [change] = between(
    body(object({ n: object({ list: { type: 'array', items: thing } }) })),
    body(object({ n: object({ list: { type: 'array', items: thing } }) })),
    [{ Thing: object({ a: { type: 'string' } }) }, { Thing: object({ a: { type: 'integer' } }) }],
  );
  expect(change?.what).toEqual([
    'the argument "n" takes other values: "/list/*/a" is no longer string but integer',
  ]);
});

test('schemas that all lead to all others are compared once', () => {
  const names = Array.from({ length: 150 }, (_, at) => `S${at}`);
  const of = (last: unknown) => {
    const properties = Object.fromEntries(
      names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]),
    );
    const schemas = Object.fromEntries(names.map((name) => [name, object(properties)]));
    const paths = Object.fromEntries(
      names.map((name) => [
        `/${name}`,
        {
          post: {
            ...body(object({ s: { $ref: `#/components/schemas/${name}` } })),
            responses: ok({ $ref: `#/components/schemas/${name}` }),
          },
        },
      ]),
    );
    return imported({
      paths,
      components: { schemas: { ...schemas, S149: object({ ...properties, last }) } },
    });
  };
  const changes = compareVersions(of({ type: 'string' }), of({ type: 'integer' }));
  expect(changes).toHaveLength(150);
});
