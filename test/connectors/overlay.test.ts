import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { applyOverlay } from '../../connectors/openapi/overlay/apply.ts';
import { readOverlay } from '../../connectors/openapi/overlay/read-overlay.ts';
import { readDocument } from '../../connectors/openapi/read-text.ts';

const fixtures = join(import.meta.dirname, '../fixtures/overlay');
const read = (...path: string[]): unknown =>
  readDocument(readFileSync(join(fixtures, ...path)), { name: path.join('/') });
const sets = readdirSync(join(fixtures, 'sets'));

const overlay = (actions: readonly object[], version = '1.1.0') => ({
  overlay: version,
  info: { title: 'Test', version: '1' },
  actions,
});
const change = (tree: unknown, ...actions: object[]) => applyOverlay(tree, overlay(actions)).tree;

describe('the compliant sets of the specification', () => {
  test('are all there', () => expect(sets).toHaveLength(8));

  test.each(sets)('%s', (set) => {
    const { tree, notes } = applyOverlay(
      read('sets', set, 'openapi.yaml'),
      read('sets', set, 'overlay.yaml'),
    );
    expect(tree).toEqual(read('sets', set, 'output.yaml'));
    expect(notes).toEqual([]);
  });

  test.each(sets)('%s, as the other version', (set) => {
    const given = read('sets', set, 'overlay.yaml') as { overlay: string };
    const other = { ...given, overlay: given.overlay.startsWith('1.0') ? '1.1.0' : '1.0.0' };
    const { tree } = applyOverlay(read('sets', set, 'openapi.yaml'), other);
    expect(tree).toEqual(read('sets', set, 'output.yaml'));
  });
});

describe('overlays of the test suite of the specification', () => {
  const documents = (kind: string) =>
    ['1.0', '1.1'].flatMap((version) =>
      readdirSync(join(fixtures, 'documents', version, kind)).map((file) => [version, kind, file] as const),
    );
  test.each(documents('pass'))('%s %s %s', (...path) => {
    expect(readOverlay(read('documents', ...path)).version).toBe(path[0]);
  });
  test.each(documents('fail'))('%s %s %s', (...path) => {
    expect(() => readOverlay(read('documents', ...path))).toThrow('The overlay cannot be read');
  });
});

describe('update', () => {
  test('merges objects key by key, appends lists, replaces single values', () => {
    const tree = { a: { keep: 1, change: 1, list: [1], inner: { x: 1 } } };
    const update = { change: 2, list: [2], inner: { y: 2 }, added: null };
    expect(change(tree, { target: '$.a', update })).toEqual({
      a: { keep: 1, change: 2, list: [1, 2], inner: { x: 1, y: 2 }, added: null },
    });
    expect(tree.a.list).toEqual([1]);
  });

  test('appends a list item by item, and anything else as one item', () => {
    expect(change({ a: [1] }, { target: '$.a', update: [2, 3] })).toEqual({ a: [1, 2, 3] });
    expect(change({ a: [1] }, { target: '$.a', update: { b: 2 } })).toEqual({ a: [1, { b: 2 }] });
  });

  test('replaces what is a single value', () => {
    expect(change({ a: { b: 'x' } }, { target: '$.a.b', update: 'y' })).toEqual({ a: { b: 'y' } });
    expect(change(['x', 'y'], { target: '$[0]', update: null })).toEqual([null, 'y']);
  });

  test('what one target gained does not reach the next', () => {
    const tree = change(
      { a: {}, b: {} },
      { target: '$.*', update: { list: [] } },
      { target: '$.a.list', update: 1 },
    );
    expect(tree).toEqual({ a: { list: [1] }, b: { list: [] } });
  });

  test('a node that a path finds twice is changed once', () => {
    expect(change({ a: [] }, { target: "$['a','a']", update: 1 })).toEqual({ a: [1] });
  });
});

