import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { isHubError } from '../../../core/errors.ts';
import { openSessionTokens } from '../../../gateway/sign-in/session-token.ts';
import { openToolTokens } from '../../../gateway/tool-tokens/token.ts';
import { openTestClock } from '../../setup/gateway.ts';
import { verifies } from '../../setup/verifies.ts';

const clock = openTestClock();
const key = randomBytes(32);
const tokens = openToolTokens({ key, clock });

const now = () => Math.floor(clock.now().getTime() / 1000);
const ownHeader = { alg: 'HS256', typ: 'hub-tool+jwt' };
const ownClaims = () => ({
  ...{ jti: 'ttk_00000000000000000000000000', space: 'spc_00000000000000000000000000', toolset: 'support' },
  ...{
    facts: { contactId: 'c-1' },
    iss: 'app-connect',
    aud: 'app-connect:tools',
    iat: now(),
    exp: now() + 600,
  },
});
const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

interface Parts {
  readonly header?: unknown;
  readonly claims?: unknown;
  readonly key?: Buffer | string;
}
const forge = (parts: Parts): string => {
  const text = `${encode(parts.header ?? ownHeader)}.${encode(parts.claims ?? ownClaims())}`;
  return `${text}.${createHmac('sha256', parts.key ?? key)
    .update(text)
    .digest('base64url')}`;
};
const saying = (changes: Readonly<Record<string, unknown>>): string =>
  forge({ claims: { ...ownClaims(), ...changes } });
const without = (name: string): string => saying({ [name]: undefined });
const good = forge({});
const [head, payload, signature] = good.split('.') as [string, string, string];

type Forgery = readonly [what: string, make: () => string | Promise<string>];
const forgeries: readonly Forgery[] = [
  ...['none', 'None', 'NONE', ''].map((alg): Forgery => [
    `alg ${JSON.stringify(alg)}`,
    () => `${encode({ ...ownHeader, alg })}.${payload}.`,
  ]),
  ...['HS384', 'HS512', 'RS256', 'ES256', 'dir', 'hs256'].map((alg): Forgery => [
    `alg ${alg} with the right key`,
    () => forge({ header: { ...ownHeader, alg } }),
  ]),
  ['another random key', () => forge({ key: randomBytes(32) })],
  ['an empty key', () => forge({ key: '' })],
  [
    'the right key brought along',
    () => forge({ header: { ...ownHeader, jwk: createSecretKey(key).export({ format: 'jwk' }) } }),
  ],
  ['jku', () => forge({ header: { ...ownHeader, jku: 'https://attacker.example/jwks.json' } })],
  ['kid', () => forge({ header: { ...ownHeader, kid: '../../dev/null' } })],
  ['crit', () => forge({ header: { ...ownHeader, crit: ['hub'], hub: 1 } })],
  ['b64 false', () => forge({ header: { ...ownHeader, b64: false, crit: ['b64'] } })],
  ['the header in another order', () => forge({ header: { typ: ownHeader.typ, alg: 'HS256' } })],
  ['typ JWT', () => forge({ header: { ...ownHeader, typ: 'JWT' } })],
  ['the typ of sessions', () => forge({ header: { ...ownHeader, typ: 'hub-session+jwt' } })],
  [
    'a real session under the same key',
    () =>
      openSessionTokens({ sessionKey: key, clock }).mint({
        userId: 'usr_00000000000000000000000000',
        sessionId: 'ses_00000000000000000000000000',
      }),
  ],
  ['the audience of sessions', () => saying({ aud: 'app-connect:session' })],
  ['two audiences', () => saying({ aud: ['app-connect:tools', 'x'] })],
  ['no audience', () => without('aud')],
  ['another issuer', () => saying({ iss: 'somebody' })],
  ['no issuer', () => without('iss')],
  ['expired', () => saying({ iat: now() - 900, exp: now() - 300 })],
  ['expired a few seconds ago', () => saying({ iat: now() - 900, exp: now() - 6 })],
  ['more than a day', () => saying({ exp: now() + 86_401 })],
  ['an end before its beginning', () => saying({ iat: now(), exp: now() })],
  ['issued tomorrow', () => saying({ iat: now() + 86_400, exp: now() + 86_500 })],
  ['not before tomorrow', () => saying({ nbf: now() + 86_400 })],
  ['exp as text', () => saying({ exp: String(now() + 60) })],
  ['no exp', () => without('exp')],
  ['no iat', () => without('iat')],
  ['no id', () => without('jti')],
  ['the id of a key', () => saying({ jti: 'key_00000000000000000000000000' })],
  ['an id with SQL', () => saying({ jti: "ttk_' or '1'='1" })],
  ['no space', () => without('space')],
  ['all spaces', () => saying({ space: '*' })],
  ['no toolset', () => without('toolset')],
  ['all toolsets', () => saying({ toolset: '*' })],
  ['several toolsets', () => saying({ toolset: ['support', 'billing'] })],
  ['no facts', () => without('facts')],
  [
    'a fact that is verified elsewhere',
    () => saying({ facts: { userId: 'usr_00000000000000000000000000' } }),
  ],
  ['a fact that is no text', () => saying({ facts: { contactId: { $ne: null } } })],
  ['a claim that we never make', () => saying({ permissions: ['space.delete'] })],
  ['claims that are a list', () => forge({ claims: [ownClaims()] })],
  [
    'a changed claim under the old signature',
    () => `${head}.${encode({ ...ownClaims(), toolset: 'billing' })}.${signature}`,
  ],
  ['no signature', () => `${head}.${payload}.`],
  ['a signature of zeros', () => `${head}.${payload}.${'A'.repeat(43)}`],
  [
    'another spelling of the signature',
    () => good.slice(0, -1) + String.fromCharCode(good.charCodeAt(good.length - 1) + 1),
  ],
  ['padding', () => `${good}=`],
  ['a line break', () => `${good}\n`],
  ['four parts', () => `${good}.AAAA`],
  ['a megabyte', () => saying({ jti: 'a'.repeat(1_000_000) })],
];

verifies(
  'mcp.identity.forged',
  'the forge makes tool tokens that are accepted, and many that are not',
  async () => {
    expect(new Set(forgeries.map(([what]) => what)).size).toBe(forgeries.length);
    await expect(tokens.verify(good)).resolves.toMatchObject({
      toolset: 'support',
      facts: { contactId: 'c-1' },
    });
  },
);

test.each(forgeries)('refused: %s', async (_what, make) => {
  const outcome = await tokens.verify(await make()).then(
    () => 'accepted',
    (error: unknown) => (isHubError(error) ? error.code : String(error)),
  );
  expect(outcome).toBe('unauthenticated');
});

test('the hub does not start with a bad key', () => {
  expect(() => openToolTokens({ key: Buffer.alloc(32), clock })).toThrow(/at least 32 random bytes/);
});
