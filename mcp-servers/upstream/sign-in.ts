import { z } from 'zod';
import { HubError, isHubError } from '../../core/errors.ts';
import type { Egress } from '../../platform/egress/egress.ts';
import { requireSafeUrl } from '../../platform/oauth/address.ts';
import type { Discovery, ProviderMetadata } from '../../platform/oauth/discovery.ts';
import { challengeIn } from './challenge.ts';
import { plainWords } from './plain-words.ts';

/** How a server wants to be signed in to: whom it trusts with that, and what it asks for. */
export interface SignIn {
  /** What tokens have to be for (RFC 8707). */
  readonly resource: string;
  readonly issuer: string;
  readonly discoveryUrl: string;
  readonly scopes: readonly string[];
  /** The provider knows the hub by its document, lets it register, or wants a client that a person registered. */
  readonly client: 'document' | 'registration' | 'entered';
}

export interface SignInDeps {
  readonly egress: Pick<Egress, 'request'>;
  readonly discovery: Discovery;
}

const address = z.string().max(2_000);
const resourceSchema = z.object({
  resource: address,
  authorization_servers: z.array(address).max(20).optional(),
  scopes_supported: z.array(z.string().max(300)).max(500).optional(),
});
type ResourceMetadata = z.infer<typeof resourceSchema>;

/** Reads what the server and its provider say; every address in it is held to the rules of all addresses. */
export const findSignIn = async (
  deps: SignInDeps,
  server: string,
  challenges: readonly string[],
): Promise<SignIn> => {
  const challenge = challengeIn(challenges);
  const metadata = await resourceMetadata(deps.egress, server, challenge.resourceMetadata);
  const resource = metadata?.resource ?? plainAddress(server);
  const issuers = metadata?.authorization_servers ?? [new URL(server).origin];
  const [discoveryUrl, provider] = await providerOf(deps, issuers);
  const wanted = challenge.scopes.length > 0 ? challenge.scopes : (metadata?.scopes_supported ?? []);
  // Without it some providers give no token to go on with when the first one ends.
  const offline = provider.scopes_supported?.includes('offline_access') === true ? ['offline_access'] : [];
  return {
    ...{ resource, issuer: provider.issuer, discoveryUrl },
    scopes: [...new Set([...wanted, ...offline])],
    client:
      provider.client_id_metadata_document_supported === true
        ? 'document'
        : provider.registration_endpoint === undefined
          ? 'entered'
          : 'registration',
  };
};

/** As RFC 8707 wants it: without fragment and query. */
const plainAddress = (server: string): string => {
  const url = new URL(server);
  url.hash = '';
  url.search = '';
  return url.pathname === '/' ? url.origin : url.href;
};

/** Where the server says it is, else where it should be (RFC 9728); undefined: it is older than that. */
const resourceMetadata = async (
  egress: SignInDeps['egress'],
  server: string,
  named: string | undefined,
): Promise<ResourceMetadata | undefined> => {
  const { origin, pathname } = new URL(server);
  const path = pathname.replace(/\/$/, '');
  const usual = '/.well-known/oauth-protected-resource';
  const places =
    named === undefined ? [...new Set([`${origin}${usual}${path}`, `${origin}${usual}`])] : [named];
  for (const place of places) {
    const said = await readJson(egress, place);
    if (said === undefined) continue;
    const parsed = resourceSchema.safeParse(said);
    if (!parsed.success)
      throw new HubError(
        'oauth_failed',
        `${new URL(place).origin} says in a form of its own how to sign in.`,
      );
    requireOwnResource(parsed.data.resource, server);
    return parsed.data;
  }
  return undefined;
};

/** Who takes tokens for another server could hand them on to it. */
const requireOwnResource = (resource: string, server: string): void => {
  const [said, own] = [URL.parse(resource), new URL(server)];
  const within = (path: string) => (path.endsWith('/') ? path : `${path}/`);
  if (said?.origin === own.origin && within(own.pathname).startsWith(within(said.pathname))) return;
  throw new HubError(
    'oauth_refused',
    `The server at ${own.origin} speaks for another one (${plainWords(resource, 200)}) when asked how to sign in.`,
    { details: { error: 'resource_mismatch' } },
  );
};

const readJson = async (egress: SignInDeps['egress'], place: string): Promise<unknown> => {
  const url = requireSafeUrl(place, 'address of the sign-in');
  const answer = await egress.request({
    url,
    headers: { accept: 'application/json' },
    limits: { redirects: 0, maxBytes: 256 * 1024, totalMs: 10_000 },
  });
  if (answer.status !== 200) {
    answer.discard();
    return undefined;
  }
  return answer.json().catch(() => undefined);
};

/** The first provider that says who it is, at one of the places where providers do. */
const providerOf = async (
  { discovery }: SignInDeps,
  issuers: readonly string[],
): Promise<[string, ProviderMetadata]> => {
  let failure: unknown;
  for (const issuer of issuers)
    for (const place of placesOf(issuer)) {
      try {
        return [place, await discovery.of(place)];
      } catch (error) {
        if (!isHubError(error) || !passing.has(error.code)) throw error;
        failure ??= error;
      }
    }
  throw new HubError(
    'oauth_failed',
    `The provider that the server names (${issuers.map((each) => plainWords(each, 200)).join(', ')}) does not say how to sign in.`,
    { cause: failure },
  );
};

/** There is no such document at this place: there may be at the next. */
const passing: ReadonlySet<string> = new Set(['oauth_failed', 'egress_failed', 'egress_timeout']);

/** RFC 8414 puts the path of the issuer behind, OpenID Connect before what is well known. */
const placesOf = (issuer: string): readonly string[] => {
  const { origin, pathname } = requireSafeUrl(issuer, 'address of the provider');
  const path = pathname.replace(/\/$/, '');
  const [oauth, openid] = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];
  return [...new Set([`${origin}${oauth}${path}`, `${origin}${openid}${path}`, `${origin}${path}${openid}`])];
};
