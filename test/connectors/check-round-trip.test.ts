// slow: each style many times
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openRequestChecks } from '../../connectors/check/open-request-checks.ts';
import { buildRequest } from '../../connectors/wire/build-request.ts';
import type { JsonSchema, OperationPlan, ParameterPlan, ParameterStyle } from '../../core/connector.ts';
import { verifies } from '../setup/verifies.ts';
import { parameter, plan } from './wire-echo.ts';

/** What the wire writes is read again as what was given: the schema takes that value and no other. */

type Kind = 'scalar' | 'list' | 'record' | 'numbers' | 'flags';
interface Case {
  readonly in: ParameterPlan['in'];
  readonly style: ParameterStyle;
  readonly explode: boolean;
}

const styles: readonly Case[] = [
  ...(['simple', 'label', 'matrix'] as const).flatMap((style) =>
    [true, false].map((explode) => ({ in: 'path', style, explode }) as const),
  ),
  ...[true, false].map((explode) => ({ in: 'header', style: 'simple', explode }) as const),
  { in: 'query', style: 'form', explode: true },
  { in: 'query', style: 'form', explode: false },
  { in: 'query', style: 'spaceDelimited', explode: false },
  { in: 'query', style: 'tabDelimited', explode: false },
  { in: 'query', style: 'pipeDelimited', explode: false },
  { in: 'query', style: 'deepObject', explode: true },
  { in: 'cookie', style: 'form', explode: true },
  { in: 'cookie', style: 'form', explode: false },
];
const kinds: readonly Kind[] = ['scalar', 'list', 'record', 'numbers', 'flags'];
const cases = styles.flatMap((of) => kinds.map((kind) => [of, kind] as const));

const types: Readonly<Record<Kind, object>> = {
  scalar: { type: 'string' },
  list: { type: 'array', items: { type: 'string' } },
  record: { type: 'object', additionalProperties: { type: 'string' } },
  numbers: { type: 'array', items: { type: 'number' } },
  flags: { type: 'object', properties: { on: { type: 'boolean' }, size: { type: 'integer' } } },
};

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(...'/\\?#[]@!$&\'()*+,;=%.:|" \t\r\nab{}<>^`~-_é東👍'),
    minLength: 1,
    maxLength: 12,
  }),
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n));
const generated: Readonly<Record<Kind, fc.Arbitrary<unknown>>> = {
  scalar: hostile,
  list: fc.array(hostile, { minLength: 1, maxLength: 5 }),
  record: fc.dictionary(hostile, hostile, { minKeys: 1, maxKeys: 5 }),
  numbers: fc.array(fc.oneof(fc.maxSafeInteger(), number), { minLength: 1, maxLength: 5 }),
  flags: fc.record({ on: fc.boolean(), size: fc.maxSafeInteger() }),
};

/** What the lists of headers can tell apart: they have no encoding. */
const plainText = fc.string({
  unit: fc.constantFrom(...'/\\?#[]@!$&\'()*+;%.:|"abAB019{}<>^`~-_'),
  minLength: 1,
  maxLength: 12,
});
const inHeaders: Readonly<Partial<Record<Kind, fc.Arbitrary<unknown>>>> = {
  scalar: plainText,
  list: fc.array(plainText, { minLength: 1, maxLength: 5 }),
  record: fc.dictionary(plainText, plainText, { minKeys: 1, maxKeys: 5 }),
};
const valuesOf = (of: Case, kind: Kind): fc.Arbitrary<unknown> =>
  (of.in === 'header' ? inHeaders[kind] : undefined) ?? generated[kind];

const fixed = (schema: object, value: unknown): JsonSchema => ({ ...schema, const: value });

