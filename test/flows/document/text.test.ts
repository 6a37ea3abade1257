import { describe, expect, test } from '@jest/globals';
import { readText } from '../../../flows/document/read-text.ts';
import { flowText, problemsIn, soundFlow } from '../../setup/flow-documents.ts';

/** The text of a flow, before anything in it is looked at. */

const problemsOf = (text: string) =>
  readText(text).problems.map(({ line, column, path, message }) => `${line}:${column} ${path} ${message}`);
const set = (value: string) => soundFlow(`do: [{ a: { set: { value: ${value} } } }]`).definition['do'];

describe('values of the core schema of YAML 1.2', () => {
  test.each([
    ['12', 12],
    ['-0.5e3', -500],
    ['0x1F', 31],
    ['0o17', 15],
    ['~', null],
    ['TRUE', true],
    ['yes', 'yes'],
    ['2026-01-31', '2026-01-31'],
    ['2026-01-31T08:30:00Z', '2026-01-31T08:30:00Z'],
    ["'12'", '12'],
    ['"\\u00e9"', 'é'],
    ['1_000', '1_000'],
    ['012', 12],
  ])('%s', (text, value) => {
    expect(set(text)).toEqual([{ a: { set: { value } } }]);
  });
});

describe('a text that cannot be a flow', () => {
  const bomb = Array.from({ length: 12 }, (_, at) => {
    const items = at === 0 ? Array<string>(10).fill('x') : Array<string>(10).fill(`*a${at - 1}`);
    return `a${at}: &a${at} [${items.join(', ')}]`;
  });

  test.each([
    ['empty', '', '1:1  The text is empty. Begin with "document:".'],
    ['only comments', '# nothing\n', '1:1  The text is empty. Begin with "document:".'],
    ['several documents', 'a: 1\n---\nb: 2\n', '1:1  The text holds 2 documents.'],
    ['no YAML', 'do:\n  - a: [1, 2\n', '3:1  This is no YAML: '],
    ['too deep', `a: ${'['.repeat(70)}`, '1:67  This is nested deeper than 64 levels.'],
    ['too large', 'a'.repeat(1024 * 1024 + 1), '1:1  The text is too large: 1.0 MB, where 1 MB is the most.'],
    ['a NUL', 'a: \u0000', '1:4  This is no YAML: null byte is not allowed in input.'],
    [
      'a bomb of aliases',
      bomb.join('\n'),
      'The document has more than 200000 values, with aliases written out.',
    ],
    [
      'an unquoted expression',
      'a: { b: ${ {c: 1} } }',
      'Put an expression in quotes when ": " or " #" is in it',
    ],
    ['an expression in double quotes', 'a: "${ "\\(.b)" }"', 'This is no YAML'],
    ['an escape of jq in double quotes', 'a: "${ \\(.b) }"', 'single quotes leave it alone'],
  ])('%s', (_, text, message) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(message)]);
    expect(readText(text)).toMatchObject({ document: null, sketch: null });
  });
});

describe('what is refused in a text, with all else that is wrong', () => {
  test('names, tags, numbers and aliases, at once', () => {
    const text = [
      'do:',
      '  - a:',
      '      set:',
      '        1: one',
      '        true: two',
      '        ? [x]',
      '        : three',
      '        b: !!js/function x',
      '        c: .nan',
      '        d: -.inf',
      '        e: 1e999',
      '        f: *nobody',
      '        <<: *nobody',
      '        g: 1',
      '        g: 2',
      '  - b: { sett: {} }',
    ].join('\n');
    expect(problemsIn(text)).toEqual([
      '4:7 /do/0/a/set The name of a field must be a text, but one here is something else.',
      '5:9 /do/0/a/set/1 The name of a field must be a text. Write it in quotes: "1".',
      '6:9 /do/0/a/set/true The name of a field must be a text. Write it in quotes: "true".',
      expect.stringMatching(/^9:\d+ \/do\/0\/a\/set\/b Tags such as "!!js\/function" mean nothing here\./),
      '10:12 /do/0/a/set/c .nan is no number that JSON knows.',
      '11:12 /do/0/a/set/d -.inf is no number that JSON knows.',
      '12:12 /do/0/a/set/e 1e999 is no number that JSON knows.',
      '13:12 /do/0/a/set/f Nothing before this place is called "&nobody".',
      expect.stringContaining('14:9 /do/0/a/set/<< YAML 1.2 knows no merge keys "<<".'),
      '16:9 /do/0/a/set/g "g" is here twice. Keep one of them.',
      '17:5 /do/1/b Unknown kind of task "sett". Did you mean "set"?',
    ]);
  });

  test('an alias inside of what it stands for', () => {
    expect(problemsIn('do: [{ a: { set: &x { b: *x } } }]')).toEqual([
      '2:26 /do/0/a/set/b "*x" stands inside of what it stands for.',
    ]);
  });
});

describe('aliases', () => {
  test('stand for what was said before, the latest of that name', () => {
    const text =
      'do: [{ a: { set: &x { n: 1 } } }, { b: { set: *x } }, { c: { set: &x { n: 2 } } }, { d: { set: *x } }]';
    expect(soundFlow(text).definition['do']).toEqual([
      { a: { set: { n: 1 } } },
      { b: { set: { n: 1 } } },
      { c: { set: { n: 2 } } },
      { d: { set: { n: 2 } } },
    ]);
  });

  test('give each place values of its own', () => {
    const { definition } = soundFlow('do: [{ a: { set: &x { n: 1 } } }, { b: { set: *x } }]');
    const [a, b] = definition['do'] as [{ a: { set: object } }, { b: { set: object } }];
    expect(b.b.set).not.toBe(a.a.set);
  });

  test('lead to their places', () => {
    const text = flowText('do:\n  - a: { set: &x { n: one } }\n  - b: { set: *x }\n');
    const { places } = readText(text);
    expect(places.at('/do/1/b/set/n')).toEqual({ line: 3, column: 23 });
    expect(places.at('/do/1/b/set')).toEqual({ line: 4, column: 15 });
  });
});

test('a field called __proto__ is a field as any other', () => {
  const { definition, tasks } = soundFlow(
    'do: [{ __proto__: { set: { __proto__: { polluted: true }, constructor: 1 } } }]',
  );
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.getPrototypeOf(definition)).toBe(Object.prototype);
  expect(tasks[0]?.name).toBe('__proto__');
  expect(JSON.stringify(definition['do'])).toBe(
    '[{"__proto__":{"set":{"__proto__":{"polluted":true},"constructor":1}}}]',
  );
});

test('a byte order mark, tabs in JSON and all kinds of line ends are taken', () => {
  const json = JSON.stringify(soundFlow('do: []').definition, null, '\t');
  for (const text of [
    json,
    `\uFEFF${json}`,
    json.replaceAll('\n', '\r\n'),
    flowText('do: []').replaceAll('\n', '\r'),
  ]) {
    expect(problemsOf(text)).toEqual([]);
  }
  expect(problemsOf(flowText('do: []\nx: 1\ny: 2\n').replaceAll('\n', '\r\n'))).toEqual([
    expect.stringContaining('3:1 /x '),
    expect.stringContaining('4:1 /y '),
  ]);
});
