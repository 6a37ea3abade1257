import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openKeySets, type KeySets } from '../../connectors/hooks/key-sets.ts';
import { settleEntry } from '../../connectors/hooks/settle-entry.ts';
import { verificationSchema, type Verification } from '../../connectors/hooks/verification.ts';
import { problemWith } from '../../connectors/hooks/verify.ts';
import { systemClock } from '../../platform/clock.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress, type Egress } from '../../platform/egress/egress.ts';
import { openLog } from '../../platform/log.ts';
import { forgeriesOf } from '../setup/hook-forgeries.ts';
import { pairs, signedBy, signers, type Signer } from '../setup/hook-signers.ts';
import { arrivalFrom, type Sent } from '../setup/inbound.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

const at = 1_700_000_000;
const now = new Date(at * 1_000);
const url = 'https://hub.example/hooks/acme/hook_1?a=1';

let keys: Upstream;
let egress: Egress;
let keySets: KeySets;

beforeAll(async () => {
  const jwk = pairs.rsa.publicKey.export({ format: 'jwk' });
  keys = await startUpstream((_request, response) =>
    response.end(JSON.stringify({ keys: [{ ...jwk, kid: 'one', alg: 'RS256', use: 'sig' }] })),
  );
  egress = createEgress({ allow: parseAllowList(['127.0.0.1']).entries, log: openLog({ level: 'silent' }) });
  keySets = openKeySets({ egress, clock: systemClock });
});
afterAll(async () => {
  await egress.close();
  await keys.stop();
});

