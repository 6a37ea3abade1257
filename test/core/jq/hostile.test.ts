// slow: thousands of cases, made or read
import { expect, test } from '@jest/globals';
import { compile } from '../../../core/jq/compile.ts';
import { JqError } from '../../../core/jq/error.ts';
import { maxLength } from '../../../core/jq/meter.ts';
import type { Value } from '../../../core/jq/value.ts';
import { verifies } from '../../setup/verifies.ts';

/** Programs that would take all time, all memory or all stack: each ends in an error that nothing inside catches. */

const outcome = (program: string, input: Value = null): string => {
  try {
    const values = compile(program).all(input, {}, { fuel: 200_000 });
    return `${values.length} values`;
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    return error.failure;
  }
};

/** Two to the power of a hundred parts, in a hundred small arrays. */
const huge = 'reduce range(100) as $i ([1]; [., .])';
const hugeObject = 'reduce range(100) as $i ({}; {a: ., b: .})';

test.each([
  'def f: f; f',
  'def f: 1 + f; f',
  'def f: f, 1; f',
  'def f: [f]; f',
  'def f: {a: f}; f',
  'def f: f | f; f',
  'def f: def g: f; g; f',
  'def f(g): f(g | g); f(.)',
  'def f(x): f(x | x | x); f(.)',
  'def f: try f catch f; f',
  'def f: label $x | f, break $x; f',
  'def f: . as [$a] ?// $a | f; f',
  'def f: (. | f)?; f',
  'def f: f // f; f',
])('%s ends without ending the process', (program) => {
  expect(outcome(program)).toBe('limit');
});

test.each([
  '[range(1e9)]',
  'last(range(1e12))',
  'reduce range(1e9) as $x (0; . + $x)',
  'foreach range(1e9) as $x (0; . + $x; empty)',
  '[limit(1e9; repeat(1))]',
  'repeat(empty)',
  '[range(1e9) | error("x")?]',
  '[range(1e9) | .a?, .["a", "b"]?, (try explode catch empty), (explode // empty)]',
  '[recurse(1)]',
  '1 | until(false; .)',
  '1 | until(false; ., .)',
  'while(true; [.]) | empty',
  '[range(100000)] | combinations(3) | empty',
  '[range(1e9) | select(false)]',
  'first(range(1e9) | select(. < 0))',
  '(range(1e9) | select(. < 0)) // 1',
  'any(range(1e9); false)',
  'isempty(range(1e9) | select(false))',
  '[.[]?, (reduce range(30) as $i (1; ., .))] | length | until(false; .)',
])('%s ends', (program) => {
  expect(outcome(program)).toBe('limit');
});

test.each([
  'tojson',
  'tostring',
  '"\\(.)"',
  '@base64',
  '@json',
  '. == .',
  '. < [.]',
  '[.., 1] | length',
  'flatten',
  '[., .] | sort',
  '[., .] | unique',
  '[.] - [.]',
  'walk(.)',
  '[paths]',
  '[tostream]',
  'del(..)',
  '.. |= .',
  'contains([[2]])',
])('parts that are shared are paid for each time: %s', (program) => {
  // Either it costs too much, or it finds an answer early; both end.
  expect(['limit', '1 values']).toContain(outcome(`${huge} | ${program}`));
});

test('shared objects are merged and written within the limits', () => {
  expect(outcome(`${hugeObject} as $x | $x * $x`)).toBe('limit');
  expect(outcome(`${hugeObject} | tojson`)).toBe('limit');
});

test.each([
  ['"abc" * 1000000000', 'run'],
  ['[limit(100; repeat("x" * 1000000))] | add', 'limit'],
  ['reduce range(100) as $i ("x"; . + .)', 'limit'],
  ['reduce range(100) as $i ([1]; . + .)', 'limit'],
  ['[range(1000) | [range(1000)]] | transpose', 'limit'],
  ['.[99999999] = 1', 'run'],
  ['[range(100) | ("x" * 1000000)]', 'limit'],
  ['"x" * 1000000 | [., ., ., ., ., ., ., ., ., .] | join("")', 'limit'],
])('%s makes no more than it may', (program, failure) => {
  expect(outcome(program)).toBe(failure);
});

