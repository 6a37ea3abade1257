import { hash } from 'node:crypto';
import { HubError } from '../../../core/errors.ts';
import { sameText } from './pkce.ts';

export interface ExpectedIdToken {
  readonly clientId: string;
  /** Undefined for a scheme that names no issuer: then no issuer can be held to its word. */
  readonly issuer: string | undefined;
  readonly nonce: string | undefined;
  readonly accessToken: string;
  readonly nowMs: number;
}

type Claims = Readonly<Record<string, unknown>>;

const skewMs = 120_000;

/**
 * The claims of an id token that came over the direct line from the token endpoint, where TLS stands for its
 * signature (OpenID Connect Core 3.1.3.7, 6). They say which account was connected, and show an answer that was made
 * for somebody else.
 */
export const checkIdToken = (token: string, expected: ExpectedIdToken): Claims => {
  const [header, claims] = decode(token);
  const audience = [claims['aud']].flat();
  const azp = claims['azp'];
  const problem =
    (expected.issuer !== undefined &&
      !sameIssuer(claims['iss'], expected.issuer, claims) &&
      'another issuer') ||
    (!audience.includes(expected.clientId) && 'another client') ||
    (audience.length > 1 && azp === undefined && 'several clients and none in particular') ||
    (azp !== undefined && azp !== expected.clientId && 'another client') ||
    (!isTime(claims['exp']) && 'no time') ||
    (Number(claims['exp']) * 1_000 + skewMs < expected.nowMs && 'a time that has passed') ||
    (isTime(claims['iat']) && Number(claims['iat']) * 1_000 - skewMs > expected.nowMs && 'a time to come') ||
    (expected.nonce !== undefined && !sameNonce(claims['nonce'], expected.nonce) && 'another sign-in') ||
    (!fitsAccessToken(claims['at_hash'], header['alg'], expected.accessToken) && 'another access token');
  if (problem === false) return claims;
  throw wrong(`it was made for ${problem}`);
};

const wrong = (why: string): HubError =>
  new HubError('oauth_refused', `The id token of the provider is not taken: ${why}.`, {
    details: { error: 'id_token_invalid' },
  });

const decode = (token: string): [Claims, Claims] => {
  const parts = token.split('.');
  try {
    const [header, claims] = parts
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown);
    if (parts.length === 3 && isClaims(header) && isClaims(claims)) return [header, claims];
  } catch {
    // Said below, in one sentence for every way in which it can be broken.
  }
  throw wrong('it cannot be read');
};

const isClaims = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const sameNonce = (given: unknown, nonce: string): boolean =>
  typeof given === 'string' && sameText(given, nonce);

/** Microsoft's document for many tenants names its issuer with a gap for the tenant. */
const sameIssuer = (given: unknown, issuer: string, claims: Claims): boolean =>
  typeof given === 'string' &&
  (given === issuer ||
    (issuer.includes('{tenantid}') &&
      typeof claims['tid'] === 'string' &&
      given === issuer.replace('{tenantid}', claims['tid'])));

const digests: Readonly<Record<string, string>> = { '256': 'sha256', '384': 'sha384', '512': 'sha512' };

const fitsAccessToken = (given: unknown, algorithm: unknown, accessToken: string): boolean => {
  if (given === undefined) return true;
  const digest = digests[String(algorithm).slice(-3)];
  if (typeof given !== 'string' || digest === undefined) return algorithm === 'EdDSA';
  const whole = hash(digest, accessToken, 'buffer');
  return sameText(given, whole.subarray(0, whole.length / 2).toString('base64url'));
};

/** A name for people: what the account is called, or the bare subject. */
export const accountOf = (claims: Claims): string | null => {
  for (const name of ['email', 'preferred_username', 'upn', 'name', 'sub']) {
    const value = claims[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim().slice(0, 200);
  }
  return null;
};
