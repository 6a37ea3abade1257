// slow: documents made to take long
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { ConnectorPlan } from '../../core/connector.ts';
import { schemaSet } from '../../core/schema/schema-set.ts';
import { planDocument } from '../../connectors/openapi/plan-document.ts';
import { danglingIn, importedOne, problemsOf } from '../setup/imports.ts';
import { verifies } from '../setup/verifies.ts';

/** Documents that nobody means well with, and documents that chance wrote. */

const ajv = new Ajv2020({ strict: false, validateFormats: false });

const expectSound = (plan: ConnectorPlan): void => {
  expect(danglingIn(plan)).toEqual([]);
  const schemas = plan.operations.flatMap(({ input, output, responses }) => [
    input,
    output ?? true,
    ...responses.flatMap(({ contents }) => contents.map(({ schema }) => schema ?? true)),
  ]);
  const all = [
    ...schemas,
    ...Object.values(plan.definitions),
    ...plan.events.map(({ schema }) => schema ?? true),
  ];
  for (const schema of all)
    if (!ajv.validateSchema(schema)) throw new Error(`${ajv.errorsText()}: ${JSON.stringify(schema)}`);
  const set = schemaSet(plan.definitions);
  for (const schema of all) expect(Array.isArray(set.compile(schema)({}))).toBe(true);
  expect(set.unresolved()).toEqual([]);
};

const words = [
  'type',
  'items',
  'properties',
  'required',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'enum',
  'const',
  'nullable',
  'readOnly',
  'writeOnly',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'pattern',
  'default',
  'additionalProperties',
  '$ref',
  '$defs',
  'discriminator',
  'example',
  'examples',
  'if',
  'then',
  'format',
  'description',
  'prefixItems',
  'unevaluatedProperties',
  'x-sensitive',
  'title',
  'multipleOf',
  'uniqueItems',
];
const { schema: anySchema } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(
      null,
      true,
      false,
      0,
      -1,
      2.5,
      'string',
      'object',
      'array',
      '(',
      '',
      [],
      {},
      ['a', 'a'],
      ['null', 'x'],
    ),
    fc.constantFrom(
      '#/components/schemas/A',
      '#/components/schemas/B',
      '#/components/schemas/Gone',
      '#',
      '#/paths',
      'https://x.example/#/a',
      '#/components/schemas/A/properties/a',
    ),
    tie('schema'),
    fc.array(tie('schema'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'id', '$ref', '__proto__', 'constructor'), tie('schema'), {
      maxKeys: 3,
    }),
  ),
  schema: fc.dictionary(fc.constantFrom(...words), tie('value'), { maxKeys: 5 }),
}));

const anyDocument = fc.record({
  ...{ A: anySchema, B: anySchema, C: anySchema },
  version: fc.constantFrom('3.0.3', '3.1.0', '2.0'),
});

verifies(
  'connectors.import.schemas',
  'whatever the schemas of a document say, those of the plan are sound',
  () => {
    fc.assert(
      fc.property(anyDocument, ({ A, B, C, version }) => {
        const content = { 'application/json': { schema: C } };
        const { $ref, ...inline } = A;
        const said = version === '2.0' ? { ...inline, type: 'string', required: $ref === '' } : { schema: A };
        const parameters = [{ ...said, name: 'q', in: 'query' }];
        const of3 = {
          openapi: version,
          paths: {
            '/a': {
              post: {
                parameters,
                requestBody: { required: true, content },
                responses: { 200: { content } },
                callbacks: { c: { x: { post: { requestBody: { content } } } } },
              },
            },
          },
          components: { schemas: { A, B } },
        };
        const of2 = {
          swagger: version,
          paths: {
            '/a': {
              post: {
                parameters: [...parameters, { in: 'body', name: 'b', schema: C }],
                responses: { 200: { schema: B } },
              },
            },
          },
          definitions: { A, B },
        };
        // By way of the text, as documents come.
        const plan = planDocument({ document: { text: JSON.stringify(version === '2.0' ? of2 : of3) } });
        expect(plan.skipped).toEqual([]);
        expectSound(plan);
      }),
      { numRuns: 400 },
    );
  },
);

const chain = (length: number, width: number): Record<string, unknown> =>
  Object.fromEntries(
    Array.from({ length }, (_, at) => [
      `S${at}`,
      at === length - 1
        ? { type: 'object', properties: { end: { type: 'string' } } }
        : { allOf: Array.from({ length: width }, () => ({ $ref: `#/components/schemas/S${at + 1}` })) },
    ]),
  );