verifies('flows.jq.bounds', 'fuel, depth and size are what the caller says', () => {
  const spend = compile('[range(1000)] | length');
  expect(spend.first(null, {}, { fuel: 2_000 })).toBe(1000);
  expect(() => spend.first(null, {}, { fuel: 500 })).toThrow(/more than 500 steps/);
  const recurse = compile('def f: if . > 0 then 1 + (. - 1 | f) else 0 end; f');
  expect(recurse.first(100, {}, { depth: 200 })).toBe(100);
  expect(() => recurse.first(100, {}, { depth: 50 })).toThrow(/more than 50 times/);
  const make = compile('"x" * 10000 | length');
  expect(make.first(null, {}, { size: 20_000 })).toBe(10_000);
  expect(() => make.first(null, {}, { size: 5_000 })).toThrow(/more than 5000 bytes/);
});

test('a failure for a limit is not caught by try, by ? and by //', () => {
  for (const program of [
    'try (def f: 1 + f; f) catch 1',
    '(def f: 1 + f; f)?',
    '(range(1e9) | empty) // 1',
  ]) {
    expect(outcome(program)).toBe('limit');
  }
});

test('values nested deeper than the stack are read, written, compared and walked, or refused', () => {
  const levels = 9_000;
  const deep = JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as Value;
  expect(compile('tojson | length').first(deep)).toBe(2 * levels);
  expect(compile('[..] | length').first(deep)).toBe(levels);
  expect(compile('flatten').first(deep)).toEqual([]);
  for (const program of [
    '. == [.]',
    '[., .] | sort',
    'walk(.)',
    'tostream',
    'del(..)',
    'contains(.)',
    '. < [.]',
  ]) {
    expect(['limit', 'run', '1 values']).toContain(outcome(program, deep));
  }
});

test('calls that are the last thing a function does need no stack', () => {
  const count = 'def count: if . >= 100000 then . else (. + 1 | count) end; 0 | count';
  expect(compile(count).first(null)).toBe(100_000);
  const stream = 'def from: ., (if . < 100000 then (. + 1 | from) else empty end); [0 | from] | length';
  expect(compile(stream).first(null)).toBe(100_001);
});

verifies('flows.jq.bounds', 'a regular expression takes no more time than its text is long', () => {
  const text = 'a'.repeat(100_000);
  expect(compile('test("(a*)*b")').first(text)).toBe(false);
  expect(compile('test("(a|aa)+$")').first(text)).toBe(true);
  expect(outcome('[match("a.*b|a"; "g")]', text)).toBe('limit');
  expect(outcome('"x" | test("((((a{1,1000}){1,1000}){1,1000}){1,1000})")')).toBe('run');
});

test('programs that are too long or too deep are refused when they are compiled', () => {
  for (const program of [
    '('.repeat(5_000) + '.' + ')'.repeat(5_000),
    '['.repeat(100_000),
    '-'.repeat(10_000) + '1',
    'if . then '.repeat(1_000),
    '. as [$a] | '.repeat(1_000) + '.',
    'def f: '.repeat(1_000),
    '"\\('.repeat(500),
    '.a'.repeat(5_000),
    '1+'.repeat(5_000) + '1',
    'try '.repeat(5_000) + '1',
    '.'.repeat(200_000),
  ]) {
    expect(outcome(program)).toBe('compile');
  }
  expect(outcome(Array.from({ length: 3_000 }, () => '.').join('|'))).toBe('1 values');
  expect(outcome(Array.from({ length: 3_000 }, () => '1').join(','))).toBe('3000 values');
});

test('chains inside nests inside chains are refused, or run', () => {
  const chain = (inner: string): string => `(${inner}${'+1'.repeat(400)})`;
  const nested = Array.from({ length: 100 }).reduce<string>((inner) => chain(inner), '1');
  expect(['compile', 'limit', '1 values']).toContain(outcome(nested));
  const fields = Array.from({ length: 30 }).reduce<string>((inner) => `(${inner}${'.a?'.repeat(900)})`, '.');
  expect(['compile', 'limit', '1 values']).toContain(outcome(fields));
});

test('definitions that double at each step cannot make the compiler work forever', () => {
  const nested = Array.from({ length: 60 }, (_, at) => `def f${at}: `).join('');
  const calls = Array.from({ length: 60 }, (_, at) => `f${59 - at}, f${59 - at};`).join(' ');
  expect(['compile', 'limit']).toContain(outcome(`${nested} 1; ${calls} f0`));
});

test('the longest string that may be made is far below what the engine could hold', () => {
  expect(maxLength).toBeLessThanOrEqual(16 * 1024 * 1024);
});
