import { z } from 'zod';
import { idSchema, instant, nameSchema } from '../../shapes.ts';

/** What a consumer is known by: in headers and logs, so that it is plain letters. */
export const consumerName = z
  .string()
  .trim()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_.@+-]{0,99}$/,
    'is at most 100 letters, digits and _ . @ + -, a letter or digit first',
  );

/** As OAuth spells them: no space, no quote, no backslash. */
export const scopeSchema = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'is at most 100 letters, digits and signs, without spaces');

export const scopesSchema = z
  .array(scopeSchema)
  .max(50, 'must be 50 at most')
  .refine((all) => new Set(all).size === all.length, 'must name each scope once');

const mostMetadata = 10_000;

export const metadataSchema = z
  .record(z.string().min(1).max(100), z.unknown())
  .refine(
    (facts) => JSON.stringify(facts).length <= mostMetadata,
    `must be ${mostMetadata} characters at most`,
  )
  .describe('Whatever is to be known of it, for expressions and upstreams.');

export const consumerSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  active: z.boolean().describe('One that is not active is let in nowhere.'),
  metadata: z.record(z.string(), z.unknown()),
  scopes: z.array(z.string()).describe('What it may have at most, whatever it shows.'),
  credentials: z.number().int().describe('How many it can show today.'),
  lastUsedAt: instant.nullable().describe('To the minute.'),
  createdAt: instant,
  updatedAt: instant,
});

export const credentialKinds = ['key', 'basic', 'hmac', 'jwt', 'certificate'] as const;
export const credentialStates = ['active', 'inactive', 'expired', 'revoked'] as const;

export const credentialSchema = z.strictObject({
  id: z.string(),
  consumerId: z.string(),
  kind: z.enum(credentialKinds),
  identifier: z
    .string()
    .nullable()
    .describe('The user, the id of the key, or the subject; null for an API key.'),
  hint: z.string().describe('How the secret begins; empty where there is none.'),
  scopes: z.array(z.string()).nullable().describe('Null: all of the consumer’s.'),
  active: z.boolean(),
  state: z.enum(credentialStates),
  createdAt: instant,
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable().describe('To the minute.'),
});

/** A secret is answered once, when it is made. */
export const madeSchema = z.strictObject({
  credential: credentialSchema,
  secret: z.string().nullable().describe('Null where nothing secret belongs to it.'),
});

export const consumerId = idSchema('con');
export const credentialId = idSchema('crd');
export const titleSchema = z.union([z.literal(''), nameSchema]).describe('For people.');
export const expiry = z.number().int().min(1).max(3_650);

export const identifierSchema = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => !/[\p{Cc}\p{Cs}\ufffd]/u.test(text), 'must not hold control characters')
  .refine((text) => text === text.trim(), 'must not begin or end with a space')
  .describe(
    'The user (without colon), the id of the key (a random one when left out), or the subject of tokens or of a certificate.',
  );

/** One that came from elsewhere is as hard to guess as it is long. */
export const secretSchema = z
  .string()
  .regex(/^[\x21-\x7e]{24,512}$/, 'must be 24 to 512 letters, digits and signs without spaces')
  .describe('One that the consumer has from elsewhere. A random one is made when left out, which is better.');
