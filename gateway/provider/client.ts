import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type ClientAuth,
  type Configuration,
} from 'openid-client';
import { HubError } from '../../core/errors.ts';
import { claimValues, displayName, roleRules, verifiedEmail, type RoleRule } from './claims.ts';

/** The way out: platform/egress, in the shape of fetch. */
export type ProviderFetch = (url: string, options: object) => Promise<Response>;

export interface ProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the button says. */
  readonly name: string;
  /** Where the provider says what roles or groups a person has. */
  readonly rolesClaim: string;
  /** Pairs such as `hub-admin=admin`. */
  readonly roleMap: readonly string[];
  readonly fetch: ProviderFetch;
}

export interface Begun {
  readonly url: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface Return {
  /** The callback's address with everything that the provider sent along. */
  readonly url: URL;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Who the provider says it is. Known by issuer and subject together, by nothing else. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  /** Verified by the provider, or null. */
  readonly email: string | null;
  readonly roles: readonly string[];
}

export interface Provider {
  readonly name: string;
  readonly rules: readonly RoleRule[];
  begin(redirectUri: string): Promise<Begun>;
  finish(answer: Return): Promise<Identity>;
}

const failed = (cause: unknown): HubError =>
  new HubError(
    'sign_in_provider_failed',
    'The identity provider did not let you in. Try again; if it stays, ask whoever runs it.',
    { cause },
  );

/**
 * Authorization code with PKCE (S256), state and nonce, each new for every sign-in. The id token's signature is
 * checked although it comes over the direct line, and `iss` of the answer where the provider sends it.
 */
export const openProvider = (options: ProviderOptions): Provider => {
  const found = openDiscovery(options);
  return {
    name: options.name,
    rules: roleRules(options.roleMap),

    begin: async (redirectUri) => {
      try {
        const config = await found();
        const codeVerifier = randomPKCECodeVerifier();
        const state = randomState();
        const nonce = randomNonce();
        const url = buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          response_type: 'code',
          scope: scopesOf(config),
          state,
          nonce,
          code_challenge: await calculatePKCECodeChallenge(codeVerifier),
          code_challenge_method: 'S256',
        });
        return { url: url.href, state, nonce, codeVerifier };
      } catch (cause) {
        throw failed(cause);
      }
    },

    finish: async (answer) => {
      try {
        const config = await found();
        const tokens = await authorizationCodeGrant(config, answer.url, {
          expectedState: answer.state,
          expectedNonce: answer.nonce,
          pkceCodeVerifier: answer.codeVerifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('The provider sent no id token.');
        const source = { accessToken: tokens.access_token, rolesClaim: options.rolesClaim };
        const { claims: all, roles } = await gatherClaims(config, claims, source);
        return {
          issuer: claims.iss,
          subject: claims.sub,
          name: displayName(all, claims.sub),
          email: verifiedEmail(all),
          roles,
        };
      } catch (cause) {
        throw failed(cause);
      }
    },
  };
};

/** Looked up at the first sign-in, not at the start: the hub runs while its provider is down. A failure is not kept. */
const openDiscovery = (options: ProviderOptions): (() => Promise<Configuration>) => {
  const issuer = new URL(options.issuer);
  let known: Promise<Configuration> | undefined;
  const discover = (): Promise<Configuration> =>
    discovery(issuer, options.clientId, undefined, clientSecret(options), {
      [customFetch]: options.fetch,
      timeout: 10,
      execute: [
        enableNonRepudiationChecks,
        // Only where the setting itself says http: a provider on the same machine.
        ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : []),
      ],
    });
  return () => {
    known ??= discover().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
};

/** In the header, unless the provider takes it in the body only. */
const clientSecret = (options: ProviderOptions): ClientAuth => {
  const inHeader = ClientSecretBasic(options.clientSecret);
  const inBody = ClientSecretPost(options.clientSecret);
  return (...request) => {
    const offered = request[0].token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    if (offered.includes('client_secret_basic')) inHeader(...request);
    else inBody(...request);
  };
};

const wantedScopes = ['openid', 'profile', 'email', 'roles', 'groups'];

/** `roles` and `groups` only where they exist: some providers refuse a sign-in with a scope they do not know. */
const scopesOf = (config: Configuration): string => {
  const offered = config.serverMetadata().scopes_supported ?? [];
  return wantedScopes.filter((scope, at) => at < 3 || offered.includes(scope)).join(' ');
};

type Claims = Readonly<Record<string, unknown>>;

interface Gathered {
  readonly claims: Claims;
  readonly roles: readonly string[];
}

/**
 * Id token first; what it lacks from user-info; roles at last from the access token, because that is where Keycloak
 * puts them unless told otherwise. All three come over the direct line to the provider, never through the browser.
 */
const gatherClaims = async (
  config: Configuration,
  idToken: Claims & { readonly sub: string; readonly iss: string },
  source: { readonly accessToken: string; readonly rolesClaim: string },
): Promise<Gathered> => {
  const inIdToken = claimValues(idToken, source.rolesClaim);
  const complete = inIdToken !== undefined && idToken['email'] !== undefined;
  const more =
    complete || config.serverMetadata().userinfo_endpoint === undefined
      ? {}
      : await fetchUserInfo(config, source.accessToken, idToken.sub);
  const claims: Claims = { ...more, ...idToken };
  const roles = inIdToken ?? claimValues(more, source.rolesClaim);
  if (roles !== undefined) return { claims, roles };
  const inside = payloadOf(source.accessToken);
  const own = inside['iss'] === idToken.iss && inside['sub'] === idToken.sub;
  return { claims, roles: own ? (claimValues(inside, source.rolesClaim) ?? []) : [] };
};

const payloadOf = (token: string): Claims => {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Claims) : {};
  } catch {
    return {};
  }
};
