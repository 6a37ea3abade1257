import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ResponseContent, ResponsePlan } from '../../core/connector.ts';
import { isHubError, type HubError } from '../../core/errors.ts';
import { readAnswer, type ReadAnswer, type ReadOptions } from '../../connectors/wire/read-answer.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress, type Egress } from '../../platform/egress/egress.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { plan } from './wire-echo.ts';

/** What the other side answers next: a real server sends it, and the hub's own way out receives it. */
interface Sent {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly bytes?: Uint8Array | string;
}

let next: Sent = {};
let upstream: Upstream;
let egress: Egress;
beforeAll(async () => {
  upstream = await startUpstream((_, response) => {
    response.writeHead(next.status ?? 200, next.headers).end(next.bytes);
  });
  egress = createEgress({ allow: parseAllowList(['127.0.0.0/8']).entries, log: recordedLog() });
});
afterAll(async () => {
  await egress.close();
  await upstream.stop();
});

const receive = async (
  sent: Sent,
  responses: readonly ResponsePlan[],
  options: ReadOptions = {},
): Promise<ReadAnswer> => {
  next = sent;
  const answer = await egress.request({ url: upstream.origin });
  const bytes = await answer.bytes();
  return readAnswer(
    plan({ path: '/users/{id}', responses }),
    { status: answer.status, headers: answer.headers, bytes },
    options,
  );
};

const ok = (...contents: ResponseContent[]): ResponsePlan[] => [{ status: '200', contents }];
const json: ResponseContent = { mediaType: 'application/json', kind: 'json' };
const text: ResponseContent = { mediaType: 'text/plain', kind: 'text' };
const pdf: ResponseContent = { mediaType: 'application/pdf', kind: 'binary' };
const bytes: ResponseContent = { mediaType: 'application/octet-stream', kind: 'binary' };
const typed = (type: string): Record<string, string> => ({ 'content-type': type });

describe('what came', () => {
  test.each<[string, Sent, ResponsePlan[], string, unknown]>([
    [
      'JSON',
      { headers: typed('application/json'), bytes: '{"a":[1,null]}' },
      ok(json),
      'json',
      { a: [1, null] },
    ],
    ['a list', { headers: typed('application/json'), bytes: '[1]' }, ok(json), 'json', [1]],
    ['a scalar', { headers: typed('application/json'), bytes: '"x"' }, ok(json), 'json', 'x'],
    [
      'problem JSON',
      { headers: typed('application/vnd.api+json; charset=utf-8'), bytes: '{}' },
      [],
      'json',
      {},
    ],
    [
      'JSON with a mark at its start',
      { headers: typed('application/json'), bytes: '\ufeff{"a":"ü"}' },
      ok(json),
      'json',
      { a: 'ü' },
    ],
    [
      'JSON in Latin-1',
      { headers: typed('application/json; charset=iso-8859-1'), bytes: Buffer.from('{"a":"ü"}', 'latin1') },
      ok(json),
      'json',
      { a: 'ü' },
    ],
    ['JSON called text', { headers: typed('text/plain'), bytes: '{"a":1}' }, ok(json), 'json', { a: 1 }],
    [
      'JSON called HTML',
      { headers: typed('text/html; charset=utf-8'), bytes: ' [1]' },
      ok(json),
      'json',
      [1],
    ],
    [
      'JSON called bytes',
      { headers: typed('application/octet-stream'), bytes: '{"a":1}' },
      [],
      'json',
      { a: 1 },
    ],
    ['JSON without a type', { bytes: '{"a":1}' }, ok(json), 'json', { a: 1 }],
    ['JSON without a type or a document', { bytes: '{"a":1}' }, [], 'json', { a: 1 }],
    [
      'a text that looks like JSON where text is meant',
      { headers: typed('text/plain'), bytes: '{"a":1}' },
      ok(text),
      'text',
      '{"a":1}',
    ],
    ['a number as a text', { headers: typed('text/plain'), bytes: '007' }, [], 'text', '007'],
    [
      'a text that only begins like JSON',
      { headers: typed('text/plain'), bytes: '[1] first' },
      ok(json),
      'text',
      '[1] first',
    ],
    [
      'a text in Latin-1',
      { headers: typed('text/csv; charset="ISO-8859-1"'), bytes: Buffer.from('ü', 'latin1') },
      [],
      'text',
      'ü',
    ],
    [
      'a text in a charset of fancy',
      { headers: typed('text/plain; charset=utf-ocho'), bytes: 'ü' },
      [],
      'text',
      'ü',
    ],
    ['XML', { headers: typed('application/atom+xml'), bytes: '<a/>' }, [], 'text', '<a/>'],
    ['an empty text', { headers: typed('text/plain'), bytes: '' }, ok(text), 'text', ''],
    ['a text without a type', { bytes: 'hello' }, [], 'text', 'hello'],
    [
      'a form',
      { headers: typed('application/x-www-form-urlencoded'), bytes: 'a=1&b=x+y&b=%C3%BC' },
      [],
      'form',
      { a: '1', b: ['x y', 'ü'] },
    ],
    ['204', { status: 204 }, [{ status: '204', contents: [] }], 'empty', null],
    [
      'nothing where JSON was promised',
      { headers: typed('application/json'), bytes: '' },
      ok(json),
      'empty',
      null,
    ],
    [
      'blanks where JSON was promised',
      { headers: typed('application/json'), bytes: ' \n' },
      ok(json),
      'empty',
      null,
    ],
  ])('%s', async (...[, sent, responses, kind, output]) => {
    expect(await receive(sent, responses)).toMatchObject({ status: sent.status ?? 200, kind, output });
  });

  test('headers come along', async () => {
    const { headers } = await receive({ headers: { link: '<x>; rel="next"' } }, []);
    expect(headers['link']).toBe('<x>; rel="next"');
  });
});

