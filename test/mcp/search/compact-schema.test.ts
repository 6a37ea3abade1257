// slow: thousands of cases, made or read
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { JsonSchema } from '../../../core/connector.ts';
import { sampleOf } from '../../../core/schema/sample.ts';
import { schemaSet } from '../../../core/schema/schema-set.ts';
import { compactSchema, type CompactParts } from '../../../mcp-servers/search/compact-schema.ts';
import { verifies } from '../../setup/verifies.ts';

const ajv = () => new Ajv2020({ strict: false, validateFormats: false });
const compact = (parts: Partial<CompactParts> & { readonly schema: JsonSchema }) =>
  compactSchema({ definitions: {}, budget: 100_000, ...parts });
const words = 'This is said at length, as documents do, and again. '.repeat(20);

const tree: Record<string, JsonSchema> = {
  Tree: {
    type: 'object',
    properties: {
      name: { type: 'string', title: 'Name', description: 'The name.', 'x-internal': { a: 1 } },
      branches: { type: 'array', items: { $ref: '#/$defs/Tree' } },
      leaf: { $ref: '#/$defs/Leaf~1one' },
    },
  },
  'Leaf/one': {
    type: 'object',
    description: words,
    properties: { colour: { type: 'string', examples: ['green', 'red'] }, unused: { example: words } },
  },
  Unused: { type: 'object' },
};
const withTree: JsonSchema = {
  type: 'object',
  required: ['tree'],
  properties: { tree: { $ref: '#/$defs/Tree' } },
};

test('only what is reached comes along, what is meant once stands where it is meant, circles stay', () => {
  const { schema, cut, bytes } = compact({ schema: withTree, definitions: tree });
  expect(cut).toEqual([]);
  expect(Object.keys((schema as { $defs: object }).$defs)).toEqual(['Tree']);
  expect(JSON.stringify(schema)).not.toMatch(/x-internal|The name|"Name"|Leaf|Unused|"example"/);
  expect(schema).toMatchObject({
    $defs: {
      Tree: {
        properties: {
          name: { type: 'string' },
          branches: { items: { $ref: '#/$defs/Tree' } },
          leaf: { properties: { colour: { examples: ['green'] } } },
        },
      },
    },
  });
  expect(bytes).toBe(Buffer.byteLength(JSON.stringify(schema)));
  const check = ajv().compile(schema);
  expect(check({ tree: { branches: [{ name: 'a' }] } })).toBe(true);
  expect(check({ tree: { branches: [{ name: 1 }] } })).toBe(false);
  expect(check({})).toBe(false);
});

test('beyond the budget words go first, then what is deepest, described by its fields', () => {
  const deep: JsonSchema = {
    type: 'object',
    required: ['order'],
    properties: {
      order: {
        type: 'object',
        description: words,
        required: ['lines'],
        properties: {
          note: { type: 'string', description: words },
          lines: {
            type: 'array',
            items: {
              type: 'object',
              required: ['sku'],
              properties: Object.fromEntries(
                ['sku', ...Array.from({ length: 30 }, (_, at) => `field${at}`)].map((name) => [
                  name,
                  { type: 'string', description: words },
                ]),
              ),
            },
          },
        },
      },
    },
  };
  const value = { order: { lines: [{ sku: 'a', field3: 'b' }] } };
  let before = Number.POSITIVE_INFINITY;
  for (const budget of [30_000, 8_000, 5_000, 1_400, 600, 300, 10]) {
    const made = compact({ schema: deep, budget });
    expect(made.bytes).toBeLessThanOrEqual(before);
    if (budget > 10) expect(made.bytes).toBeLessThanOrEqual(budget);
    expect(ajv().compile(made.schema)(value)).toBe(true);
    expect(ajv().compile(made.schema)({})).toBe(false);
    before = made.bytes;
  }
  const small = compact({ schema: deep, budget: 1_400 });
  expect(small.cut).toEqual(['/properties/order/properties/lines']);
  expect(JSON.stringify(small.schema)).toMatch(/Each with sku, field0\?, .* and 19 more\./);
  const smallest = compact({ schema: deep, budget: 10 });
  expect(smallest.schema).toMatchObject({
    required: ['order'],
    properties: { order: { type: 'object', description: 'With lines, note?.' } },
  });
});

test('an answer says less and less, in the end the names of its first fields', () => {
  const wide: JsonSchema = {
    type: 'object',
    properties: Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`field_${at}`, { type: 'string', description: words }]),
    ),
  };
  const whole = compact({
    schema: { $ref: '#/$defs/Wide' },
    definitions: { Wide: wide },
    budget: 500,
    use: 'output',
  });
  expect(whole.bytes).toBeLessThanOrEqual(500);
  expect(whole.schema).toMatchObject({ type: 'object', properties: { field_0: true } });
  expect(whole.cut).toEqual(['']);
  const middle = compact({ schema: wide, budget: 12_000, use: 'output' });
  expect(JSON.stringify(middle.schema)).not.toContain('again');
  expect(Object.keys((middle.schema as { properties: object }).properties)).toHaveLength(300);
});

