import { z } from 'zod';
import { HubError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { idPattern } from '../../platform/ids.ts';
import { successorOf } from './opaque-token.ts';
import { openStatements, saysItIs, statementClaims } from './statement.ts';

export const sessionTokenSeconds = 600;

/** One signed statement: this session, of this person, for ten minutes. What they may do is looked up, never stated. */
export interface SessionClaims {
  readonly userId: string;
  readonly sessionId: string;
}

export interface VerifiedSession extends SessionClaims {
  readonly expiresAt: Date;
}

export interface SessionTokens {
  mint(claims: SessionClaims): Promise<string>;
  verify(token: string): Promise<VerifiedSession>;
  /** The refresh token that follows this one. */
  successorOf(refreshToken: string): string;
}

const type = 'hub-session+jwt';
const audience = 'app-connect:session';

export const isSessionToken = (token: string): boolean => saysItIs(token, type);

const refused = (cause?: unknown): HubError =>
  new HubError('unauthenticated', 'The session is not valid any more. Sign in again.', { cause });

const kind = {
  type,
  ...{ audience, refused, mostSeconds: sessionTokenSeconds, longest: 1_024, plural: 'sessions' },
  claims: z
    .strictObject({
      ...statementClaims(audience),
      sub: z.string().regex(idPattern('usr')),
      sid: z.string().regex(idPattern('ses')),
    })
    .refine(({ iat, exp }) => exp - iat === sessionTokenSeconds),
} as const;

export const openSessionTokens = (options: {
  /** At least 32 random bytes that only the hub's processes know. */
  readonly sessionKey: Buffer;
  readonly clock: Clock;
}): SessionTokens => {
  const { sessionKey, clock } = options;
  const statements = openStatements(kind, { key: sessionKey, clock });
  return {
    mint: ({ userId, sessionId }) => statements.make({ sid: sessionId, sub: userId }, sessionTokenSeconds),
    successorOf: (refreshToken) => successorOf(refreshToken, sessionKey),
    verify: async (token) => {
      const { sub, sid, exp } = await statements.read(token);
      return { userId: sub, sessionId: sid, expiresAt: new Date(exp * 1000) };
    },
  };
};
