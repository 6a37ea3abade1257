// slow: starts a hub, or the parts of one
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  hub.request('POST', path, { raw: body, headers: { 'content-type': 'application/json', ...headers } });

const nested = (levels: number): string => '{"name":' + '['.repeat(levels - 1) + ']'.repeat(levels - 1) + '}';

describe('a body', () => {
  verifies('foundation.http.bad-input', 'may be 64 levels deep and no deeper', async () => {
    expect((await post('/api/keys', nested(64))).json).toMatchObject({ code: 'input_invalid' });
    expect((await post('/api/keys', nested(65))).json).toMatchObject({ status: 400, code: 'body_too_deep' });
    expect((await post('/api/keys', nested(20_000))).json).toMatchObject({
      status: 400,
      code: 'body_too_deep',
    });
  });

  test('is refused when it is too large, whether it says so or not', async () => {
    const large = `{"name":"${'x'.repeat(1_100_000)}"}`;
    expect((await post('/api/keys', large)).json).toMatchObject({ status: 413, code: 'body_too_large' });
    const chunked = await hub.raw(
      `POST /api/keys HTTP/1.1\r\nhost: ${hub.host}\r\nauthorization: Bearer ${hub.key}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n` +
        `100000\r\n${' '.repeat(0x100000)}\r\n100000\r\n${' '.repeat(0x100000)}\r\n0\r\n\r\n`,
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413/);
  });

  test.each([
    [
      'broken UTF-8',
      Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
      'body_malformed',
      undefined,
    ],
    [
      'an overlong encoding',
      Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
      'body_malformed',
      undefined,
    ],
    ['no JSON', '{name: 1}', 'body_malformed', undefined],
    ['an array', '[]', 'body_malformed', undefined],
    ['a NUL character', '{"name":"a\\u0000b","permissions":[]}', 'input_invalid', 'name'],
    ['half a surrogate pair', '{"name":"\\ud800","permissions":[]}', 'input_invalid', 'name'],
    ['a prototype', '{"name":"a","__proto__":{"polluted":true}}', 'input_invalid', '__proto__'],
    ['an unknown field', '{"name":"a","permissions":["space.read"],"owner":true}', 'input_invalid', 'owner'],
    [
      'a wrong type deep inside',
      '{"name":"a","permissions":["space.read",7]}',
      'input_invalid',
      'permissions[1]',
    ],
    [
      'a number beyond all bounds',
      '{"name":"a","permissions":["space.read"],"expiresInDays":1e400}',
      'input_invalid',
      'expiresInDays',
    ],
  ])('with %s is refused with its place', async (...row) => {
    const [, body, code, place] = row;
    const answer = await post('/api/keys', body);
    expect(answer.json).toMatchObject({ status: 400, code });
    if (place !== undefined) expect(answer.json).toMatchObject({ errors: [{ path: place }] });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('of another type or encoding is not guessed at', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      '',
    ]) {
      expect((await post('/api/keys', '{}', { 'content-type': type })).json).toMatchObject({ status: 415 });
    }
    expect((await post('/api/keys', '{}', { 'content-encoding': 'gzip' })).json).toMatchObject({
      status: 415,
    });
  });

  test('is not taken where there is none to take', async () => {
    expect(
      (
        await hub.request('DELETE', '/api/keys/key_01', {
          raw: '{"a":1}',
          headers: { 'content-type': 'application/json' },
        })
      ).json,
    ).toMatchObject({ code: 'body_malformed' });
  });
});