describe('bytes', () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff]);
  const put: Required<ReadOptions>['putBlob'] = async (given, type) =>
    `${type}:${Buffer.from(given).toString('hex')}`;

  test.each<[string, Sent, ResponsePlan[], unknown]>([
    [
      'an image',
      { headers: typed('image/png'), bytes: png },
      [],
      { blob: 'image/png:89504e4700ff', contentType: 'image/png', size: 6 },
    ],
    [
      'a PDF that is JSON inside stays a PDF',
      { headers: typed('application/pdf'), bytes: '{}' },
      ok(pdf),
      { blob: 'application/pdf:7b7d', contentType: 'application/pdf', size: 2 },
    ],
    [
      'a download that is JSON inside',
      { headers: typed('application/octet-stream'), bytes: '{}' },
      ok(bytes),
      { contentType: 'application/octet-stream', size: 2 },
    ],
    ['bytes without a type', { bytes: png }, [], { contentType: 'application/octet-stream', size: 6 }],
    [
      'bytes without a type, as the document says',
      { bytes: 'abc' },
      ok(pdf),
      { contentType: 'application/octet-stream', size: 3 },
    ],
  ])('%s', async (...[, sent, responses, output]) => {
    expect(await receive(sent, responses, { putBlob: put })).toMatchObject({ kind: 'binary', output });
  });

  test.each([
    ['attachment; filename="a b.png"', 'a b.png'],
    ["attachment; filename=x.png; filename*=UTF-8''%C3%A4.png", 'ä.png'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="C:\\\\dir\\\\x.exe"', 'x.exe'],
    ["attachment; filename*=UTF-8''%ZZ; filename=ok.png", 'ok.png'],
    ['attachment; filename=".."', undefined],
    ['inline', undefined],
  ])('named by %s', async (disposition, name) => {
    const { output } = await receive(
      { headers: { ...typed('image/png'), 'content-disposition': disposition }, bytes: png },
      [],
    );
    expect(output).toEqual({
      base64: png.toString('base64'),
      contentType: 'image/png',
      size: 6,
      ...(name === undefined ? {} : { name }),
    });
  });

  test('more bytes than fit into an answer need a store', async () => {
    const sent = { headers: typed('image/png'), bytes: Buffer.alloc(300_000) };
    await expect(receive(sent, [])).rejects.toMatchObject({ code: 'egress_too_large' });
    expect(await receive(sent, [], { putBlob: async () => 'kept' })).toMatchObject({
      output: { blob: 'kept', size: 300_000 },
    });
  });
});

describe('what the document says about it', () => {
  const content = (mediaType: string): ResponseContent => ({ mediaType, kind: 'text' });
  const responses: ResponsePlan[] = [
    { status: 'default', contents: [content('any/default')] },
    { status: '2XX', contents: [content('*/*'), content('text/*'), content('text/csv; charset=utf-8')] },
    { status: '201', contents: [content('text/html')] },
  ];
  test.each([
    [200, 'text/csv', 'text/csv; charset=utf-8'],
    [200, 'TEXT/CSV; header=present', 'text/csv; charset=utf-8'],
    [200, 'text/plain', 'text/*'],
    [200, 'image/png', '*/*'],
    [201, 'text/html', 'text/html'],
    [201, 'text/plain', undefined],
    [304, 'any/default', 'any/default'],
  ])('%d %s → %s', async (status, type, expected) => {
    const answer = { status, headers: { 'content-type': type }, bytes: Buffer.from('x') };
    expect((await readAnswer(plan({ responses }), answer, {})).content?.mediaType).toBe(expected);
  });
});

const failure = async (sent: Sent, responses: ResponsePlan[] = []): Promise<HubError> => {
  const thrown = await receive(sent, responses).then(
    (answer) => answer,
    (error: unknown) => error,
  );
  if (!isHubError(thrown)) throw new Error(`no failure, but ${JSON.stringify(thrown)}`);
  return thrown;
};

