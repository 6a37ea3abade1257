import { describe, expect, test } from '@jest/globals';
import type { BodyKind, BodyPlan, OperationPlan, ParameterPlan } from '../../core/connector.ts';
import { buildRequest } from '../../connectors/wire/build-request.ts';
import { parameter, plan } from './wire-echo.ts';

const build = (operation: OperationPlan, input: Record<string, unknown>, baseUrl = 'http://127.0.0.1/v1') =>
  buildRequest(operation, input, { baseUrl });

const refused = async (operation: OperationPlan, input: Record<string, unknown>) => {
  const error = await build(operation, input).then(
    (request) => request.url,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'input_invalid' });
  return error as Error & { problems: readonly { path: string; message: string }[] };
};

describe('no path value reaches another address', () => {
  const rows: [Partial<ParameterPlan>, string, unknown][] = [
    [{}, '/a/{id}', '.'],
    [{}, '/a/{id}', '..'],
    [{}, '/a/{id}', ''],
    [{}, '/a/{id}', null],
    [{}, '/a/{id}', []],
    [{}, '/a/{id}', {}],
    [{}, '/a/{id}', ['']],
    [{}, '/a/{id}', ['..']],
    [{}, '/a/{id}', '../admin'],
    [{}, '/a/{id}', 'x/../../admin'],
    [{}, '/a/{id}', '..\\admin'],
    [{}, '/a/{id}', './x'],
    [{}, '/a/.{id}', '.'],
    [{}, '/a/{id}.', '.'],
    [{}, '/a/{id}%2e', '.'],
    [{}, '/a/{id};v=1', '..'],
    [{ allowReserved: true }, '/a/{id}', '..'],
    [{ style: 'label' }, '/a/{id}', ''],
    [{ style: 'label' }, '/a/{id}', '.'],
    [{ style: 'label', explode: true }, '/a/{id}', ['', '']],
    [{ style: 'label' }, '/a/{id}', []],
    [{ content: 'text/plain' }, '/a/{id}', '..'],
  ];
  test.each(rows)('%j %s %j', async (given, path, value) => {
    const error = await refused(
      plan({ path, parameters: [parameter({ name: 'id', in: 'path', ...given })] }),
      { id: value },
    );
    expect(error.message).toContain('"id"');
    expect(error.problems.map((problem) => problem.path)).toEqual(['id']);
  });
});

describe('nothing is smuggled into headers', () => {
  test.each(['a\r\nx-admin: 1', 'a\nb', 'a\0b', 'ü', '東京', 'a\u007fb', ['ok', 'a\r\nb'], { 'a\r\n': 1 }])(
    'a header of %j',
    async (value) => {
      const operation = plan({ parameters: [parameter({ name: 'x-a', argument: 'a', in: 'header' })] });
      expect((await refused(operation, { a: value })).problems[0]?.path).toBe('a');
    },
  );
  test.each<['header' | 'cookie', string]>([
    ['header', 'x a'],
    ['header', 'x:a'],
    ['header', 'x\r\na'],
    ['header', ''],
    ['cookie', 'a;b'],
    ['cookie', 'a=b'],
  ])('a %s called %j', async (place, name) => {
    await refused(plan({ parameters: [parameter({ name, argument: 'a', in: place })] }), { a: 'x' });
  });
});

const body = (kind: BodyKind, mediaType: string, more: Partial<BodyPlan> = {}): OperationPlan =>
  plan({
    method: 'post',
    body: { kind, mediaType, required: false, arguments: { shape: 'whole', argument: 'body' }, ...more },
  });

