import { z } from 'zod';
import { HubError, isHubError } from '../../../core/errors.ts';
import type { Egress } from '../../../platform/egress/egress.ts';
import { askForTokens, askProvider } from './ask.ts';
import { requireUrl, type OAuthClient } from './client.ts';
import { requireSafeUrl } from '../../../platform/oauth/address.ts';
import { readBody, type TokenAnswer } from '../../../platform/oauth/token-answer.ts';

const seconds = z.coerce.number().int().min(0).max(86_400);
const answerSchema = z.object({
  device_code: z.string().min(1).max(4_096),
  user_code: z.string().min(1).max(100),
  verification_uri: z.string().max(2_000).optional(),
  // Google's older name for it.
  verification_url: z.string().max(2_000).optional(),
  verification_uri_complete: z.string().max(2_000).optional(),
  expires_in: seconds.default(900),
  interval: seconds.default(5),
});

export interface DeviceStart {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUrl: string;
  readonly completeUrl: string | null;
  readonly expiresInSeconds: number;
  readonly intervalSeconds: number;
}

/** Asks for a code that a person types in on another device (RFC 8628). */
export const startDevice = async (
  egress: Egress,
  client: OAuthClient,
  scopes: readonly string[],
): Promise<DeviceStart> => {
  const url = requireUrl(client, 'device');
  const form: Record<string, string> = { client_id: client.clientId };
  if (scopes.length > 0) form['scope'] = scopes.join(' ');
  const answer = await askProvider(egress, client, { url, form });
  const parsed = answerSchema.safeParse(readBody(answer));
  const verification = parsed.data?.verification_uri ?? parsed.data?.verification_url;
  if (!parsed.success || verification === undefined || answer.status !== 200) {
    throw new HubError(
      'oauth_failed',
      `${new URL(url).origin} answered ${answer.status} and gave no code for another device.`,
    );
  }
  const { data } = parsed;
  const complete = data.verification_uri_complete;
  return {
    deviceCode: data.device_code,
    userCode: data.user_code,
    verificationUrl: requireSafeUrl(verification, 'verification URL').href,
    completeUrl: complete === undefined ? null : requireSafeUrl(complete, 'verification URL').href,
    expiresInSeconds: data.expires_in,
    intervalSeconds: Math.max(1, data.interval),
  };
};

export type DevicePoll =
  | { readonly kind: 'tokens'; readonly tokens: TokenAnswer }
  | { readonly kind: 'wait'; readonly intervalSeconds: number };

/** One question whether the person has finished. `slow_down` means five seconds more, from now on. */
export const pollDevice = async (
  egress: Egress,
  client: OAuthClient,
  pending: { readonly code: string; readonly intervalSeconds: number; readonly signal?: AbortSignal },
): Promise<DevicePoll> => {
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: pending.code,
    client_id: client.clientId,
  };
  try {
    const url = requireUrl(client, 'token');
    return {
      kind: 'tokens',
      tokens: await askForTokens(egress, client, { url, form, signal: pending.signal }),
    };
  } catch (error) {
    if (!isHubError(error)) throw error;
    const said = error.details['error'];
    if (said === 'authorization_pending') return { kind: 'wait', intervalSeconds: pending.intervalSeconds };
    if (said === 'slow_down') return { kind: 'wait', intervalSeconds: pending.intervalSeconds + 5 };
    // The other side is not well: that is no answer to the question.
    if (error.retryable) return { kind: 'wait', intervalSeconds: Math.min(60, pending.intervalSeconds * 2) };
    throw error;
  }
};
