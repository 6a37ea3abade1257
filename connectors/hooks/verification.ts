import { z } from 'zod';
import { templateProblem } from './template.ts';

/**
 * How an endpoint knows that a webhook is from whom it should be, as data: one entry for each way in which providers
 * sign. Nothing here is secret.
 */
const header = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/, 'is the name of a header')
  .toLowerCase();
const pointer = z.string().max(300).regex(/^\/./, 'is a JSON pointer into the body, such as /id');

/** Where a value stands: in a header (perhaps as one field of `t=1,v1=2`), or in the body. */
export const sourceSchema = z.union([
  z.strictObject({
    header,
    prefix: z.string().min(1).max(40).optional().describe('Taken off; without it the value does not count.'),
    field: z.string().min(1).max(40).optional().describe('The header is a list, as in "t=1,v1=2".'),
  }),
  z.strictObject({ pointer }),
]);
export type Source = z.infer<typeof sourceSchema>;

const toleranceSeconds = z
  .number()
  .int()
  .min(10)
  .max(3_600)
  .default(300)
  .describe('How far the time of the webhook may be from the time here, both ways.');
const encoding = z.enum(['hex', 'base64', 'base64url']);

const signed = z
  .string()
  .min(1)
  .max(300)
  .default('{body}')
  .describe(
    'What is signed: {body}, {timestamp}, {method}, {url}, {header:name}, {pointer:/place}, and text between.',
  );
const timing = { timestamp: sourceSchema.optional(), toleranceSeconds };
const bodyUnsigned = z
  .literal(true)
  .optional()
  .describe('The provider signs no body: whoever sees one webhook can send others of the same id.');

const hmac = z.strictObject({
  scheme: z.literal('hmac'),
  algorithm: z
    .enum(['sha256', 'sha384', 'sha512', 'sha1-legacy'])
    .describe('SHA-1 only where the provider has nothing better.'),
  encoding,
  signature: sourceSchema,
  signed,
  ...timing,
  secretIs: z.enum(['text', 'hex', 'base64']).default('text'),
  bodyUnsigned,
});
const publicKey = z.strictObject({
  scheme: z.literal('public-key'),
  algorithm: z.enum(['ed25519', 'ecdsa-p256']),
  encoding,
  signature: sourceSchema,
  signed,
  ...timing,
  publicKeys: z
    .array(z.string().min(32).max(2_000))
    .min(1)
    .max(5)
    .describe('PEM, base64 of the DER form, or 64 hexadecimal digits for ed25519.'),
  bodyUnsigned,
});
const standardWebhooks = z.strictObject({
  scheme: z.literal('standard-webhooks'),
  headerPrefix: z.enum(['webhook', 'svix']).default('webhook'),
  toleranceSeconds,
  publicKeys: z
    .array(z.string().regex(/^whpk_[A-Za-z0-9+/]{43}=$/, 'is whpk_ and the base64 of 32 bytes'))
    .max(5)
    .default([])
    .describe('For v1a signatures.'),
});
const jwt = z.strictObject({
  scheme: z.literal('jwt'),
  header: header.default('authorization'),
  algorithms: z
    .array(z.enum(['HS256', 'RS256', 'ES256']))
    .min(1)
    .max(2),
  keySetUrl: z.url().max(500).optional().describe('Where the public keys stand; none for HS256.'),
  issuer: z.string().min(1).max(300).optional(),
  audience: z.array(z.string().min(1).max(500)).min(1).max(10).optional(),
  claims: z.record(z.string().max(100), z.union([z.string().max(500), z.boolean()])).default({}),
  bodyHash: z
    .strictObject({ claim: z.string().min(1).max(100), encoding: z.enum(['hex', 'base64']) })
    .optional()
    .describe('The claim that holds the SHA-256 of the body.'),
});

const anyScheme = z.discriminatedUnion('scheme', [
  hmac,
  publicKey,
  standardWebhooks,
  jwt,
  z.strictObject({ scheme: z.literal('twilio') }),
  z.strictObject({ scheme: z.literal('token'), header, prefix: z.string().min(1).max(40).optional() }),
  z.strictObject({ scheme: z.literal('basic') }),
  z
    .strictObject({ scheme: z.literal('none'), unsigned: z.literal(true) })
    .describe('Whoever knows the address may send. It then holds a secret of its own.'),
]);

export type Verification = z.infer<typeof anyScheme>;

const problemOf = (verification: Verification): string | undefined => {
  switch (verification.scheme) {
    case 'hmac':
    case 'public-key':
      return templateProblem(verification);
    case 'jwt': {
      const shared = verification.algorithms.includes('HS256');
      // A public key must never be taken for a shared secret.
      if (shared && verification.algorithms.length > 1) return 'HS256 goes with no other algorithm';
      if (shared !== (verification.keySetUrl === undefined))
        return 'HS256 needs a secret and no keySetUrl, the others need a keySetUrl';
      // Many sign with the keys of one provider: without an audience each of them could send here.
      return !shared && verification.audience === undefined
        ? 'audience is needed with a keySetUrl'
        : undefined;
    }
    default:
      return undefined;
  }
};

export const verificationSchema = anyScheme.superRefine((verification, context) => {
  const message = problemOf(verification);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** Whether an endpoint needs a secret before it lets anything in. */
export const needsSecret = (verification: Verification): boolean => {
  switch (verification.scheme) {
    case 'none':
    case 'public-key':
      return false;
    case 'jwt':
      return verification.keySetUrl === undefined;
    case 'standard-webhooks':
      return verification.publicKeys.length === 0;
    default:
      return true;
  }
};
