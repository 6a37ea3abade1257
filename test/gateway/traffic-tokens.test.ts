import { createHmac, generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { jwt } from '../../gateway/traffic/policies/jwt.ts';
import { oauth2 } from '../../gateway/traffic/policies/oauth2.ts';
import type { Policy } from '../../gateway/traffic/policy.ts';
import { isHubError } from '../../core/errors.ts';
import { passes, startTestConsumers, type TestConsumers } from '../setup/consumers.ts';
import type { ExchangeParts } from '../setup/traffic-exchange.ts';
import { verifies } from '../setup/verifies.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const ed = generateKeyPairSync('ed25519');
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
const secret = 'a secret of more than sixteen letters';

let world: TestConsumers;
let consumerId: string;
beforeAll(async () => {
  world = await startTestConsumers();
  ({ consumerId } = await world.add(
    'owner',
    { kind: 'jwt', identifier: 'subject-1' },
    { scopes: ['a', 'b'] },
  ));
});
afterAll(() => world.stop());

/** Tokens are put together here by hand, so that they can be wrong in every way. */
const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const seconds = () => Math.floor(world.gateway.clock.now().getTime() / 1_000);
const claims = (more: object = {}) => ({ sub: 'subject-1', exp: seconds() + 60, ...more });
const token = (header: object, payload: unknown, signer: (text: string) => Buffer): string => {
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${signer(text).toString('base64url')}`;
};
const hs = (key: string | Buffer) => (text: string) => createHmac('sha256', key).update(text).digest();
const rs = (key: KeyObject) => (text: string) => signBytes('sha256', Buffer.from(text), key);
const es = (key: KeyObject) => (text: string) =>
  signBytes('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
const bySecret = (payload: unknown = claims(), header: object = { alg: 'HS256', typ: 'JWT' }) =>
  token(header, payload, hs(secret));
const byRsa = (payload: unknown = claims(), header: object = { alg: 'RS256' }) =>
  token(header, payload, rs(rsa.privateKey));

const ask = (action: object, shown: string | ExchangeParts, policy: Policy = jwt) =>
  passes(world.compile(policy, action), {
    pipeline: { spaceId: world.spaceId },
    ...(typeof shown === 'string' ? { headers: { Authorization: `Bearer ${shown}` } } : shown),
  });

describe('a signed token', () => {
  verifies('gateway.traffic.auth.token', 'is taken from whoever has the key', async () => {
    const good: readonly (readonly [string, string])[] = [
      [secret, bySecret()],
      [pem(rsa.publicKey), byRsa()],
      [
        pem(rsa.publicKey),
        token({ alg: 'RS256', kid: 'anything', jku: 'https://x' }, claims(), rs(rsa.privateKey)),
      ],
      [pem(ec.publicKey), token({ alg: 'ES256' }, claims(), es(ec.privateKey))],
      [
        pem(ed.publicKey),
        token({ alg: 'EdDSA' }, claims(), (text) => signBytes(null, Buffer.from(text), ed.privateKey)),
      ],
    ];
    for (const [secretOrPublicKey, shown] of good) {
      const { error, exchange } = await ask({ secretOrPublicKey }, shown);
      expect(error).toBeUndefined();
      expect(exchange.consumer).toMatchObject({ id: consumerId, scopes: new Set(['a', 'b']) });
      // The service may want to read it as well.
      expect(exchange.outgoing.headers?.has('authorization')).toBe(false);
    }
  });

  test('is verified once for many requests', async () => {
    const handler = world.compile(jwt, { secretOrPublicKey: secret });
    const parts = {
      pipeline: { spaceId: world.spaceId },
      headers: { Authorization: `Bearer ${bySecret()}` },
    };
    await passes(handler, parts);
    const { exchange } = await passes((one) => {
      expect(handler(one)).toBeUndefined();
      return undefined;
    }, parts);
    expect(exchange.consumer?.id).toBe(consumerId);
  });

  verifies(
    'gateway.traffic.auth.token.forged',
    'signed with a public key as a secret is refused',
    async () => {
      for (const key of [rsa.publicKey, ec.publicKey, ed.publicKey]) {
        const spellings = [
          pem(key),
          pem(key).trim(),
          key.export({ type: 'spki', format: 'der' }),
          pem(key).replace(/-----[^-]+-----|\n/g, ''),
        ];
        for (const spelling of spellings)
          for (const alg of ['HS256', 'hs256']) {
            const forged = token({ alg }, claims(), hs(spelling));
            const { error } = await ask({ secretOrPublicKey: pem(key) }, forged);
            expect(error?.code).toBe('credentials_wrong');
          }
      }
    },
  );

  const none = () => Buffer.alloc(0);
  const forgeries: Readonly<Record<string, () => string>> = {
    'no algorithm': () => token({ alg: 'none' }, claims(), none),
    'no algorithm, spelled otherwise': () => token({ alg: 'NoNe' }, claims(), none),
    'no algorithm, with a signature': () => token({ alg: 'none' }, claims(), rs(rsa.privateKey)),
    'no word on the algorithm': () => token({ typ: 'JWT' }, claims(), rs(rsa.privateKey)),
    'an algorithm that is a list': () => token({ alg: ['RS256'] }, claims(), rs(rsa.privateKey)),
    'the key of another': () => token({ alg: 'RS256' }, claims(), rs(otherRsa.privateKey)),
    'an empty signature': () => token({ alg: 'RS256' }, claims(), none),
    'a signature of zeros': () => token({ alg: 'RS256' }, claims(), () => Buffer.alloc(256)),
    'another algorithm than it was signed with': () => token({ alg: 'RS512' }, claims(), rs(rsa.privateKey)),
    'a key in its header': () =>
      token(
        { alg: 'RS256', jwk: otherRsa.publicKey.export({ format: 'jwk' }) },
        claims(),
        rs(otherRsa.privateKey),
      ),
    'an address of keys in its header': () =>
      token(
        { alg: 'RS256', jku: 'http://127.0.0.1:1/keys', x5u: 'http://127.0.0.1:1/cert', kid: 'x' },
        claims(),
        rs(otherRsa.privateKey),
      ),
    'a key name that is a path': () => token({ alg: 'HS256', kid: '../../dev/null' }, claims(), hs('')),
    'a key name that is a statement': () =>
      token({ alg: 'HS256', kid: "x' union select 'key" }, claims(), hs('key')),
    'a key name that is no text': () => byRsa(claims(), { alg: 'RS256', kid: { a: 1 } }),
    'critical extensions': () => byRsa(claims(), { alg: 'RS256', crit: ['exp'] }),
    'an unencoded payload': () => byRsa(claims(), { alg: 'RS256', b64: false, crit: ['b64'] }),
    compression: () => byRsa(claims(), { alg: 'RS256', zip: 'DEF' }),
    'another payload': () => {
      const [head, , tail] = byRsa().split('.');
      return `${head}.${part(claims({ sub: 'subject-1', admin: true }))}.${tail}`;
    },
    'a payload that is a list': () => byRsa([claims()]),
    'a payload that is a text': () => byRsa('"subject-1"'),
    'a payload that is none': () => byRsa('not json'),
    'its time over': () => byRsa(claims({ exp: seconds() - 10 })),
    'its time over, written as a text': () => byRsa(claims({ exp: '99999999999' })),
    'its time to come': () => byRsa(claims({ nbf: seconds() + 60 })),
    'no subject': () => byRsa({ exp: seconds() + 60 }),
    'a subject that is no text': () => byRsa(claims({ sub: ['subject-1'] })),
    'the subject of nobody': () => byRsa(claims({ sub: 'subject-2' })),
    'a subject in other letters': () => byRsa(claims({ sub: 'Subject-1' })),
    'a subject with something behind it': () => byRsa(claims({ sub: 'subject-1\u0000' })),
    'four parts': () => `${byRsa()}.x`,
    'two parts': () => byRsa().split('.').slice(0, 2).join('.'),
    'a part too few letters': () => byRsa().slice(0, -4),
    'percent signs': () => byRsa().replaceAll('.', '%2E'),
    'other letters': () => byRsa().replace('.', '．'),
    'other letters of base64': () => byRsa().replace(/[-_]/g, '+'),
    'an encrypted form': () => `${byRsa()}.${part('x')}.${part('y')}`,
    'very many letters': () => byRsa(claims({ x: 'x'.repeat(20_000) })),
    'very many parts': () => '.'.repeat(12_000),
  };
  for (const [how, forge] of Object.entries(forgeries))
    verifies('gateway.traffic.auth.token.forged', `with ${how} opens nothing`, async () => {
      const { error, exchange } = await ask({ secretOrPublicKey: pem(rsa.publicKey) }, forge());
      expect(error?.code).toBe('credentials_wrong');
      expect(exchange.consumer).toBeNull();
    });

  verifies(
    'gateway.traffic.auth.token.forged',
    'with a signature of zeros for a curve opens nothing',
    async () => {
      const forged = token({ alg: 'ES256' }, claims(), () => Buffer.alloc(64));
      expect((await ask({ secretOrPublicKey: pem(ec.publicKey) }, forged)).error?.code).toBe(
        'credentials_wrong',
      );
    },
  );

  test.each([
    [{ audience: 'shop' }, { aud: 'shop' }, true],
    [{ audience: 'shop' }, { aud: ['x', 'shop'] }, true],
    [{ audience: ['shop', 'till'] }, { aud: 'till' }, true],
    [{ audience: 'shop' }, { aud: 'shop2' }, false],
    [{ audience: 'shop' }, { aud: { shop: 1 } }, false],
    [{ audience: 'shop' }, {}, false],
    [{ issuer: 'https://a' }, { iss: 'https://a' }, true],
    [{ issuer: 'https://a' }, { iss: 'https://a/' }, false],
    [{ issuer: 'https://a' }, {}, false],
    [{ algorithms: ['HS512'] }, {}, false],
    [{ requireExpiry: true }, { exp: undefined }, false],
    [{}, { exp: undefined }, true],
    [{ maxAgeSeconds: 60 }, {}, false],
    [{ clockSkewSeconds: 60 }, { exp: 'now-30' }, true],
    [{ clockSkewSeconds: 0 }, { exp: 'now-30' }, false],
  ])('under %j with %j: %s', async (action, more, isGood) => {
    const exp = 'exp' in more && more.exp === 'now-30' ? { exp: seconds() - 30 } : {};
    const { error } = await ask(
      { secretOrPublicKey: secret, ...action },
      bySecret(claims({ ...more, ...exp })),
    );
    expect(error === undefined).toBe(isGood);
  });

  test('that was good is good no longer than it says', async () => {
    const handler = world.compile(jwt, { secretOrPublicKey: secret, clockSkewSeconds: 0 });
    const shown = bySecret(claims({ exp: seconds() - 1 }));
    const parts = { pipeline: { spaceId: world.spaceId }, headers: { Authorization: `Bearer ${shown}` } };
    expect((await passes(handler, parts)).error?.code).toBe('credentials_wrong');
  });

  test('is taken from where it was told to', async () => {
    const shown = bySecret();
    const places: readonly [object, ExchangeParts][] = [
      [{ jwtExtractor: 'header', jwtExtractorField: 'X-Token' }, { headers: { 'x-token': shown } }],
      [{ jwtExtractor: 'query', jwtExtractorField: 't' }, { url: `/?t=${shown}&a=1` }],
      [
        { jwtExtractor: 'authScheme', jwtExtractorField: 'JWT' },
        { headers: { Authorization: `JWT ${shown}` } },
      ],
    ];
    for (const [place, parts] of places) {
      const action = { secretOrPublicKey: secret, ...place };
      expect((await ask(action, parts)).error).toBeUndefined();
      const { exchange } = await ask({ ...action, passThroughKey: false }, parts);
      expect(JSON.stringify([[...(exchange.outgoing.headers ?? [])], exchange.outgoing.query])).not.toContain(
        shown,
      );
    }
    const twice = { url: `/?t=${shown}&t=${shown}` };
    expect((await ask({ secretOrPublicKey: secret, ...places[1]?.[0] }, twice)).error?.status).toBe(401);
    const second = [
      ['Authorization', `Bearer ${shown}`],
      ['authorization', `Bearer ${bySecret(claims({ sub: 'x' }))}`],
    ] as const;
    expect((await ask({ secretOrPublicKey: secret }, { headers: second })).error?.code).toBe(
      'header_invalid',
    );
  });

  test('alone says who calls, where that is wanted, and cannot pass for a consumer', async () => {
    const action = { secretOrPublicKey: secret, checkCredentialExistence: false };
    const shown = bySecret(
      claims({ sub: consumerId, name: 'owner', scope: 'x y', preferred_username: 'owner' }),
    );
    const { exchange } = await ask(action, shown);
    expect(exchange.consumer).toMatchObject({
      ...{
        id: `jwt:${consumerId}`,
        name: `jwt:${consumerId}`,
        credentialId: '',
        scopes: new Set(['x', 'y']),
      },
      metadata: { preferred_username: 'owner' },
    });
    const odd = await ask(action, bySecret(claims({ sub: 'ключ\r\neg: x' })));
    expect(odd.exchange.outgoing.headers?.get('eg-consumer-id')).toMatch(/^[\x20-\x7e]+$/);
  });

  test('gives a consumer no more than the token was given', async () => {
    const action = { secretOrPublicKey: secret, scopesClaim: 'scope' };
    const { exchange } = await ask(action, bySecret(claims({ scope: 'b c' })));
    expect(exchange.consumer?.scopes).toEqual(new Set(['b']));
    const wanted = {
      scopes: ['a'],
      headers: { Authorization: `Bearer ${bySecret(claims({ scope: 'b' }))}` },
    };
    expect((await ask(action, wanted)).error?.code).toBe('insufficient_scope');
  });
});

describe('the policy', () => {
  const problemOf = (action: object, policy: Policy = jwt): string | undefined => {
    const parsed = policy.action.safeParse(action);
    if (!parsed.success) return parsed.error.issues[0]?.path.join('/');
    try {
      world.compile(policy, action);
      return undefined;
    } catch (error) {
      return isHubError(error, 'input_invalid') ? error.problems[0]?.path : 'another error';
    }
  };
  test.each([
    [{}, 'secretOrPublicKey'],
    [{ secretOrPublicKey: secret, jwksUri: 'https://x/keys' }, 'secretOrPublicKey'],
    [{ secretOrPublicKey: 'short' }, '/secretOrPublicKey'],
    [
      { secretOrPublicKey: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----' },
      '/secretOrPublicKey',
    ],
    [{ secretOrPublicKey: pem(rsa.publicKey), algorithms: ['HS256'] }, '/algorithms'],
    [{ secretOrPublicKey: secret, jwtExtractor: 'query' }, 'jwtExtractorField'],
    [{ jwksUri: 'http://keys.example.com/' }, '/jwksUri'],
    [{ jwksUri: 'file:///etc/passwd' }, '/jwksUri'],
  ])('says of %j where it is wrong: %s', (action, path) => {
    expect(problemOf(action)).toBe(path);
  });
  test('takes no private key and no weak one', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    const priv = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const key of [priv, pem(weak.publicKey)])
      expect(problemOf({ secretOrPublicKey: key })).toBe('/secretOrPublicKey');
  });
  test('oauth2 is one of two ways', async () => {
    expect(problemOf({}, oauth2)).toBe('jwt');
    expect(problemOf({ jwt: { secretOrPublicKey: 'short' } }, oauth2)).toBe('/jwt/secretOrPublicKey');
    expect(problemOf({ introspection: { endpoint: 'ftp://x' } }, oauth2)).toBe('/introspection/endpoint');
    expect((await ask({ jwt: { secretOrPublicKey: secret } }, bySecret(), oauth2)).error).toBeUndefined();
  });
});
