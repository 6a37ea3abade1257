import { isHubError } from '../../../core/errors.ts';
import type { KeyObject } from 'node:crypto';
import type { Clock } from '../../../core/ports.ts';
import { verifyToken, type KeySet } from '../../../platform/signed-token.ts';
import type { SigningKeys } from '../../provider/signing-keys.ts';
import { scopesIn, strangerOf } from './token-claims.ts';
import type { Claims, Verdict, Verify } from './token-memory.ts';

export interface TokenRules {
  /** Of the policy: `jwt`, `openid`. */
  readonly kind: string;
  /** Those of the key; what the token says of itself chooses among them only. */
  readonly algorithms: readonly string[];
  readonly issuer: string | readonly string[] | undefined;
  readonly audience: string | readonly string[] | undefined;
  readonly clockSkewSeconds: number;
  readonly maxAgeSeconds: number | undefined;
  readonly requireExpiry: boolean;
  readonly scopesClaim: string | undefined;
  readonly clock: Clock;
}

const keepMs = 60_000;
/** A key may have been added, or a time have come, since. */
const keepBadMs = 5_000;
const shape = /^[\w-]{2,}\.[\w-]{2,}\.[\w-]+$/;

const bad: Verdict = { token: null, forMs: keepBadMs };

/** Of the form of a signed token; whether it is one is not known. */
export const looksSigned = (token: string): boolean => shape.test(token);

/** By a key that was given, or by those that the issuer publishes. */
export const tokenVerifier =
  (keys: KeyObject | SigningKeys, rules: TokenRules): Verify =>
  async (token) => {
    const header = looksSigned(token) ? headerOf(token) : undefined;
    if (header === undefined || !rules.algorithms.includes(header.alg)) return bad;
    try {
      const { key, issuer } = await keyFor(keys, header.kid);
      const { clockSkewSeconds, maxAgeSeconds } = rules;
      const now = rules.clock.now();
      const wantedIssuer = rules.issuer ?? issuer;
      const claims = await verifyToken(token, key, {
        ...{ algorithms: rules.algorithms, clockTolerance: clockSkewSeconds, now },
        ...(wantedIssuer === undefined ? {} : { issuer: wantedIssuer }),
        ...(rules.audience === undefined ? {} : { audience: rules.audience }),
        ...(maxAgeSeconds === undefined ? {} : { maxTokenAge: maxAgeSeconds }),
        ...(rules.requireExpiry ? { requiredClaims: ['exp'] } : {}),
      });
      const scopes = scopesIn(claims, rules.scopesClaim);
      const forMs = leftMs(claims, rules, now.getTime());
      return { token: { claims, stranger: strangerOf(claims, rules.kind, scopes) }, forMs };
    } catch (error) {
      if (isHubError(error)) throw error;
      return bad;
    }
  };

const keyFor = async (
  keys: KeyObject | SigningKeys,
  kid: string | undefined,
): Promise<{ readonly key: KeyObject | KeySet; readonly issuer: string | undefined }> => {
  if (!('knowing' in keys)) return { key: keys, issuer: undefined };
  const published = await keys.knowing(kid ?? '');
  return { key: published.keys, issuer: published.issuer === '' ? undefined : published.issuer };
};

const mostKeyName = 300;

/** Looked at before anything is verified; keys and addresses of keys that it brings along are never used. */
const headerOf = (token: string): { readonly alg: string; readonly kid: string | undefined } | undefined => {
  try {
    const text = Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8');
    const header = JSON.parse(text) as Claims | null;
    if (typeof header !== 'object' || header === null || Array.isArray(header)) return undefined;
    const { alg, kid, crit, b64, zip } = header;
    if (crit !== undefined || b64 !== undefined || zip !== undefined) return undefined;
    if (typeof alg !== 'string') return undefined;
    if (kid !== undefined && (typeof kid !== 'string' || kid.length > mostKeyName)) return undefined;
    return { alg, kid };
  } catch {
    return undefined;
  }
};

const leftMs = (claims: Claims, rules: TokenRules, nowMs: number): number => {
  const skewMs = rules.clockSkewSeconds * 1_000;
  const { exp, iat } = claims;
  const ends = [keepMs];
  if (typeof exp === 'number') ends.push(exp * 1_000 + skewMs - nowMs);
  if (typeof iat === 'number' && rules.maxAgeSeconds !== undefined)
    ends.push((iat + rules.maxAgeSeconds) * 1_000 + skewMs - nowMs);
  return Math.min(...ends);
};
