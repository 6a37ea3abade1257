import { z } from 'zod';
import { instant, isoOrNull } from '../../shapes.ts';
import type { Visitor } from '../../portal/store-visitors.ts';
import { credentialSchema } from '../../traffic/consumers/shape.ts';
import type { ShownCredential } from '../../traffic/consumers/store-credentials.ts';

/** Who has signed in to a portal, as they see it. */
export const visitorSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  scopes: z.array(z.string()).describe('That the key opens.'),
  credentialId: z.string().describe('Of the key that was signed in with.'),
  expiresAt: instant.nullable().describe('When the key ends.'),
});

export const shownVisitor = (visitor: Visitor): z.infer<typeof visitorSchema> => ({
  ...{ name: visitor.name, title: visitor.title, credentialId: visitor.credentialId },
  scopes: [...visitor.scopes],
  expiresAt: isoOrNull(visitor.expiresAt),
});

/** A credential as its consumer sees it. */
export const ownKeySchema = credentialSchema.omit({ consumerId: true, active: true });

export const shownKey = (credential: ShownCredential): z.infer<typeof ownKeySchema> => {
  const { id, kind, identifier, hint, scopes, state } = credential;
  const { createdAt, expiresAt, revokedAt, lastUsedAt } = credential;
  return { id, kind, identifier, hint, scopes, state, createdAt, expiresAt, revokedAt, lastUsedAt };
};

export const madeKeySchema = z.strictObject({
  key: ownKeySchema,
  secret: z.string().describe('Answered once.'),
});
