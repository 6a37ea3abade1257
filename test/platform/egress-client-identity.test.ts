import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress, type Egress } from '../../platform/egress/egress.ts';
import { openLog } from '../../platform/log.ts';
import { selfSigned } from '../setup/self-signed.ts';

/** Servers that want to know who calls: mutual TLS. */
const name = 'bank.example';
const server = selfSigned(name);
const ours = selfSigned('hub.example');
const theirs = selfSigned('somebody-else.example');

let upstream: Server;
let egress: Egress;
let port: number;

const subjectOf = (socket: TLSSocket): string => String(socket.getPeerCertificate().subject?.CN ?? 'nobody');

beforeEach(async () => {
  upstream = createServer(
    { ...server, requestCert: true, rejectUnauthorized: true, ca: [ours.cert, theirs.cert] },
    (request, response) => {
      const to = new URL(request.url ?? '/', 'https://x').searchParams.get('to');
      if (to === null) response.end(subjectOf(request.socket as TLSSocket));
      else response.writeHead(302, { location: to }).end();
    },
  );
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  port = (upstream.address() as AddressInfo).port;
  egress = createEgress({
    allow: parseAllowList(['127.0.0.1']).entries,
    log: openLog({ level: 'silent' }),
    ca: [server.cert],
    resolve: async () => ['127.0.0.1'],
  });
});
afterEach(async () => {
  await egress.close();
  upstream.closeAllConnections();
  upstream.close();
});

const url = (path = '/'): string => `https://${name}:${port}${path}`;

test('the certificate of a call is shown to its server, and connections are shared by nobody else', async () => {
  const who = async (tls: typeof ours) => (await egress.request({ url: url(), tls })).text();
  expect(await who(ours)).toBe('hub.example');
  expect(await who(theirs)).toBe('somebody-else.example');
  expect(await who(ours)).toBe('hub.example');
});

test('without one the server refuses', async () => {
  await expect(egress.request({ url: url() })).rejects.toMatchObject({ code: 'egress_failed' });
});

test('it is not shown to an origin that the server redirects to', async () => {
  const curious = createServer(
    { ...server, requestCert: true, rejectUnauthorized: false },
    (request, response) => response.end(subjectOf(request.socket as TLSSocket)),
  );
  curious.listen(0, '127.0.0.1');
  await once(curious, 'listening');
  const elsewhere = `https://${name}:${(curious.address() as AddressInfo).port}/`;
  const straight = await egress.request({ url: elsewhere, tls: ours });
  expect(await straight.text()).toBe('hub.example');
  const redirected = await egress.request({ url: url(`/?to=${encodeURIComponent(elsewhere)}`), tls: ours });
  expect(await redirected.text()).toBe('nobody');
  curious.closeAllConnections();
  curious.close();
});

test('a key that does not belong to the certificate is told', async () => {
  await expect(
    egress.request({ url: url(), tls: { cert: ours.cert, key: theirs.key } }),
  ).rejects.toMatchObject({
    code: 'connection_not_ready',
    message: expect.stringContaining('belong together'),
  });
});

test('a server is known by the authority that is named, and by no other where that is said', async () => {
  const strict = { ...ours, ca: theirs.cert, onlyCa: true };
  await expect(egress.request({ url: url(), tls: strict })).rejects.toMatchObject({ code: 'egress_failed' });
  const right = { ...ours, ca: server.cert, onlyCa: true };
  expect(await (await egress.request({ url: url(), tls: right })).text()).toBe('hub.example');
});

test('its certificate must have the name that is given, where that is not the one of the address', async () => {
  const other = `https://other.example:${port}/`;
  const asked = async (serverName: string) => {
    const answer = await egress.request({ url: other, tls: { ...ours, serverName } });
    return answer.text();
  };
  expect(await asked(name)).toBe('hub.example');
  await expect(asked('third.example')).rejects.toMatchObject({ code: 'egress_failed' });
  await expect(egress.request({ url: other, tls: ours })).rejects.toMatchObject({ code: 'egress_failed' });
});
