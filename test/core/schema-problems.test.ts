import { expect, test } from '@jest/globals';
import { schemaProblems } from '../../core/schema/problems.ts';

/** What is told to people about a schema that they write. */

test.each([
  ['a type that there is not', { type: 'strng' }, ['/type']],
  ['a limit that is none', { properties: { a: { minLength: -1 } } }, ['/properties/a/minLength']],
  ['a pattern that cannot be read', { items: { pattern: '(' } }, ['/items']],
  ['a text in the place of a schema', { properties: { 'a/b': 'string' } }, ['/properties/a~1b']],
  ['a list in the place of a map', { properties: [] }, ['/properties']],
  ['a map in the place of a list', { anyOf: {} }, ['/anyOf']],
  ['items of an older draft', { items: [{ type: 'string' }] }, ['/items']],
  ['a reference that leads nowhere', { allOf: [{ $ref: '#/$defs/a' }] }, ['/allOf/0/$ref']],
  ['several at once', { type: 5, not: 7, $defs: { a: { enum: 1 } } }, ['/type', '/not', '/$defs/a/enum']],
])('%s', (_, schema, paths) => {
  expect(schemaProblems(schema).map(({ path }) => path)).toEqual(paths);
});

test.each([
  ['true', true],
  ['an empty one', {}],
  [
    'one with references',
    { $defs: { a: { $anchor: 'x', type: 'string' } }, items: { $ref: '#/$defs/a' }, not: { $ref: '#x' } },
  ],
  ['one that holds itself by reference', { properties: { child: { $ref: '#' } } }],
  [
    'one with an id within',
    { $defs: { a: { $id: 'https://a.example/b', $defs: { c: {} }, items: { $ref: '#/$defs/c' } } } },
  ],
  [
    'data that looks like schemas',
    { enum: [{ type: 'strng' }], default: { $ref: '#/x' }, 'x-note': { items: 5 } },
  ],
  [
    'properties called like keywords',
    { properties: { type: { type: 'string' }, $ref: { type: 'string' }, constructor: {} } },
  ],
])('nothing about %s', (_, schema) => {
  expect(schemaProblems(schema)).toEqual([]);
});
