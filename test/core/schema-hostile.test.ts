// slow: thousands of cases, made or read
import { expect, test } from '@jest/globals';
import type { JsonSchema } from '../../core/connector.ts';
import { compileSchema } from '../../core/schema/schema-set.ts';

/** Schemas and values that were made to harm. Each of these ends in milliseconds; a hang is the runner's timeout. */

type Definitions = Record<string, JsonSchema>;

const numbered = (count: number, make: (next: JsonSchema) => JsonSchema): Definitions =>
  Object.fromEntries(
    Array.from({ length: count }, (_none, at) => [`d${at}`, make({ $ref: `#/$defs/d${at + 1}` })]),
  );

const messagesOf = (schema: JsonSchema, value: unknown, definitions: Definitions = {}): string[] =>
  compileSchema(schema, { definitions })(value).map(({ message }) => message);

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let at = 0; at < depth; at += 1) value = [value];
  return value;
};

test('a reference to itself asks for nothing, and ends', () => {
  const a = { $ref: '#/$defs/a' };
  expect(messagesOf(a, 1, { a })).toEqual([]);
  expect(messagesOf({ $dynamicRef: '#x', $dynamicAnchor: 'x' }, 1)).toEqual([]);
  const circle = { a: { allOf: [{ $ref: '#/$defs/b' }] }, b: { allOf: [a, { type: 'string' }] } };
  expect(messagesOf(a, 1, circle)).toEqual(['must be string, not 1']);
});

test('references that double at each step run out of steps', () => {
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const definitions = numbered(60, (next) => ({ [keyword]: [next, next] }));
    definitions['d60'] = { type: keyword === 'allOf' ? 'number' : 'string' };
    expect(messagesOf({ $ref: '#/$defs/d0' }, 1, definitions)).toEqual([
      expect.stringContaining('too costly'),
    ]);
    // `not` does not turn the end of the run into a fit.
    expect(messagesOf({ not: { $ref: '#/$defs/d0' } }, 1, definitions)).toHaveLength(1);
  }
});

test('a long chain of references ends before the stack does', () => {
  const chains = [
    numbered(5_000, (next) => ({ allOf: [next] })),
    numbered(5_000, (next) => ({ writeOnly: true, unevaluatedItems: false, anyOf: [{ if: next }] })),
    numbered(5_000, (next) => ({
      not: { contains: next, propertyNames: next, dependentSchemas: { a: next } },
    })),
    numbered(5_000, (next) => ({ $id: 'x', oneOf: [{ unevaluatedProperties: false, ...(next as object) }] })),
  ];
  const [first, ...others] = chains.map((chain) => messagesOf({ $ref: '#/$defs/d0' }, { a: 1 }, chain));
  expect(first).toEqual([expect.stringContaining('schemas inside each other')]);
  for (const messages of others) expect(messages.length).toBeLessThanOrEqual(20);
});

test('a value nested 100,000 deep is refused where the schema follows it', () => {
  const deep = nested(100_000);
  expect(messagesOf({ items: { $ref: '#' } }, deep)).toEqual(['is nested deeper than 128 levels']);
  expect(messagesOf({ items: { $ref: '#' } }, nested(120))).toEqual([]);
  expect(messagesOf({ enum: [[1]] }, deep)).toEqual(['is too large or too deep to compare']);
  expect(messagesOf({ uniqueItems: true }, [deep, deep])).toEqual(['is too large or too deep to compare']);
});

test('a value of 120 levels passes a schema of alternatives and references', () => {
  const json = { anyOf: [{ type: 'number' }, { items: { $ref: '#/$defs/json' } }] };
  expect(messagesOf({ $ref: '#/$defs/json' }, nested(120), { json })).toEqual([]);
});

test('a schema nested 100,000 deep, or holding itself, is compiled no deeper than sensible', () => {
  let deep: JsonSchema = { type: 'string' };
  for (let at = 0; at < 100_000; at += 1) deep = { allOf: [deep] };
  expect(messagesOf(deep, 1)).toEqual([]);
  const circle: { type: string; properties: Record<string, JsonSchema> } = { type: 'object', properties: {} };
  circle.properties['a'] = circle;
  expect(messagesOf(circle, { a: { a: 1 } })).toEqual(['must be object, not 1']);
});

