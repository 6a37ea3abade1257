import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { argumentName, nameOperations, type Named } from '../../connectors/openapi/names.ts';
import { compareVersions } from '../../connectors/changes.ts';
import { imported, importedOne } from '../setup/imports.ts';
import { verifies } from '../setup/verifies.ts';

const taken = /^[a-zA-Z0-9_-]{1,64}$/;
const say = (method: string, path: string, operationId?: string): Named => ({ operationId, method, path });
const namesOf = (operations: readonly Named[], before: ReadonlyMap<string, string> = new Map()): string[] => {
  const names = nameOperations(operations, before);
  return operations.map((operation) => names.get(operation) ?? '');
};

test.each([
  [say('GET', '/users/{id}'), 'get_users_id'],
  [say('GET', '/'), 'get'],
  [say('POST', '/a', 'Create User'), 'Create_User'],
  [say('POST', '/a', 'überprüfen'), 'uberprufen'],
  [say('POST', '/a', 'users/create.v2'), 'users_create_v2'],
  [say('POST', '/a', '__get--x__'), 'get--x'],
  [say('POST', '/a', '用户'), 'post_a'],
  [say('POST', '/用户'), 'post'],
  [say('POST', '/a', ''), 'post_a'],
])('%j is called %s', (operation, name) => {
  expect(namesOf([operation])).toEqual([name]);
});

verifies(
  'connectors.import.names',
  'whatever a document calls its operations, names are taken by every model and unique',
  () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 150 }),
      fc.constantFrom('get', 'Get', 'constructor', 'toString', 'a'.repeat(100), ''),
    );
    const operation = fc.record({
      operationId: fc.option(text, { nil: undefined }),
      method: fc.constantFrom('GET', 'POST'),
      path: text.map((path) => `/${path}`),
    });
    const unique = fc.uniqueArray(operation, {
      maxLength: 30,
      selector: ({ method, path }) => `${method} ${path}`,
    });
    fc.assert(
      fc.property(unique, (operations) => {
        const names = namesOf(operations);
        expect(names.every((name) => taken.test(name))).toBe(true);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
      }),
    );
  },
);

verifies(
  'connectors.import.names',
  'names do not depend on the order, and keep over a re-import whatever comes beside',
  () => {
    const old = [
      say('GET', '/b', 'list'),
      say('GET', '/c', 'list'),
      say('GET', `/${'long/'.repeat(30)}a`),
      say('GET', `/${'long/'.repeat(30)}b`),
    ];
    const names = namesOf(old);
    expect(new Set(names).size).toBe(4);
    expect(namesOf(old.toReversed())).toEqual(names.toReversed());
    const before = new Map(old.map(({ method, path }, at) => [`${method} ${path}`, names[at] ?? '']));
    const neighbours = [say('GET', '/a', 'list'), say('DELETE', '/b', 'list')];
    const after = namesOf([...neighbours, ...old], before);
    expect(after.slice(2)).toEqual(names);
    expect(new Set(after).size).toBe(6);
    // An operation that changes its id alone keeps its name: it is the same place.
    expect(namesOf([say('GET', '/b', 'listAll')], before)).toEqual([names[0]]);
  },
);

verifies('connectors.import.names', 'a re-import of the same document changes nothing', () => {
  const document = {
    paths: Object.fromEntries(
      ['/a', '/b', '/c/{id}', '/d?x=1'].map((path) => [
        path,
        { get: { operationId: 'same', responses: {} }, post: { responses: {} } },
      ]),
    ),
  };
  const first = imported(document);
  const names = new Map(first.operations.map(({ method, source, name }) => [`${method} ${source}`, name]));
  const second = imported(document, { names });
  expect(second).toEqual(first);
  expect(compareVersions(first, second)).toEqual([]);
});

test.each([
  ['filter[name]', 'filter_name'],
  ['$top', 'top'],
  ['@type', 'type'],
  ['page[size]', 'page_size'],
  ['X-Request-Id', 'X-Request-Id'],
  ['ids[]', 'ids'],
  ['名', 'value'],
  ['constructor', 'constructor'],
])('the argument for %s is called %s', (name, argument) => {
  expect(argumentName(name, new Set())).toBe(argument);
});

verifies(
  'connectors.import.names',
  'arguments of one operation never share a name, and every one is taken by every model',
  () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
      fc.constantFrom('a', '$a', 'a[]', 'a_2', '__a', '1', '__proto__', 'a'.repeat(90)),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 20 }),
        fc.uniqueArray(name, { minLength: 1, maxLength: 20 }),
        (query, body) => {
          const properties = Object.fromEntries(body.map((each) => [each, {}]));
          const { operation } = importedOne({
            method: 'post',
            parameters: query.map((each) => ({ name: each, in: 'query', schema: {} })),
            requestBody: {
              content: {
                'application/json': {
                  schema: { type: 'object', properties },
                },
              },
            },
            responses: {},
          });
          const { parameters, body: plan, input } = operation;
          const said = plan?.arguments.shape === 'spread' ? plan.arguments.names : [];
          const whole = plan?.arguments.shape === 'whole' ? [plan.arguments.argument] : [];
          const all = [...parameters, ...said].map(({ argument }) => argument).concat(whole);
          expect(all.every((each) => taken.test(each))).toBe(true);
          expect(new Set(all).size).toBe(all.length);
          expect(Object.keys((input as { properties: object }).properties).sort()).toEqual(all.sort());
          // Each leads back to the name on the wire.
          expect(parameters.map((parameter) => parameter.name)).toEqual(query);
          expect(said.map((each) => each.name)).toEqual(said.length === 0 ? [] : Object.keys(properties));
        },
      ),
      { numRuns: 60 },
    );
  },
);
