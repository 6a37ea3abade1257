import { expect, test } from '@jest/globals';
import { compile } from '../../../core/jq/compile.ts';

const env = { URL: 'https://x.example', LIMITS: { most: 3 }, list: [1, 2] };
const used = (source: string) => {
  const { names, whole } = compile(source).env;
  return { names: [...names.keys()], whole: whole !== null };
};

test.each([
  ['$ENV.URL', 'https://x.example'],
  ['env.URL', 'https://x.example'],
  ['$ENV.LIMITS.most + 1', 4],
  ['$ENV["URL"]', 'https://x.example'],
  ['$ENV.missing', null],
  ['$ENV.missing?.deeper', null],
  ['[$ENV.list[] | . * 2]', [2, 4]],
  ['$ENV | keys', ['LIMITS', 'URL', 'list']],
  ['"URL" as $name | $ENV[$name]', 'https://x.example'],
  ['def f: env.URL; [.] | map(f) | .[0]', 'https://x.example'],
  ['{a: 1} as $ENV | $ENV.a', 1],
  ['def env: {URL: "mine"}; env.URL', 'mine'],
  ['$ENV.constructor', null],
])('%s', (source, expected) => {
  expect(compile(source).first(null, {}, { env })).toEqual(expected);
});

test('the environment of the process is never seen', () => {
  expect(Object.keys(process.env).length).toBeGreaterThan(0);
  for (const source of ['$ENV', 'env', '[$ENV | keys[]] | length | select(. > 0)'])
    expect(compile(source).all(null)).toEqual(source.startsWith('[') ? [] : [{}]);
  expect(compile('$ENV.PATH // env.HOME').first(null, {}, { env })).toBeNull();
});

test.each([
  ['.a.b', [], false],
  ['$ENV.URL + $ENV.URL', ['URL'], false],
  ['[$ENV.URL, env.LIMITS.most, $ENV["list"][0], $ENV.other?]', ['URL', 'LIMITS', 'list', 'other'], false],
  ['def f($x): $ENV.URL + $x; f($ENV.a) | f("b")', ['a', 'URL'], false],
  ['$ENV', [], true],
  ['$ENV | .URL', [], true],
  ['$ENV[.name]', [], true],
  ['{$ENV}', [], true],
  ['$ENV as {URL: $url} | $url', [], true],
  ['{a: 1} as $ENV | $ENV.a', [], false],
  ['def env: {}; env.a', [], false],
])('%s reads %j', (source, names, whole) => {
  const found = used(source);
  expect({ ...found, names: found.names.toSorted() }).toEqual({ names: names.toSorted(), whole });
});

test('a name is told with its place', () => {
  expect(compile('.a +\n  $ENV.URL').env.names.get('URL')).toEqual({ line: 2, column: 3 });
  expect(compile('{$ENV}').env.whole).toMatchObject({ line: 1 });
});
