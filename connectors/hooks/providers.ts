import type { z } from 'zod';
import type { eventsSchema } from './events.ts';
import type { verificationSchema } from './verification.ts';

export const challenges = ['none', 'meta', 'slack', 'crc'] as const;
export type Challenge = (typeof challenges)[number];

/**
 * Who makes the secret that webhooks are signed with: the hub, for a provider that takes one; the provider, which shows
 * it to a person, at times not before it has the address; either of them; or there is none.
 */
export const secretSources = ['hub', 'provider', 'either', 'none'] as const;
export type SecretSource = (typeof secretSources)[number];

/** Instead of a provider's name: as the connector's own code says. */
export const byConnector = 'connector';

/** What an entry leaves open, because it differs from account to account. */
export type Open = 'audience' | 'publicKeys';

export interface HookProvider {
  readonly title: string;
  readonly verification: Readonly<Record<string, unknown>> & {
    readonly scheme: z.input<typeof verificationSchema>['scheme'];
  };
  readonly events: z.input<typeof eventsSchema>;
  readonly challenge?: Challenge;
  readonly open?: readonly Open[];
  readonly secretFrom: SecretSource;
  /** Where the person finds the secret, or puts the one that the hub makes. */
  readonly secret: string;
}

const signature = (header: string, prefix?: string) => ({
  signature: prefix === undefined ? { header } : { header, prefix },
});