describe('bodies that cannot travel', () => {
  const multipart = body('multipart', 'multipart/form-data', { parts: { f: { file: true } } });
  test.each<[string, OperationPlan, unknown, string, RegExp]>([
    ['no base64', multipart, { f: { base64: '%%%' } }, 'body.f', /no base64/],
    ['half base64', multipart, { f: { base64: 'YWJja' } }, 'body.f', /no base64/],
    ['neither base64 nor blob', multipart, { f: { name: 'x' } }, 'body.f', /is a file/],
    ['both base64 and blob', multipart, { f: { base64: 'YQ==', blob: 'x' } }, 'body.f', /is a file/],
    ['a number for a file', multipart, { f: 7 }, 'body.f', /is a file/],
    ['a blob that nobody can read', multipart, { f: { blob: 'x' } }, 'body.f', /stored blob/],
    [
      'a file name with a line break',
      multipart,
      { f: { base64: 'YQ==', name: 'a\r\nx: 1' } },
      'body.f',
      /line break/,
    ],
    [
      'a type with a line break',
      multipart,
      { f: { base64: 'YQ==', contentType: 'a/b\r\nx: 1' } },
      'body.f',
      /content type/,
    ],
    [
      'a type that is none',
      multipart,
      { f: { base64: 'YQ==', contentType: 'png' } },
      'body.f',
      /content type/,
    ],
    ['a part name with a line break', multipart, { 'a\r\nx: 1': 'y' }, 'body.a\r\nx: 1', /line break/],
    [
      'a list for a form',
      body('form', 'application/x-www-form-urlencoded'),
      [1],
      'body',
      /has to be an object/,
    ],
    ['a text for a multipart', multipart, 'x', 'body', /has to be an object/],
    ['an object for XML', body('text', 'application/xml'), { a: 1 }, 'body', /whole text/],
    ['null for a text', body('text', 'text/plain'), null, 'body', /whole text/],
    [
      'a character the charset lacks',
      body('text', 'text/plain; charset=latin1'),
      '東',
      'body',
      /no character/,
    ],
    ['a charset the hub lacks', body('text', 'text/plain; charset=ebcdic'), 'x', 'body', /ebcdic/],
    ['null for bytes', body('binary', 'application/pdf'), null, 'body', /is a file/],
    [
      'a type for bytes with a line break',
      body('binary', '*/*'),
      { base64: '', contentType: 'a/b\nx' },
      'body',
      /content type/,
    ],
  ])('%s', async (...[, operation, value, path, message]) => {
    const error = await refused(operation, { body: value });
    expect(error.problems[0]?.path).toBe(path);
    expect(error.message).toMatch(message);
  });
});

describe('arguments that are missing or unknown', () => {
  const q = (name: string, more: Partial<ParameterPlan> = {}) => parameter({ name, in: 'query', ...more });
  const operation = plan({
    path: '/{id}',
    parameters: [parameter({ name: 'id', in: 'path' }), q('limit', { required: true }), q('page_size')],
    body: {
      kind: 'json',
      mediaType: 'application/json',
      required: true,
      arguments: { shape: 'whole', argument: 'body' },
    },
  });

  test('all that is missing is named at once', async () => {
    const error = await refused(operation, { id: undefined });
    expect(error.problems).toEqual(['id', 'limit', 'body'].map((path) => ({ path, message: 'is required' })));
    expect(error.message).toBe('tryIt: "id" is required; "limit" is required; "body" is required.');
  });

  test.each([
    ['limt', 'did you mean "limit"?'],
    ['pageSize', 'did you mean "page_size"?'],
    ['colour', 'is no argument of this operation'],
    ['toString', 'is no argument of this operation'],
  ])('%s', async (name, hint) => {
    const error = await refused(operation, { id: 1, limit: 1, body: {}, [name]: 1 });
    expect(error.problems.map(({ path }) => path)).toEqual([name]);
    expect(error.problems[0]?.message).toContain(hint);
  });

  test('what is inherited is not given', async () => {
    const error = await refused(plan({ parameters: [q('toString', { required: true })] }), {});
    expect(error.problems).toEqual([{ path: 'toString', message: 'is required' }]);
  });

  test('a thousand unknown names make a short answer', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, at) => [`${'x'.repeat(5_000)}${at}`, 1]),
    );
    const error = await refused(plan(), many);
    expect(error.problems).toHaveLength(20);
    expect(JSON.stringify([error.message, error.problems]).length).toBeLessThan(5_000);
  });

  test('a place in the path that the document forgot is named', async () => {
    expect((await refused(plan({ path: '/a/{ghost}' }), {})).message).toContain('{ghost}');
  });
});

test.each(['/v1', '', 'ftp://x/', 'x.example/v1', 'javascript:1'])(
  'the server address %j is refused',
  async (baseUrl) => {
    await expect(build(plan(), {}, baseUrl)).rejects.toMatchObject({ code: 'input_invalid' });
  },
);

test.each<[Partial<ParameterPlan> & Pick<ParameterPlan, 'in'>, unknown]>([
  [{ in: 'query', style: 'spaceDelimited', explode: false }, ['New York', 'Rome']],
  [{ in: 'query', style: 'tabDelimited', explode: false }, ['a\tb']],
  [{ in: 'query', style: 'pipeDelimited', explode: false }, { 'a|b': 1 }],
  [{ in: 'path', style: 'label', explode: true }, ['1.5', '2']],
])('what its style would tear apart is refused: %j %j', async (given, value) => {
  const operation = plan({ path: '/a/{a}', parameters: [parameter({ name: 'a', ...given })] });
  const named = given.in === 'path' ? operation : { ...operation, path: '/a' };
  expect((await refused(named, { a: value })).message).toMatch(/would tear/);
});
