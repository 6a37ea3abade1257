// slow: reads thousands of random texts
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readText } from '../../../flows/document/read-text.ts';
import { filesIn, loadYaml, ours, standard } from '../../setup/flow-documents.ts';
import { textOf } from '../../setup/sources.ts';

/** Texts and trees that chance wrote: whatever comes, there is an answer, and every problem has a place in the text. */

const texts = [
  ...filesIn(`${standard}/examples`, '.yaml').map((file) => textOf(`${standard}/examples/${file}`)),
  ...filesIn(ours, '.yaml').map((file) => textOf(`${ours}/${file}`)),
];

const expectAnswer = (text: string): void => {
  const { document, problems } = readText(text);
  expect(document === null).toBe(problems.length > 0);
  expect(problems.length).toBeLessThanOrEqual(202);
  const lines = text.split(/\r\n|\n|\r/);
  for (const { line, column, message } of problems) {
    expect(message).not.toBe('');
    expect(line).toBeGreaterThan(0);
    expect(column).toBeGreaterThan(0);
    expect(line).toBeLessThanOrEqual(lines.length);
  }
};

/** Words that mean something in a flow, so that chance gets somewhere. */
const words = [
  ...[
    'document',
    'dsl',
    'namespace',
    'name',
    'version',
    'use',
    'do',
    'input',
    'output',
    'schema',
    'as',
    'from',
  ],
  ...[
    'call',
    'http',
    'with',
    'method',
    'endpoint',
    'uri',
    'set',
    'switch',
    'when',
    'then',
    'for',
    'each',
    'in',
  ],
  ...['try', 'catch', 'retry', 'fork', 'branches', 'listen', 'to', 'one', 'any', 'until', 'raise', 'error'],
  ...['run', 'script', 'workflow', 'wait', 'emit', 'event', 'foreach', 'functions', 'extensions', 'secrets'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '1.0.3', '${ .a }', 'exit', ''],
];
const word = fc.constantFrom(...words);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.oneof(word, fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.array(fc.tuple(word, tie('tree')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

test('trees of words', () => {
  fc.assert(
    fc.property(tree, (value) => {
      expectAnswer(JSON.stringify(value) ?? '');
      expectAnswer(JSON.stringify({ document: { dsl: '1.0.3' }, use: value, do: value }));
    }),
    { numRuns: 1_500 },
  );
});

test('documents with letters lost, added and exchanged', () => {
  const letters = fc.constantFrom(
    ...'{}[]:,-?&*!|>%@`"\'#\n\t \\$a1\u0000\u2028é'.split(''),
    '\ud800',
    '<<',
    '---\n',
    '${',
    '&x ',
    '*x ',
  );
  const change = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.integer({ min: 0, max: 12 }),
    letters,
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(change, { minLength: 1, maxLength: 5 }),
      (text, changes) => {
        let changed = text;
        for (const [where, gone, letter] of changes) {
          const at = Math.floor(where * changed.length);
          changed = changed.slice(0, at) + letter + changed.slice(at + gone);
        }
        expectAnswer(changed);
      },
    ),
    { numRuns: 1_500 },
  );
});

test('documents with parts exchanged', () => {
  const trees = texts.map((_, at) => at);
  const documents = [
    ...filesIn(`${standard}/examples`, '.yaml').map((file) => loadYaml(`${standard}/examples/${file}`)),
    ...filesIn(ours, '.yaml').map((file) => loadYaml(`${ours}/${file}`)),
  ];
  const parts = documents.flatMap((document) => partsOf(document));
  fc.assert(
    fc.property(fc.constantFrom(...trees), fc.nat(), fc.constantFrom(...parts), (at, where, part) => {
      const document = structuredClone(documents[at]);
      const holders = holdersIn(document);
      const holder = holders[where % holders.length];
      const keys = Object.keys(holder ?? {});
      if (holder !== undefined) Reflect.set(holder, keys[where % keys.length] ?? 'x', part);
      expectAnswer(JSON.stringify(document));
    }),
    { numRuns: 1_500 },
  );
});

const holdersIn = (value: unknown): object[] =>
  typeof value !== 'object' || value === null ? [] : [value, ...Object.values(value).flatMap(holdersIn)];

const partsOf = (value: unknown): unknown[] =>
  typeof value !== 'object' || value === null ? [value] : [value, ...Object.values(value).flatMap(partsOf)];

test('data is read as JSON reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = JSON.stringify({
        document: { dsl: '1.0.3', namespace: 'a', name: 'b', version: '1.0.0' },
        do: [{ a: { set: { value } } }],
      });
      expect(readText(text).document?.definition).toEqual(JSON.parse(text));
    }),
    { numRuns: 1_000 },
  );
});
