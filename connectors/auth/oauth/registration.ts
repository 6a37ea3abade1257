import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import type { Egress } from '../../../platform/egress/egress.ts';
import { failureText } from '../../../platform/failure-text.ts';
import { clientMetadata } from '../client-document.ts';
import type { RegisteredClient } from '../secrets.ts';
import { askMs } from './ask.ts';
import type { OAuthClient } from './client.ts';

const answerSchema = z.object({
  client_id: z.string().min(1).max(2_000),
  client_secret: z.string().max(4_096).nullish(),
  token_endpoint_auth_method: z
    .enum(['client_secret_post', 'client_secret_basic', 'none'])
    .optional()
    .catch(undefined),
});

/** Makes the hub known to a provider that has never heard of it (RFC 7591). */
export const registerClient = async (
  egress: Egress,
  client: OAuthClient,
  redirectUri: string,
): Promise<RegisteredClient> => {
  const url = client.urls.registration;
  const { issuer } = client;
  if (url === undefined || issuer === undefined)
    throw new HubError(
      'connection_not_ready',
      `The provider ${issuer ?? ''} does not let programs register themselves. Register the hub there by hand, with ${redirectUri} as its redirect address, and enter the client id.`,
    );
  const answer = await egress.request({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(clientMetadata(redirectUri)),
    limits: { redirects: 0, maxBytes: 64 * 1024, totalMs: askMs },
  });
  const { origin } = new URL(url);
  const said: unknown = await answer.json().catch(() => undefined);
  const parsed = answerSchema.safeParse(said);
  if ((answer.status !== 201 && answer.status !== 200) || !parsed.success) {
    const { error, error_description: why } = (said ?? {}) as Readonly<Record<string, unknown>>;
    const reason = [error, why].filter((each) => typeof each === 'string').join(': ');
    throw new HubError(
      'oauth_refused',
      `${origin} answered ${answer.status} and did not register the hub${reason === '' ? '' : ` (${failureText(reason)})`}. Register it by hand, and enter the client id.`,
      { details: { status: answer.status } },
    );
  }
  const { client_id: clientId, client_secret: given, token_endpoint_auth_method: method } = parsed.data;
  const clientSecret = given === null || given === '' ? undefined : given;
  return {
    ...{ issuer, redirectUri, clientId },
    ...(clientSecret === undefined ? {} : { clientSecret }),
    tokenAuth: clientSecret === undefined ? 'none' : (method ?? 'client_secret_basic'),
  };
};
