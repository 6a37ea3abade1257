import type { Egress } from '../../../platform/egress/egress.ts';
import type { StoredTokens } from '../secrets.ts';
import { askProvider } from './ask.ts';
import type { OAuthClient } from './client.ts';

/** True when the provider took it. Tokens that it does not know count as revoked (RFC 7009, 2.2). */
export const revokeAtProvider = async (
  egress: Egress,
  client: OAuthClient,
  tokens: StoredTokens,
): Promise<boolean> => {
  const url = client.urls.revocation;
  if (url === undefined) return false;
  const asked: Readonly<Record<string, string>>[] = [];
  // The refresh token first: with it the whole grant goes, where the provider does as the standard says.
  if (tokens.refresh !== undefined) asked.push({ token: tokens.refresh, token_type_hint: 'refresh_token' });
  asked.push({ token: tokens.access, token_type_hint: 'access_token' });
  let taken = true;
  for (const form of asked) {
    const { status } = await askProvider(egress, client, { url, form, totalMs: 10_000 });
    taken &&= status >= 200 && status < 300;
  }
  return taken;
};
