// slow: starts a hub, or the parts of one
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openHealth } from '../../platform/health.ts';
import { openMetrics } from '../../platform/metrics.ts';
import { startProbes } from '../../gateway/start-probes.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { verifies } from '../setup/verifies.ts';

const portal = 'https://portal.example';
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ HUB_CORS_ORIGINS: portal, HUB_METRICS_KEY: 'a-key-for-prometheus' });
});
afterAll(() => hub.stop());

const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

const expected = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
/** What would tell an attacker what runs here. */
const telling = ['x-powered-by', 'server'];

type Answered = Readonly<Record<string, string | undefined>>;

const expectSafe = (headers: Answered, differing: Answered = {}): void => {
  const wanted = { ...expected, ...differing };
  expect(Object.fromEntries(Object.keys(wanted).map((name) => [name, headers[name]]))).toEqual(wanted);
  expect(headers['x-request-id']).toMatch(/^req_[0-9a-z]{26}$/);
  expect(telling.filter((name) => headers[name] !== undefined)).toEqual([]);
};

interface Kind {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly raw?: string;
  readonly key?: null;
}

const json = { 'content-type': 'application/json' };
const kinds: readonly Kind[] = [
  { method: 'GET', path: '/api/keys', status: 200 },
  { method: 'POST', path: '/api/keys', status: 400, raw: '{broken', headers: json },
  { method: 'POST', path: '/api/keys', status: 413, raw: `"${'x'.repeat(1_100_000)}"`, headers: json },
  { method: 'GET', path: '/api/keys', status: 401, key: null },
  { method: 'GET', path: '/api/nothing', status: 404 },
  { method: 'PUT', path: '/api/keys', status: 405 },
  { method: 'GET', path: '/health', status: 200 },
  { method: 'GET', path: '/ready', status: 200 },
  { method: 'POST', path: '/ready', status: 405 },
  { method: 'GET', path: '/metrics', status: 401 },
  { method: 'GET', path: '/openapi.json', status: 200 },
  { method: 'GET', path: '/assets/nothing.js', status: 404 },
  { method: 'GET', path: '/%ff', status: 400 },
  { method: 'POST', path: '/', status: 405 },
];

for (const { method, path, status, key, headers, raw } of kinds) {
  verifies('foundation.http.security-headers', `${method} ${path} carries them with ${status}`, async () => {
    const answer = await hub.request(method, path, {
      ...(key === undefined ? {} : { key }),
      ...(headers === undefined ? {} : { headers }),
      ...(raw === undefined ? {} : { raw }),
    });
    expect(answer.status).toBe(status);
    expectSafe(Object.fromEntries(answer.headers));
    expect(answer.headers.get('strict-transport-security')).toBeNull();
  });
}

test('an origin that the owner named may read answers, and nothing else is loosened for it', async () => {
  for (const method of ['GET', 'OPTIONS']) {
    const headers = { origin: portal, 'access-control-request-method': 'GET' };
    const answer = await hub.request(method, '/api/keys', { headers });
    expect(answer.headers.get('access-control-allow-origin')).toBe(portal);
    expectSafe(Object.fromEntries(answer.headers), { 'cross-origin-resource-policy': 'cross-origin' });
  }
});

/** The headers of an answer that came over a bare connection. */
const headersOf = (answer: string): Answered =>
  Object.fromEntries(
    (answer.split('\r\n\r\n')[0] ?? '')
      .split('\r\n')
      .slice(1)
      .map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
  );

const upgrade = 'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n';
const socketKey = 'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';

const bare: readonly (readonly [string, string, number])[] = [
  ['what is no HTTP', 'NONSENSE\r\n\r\n', 400],
  ['a request without a host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['an expectation nobody knows', 'GET / HTTP/1.1\r\nhost: x\r\nexpect: a-miracle\r\n\r\n', 400],
  ['headers without end', `GET / HTTP/1.1\r\nhost: x\r\nlong: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  [
    'a WebSocket of nobody',
    `GET /api/live HTTP/1.1\r\nhost: <host>\r\norigin: http://<host>\r\n${upgrade}${socketKey}\r\n`,
    401,
  ],
  [
    'a WebSocket of a foreign page',
    `GET /api/live HTTP/1.1\r\nhost: <host>\r\norigin: https://evil.example\r\n${upgrade}${socketKey}\r\n`,
    403,
  ],
  [
    'a WebSocket that is nowhere',
    `GET /elsewhere HTTP/1.1\r\nhost: <host>\r\n${upgrade}${socketKey}\r\n`,
    404,
  ],
];

for (const [what, request, status] of bare) {
  verifies('foundation.http.security-headers', `${what} is refused with them, by ${status}`, async () => {
    const answer = await hub.raw(request.replaceAll('<host>', hub.host));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const headers = headersOf(answer);
    expectSafe(headers);
    expect(headers['cache-control']).toBe('no-store');
    const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>;
    expect(body).toMatchObject({ status, requestId: headers['x-request-id'] });
  });
}

verifies('foundation.http.security-headers', 'a process without an API carries them too', async () => {
  const probes = await startProbes({
    options: { host: '127.0.0.1', port: 0, drainMs: 1_000, metricsKey: undefined },
    health: openHealth(),
    metrics: openMetrics(),
    log: recordedLog(),
  });
  try {
    for (const path of ['/health', '/ready', '/metrics', '/api/keys', '/'])
      expectSafe(Object.fromEntries((await fetch(`${probes.url}${path}`)).headers));
  } finally {
    await probes.stop();
  }
});

verifies('foundation.http.security-headers', 'over https, browsers are told to stay with it', async () => {
  const secured = await startTestHub({ HUB_PUBLIC_URL: 'https://hub.example.com' });
  try {
    const port = /"port":(\d+),"message":"listening"/.exec(secured.logged())?.[1] ?? '';
    const { headers } = await fetch(`http://127.0.0.1:${port}/health`);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  } finally {
    await secured.stop();
  }
});
