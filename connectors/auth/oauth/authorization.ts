import { HubError } from '../../../core/errors.ts';
import { requireUrl, type OAuthClient } from './client.ts';
import { challengeOf, newOpaque } from './pkce.ts';

/** What is remembered between leaving for the provider and coming back; the verifier apart from it, sealed. */
export interface Begun {
  readonly scheme: string;
  readonly clientId: string;
  readonly tokenUrl: string;
  readonly issuer: string | null;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly returnTo: string;
  /** Who sent the browser there: whose doing it is that it comes back. */
  readonly by: { readonly id: string; readonly name: string };
}

export interface Departure {
  readonly url: string;
  readonly state: string;
  readonly verifier: string;
  readonly nonce: string;
}

export interface Wanted {
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/** Parameters that say who asks, for what and where to: no setting of a connection may replace them. */
const ours = [
  'response_type',
  'client_id',
  'redirect_uri',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
];

/** Authorization code with PKCE, S256 always: servers that do not know it ignore it. */
export const departFor = (client: OAuthClient, wanted: Wanted): Departure => {
  const { challengeMethods } = client;
  if (client.resource !== undefined && challengeMethods?.includes('S256') !== true) {
    throw new HubError(
      'oauth_refused',
      'The provider does not say that it takes PKCE with S256, and without it the hub does not go there.',
    );
  }
  if (challengeMethods !== undefined && !challengeMethods.includes('S256') && challengeMethods.length > 0) {
    throw new HubError(
      'oauth_refused',
      'The provider does not take PKCE with S256; a weaker one is not used.',
    );
  }
  const url = new URL(requireUrl(client, 'authorization'));
  const [state, verifier, nonce] = [newOpaque(), newOpaque(), newOpaque()];
  for (const [name, value] of Object.entries(client.parameters.authorize)) {
    if (!ours.includes(name)) url.searchParams.set(name, value);
  }
  const own: Record<string, string> = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: wanted.redirectUri,
    state,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
  };
  if (wanted.scopes.length > 0) own['scope'] = wanted.scopes.join(' ');
  if (wanted.scopes.includes('openid')) own['nonce'] = nonce;
  for (const [name, value] of Object.entries(own)) url.searchParams.set(name, value);
  return { url: url.href, state, verifier, nonce };
};

type Parameters = Readonly<Record<string, string>>;

/** The code of an answer that this provider sent; throws for everybody else's. */
export const codeIn = (client: OAuthClient, begun: Begun, parameters: Parameters): string => {
  const { iss, error, code } = parameters as { iss?: string; error?: string; code?: string };
  if (client.issuer !== undefined && (client.namesItself || iss !== undefined) && iss !== client.issuer) {
    throw mixedUp('The answer came from another provider than the one that was asked.');
  }
  if (
    begun.tokenUrl !== client.urls.token ||
    begun.clientId !== client.clientId ||
    begun.issuer !== (client.issuer ?? null)
  ) {
    throw mixedUp('The settings of the connection were changed in between.');
  }
  if (error !== undefined) throw refusedBy(error);
  if (code === undefined || code === '') throw mixedUp('The answer holds no code.');
  return code;
};

const mixedUp = (what: string): HubError => new HubError('oauth_state_invalid', `${what} Connect once more.`);

/** The words of a provider reach people as they are only when they are words of the standard. */
const refusedBy = (error: string): HubError => {
  const known = /^[a-z_]{1,40}$/.test(error) ? error : 'unknown_error';
  return new HubError('oauth_refused', `The provider did not let the hub in (${known}).`, {
    details: { error: known },
  });
};
