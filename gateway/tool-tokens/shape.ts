import { z } from 'zod';
import { instant } from '../shapes.ts';

/** As it stands in the address of a toolset: `/mcp/<name>`. */
export const toolsetName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be 1 to 63 small letters, digits and hyphens, a letter first');

export const toolsetNames = z
  .array(toolsetName)
  .min(1, 'must name at least one toolset')
  .max(100)
  .refine((all) => new Set(all).size === all.length, 'must name each toolset once');

const control = /\p{Cc}/u;
const fact = z
  .string()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters')
  .refine((text) => !control.test(text) && text.isWellFormed(), 'must not hold control characters')
  .optional();

/**
 * What is known of a conversation. Who somebody is in the hub is not among it: that is verified, and an issuer who could
 * write it could be anybody.
 */
export const conversationSchema = z.strictObject({
  contactId: fact,
  phone: fact,
  interactionId: fact,
  agent: fact,
});
export type Conversation = z.infer<typeof conversationSchema>;

export const tokenStates = ['active', 'expired', 'revoked'] as const;

export const tokenSchema = z.strictObject({
  id: z.string(),
  toolset: z.string(),
  issuedBy: z.string().describe('The id of a person or a key, or the part of the hub that issued it.'),
  issuedByName: z.string(),
  createdAt: instant,
  expiresAt: instant,
  revokedAt: instant.nullable(),
  state: z.enum(tokenStates),
});
