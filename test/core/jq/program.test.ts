import { expect, test } from '@jest/globals';
import { compile } from '../../../core/jq/compile.ts';
import type { Value } from '../../../core/jq/value.ts';

const first = (program: string, input: Value = null): Value | undefined => compile(program).first(input);
const all = (program: string, input: Value = null): readonly Value[] => compile(program).all(input);

test('first gives the first value and works out no more, all gives all of them', () => {
  expect(first('1, error("never reached")')).toBe(1);
  expect(first('empty')).toBeUndefined();
  expect(all('.[]', [1, 2])).toEqual([1, 2]);
  expect(all('empty')).toEqual([]);
});

test('variables are given by name, with or without the sign; those not given are null', () => {
  const program = compile('[$context.user, $secrets, $none]', { variables: ['context', '$secrets', 'none'] });
  expect(program.first(null, { context: { user: 'ada' }, $secrets: 1 })).toEqual(['ada', 1, null]);
  expect(program.first(null, { $context: { user: 'bob' } })).toEqual(['bob', null, null]);
  expect(program.first(null)).toEqual([null, null, null]);
});

test('a program can run inside the run of another one, and again after an error', () => {
  const program = compile('def f: if . > 5 then error("big") else . + 1 end; [.[] | f]');
  expect(() => program.first([1, 9])).toThrow('big');
  expect(program.first([1, 2])).toEqual([2, 3]);
  const outer = compile('.a');
  const input: Value = {
    get a() {
      return program.first([3]) ?? null;
    },
  };
  expect(outer.first(input)).toEqual([4]);
});

test('keys that JavaScript gives a meaning to are keys like all others', () => {
  const hostile = JSON.parse('{"__proto__": {"admin": true}, "constructor": 1, "toString": 2}') as Value;
  expect(first('.admin', hostile)).toBeNull();
  expect(first('.__proto__.admin', hostile)).toBe(true);
  expect(first('.constructor, .hasOwnProperty', {})).toBeNull();
  expect(first('[.toString, .valueOf, .__proto__]', {})).toEqual([null, null, null]);
  expect(first('has("__proto__"), has("constructor")', {})).toBe(false);
  for (const program of [
    '{"__proto__": {admin: true}}',
    '{("__" + "proto__"): {admin: true}}',
    '.["__proto__"] = {admin: true}',
    '. + {"__proto__": {admin: true}}',
    '. * {"__proto__": {admin: true}}',
    '[{key: "__proto__", value: {admin: true}}] | from_entries',
    'reduce "__proto__" as $k (.; .[$k] = {admin: true})',
    'reduce ("a", "__proto__") as $k ({}; . + {($k): {admin: true}})',
    '"{\\"__proto__\\": {\\"admin\\": true}}" | fromjson',
    '"x" | capture("(?<__proto__>x)") | map_values({admin: true})',
    '{"__proto__": 1} | walk(if type == "number" then {admin: true} else . end)',
  ]) {
    const made = first(program, {});
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(first('[.admin, .["__proto__"].admin]', made)).toEqual([null, true]);
  }
  expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  expect(() => compile('constructor')).toThrow(/not defined/);
  expect(() => compile('@constructor')).toThrow(/not a format/);
  expect(() => compile('$constructor')).toThrow(/not defined/);
});

test('results share what did not change, and inputs stay as they were', () => {
  const input = { a: { deep: [1, 2, 3] }, b: { n: 1 } };
  const before = structuredClone(input);
  const result = first('.b.n = 2', input) as typeof input;
  expect(result).toEqual({ a: { deep: [1, 2, 3] }, b: { n: 2 } });
  expect(result.a).toBe(input.a);
  expect(input).toEqual(before);
});

test('numbers are written as jq writes them', () => {
  const written = (number: number): Value | undefined => first('tojson', number);
  expect(
    [1e17, 1e15, 123456789012345680000, 0.00001, 0.0001, 1.5e-7, -0, 1e1000, -1e1000].map(written),
  ).toEqual([
    ...['1e+17', '1000000000000000', '123456789012345680000', '1e-05', '0.0001', '1.5e-07', '-0'],
    ...['1.7976931348623157e+308', '-1.7976931348623157e+308'],
  ]);
  expect(first('[nan] | tojson')).toBe('[null]');
  expect(first('[nan, 1] | sort | .[0] | isnan')).toBe(true);
  expect(first('nan < nan')).toBe(true);
  expect(first('[nan == nan, nan > 1]')).toEqual([false, false]);
});

test('strings are counted, cut and ordered by code points', () => {
  expect(
    first('[length, .[1:2], .[:1], explode[1], index("é"), (ascii_downcase | utf8bytelength)]', 'a😀é'),
  ).toEqual([...[3, '😀', 'a', 128512, 2, 7]]);
  // By UTF-16 units the pair of surrogates would come first.
  expect(first('sort', ['\uffee', '😀', 'a'])).toEqual(['a', '\uffee', '😀']);
  expect(first('keys', { '\uffee': 1, '😀': 2 })).toEqual(['\uffee', '😀']);
  expect(first('[.[] | tojson]', ['\ud800', '\x7f'])).toEqual(['"\ufffd"', '"\\u007f"']);
  expect(first('@uri', '\ud800')).toBe('%EF%BF%BD');
  expect(first('"\\ud83d\\ude00 \\ud83d"')).toBe('😀 \ufffd');
});