const problemsOf = async (
  operation: OperationPlan,
  value: Readonly<Record<string, unknown>>,
): Promise<readonly { path: string; message: string }[]> => {
  const request = await buildRequest(operation, value, { baseUrl: 'http://127.0.0.1' });
  const url = /^http:\/\/127\.0\.0\.1([^?]*)(.*)$/s.exec(request.url);
  const [, path = '', query = ''] = url ?? [];
  const checks = openRequestChecks({
    ...{ operations: [operation], definitions: {}, schemes: {} },
    plan: async () => operation,
  });
  const found = await checks.find(request.method, path);
  if (found === undefined) throw new Error(`${path} leads nowhere`);
  const body =
    request.body === undefined
      ? null
      : { contentType: request.headers['content-type'] ?? '', bytes: Buffer.from(request.body) };
  return found.problems({ path, query, headers: request.headers, body });
};

const operationWith = (of: Case, schema: JsonSchema): OperationPlan =>
  plan({
    path: of.in === 'path' ? '/a/{color}/b' : '/a',
    parameters: [parameter({ name: 'color', required: true, ...of })],
    input: { type: 'object', properties: { color: schema } },
  });

const written = async <Result>(write: () => Promise<Result>): Promise<Result | undefined> => {
  try {
    return await write();
  } catch (error) {
    // Dot segments, and pieces with the delimiter in them, are refused before anything is sent.
    if ((error as { code?: string }).code === 'input_invalid') return undefined;
    throw error;
  }
};

test.each(cases)('%j %s is read as it was written, and as nothing else', async (of, kind) => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(valuesOf(of, kind), async (value) => {
      const right = await written(() =>
        problemsOf(operationWith(of, fixed(types[kind], value)), { color: value }),
      );
      if (right === undefined) return;
      read += 1;
      expect(right).toEqual([]);
      const wrong = await problemsOf(operationWith(of, fixed(types[kind], 'something else')), {
        color: value,
      });
      if (value !== 'something else') expect(wrong.length).toBeGreaterThan(0);
    }),
    { numRuns: 100 },
  );
  expect(read).toBeGreaterThan(5);
});

const bodyOf = (kind: 'json' | 'form' | 'multipart', mediaType: string, schema: JsonSchema): OperationPlan =>
  plan({
    method: 'post',
    path: '/a',
    body: { kind, mediaType, required: true, arguments: { shape: 'whole', argument: 'body' } },
    input: { type: 'object', properties: { body: schema } },
  });

const person = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    age: { type: 'integer' },
    member: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'string' } },
    home: { type: 'object', properties: { street: { type: 'string' }, number: { type: 'integer' } } },
    pets: { type: 'array', items: { type: 'object', properties: { kind: { type: 'string' } } } },
  },
  required: ['name'],
  additionalProperties: false,
};
const people = fc.record(
  {
    name: hostile,
    age: fc.maxSafeInteger(),
    member: fc.boolean(),
    tags: fc.array(hostile, { minLength: 1, maxLength: 4 }),
    home: fc.record({ street: hostile, number: fc.nat() }),
    pets: fc.array(fc.record({ kind: hostile }), { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ['name'] },
);

verifies(
  'connectors.checked-requests',
  'bodies are read as they were written, and nothing else fits',
  async () => {
    const kinds = [
      ['json', 'application/json'],
      ['form', 'application/x-www-form-urlencoded'],
      ['multipart', 'multipart/form-data'],
    ] as const;
    for (const [kind, mediaType] of kinds)
      await fc.assert(
        fc.asyncProperty(people, async (value) => {
          const right = bodyOf(kind, mediaType, { ...person, const: value });
          expect(await problemsOf(right, { body: value })).toEqual([]);
          const other = bodyOf(kind, mediaType, { ...person, const: { ...value, name: `${value.name}!` } });
          expect(await problemsOf(other, { body: value })).not.toEqual([]);
          const more = bodyOf(kind, mediaType, person);
          expect(await problemsOf(more, { body: { ...value, more: 'x' } })).toEqual([
            expect.objectContaining({ path: expect.stringMatching(/^\/body/) }),
          ]);
        }),
        { numRuns: 100 },
      );
  },
);
