import { describe, expect, test } from '@jest/globals';
import type { JsonSchema } from '../../core/connector.ts';
import { imported, importedOne, named, problemsOf, propertiesOf } from '../setup/imports.ts';
import { verifies } from '../setup/verifies.ts';

/** The schema of one query parameter, as the import makes it of what a version says. */
const parameterOf = (openapi: string, schema: unknown, schemas: object = {}) => {
  const { plan, operation } = importedOne(
    { parameters: [{ name: 'x', in: 'query', schema }] },
    { openapi, components: { schemas } },
  );
  const property: JsonSchema = propertiesOf(operation.input)['x'] ?? false;
  return { property, fits: (value: unknown) => problemsOf(plan, property, value).length === 0, plan };
};

interface Said {
  readonly schema: unknown;
  readonly takes: readonly unknown[];
  readonly refuses: readonly unknown[];
  readonly schemas?: object;
}

const of30: readonly (readonly [string, Said])[] = [
  ['nullable', { schema: { type: 'string', nullable: true }, takes: ['a', null], refuses: [1] }],
  [
    'nullable beside an enum',
    { schema: { type: 'string', nullable: true, enum: ['a'] }, takes: ['a', null], refuses: ['b'] },
  ],
  [
    'nullable beside allOf',
    {
      schema: { nullable: true, allOf: [{ $ref: '#/components/schemas/P' }] },
      takes: [{ n: 1 }, null],
      refuses: ['b', { n: 'x' }],
      schemas: { P: { type: 'object', properties: { n: { type: 'number' } } } },
    },
  ],
  [
    'nullable beside a type and allOf',
    {
      schema: { type: 'object', nullable: true, allOf: [{ $ref: '#/components/schemas/P' }] },
      takes: [{}, null],
      refuses: [1],
      schemas: { P: { type: 'object' } },
    },
  ],
  [
    'nullable beside oneOf',
    {
      schema: { nullable: true, oneOf: [{ type: 'string' }, { type: 'integer' }] },
      takes: ['a', 1, null],
      refuses: [true],
    },
  ],
  [
    'nullable beside a reference',
    {
      schema: { $ref: '#/components/schemas/P', nullable: true },
      takes: ['a', null],
      refuses: [1],
      schemas: { P: { type: 'string' } },
    },
  ],
  [
    'exclusiveMinimum as a switch',
    {
      schema: { type: 'number', minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: true },
      takes: [2],
      refuses: [1, 3],
    },
  ],
  [
    'exclusiveMinimum switched off',
    { schema: { type: 'number', minimum: 1, exclusiveMinimum: false }, takes: [1], refuses: [0] },
  ],
  ['a type nobody knows', { schema: { type: 'date' }, takes: ['2020-01-01', 1], refuses: [] }],
  [
    'a required that is no list',
    {
      schema: { type: 'object', required: true, properties: { a: { required: true } } },
      takes: [{}],
      refuses: [1],
    },
  ],
  [
    'choices that YAML made numbers of',
    { schema: { type: 'string', enum: [1, 2.5, true] }, takes: ['1', '2.5', 'true'], refuses: ['3'] },
  ],
  [
    'choices of another type altogether',
    { schema: { type: 'integer', enum: ['low', 'high'] }, takes: ['low'], refuses: ['other'] },
  ],
  [
    'words of JSON Schema that are not well written',
    {
      schema: { type: 'string', minLength: '3', maxLength: -1, enum: [], pattern: 5 },
      takes: [''],
      refuses: [1],
    },
  ],
  [
    'a tuple of older days',
    {
      schema: { type: 'array', items: [{ type: 'string' }, { type: 'number' }] },
      takes: [['a', 1]],
      refuses: [[1]],
    },
  ],
];