verifies(
  'connectors.import.bad-input',
  'parts that hold the same parts over and over are counted once',
  () => {
    const wide = { content: { 'application/json': { schema: { $ref: '#/components/schemas/S0' } } } };
    const { plan, operation } = importedOne(
      {
        method: 'post',
        requestBody: { required: true, ...wide },
        responses: { 200: { description: '', ...wide } },
      },
      { components: { schemas: chain(10, 30) } },
    );
    expect(operation.body?.arguments).toEqual({ shape: 'spread', names: [{ argument: 'end', name: 'end' }] });
    expectSound(plan);
    // And of a list, where names are looked for.
    importedOne(
      {
        responses: { 200: { description: '', ...wide } },
        parameters: [{ name: 'page', in: 'query', schema: {} }],
      },
      { components: { schemas: chain(10, 30) } },
    );
  },
);

verifies('connectors.import.bad-input', 'schemas that all lead to all others are looked through once', () => {
  const names = Array.from({ length: 150 }, (_, at) => `S${at}`);
  const properties = Object.fromEntries(
    names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]),
  );
  const { plan, operation } = importedOne(
    {
      responses: {
        200: {
          description: '',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/S0' } } },
        },
      },
    },
    {
      components: {
        schemas: Object.fromEntries(names.map((name) => [name, { type: 'object', properties }])),
      },
    },
  );
  expect(operation.hints.sensitive.output).toEqual([]);
  expect(Object.keys(plan.definitions)).toHaveLength(150);
});

verifies(
  'connectors.import.bad-input',
  'a long way from one schema to the next is no long way to import',
  () => {
    const length = 20_000;
    const schemas = Object.fromEntries(
      Array.from({ length }, (_, at) => [
        `S${at}`,
        {
          type: 'object',
          properties: {
            next: { $ref: `#/components/schemas/S${at + 1}` },
            ...(at === length - 1 ? { id: { readOnly: true } } : {}),
          },
        },
      ]),
    );
    const { plan } = importedOne(
      {
        method: 'post',
        requestBody: {
          content: {
            'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/S0' } } },
          },
        },
        responses: {},
      },
      { components: { schemas } },
    );
    expect(Object.keys(plan.definitions)).toHaveLength(length);
  },
);

test('a circle of allOf is imported, and takes what it says', () => {
  const { plan, operation } = importedOne(
    {
      method: 'post',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } },
      },
      responses: {},
    },
    {
      components: {
        schemas: {
          A: {
            allOf: [
              { $ref: '#/components/schemas/A' },
              { type: 'object', properties: { n: { type: 'integer' } } },
            ],
          },
        },
      },
    },
  );
  expectSound(plan);
  expect(problemsOf(plan, operation.input, { n: 1 })).toEqual([]);
  expect(problemsOf(plan, operation.input, { n: 'x' })).not.toEqual([]);
});

verifies(
  'connectors.import.bad-input',
  'texts that no database takes are mended, wherever they stand',
  () => {
    const odd = 'a\u0000b\ud800c';
    const plan = planDocument({
      document: {
        text: JSON.stringify({
          openapi: '3.1.0',
          info: { title: odd, version: odd, description: `${'x'.repeat(9_998)}😀` },
          tags: [odd],
          paths: {
            '/a': {
              get: {
                operationId: odd,
                summary: `${'x'.repeat(298)}😀`,
                tags: [odd],
                parameters: [{ name: odd, in: 'query', schema: { enum: [odd], default: odd } }],
                responses: {},
              },
            },
          },
          components: { securitySchemes: { [odd]: { type: 'apiKey', in: 'header', name: odd } } },
        }),
      },
    });
    const text = JSON.stringify(plan);
    expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
    expect(plan.title).toBe('a\ufffdb\ufffdc');
    expect(Object.keys(plan.schemes)).toEqual(['a\ufffdb\ufffdc']);
  },
);

verifies(
  'connectors.import.bad-input',
  'a document whose operations repeat large parts is refused before it fills the memory',
  () => {
    const enumOf = Array.from({ length: 40_000 }, (_, at) => `choice ${at}`);
    const tree = {
      openapi: '3.1.0',
      paths: Object.fromEntries(
        Array.from({ length: 700 }, (_, at) => [
          `/p${at}`,
          { get: { parameters: [{ $ref: '#/components/parameters/big' }], responses: {} } },
        ]),
      ),
      components: { parameters: { big: { name: 'big', in: 'query', schema: { enum: enumOf } } } },
    };
    expect(() => planDocument({ document: { tree } })).toThrow(
      expect.objectContaining({
        code: 'import_failed',
        message: expect.stringContaining('repeat large parts') as unknown,
      }),
    );
    const many = {
      ...tree,
      components: {
        parameters: {
          big: { name: 'big', in: 'query', schema: { anyOf: enumOf.slice(0, 5_000).map(() => ({})) } },
        },
      },
    };
    expect(() => planDocument({ document: { tree: many } })).toThrow(
      expect.objectContaining({
        code: 'import_failed',
        message: expect.stringContaining('more than 3000000 schemas') as unknown,
      }),
    );
  },
);
