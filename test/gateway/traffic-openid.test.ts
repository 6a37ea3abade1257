// slow: signs in at a provider
import { createHmac, generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { jwt } from '../../gateway/traffic/policies/jwt.ts';
import { oauth2Introspect } from '../../gateway/traffic/policies/oauth2-introspect.ts';
import { openid } from '../../gateway/traffic/policies/openid.ts';
import type { Handler } from '../../gateway/traffic/policy.ts';
import { passes, startTestConsumers, type TestConsumers } from '../setup/consumers.ts';
import { eventually } from '../setup/eventually.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

let world: TestConsumers;
let subjectOwner: string;
beforeAll(async () => {
  world = await startTestConsumers();
  ({ consumerId: subjectOwner } = await world.add('owner', { kind: 'jwt', identifier: 'subject-1' }));
});
afterAll(() => world.stop());

const opened: Upstream[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.stop();
});

/** A clock whose durations can be moved on. */
const openClock = () => {
  let added = 0;
  return {
    now: () => new Date(Date.now() + added),
    monotonic: () => performance.now() + added,
    advance: (ms: number) => (added += ms),
  };
};

interface Signer {
  readonly kid: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}
const signer = (kid: string): Signer => ({ kid, ...generateKeyPairSync('ec', { namedCurve: 'prime256v1' }) });

interface Provider extends Upstream {
  signers: Signer[];
  isDown: boolean;
  named: string | undefined;
  /** What is said about a token. */
  worth: (token: string) => object;
}

