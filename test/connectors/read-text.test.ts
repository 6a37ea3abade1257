// slow: thousands of cases, made or read
import { describe, expect, test } from '@jest/globals';
import { readDocument } from '../../connectors/openapi/read-text.ts';

const read = (given: Uint8Array | string) => {
  const notes: string[] = [];
  const tree = readDocument(given, { name: 'api.yaml', notes });
  return { tree, notes };
};
const utf16 = (text: string, littleEndian: boolean) => {
  const bytes = Buffer.from(text, 'utf16le');
  return littleEndian ? bytes : bytes.swap16();
};

describe('the text', () => {
  const document = { openapi: '3.0.0', info: { title: 'Grüße' } };
  const json = JSON.stringify(document);
  const yaml = 'openapi: 3.0.0\ninfo:\n  title: Grüße\n';

  test.each([
    ['JSON', json],
    ['JSON after blanks', `\r\n\t ${json}\n`],
    ['YAML', yaml],
    ['YAML with a marker', `%YAML 1.2\n---\n${yaml}...\n`],
    ['YAML with a comment first', `# {"not": "json"}\n${yaml}`],
    ['JSON with a byte order mark', `\uFEFF${json}`],
    ['UTF-8 bytes', Buffer.from(json)],
    ['UTF-8 bytes with a mark', Buffer.from(`\uFEFF${yaml}`)],
    ['UTF-16, little end first', utf16(`\uFEFF${json}`, true)],
    ['UTF-16, big end first', utf16(`\uFEFF${yaml}`, false)],
    ['UTF-16 without a mark, little end first', utf16(yaml, true)],
    ['UTF-16 without a mark, big end first', utf16(json, false)],
  ])('%s', (_, given) => {
    expect(read(given)).toEqual({ tree: document, notes: [] });
  });

  test('in another encoding is read with a note', () => {
    const { tree, notes } = read(Buffer.from(json, 'latin1'));
    expect(tree).toEqual(document);
    expect(notes).toEqual([expect.stringContaining('Windows-1252')]);
  });

  test('that is nearly JSON is read as YAML, with a note', () => {
    const { tree, notes } = read('{"a": 1, // one\n "b": [1, 2,],}'.replace('// one', ''));
    expect(tree).toEqual({ a: 1, b: [1, 2] });
    expect(notes).toEqual([expect.stringContaining('not quite JSON')]);
  });

  test.each([
    ['empty', '  \n', 'it is empty'],
    ['a page', '<!DOCTYPE html><title>x</title>', 'it is HTML or XML'],
    ['bytes', Buffer.from([0x80, 1, 0, 1]), 'it is no text'],
    ['half of JSON', '{"a": [1, 2', 'at line 1, column'],
    ['broken JSON', '{\n"a": "b" "c": 1}', 'line 2 column 10'],
    ['broken YAML', 'a:\n  b: c: d\n', 'at line 2, column 7'],
    ['tabs in YAML', 'a:\n\t- b\n', 'at line 2, column 1'],
    ['an unknown alias', 'a: *b\n', 'at line 1, column 5'],
  ])('that is %s is refused with a reason', (_, given, reason) => {
    expect(() => read(given)).toThrow(reason);
    expect(() => read(given)).toThrow(expect.objectContaining({ code: 'import_failed' }));
    expect(() => read(given)).toThrow('Cannot read api.yaml');
  });

  test('of more than 64 MB is refused before it is read', () => {
    expect(() => read(new Uint8Array(64 * 1024 * 1024 + 1))).toThrow('larger than 64 MB');
  });
});

describe('values of YAML', () => {
  test('dates stay texts, keys become texts, yes is a word', () => {
    const { tree } = read(
      '200: a\ntrue: b\n2020-01-01: 2020-01-02\nanswer: yes\ntime: 2001-12-14t21:59:43.10-05:00\n',
    );
    expect(tree).toEqual({
      '200': 'a',
      true: 'b',
      '2020-01-01': '2020-01-02',
      answer: 'yes',
      time: '2001-12-14t21:59:43.10-05:00',
    });
  });

  test('aliases and merge keys are written out, and nothing is shared', () => {
    const { tree } = read('base: &b {x: 1, list: [1]}\none: {<<: *b, x: 2}\ntwo: *b\n');
    expect(tree).toEqual({ base: { x: 1, list: [1] }, one: { x: 2, list: [1] }, two: { x: 1, list: [1] } });
    const { base, one, two } = tree as Record<string, { list: unknown }>;
    expect(new Set([base, two]).size).toBe(2);
    expect(new Set([base?.list, one?.list, two?.list]).size).toBe(3);
  });

  test('the first of several documents is read, with a note', () => {
    expect(read('a: 1\n---\nb: 2\n')).toEqual({
      tree: { a: 1 },
      notes: [expect.stringContaining('2 YAML documents')],
    });
  });
});

