import { createServer, request as startRequest } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { nobody, type Caller } from '../../core/caller.ts';
import { openEdge } from '../../gateway/http/origin.ts';
import { sendProblem, toHubError } from '../../gateway/http/problem.ts';
import { openCertificates } from '../../gateway/traffic/listen/tls.ts';
import { adminRoutes } from '../../gateway/traffic/plugins/admin-routes.ts';
import { eventually } from '../setup/eventually.ts';
import { folderOf, loadedFrom } from '../setup/gateway-plugins.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { selfSigned } from '../setup/self-signed.ts';
import { startTrafficHub, type TrafficHub } from '../setup/traffic-hub.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

/** Whose time is over soon; the others have the usual time, also on a busy machine. */
const hasty = new Set(['never', 'answers-late']);

/** What plug-ins of others may do wrong, and what express-gateway itself could not be asked. */
const plugin = `
const does = {
  throws: () => { throw new Error('inside'); },
  rejects: async () => { throw new Error('inside'); },
  errs: (req, res, next) => next(new Error('inside')),
  refuses: (req, res, next) => next(Object.assign(new Error('You may not.'), { status: 403, expose: true })),
  never: () => undefined,
  twice: (req, res, next) => { next(); next(); next(new Error('inside')); },
  'answers-and-goes-on': (req, res, next) => { res.json({ by: 'the plug-in' }); next(); },
  'answers-twice': (req, res) => { res.json({ by: 'the plug-in' }); res.json({ by: 'again' }); res.end('x'); res.write('y'); },
  'answers-late': (req, res) => { setTimeout(() => { res.set('x-late', '1').json({ late: true }); globalThis.lateOnes = (globalThis.lateOnes ?? 0) + 1; }, 150); },
  'half-an-answer': (req, res) => { res.write('half'); throw new Error('inside'); },
  'bad-url': (req, res, next) => { req.url = req.get('x-url'); next(); },
  'own-facts': (req, res, next) => {
    for (const name of ['content-length', 'transfer-encoding', 'connection', 'x-forwarded-for', 'host']) req.headers[name] = '7';
    delete req.headers['content-length'];
    req.headers['x-broken'] = 'a\\r\\nx-injected: 1';
    next();
  },
  reads: (req, res, next) => { let text = ''; req.on('data', (chunk) => (text += chunk)); req.on('end', () => { req.headers['x-read'] = String(text.length); next(); }); },
  sees: (req, res) => res.json({ body: req.body ?? null, cookie: req.headers.cookie ?? null, forwarded: req.headers['x-forwarded-for'] ?? null, ip: req.ip, consumer: req.egContext.consumer }),
  'asks-services': async (req, res, next) => { await context.services.user.find('x'); next(); },
  'asks-config': (req, res, next) => { context.config.gatewayConfig.pipelines; next(); },
  'collects': (req, res, next) => {
    const { write, end } = res; const chunks = [];
    res.write = (chunk) => { chunks.push(Buffer.from(chunk)); return true; };
    res.end = (chunk) => { if (chunk) chunks.push(Buffer.from(chunk)); const body = Buffer.concat(chunks).toString().toUpperCase(); res.setHeader('content-length', Buffer.byteLength(body)); res.write = write; return end.call(res, body); };
    next();
  },
};
let context;
module.exports = { init: (given) => {
  context = given;
  given.registerPolicy({ name: 'does', policy: ({ what }) => does[what] });
  given.registerPolicy({ name: 'picky', policy: ({ what }) => { if (what !== 'good') throw new Error('only good'); return (req, res, next) => next(); } });
  given.registerCondition({ name: 'asks', handler: (config) => config.how === 'later' ? Promise.resolve((req) => req.headers['x-a'] === '1') : (req) => { throw new Error('inside'); } });
  given.registerGatewayRoute((app) => {
    app.use((req, res, next) => { res.setHeader('x-seen-by', 'plug-in'); next(); });
    app.get('/own/fails', () => { throw new Error('inside'); });
  });
  given.registerGatewayRoute((app) => { app.get('*', () => undefined); });
  given.registerAdminRoute((app) => { app.post('/echo/:name', (req, res) => res.json({ name: req.params.name, body: req.body })); app.get('/bad', () => { throw new Error('inside'); }); });
} };
`;