const of31: readonly (readonly [string, Said])[] = [
  ['a list of types', { schema: { type: ['string', 'null'] }, takes: ['a', null], refuses: [1] }],
  ['const', { schema: { const: 'a' }, takes: ['a'], refuses: ['b'] }],
  [
    'boolean schemas',
    { schema: { type: 'object', properties: { a: true, b: false } }, takes: [{ a: 1 }], refuses: [{ b: 1 }] },
  ],
  ['exclusiveMinimum as a number', { schema: { exclusiveMinimum: 1 }, takes: [2], refuses: [1] }],
  [
    'words beside a reference',
    {
      schema: { $ref: '#/components/schemas/P', maxLength: 2 },
      takes: ['ab'],
      refuses: ['abc', 1],
      schemas: { P: { type: 'string' } },
    },
  ],
  [
    'words beside a reference to nothing',
    { schema: { $ref: '#/nowhere', type: 'string' }, takes: ['a'], refuses: [1] },
  ],
  [
    '$defs of a schema, by their place in the document',
    {
      schema: { $ref: '#/components/schemas/P' },
      takes: [{ a: 1 }],
      refuses: [{ a: 'x' }],
      schemas: {
        P: {
          $defs: { n: { type: 'number' } },
          properties: { a: { $ref: '#/components/schemas/P/$defs/n' } },
        },
      },
    },
  ],
  [
    'prefixItems and items',
    {
      schema: { prefixItems: [{ type: 'string' }], items: { type: 'number' } },
      takes: [['a', 1]],
      refuses: [['a', 'b']],
    },
  ],
  [
    'if, then, else',
    {
      schema: { if: { type: 'string' }, then: { minLength: 2 }, else: { type: 'number' } },
      takes: ['ab', 1],
      refuses: ['a', null],
    },
  ],
  [
    'dependentSchemas and unevaluatedProperties',
    {
      schema: { type: 'object', properties: { a: {} }, unevaluatedProperties: false },
      takes: [{ a: 1 }],
      refuses: [{ b: 1 }],
    },
  ],
  [
    'a list that holds itself',
    {
      schema: { $ref: '#/components/schemas/Tree' },
      takes: [{ kids: [{ kids: [] }] }],
      refuses: [{ kids: [{ kids: 1 }] }],
      schemas: {
        Tree: {
          type: 'object',
          properties: { kids: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
        },
      },
    },
  ],
  [
    'a reference to itself',
    {
      schema: { $ref: '#/components/schemas/Me' },
      takes: [1],
      refuses: [],
      schemas: { Me: { $ref: '#/components/schemas/Me' } },
    },
  ],
  [
    'allOf in a circle',
    {
      schema: { $ref: '#/components/schemas/A' },
      takes: [{ n: 1 }],
      refuses: [],
      schemas: {
        A: { allOf: [{ $ref: '#/components/schemas/B' }] },
        B: { allOf: [{ $ref: '#/components/schemas/A' }], properties: { n: { type: 'number' } } },
      },
    },
  ],
];

describe('what schemas of OpenAPI 3.0 take', () => {
  test.each(of30)('%s', (_, { schema, schemas, takes, refuses }) => {
    const { fits } = parameterOf('3.0.3', schema, schemas);
    expect(takes.filter((value) => !fits(value))).toEqual([]);
    expect(refuses.filter(fits)).toEqual([]);
  });
});

describe('what schemas of OpenAPI 3.1 take', () => {
  test.each(of31)('%s', (_, { schema, schemas, takes, refuses }) => {
    const { fits } = parameterOf('3.1.0', schema, schemas);
    expect(takes.filter((value) => !fits(value))).toEqual([]);
    expect(refuses.filter(fits)).toEqual([]);
  });
});

/** A thing with an id that the API gives and a secret that it takes, behind references, in a circle. */
const schemas = {
  Id: { type: 'string', readOnly: true },
  Secret: { type: 'string', writeOnly: true },
  Thing: {
    type: 'object',
    required: ['id', 'secret', 'name', 'made'],
    properties: {
      id: { $ref: '#/components/schemas/Id' },
      secret: { $ref: '#/components/schemas/Secret' },
      made: { readOnly: true, allOf: [{ type: 'string' }] },
      name: { type: 'string' },
      parent: { $ref: '#/components/schemas/Thing' },
    },
  },
  Plain: { type: 'object', properties: { a: { type: 'string' } } },
  Parts: {
    allOf: [
      { properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } } },
      { required: ['id', 'name'] },
    ],
  },
};
const answer = (schema: object) => ({
  200: { description: '', content: { 'application/json': { schema } } },
});
const wrapped = (ref: string) => ({
  type: 'object',
  properties: { thing: { $ref: `#/components/schemas/${ref}` } },
  required: ['thing'],
});
const sent = (ref: string) => ({ required: true, content: { 'application/json': { schema: wrapped(ref) } } });

