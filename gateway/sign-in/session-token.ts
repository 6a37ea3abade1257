import { createSecretKey } from 'node:crypto';
import { z } from 'zod';
import { HubError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { idPattern } from '../../platform/ids.ts';
import { signToken, verifyToken } from '../../platform/signed-token.ts';
import { successorOf } from './opaque-token.ts';

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

const issuer = 'app-connect';
const audience = 'app-connect:session';
const type = 'hub-session+jwt';
const algorithm = 'HS256';
// Processes on several machines: a token must not be from the future because one clock is a little late.
const clockToleranceSeconds = 5;
const longestToken = 1_024;

const protectedHeader = { alg: algorithm, typ: type } as const;
/**
 * Every token of ours begins with these bytes. Comparing them first means that no header of anybody else (another
 * `alg`, `jwk`, `jku`, `x5u`, `kid`, `crit`, `b64`, `zip`, …) is ever interpreted. The last character of the
 * signature has unused bits: one spelling only, so that a token cannot be written in four ways.
 */
const header = Buffer.from(JSON.stringify(protectedHeader)).toString('base64url');
const shape = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

const claimsSchema = z.strictObject({
  iss: z.literal(issuer),
  aud: z.literal(audience),
  sub: z.string().regex(idPattern('usr')),
  sid: z.string().regex(idPattern('ses')),
  iat: z.number().int(),
  exp: z.number().int(),
});

const refused = (cause?: unknown): HubError =>
  new HubError('unauthenticated', 'The session is not valid any more. Sign in again.', { cause });

export const openSessionTokens = (options: {
  /** At least 32 random bytes that only the hub's processes know. */
  readonly sessionKey: Buffer;
  readonly clock: Clock;
}): SessionTokens => {
  if (options.sessionKey.length < 32 || new Set(options.sessionKey).size < 8) {
    throw new HubError(
      'start_failed',
      'The key for sessions must be at least 32 random bytes. Check the master key that it is derived from.',
    );
  }
  const key = createSecretKey(options.sessionKey);

  return {
    mint: async ({ userId, sessionId }) => {
      const issuedAt = Math.floor(options.clock.now().getTime() / 1000);
      return signToken(
        protectedHeader,
        {
          ...{ sid: sessionId, iss: issuer, aud: audience, sub: userId, iat: issuedAt },
          exp: issuedAt + sessionTokenSeconds,
        },
        key,
      );
    },

    successorOf: (refreshToken) => successorOf(refreshToken, options.sessionKey),

    verify: async (token) => {
      if (token.length > longestToken || !token.startsWith(`${header}.`) || !shape.test(token))
        throw refused();
      try {
        const payload = await verifyToken(token, key, {
          algorithms: [algorithm],
          issuer,
          audience,
          typ: type,
          requiredClaims: ['sub', 'sid', 'iat', 'exp'],
          maxTokenAge: sessionTokenSeconds,
          clockTolerance: clockToleranceSeconds,
          now: options.clock.now(),
        });
        const claims = claimsSchema.parse(payload);
        if (claims.exp - claims.iat !== sessionTokenSeconds) throw refused();
        return {
          userId: claims.sub,
          sessionId: claims.sid,
          expiresAt: new Date(claims.exp * 1000),
        };
      } catch (cause) {
        throw refused(cause);
      }
    },
  };
};
