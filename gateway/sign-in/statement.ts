import { createSecretKey } from 'node:crypto';
import { z } from 'zod';
import { HubError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { signToken, verifyToken } from '../../platform/signed-token.ts';

/** A kind of signed statement that the hub makes and reads itself, and nobody else. */
export interface StatementKind<Claims extends Times> {
  readonly type: `hub-${string}+jwt`;
  readonly audience: string;
  /** All claims, those of every statement among them. */
  readonly claims: z.ZodType<Claims>;
  readonly mostSeconds: number;
  readonly longest: number;
  /** As a person would say it: "sessions". */
  readonly plural: string;
  readonly refused: (cause?: unknown) => HubError;
}

interface Times {
  readonly iat: number;
  readonly exp: number;
}

export interface Statements<Claims> {
  make(own: Readonly<Record<string, unknown>>, seconds: number): Promise<string>;
  read(token: string): Promise<Claims>;
}

const issuer = 'app-connect';
const algorithm = 'HS256';
// Processes on several machines: a token must not be from the future because one clock is a little late.
const clockToleranceSeconds = 5;

const protectedHeader = <Type extends string>(type: Type) => ({ alg: algorithm, typ: type }) as const;
const headerText = (type: string): string =>
  Buffer.from(JSON.stringify(protectedHeader(type))).toString('base64url');
/** The last character of the signature has unused bits: one spelling only, so that a token cannot be written in four ways. */
const shape = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** What every statement says besides its own. */
export const statementClaims = <Audience extends string>(audience: Audience) => ({
  iss: z.literal(issuer),
  aud: z.literal(audience),
  iat: z.number().int(),
  exp: z.number().int(),
});

/** Says of what kind a token wants to be; nothing of it is verified. */
export const saysItIs = (token: string, type: StatementKind<Times>['type']): boolean =>
  token.startsWith(`${headerText(type)}.`);

export const openStatements = <Claims extends Times>(
  kind: StatementKind<Claims>,
  { key: bytes, clock }: { readonly key: Buffer; readonly clock: Clock },
): Statements<Claims> => {
  if (bytes.length < 32 || new Set(bytes).size < 8) {
    throw new HubError(
      'start_failed',
      `The key for ${kind.plural} must be at least 32 random bytes. Check the master key that it is derived from.`,
    );
  }
  const key = createSecretKey(bytes);
  /**
   * Every token of ours begins with these bytes. Comparing them first means that no header of anybody else (another
   * `alg`, `jwk`, `jku`, `x5u`, `kid`, `crit`, `b64`, `zip`, …) is ever interpreted.
   */
  const head = `${headerText(kind.type)}.`;

  return {
    make: (own, seconds) => {
      const issuedAt = Math.floor(clock.now().getTime() / 1000);
      const times = { iat: issuedAt, exp: issuedAt + seconds };
      return signToken(
        protectedHeader(kind.type),
        { ...own, iss: issuer, aud: kind.audience, ...times },
        key,
      );
    },
    read: async (token) => {
      if (token.length > kind.longest || !token.startsWith(head) || !shape.test(token)) throw kind.refused();
      try {
        const payload = await verifyToken(token, key, {
          algorithms: [algorithm],
          issuer,
          audience: kind.audience,
          typ: kind.type,
          requiredClaims: ['iat', 'exp'],
          maxTokenAge: kind.mostSeconds,
          clockTolerance: clockToleranceSeconds,
          now: clock.now(),
        });
        return kind.claims.parse(payload);
      } catch (cause) {
        throw kind.refused(cause);
      }
    },
  };
};
