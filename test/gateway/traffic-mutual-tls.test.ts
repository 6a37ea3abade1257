import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as requestOver } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isHubError } from '../../core/errors.ts';
import { mutualTls } from '../../gateway/traffic/policies/mutual-tls.ts';
import type { Handler } from '../../gateway/traffic/policy.ts';
import { passes, startTestConsumers, type TestConsumers } from '../setup/consumers.ts';
import { issueCertificate, type Issued } from '../setup/self-signed.ts';
import { exchangeOf } from '../setup/traffic-exchange.ts';
import { verifies } from '../setup/verifies.ts';

const authority = issueCertificate({ name: 'our authority', isAuthority: true, lastsDays: 30 });
const client = issueCertificate({
  name: 'client.example',
  by: authority,
  use: 'client',
  uri: 'spiffe://shop/till',
});
const fingerprintOf = ({ cert }: Issued) => new X509Certificate(cert).fingerprint256;

let world: TestConsumers;
let consumerId: string;
beforeAll(async () => {
  world = await startTestConsumers();
  ({ consumerId } = await world.add('till', { kind: 'certificate', identifier: fingerprintOf(client) }));
});
afterAll(() => world.stop());

const showing = (issued: Issued | undefined) => ({
  getPeerX509Certificate: () => (issued === undefined ? undefined : new X509Certificate(issued.cert)),
});
const ask = (handler: Handler, issued: Issued | undefined, headers: Record<string, string> = {}) =>
  passes(handler, { pipeline: { spaceId: world.spaceId }, socket: showing(issued), headers });
const compile = (action: object = {}) => world.compile(mutualTls, { ca: authority.cert, ...action });