let hub: TrafficHub;
let upstream: Upstream;
let folder: Awaited<ReturnType<typeof folderOf>>;
let plugins: Awaited<ReturnType<typeof loadedFrom>>;

const proxy = { proxy: { action: { serviceEndpoint: 'upstream' } } };
const all = [
  ...['throws', 'rejects', 'errs', 'refuses', 'never', 'twice', 'answers-and-goes-on', 'answers-twice'],
  ...[
    'answers-late',
    'half-an-answer',
    'bad-url',
    'own-facts',
    'reads',
    'sees',
    'asks-services',
    'asks-config',
    'collects',
  ],
];
const pipeline = (path: string, policies: readonly object[], limits?: object) => ({
  apiEndpoints: { all: { paths: `/${path}` } },
  policies,
  ...(limits === undefined ? {} : { limits }),
});

beforeAll(async () => {
  folder = await folderOf({ 'hard.cjs': plugin });
  plugins = await loadedFrom(folder.path);
  expect(plugins.problems).toEqual([]);
  upstream = await startUpstream((request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('from ');
    response.end(`${request.method} ${request.url}`);
  });
  const asking = (how: string) => [
    {
      terminate: [
        { condition: { name: 'asks', how }, action: { statusCode: 251 } },
        { action: { statusCode: 252 } },
      ],
    },
  ];
  hub = await startTrafficHub({
    services: { upstream: { url: upstream.origin } },
    plugins,
    pipelines: {
      ...Object.fromEntries(
        all.map((what) => [
          what,
          pipeline(what, [{ does: { action: { what } } }, proxy], hasty.has(what) ? { pluginMs: 60 } : {}),
        ]),
      ),
      plain: pipeline('plain', [proxy]),
      large: pipeline('large', [{ does: { action: { what: 'reads' } } }, proxy], { bodyBytes: 100 }),
      after: pipeline('after', [
        { validate: { action: { body: { type: 'object' } } } },
        { does: { action: { what: 'sees' } } },
      ]),
      hooked: pipeline('hooked', [
        { 'response-body': { action: { jq: '{was: .}' } } },
        { headers: { action: { headersPrefix: '', forwardHeaders: {} } } },
        { does: { action: { what: 'sees' } } },
      ]),
      later: pipeline('later', asking('later')),
      broken: pipeline('broken', asking('broken')),
    },
  });
});
afterAll(async () => {
  await hub.stop();
  await upstream.stop();
  await folder.remove();
});

const ask = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(`http://127.0.0.1:${hub.port}/${path}`, init);
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, seen: upstream.seen.at(-1) };
};

verifies(
  'gateway.traffic.plugins.held',
  'what fails in a plug-in is a problem without its inside',
  async () => {
    for (const path of ['throws', 'rejects', 'errs', 'asks-services', 'asks-config', 'broken']) {
      const { status, text } = await ask(path);
      expect([path, status]).toEqual([path, 500]);
      expect(text).not.toMatch(/inside|\.cjs|gatewayConfig|services\./);
    }
    expect(await ask('refuses')).toMatchObject({
      status: 403,
      text: expect.stringContaining('You may not.'),
    });
    expect(hub.logged()).not.toContain('You may not');
    expect(plugins.logged()).toContain('inside');
    expect(plugins.logged()).toContain('services.user.find is not there in this gateway');
  },
);

verifies(
  'gateway.traffic.plugins.held',
  'one that never answers, or too late, is 504 and nothing more',
  async () => {
    expect((await ask('never')).status).toBe(504);
    const late = await ask('answers-late');
    expect([late.status, late.headers.get('x-late')]).toEqual([504, null]);
    await eventually(() => (globalThis as { lateOnes?: number }).lateOnes === 1);
    await eventually(() => hub.underWay() === 0);
    expect((await ask('plain')).text).toBe('from GET /plain');
  },
);

