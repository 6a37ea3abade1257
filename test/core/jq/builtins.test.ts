import { expect, test } from '@jest/globals';
import { compile } from '../../../core/jq/compile.ts';
import type { Value } from '../../../core/jq/value.ts';

/** What jq's own tests leave out. The figures are those of jq with the C library. */

const all = (program: string, input: Value = null): readonly Value[] => compile(program).all(input);
const first = (program: string, input: Value = null): Value | undefined => compile(program).first(input);

test('mathematics agree with C to fourteen digits', () => {
  const found = all(
    '(10, 0.5, -1.5, 100.5 | lgamma), (0.5, -1.5, 4.2, 20.5, 5 | tgamma), (27 | cbrt, log2, exp10)',
  );
  const expected = [
    ...[12.80182748008147, 0.5723649429247, 0.860047015376481, 361.4355404677776],
    ...[1.772453850905516, 2.363271801207355, 7.756689535793179, 540624298233507500, 24],
    ...[3, 4.754887502163468, 1e27],
  ];
  expect(found).toHaveLength(expected.length);
  found.forEach((value, at) => {
    expect(Math.abs(Number(value) / (expected[at] ?? 0) - 1)).toBeLessThan(1e-13);
  });
});

test('the parts of doubles, and their roundings, are those of C', () => {
  expect(
    all('[8, 0.3, -5, 1e-310, 0 | frexp], [10, 0.3, 0 | significand], [10, 0.3, 1e-310, 0 | logb]'),
  ).toEqual([
    [
      [0.5, 4],
      [0.6, -1],
      [-0.625, 3],
      [0.5752618031559393, -1029],
      [0, 0],
    ],
    [1.25, 1.2, 0],
    [3, -2, -1030, -Infinity],
  ]);
  expect(all('[2.5, -2.5, 0.4, 3.5 | nearbyint], [2.5, -2.5, 0.4 | round + 0], [-1.5, 3 | modf]')).toEqual([
    [2, -2, 0, 4],
    [3, -3, 0],
    [
      [-0.5, -1],
      [0, 3],
    ],
  ]);
  expect(
    first('[drem(5; 3), drem(10; 4), ldexp(1; 3), scalb(1; -2), fma(2; 3; 4), nextafter(1; 2)]'),
  ).toEqual([...[-1, 2, 8, 0.25, 10, 1.0000000000000002]]);
  expect(first('[nextafter(1; 0), nextafter(0; -1), nextafter(2; 2), (nextafter(nan; 1) | isnan)]')).toEqual([
    ...[0.9999999999999999, -5e-324, 2, true],
  ]);
  expect(
    first('[fmin(nan; 1), fmax(1; nan), fdim(3; 5), copysign(1; -2), fmod(5.5; 2), pow(1; nan)]'),
  ).toEqual([...[1, 1, 0, -1, 1.5, 1]]);
  expect(
    first('[(0 | tgamma), (-1 | tgamma | isnan), (200 | tgamma), (0 | lgamma), (infinite | lgamma)]'),
  ).toEqual([...[Infinity, true, Infinity, Infinity, Infinity]]);
});

test('patterns know letters, digits and white space of all scripts', () => {
  const text = 'a,b ,é😀é c 2024-05 ab';
  expect(first('[scan("[[:alpha:]]+")]', text)).toEqual(['a', 'b', 'é', 'é', 'c', 'ab']);
  expect(first('[scan("\\\\w+")]', text)).toEqual(['a', 'b', 'é', 'é', 'c', '2024', '05', 'ab']);
  expect(first('[scan("[^\\\\w\\\\s,-]")]', text)).toEqual(['😀']);
  expect(first('[scan("\\\\W+")] | length', text)).toBe(7);
  expect(first('[match("é"; "g").offset]', text)).toEqual([5, 7]);
  expect(first('test("\\\\h{2}")', 'fF')).toBe(true);
  expect(first('[scan("[[]")]', 'a[b')).toEqual(['[']);
  expect(first('test("a\\\\Rb\\\\Z")', 'a\r\nb')).toBe(true);
});

test('flags of patterns: x leaves out white space, n empty matches, s lets dots meet line ends, l is the longest', () => {
  expect(first('test("a b # c\n [ ]c"; "x")', 'ab c')).toBe(true);
  expect(first('[match("a*"; "gn").string]', 'baac')).toEqual(['aa']);
  expect(first('[test("a.b"), test("a.b"; "s"), test("a.b"; "p")]', 'a\nb')).toEqual([false, true, true]);
  expect(first('[match("a|ab").string, match("a|ab"; "l").string]', 'ab')).toEqual(['a', 'ab']);
  expect(first('[test(("a", "z"))]', 'a')).toEqual([true, false]);
  expect(first('[test(["A", "i"]), test("A"; null)]', 'a')).toEqual([true, false]);
});

test('formats of bytes go there and back, also where the text is no text', () => {
  expect(first('[@base32, (@base32 | @base32d)]', 'foobär')).toEqual(['MZXW6YWDURZA====', 'foobär']);
  expect(first('@base64d', '/w==')).toBe('\ufffd');
  expect(first('[.[] | format("json", "text")]', ['a', 1])).toEqual(['"a"', 'a', '1', '1']);
  expect(() => first('format("nope")', 1)).toThrow('nope is not a valid format');
  expect(() => first('@base32d', '!')).toThrow('is not valid base32 data');
});

test('streams, tables and updates of what is not there', () => {
  const value = { a: [1, { b: 2 }], c: {} };
  expect(first('fromstream(tostream)', value)).toEqual(value);
  expect(first('[limit(3; repeat(1, 2))]')).toEqual([1, 2, 1]);
  expect(first('[skip(1; 1, 2, 3)], first(empty) // "none"')).toEqual([2, 3]);
  expect(all('path(recurse(.[]?; true)), path(first(.a, .b)), path(limit(1; .a[]))', { a: [5] })).toEqual([
    ...[[], ['a'], ['a', 0], ['a'], ['a', 0]],
  ]);
  expect(first('del(.a[0, 2], .a[-1])', { a: [1, 2, 3, 4] })).toEqual({ a: [2] });
  expect(first('to_entries | map(.key)', { x: 1, y: 2 })).toEqual(['x', 'y']);
  expect(first('from_entries', [{ name: 'a', value: 1 }, { k: 'b', v: 2 }, { key: false }])).toEqual({
    ...{ a: 1, b: 2, false: null },
  });
  expect(first('.a.b[1] |= 5')).toEqual({ a: { b: [null, 5] } });
  expect(first('getpath(["a", "b"]) = 1')).toEqual({ a: { b: 1 } });
});
