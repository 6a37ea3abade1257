import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { isHubError } from '../../../core/errors.ts';
import { audiences, startAccessTokenTrial, type Claims } from '../../setup/access-token-trial.ts';
import { refusalCode } from '../../setup/gateway.ts';
import { verifies } from '../../setup/verifies.ts';

const trial = await startAccessTokenTrial(['ada']);
const tokens = trial.open();
const issued = await trial.issue('ada', { resource: audiences.support, scope: 'mcp:support' });
const good = issued.access_token;
afterAll(() => trial.stop());

const accepted = [audiences.support, audiences.whole];
const verify = (token: string) => tokens.verify(token, accepted);

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const { kid } = trial.oidc.signingKey;
const ownHeader = { alg: 'RS256', typ: 'at+jwt', kid };
const claims = (changes: Claims = {}): Claims => trial.claimsOf('ada', changes);
const now = (): number => Math.floor(Date.now() / 1000);
const without = (name: string): Claims =>
  Object.fromEntries(Object.entries(claims()).filter(([claim]) => claim !== name));

const attacker = generateKeyPairSync('rsa', { modulusLength: 2048 });
const attackersJwk = attacker.publicKey.export({ format: 'jwk' });
const byAttacker = (header: object = {}) =>
  new SignJWT({ ...claims() }).setProtectedHeader({ ...ownHeader, ...header }).sign(attacker.privateKey);
const unsigned = (header: object): string => `${encode(header)}.${encode(claims())}.`;
const withOldSignature = (header: unknown): string => {
  const [, payload, signature] = good.split('.');
  return `${encode(header)}.${payload}.${signature}`;
};

