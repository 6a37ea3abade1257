import type { Egress } from '../../../platform/egress/egress.ts';
import { clientHeader } from '../../../platform/oauth/client-header.ts';
import type { OAuthClient } from './client.ts';
import {
  readTokenAnswer,
  type ReceivedAnswer,
  type TokenAnswer,
} from '../../../platform/oauth/token-answer.ts';

export interface OAuthRequest {
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly totalMs?: number;
}

/** Answers of token endpoints are small; a large one is not what it says it is. */
const mostBytes = 256 * 1024;
export const askMs = 20_000;

/** One form to a provider, signed as the client. The answer of any status, read as text. */
export const askProvider = async (
  egress: Egress,
  client: OAuthClient,
  request: OAuthRequest,
): Promise<ReceivedAnswer> => {
  const form = new URLSearchParams(request.form);
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    // GitHub answers a form otherwise.
    accept: 'application/json',
  };
  if (client.tokenAuth === 'client_secret_basic') {
    headers['authorization'] = clientHeader(client.clientId, client.clientSecret ?? '');
  } else {
    form.set('client_id', client.clientId);
    if (client.tokenAuth === 'client_secret_post') form.set('client_secret', client.clientSecret ?? '');
  }
  const answer = await egress.request({
    method: 'POST',
    url: request.url,
    headers,
    body: form.toString(),
    // A redirect is an answer here: secrets must not follow it.
    limits: { redirects: 0, maxBytes: mostBytes, totalMs: request.totalMs ?? askMs },
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
  const [contentType, retryAfter] = [answer.headers['content-type'], answer.headers['retry-after']];
  return {
    status: answer.status,
    contentType: typeof contentType === 'string' ? contentType : '',
    retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
    text: await answer.text(),
  };
};

export const askForTokens = async (
  egress: Egress,
  client: OAuthClient,
  request: OAuthRequest,
): Promise<TokenAnswer> =>
  readTokenAnswer(
    await askProvider(egress, client, { ...request, form: { ...request.form, ...client.parameters.token } }),
    new URL(request.url).origin,
  );
