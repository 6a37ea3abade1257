import { z } from 'zod';
import { HubError, isHubError } from '../../core/errors.ts';
import { verifyToken } from '../../platform/signed-token.ts';
import { openSigningKeys, type SigningKeysDeps } from './signing-keys.ts';

/** What a token of the identity provider says, once all of it is verified. */
export interface AccessClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly scopes: ReadonlySet<string>;
  readonly expiresAt: Date;
}

export interface AccessTokens {
  readonly issuer: string;
  /** Refuses whatever was not issued for one of these audiences. */
  verify(token: string, audiences: readonly string[]): Promise<AccessClaims>;
}

/** Only what is signed with a key that the provider alone has: with a shared one, whoever checks could sign. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
const clockToleranceSeconds = 10;
const longest = 12_000;

/**
 * Looked at before anything is verified. What a header may say besides these would bring a key along, or change how the
 * token is read: it is refused, not ignored.
 */
const headerShape = z.strictObject({
  alg: z.string().refine((alg) => algorithms.includes(alg)),
  typ: z.string().regex(/^(?:application\/)?at\+jwt$|^JWT$/i),
  kid: z.string().min(1).max(300),
  x5t: z.string().optional(),
  'x5t#S256': z.string().optional(),
});

const seconds = z.number().int().min(0).max(100_000_000_000);
const claimsShape = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  aud: z.union([z.string(), z.array(z.string()).min(1).max(50)]),
  exp: seconds,
  iat: seconds,
  nbf: seconds.optional(),
  scope: z.string().max(4_000).optional(),
  // Entra and Okta.
  scp: z.union([z.string(), z.array(z.string())]).optional(),
  azp: z.string().optional(),
  client_id: z.string().optional(),
});

const refused = (cause?: unknown): HubError =>
  new HubError(
    'unauthenticated',
    'This access token is not valid here (any more). It must be issued by the provider of this hub for this address.',
    { cause },
  );

/** Tokens that the configured provider gives to clients of ours: OAuth 2.1 with JWT (RFC 9068), and who is close to it. */
export const openAccessTokens = (deps: SigningKeysDeps): AccessTokens => {
  const signingKeys = openSigningKeys(deps);
  return {
    issuer: deps.issuer,
    verify: async (token, audiences) => {
      const header = readHeader(token);
      try {
        const { issuer, keys, names } = await signingKeys.knowing(header.kid);
        if (!names.has(header.kid)) throw refused();
        const payload = await verifyToken(token, keys, {
          ...{ algorithms, issuer, audience: audiences, clockTolerance: clockToleranceSeconds },
          requiredClaims: ['sub', 'iat', 'exp'],
          now: deps.clock.now(),
        });
        if (isOfAnotherUse(payload, header.typ)) throw refused();
        const claims = claimsShape.parse(payload);
        if (claims.iat > deps.clock.now().getTime() / 1000 + clockToleranceSeconds) throw refused();
        if (claims.azp !== undefined && (claims.client_id ?? claims.azp) !== claims.azp) throw refused();
        return {
          issuer,
          subject: claims.sub,
          audiences: [claims.aud].flat(),
          scopes: scopesOf(claims),
          expiresAt: new Date(claims.exp * 1000),
        };
      } catch (error) {
        throw isHubError(error) ? error : refused(error);
      }
    },
  };
};

/** Of the form of a signed token; whether it is one is not known. */
export const looksSigned = (token: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);

const readHeader = (token: string): z.infer<typeof headerShape> => {
  if (token.length > longest || !looksSigned(token)) throw refused();
  try {
    const text = Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8');
    return headerShape.parse(JSON.parse(text));
  } catch (cause) {
    throw refused(cause);
  }
};

/**
 * An id token says to a client who somebody is, and opens nothing. Most providers give it the same header as access
 * tokens, so that it shows by what only id tokens have. Keycloak puts a nonce into both, and says which it is.
 */
const isOfAnotherUse = (payload: Readonly<Record<string, unknown>>, typ: string): boolean => {
  const { typ: use, token_use: cognitoUse, nonce, at_hash: atHash, c_hash: codeHash, events } = payload;
  if (use !== undefined && use !== 'Bearer') return true;
  if (cognitoUse !== undefined && cognitoUse !== 'access') return true;
  if (atHash !== undefined || codeHash !== undefined || events !== undefined) return true;
  return nonce !== undefined && use !== 'Bearer' && !/at\+jwt$/i.test(typ);
};

const scopesOf = ({ scope, scp }: z.infer<typeof claimsShape>): ReadonlySet<string> => {
  const listed = typeof scp === 'string' ? scp.split(' ') : (scp ?? []);
  return new Set([...(scope ?? '').split(' '), ...listed].filter((one) => one !== ''));
};