verifies('gateway.traffic.plugins.held', 'what is said twice is said once', async () => {
  const before = upstream.seen.length;
  expect((await ask('twice')).text).toBe('from GET /twice');
  expect(upstream.seen.length).toBe(before + 1);
  for (const path of ['answers-and-goes-on', 'answers-twice'])
    expect(JSON.parse((await ask(path)).text)).toEqual({ by: 'the plug-in' });
  expect(upstream.seen.length).toBe(before + 1);
  await expect(ask('half-an-answer')).rejects.toThrow(/terminated|fetch failed/);
  expect(plugins.logged()).toContain('although its turn was over');
});

verifies('gateway.traffic.plugins.held', 'a URL of a plug-in is read in one way only', async () => {
  const asked = async (url: string) => ask('bad-url', { headers: { 'x-url': url } });
  expect((await asked('/a b?c=ü')).seen?.path).toBe('/a%20b?c=%C3%BC');
  for (const url of ['/x/../admin', '/a%2Fb', '/a\\b']) expect((await asked(url)).status).toBe(400);
  expect((await asked('http://other.example/')).status).toBe(500);
});

verifies(
  'gateway.traffic.plugins.held',
  'framing and facts of the gateway are not for plug-ins',
  async () => {
    const { status, seen } = await ask('own-facts', { method: 'POST', body: 'twelve bytes' });
    expect(status).toBe(200);
    expect(seen?.body).toBe('twelve bytes');
    expect(seen?.headers).toMatchObject({ 'content-length': '12', 'x-forwarded-for': '127.0.0.1' });
    expect(seen?.headers['x-injected']).toBeUndefined();
    expect(seen?.headers['x-broken']).toBe('a%0D%0Ax-injected: 1');
  },
);

verifies('gateway.traffic.plugins', 'a body that a plug-in has read goes on as it came', async () => {
  const { seen } = await ask('reads', { method: 'POST', body: 'x'.repeat(200_000) });
  expect([seen?.body.length, seen?.headers['x-read']]).toEqual([200_000, '200000']);
  expect((await ask('large', { method: 'POST', body: 'x'.repeat(200) })).status).toBe(413);
  expect((await ask('reads')).seen?.headers['x-read']).toBe('0');
});

test('a client that waits to be asked for its body is asked when a plug-in reads it', async () => {
  const sent = startRequest({
    ...{ host: '127.0.0.1', port: hub.port, method: 'POST', path: '/reads', agent: false },
    headers: { expect: '100-continue', 'content-length': 3 },
  });
  sent.flushHeaders();
  await once(sent, 'continue');
  sent.end('abc');
  const [answer] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }];
  answer.resume();
  expect(answer.statusCode).toBe(200);
  expect(upstream.seen.at(-1)?.body).toBe('abc');
});

verifies(
  'gateway.traffic.plugins',
  'a plug-in sees what policies before it have read, and no secrets of the hub',
  async () => {
    const headers = {
      'content-type': 'application/json',
      cookie: 'hub_session=mine; a=1',
      'x-forwarded-for': '203.0.113.9',
    };
    const { text } = await ask('after', { method: 'POST', body: '{"a":[1]}', headers });
    expect(JSON.parse(text)).toEqual({
      ...{ body: { a: [1] }, cookie: 'a=1', forwarded: null, ip: '127.0.0.1', consumer: null },
    });
  },
);

verifies(
  'gateway.traffic.plugins',
  'its answer goes back through the policies, and an upstream’s through it',
  async () => {
    const hooked = await ask('hooked');
    expect(JSON.parse(hooked.text)).toMatchObject({ was: { ip: '127.0.0.1' } });
    const collected = await ask('collects');
    expect(collected.text).toBe('FROM GET /COLLECTS');
    expect(collected.headers.get('content-length')).toBe('18');
  },
);

