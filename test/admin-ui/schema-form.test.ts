import { expect, test } from '@jest/globals';
import { bestChoice } from '../../admin-ui/src/schema-form/best-choice.ts';
import { checkValue } from '../../admin-ui/src/schema-form/check-value.ts';
import { controlOf } from '../../admin-ui/src/schema-form/control.ts';
import { jsonMistake } from '../../admin-ui/src/schema-form/json-mistake.ts';
import { instantOf, localOf } from '../../admin-ui/src/schema-form/local-time.ts';
import { pointerOf, pointerTo } from '../../admin-ui/src/schema-form/pointer.ts';
import { settle } from '../../admin-ui/src/schema-form/settle.ts';
import { startValue } from '../../admin-ui/src/schema-form/start-value.ts';

const text = { type: 'string' };
const kindOf = (schema: unknown, definitions = {}) => controlOf(schema, definitions).kind;

test.each([
  [{ type: 'string' }, 'text'],
  [{ type: ['string', 'null'] }, 'text'],
  [{ type: ['string', 'integer'] }, 'choice'],
  [{ type: 'integer' }, 'number'],
  [{ type: 'boolean' }, 'yes-no'],
  [{ enum: ['a', 'b'] }, 'options'],
  [{ enum: ['a'] }, 'constant'],
  [{ const: 3 }, 'constant'],
  [{ type: 'array', items: text }, 'list'],
  [{ type: 'array' }, 'json'],
  [{ properties: { a: text } }, 'object'],
  [{ type: 'object', additionalProperties: text }, 'map'],
  [{ type: 'object' }, 'json'],
  [{}, 'json'],
  [true, 'json'],
  [{ oneOf: [text, { type: 'null' }] }, 'text'],
  [{ anyOf: [{ const: 'a' }, { const: 'b' }] }, 'options'],
  [{ oneOf: [text, { type: 'integer' }] }, 'choice'],
  [{ properties: { a: text }, anyOf: [{ required: ['a'] }, { required: ['b'] }] }, 'object'],
  [{ type: 'object', properties: { base64: { contentEncoding: 'base64' }, blob: text } }, 'file'],
])('%j asks for the control %s', (schema, kind) => {
  expect(kindOf(schema)).toBe(kind);
});

test('references are followed and the parts of allOf lie on top of each other, also where they go round', () => {
  const definitions = {
    Named: { type: 'object', required: ['name'], properties: { name: text } },
    Loop: { allOf: [{ $ref: '#/$defs/Loop' }, { properties: { own: text } }] },
  };
  const both = {
    allOf: [{ $ref: '#/$defs/Named' }, { required: ['age'], properties: { age: { type: 'integer' } } }],
  };
  expect(settle(both, definitions)).toEqual({
    type: 'object',
    required: ['name', 'age'],
    properties: { name: text, age: { type: 'integer' } },
  });
  expect(settle({ $ref: '#/$defs/Loop' }, definitions)).toEqual({ properties: { own: text } });
  expect(settle({ $ref: '#/$defs/none', description: 'x' }, definitions)).toEqual({ description: 'x' });
});

test('a form begins with what must be there, and ends where a schema requires itself', () => {
  const definitions = {
    Node: {
      type: 'object',
      required: ['kind', 'child', 'list', 'label'],
      properties: {
        kind: { const: 'node' },
        child: { $ref: '#/$defs/Node' },
        list: { type: 'array', items: { $ref: '#/$defs/Node' } },
        label: text,
      },
    },
  };
  expect(startValue({ $ref: '#/$defs/Node' }, definitions)).toEqual({ kind: 'node', list: [] });
});

test('a value is recognised by the constant in it', () => {
  const part = (kind: string) => ({
    label: kind,
    schema: { type: 'object', properties: { kind: { const: kind }, same: text } },
  });
  const choices = [part('first'), part('second')];
  expect(bestChoice(choices, { kind: 'second', same: 'x' }, {})).toBe(1);
  expect(bestChoice(choices, undefined, {})).toBe(0);
});

test('what is wrong with a value is named with its place', () => {
  const schema = {
    type: 'object',
    required: ['name', 'address'],
    properties: {
      name: { type: 'string', minLength: 2 },
      age: { type: 'integer', minimum: 0 },
      address: { type: 'object', required: ['city'], properties: { city: text } },
      tags: { type: 'array', maxItems: 1, items: { type: 'string', pattern: '^[a-z]+$' } },
    },
  };
  const value = { name: 'A', age: '12x', address: {}, tags: ['ok', 'No'] };
  const found = checkValue({ schema, value }, { definitions: {}, t: (key) => key });
  expect(found).toEqual([
    { pointer: '/name', message: 'rule.longer' },
    { pointer: '/age', message: 'rule.number' },
    { pointer: '/address/city', message: 'rule.missing' },
    { pointer: '/tags/1', message: 'rule.pattern' },
    { pointer: '/tags', message: 'rule.fewerItems' },
  ]);
});

test('the hub and the form name the same places', () => {
  expect(pointerTo('/a', 'b/c~d')).toBe('/a/b~1c~0d');
  expect(pointerOf('input.a.0', 'input')).toBe('/a/0');
  expect(pointerOf('/a/0', 'input')).toBe('/a/0');
  expect(pointerOf('body.settings.limits.perSecond', 'settings')).toBe('/limits/perSecond');
  expect(pointerOf('settingsOfMine', 'settings')).toBe('/settingsOfMine');
});

test('the place of a mistake in JSON is a line and a column; times go to the zone of the reader and back', () => {
  expect(jsonMistake('{"a": 1}')).toBeUndefined();
  expect(jsonMistake('{\n  "a": 1,\n}')).toEqual({ line: 3, column: 1 });
  expect(instantOf(localOf('2026-01-31T09:30:00.000Z') ?? '')).toBe('2026-01-31T09:30:00.000Z');
  expect(localOf('no time')).toBeUndefined();
});
