// slow: expressions made to take long
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findNodes } from '../../connectors/openapi/overlay/find-nodes.ts';
import { PathFault } from '../../connectors/openapi/overlay/path-cursor.ts';
import { readPath } from '../../connectors/openapi/overlay/read-path.ts';

interface Case {
  readonly name: string;
  readonly selector: string;
  readonly document?: unknown;
  readonly result?: unknown[];
  readonly results?: unknown[][];
  readonly invalid_selector?: boolean;
}

const file = join(import.meta.dirname, '../fixtures/jsonpath/cts.json');
const { tests } = JSON.parse(readFileSync(file, 'utf8')) as { tests: Case[] };
const find = (root: unknown, path: string) => findNodes(root, readPath(path)).map(({ value }) => value);

describe('the compliance suite of RFC 9535', () => {
  const [invalid, valid] = [
    tests.filter((one) => one.invalid_selector),
    tests.filter((one) => !one.invalid_selector),
  ];

  test('is whole', () => {
    expect([invalid.length, valid.length]).toEqual([247, 456]);
  });

  test.each(invalid.map((one) => [one.name, one.selector]))('refuses: %s', (_, selector) => {
    expect(() => readPath(selector)).toThrow(PathFault);
  });

  test.each(valid.map((one) => [one.name, one] as const))('finds: %s', (_, one) => {
    expect(one.results ?? [one.result]).toContainEqual(find(one.document, one.selector));
  });
});

test('a fault names the character', () => {
  expect(() => readPath('$.paths[?(@.x == )]')).toThrow('at character 18 stands ")]"');
  expect(() => readPath('$..[?length(@.*) > 1]')).toThrow('several values');
  expect(() => readPath('$.a[?first(@.b)]')).toThrow('first() is no function; there are length, count');
});

test('a node is told with the place it hangs at', () => {
  const root = { a: [{ b: 1 }, { b: 2 }] };
  expect(findNodes(root, readPath('$.a[?@.b == 2].b'))).toEqual([{ value: 2, parent: root.a[1], key: 'b' }]);
  expect(findNodes(root, readPath('$'))).toEqual([{ value: root, parent: undefined, key: undefined }]);
});

test('names of the language are names like others', () => {
  const root = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as unknown;
  expect(find(root, '$.constructor')).toEqual([2]);
  expect(find(root, "$['__proto__'].x")).toEqual([1]);
  expect(find({}, '$.constructor')).toEqual([]);
  expect(find([1], '$.length')).toEqual([]);
});

describe('what a path costs', () => {
  test('a filter that squares the document ends with a sentence', () => {
    const root = Array.from({ length: 10_000 }, (_, at) => ({ at }));
    expect(() => find(root, '$[?count($..*) > 1]')).toThrow('looks at more than');
  });

  test('a comparison of large values counts as well', () => {
    const root = {
      big: Array.from({ length: 10_000 }, () => 1),
      list: Array.from({ length: 10_000 }, () => 1),
    };
    const copies = { ...root, list: root.list.map(() => root.big.slice()) };
    expect(() => find(copies, '$.list[?@ == $.big]')).toThrow('looks at more than');
  });

  test('a pattern that makes other engines go on for ever is done at once', () => {
    expect(find([`${'a'.repeat(5_000)}!`], "$[?match(@, '(a+)+')]")).toEqual([]);
  });

  test('brackets in brackets end before the stack does', () => {
    expect(() => readPath(`$[?${'('.repeat(4_000)}@.a${')'.repeat(4_000)}]`)).toThrow('nested more than');
    expect(() => readPath(`$${'[?@'.repeat(3_000)}`)).toThrow('nested more than');
    expect(() => readPath(`$${'.a'.repeat(6_000)}`)).toThrow('longer than');
  });
});
