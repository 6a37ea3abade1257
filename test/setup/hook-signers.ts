import {
  createHash,
  createHmac,
  createPrivateKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { SignJWT } from 'jose';
import type { Sent } from './inbound.ts';

/** How providers sign, written down a second time and apart from the hub: what they send in the tests. */
export interface Signing {
  readonly secret: string;
  readonly body: string;
  readonly at: number;
  readonly url: string;
}

export interface Signer {
  readonly provider: string;
  readonly secret: string;
  /** Where the proof stands. */
  readonly header: string;
  readonly prefix?: string;
  readonly type?: string;
  readonly body?: string;
  /** What is signed besides: time, address, body. */
  readonly signs: readonly ('time' | 'url' | 'body')[];
  /** Public keys instead of a secret: whoever signs with another one is somebody else. */
  readonly asymmetric?: boolean;
  sign(signing: Signing): Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
}

export const pairs = {
  ecdsa: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: generateKeyPairSync('ed25519'),
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
const others = {
  ecdsa: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: generateKeyPairSync('ed25519'),
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

/** The key of the provider, or of somebody else when a test signs with another secret. */
const keyFor = (kind: keyof typeof pairs, secret: string): KeyObject =>
  createPrivateKey(
    (secret === 'own key' ? pairs : others)[kind].privateKey.export({ format: 'pem', type: 'pkcs8' }),
  );

type Digest = 'hex' | 'base64';
const mac = (algorithm: string, ...[secret, text, as]: [string | Buffer, string, Digest]): string =>
  createHmac(algorithm, secret).update(text).digest(as);

const simple = (
  provider: string,
  header: string,
  rest: { readonly as: Digest; readonly prefix?: string; readonly algorithm?: string },
): Signer => ({
  ...{ provider, header, secret: `secret of ${provider}`, signs: ['body'] },
  ...(rest.prefix === undefined ? {} : { prefix: rest.prefix }),
  sign: ({ secret, body }) => ({
    [header]: `${rest.prefix ?? ''}${mac(rest.algorithm ?? 'sha256', secret, body, rest.as)}`,
  }),
});

const whsec = `whsec_${Buffer.from('thirty-two bytes of a key, or so').toString('base64')}`;
const whsecKey = (secret: string): Buffer => Buffer.from(secret.replace('whsec_', ''), 'base64');

const token = (claims: Record<string, unknown>, at: number): SignJWT =>
  new SignJWT(claims).setIssuedAt(at).setExpirationTime(at + 240);

const sharedToken = (provider: string, header: string): Signer => ({
  ...{ provider, header, secret: `secret-of-${provider}`, signs: [] },
  sign: ({ secret }) => ({ [header]: secret }),
});

export const signers: readonly Signer[] = [
  simple('github', 'x-hub-signature-256', { as: 'hex', prefix: 'sha256=' }),
  simple('meta', 'x-hub-signature-256', { as: 'hex', prefix: 'sha256=' }),
  simple('shopify', 'x-shopify-hmac-sha256', { as: 'base64' }),
  simple('intercom', 'x-hub-signature', { as: 'hex', prefix: 'sha1=', algorithm: 'sha1' }),
  simple('line', 'x-line-signature', { as: 'base64' }),
  simple('viber', 'x-viber-content-signature', { as: 'hex' }),
  simple('x', 'x-twitter-webhooks-signature', { as: 'base64', prefix: 'sha256=' }),
  {
    ...{ provider: 'stripe', header: 'stripe-signature', secret: 'whsec_of_stripe', signs: ['time', 'body'] },
    sign: ({ secret, body, at }) => ({
      'stripe-signature': `t=${at},v0=${'0'.repeat(64)},v1=${mac('sha256', secret, `${at}.${body}`, 'hex')}`,
    }),
  },
  {
    ...{ provider: 'slack', header: 'x-slack-signature', secret: 'secret of slack', signs: ['time', 'body'] },
    prefix: 'v0=',
    sign: ({ secret, body, at }) => ({
      'x-slack-signature': `v0=${mac('sha256', secret, `v0:${at}:${body}`, 'hex')}`,
      'x-slack-request-timestamp': String(at),
    }),
  },
  {
    ...{ provider: 'zendesk', header: 'x-zendesk-webhook-signature', secret: 'secret of zendesk' },
    signs: ['time', 'body'],
    sign: ({ secret, body, at }) => {
      const time = new Date(at * 1_000).toISOString();
      return {
        'x-zendesk-webhook-signature': mac('sha256', secret, time + body, 'base64'),
        'x-zendesk-webhook-signature-timestamp': time,
      };
    },
  },
  {
    ...{ provider: 'hubspot', header: 'x-hubspot-signature-v3', secret: 'secret of hubspot' },
    signs: ['time', 'url', 'body'],
    sign: ({ secret, body, at, url }) => ({
      'x-hubspot-signature-v3': mac('sha256', secret, `POST${url}${body}${at * 1_000}`, 'base64'),
      'x-hubspot-request-timestamp': String(at * 1_000),
    }),
  },
  {
    ...{ provider: 'square', header: 'x-square-hmacsha256-signature', secret: 'secret of square' },
    signs: ['url', 'body'],
    sign: ({ secret, body, url }) => ({
      'x-square-hmacsha256-signature': mac('sha256', secret, url + body, 'base64'),
    }),
  },
  {
    ...{
      provider: 'twilio',
      header: 'x-twilio-signature',
      secret: 'token of twilio',
      signs: ['url', 'body'],
    },
    ...{ type: 'application/x-www-form-urlencoded', body: 'To=%2B1800&From=%2B1415&Body=a%20b&CallSid=CA1' },
    sign: ({ secret, body, url }) => {
      const fields = [...new URLSearchParams(body)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flat()
        .join('');
      return { 'x-twilio-signature': mac('sha1', secret, url + fields, 'base64') };
    },
  },
  {
    ...{ provider: 'standard-webhooks', header: 'webhook-signature', secret: whsec, signs: ['time', 'body'] },
    prefix: 'v1,',
    sign: ({ secret, body, at }) => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(at),
      'webhook-signature': `v1,${mac('sha256', whsecKey(secret), `msg_1.${at}.${body}`, 'base64')}`,
    }),
  },
  {
    ...{ provider: 'standard-webhooks v1a', header: 'webhook-signature', secret: 'own key' },
    ...{ prefix: 'v1a,', signs: ['time', 'body'], asymmetric: true },
    sign: ({ secret, body, at }) => {
      const made = sign(null, Buffer.from(`msg_1.${at}.${body}`), keyFor('ed25519', secret));
      return {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(at),
        'webhook-signature': `v1a,${made.toString('base64')}`,
      };
    },
  },
  {
    ...{ provider: 'sendgrid', header: 'x-twilio-email-event-webhook-signature', secret: 'own key' },
    ...{ signs: ['time', 'body'], asymmetric: true },
    sign: ({ secret, body, at }) => ({
      'x-twilio-email-event-webhook-signature': sign(
        'sha256',
        Buffer.from(String(at) + body),
        keyFor('ecdsa', secret),
      ).toString('base64'),
      'x-twilio-email-event-webhook-timestamp': String(at),
    }),
  },
  {
    ...{ provider: 'livekit', header: 'authorization', secret: 'a secret of livekit, long enough' },
    signs: ['time', 'body'],
    sign: async ({ secret, body, at }) => ({
      authorization: await token({ sha256: createHash('sha256').update(body).digest('base64') }, at)
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from(secret)),
    }),
  },
  {
    ...{ provider: 'vonage', header: 'authorization', secret: 'a secret of vonage, long enough' },
    ...{ prefix: 'Bearer ', signs: ['time', 'body'] },
    sign: async ({ secret, body, at }) => ({
      authorization: `Bearer ${await token(
        { payload_hash: createHash('sha256').update(body).digest('hex') },
        at,
      )
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from(secret))}`,
    }),
  },
  {
    ...{ provider: 'bot-framework', header: 'authorization', secret: 'own key' },
    ...{ prefix: 'Bearer ', signs: ['time'], asymmetric: true },
    sign: async ({ secret, at }) => ({
      authorization: `Bearer ${await token({}, at)
        .setIssuer('https://api.botframework.com')
        .setAudience('our-app')
        .setProtectedHeader({ alg: 'RS256', kid: 'one' })
        .sign(keyFor('rsa', secret))}`,
    }),
  },
  sharedToken('telegram', 'x-telegram-bot-api-secret-token'),
  sharedToken('gitlab', 'x-gitlab-token'),
];

/** The whole webhook. */
export const signedBy = async (
  signer: Signer,
  {
    secret = signer.secret,
    body = signer.body ?? '{"type":"it.happened","id":"e1","n":1}',
    at,
    url,
  }: Partial<Signing> & {
    readonly at: number;
    readonly url: string;
  },
): Promise<Sent> => ({
  method: 'POST',
  url,
  headers: {
    'content-type': signer.type ?? 'application/json',
    ...(await signer.sign({ secret, body, at, url })),
  },
  body,
});
