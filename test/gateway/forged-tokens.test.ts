import { createHmac, createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { isHubError } from '../../core/errors.ts';
import { openSessionTokens, type SessionTokens } from '../../gateway/sign-in/session-token.ts';
import { openTestClock } from '../setup/gateway.ts';
import { verifies } from '../setup/verifies.ts';

const clock = openTestClock();
const sessionKey = randomBytes(32);
const tokens: SessionTokens = openSessionTokens({ sessionKey, clock });
const userId = 'usr_00000000000000000000000000';
const sessionId = 'ses_00000000000000000000000000';

const ownHeader = { alg: 'HS256', typ: 'hub-session+jwt' };
const now = () => Math.floor(clock.now().getTime() / 1000);
const ownClaims = () => ({
  sid: sessionId,
  iss: 'app-connect',
  aud: 'app-connect:session',
  sub: userId,
  iat: now(),
  exp: now() + 600,
});
const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

interface Parts {
  readonly header?: unknown;
  readonly claims?: unknown;
  readonly key?: Buffer | string;
  readonly hash?: string;
}
/** A token made by hand; what is left out is as the hub itself makes it. */
const forge = ({
  header = ownHeader,
  claims = ownClaims(),
  key = sessionKey,
  hash = 'sha256',
}: Parts): string => {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`;
};
const withClaims = (claims: Record<string, unknown>): string =>
  forge({ claims: { ...ownClaims(), ...claims } });
const without = (name: string): string =>
  forge({ claims: Object.fromEntries(Object.entries(ownClaims()).filter(([claim]) => claim !== name)) });

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
const der = rsa.publicKey.export({ type: 'spki', format: 'der' });
const jwk = rsa.publicKey.export({ format: 'jwk' });
const ownJwk = createSecretKey(sessionKey).export({ format: 'jwk' });
const attackersKey = randomBytes(32);
const attackersJwk = createSecretKey(attackersKey).export({ format: 'jwk' });

let good: string;
beforeAll(async () => {
  good = await tokens.mint({ userId, sessionId });
});
const parts = (): [string, string, string] => good.split('.') as [string, string, string];

const noneLike = ['none', 'None', 'NONE', 'nOnE', '', 'null'];
const otherAlgorithms = [
  'HS384',
  'HS512',
  'RS256',
  'PS256',
  'ES256',
  'EdDSA',
  'Ed25519',
  'A256GCMKW',
  'dir',
  'hs256',
];

const forged: [what: string, make: () => string][] = [
  ...noneLike.map((alg): [string, () => string] => [
    `alg ${JSON.stringify(alg)} without a signature`,
    () => `${encode({ ...ownHeader, alg })}.${encode(ownClaims())}.`,
  ]),
  [
    'alg none with the signature of a good token',
    () => `${encode({ alg: 'none' })}.${parts()[1]}.${parts()[2]}`,
  ],
  ...otherAlgorithms.map((alg): [string, () => string] => [
    `alg ${alg}, signed with the right key`,
    () => forge({ header: { ...ownHeader, alg } }),
  ]),
  ['HS512 that is one', () => forge({ header: { ...ownHeader, alg: 'HS512' }, hash: 'sha512' })],
  ['no alg', () => forge({ header: { typ: ownHeader.typ } })],
  ['alg twice', () => forge({ header: '{"alg":"HS256","alg":"none","typ":"hub-session+jwt"}' })],
  ['alg as a list', () => forge({ header: { ...ownHeader, alg: ['HS256'] } })],
  ['HS256 with a public key as PEM', () => forge({ key: String(pem) })],
  ['HS256 with a public key as DER', () => forge({ key: Buffer.from(der) })],
  ['HS256 with a public key as JWK', () => forge({ key: JSON.stringify(jwk) })],
  ['an empty key', () => forge({ key: '' })],
  ['a key of zeros', () => forge({ key: Buffer.alloc(32) })],
  ['another random key', () => forge({ key: attackersKey })],
  [
    'a key that the token brings along',
    () => forge({ header: { ...ownHeader, jwk: attackersJwk }, key: attackersKey }),
  ],
  ['the right key brought along', () => forge({ header: { ...ownHeader, jwk: ownJwk } })],
  ['jku', () => forge({ header: { ...ownHeader, jku: 'https://attacker.example/jwks.json' } })],
  ['x5u', () => forge({ header: { ...ownHeader, x5u: 'https://attacker.example/cert.pem' } })],
  ['x5c', () => forge({ header: { ...ownHeader, x5c: [Buffer.from(der).toString('base64')] } })],
  [
    'kid that walks up folders',
    () => forge({ header: { ...ownHeader, kid: '../../../../dev/null' }, key: '' }),
  ],
  ['kid with SQL', () => forge({ header: { ...ownHeader, kid: "x' union select 'key' --" } })],
  ['an empty kid', () => forge({ header: { ...ownHeader, kid: '' } })],
  ['kid twice', () => forge({ header: '{"alg":"HS256","kid":"a","kid":"b","typ":"hub-session+jwt"}' })],
  ['crit that nobody knows', () => forge({ header: { ...ownHeader, crit: ['hub'], hub: true } })],
  ['empty crit', () => forge({ header: { ...ownHeader, crit: [] } })],
  ['b64 false', () => forge({ header: { ...ownHeader, b64: false, crit: ['b64'] } })],
  [
    'zip',
    () =>
      forge({
        header: { ...ownHeader, zip: 'DEF' },
        claims: gzipSync('a'.repeat(1_000_000)).toString('base64'),
      }),
  ],
  ['another typ', () => forge({ header: { ...ownHeader, typ: 'JWT' } })],
  ['no typ', () => forge({ header: { alg: 'HS256' } })],
  ['cty JWT, nested', () => forge({ header: { ...ownHeader, cty: 'JWT' }, claims: good })],
  [
    'the header with its fields in another order',
    () => forge({ header: { typ: ownHeader.typ, alg: 'HS256' } }),
  ],
  ['the header with a space in it', () => forge({ header: '{"alg": "HS256","typ":"hub-session+jwt"}' })],
  [
    'a JWE with a million rounds',
    () =>
      `${encode({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 1e9, p2s: 'AAAA' })}.AAAA.AAAA.AAAA.AAAA`,
  ],
  ['five parts after a good header', () => `${good}.AAAA.AAAA`],
  ['another issuer', () => withClaims({ iss: 'somebody' })],
  ['no issuer', () => without('iss')],
  ['issuer as a list', () => withClaims({ iss: ['app-connect'] })],
  ['another audience', () => withClaims({ aud: 'app-connect:links' })],
  ['several audiences', () => withClaims({ aud: ['app-connect:session', 'other'] })],
  ['no audience', () => without('aud')],
  ['azp of somebody else', () => withClaims({ azp: 'other' })],
  ['expired', () => withClaims({ iat: now() - 1_200, exp: now() - 600 })],
  ['expired a few seconds ago', () => withClaims({ iat: now() - 610, exp: now() - 10 })],
  ['exp as text', () => withClaims({ exp: String(now() + 600) })],
  ['exp as a fraction', () => withClaims({ exp: now() + 600.5 })],
  [
    'exp beyond all numbers',
    () => forge({ claims: JSON.stringify(ownClaims()).replace(/"exp":\d+/, '"exp":1e400') }),
  ],
  ['exp negative', () => withClaims({ exp: -1 })],
  ['exp null', () => withClaims({ exp: null })],
  ['no exp', () => without('exp')],
  ['a longer life than ours', () => withClaims({ exp: now() + 86_400 })],
  ['issued in the future', () => withClaims({ iat: now() + 3_600, exp: now() + 4_200 })],
  ['no iat', () => without('iat')],
  ['iat as text', () => withClaims({ iat: String(now()) })],
  ['not before tomorrow', () => withClaims({ nbf: now() + 86_400 })],
  ['no subject', () => without('sub')],
  ['a subject that is no person', () => withClaims({ sub: 'key_00000000000000000000000000' })],
  ['a subject with SQL', () => withClaims({ sub: "usr_' or '1'='1" })],
  ['no session', () => without('sid')],
  ['a session that is an object', () => withClaims({ sid: { $ne: null } })],
  ['a claim that we never make', () => withClaims({ role: 'owner' })],
  ['claims that are a list', () => forge({ claims: [ownClaims()] })],
  ['claims that are no JSON', () => forge({ claims: 'owner' })],
  [
    'a changed claim under the old signature',
    () => `${parts()[0]}.${encode({ ...ownClaims(), sub: 'usr_00000000000000000000000001' })}.${parts()[2]}`,
  ],
  ['no signature', () => `${parts()[0]}.${parts()[1]}.`],
  ['half a signature', () => good.slice(0, -22)],
  ['a signature of zeros', () => `${parts()[0]}.${parts()[1]}.${'A'.repeat(43)}`],
  [
    'one bit of the signature turned',
    () => good.slice(0, -3) + (good.at(-3) === 'A' ? 'B' : 'A') + good.slice(-2),
  ],
  [
    'the same signature spelt in another way',
    () => good.slice(0, -1) + String.fromCharCode(good.charCodeAt(good.length - 1) + 1),
  ],
  ['a signature in base64 with padding', () => `${good}=`],
  ['a signature with a line break', () => `${good}\n`],
  ['blanks around it', () => ` ${good} `],
  ['two parts', () => `${parts()[0]}.${parts()[1]}`],
  ['an empty text', () => ''],
  ['dots', () => '..'],
  ['a megabyte', () => forge({ claims: { ...ownClaims(), sub: 'a'.repeat(1_000_000) } })],
  ['a good token with a megabyte behind', () => good + 'A'.repeat(1_000_000)],
  ['a NUL inside', () => `${parts()[0]}.${parts()[1]}\0.${parts()[2]}`],
];

verifies(
  'foundation.sessions.forged',
  'the matrix is as large as it says, and its forge can make what the hub accepts',
  async () => {
    expect(forged.length).toBeGreaterThanOrEqual(60);
    expect(new Set(forged.map(([what]) => what)).size).toBe(forged.length);
    await expect(tokens.verify(forge({}))).resolves.toMatchObject({ userId, sessionId });
    await expect(tokens.verify(good)).resolves.toMatchObject({ userId, sessionId });
  },
);

test.each(forged)('refused: %s', async (_what, make) => {
  const outcome = await tokens.verify(make()).then(
    () => 'accepted',
    (error: unknown) => (isHubError(error) ? error.code : 'something else'),
  );
  expect(outcome).toBe('unauthenticated');
});

describe('a good token', () => {
  test('ends after ten minutes', async () => {
    const short = openTestClock();
    const own = openSessionTokens({ sessionKey, clock: short });
    const token = await own.mint({ userId, sessionId });
    short.advance(9 * 60_000);
    await expect(own.verify(token)).resolves.toMatchObject({ sessionId });
    short.advance(2 * 60_000);
    await expect(own.verify(token)).rejects.toThrow(/Sign in again/);
  });

  test('is worth nothing at a hub with another key', async () => {
    const other = openSessionTokens({ sessionKey: randomBytes(32), clock });
    await expect(other.verify(good)).rejects.toThrow(/Sign in again/);
  });
});

test.each([
  ['no key', Buffer.alloc(0)],
  ['a short key', randomBytes(31)],
  ['a key of zeros', Buffer.alloc(32)],
  ['a key of blanks', Buffer.alloc(64, ' ')],
])('the hub does not start with %s', (_what, key) => {
  expect(() => openSessionTokens({ sessionKey: key, clock })).toThrow(/at least 32 random bytes/);
});