verifies('gateway.traffic.plugins', 'plug-ins see HTTP/2 as HTTP/1.1', async () => {
  const pair = selfSigned('localhost');
  const pem = await folderOf({ 'cert.pem': pair.cert, 'key.pem': pair.key });
  const files = { cert: join(pem.path, 'cert.pem'), key: join(pem.path, 'key.pem') };
  const certificates = await openCertificates({ files: [files], log: recordedLog() });
  const does = (what: string) => [{ does: { action: { what } } }, proxy];
  const secure = await startTrafficHub({
    ...{ certificates, plugins, services: { upstream: { url: upstream.origin } } },
    pipelines: Object.fromEntries(
      ['sees', 'reads', 'collects', 'errs', 'twice'].map((what) => [what, pipeline(what, does(what))]),
    ),
  });
  const session = connect(`https://localhost:${secure.port}`, { rejectUnauthorized: false });
  const call = async (path: string, body = ''): Promise<readonly [unknown, string]> => {
    const stream = session.request({ ':path': path, ':method': body === '' ? 'GET' : 'POST' });
    if (body !== '') stream.end(body);
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    return [headers[':status'], text];
  };
  try {
    expect(await call('/sees')).toEqual([200, expect.stringContaining('"ip":"127.0.0.1"')]);
    expect(await call('/reads', 'abc')).toEqual([200, 'from POST /reads']);
    expect([upstream.seen.at(-1)?.body, upstream.seen.at(-1)?.headers['x-read']]).toEqual(['abc', '3']);
    expect(await call('/collects')).toEqual([200, 'FROM GET /COLLECTS']);
    expect(await call('/errs')).toEqual([500, expect.stringContaining('plugin_failed')]);
    expect(await call('/twice')).toEqual([200, 'from GET /twice']);
  } finally {
    session.destroy();
    await secure.stop();
    await certificates.stop();
    await pem.remove();
  }
});

test('a condition that is made later is waited for', async () => {
  expect((await ask('later', { headers: { 'x-a': '1' } })).status).toBe(251);
  expect((await ask('later')).status).toBe(252);
});

test('routes of plug-ins stand before pipelines; one that cannot be had leaves the others', async () => {
  expect((await ask('plain')).headers.get('x-seen-by')).toBe('plug-in');
  const failed = await ask('own/fails');
  expect([failed.status, failed.text.includes('inside')]).toEqual([500, false]);
  expect(hub.logged()).toContain('a route of a plug-in cannot be had');
});

verifies(
  'gateway.traffic.plugins.owner',
  'its admin routes open for the owner alone, not for another page',
  async () => {
    const people: Readonly<Record<string, Caller>> = {
      owner: person(true),
      member: person(false),
    };
    const handler = adminRoutes(plugins.adminRoutes, {
      log: recordedLog(),
      edge: openEdge({ publicUrl: undefined, host: '127.0.0.1', trustedProxies: 0 }),
      authenticate: async ({ sessionCookie = '' }) => people[sessionCookie] ?? nobody,
      sessionCookieName: () => 'hub_session',
    });
    const server = createServer((request, response) => {
      Promise.resolve(handler(request, response)).catch((error: unknown) =>
        sendProblem(response, toHubError(error), 'req_1'),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const post = async (who: string, path: string, more = {}) =>
      fetch(`http://127.0.0.1:${port}/traffic-plugins/${path}`, {
        method: 'POST',
        body: '{"a":1}',
        headers: {
          'content-type': 'application/json',
          cookie: `hub_session=${who}`,
          'hub-request': '1',
          ...more,
        },
      });
    const answer = await post('owner', 'hard/echo/you?x=1');
    expect(await answer.json()).toEqual({ name: 'you', body: { a: 1 } });
    const key = { authorization: 'Bearer of-a-space', cookie: '' };
    const statuses = [
      await post('member', 'hard/echo/you'),
      await post('stranger', 'hard/echo/you'),
      await post('owner', 'hard/echo/you', key),
      await post('owner', 'hard/echo/you', { 'hub-request': '' }),
      await post('owner', 'hard/echo/you', { origin: 'http://evil.example' }),
      await post('owner', 'hard/nothing'),
      await post('owner', 'other/echo/you'),
    ].map(({ status }) => status);
    expect(statuses).toEqual([403, 403, 401, 403, 403, 404, 404]);
    server.closeAllConnections();
    server.close();
  },
);

const person = (installationOwner: boolean): Caller => ({
  ...{ kind: 'user', userId: 'usr_1', name: 'A', sessionId: 'ses_1', installationOwner },
  ...{ role: 'owner', spaceId: null, permissions: new Set() },
});
