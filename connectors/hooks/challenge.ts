import { sameText } from '../auth/oauth/pkce.ts';
import { valueAt } from '../wire/value-at.ts';
import type { Arrival } from './arrival.ts';
import { challengeDigest } from './checks/hmac.ts';
import type { Challenge } from './providers.ts';

/** What is answered to a provider that asks whether the address is ours. */
export interface ChallengeAnswer {
  readonly type: string;
  readonly body: string;
}

interface Asked {
  readonly query: URLSearchParams;
  readonly secrets: readonly string[];
  readonly verifyToken: string | null;
}

const echoed = /^[\x20-\x7e]{1,500}$/;
/**
 * The answer to a CRC is signed with the secret that webhooks are signed with: whoever could choose the text could
 * have a webhook signed. No such text is an object of JSON, and no other body is taken where this is answered.
 */
const crcToken = /^[A-Za-z0-9_+/=-]{1,200}$/;

/** To a GET; undefined when nothing that this endpoint knows is asked, or not by whom it should be. */
export const answerQuery = (challenge: Challenge, asked: Asked): ChallengeAnswer | undefined => {
  const { query, secrets, verifyToken } = asked;
  if (challenge === 'meta') {
    const [text, token] = [query.get('hub.challenge'), query.get('hub.verify_token')];
    const good =
      query.get('hub.mode') === 'subscribe' &&
      verifyToken !== null &&
      token !== null &&
      sameText(token, verifyToken);
    return good && text !== null && echoed.test(text) ? { type: 'text/plain', body: text } : undefined;
  }
  const token = query.get('crc_token');
  const [secret] = secrets;
  if (challenge !== 'crc' || token === null || secret === undefined || !crcToken.test(token))
    return undefined;
  const body = JSON.stringify({ response_token: `sha256=${challengeDigest(secret, token)}` });
  return { type: 'application/json', body };
};

/** To a webhook whose signature is right. */
export const answerBody = (challenge: Challenge, arrival: Arrival): ChallengeAnswer | undefined => {
  if (challenge !== 'slack') return undefined;
  const { value } = arrival.content();
  const text = valueAt(value, '/challenge');
  return valueAt(value, '/type') === 'url_verification' && typeof text === 'string' && echoed.test(text)
    ? { type: 'text/plain', body: text }
    : undefined;
};

/** Where texts that others choose are signed, only what cannot be such a text is a webhook. */
export const isSignedText = (challenge: Challenge, arrival: Arrival): boolean =>
  challenge === 'crc' && arrival.body.toString('latin1').trimStart()[0] !== '{';