/** What anybody knows of the provider: its public key, in every spelling. */
const publicKey = createPublicKey({ key: trial.oidc.signingKey, format: 'jwk' });
const publicJwk = publicKey.export({ format: 'jwk' });
const pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
const byPublicKey = (key: string, alg = 'HS256', hash = 'sha256'): string => {
  const text = `${encode({ ...ownHeader, alg })}.${encode(claims())}`;
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`;
};

type Forgery = readonly [what: string, make: () => string | Promise<string>];
const signed = (what: string, changes: Claims, header: Claims = {}): Forgery => [
  what,
  () => trial.sign(claims(changes), header),
];

const forgeries: readonly Forgery[] = [
  ...['none', 'None', 'NONE', 'nOnE', ''].map((alg): Forgery => [
    `alg ${JSON.stringify(alg)}`,
    () => unsigned({ ...ownHeader, alg }),
  ]),
  ['alg none with a good signature', () => withOldSignature({ ...ownHeader, alg: 'none' })],
  ['HS256 with the public key as PEM', () => byPublicKey(pem)],
  ['HS256 with the public key as PEM, trimmed', () => byPublicKey(pem.trim())],
  ['HS256 with the public key as JWK', () => byPublicKey(JSON.stringify(publicJwk))],
  ['HS256 with the modulus', () => byPublicKey(String(publicJwk.n))],
  ['HS512 with the public key', () => byPublicKey(pem, 'HS512', 'sha512')],
  ['HS256 with an empty key', () => byPublicKey('')],
  [
    'ES256 with a signature of zeros',
    () => {
      const [, payload] = good.split('.');
      return `${encode({ ...ownHeader, alg: 'ES256' })}.${payload}.${Buffer.alloc(64).toString('base64url')}`;
    },
  ],
  ['another alg over a good signature', () => withOldSignature({ ...ownHeader, alg: 'PS256' })],
  ['alg twice', () => withOldSignature(`{"alg":"RS256","typ":"at+jwt","kid":"${kid}","alg":"none"}`)],
  ['alg as a list', () => withOldSignature({ ...ownHeader, alg: ['RS256'] })],
  ['no alg', () => withOldSignature({ typ: 'at+jwt', kid })],
  ["somebody's key under the provider's name", () => byAttacker()],
  ['a key that is brought along', () => byAttacker({ jwk: attackersJwk })],
  ['a key that is brought along, under a name of its own', () => byAttacker({ jwk: attackersJwk, kid: 'x' })],
  ['jku', () => byAttacker({ jku: 'https://attacker.example/jwks.json' })],
  ['jku on a good signature', () => trial.sign(claims(), { jku: 'https://attacker.example/jwks.json' })],
  ['jwk on a good signature', () => trial.sign(claims(), { jwk: attackersJwk })],
  ['x5u', () => byAttacker({ x5u: 'https://attacker.example/cert.pem' })],
  [
    'x5c',
    () =>
      byAttacker({ x5c: [attacker.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] }),
  ],
  ['kid that walks up folders', () => byAttacker({ kid: '../../../../dev/null' })],
  ['kid with SQL', () => byAttacker({ kid: "x' union select 'key' --" })],
  ['kid that is an address', () => byAttacker({ kid: 'http://127.0.0.1:1/jwks.json' })],
  ['kid with NUL', () => byAttacker({ kid: `${kid}\0` })],
  ['an empty kid', () => trial.sign(claims(), { kid: '' })],
  ['a kid that is no text', () => withOldSignature({ ...ownHeader, kid: { $ne: null } })],
  signed('no kid', {}, { kid: undefined }),
  signed('the right key under an unknown name', {}, { kid: 'another' }),
  ['crit that nobody knows', () => withOldSignature({ ...ownHeader, crit: ['hub'], hub: true })],
  ['b64 false', () => withOldSignature({ ...ownHeader, b64: false, crit: ['b64'] })],
  [
    'zip',
    () =>
      `${encode({ ...ownHeader, zip: 'DEF' })}.${encode(gzipSync('a'.repeat(9_000)).toString('base64'))}.AAAA`,
  ],
  [
    'a JWE with a thousand million rounds',
    () => `${encode({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 1e9, p2s: 'AA' })}.AAAA.AAAA.AAAA.AAAA`,
  ],
  signed('the typ of an id token that says nothing', {}, { typ: 'id_token+jwt' }),
  signed('the typ of a logout token', {}, { typ: 'logout+jwt' }),
  signed('the typ of an assertion', {}, { typ: 'oauth-authz-req+jwt' }),
  signed('the typ of our sessions', {}, { typ: 'hub-session+jwt' }),
  signed('no typ', {}, { typ: undefined }),
  signed('a header that nobody knows', {}, { hub: 'x' }),
  signed('another issuer', { iss: 'https://somebody.example' }),
  ['an issuer that begins alike', () => trial.sign(claims({ iss: `${trial.oidc.issuer}.attacker.example` }))],
  ['an issuer with a slash behind', () => trial.sign(claims({ iss: `${trial.oidc.issuer}/` }))],
  ['no issuer', () => trial.sign(without('iss'))],
  ['an issuer that is a list', () => trial.sign(claims({ iss: [trial.oidc.issuer] }))],
  signed("another toolset's audience", { aud: audiences.billing }),
  signed("another service's audience", { aud: audiences.elsewhere }),
  signed('the audience with a slash behind', { aud: `${audiences.support}/` }),
  signed('the audience in capitals', { aud: audiences.support.toUpperCase() }),
  signed('an audience that begins alike', { aud: `${audiences.support}.attacker.example` }),
  signed('the origin as audience', { aud: 'https://hub.example' }),
  signed('the client as audience', { aud: trial.oidc.clientId }),
  signed('no audience in the list', { aud: [] }),
  signed('an audience that is an object', { aud: { [audiences.support]: true } }),
  ['no audience', () => trial.sign(without('aud'))],
  signed('two who were authorised', { azp: 'somebody else' }),
  signed('azp that is a list', { azp: ['a client'] }),
  signed('expired', { iat: now() - 1_200, exp: now() - 600 }),
  signed('expired more than the skew ago', { iat: now() - 600, exp: now() - 15 }),
  signed('exp as text', { exp: String(now() + 600) }),
  signed('exp as a fraction', { exp: now() + 600.5 }),
  signed('exp beyond all time', { exp: 1e300 }),
  signed('exp negative', { exp: -1 }),
  signed('exp null', { exp: null }),
  ['no exp', () => trial.sign(without('exp'))],
  signed('not before tomorrow', { nbf: now() + 86_400 }),
  signed('not before more than the skew from now', { nbf: now() + 30 }),
  signed('nbf as text', { nbf: 'now' }),
  signed('issued tomorrow', { iat: now() + 86_400, exp: now() + 90_000 }),
  ['no iat', () => trial.sign(without('iat'))],
  ['no subject', () => trial.sign(without('sub'))],
  signed('an empty subject', { sub: '' }),
  signed('a subject that is an object', { sub: { $ne: null } }),
  signed('a subject without end', { sub: 'a'.repeat(300) }),
  signed('what an id token has: at_hash', { at_hash: 'AAAA' }, { typ: 'JWT' }),
  signed('what an id token has: nonce', { nonce: 'AAAA' }, { typ: 'JWT' }),
  signed('what an id token of Keycloak has', { typ: 'ID' }, { typ: 'JWT' }),
  signed('a refresh token of Keycloak', { typ: 'Refresh' }, { typ: 'JWT' }),
  signed('what an id token of Cognito has', { token_use: 'id' }, { typ: 'JWT' }),
  signed(
    'a logout token',
    { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
    { typ: 'JWT' },
  ),
  ['a real id token', () => realIdToken()],
  ['a real token for another toolset', () => realFor(audiences.billing)],
  ['a real token for another service', () => realFor(audiences.elsewhere)],
  ['a real token for nothing in particular', () => realFor(undefined)],
  [
    'a changed claim under the old signature',
    () => {
      const [header, , signature] = good.split('.');
      return `${header}.${encode(claims({ sub: 'root' }))}.${signature}`;
    },
  ],
  ['claims that are a list', () => `${encode(ownHeader)}.${encode([claims()])}.${good.split('.')[2]}`],
  ['no signature', () => good.slice(0, good.lastIndexOf('.') + 1)],
  ['half a signature', () => good.slice(0, -100)],
  [
    'one bit of the signature turned',
    () => good.slice(0, -20) + (good.at(-20) === 'A' ? 'B' : 'A') + good.slice(-19),
  ],
  ['a signature with padding', () => `${good}==`],
  ['four parts', () => `${good}.AAAA`],
  ['two parts', () => good.slice(0, good.lastIndexOf('.'))],
  ['a line break', () => `${good}\n`],
  ['a megabyte behind', () => good + 'A'.repeat(1_000_000)],
  ['dots', () => '..'],
  ['nothing', () => ''],
];

const realIdToken = async (): Promise<string> =>
  (await trial.issue('ada', { scope: 'openid' })).id_token ?? '';
const realFor = async (resource: string | undefined): Promise<string> => {
  const scope = resource === undefined ? 'openid' : 'openid mcp:support';
  return (await trial.issue('ada', { scope, ...(resource !== undefined && { resource }) })).access_token;
};

verifies(
  'mcp.identity.forged',
  'what the provider issues for here is accepted, and what the forge can make',
  async () => {
    expect(forgeries.length).toBeGreaterThanOrEqual(60);
    expect(new Set(forgeries.map(([what]) => what)).size).toBe(forgeries.length);
    const { issuer } = trial.oidc;
    const told = { issuer, subject: 'ada', audiences: [audiences.support] };
    await expect(verify(good)).resolves.toMatchObject({ ...told, scopes: new Set(['mcp:support']) });
    await expect(verify(await trial.sign(claims()))).resolves.toMatchObject(told);
    for (const [changes, header] of [
      [{}, { typ: 'JWT' }],
      [{ typ: 'Bearer', nonce: 'of Keycloak', azp: 'a client' }, { typ: 'JWT' }],
      [{}, { typ: 'application/at+jwt' }],
      [{ exp: now() - 5 }, {}],
      [{ nbf: now() + 5 }, {}],
      [{ aud: ['account', audiences.whole] }, {}],
    ] as const)
      await expect(verify(await trial.sign(claims(changes), header))).resolves.toMatchObject({
        subject: 'ada',
      });
  },
);

test.each(forgeries)('refused: %s', async (_what, make) => {
  const outcome = await verify(await make()).then(
    () => 'accepted',
    (error: unknown) => (isHubError(error) ? error.code : String(error)),
  );
  expect(outcome).toBe('unauthenticated');
});

verifies('mcp.identity.forged', 'nothing that a token names was ever asked for', async () => {
  const { issuer } = trial.oidc;
  for (const [, make] of forgeries) await refusalCode(verify(await make()));
  expect(new Set(tokens.asked)).toEqual(
    new Set([`${issuer}/.well-known/openid-configuration`, `${issuer}/jwks`]),
  );
  // Unknown names of keys were among them: once at the beginning was enough for all.
  expect(tokens.asked.length).toBe(2);
});
