import { beforeEach, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import { Problem } from '../../admin-ui/src/api/problem.ts';
import { createSessionFetch } from '../../admin-ui/src/api/session-fetch.ts';

let server: Server;
let base: string;
let seen: string[];
let signedIn: boolean;
let refresh: 200 | 401 | 503;
/** Requests wait here until somebody lets them go. */
let held: (() => void)[] | null;

beforeEach(async () => {
  seen = [];
  signedIn = false;
  refresh = 200;
  held = null;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const authorized = signedIn;
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      seen.push(`${request.method} ${path} ${Buffer.concat(chunks).toString()}`.trim());
      const answer = (): void => {
        const renewal = path === '/api/session/refresh';
        if (renewal && refresh === 200) signedIn = true;
        const status = renewal ? refresh : path === '/api/wrong' ? 401 : authorized ? 200 : 401;
        const code = path === '/api/wrong' ? 'credentials_wrong' : 'unauthenticated';
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(status === 200 ? { ok: true } : { code, title: code }));
      };
      if (held === null || path === '/api/session/refresh') answer();
      else held.push(answer);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((done) => server.close(done)));

const open = () => {
  const session = createSessionFetch(base, (request) => fetch(request));
  let ended = 0;
  session.onEnded(() => ended++);
  const get = (path: string, init?: RequestInit) => session.fetch(new Request(base + path, init));
  return { get, ended: () => ended };
};
const renewals = () => seen.filter((line) => line.startsWith('POST /api/session/refresh')).length;

test('a session that has run out is renewed, and the request is sent again with its body', async () => {
  const { get, ended } = open();
  const response = await get('/api/keys', { method: 'POST', body: '{"name":"a"}' });
  expect(response.status).toBe(200);
  expect(seen).toEqual([
    'POST /api/keys {"name":"a"}',
    'POST /api/session/refresh',
    'POST /api/keys {"name":"a"}',
  ]);
  expect(ended()).toBe(0);
});

test('many requests that find it out at once renew once', async () => {
  const { get } = open();
  const all = await Promise.all(Array.from({ length: 20 }, (_, n) => get(`/api/${n}`)));
  expect(all.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(renewals()).toBe(1);
});

test('a request that was under way during a renewal does not cause another', async () => {
  const { get } = open();
  const waiting: (() => void)[] = [];
  held = waiting;
  const late = get('/api/late');
  while (waiting.length === 0) await new Promise((next) => setImmediate(next));
  held = null;
  await get('/api/first');
  waiting.forEach((answer) => answer());
  expect((await late).status).toBe(200);
  expect(renewals()).toBe(1);
});

test('a renewal that is refused ends the session, once for each request that meets it', async () => {
  const { get, ended } = open();
  refresh = 401;
  expect((await get('/api/keys')).status).toBe(401);
  expect(ended()).toBe(1);
});

test('a busy hub ends no session', async () => {
  const { get, ended } = open();
  refresh = 503;
  await expect(get('/api/keys')).rejects.toBeInstanceOf(Problem);
  expect(ended()).toBe(0);
});

test('wrong credentials are no lost session', async () => {
  const { get } = open();
  expect((await get('/api/wrong')).status).toBe(401);
  expect(renewals()).toBe(0);
});

test('a hub that is not there is a problem that passes', async () => {
  const { fetch: send } = createSessionFetch(base, () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(send(new Request(`${base}/api/keys`))).rejects.toMatchObject({
    code: 'unreachable',
    passing: true,
  });
});
