import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../platform/parse-json.ts';

const keysOf = (text: string): string[] => Object.keys(parseJson(text) as object);

test('a key that is written with escapes is the key that stands there, whatever was read before', () => {
  // Kept, so that the engine remembers how such objects look.
  const before = [parseJson('{"role":1,"admi\\\\":2}'), parseJson('{"y":1,"a\\\\":2}')];
  expect(keysOf('{"role":1,"admi\\u006e":2}')).toEqual(['role', 'admin']);
  expect(keysOf('{"y":1,"a\\n":2}')).toEqual(['y', 'a\n']);
  expect(before.map((value) => Object.keys(value as object))).toEqual([
    ['role', 'admi\\'],
    ['y', 'a\\'],
  ]);
});

/** JSON as nobody writes it: any letter of any string may stand there as an escape. */
const written = (value: unknown, escapes: () => boolean): string => {
  const space = () => (escapes() ? ' \n' : '');
  if (typeof value === 'string')
    return `"${Array.from({ length: value.length }, (_, at) =>
      escapes()
        ? `\\u${value.charCodeAt(at).toString(16).padStart(4, '0')}`
        : JSON.stringify(value[at]).slice(1, -1),
    ).join('')}"`;
  if (Array.isArray(value))
    return `[${value.map((item) => space() + written(item, escapes)).join(',')}${space()}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, item]) => `${space()}${written(key, escapes)}${space()}:${written(item, escapes)}`)
      .join(',')}${space()}}`;
  return JSON.stringify(value);
};

test('any value comes back, however its text was written', () => {
  const few = fc.constantFrom('a', 'b', '\\', '"', '\n', '__proto__', 'ab', '');
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.jsonValue({ maxDepth: 0 }),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.array(fc.tuple(fc.oneof(few, fc.string()), tie('any')), { maxLength: 4 }).map(Object.fromEntries),
    ),
  })).any;
  fc.assert(
    fc.property(value, fc.infiniteStream(fc.boolean()), (made, chance) => {
      // Numbers such as -0 are written as others are.
      const plain = JSON.parse(JSON.stringify(made)) as unknown;
      const text = written(plain, () => chance.next().value === true);
      expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(plain));
    }),
    { numRuns: 2_000 },
  );
});

test('a text that is deeper than the stack is read, and one that is wrong is refused as ever', () => {
  const depth = 100_000;
  const text = `${'{"\\u0061":['.repeat(depth)}1${']}'.repeat(depth)}`;
  let value = parseJson(text);
  for (let level = 0; level < depth; level++) value = (value as { a: unknown[] }).a[0];
  expect(value).toBe(1);
  expect(() => parseJson('{"\\u0061":}')).toThrow(SyntaxError);
});

test('of a key that is given twice the last one counts, as with JSON.parse', () => {
  expect(parseJson('{"a":1,"b":2,"\\u0061":3}')).toEqual({ a: 3, b: 2 });
});
