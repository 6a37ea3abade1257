import type { KeyObject } from 'node:crypto';
import { createLocalJWKSet, errors, jwtVerify, SignJWT, type JSONWebKeySet } from 'jose';

/** Signed statements (JWT). Whoever reads one says which algorithms it may use: its own header decides nothing. */
export interface TokenRules {
  readonly algorithms: readonly string[];
  readonly issuer?: string | readonly string[];
  readonly audience?: string | readonly string[];
  readonly typ?: string;
  readonly requiredClaims?: readonly string[];
  /** Seconds since it was made. */
  readonly maxTokenAge?: number;
  readonly clockTolerance?: number;
  readonly now: Date;
}

export type Claims = Readonly<Record<string, unknown>>;

/** The public keys of somebody who signs, out of which a token names one. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

/** Throws when it is no set of keys. */
export const readKeySet = (json: unknown): KeySet => createLocalJWKSet(json as JSONWebKeySet);

/** Throws unless the token is signed with the key and keeps all rules. */
export const verifyToken = async (
  token: string,
  key: KeyObject | KeySet,
  { now, ...rules }: TokenRules,
): Promise<Claims> => {
  const { algorithms, issuer, audience, requiredClaims, ...rest } = rules;
  const options = {
    ...rest,
    algorithms: [...algorithms],
    currentDate: now,
    ...(issuer === undefined ? {} : { issuer: typeof issuer === 'string' ? issuer : [...issuer] }),
    ...(audience === undefined ? {} : { audience: typeof audience === 'string' ? audience : [...audience] }),
    ...(requiredClaims === undefined ? {} : { requiredClaims: [...requiredClaims] }),
  };
  const { payload } =
    typeof key === 'function' ? await jwtVerify(token, key, options) : await jwtVerify(token, key, options);
  return payload;
};

/** The token names a key that is not in the set: it may have been added since. */
export const isUnknownKey = (error: unknown): boolean => error instanceof errors.JWKSNoMatchingKey;

export const signToken = (
  header: { readonly alg: string; readonly typ: string },
  claims: Claims,
  key: KeyObject,
): Promise<string> => new SignJWT({ ...claims }).setProtectedHeader({ ...header }).sign(key);