test('a pattern that explodes elsewhere is matched in linear time, and dear ones are cut off', () => {
  expect(messagesOf({ pattern: '^(a+)+$' }, `${'a'.repeat(50_000)}b`)).toHaveLength(1);
  expect(messagesOf({ patternProperties: { '^(a|a)*$': false } }, { [`${'a'.repeat(50_000)}b`]: 1 })).toEqual(
    [],
  );
  const dear = '(?:[ab]*a[ab]{900})$|x$';
  expect(messagesOf({ pattern: dear }, 'ab'.repeat(500_000))).toEqual([
    expect.stringContaining('too costly'),
  ]);
  expect(messagesOf({ items: { required: Array(10_000).fill('x') } }, Array(100_000).fill({ x: 1 }))).toEqual(
    [expect.stringContaining('too costly')],
  );
});

test('schemas that ask nothing still cost: many of them over a long list run out of steps', () => {
  const list = Array.from({ length: 100_000 }, (_none, at) => at);
  const names = Object.fromEntries(list.map((at) => [`k${at}`, at]));
  for (const keyword of ['items', 'contains', 'uniqueItems']) {
    const schema = { allOf: Array.from({ length: 10_000 }, () => ({ [keyword]: keyword !== 'contains' })) };
    expect(messagesOf(schema, list).at(-1)).toContain('too costly');
  }
  const sized = { allOf: Array.from({ length: 10_000 }, () => ({ maxProperties: 1e9 })) };
  expect(messagesOf(sized, names)).toEqual([expect.stringContaining('too costly')]);
});

test('names that every object inherits are plain names', () => {
  const schema = JSON.parse(
    '{"properties":{"__proto__":{"type":"string"},"constructor":{"type":"number"}},"required":["toString"]}',
  ) as JsonSchema;
  expect(compileSchema(schema, { definitions: {} })(JSON.parse('{"__proto__":1}'))).toEqual([
    { path: '/__proto__', message: 'must be string, not 1' },
    { path: '/toString', message: 'is required' },
  ]);
  expect(messagesOf({ additionalProperties: false }, JSON.parse('{"__proto__":1}'))).toEqual([
    'is not known here',
  ]);
  const inherited = JSON.parse('{"__proto__":{"type":"string","required":["x"]}}') as JsonSchema;
  expect(messagesOf(inherited, {})).toEqual([]);
});

test('whatever stands in place of a keyword, nothing is thrown', () => {
  const keywords = [
    ...['$anchor', '$defs', '$dynamicAnchor', '$dynamicRef', '$id', '$ref', 'additionalProperties', 'allOf'],
    ...[
      'anyOf',
      'const',
      'contains',
      'dependentRequired',
      'dependentSchemas',
      'else',
      'enum',
      'format',
      'if',
    ],
    ...['exclusiveMaximum', 'exclusiveMinimum', 'items', 'maxContains', 'maxItems', 'maxLength', 'maximum'],
    ...[
      'maxProperties',
      'minContains',
      'minItems',
      'minLength',
      'minProperties',
      'minimum',
      'multipleOf',
      'not',
    ],
    ...['oneOf', 'pattern', 'patternProperties', 'prefixItems', 'properties', 'propertyNames', 'required'],
    ...['then', 'type', 'unevaluatedItems', 'unevaluatedProperties', 'uniqueItems'],
  ];
  const oddities = [
    null,
    true,
    -1,
    1e400,
    '',
    '[',
    '%',
    '#',
    '//',
    'urn:',
    [],
    [null],
    {},
    { a: null },
    { '(': 3 },
  ];
  const values = [null, 1, 'text', [1, 'a'], { a: 1, b: [{}] }];
  for (const keyword of keywords) {
    for (const oddity of oddities) {
      const validate = compileSchema(
        { if: true, properties: { a: { $ref: 'x#y' } }, [keyword]: oddity },
        { definitions: {}, formats: true },
      );
      for (const value of values) expect(Array.isArray(validate(value))).toBe(true);
    }
  }
});
