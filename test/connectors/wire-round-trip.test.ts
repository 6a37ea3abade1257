import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ParameterPlace, ParameterStyle } from '../../core/connector.ts';
import { buildRequest } from '../../connectors/wire/build-request.ts';
import type { WireRequest } from '../../connectors/wire/wire-request.ts';
import { parameter, plan } from './wire-echo.ts';

/**
 * What is written can be read again, by a reader that knows the style table and none of the writer's code. It reads
 * the URL as Node's parser gives it back, so that a value which reaches into its surroundings is seen.
 */

type Value = string | string[] | Record<string, string>;
type Kind = 'scalar' | 'list' | 'record';

interface Case {
  readonly in: ParameterPlace;
  readonly style: ParameterStyle;
  readonly explode: boolean;
}

const styles: readonly Case[] = [
  ...(['simple', 'label', 'matrix'] as const).flatMap((style) =>
    [true, false].map((explode) => ({ in: 'path', style, explode }) as const),
  ),
  { in: 'query', style: 'form', explode: true },
  { in: 'query', style: 'form', explode: false },
  { in: 'query', style: 'spaceDelimited', explode: false },
  { in: 'query', style: 'tabDelimited', explode: false },
  { in: 'query', style: 'pipeDelimited', explode: false },
  { in: 'query', style: 'deepObject', explode: true },
  { in: 'cookie', style: 'form', explode: true },
];

const text = decodeURIComponent;

/** The pieces of a text between delimiters, which are never within an encoded value. */
const unflat = (raw: string, kind: Kind, [between, equals]: readonly [string, string]): Value => {
  if (kind === 'scalar') return text(raw);
  const pieces = raw.split(between);
  if (kind === 'list') return pieces.map(text);
  const pairs =
    equals === between
      ? pieces.flatMap((piece, at) => (at % 2 === 0 ? [[piece, pieces[at + 1] ?? '']] : []))
      : pieces.map((piece) => piece.split(equals));
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [text(name), text(value)]));
};

const fromPairs = (pairs: readonly (readonly [string, string])[], kind: Kind, of: Case): Value => {
  if (of.style === 'deepObject' && kind !== 'scalar') {
    if (kind === 'list') return pairs.map(([, value]) => text(value));
    return Object.fromEntries(
      pairs.map(([name, value]) => [/^color\[(.*)\]$/s.exec(text(name))?.[1] ?? '', text(value)]),
    );
  }
  if (kind === 'scalar') return text(pairs[0]?.[1] ?? '');
  if (!of.explode) {
    const between =
      { spaceDelimited: '%20', tabDelimited: '%09', pipeDelimited: '%7C' }[of.style as 'spaceDelimited'] ??
      ',';
    return unflat(pairs[0]?.[1] ?? '', kind, [between, between]);
  }
  return kind === 'list'
    ? pairs.map(([, value]) => text(value))
    : Object.fromEntries(pairs.map(([name, value]) => [text(name), text(value)]));
};

const split = (pair: string): [string, string] => {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
};

const read = (request: WireRequest, kind: Kind, of: Case): Value => {
  const url = new URL(request.url);
  if (of.in === 'cookie')
    return fromPairs((request.headers['cookie'] ?? '').split('; ').map(split), kind, of);
  if (of.in === 'query') return fromPairs(url.search.slice(1).split('&').map(split), kind, of);
  const segments = url.pathname.split('/');
  expect([segments.length, segments[1], segments[3], url.search, url.hash]).toEqual([4, 'a', 'b', '', '']);
  const raw = segments[2] ?? '';
  if (of.style === 'matrix') {
    const pairs = raw.slice(1).split(';').map(split);
    return of.explode ? fromPairs(pairs, kind, of) : unflat(pairs[0]?.[1] ?? '', kind, [',', ',']);
  }
  const label = of.style === 'label';
  const between = label && of.explode ? '.' : ',';
  return unflat(label ? raw.slice(1) : raw, kind, [between, of.explode ? '=' : between]);
};

/** Texts with all that means something in some style. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(...'/\\?#[]@!$&\'()*+,;=%.:|" \t\r\nab\0{}<>^`~-_é東👍'),
    minLength: 1,
    maxLength: 12,
  }),
);
const generated: Record<Kind, fc.Arbitrary<Value>> = {
  scalar: hostile,
  list: fc.array(hostile, { minLength: 1, maxLength: 5 }),
  // Names that are numbers would change their order, and of a record in a list of pairs nobody keeps it.
  record: fc.dictionary(hostile, hostile, { minKeys: 1, maxKeys: 5 }),
};

const delimiters: Partial<Record<ParameterStyle, string>> = {
  spaceDelimited: ' ',
  tabDelimited: '\t',
  pipeDelimited: '|',
};

/** What the writer refuses: dot segments, and pieces that hold the delimiter that shall tell them apart. */
const isOutside = (value: Value, of: Case): boolean => {
  const all = typeof value === 'string' ? [value] : Object.entries(value).flat();
  if (of.in === 'path' && all.some((item) => /(^|[/\\])\.{1,2}([/\\]|$)/.test(item))) return true;
  if (typeof value === 'string') return false;
  const between = of.style === 'label' ? (of.explode ? '.' : undefined) : delimiters[of.style];
  return between !== undefined && all.some((item) => item.includes(between));
};

const cases = styles.flatMap((of) =>
  (['scalar', 'list', 'record'] as const).map((kind) => [of, kind] as const),
);

test.each(cases)('%j %s', async (of, kind) => {
  const operation = plan({
    path: of.in === 'path' ? '/a/{color}/b' : '/a',
    parameters: [parameter({ name: 'color', ...of })],
  });
  await fc.assert(
    fc.asyncProperty(generated[kind], async (value) => {
      fc.pre(!isOutside(value, of));
      const request = await buildRequest(operation, { color: value }, { baseUrl: 'http://127.0.0.1' });
      expect(read(request, kind, of)).toEqual(value);
    }),
    { numRuns: 200 },
  );
});

test('forms are read again by a reader of the platform', async () => {
  const operation = plan({
    method: 'post',
    body: {
      kind: 'form',
      mediaType: 'application/x-www-form-urlencoded',
      required: true,
      arguments: { shape: 'whole', argument: 'body' },
    },
  });
  await fc.assert(
    fc.asyncProperty(fc.dictionary(hostile, hostile, { minKeys: 1 }), async (value) => {
      const { body } = await buildRequest(operation, { body: value }, { baseUrl: 'http://127.0.0.1' });
      expect(Object.fromEntries(new URLSearchParams(Buffer.from(body ?? []).toString()))).toEqual({
        ...value,
      });
    }),
  );
});

test('numbers are the same number when they are read, and have no exponent', async () => {
  const operation = plan({ parameters: [parameter({ name: 'n', in: 'query' })] });
  await fc.assert(
    fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (n) => {
      const { url } = await buildRequest(operation, { n }, { baseUrl: 'http://127.0.0.1' });
      const written = new URL(url).searchParams.get('n') ?? '';
      expect(written).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(written)).toBe(n === 0 ? 0 : n);
    }),
    { numRuns: 1_000 },
  );
});