describe('a client certificate', () => {
  verifies('gateway.traffic.auth.certificate', 'lets its consumer in', async () => {
    const { error, exchange } = await ask(compile(), client);
    expect(error).toBeUndefined();
    expect(exchange.consumer).toMatchObject({ id: consumerId, name: 'till' });
    const alone = await ask(compile({ checkCredentialExistence: false }), client);
    expect(alone.exchange.consumer).toMatchObject({
      id: `certificate:${fingerprintOf(client).replaceAll(':', '').toLowerCase()}`,
      metadata: { subject: 'CN=client.example', altNames: ['DNS:client.example', 'URI:spiffe://shop/till'] },
    });
  });

  verifies('gateway.traffic.auth.certificate', 'is taken over a real connection', async () => {
    const handler = compile();
    const own = issueCertificate({ name: 'localhost' });
    const server = createServer(
      { ...own, requestCert: true, rejectUnauthorized: false },
      (request, response) => {
        const shown = (request.socket as TLSSocket).getPeerX509Certificate();
        const exchange = exchangeOf({
          pipeline: { spaceId: world.spaceId },
          socket: { getPeerX509Certificate: () => shown },
        });
        void (async () => {
          try {
            await handler(exchange);
            response.end(exchange.consumer?.name);
          } catch (error) {
            response.writeHead(isHubError(error) ? error.status : 500).end();
          }
        })();
      },
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const get = (shown: Partial<Issued>) =>
      new Promise<string>((resolve, reject) => {
        const { key, cert } = shown;
        const tls = key === undefined || cert === undefined ? {} : { key, cert };
        requestOver(
          { host: '127.0.0.1', port, rejectUnauthorized: false, agent: false, ...tls },
          (answer) => {
            let text = String(answer.statusCode);
            answer.on('data', (chunk) => (text += ` ${String(chunk)}`)).on('end', () => resolve(text));
          },
        )
          .on('error', reject)
          .end();
      });
    try {
      expect(await get(client)).toBe('200 till');
      expect(await get({})).toBe('401');
      expect(await get(issueCertificate({ name: 'client.example' }))).toBe('401');
    } finally {
      server.close();
    }
  });

  const strangers = issueCertificate({ name: 'our authority', isAuthority: true });
  const between = issueCertificate({ name: 'between', by: authority, isAuthority: true });
  const forgeries: readonly [string, Issued][] = [
    ['of an authority of the same name', issueCertificate({ name: 'client.example', by: strangers })],
    ['of itself', issueCertificate({ name: 'client.example' })],
    ['signed by a client', issueCertificate({ name: 'client.example', by: client })],
    [
      'of an authority in between that is not listed',
      issueCertificate({ name: 'client.example', by: between }),
    ],
    ['for servers', issueCertificate({ name: 'client.example', by: authority, use: 'server' })],
    ['that is over', issueCertificate({ name: 'client.example', by: authority, lastsDays: -1 })],
  ];
  for (const [how, issued] of forgeries)
    verifies('gateway.traffic.auth.certificate.forged', `${how} lets nobody in`, async () => {
      const { error } = await ask(compile({ checkCredentialExistence: false }), issued);
      expect(error?.code).toBe('credentials_wrong');
    });

  test('signed by a client that stands in the list lets nobody in', async () => {
    const handler = world.compile(mutualTls, { ca: client.cert, checkCredentialExistence: false });
    expect((await ask(handler, client)).error).toBeUndefined();
    const signed = issueCertificate({ name: 'other.example', by: client });
    expect((await ask(handler, signed)).error?.code).toBe('credentials_wrong');
  });

  test('of an authority in between is taken where that is listed', async () => {
    const action = { ca: `${authority.cert}\n${between.cert}`, checkCredentialExistence: false };
    const issued = issueCertificate({ name: 'client.example', by: between });
    expect((await ask(world.compile(mutualTls, action), issued)).error).toBeUndefined();
  });

  test.each([
    [{ commonNames: ['client.example'] }, true],
    [{ commonNames: ['other.example'] }, false],
    [{ commonNames: ['other.example'], altNames: ['URI:spiffe://shop/till'] }, true],
    [{ altNames: ['client.example'] }, false],
    [{ fingerprints: [fingerprintOf(client)] }, true],
    [{ refusedFingerprints: [fingerprintOf(client).toLowerCase().replaceAll(':', '')] }, false],
  ])('under %j: %s', async (action, isGood) => {
    expect((await ask(compile(action), client)).error === undefined).toBe(isGood);
  });

  test('is a credential by whatever was chosen', async () => {
    await world.add('by-name', { kind: 'certificate', identifier: 'client.example' });
    await world.add('by-uri', { kind: 'certificate', identifier: 'DNS:client.example' });
    await world.add('by-subject', { kind: 'certificate', identifier: 'CN=client.example' });
    const found: (string | undefined)[] = [];
    for (const consumerBy of ['commonName', 'altName', 'subject'])
      found.push((await ask(compile({ consumerBy }), client)).exchange.consumer?.name);
    expect(found).toEqual(['by-name', 'by-uri', 'by-subject']);
    const other = issueCertificate({ name: 'stranger.example', by: authority });
    expect((await ask(compile(), other)).error?.code).toBe('credentials_wrong');
  });

  test('is missed where there is none', async () => {
    expect((await ask(compile(), undefined)).error?.code).toBe('unauthenticated');
    const plain = await passes(compile(), { pipeline: { spaceId: world.spaceId } });
    expect(plain.error?.code).toBe('unauthenticated');
  });
});

describe('a certificate that a proxy writes into a header', () => {
  const der = new X509Certificate(client.cert).raw.toString('base64');
  const spellings = [der, `:${der}:`, encodeURIComponent(client.cert)];
  const behind = (proxy: string) => compile({ forwardedHeader: 'X-Client-Cert', trustedProxies: [proxy] });
  const asked = (handler: Handler, value: string) =>
    passes(handler, {
      ...{ pipeline: { spaceId: world.spaceId }, client: '10.0.0.9', headers: { 'x-client-cert': value } },
    });

  verifies('gateway.traffic.auth.certificate', 'is believed from that proxy', async () => {
    for (const value of spellings) {
      const { error, exchange } = await asked(behind('10.0.0.0/24'), value);
      expect(error).toBeUndefined();
      expect(exchange.consumer?.id).toBe(consumerId);
      expect(exchange.outgoing.headers?.get('x-client-cert')).toBeNull();
    }
  });

  verifies('gateway.traffic.auth.certificate.forged', 'is believed from nobody else', async () => {
    for (const value of spellings) {
      const { error, exchange } = await asked(behind('10.0.1.0/24'), value);
      expect(error?.code).toBe('unauthenticated');
      expect(exchange.outgoing.headers?.get('x-client-cert')).toBeNull();
    }
    const plain = compile();
    expect((await asked(plain, der)).error?.code).toBe('unauthenticated');
  });

  test.each(['', '%', 'x', `${der}, ${der}`, '-----BEGIN CERTIFICATE-----', ':::', 'A'.repeat(12_500)])(
    'opens nothing as %.30j',
    async (value) => {
      expect((await asked(behind('10.0.0.0/24'), value)).error?.status).toBe(401);
    },
  );

  test('needs to be told who the proxy is', () => {
    for (const action of [{ forwardedHeader: 'x-cert' }, { trustedProxies: ['10.0.0.1'] }])
      expect(mutualTls.action.safeParse({ ca: authority.cert, ...action }).success).toBe(false);
  });
});

test('authorities that cannot be read are told', () => {
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
  expect(() => world.compile(mutualTls, { ca: broken })).toThrow('number 1 is no certificate');
});
