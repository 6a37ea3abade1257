import { z } from 'zod';
import { HubError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import type { Egress } from '../egress/egress.ts';
import { requireSafeUrl } from './address.ts';

const address = z.string().max(2_000);
const metadataSchema = z.object({
  issuer: address,
  authorization_endpoint: address.optional(),
  token_endpoint: address.optional(),
  device_authorization_endpoint: address.optional(),
  revocation_endpoint: address.optional(),
  userinfo_endpoint: address.optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  scopes_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
  registration_endpoint: address.optional(),
  client_id_metadata_document_supported: z.boolean().optional(),
});
export type ProviderMetadata = z.infer<typeof metadataSchema>;

export interface Discovery {
  of(discoveryUrl: string): Promise<ProviderMetadata>;
}

const keepMs = 10 * 60_000;
const mostDocuments = 200;
const mostBytes = 1024 * 1024;

/** Reads what a provider says of itself, and keeps it for a while; a failure is not kept. */
export const openDiscovery = (deps: { readonly egress: Egress; readonly clock: Clock }): Discovery => {
  const known = new Map<string, { readonly metadata: Promise<ProviderMetadata>; readonly until: number }>();
  return {
    of: (discoveryUrl) => {
      const now = deps.clock.monotonic();
      const kept = known.get(discoveryUrl);
      if (kept !== undefined && kept.until > now) return kept.metadata;
      const metadata = read(deps.egress, discoveryUrl).catch((error: unknown) => {
        known.delete(discoveryUrl);
        throw error;
      });
      known.delete(discoveryUrl);
      known.set(discoveryUrl, { metadata, until: now + keepMs });
      const oldest = known.keys().next();
      if (known.size > mostDocuments && oldest.done !== true) known.delete(oldest.value);
      return metadata;
    },
  };
};

const read = async (egress: Egress, discoveryUrl: string): Promise<ProviderMetadata> => {
  const url = requireSafeUrl(discoveryUrl, 'discovery URL');
  const answer = await egress.request({
    url,
    headers: { accept: 'application/json' },
    limits: { redirects: 0, maxBytes: mostBytes, totalMs: 10_000 },
  });
  if (answer.status !== 200) {
    answer.discard();
    throw new HubError('oauth_failed', `${url.origin} answered ${answer.status} for its discovery document.`);
  }
  const parsed = metadataSchema.safeParse(await answer.json());
  if (!parsed.success)
    throw new HubError('oauth_failed', `The discovery document of ${url.origin} is not one.`);
  const metadata = parsed.data;
  requireOwnIssuer(metadata.issuer, url);
  const endpoints = [
    metadata.authorization_endpoint,
    metadata.token_endpoint,
    metadata.device_authorization_endpoint,
    metadata.revocation_endpoint,
    metadata.userinfo_endpoint,
    metadata.registration_endpoint,
  ];
  for (const endpoint of endpoints) if (endpoint !== undefined) requireSafeUrl(endpoint, 'discovered URL');
  return metadata;
};

const wellKnown = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)/;

/** A document that speaks for somebody else is how one provider gets the codes of another (RFC 8414, 3.3). */
const requireOwnIssuer = (issuer: string, url: URL): void => {
  const own = `${url.origin}${url.pathname.replace(wellKnown, '')}`;
  const plain = (text: string) => text.replace(/\/$/, '');
  if (plain(issuer) === plain(own)) return;
  // Microsoft's document for many tenants: the gap stands where the address says `common` or `organizations`.
  if (plain(issuer) === plain(own).replace(/\/(?:common|organizations|consumers)(?=\/)/, '/{tenantid}'))
    return;
  throw new HubError(
    'oauth_refused',
    `The discovery document at ${own} speaks for another issuer. Ask whoever runs the provider for the right address.`,
    { details: { error: 'issuer_mismatch' } },
  );
};
