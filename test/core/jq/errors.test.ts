import { expect, test } from '@jest/globals';
import { compile } from '../../../core/jq/compile.ts';
import { JqError } from '../../../core/jq/error.ts';
import type { Value } from '../../../core/jq/value.ts';

const failure = (work: () => unknown): JqError => {
  try {
    work();
  } catch (error) {
    if (error instanceof JqError) return error;
    throw error;
  }
  throw new Error('It did not fail');
};

test.each([
  ['.a | ', 'Expected an expression but found the end at line 1, column 6', [1, 6]],
  ['.a\n  | foo', 'foo/0 is not defined at line 2, column 5', [2, 5]],
  ['lenght', 'lenght/0 is not defined; did you mean length/0? at line 1, column 1', null],
  ['map(.a; .b)', 'map/2 is not defined; there is map/1 at line 1, column 1', null],
  ['.a + $user', '$user is not defined here at line 1, column 6', [1, 6]],
  ['break $out', 'The label $out is not defined here at line 1, column 1', null],
  ['{a: 1', 'Expected "," or "}" (another key expression needs parentheses) but found the end', [1, 6]],
  ['{a: 1, b 2}', 'Expected "," or "}" (another key expression needs parentheses) but found "2"', [1, 10]],
  ['[1, 2', 'Expected "]" but found the end', [1, 6]],
  ['if . then 1', 'Expected "elif", "else" or "end" but found the end', null],
  ['"abc', 'A string is not closed: expected "', [1, 1]],
  ['"a\\qb"', 'Invalid escape "\\q" in a string', [1, 3]],
  ['"a\\(1"', 'A string is not closed', null],
  ['@nope', '"@nope" is not a format', [1, 1]],
  ['. as x | 1', 'Expected a pattern: "$name", "[…]" or "{…}" but found "x"', [1, 6]],
  ['reduce .[] as $x (0)', 'Expected ";" but found ")"', [1, 20]],
  ['1 == 2 == 3', 'Put parentheses around one of the operators', [1, 8]],
  ['{(1): 2}', 'Cannot use number (1) as object key', [1, 3]],
  ['. ^ 2', 'Unexpected character "^"', [1, 3]],
  ['.a b', 'Expected the end of the expression but found "b"', [1, 4]],
  ['input', 'input/0 is not offered: there is one input only, and it is "."', null],
  ['halt', 'halt/0 is not offered', null],
  ['import "a" as a; .', 'There is no module "a"', [1, 1]],
  ['"x \\(.a | lengh) y"', 'lengh/0 is not defined; did you mean length/0?', [1, 11]],
] as const)('%s is refused when it is compiled', (program, message, place) => {
  const error = failure(() => compile(program));
  expect(error.failure).toBe('compile');
  expect(error.message).toContain(message);
  if (place !== null) expect(error.place).toEqual({ line: place[0], column: place[1] });
});

test('functions that nobody calls are compiled too', () => {
  expect(failure(() => compile('def f: $nope; 1')).message).toContain('$nope is not defined');
  expect(failure(() => compile('path(.a | nope)')).message).toContain('nope/0 is not defined');
});

test.each<readonly [string, Value, string]>([
  ['.a', 1, 'Cannot index number with string ("a")'],
  ['.[0]', {}, 'Cannot index object with number (0)'],
  ['.[]', 5, 'Cannot iterate over number (5)'],
  ['.[]', null, 'Cannot iterate over null'],
  ['. + 1', {}, 'object ({}) and number (1) cannot be added'],
  ['{} - 1', null, 'object ({}) and number (1) cannot be subtracted'],
  ['1 / 0', null, 'number (1) and number (0) cannot be divided because the divisor is zero'],
  ['error("mine")', null, 'mine'],
  ['error({code: 1})', null, '{"code":1} (not a string)'],
  ['{(.a): 1}', { a: 1 }, 'Object keys must be strings, not number (1)'],
  ['keys', 1, 'number (1) has no keys'],
  ['implode', 'x', 'implode input must be an array'],
  ['test("(")', 'x', 'is not a valid regex'],
  ['test("(?=x)")', 'x', 'is not a valid regex'],
  ['test("x"; "q")', 'x', 'q is not a valid modifier string'],
  ['fromjson', '{"a"', 'Invalid JSON (while parsing \'{"a"\')'],
])('%s on %j fails with what happened and the value', (program, input, message) => {
  const error = failure(() => compile(program).first(input));
  expect(error.failure).toBe('run');
  expect(error.message).toContain(message);
});

test('what catch receives is the value that was given to error', () => {
  expect(compile('try error({code: 1}) catch .code').first(null)).toBe(1);
  expect(compile('try error(null) catch .').first(null)).toBeNull();
  expect(failure(() => compile('error({code: 1})').first(null)).value).toEqual({ code: 1 });
});

test('values in messages are cut short', () => {
  const long = 'x'.repeat(10_000);
  const message = failure(() => compile('. - 1').first(long)).message;
  expect(message.length).toBeLessThan(100);
  expect(failure(() => compile('. - 1').first([long, long])).message.length).toBeLessThan(100);
  expect(failure(() => compile('{a: .} | . - 1').first({ [long]: 1 })).message.length).toBeLessThan(100);
  const mine = failure(() => compile('error').first(long));
  expect(mine.message.length).toBeLessThan(600);
  expect(mine.value).toBe(long);
  expect(failure(() => compile('strptime("%Y")').first(long)).message.length).toBeLessThan(600);
  expect(failure(() => compile('fromjson').first(`{${long}`)).message.length).toBeLessThan(300);
});

test('try catches errors of its body only, not of what follows', () => {
  expect(failure(() => compile('(try 1 catch 2) | error("after")').first(null)).message).toBe('after');
  expect(failure(() => compile('(1, 2)? | error("after")').all(null)).message).toBe('after');
  expect(failure(() => compile('(1 // 2) | error("after")').first(null)).message).toBe('after');
  expect(compile('[(1, error("x"), 3)?]').first(null)).toEqual([1]);
  expect(
    compile('[.[] | try (if . > 1 then error("no") else . end) catch "caught"]').first([1, 2, 3]),
  ).toEqual([...[1, 'caught', 'caught']]);
});
