import { isHubError } from '../../../core/errors.ts';
import type { Egress } from '../../../platform/egress/egress.ts';
import type { StoredTokens } from '../secrets.ts';
import { askForTokens } from './ask.ts';
import { requireUrl, type OAuthClient } from './client.ts';
import type { TokenAnswer } from '../../../platform/oauth/token-answer.ts';

export interface Renewal {
  readonly tokens: StoredTokens | undefined;
  readonly scopes: readonly string[];
  readonly totalMs: number;
}

/** Can this client come to a new token without a person? */
export const canRenew = (client: OAuthClient, tokens: StoredTokens | undefined): boolean =>
  client.grant !== 'given' && (tokens?.refresh !== undefined || isOwn(client));

/** The client has all that it needs for a grant of its own. */
const isOwn = ({ grant }: OAuthClient): boolean => grant === 'clientCredentials' || grant === 'password';

/** By the refresh token; when that is spent and the client can ask anew by itself, it does. */
export const renew = async (egress: Egress, client: OAuthClient, renewal: Renewal): Promise<TokenAnswer> => {
  const refresh = renewal.tokens?.refresh;
  if (refresh === undefined) return askAnew(egress, client, renewal);
  const form = { grant_type: 'refresh_token', refresh_token: refresh };
  try {
    return await askForTokens(egress, client, {
      url: requireUrl(client, 'refresh'),
      form,
      totalMs: renewal.totalMs,
    });
  } catch (error) {
    if (!isOwn(client) || !isHubError(error, 'oauth_refused')) throw error;
    return askAnew(egress, client, renewal);
  }
};

const askAnew = (egress: Egress, client: OAuthClient, renewal: Renewal): Promise<TokenAnswer> => {
  const form: Record<string, string> =
    client.grant === 'password'
      ? { grant_type: 'password', ...client.person }
      : { grant_type: 'client_credentials' };
  if (renewal.scopes.length > 0) form['scope'] = renewal.scopes.join(' ');
  return askForTokens(egress, client, { url: requireUrl(client, 'token'), form, totalMs: renewal.totalMs });
};