describe('a request', () => {
  test('without sign-in is refused before its body is looked at', async () => {
    const answer = await hub.request('POST', '/api/keys', {
      key: null,
      raw: '{broken',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.json).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  verifies(
    'foundation.operations.problems',
    'for an unknown place or with a wrong method is told what there is',
    async () => {
      expect((await hub.request('GET', '/api/nothing')).json).toMatchObject({
        status: 404,
        code: 'not_found',
      });
      const wrong = await hub.request('PUT', '/api/keys');
      expect(wrong.json).toMatchObject({ status: 405, code: 'method_not_allowed' });
      expect(wrong.headers.get('allow')).toBe('GET, POST');
    },
  );

  test.each([
    ['/api/keys?limit=0', 'limit'],
    ['/api/keys?limit=abc', 'limit'],
    ['/api/keys?limit=1&limit=2', 'limit'],
    ['/api/keys?colour=red', 'colour'],
    ['/api/keys?sort=secret_hash', 'sort'],
    ['/api/keys?q=%00', 'q'],
  ])('with a wrong query %s names the field', async (path, field) => {
    expect((await hub.request('GET', path)).json).toMatchObject({ status: 400, errors: [{ path: field }] });
  });

  test.each([
    '/api/keys/%',
    '/api/keys/%ff',
    '/api/keys/%00',
    '/api/keys/..%2f..%2fetc',
    '/api//keys',
    '/api/keys/',
    '/assets/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
    '/%',
  ])('for the odd path %s is a 4xx', async (path) => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await hub.request(method, path);
      expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
      expect(answer.text).not.toMatch(/\n\s+at |node_modules/);
    }
  });

  verifies('foundation.http.request-id', 'keeps a harmless request id and replaces any other', async () => {
    expect(
      (await hub.request('GET', '/api/keys', { headers: { 'x-request-id': 'trace-12345678' } })).headers.get(
        'x-request-id',
      ),
    ).toBe('trace-12345678');
    expect(
      (await hub.request('GET', '/api/keys', { headers: { 'x-request-id': '<script>' } })).headers.get(
        'x-request-id',
      ),
    ).toMatch(/^req_/);
  });

  test.each([
    ['GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello', 400],
    [
      'POST /api/keys HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['GET / HTTP/1.1\r\nhost: x\r\n folded: yes\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nhost: x\r\nlong: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['NONSENSE\r\n\r\n', 400],
  ])('that breaks HTTP (%#) is answered %s without a handler seeing it', async (text, status) => {
    expect(await hub.raw(text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect((await hub.request('GET', '/health')).status).toBe(200);
  });
});

describe('a foreign page', () => {
  test('cannot reach the hub under another name', async () => {
    const answer = await hub.raw(
      `GET /api/keys HTTP/1.1\r\nhost: evil.example:80\r\nauthorization: Bearer ${hub.key}\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403/);
    expect(answer).toContain('origin_refused');
  });

  verifies('foundation.http.cors', 'is granted nothing by CORS', async () => {
    const answer = await hub.request('OPTIONS', '/api/keys', {
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'GET' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('cannot write with the cookie of a session', async () => {
    const cookie = await hub.signIn();
    const body = { name: 'x', permissions: ['space.read'] };
    const foreign = { cookie, 'hub-space': 'default' };
    expect(
      (await hub.request('POST', '/api/keys', { key: null, body, headers: foreign })).json,
    ).toMatchObject({ code: 'origin_refused' });
    expect(
      (
        await hub.request('POST', '/api/keys', {
          key: null,
          body,
          headers: { ...foreign, 'hub-request': '1', origin: 'https://evil.example' },
        })
      ).json,
    ).toMatchObject({ code: 'origin_refused' });
    expect(
      (
        await hub.request('POST', '/api/keys', {
          key: null,
          body,
          headers: { ...foreign, 'hub-request': '1', origin: hub.url },
        })
      ).status,
    ).toBeLessThan(300);
  });
});

test('a half-sent request is let go of without harm', async () => {
  await new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(hub.url).port), '127.0.0.1', () => {
      socket.write(
        `POST /api/keys HTTP/1.1\r\nhost: ${hub.host}\r\nauthorization: Bearer ${hub.key}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"na`,
      );
      socket.destroy();
    });
    socket.on('close', () => resolve());
    socket.on('error', () => resolve());
  });
  expect((await hub.request('GET', '/ready')).status).toBe(200);
});