const rulesOf = ({ provider }: Signer): Verification => {
  if (provider === 'standard-webhooks v1a') {
    const raw = pairs.ed25519.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    return verificationSchema.parse({
      scheme: 'standard-webhooks',
      publicKeys: [`whpk_${raw.toString('base64')}`],
    });
  }
  const fill = {
    ...(provider === 'sendgrid'
      ? { publicKeys: [pairs.ecdsa.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')] }
      : {}),
    ...(provider === 'bot-framework' ? { audience: ['our-app'] } : {}),
  };
  const { verification } = settleEntry({ provider, fill });
  return verification.scheme === 'jwt' && verification.keySetUrl !== undefined
    ? { ...verification, keySetUrl: `${keys.origin}/keys` }
    : verification;
};

const ask = (rules: Verification, sent: Sent, secrets: readonly string[]) => askAt(now, rules)(sent, secrets);

const askAt = (when: Date, rules: Verification) => (sent: Sent, secrets: readonly string[]) =>
  problemWith(rules, arrivalFrom(sent), { secrets, now: when, keySets });

const secretsOf = (signer: Signer): readonly string[] => (signer.asymmetric === true ? [] : [signer.secret]);

describe.each(signers.map((signer) => [signer.provider, signer] as const))('%s', (_name, signer) => {
  const rules = (): Verification => rulesOf(signer);

  verifies('connectors.hooks.signatures', 'takes what the provider signed', async () => {
    expect(await ask(rules(), await signedBy(signer, { at, url }), secretsOf(signer))).toBeUndefined();
  });

  verifies(
    'connectors.hooks.signatures',
    'takes it at the edges of its time, and not behind them',
    async () => {
      const tokens = rules().scheme === 'jwt';
      for (const off of signer.signs.includes('time') && !tokens ? [-300, 300] : [])
        expect(
          await ask(rules(), await signedBy(signer, { at: at + off, url }), secretsOf(signer)),
        ).toBeUndefined();
      for (const off of signer.signs.includes('time') ? [-302, 302] : [])
        expect(await ask(rules(), await signedBy(signer, { at: at + off, url }), secretsOf(signer))).toEqual(
          expect.any(String),
        );
    },
  );

  verifies('connectors.hooks.rotation', 'takes both secrets while one is being changed', async () => {
    if (signer.asymmetric === true) return;
    const next = `${signer.secret.slice(0, -4)}next`;
    for (const secret of [signer.secret, next])
      expect(
        await ask(rules(), await signedBy(signer, { secret, at, url }), [next, signer.secret]),
      ).toBeUndefined();
    expect(await ask(rules(), await signedBy(signer, { at, url }), [next])).toEqual(expect.any(String));
  });

  verifies('connectors.hooks.signatures', 'is closed without a secret', async () => {
    if (signer.asymmetric === true) return;
    for (const secrets of [[], [''], ['', '']])
      for (const secret of [signer.secret, '', 'undefined', 'null']) {
        const sent = await signedBy(signer, { secret: secret === '' ? 'x' : secret, at, url });
        expect(await ask(rules(), sent, secrets)).toBe('this endpoint has no secret yet');
      }
  });

  verifies('connectors.hooks.signatures', 'takes nothing that is forged', async () => {
    const forged = await forgeriesOf(signer, { at, url });
    if (signer.signs.includes('body')) expect(forged.length).toBeGreaterThanOrEqual(20);
    const taken: string[] = [];
    for (const [what, sent] of forged) {
      const problem = await ask(rules(), sent, secretsOf(signer)).catch((error: Error) => error.message);
      if (problem === undefined) taken.push(what);
    }
    expect(taken).toEqual([]);
  });
});

const plain = (headers: Readonly<Record<string, string>>, body: string): Sent => ({
  ...{ method: 'POST', url: 'https://mycompany.com/myapp.php?foo=1&bar=2', headers, body },
});

test.each([
  [
    'standard-webhooks',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    1_614_265_330,
    plain(
      {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
      '{"test": 2432232314}',
    ),
  ],
  [
    'github',
    "It's a Secret to Everybody",
    at,
    plain(
      { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' },
      'Hello, World!',
    ),
  ],
  [
    'slack',
    '8f742231b10e8888abcd99yyyzzz85a5',
    1_531_420_618,
    plain(
      {
        'x-slack-request-timestamp': '1531420618',
        'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      },
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    ),
  ],
  [
    'twilio',
    '12345',
    at,
    plain(
      {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
      },
      'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212',
    ),
  ],
])('the published vector of %s is good, and no other body with it', async (...row) => {
  const [provider, secret, time, sent] = row;
  const { verification } = settleEntry({ provider, fill: {} });
  const check = askAt(new Date(time * 1_000), verification);
  expect(await check(sent, [secret])).toBeUndefined();
  expect(await check({ ...sent, body: `${String(sent.body)}&a=b` }, [secret])).toEqual(expect.any(String));
});

test.each([
  ['a body that is not signed', { signed: '{timestamp}', timestamp: { header: 'x-time' } }],
  ['a time that is not signed', { timestamp: { header: 'x-time' } }],
  ['a time that is nowhere', { signed: '{timestamp}{body}' }],
  ['a placeholder that there is not', { signed: '{body}{everything}' }],
  ['SHA-1 by its usual name', { algorithm: 'sha1' }],
  ['MD5', { algorithm: 'md5' }],
])('no endpoint is made with %s', (_what, change) => {
  const rules = { scheme: 'hmac', algorithm: 'sha256', encoding: 'hex', signature: { header: 'x-sig' } };
  expect(verificationSchema.safeParse(rules).success).toBe(true);
  expect(verificationSchema.safeParse({ ...rules, ...change }).success).toBe(false);
});

test.each([
  [
    'a public key beside a shared secret',
    { algorithms: ['HS256', 'RS256'], keySetUrl: 'https://a.example/k' },
  ],
  ['a shared secret and an address of keys', { algorithms: ['HS256'], keySetUrl: 'https://a.example/k' }],
  ['keys of many and no audience', { algorithms: ['RS256'], keySetUrl: 'https://a.example/k' }],
  ['no algorithm', { algorithms: [] }],
  ['the algorithm "none"', { algorithms: ['none'] }],
])('no endpoint is made for tokens with %s', (_what, change) => {
  expect(verificationSchema.safeParse({ scheme: 'jwt', ...change }).success).toBe(false);
});

test('no endpoint is open without saying so', () => {
  expect(verificationSchema.safeParse({ scheme: 'none' }).success).toBe(false);
  expect(verificationSchema.safeParse({ scheme: 'none', unsigned: true }).success).toBe(true);
});