const startProvider = async (...signers: Signer[]): Promise<Provider> => {
  const upstream = await startUpstream((request, response, body) => {
    const answer = (value: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    if (provider.isDown) return answer({}, 500);
    if (request.url === '/.well-known/openid-configuration')
      return answer({ issuer: provider.named ?? upstream.origin, jwks_uri: `${upstream.origin}/keys` });
    if (request.url === '/keys')
      return answer({
        keys: provider.signers.map(({ kid, publicKey }) => ({
          ...{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' },
        })),
      });
    if (request.url === '/introspect')
      return answer(provider.worth(new URLSearchParams(body).get('token') ?? ''));
    return answer({}, 404);
  });
  const provider: Provider = {
    ...upstream,
    ...{ signers, isDown: false, named: undefined, worth: () => ({ active: false }) },
  };
  opened.push(upstream);
  return provider;
};

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = ({ kid, privateKey }: Signer, claims: object, header: object = {}): string => {
  const text = `${part({ alg: 'ES256', kid, ...header })}.${part(claims)}`;
  const signature = signBytes('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
};
const claimsOf = (provider: Provider, more: object = {}) => ({
  ...{ iss: provider.origin, aud: 'shop', sub: 'subject-1', exp: Math.floor(Date.now() / 1_000) + 3_600 },
  ...more,
});
const ask = (handler: Handler, shown: string, client = '192.0.2.7') =>
  passes(handler, {
    ...{ pipeline: { spaceId: world.spaceId }, client },
    headers: { Authorization: `Bearer ${shown}` },
  });
const pathsAt = (provider: Provider) => provider.seen.map(({ path }) => path);

describe('a provider of tokens', () => {
  test('is found by its address, and asked once', async () => {
    const first = signer('k1');
    const provider = await startProvider(first);
    const handler = world.compile(openid, { issuer: provider.origin, audience: 'shop' });
    const asked = Array.from({ length: 10 }, (_, at) =>
      ask(handler, token(first, claimsOf(provider, { jti: String(at) }))),
    );
    for (const { error, exchange } of await Promise.all(asked)) {
      expect(error).toBeUndefined();
      expect(exchange.consumer?.id).toBe('openid:subject-1');
    }
    expect(pathsAt(provider)).toEqual(['/.well-known/openid-configuration', '/keys']);
    const known = world.compile(openid, {
      ...{ issuer: provider.origin, audience: ['x', 'shop'], checkCredentialExistence: true },
    });
    const { exchange } = await ask(known, token(first, claimsOf(provider)));
    expect(exchange.consumer?.id).toBe(subjectOwner);
    expect(provider.seen).toHaveLength(2);
  });

  test.each([
    ['for another program', { aud: 'till' }],
    ['for nobody', { aud: undefined }],
    ['of another issuer', { iss: 'https://other.example' }],
    ['of no issuer', { iss: undefined }],
    ['for ever', { exp: undefined }],
  ])('gives no token that opens anything here %s', async (_how, more) => {
    const first = signer('k1');
    const provider = await startProvider(first);
    const handler = world.compile(openid, { issuer: provider.origin, audience: 'shop' });
    expect((await ask(handler, token(first, claimsOf(provider, more)))).error?.code).toBe(
      'credentials_wrong',
    );
  });

  verifies('gateway.traffic.auth.token.rotated', 'changes its keys, and nobody is shut out', async () => {
    const [first, second, stranger] = [signer('k1'), signer('k2'), signer('k3')];
    const provider = await startProvider(first);
    const clock = openClock();
    const handler = world.compile(jwt, { jwksUri: `${provider.origin}/keys`, audience: 'shop' }, { clock });
    expect((await ask(handler, token(first, claimsOf(provider)))).error).toBeUndefined();
    provider.signers = [second];
    clock.advance(61_000);
    expect((await ask(handler, token(second, claimsOf(provider)))).error).toBeUndefined();
    expect((await ask(handler, token(first, claimsOf(provider, { jti: '2' })))).error?.status).toBe(401);
    // Whoever names unknown keys makes the gateway ask once a minute.
    const before = provider.seen.length;
    for (let at = 0; at < 20; at++)
      expect((await ask(handler, token(stranger, claimsOf(provider, { jti: `x${at}` })))).error?.status).toBe(
        401,
      );
    expect(provider.seen.length - before).toBeLessThanOrEqual(1);
  });

  verifies('gateway.traffic.auth.token.rotated', 'may be away, and known keys go on', async () => {
    const first = signer('k1');
    const provider = await startProvider(first);
    const clock = openClock();
    const handler = world.compile(openid, { issuer: provider.origin, audience: 'shop' }, { clock });
    provider.isDown = true;
    const away = await ask(handler, token(first, claimsOf(provider)));
    expect(away.error).toMatchObject({ code: 'upstream_unavailable', retryAfter: 5 });
    provider.isDown = false;
    clock.advance(6_000);
    await eventually(async () => (await ask(handler, token(first, claimsOf(provider)))).error === undefined);
    provider.isDown = true;
    clock.advance(11 * 60_000);
    expect((await ask(handler, token(first, claimsOf(provider, { jti: '2' })))).error).toBeUndefined();
  });

  test('that calls itself by another name is not believed', async () => {
    const first = signer('k1');
    const provider = await startProvider(first);
    provider.named = 'https://accounts.example';
    const handler = world.compile(openid, { issuer: provider.origin, audience: 'shop' });
    const shown = token(first, claimsOf(provider, { iss: 'https://accounts.example' }));
    expect((await ask(handler, shown)).error?.code).toBe('upstream_unavailable');
  });

  test('whose published keys hold a secret lets nobody sign with it', async () => {
    const provider = await startUpstream((_request, response) => {
      const k = Buffer.from('published for everybody to see').toString('base64url');
      response.end(JSON.stringify({ keys: [{ kty: 'oct', k, kid: 'k1', alg: 'HS256' }] }));
    });
    opened.push(provider);
    const handler = world.compile(jwt, { jwksUri: `${provider.origin}/keys` });
    const text = `${part({ alg: 'HS256', kid: 'k1' })}.${part({ sub: 'subject-1' })}`;
    const mac = createHmac('sha256', 'published for everybody to see').update(text).digest('base64url');
    expect((await ask(handler, `${text}.${mac}`)).error?.code).toBe('credentials_wrong');
  });
});

describe('a token that says nothing by itself', () => {
  const endpointOf = (provider: Provider) => `${provider.origin}/introspect`;

  verifies('gateway.traffic.auth.introspected', 'is worth what its server says, for a while', async () => {
    const provider = await startProvider();
    const clock = openClock();
    provider.worth = (shown) => ({
      active: shown === 'good-token',
      sub: 'anna',
      scope: 'a b',
      client_id: 'app',
    });
    const action = { endpoint: endpointOf(provider), clientId: 'gate', clientSecret: 'way:in', ttl: 30 };
    const handler = world.compile(oauth2Introspect, action, { clock });
    const { exchange } = await ask(handler, 'good-token');
    expect(exchange.consumer).toMatchObject({ id: 'oauth:anna', scopes: new Set(['a', 'b']) });
    expect(provider.seen[0]).toMatchObject({
      ...{ method: 'POST', body: 'token=good-token&token_type_hint=access_token' },
      headers: { authorization: `Basic ${Buffer.from('gate:way%3Ain').toString('base64')}` },
    });
    await ask(handler, 'good-token');
    expect(provider.seen).toHaveLength(1);
    for (const wrong of ['bad-token', 'bad-token'])
      expect((await ask(handler, wrong)).error?.status).toBe(401);
    expect(provider.seen).toHaveLength(2);
    provider.worth = () => ({ active: false });
    clock.advance(31_000);
    expect((await ask(handler, 'good-token')).error?.code).toBe('credentials_wrong');
    const before = provider.seen.length;
    expect((await ask(handler, 'good-token')).error?.code).toBe('credentials_wrong');
    expect(provider.seen).toHaveLength(before);
  });

  test.each([
    { active: 'true' },
    { active: false, sub: 'x' },
    { active: true, exp: 1 },
    { active: true, nbf: 99_999_999_999 },
    { active: true, aud: 'till' },
    { active: true },
    [],
  ])('opens nothing after the answer %j', async (said) => {
    const provider = await startProvider();
    provider.worth = () => said;
    const handler = world.compile(oauth2Introspect, { endpoint: endpointOf(provider), audience: 'shop' });
    const { error, exchange } = await ask(handler, 'some-token');
    expect([401, 502]).toContain(error?.status);
    expect(exchange.consumer).toBeNull();
  });

  test('is not good while nobody can be asked', async () => {
    const provider = await startProvider();
    provider.isDown = true;
    const handler = world.compile(oauth2Introspect, { endpoint: endpointOf(provider), passThrough: true });
    expect((await ask(handler, 'some-token')).error?.code).toBe('upstream_unavailable');
  });

  test('is asked about for a limited number of guesses only', async () => {
    const provider = await startProvider();
    provider.worth = (shown) => ({ active: shown === 'good-token', sub: 'anna' });
    const handler = world.compile(oauth2Introspect, { endpoint: endpointOf(provider) });
    const client = '203.0.113.77';
    expect((await ask(handler, 'good-token', client)).error).toBeUndefined();
    let tried = 0;
    while ((await ask(handler, `guess-${tried}`, client)).error?.code !== 'rate_limited') tried++;
    const before = provider.seen.length;
    expect((await ask(handler, 'one-more', client)).error?.code).toBe('rate_limited');
    expect((await ask(handler, 'good-token', client)).error).toBeUndefined();
    expect([provider.seen.length, tried < 150]).toEqual([before, true]);
  });

  test('of an OpenID provider is asked about, and a signed one is not', async () => {
    const first = signer('k1');
    const provider = await startProvider(first);
    provider.worth = () => ({ active: true, sub: 'opaque', aud: 'shop' });
    const handler = world.compile(openid, {
      ...{ issuer: provider.origin, audience: 'shop', introspection: { endpoint: endpointOf(provider) } },
    });
    expect((await ask(handler, 'no-signed-token')).exchange.consumer?.id).toBe('oauth:opaque');
    expect((await ask(handler, token(first, claimsOf(provider)))).exchange.consumer?.id).toBe(
      'openid:subject-1',
    );
    const forged = token(signer('k1'), claimsOf(provider));
    expect((await ask(handler, forged)).error?.code).toBe('credentials_wrong');
  });
});