describe('a key written twice', () => {
  test('in JSON: the last one counts, and each is named', () => {
    const { tree, notes } = read('{"a": 1,\n "b": {"c": ":", "c": 2}, "\\u0061": 3}');
    expect(tree).toEqual({ a: 3, b: { c: 2 } });
    expect(notes).toEqual([
      'The key "c" is written again at line 2, column 18; the last one counts.',
      'The key "a" is written again at line 2, column 27; the last one counts.',
    ]);
  });

  test('in YAML: the last one counts, and the first is named', () => {
    expect(read('a: 1\nb: 2\na: 3\n')).toEqual({
      tree: { a: 3, b: 2 },
      notes: [expect.stringContaining('line 3, column 1')],
    });
  });

  test('equal keys in different objects are none', () => {
    expect(read('{"a": {"x": "a\\":"}, "b": {"x": 1}, "c": ["x", "x"]}').notes).toEqual([]);
  });
});

describe('what would hurt', () => {
  test.each([
    ['JSON', '{"a": {"__proto__": {"polluted": 1}, "b": 1}}'],
    ['YAML', 'a:\n  __proto__: {polluted: 1}\n  b: 1\n'],
    ['YAML, merged', 'a:\n  <<: {__proto__: {polluted: 1}}\n  b: 1\n'],
    ['YAML, by an alias', 'x-base: &x {__proto__: {polluted: 1}}\na: {<<: *x, b: 1}\n'],
  ])('__proto__ in %s reaches no prototype, and is left out', (_, text) => {
    const { tree, notes } = read(text);
    const { a } = tree as { a: object };
    expect([Object.keys(a), Object.getPrototypeOf(a), 'polluted' in a]).toEqual([
      ['b'],
      Object.prototype,
      false,
    ]);
    expect(notes).toContainEqual(expect.stringContaining('"__proto__" was left out'));
  });

  test.each([
    ['JSON', '['.repeat(401) + ']'.repeat(401)],
    ['JSON, very deep', '{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000)],
    ['YAML', '- '.repeat(401) + 'a'],
    ['YAML, very deep', '? '.repeat(200_000)],
    [
      'YAML by aliases',
      Array.from({ length: 500 }, (_, at) => `a${at}: &a${at} [*a${at - 1}]`)
        .join('\n')
        .replace('*a-1', ''),
    ],
  ])('too deep: %s', (_, text) => {
    expect(() => read(text)).toThrow(/400/);
  });

  test('400 levels are taken', () => {
    expect(read('['.repeat(400) + ']'.repeat(400)).notes).toEqual([]);
  });

  test('an alias inside of what it names ends', () => {
    expect(() => read('a: &a [*a]\n')).toThrow('an alias contains itself');
    expect(() => read('a: &a {b: *a, c: *a}\n')).toThrow('Cannot read');
  });

  test('a few lines that stand for a billion values end', () => {
    const levels = Array.from(
      { length: 10 },
      (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(9)}]`,
    );
    expect(() => read(['a0: &a0 [lol]', ...levels].join('\n'))).toThrow('more than 5000000 values');
  });

  test('a long text that is named over and over ends', () => {
    const text = `a: &a ${'x'.repeat(1_000_000)}\nb: [${'*a, '.repeat(1_000)}]\n`;
    expect(() => read(text)).toThrow('Cannot read');
  });

  test('merges of merges end', () => {
    const keys = Array.from({ length: 1_000 }, (_, at) => `k${at}: 1`).join(', ');
    const text = `a: &a {${keys}}\n${Array.from({ length: 500 }, (_, at) => `b${at}: {<<: *a}`).join('\n')}\n`;
    expect(() => read(text)).toThrow('Cannot read');
  });
});
