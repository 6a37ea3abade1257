import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { headersNamed, type HttpMessage } from '../setup/http-bytes.ts';
import { openRawClient, statusOf } from '../setup/raw-client.ts';
import { answerOf, startRawUpstream, type RawUpstream } from '../setup/raw-upstream.ts';
import { startTrafficHub, type TrafficHub } from '../setup/traffic-hub.ts';
import { verifies } from '../setup/verifies.ts';

/** Ways around the policies of a route, and around the walls between the console and what upstreams and routes may do. */

const guarded = { terminate: { action: { statusCode: 401 } } };
const guardedWhere = (condition: object) => ({ terminate: { condition, action: { statusCode: 401 } } });
const to = (more: object = {}) => ({ proxy: { action: { serviceEndpoint: 'backend', ...more } } });
const route = (endpoint: object, ...policies: readonly object[]) => ({
  apiEndpoints: { only: endpoint },
  policies,
});

let upstream: RawUpstream;
let hub: TrafficHub;
const fine = answerOf('ok');
let answer = fine;

beforeAll(async () => {
  upstream = await startRawUpstream({ answer: () => answer });
  hub = await startTrafficHub({
    services: { backend: { url: `${upstream.origin}/base` } },
    pipelines: {
      glued: route({ paths: '/api*' }, to({ stripPath: true })),
      admin: route({ paths: ['/admin', '/admin/*'] }, guarded),
      pattern: route({ pathRegex: '^/private$', priority: 1 }, guarded),
      inner: route({ paths: '/*', host: 'inner.test' }, guarded),
      rest: route(
        { paths: '/*' },
        guardedWhere({ name: 'pathExact', path: '/exact' }),
        guardedWhere({ name: 'pathMatch', pattern: '^/search$' }),
        to(),
      ),
      curious: route(
        { paths: '/curious' },
        {
          headers: {
            action: {
              forwardHeaders: { 'x-seen': '${.request.headers.cookie}', 'x-tenant': 'ours' },
              answerHeaders: { 'set-cookie': '${.request.headers["x-cookie"]}' },
            },
          },
        },
        to(),
      ),
      own: route(
        { paths: '/own' },
        {
          mock: {
            action: { examples: [{ headers: { 'Set-Cookie': '__Host-hub_session=x; Secure; Path=/' } }] },
          },
        },
      ),
      checked: route({ paths: '/checked' }, { validate: { action: { body: { type: 'object' } } } }, to()),
    },
  });
});
afterEach(() => {
  answer = fine;
});
afterAll(async () => {
  await hub.stop();
  await upstream.stop();
});

/** What the client was told, and what the service saw of it, if anything. */
const ask = async (
  path: string,
  {
    host = 'api.test',
    lines = [],
    body = '',
  }: { host?: string; lines?: readonly string[]; body?: string } = {},
): Promise<{ told: HttpMessage; seen: HttpMessage | undefined }> => {
  const before = upstream.requests().length;
  const client = await openRawClient(hub.port);
  const method = body === '' ? 'GET' : 'POST';
  const length = body === '' ? [] : [`content-length: ${body.length}`];
  client.write([`${method} ${path} HTTP/1.1`, `host: ${host}`, ...lines, ...length, '', body].join('\r\n'));
  const told = await client.answer();
  client.destroy();
  return { told, seen: upstream.requests()[before] };
};

verifies('gateway.traffic.one-spelling', 'no parameter in a path leads past what guards it', async () => {
  for (const [path, status] of [
    ['/admin;a=1', 401],
    ['/;a=1/admin', 400],
    ['/;/admin', 400],
    ['/exact;a', 401],
    ['/search;a=1;b', 401],
    ['/private;a', 401],
    ['/orders;v=2/7', 200],
  ] as const)
    expect([path, statusOf((await ask(path)).told)]).toEqual([path, status]);
  expect((await ask('/orders;v=2/7')).seen?.startLine).toBe('GET /base/orders;v=2/7 HTTP/1.1');
});

verifies('gateway.traffic.one-spelling', 'what is left of a path that is cut is checked again', async () => {
  const { told, seen } = await ask('/api../secret');
  expect([statusOf(told), seen]).toEqual([400, undefined]);
  expect((await ask('/api/a')).seen?.startLine).toBe('GET /base/a HTTP/1.1');
});

verifies('gateway.traffic.match', 'a host is the same with a point at its end', async () => {
  for (const host of ['inner.test', 'inner.test.', 'INNER.test.:80'])
    expect([host, statusOf((await ask('/x', { host })).told)]).toEqual([host, 401]);
});

test("the hub's own cookies are shown to no expression of a route", async () => {
  const { seen } = await ask('/curious', {
    lines: ['cookie: a=1; hub_session=mine', 'Cookie: __Secure-hub_portal=mine; b=2'],
  });
  if (seen === undefined) throw new Error('Nothing arrived');
  expect(headersNamed(seen, 'x-seen')).toEqual(['a=1; b=2']);
  expect(headersNamed(seen, 'cookie')).toEqual(['a=1', 'b=2']);
  expect(JSON.stringify(seen.headers)).not.toContain('mine');
  const alone = await ask('/curious', { lines: ['cookie: hub_session=mine'] });
  expect(JSON.stringify(alone.seen?.headers)).not.toContain('mine');
});

test('neither a policy nor an upstream sets a cookie of the hub', async () => {
  const set = async (cookie: string) =>
    headersNamed((await ask('/curious', { lines: [`x-cookie: ${cookie}`] })).told, 'set-cookie');
  expect(await set('hub_session=x; Path=/')).toEqual([]);
  expect(await set('hub=x; Path=/')).toEqual(['hub=x; Path=/']);
  expect(headersNamed((await ask('/own')).told, 'set-cookie')).toEqual([]);
  // A browser sends a cookie without a name as its value alone.
  answer = answerOf('ok', { 'set-cookie': '=hub_session=x; Path=/' });
  expect(headersNamed((await ask('/orders')).told, 'set-cookie')).toEqual([]);
});

verifies('gateway.traffic.facts', 'nor under a name that a service would read as one of these', async () => {
  const { seen } = await ask('/curious', {
    lines: [
      ...['eg_consumer_id: forged', 'X_Forwarded_For: forged', 'x_real-ip: forged', 'x_tenant: forged'],
      ...['X-Original-URL: /forged', 'x-rewrite-url: /forged', 'x_kept: 1'],
    ],
  });
  if (seen === undefined) throw new Error('Nothing arrived');
  expect(JSON.stringify(seen.headers)).not.toContain('forged');
  expect(headersNamed(seen, 'x-tenant')).toEqual(['ours']);
  expect(headersNamed(seen, 'x_kept')).toEqual(['1']);
});

verifies('gateway.traffic.policies.validate', 'a body of two types is none that can be checked', async () => {
  const type = 'content-type: application/json';
  expect(statusOf((await ask('/checked', { lines: [type], body: '{}' })).told)).toBe(200);
  const { told, seen } = await ask('/checked', { lines: [type, 'Content-Type: text/xml'], body: '{}' });
  expect([statusOf(told), seen]).toEqual([400, undefined]);
});