describe('JSON that is none', () => {
  test.each([
    ['cut off', '{"token":"secret-value'],
    ['HTML', '<html>secret-value</html>'],
    ['nested too deeply', '['.repeat(100_000) + ']'.repeat(100_000)],
  ])('%s', async (_, sent) => {
    const error = await failure({ headers: typed('application/json'), bytes: sent });
    expect(error).toMatchObject({
      code: 'upstream_failed',
      retryable: false,
      details: { status: 200, size: sent.length },
    });
    expect(error.message).toMatch(/^GET \/users\/\{id\} was answered with 200/);
    expect(JSON.stringify([error.message, error.details])).not.toContain('secret-value');
  });
});

describe('failures of the other side', () => {
  test.each([400, 401, 403, 404, 409, 410, 422, 451])('%d is final', async (status) => {
    expect(await failure({ status })).toMatchObject({
      code: 'upstream_failed',
      retryable: false,
      details: { status, body: null },
    });
  });
  test.each([408, 425, 429, 500, 502, 503, 504, 529])('%d may pass', async (status) => {
    expect(await failure({ status })).toMatchObject({
      code: 'upstream_unavailable',
      retryable: true,
      details: { status },
    });
  });

  test.each<[unknown, string]>([
    [{ error: { message: 'No such user', code: 'missing' } }, 'No such user'],
    [{ message: 'Bad field' }, 'Bad field'],
    [{ title: 'Conflict', detail: 'Already there' }, 'Already there'],
    [{ title: 'Conflict' }, 'Conflict'],
    [{ error: 'invalid_grant', error_description: 'Expired' }, 'Expired'],
    [{ error: 'not_authed' }, 'not_authed'],
    [{ errors: [{ detail: 'First' }, { detail: 'Second' }] }, 'First'],
    [[{ message: 'In a list', errorCode: 'X' }], 'In a list'],
    [{ message: 'a\r\nb\u0000c\u2028d' }, 'a b c d'],
    [{ message: 'x'.repeat(1_000) }, 'x'.repeat(300)],
  ])('its own words: %j', async (body, message) => {
    const error = await failure({
      status: 422,
      headers: typed('application/problem+json'),
      bytes: JSON.stringify(body),
    });
    expect(error.message).toBe(`GET /users/{id} was answered with 422: ${message}`);
  });

  test('without words of its own', async () => {
    const error = await failure({ status: 500, headers: typed('text/html'), bytes: '<h1>Oops</h1>' });
    expect(error.message).toBe('GET /users/{id} was answered with 500.');
    expect(error.details['body']).toBe('<h1>Oops</h1>');
  });

  test('secrets are masked, codes stay, headers are chosen', async () => {
    const error = await failure({
      status: 400,
      headers: {
        ...typed('application/json'),
        'x-request-id': 'r1',
        'set-cookie': 'sid=secret-value',
        'x-internal': 'no',
      },
      bytes: JSON.stringify({
        error: { code: 'E42', access_token: 'secret-value' },
        password: 'secret-value',
      }),
    });
    expect(error.details).toEqual({
      status: 400,
      headers: { 'content-type': 'application/json', 'x-request-id': 'r1' },
      body: { error: { code: 'E42', access_token: '[redacted]' }, password: '[redacted]' },
    });
  });

  test.each([
    ['a long text', typed('text/plain'), 'x'.repeat(10_000)],
    [
      'long JSON',
      typed('application/json'),
      JSON.stringify({ list: Array.from({ length: 5_000 }, () => 'x') }),
    ],
    ['JSON cut off', typed('application/json'), `{"a":"${'x'.repeat(10_000)}`],
  ])('%s is trimmed', async (_, headers, sent) => {
    const { body } = (await failure({ status: 500, headers, bytes: sent })).details;
    expect(body).toBe(sent.slice(0, 4_096));
  });

  test('bytes are told by their size', async () => {
    const error = await failure({
      status: 500,
      headers: typed('image/png'),
      bytes: Buffer.from([0xff, 0x00]),
    });
    expect(error.details['body']).toEqual({ contentType: 'image/png', size: 2 });
  });

  test.each<[number, Record<string, string>, number | undefined]>([
    [429, { 'retry-after': '7' }, 7],
    [503, { 'retry-after': '1.2' }, 2],
    [503, { 'retry-after': 'Wed, 21 Oct 2026 07:28:10 GMT', date: 'Wed, 21 Oct 2026 07:28:00 GMT' }, 10],
    [503, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT', date: 'Wed, 21 Oct 2026 07:28:10 GMT' }, 0],
    [503, { 'retry-after': 'soon' }, undefined],
    [503, {}, undefined],
    [400, { 'retry-after': '7' }, undefined],
  ])('%d %j waits %s', async (status, headers, seconds) => {
    expect((await failure({ status, headers })).retryAfter).toBe(seconds);
  });
});