describe('remove', () => {
  test('takes several items out of a list', () => {
    const tree = { a: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }] };
    expect(change(tree, { target: '$.a[?@.n > 1 && @.n < 4]', remove: true })).toEqual({
      a: [{ n: 1 }, { n: 4 }],
    });
  });

  test('takes out what lies inside of something else that goes', () => {
    expect(change({ a: { a: { a: 1 } }, b: 1 }, { target: '$..a', remove: true })).toEqual({ b: 1 });
  });

  test('goes before an update', () => {
    expect(change({ a: {}, b: 1 }, { target: '$.a', remove: true, update: { c: 1 } })).toEqual({ b: 1 });
  });
});

describe('copy', () => {
  test('merges what stands elsewhere, as it is at that moment', () => {
    const tree = { paths: { '/foo': { get: { x: 1 } }, '/bar': { post: {} } } };
    const actions = [
      { target: "$.paths['/foo'].get", update: { y: 2 } },
      { target: "$.paths['/bar']", copy: "$.paths['/foo']" },
      { target: "$.paths['/foo']", remove: true },
    ];
    expect(change(tree, ...actions)).toEqual({ paths: { '/bar': { post: {}, get: { x: 1, y: 2 } } } });
  });

  test('of a list into itself ends', () => {
    expect(change({ a: [1, 2] }, { target: '$.a', copy: '$.a' })).toEqual({ a: [1, 2, 1, 2] });
  });

  test('of the whole document again and again ends with a sentence', () => {
    const tree = { list: Array.from({ length: 1_000 }, () => 1), x: {} };
    const doubled = Array.from({ length: 40 }, (_, at) => ({
      target: '$.x',
      copy: '$',
      description: String(at),
    }));
    expect(() => change(tree, ...doubled)).toThrow(
      /^Action \d+ of the overlay.*(adds more than|levels deep)/,
    );
  });
});

describe('what cannot be done names the action', () => {
  test.each([
    ['the whole document cannot be removed', { target: '$', remove: true }],
    ['stands an object, in the document a list', { target: '$.o', update: { list: {} } }],
    ['a single value cannot be merged with it', { target: '$.o', update: 1 }],
    ['an object cannot replace', { target: '$.n', update: {} }],
    ['all must be of one kind', { target: '$.*', update: {} }],
    ['leads to nothing', { target: '$.o', copy: '$.nowhere' }],
    ['leads to 2 places', { target: '$.o', copy: '$.o.*' }],
  ])('%s', (reason, action) => {
    const tree = { o: { list: [], other: 1 }, n: 1 };
    const run = () => change(tree, { target: '$.o', update: {} }, action);
    expect(run).toThrow(reason);
    expect(run).toThrow(expect.objectContaining({ code: 'import_failed', details: { action: 1 } }));
  });

  test.each([
    ['actions[0].target', { target: '$.paths[', update: {} }],
    ['actions[0].targets', { targets: '$', target: '$', update: {} }],
    ['actions[0]', { target: '$', update: {}, copy: '$.a' }],
  ])('%s', (path, action) => {
    const run = () => applyOverlay({}, overlay([action]));
    expect(run).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ path })] }));
  });

  test('copy is no word of 1.0, and 1.2 is not read', () => {
    expect(() => applyOverlay({}, overlay([{ target: '$', copy: '$' }], '1.0.0'))).toThrow('copy is unknown');
    expect(() => applyOverlay({}, overlay([{ target: '$', update: {} }], '1.2.0'))).toThrow('the hub reads');
  });
});

test('an action that finds nothing is told', () => {
  const { tree, notes } = applyOverlay({ a: 1 }, overlay([{ target: '$.b', remove: true }]));
  expect([tree, notes]).toEqual([{ a: 1 }, ['Action 0 of the overlay ("$.b") found nothing to change.']]);
});

test('__proto__ in an overlay reaches no prototype', () => {
  const update: unknown = JSON.parse('{"__proto__": {"polluted": 1}, "a": {"__proto__": {"polluted": 1}}}');
  const tree = change({ a: {} }, { target: '$', update }) as { a: object };
  expect([tree, Object.keys(tree.a)]).toEqual([{ a: {} }, []]);
  expect('polluted' in tree || 'polluted' in tree.a || 'polluted' in {}).toBe(false);
});
