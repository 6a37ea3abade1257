import { z } from 'zod';
import { HubError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { idPattern, newId } from '../../platform/ids.ts';
import { openStatements, statementClaims } from '../sign-in/statement.ts';

export const portalSessionSeconds = 3_600;

/** Who signed in to a portal, and with which key: it ends with the key, since that is looked up each time. */
export interface PortalSession {
  readonly id: string;
  readonly spaceId: string;
  readonly consumerId: string;
  readonly credentialId: string;
}

export interface PortalSessions {
  mint(session: Omit<PortalSession, 'id'>): Promise<string>;
  /** Throws unauthenticated for what is spent, forged, or of another kind. */
  verify(token: string): Promise<PortalSession>;
}

const audience = 'app-connect:portal';

export const signInAgain = (cause?: unknown): HubError =>
  new HubError('unauthenticated', 'Sign in to this portal with one of your keys.', { cause });

const kind = {
  type: 'hub-portal+jwt',
  ...{ audience, longest: 1_024, plural: 'sessions of portals' },
  mostSeconds: portalSessionSeconds,
  refused: signInAgain,
  claims: z.strictObject({
    ...statementClaims(audience),
    sid: z.string().regex(idPattern('ses')),
    spc: z.string().regex(idPattern('spc')),
    sub: z.string().regex(idPattern('con')),
    crd: z.string().regex(idPattern('crd')),
  }),
} as const;

export const openPortalSessions = (options: {
  readonly key: Buffer;
  readonly clock: Clock;
}): PortalSessions => {
  const statements = openStatements(kind, options);
  return {
    mint: ({ spaceId, consumerId, credentialId }) =>
      statements.make(
        { sid: newId('ses'), spc: spaceId, sub: consumerId, crd: credentialId },
        portalSessionSeconds,
      ),
    verify: async (token) => {
      const { sid, spc, sub, crd } = await statements.read(token);
      return { id: sid, spaceId: spc, consumerId: sub, credentialId: crd };
    },
  };
};