verifies(
  'connectors.import.directions',
  'what is only read is not sent, what is only written is not answered',
  () => {
    const { plan, operation } = importedOne(
      {
        method: 'post',
        requestBody: sent('Thing'),
        responses: answer({ $ref: '#/components/schemas/Thing' }),
      },
      { components: { schemas } },
    );
    const takes = (thing: object) => problemsOf(plan, operation.input, { thing });
    expect(takes({ name: 'n', secret: 's', parent: { name: 'm', secret: 't' } })).toEqual([]);
    expect(takes({ name: 'n' })).not.toEqual([]);
    expect(takes({ name: 'n', secret: 's', parent: { secret: 't' } })).not.toEqual([]);
    const answers = (thing: object) => problemsOf(plan, operation.output, thing);
    expect(
      answers({ id: 'i', name: 'n', made: 'now', parent: { id: 'j', name: 'm', made: 'then' } }),
    ).toEqual([]);
    expect(answers({ name: 'n', made: 'now' })).not.toEqual([]);
    const written = plan.definitions['Thing.write'];
    expect(Object.keys(propertiesOf(written))).toEqual(['secret', 'name', 'parent']);
    expect(Object.keys(propertiesOf(plan.definitions['Thing']))).toEqual(['id', 'made', 'name', 'parent']);
  },
);

verifies(
  'connectors.import.directions',
  'what is required of the other part of an allOf goes the same way',
  () => {
    const { plan, operation } = importedOne(
      {
        method: 'post',
        requestBody: sent('Parts'),
        responses: answer({ $ref: '#/components/schemas/Parts' }),
      },
      { openapi: '3.0.0', components: { schemas } },
    );
    expect(problemsOf(plan, operation.input, { thing: { name: 'n' } })).toEqual([]);
    expect(problemsOf(plan, operation.input, { thing: {} })).not.toEqual([]);
    expect(problemsOf(plan, operation.output, { name: 'n' })).not.toEqual([]);
  },
);

test('a schema without such fields is one definition for both directions', () => {
  const { plan } = importedOne(
    { method: 'post', requestBody: sent('Plain'), responses: answer({ $ref: '#/components/schemas/Plain' }) },
    { components: { schemas } },
  );
  expect(Object.keys(plan.definitions)).toEqual(['Plain']);
});

test('definitions are shared, named as in the document, and never twice', () => {
  const plan = imported({
    paths: {
      '/a': { get: { operationId: 'a', responses: answer({ $ref: '#/components/schemas/P~1Q' }) } },
      '/b': { get: { operationId: 'b', responses: answer({ $ref: '#/components/schemas/P~1Q' }) } },
      '/c': {
        get: {
          operationId: 'c',
          responses: answer({ $ref: '#/paths/~1b/get/responses/200/content/application~1json/schema' }),
        },
      },
    },
    components: { schemas: { 'P/Q': { type: 'string' } } },
  });
  expect(named(plan, 'a').output).toEqual({ $ref: '#/$defs/P_Q' });
  expect(named(plan, 'b').output).toEqual({ $ref: '#/$defs/P_Q' });
  expect(Object.keys(plan.definitions)).toHaveLength(2);
  expect(problemsOf(plan, named(plan, 'c').output, 1)).not.toEqual([]);
});

test('references that lead to nothing take anything, and are told', () => {
  const { plan, operation } = importedOne({
    responses: answer({
      type: 'object',
      properties: { a: { $ref: '#/components/schemas/Gone' }, b: { $ref: 'other.yaml' } },
    }),
  });
  expect(problemsOf(plan, operation.output, { a: 1, b: 'x' })).toEqual([]);
  expect(plan.notes).toEqual([
    expect.stringContaining('"#/components/schemas/Gone" leads to nothing'),
    expect.stringContaining('"other.yaml" leads to nothing'),
  ]);
});
