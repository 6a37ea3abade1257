import { expect, test } from '@jest/globals';
import type { JsonSchema } from '../../core/connector.ts';
import { compileSchema, schemaSet } from '../../core/schema/schema-set.ts';

const problemsOf = (schema: JsonSchema, value: unknown, options = {}) =>
  compileSchema(schema, { definitions: {}, ...options })(value);

test('problems say where, what was expected and what came', () => {
  const schema = {
    type: 'object',
    required: ['name'],
    additionalProperties: false,
    properties: {
      name: { type: 'string' },
      tags: { type: 'array', items: { enum: ['red', 'green'] } },
      'a/b': { type: 'integer', minimum: 3 },
    },
  };
  expect(problemsOf(schema, { tags: ['red', 7], 'a/b': 2, other: true })).toEqual([
    { path: '/name', message: 'is required' },
    { path: '/other', message: 'is not known here' },
    { path: '/tags/1', message: 'must be one of "red", "green", not 7' },
    { path: '/a~1b', message: 'must be at least 3, not 2' },
  ]);
  expect(problemsOf(schema, 'text')).toEqual([{ path: '', message: 'must be object, not "text"' }]);
});

test('of alternatives, the one that was meant is explained', () => {
  const schema = {
    oneOf: [
      { type: 'string' },
      { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
    ],
  };
  expect(problemsOf(schema, { id: 'x' })).toEqual([
    { path: '', message: 'fits none of the 2 alternatives' },
    { path: '/id', message: 'must be integer, not "x"' },
  ]);
  expect(problemsOf(schema, 4)).toEqual([{ path: '', message: 'fits none of the 2 alternatives' }]);
});

test('values are shortened, lists and objects never shown, secrets not at all', () => {
  const long = problemsOf({ type: 'number' }, 'z'.repeat(5_000));
  expect(long[0]?.message).toBe(`must be number, not "${'z'.repeat(40)}…"`);
  expect(problemsOf({ type: 'number' }, { card: '4111' })[0]?.message).toBe('must be number, not an object');
  for (const secret of [{ format: 'password' }, { writeOnly: true }, { 'x-sensitive': true }]) {
    const [problem] = problemsOf({ properties: { pin: { ...secret, const: 'abcd' } } }, { pin: 'hunter2' });
    expect(problem).toEqual({ path: '/pin', message: 'must be "abcd", not a secret value' });
  }
});

test('no more problems are told than asked for', () => {
  const list = Array.from({ length: 100 }, () => 'x');
  expect(problemsOf({ items: { type: 'number' } }, list)).toHaveLength(20);
  expect(problemsOf({ items: { type: 'number' } }, list, { maxProblems: 3 })).toHaveLength(3);
});

test('formats are checked only when asked for', () => {
  const schema = { format: 'date' };
  expect(problemsOf(schema, '2026-02-30')).toEqual([]);
  expect(problemsOf(schema, '2026-02-30', { formats: true })).toEqual([
    { path: '', message: 'must be a date like 2026-01-31, not "2026-02-30"' },
  ]);
});

test('references lead into the definitions, by escaped names too, after those of the schema itself', () => {
  const set = schemaSet({ 'a/b~c d': { type: 'string' }, both: { type: 'string' } });
  expect(set.compile({ $ref: '#/$defs/a~1b~0c%20d' })(1)).toHaveLength(1);
  const own = set.compile({ $ref: '#/$defs/both', $defs: { both: { type: 'number' } } });
  expect(own(1)).toEqual([]);
  expect(own('text')).toHaveLength(1);
  expect(set.unresolved()).toEqual([]);
});

test('a reference that leads nowhere accepts anything, and is told', () => {
  const set = schemaSet({ name: { $ref: 'https://example.com/elsewhere.json' } });
  const validate = set.compile({
    properties: { a: { $ref: '#/$defs/constructor' }, b: { $ref: '#/$defs/name' }, c: { $ref: '#/%zz' } },
  });
  expect(validate({ a: 1, b: 2, c: 3 })).toEqual([]);
  expect(set.unresolved()).toEqual(['#/$defs/constructor', '#/%zz', 'https://example.com/elsewhere.json']);
});

test('definitions cost nothing until a value reaches them, and are compiled once', () => {
  const read: string[] = [];
  const definition = (name: string): JsonSchema => ({
    get type() {
      read.push(name);
      return 'string';
    },
  });
  const set = schemaSet({ used: definition('used'), unused: definition('unused') });
  const schema = { properties: { used: { $ref: '#/$defs/used' }, unused: { $ref: '#/$defs/unused' } } };
  const [one, two] = [set.compile(schema), set.compile({ ...schema })];
  expect(read).toEqual([]);
  expect(one({ used: 'text' })).toEqual([]);
  const once = read.length;
  expect(new Set(read)).toEqual(new Set(['used']));
  expect(two({ used: 1 })).toHaveLength(1);
  expect(read).toHaveLength(once);
});

test('a keyword with a senseless value is not checked, and that is told once', () => {
  const set = schemaSet({});
  const schema = { type: 'file', minLength: 'x', required: 'yes', properties: [], items: [1], enum: 3 };
  for (const value of [1, 'text', {}, []]) expect(set.compile(schema)(value)).toEqual([]);
  expect(set.notes()).toHaveLength(Object.keys(schema).length);
  expect(set.notes()[0]).toBe('"type" is not checked where its value is "file"');
});

test('patterns read ECMAScript; what a linear engine cannot do is not checked, and told once', () => {
  const fits = (pattern: string, text: string) => problemsOf({ pattern }, text).length === 0;
  expect(fits('^\\s+$', '\u00a0\ufeff\v')).toBe(true);
  expect(fits('^\\S+$', 'a\u00a0b')).toBe(false);
  expect(fits('^[\\s\\S]$', 'é')).toBe(true);
  expect(fits('^\\p{Script=Greek}\\u0041\\/[[]$', 'πA/[')).toBe(true);
  expect(fits('\\d$', '1\n')).toBe(false);
  const set = schemaSet({});
  const schema = {
    properties: { a: { pattern: '^(?=a)b' }, b: { pattern: '^(?=a)b' }, c: { pattern: '(a)\\1' } },
  };
  expect(set.compile(schema)({ a: 'x', b: 'x', c: 'x' })).toEqual([]);
  expect(set.notes()).toHaveLength(2);
  expect(set.notes()[0]).toMatch(/^the pattern \^\(\?=a\)b is not checked: /);
});

test('beside a pattern that cannot be run, no name is called unknown', () => {
  const schema = { patternProperties: { '^(?!x)': { type: 'string' } }, additionalProperties: false };
  expect(problemsOf(schema, { abc: 'text' })).toEqual([]);
});

test('neither the value nor the schema is changed', () => {
  const freeze = <T>(value: T): T => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };
  const schema = freeze({
    properties: { list: { uniqueItems: true, items: { default: 1, type: 'object' } }, n: { type: 'string' } },
    unevaluatedProperties: false,
  });
  expect(
    problemsOf(
      schema,
      freeze({
        list: [
          { b: 1, a: 2 },
          { a: 2, b: 1 },
        ],
        n: 1,
        more: 2,
      }),
    ),
  ).toHaveLength(2);
});