test('objects keep their order, keys and sort do not', () => {
  expect(Object.keys(first('{b: 1, a: 2} + {c: 3}') as object)).toEqual(['b', 'a', 'c']);
  expect(first('keys', { b: 1, a: 2 })).toEqual(['a', 'b']);
  expect(first('[.[]]', { b: 1, a: 2 })).toEqual([1, 2]);
  expect(first('tojson', { b: 1, a: 2 })).toBe('{"b":1,"a":2}');
});

test('now is what the caller says, and unknown otherwise', () => {
  expect(compile('now | todate').first(null, {}, { now: 1_700_000_000 })).toBe('2023-11-14T22:13:20Z');
  expect(() => first('now')).toThrow(/caller did not tell/);
});

test('dates are written as strftime writes them in the locale C', () => {
  const written = (format: string, seconds: number): Value | undefined =>
    first(`strftime("${format}")`, seconds);
  expect(written('%Y-%m-%d %H:%M:%S %j %a %A %b %B %e %u %w %Z %z', 1425599507)).toBe(
    '2015-03-05 23:51:47 064 Thu Thursday Mar March  5 4 4 UTC +0000',
  );
  expect(written('%s %p %I %y %C %% %F %T %D %R %G-W%V-%u %U %W %k %l', 1425599507)).toBe(
    '1425599507 PM 11 15 20 % 2015-03-05 23:51:47 03/05/15 23:51 2015-W10-4 09 09 23 11',
  );
  // A Saturday that belongs to the last week of the year before.
  expect(written('%G-W%V-%u %U %W %j', 1104537600)).toBe('2004-W53-6 00 00 001');
});

test('dates are read back, in all the ways they are written', () => {
  const at = (text: string, format: string): Value | undefined =>
    first(`strptime("${format}") | mktime`, text);
  expect(at('2015-03-05T23:51:47Z', '%Y-%m-%dT%H:%M:%SZ')).toBe(1425599507);
  expect(at('Thu, 05 Mar 2015 23:51:47', '%a, %d %b %Y %T')).toBe(1425599507);
  expect(at('03/05/15 11:51:47 PM', '%D %I:%M:%S %p')).toBe(1425599507);
  expect(at('2015 064', '%Y %j')).toBe(1425513600);
  expect(() => at('2015-13-05', '%Y-%m-%d')).toThrow(/does not match format/);
  expect(() => at('x', '%Y')).toThrow(/does not match format/);
  expect(first('gmtime | mktime', -1)).toBe(-1);
  expect(first('todate', -62135596800)).toBe('1-01-01T00:00:00Z');
});

test('?// outside of patterns is the two operators it is made of', () => {
  expect(first('.a?//"x"', 1)).toBe('x');
});

test('comments, precedence and what binds names read as in jq', () => {
  expect(first('1 # one\n + 2 # two \\\n still a comment')).toBe(3);
  expect(first('1 - 1 - 1')).toBe(-1);
  expect(first('2 * 3 + 4 * 5 % 3')).toBe(8);
  expect(first('null // null // 3')).toBe(3);
  expect(first('.a = 1 // 2', {})).toEqual({ a: 1 });
  expect(all('1, 2 | . + 1, . * 10')).toEqual([2, 10, 3, 20]);
  expect(first('[1, 2 as $x | $x, 3]')).toEqual([1, 2, 3]);
  expect(first('def f: def g: 3; g; f')).toBe(3);
  expect(first('try error("x") catch . | length')).toBe(1);
});

test('modules are given with the program: definitions under a name or as they are, and data', () => {
  const modules = {
    words: 'import "more" as m; def shout: ascii_upcase + m::mark;',
    more: 'def mark: "!";',
    table: { data: { de: 'Hallo' } },
  };
  const run = (program: string): Value | undefined => compile(program, { modules }).first('hi');
  expect(run('import "words" as w; w::shout')).toBe('HI!');
  expect(run('include "words"; shout')).toBe('HI!');
  expect(run('import "table" as $t; $t[0].de')).toBe('Hallo');
  expect(() => run('import "words" as w; shout')).toThrow(/shout\/0 is not defined/);
  expect(() => run('import "words" as w; m::mark')).toThrow(/not defined/);
  expect(() => run('import "none" as n; 1')).toThrow('There is no module "none" at line 1, column 1');
  expect(() => run('import "constructor" as n; 1')).toThrow(/no module/);
  const broken = { bad: 'def a: 1;\ndef b: nope;' };
  expect(() => compile('import "bad" as b; 1', { modules: broken })).toThrow(
    'Module "bad": nope/0 is not defined at line 2, column 8',
  );
  const round = { a: 'import "b" as b; def f: 1;', b: 'import "a" as a; def f: 1;' };
  expect(() => compile('import "a" as a; 1', { modules: round })).toThrow(/in a circle: a → b → a/);
  const doubling = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`m${at}`, `import "m${at + 1}" as a; import "m${at + 1}" as b;`]),
  );
  expect(() => compile('import "m0" as m; 1', { modules: { ...doubling, m40: '' } })).toThrow(/too large/);
});