/** How known providers sign, in the words of verification.ts. A table: it grows with them. */
export const hookProviders: Readonly<Record<string, HookProvider>> = {
  'bot-framework': {
    title: 'Microsoft Teams and Bot Framework',
    verification: {
      scheme: 'jwt',
      algorithms: ['RS256'],
      keySetUrl: 'https://login.botframework.com/v1/.well-known/keys',
      issuer: 'https://api.botframework.com',
    },
    events: { name: [{ pointer: '/type' }], id: { pointer: '/id' }, key: { pointer: '/conversation/id' } },
    open: ['audience'],
    secretFrom: 'none',
    secret: 'None: the audience is the id of the app.',
  },
  github: {
    title: 'GitHub',
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'hex',
      ...signature('x-hub-signature-256', 'sha256='),
    },
    events: {
      name: [{ header: 'x-github-event' }, { pointer: '/action' }],
      id: { header: 'x-github-delivery' },
    },
    secretFrom: 'hub',
    secret: 'Put it into "Secret" of the webhook.',
  },
  gitlab: {
    title: 'GitLab',
    verification: { scheme: 'token', header: 'x-gitlab-token' },
    events: { name: [{ header: 'x-gitlab-event' }], id: { header: 'idempotency-key' } },
    secretFrom: 'hub',
    secret: 'Put it into "Secret token" of the webhook.',
  },
  'google-pubsub': {
    title: 'Google Cloud Pub/Sub',
    verification: {
      scheme: 'jwt',
      algorithms: ['RS256'],
      keySetUrl: 'https://www.googleapis.com/oauth2/v3/certs',
      issuer: 'https://accounts.google.com',
      claims: { email_verified: true },
    },
    events: { id: { pointer: '/message/messageId' }, key: { pointer: '/message/orderingKey' } },
    open: ['audience'],
    secretFrom: 'none',
    secret:
      'None: the audience is what the push subscription says, and the claim "email" its service account.',
  },
  hubspot: {
    title: 'HubSpot',
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'base64',
      ...signature('x-hubspot-signature-v3'),
      timestamp: { header: 'x-hubspot-request-timestamp' },
      signed: '{method}{url}{body}{timestamp}',
    },
    events: { name: [{ pointer: '/0/subscriptionType' }] },
    secretFrom: 'provider',
    secret: 'The client secret of the app.',
  },
  intercom: {
    title: 'Intercom',
    verification: {
      scheme: 'hmac',
      algorithm: 'sha1-legacy',
      encoding: 'hex',
      ...signature('x-hub-signature', 'sha1='),
    },
    events: { name: [{ pointer: '/topic' }], id: { pointer: '/id' } },
    secretFrom: 'provider',
    secret: 'The client secret of the app.',
  },
  line: {
    title: 'LINE',
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'base64',
      ...signature('x-line-signature'),
    },
    events: { name: [{ pointer: '/events/0/type' }], id: { pointer: '/events/0/webhookEventId' } },
    secretFrom: 'provider',
    secret: 'The channel secret.',
  },
  livekit: {
    title: 'LiveKit',
    verification: {
      scheme: 'jwt',
      algorithms: ['HS256'],
      bodyHash: { claim: 'sha256', encoding: 'base64' },
    },
    events: { name: [{ pointer: '/event' }], id: { pointer: '/id' }, key: { pointer: '/room/sid' } },
    secretFrom: 'provider',
    secret: 'The API secret of the key that the webhook is set up with.',
  },
  mailgun: {
    title: 'Mailgun',
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'hex',
      signature: { pointer: '/signature/signature' },
      timestamp: { pointer: '/signature/timestamp' },
      signed: '{timestamp}{pointer:/signature/token}',
      bodyUnsigned: true,
    },
    // The token is all that is signed: as the id it makes a second body under it no event.
    events: { name: [{ pointer: '/event-data/event' }], id: { pointer: '/signature/token' } },
    secretFrom: 'provider',
    secret: 'The HTTP webhook signing key.',
  },
  meta: {
    title: 'Meta: WhatsApp, Messenger, Instagram',
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'hex',
      ...signature('x-hub-signature-256', 'sha256='),
    },
    events: { name: [{ pointer: '/entry/0/changes/0/field' }] },
    challenge: 'meta',
    secretFrom: 'provider',
    secret: 'The app secret.',
  },
  sendgrid: {
    title: 'SendGrid',
    verification: {
      scheme: 'public-key',
      algorithm: 'ecdsa-p256',
      encoding: 'base64',
      ...signature('x-twilio-email-event-webhook-signature'),
      timestamp: { header: 'x-twilio-email-event-webhook-timestamp' },
      signed: '{timestamp}{body}',
    },
    events: { name: [{ pointer: '/0/event' }], id: { pointer: '/0/sg_event_id' } },
    open: ['publicKeys'],
    secretFrom: 'none',
    secret: 'None: the verification key of the signed event webhook is public.',
  },
  shopify: {
    title: 'Shopify',
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'base64',
      ...signature('x-shopify-hmac-sha256'),
    },
    events: { name: [{ header: 'x-shopify-topic' }], id: { header: 'x-shopify-webhook-id' } },
    secretFrom: 'provider',
    secret: 'The client secret of the app.',
  },
  slack: {
    title: 'Slack',
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'hex',
      ...signature('x-slack-signature', 'v0='),
      timestamp: { header: 'x-slack-request-timestamp' },
      signed: 'v0:{timestamp}:{body}',
    },
    events: {
      name: [{ pointer: '/event/type' }],
      id: { pointer: '/event_id' },
      key: { pointer: '/event/channel' },
    },
    challenge: 'slack',
    secretFrom: 'provider',
    secret: 'The signing secret of the app.',
  },
  square: {
    title: 'Square',
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'base64',
      ...signature('x-square-hmacsha256-signature'),
      signed: '{url}{body}',
    },
    events: { name: [{ pointer: '/type' }], id: { pointer: '/event_id' } },
    secretFrom: 'provider',
    secret: 'The signature key of the subscription.',
  },
  'standard-webhooks': {
    title: 'Standard Webhooks',
    verification: { scheme: 'standard-webhooks' },
    events: { name: [{ pointer: '/type' }], id: { header: 'webhook-id' } },
    secretFrom: 'either',
    secret: 'It begins with whsec_.',
  },
  stripe: {
    title: 'Stripe',
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'hex',
      signature: { header: 'stripe-signature', field: 'v1' },
      timestamp: { header: 'stripe-signature', field: 't' },
      signed: '{timestamp}.{body}',
    },
    events: { name: [{ pointer: '/type' }], id: { pointer: '/id' } },
    secretFrom: 'provider',
    secret: 'The signing secret of the endpoint; it begins with whsec_.',
  },
  svix: {
    title: 'Svix',
    verification: { scheme: 'standard-webhooks', headerPrefix: 'svix' },
    events: { name: [{ pointer: '/type' }], id: { header: 'svix-id' } },
    secretFrom: 'provider',
    secret: 'It begins with whsec_.',
  },
  telegram: {
    title: 'Telegram',
    verification: { scheme: 'token', header: 'x-telegram-bot-api-secret-token' },
    events: { fallback: 'update', id: { pointer: '/update_id' }, key: { pointer: '/message/chat/id' } },
    secretFrom: 'hub',
    secret: 'Pass it as secret_token to setWebhook.',
  },
  twilio: {
    title: 'Twilio',
    verification: { scheme: 'twilio' },
    events: {
      name: [{ pointer: '/SmsStatus' }],
      id: { header: 'i-twilio-idempotency-token' },
      key: { pointer: '/CallSid' },
    },
    secretFrom: 'provider',
    secret: 'The auth token of the account.',
  },
  viber: {
    title: 'Viber',
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'hex',
      ...signature('x-viber-content-signature'),
    },
    events: { name: [{ pointer: '/event' }] },
    secretFrom: 'provider',
    secret: 'The authentication token of the account.',
  },
  vonage: {
    title: 'Vonage',
    verification: {
      scheme: 'jwt',
      algorithms: ['HS256'],
      bodyHash: { claim: 'payload_hash', encoding: 'hex' },
    },
    events: { name: [{ pointer: '/status' }] },
    secretFrom: 'provider',
    secret: 'The signature secret of the account.',
  },
  x: {
    title: 'X',
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'base64',
      ...signature('x-twitter-webhooks-signature', 'sha256='),
    },
    events: {},
    challenge: 'crc',
    secretFrom: 'provider',
    secret: 'The consumer secret of the app.',
  },
  zendesk: {
    title: 'Zendesk',
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'base64',
      ...signature('x-zendesk-webhook-signature'),
      timestamp: { header: 'x-zendesk-webhook-signature-timestamp' },
      signed: '{timestamp}{body}',
    },
    events: { name: [{ pointer: '/type' }], id: { pointer: '/id' } },
    secretFrom: 'provider',
    secret: 'The signing secret of the webhook.',
  },
};