verifies('mcp.search.compact', 'what is cut never forbids what was allowed', () => {
  const many = { enum: Array.from({ length: 200 }, (_, at) => `v${at}`) };
  const cases: readonly (readonly [JsonSchema, unknown])[] = [
    // Cut, both would fit: one of them is not meant any more.
    [{ oneOf: [many, { type: 'string', pattern: `^x${'y?'.repeat(200)}$` }] }, 'v1'],
    [{ type: 'string', not: many }, 'other'],
    [{ if: many, then: false, else: { type: 'string' } }, 'other'],
    [{ type: 'array', contains: many, maxContains: 1 }, ['v1', 'v2x', 'other']],
    [{ allOf: [{ properties: { a: many } }], unevaluatedProperties: false }, { a: 'v1' }],
    [{ $ref: '#/$defs/Gone', type: 'string' }, 'x'],
    [{ $ref: '#/properties/gone', description: 'a' }, 1],
    [
      { anyOf: [{ type: 'object', required: ['a'] }], required: ['b'] },
      { a: 1, b: 1 },
    ],
    [{ allOf: [{ properties: { a: {} } }], additionalProperties: { type: 'number' } }, { a: 1 }],
  ];
  for (const [property, value] of cases) {
    const { schema } = compact({ schema: { type: 'object', properties: { it: property } } });
    const check = ajv().compile(schema);
    expect([JSON.stringify(property).slice(0, 60), check({ it: value })]).toEqual([
      JSON.stringify(property).slice(0, 60),
      true,
    ]);
  }
});

const leaf = fc.constantFrom<JsonSchema>(
  { type: 'string', minLength: 1 },
  { type: 'integer', minimum: 0, format: 'int32' },
  { type: 'boolean', default: false },
  { enum: ['a', 'b'] },
  { $ref: '#/$defs/A' },
  { $ref: '#/$defs/B', description: words },
  { $ref: '#/$defs/C' },
  true,
);
const schemas = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.record({
      type: fc.constant('object'),
      description: fc.constantFrom('', 'short', words),
      properties: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'dd', 'type', '$ref'), tie('schema'), {
        maxKeys: 4,
      }),
      required: fc.constantFrom([], ['a']),
      additionalProperties: fc.constantFrom(true, false),
    }),
    fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.constantFrom(0, 1) }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 1 }), title: fc.constant('T') }),
  ),
})).schema;

verifies(
  'mcp.search.compact',
  'whatever it is and however small: valid, whole, within the budget, never narrower',
  () => {
    const definitions = fc.record({ A: schemas, B: schemas, C: schemas });
    fc.assert(
      fc.property(schemas, definitions, fc.constantFrom(60, 200, 600, 3_000), (field, defs, budget) => {
        const schema = { type: 'object', properties: { field }, required: ['field'] };
        const made = compactSchema({ schema, definitions: defs, budget });
        const text = JSON.stringify(made.schema);
        const check = ajv().compile(made.schema);
        const names = new Set(Object.keys((made.schema as { $defs?: object }).$defs ?? {}));
        for (const [, name = ''] of text.matchAll(/"\$ref":"#\/\$defs\/([^"]*)"/g))
          expect(names).toContain(name);
        expect(made.bytes).toBe(Buffer.byteLength(text));
        if (budget >= 600) expect(made.bytes).toBeLessThanOrEqual(budget);
        const set = schemaSet(defs);
        const value = sampleOf(set, schema);
        // There are schemas that nothing fits.
        if (set.compile(schema)(value).length > 0) return;
        expect(check(JSON.parse(JSON.stringify(value)))).toBe(true);
        expect(schemaSet({}).compile(made.schema)(value)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  },
);

test('schemas made to break whoever walks them do not', () => {
  let nested: JsonSchema = { type: 'string' };
  for (let depth = 0; depth < 3_000; depth++) nested = { type: 'object', properties: { a: nested } };
  expect(compact({ schema: nested, budget: 4_000 }).bytes).toBeLessThanOrEqual(4_000);
  const circle: Record<string, JsonSchema> = { A: { $ref: '#/$defs/B' }, B: { $ref: '#/$defs/A' } };
  expect(() => compact({ schema: { $ref: '#/$defs/A' }, definitions: circle })).not.toThrow();
  const lists: Record<string, JsonSchema> = { L: { type: 'array', items: { $ref: '#/$defs/L' } } };
  expect(() =>
    compact({ schema: { properties: { l: lists['L'] } }, definitions: lists, budget: 10 }),
  ).not.toThrow();
  const proto = JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}') as JsonSchema;
  expect(JSON.stringify(compact({ schema: proto }).schema)).toContain('"__proto__":{"type":"string"}');
  expect(compact({ schema: true }).schema).toBe(true);
  expect(compact({ schema: false }).schema).toBe(false);
});
