import { createHmac, verify } from 'node:crypto';
import { sameText } from '../../auth/oauth/pkce.ts';
import type { Verification } from '../verification.ts';
import type { Check } from './check.ts';
import { ed25519Key, exactBytes } from './public-key.ts';
import { timeProblem } from './timestamp.ts';

type StandardWebhooks = Extract<Verification, { scheme: 'standard-webhooks' }>;

const mostSignatures = 10;

/** The key inside of a secret; undefined when it is none. */
export const standardKey = (secret: string): Buffer | undefined => {
  const text = secret.startsWith('whsec_') ? secret.slice(6) : secret;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length >= 16 && key.length <= 128 ? key : undefined;
};

/** https://www.standardwebhooks.com: v1 is an HMAC, v1a an ed25519 signature. */
export const checkStandardWebhooks: Check<StandardWebhooks> = (rules, arrival, { secrets, now }) => {
  const part = (name: string) => arrival.header(`${rules.headerPrefix}-${name}`);
  const [id, timestamp, given] = [part('id'), part('timestamp'), part('signature')];
  if (id === undefined || given === undefined) return 'it carries no signature';
  if (timestamp === undefined || !/^\d{9,11}$/.test(timestamp)) return 'its time cannot be read';
  const problem = timeProblem(timestamp, { now, toleranceSeconds: rules.toleranceSeconds });
  if (problem !== undefined) return problem;
  const signatures = given.split(' ').slice(0, mostSignatures);
  const of = (version: string) =>
    signatures.filter((text) => text.startsWith(`${version},`)).map((text) => text.slice(version.length + 1));
  const head = `${id}.${timestamp}.`;
  const shared = of('v1');
  for (const secret of shared.length === 0 ? [] : secrets) {
    const key = standardKey(secret);
    if (key === undefined) continue;
    const wanted = createHmac('sha256', key).update(head).update(arrival.body).digest('base64');
    if (shared.some((text) => sameText(text, wanted))) return undefined;
  }
  const signed = of('v1a').flatMap((text) => exactBytes(text, 'base64'));
  if (signed.length > 0 && rules.publicKeys.length > 0) {
    const bytes = Buffer.concat([Buffer.from(head), arrival.body]);
    for (const text of rules.publicKeys) {
      const key = ed25519Key(Buffer.from(text.slice('whpk_'.length), 'base64'));
      if (signed.some((one) => verify(null, bytes, key, one))) return undefined;
    }
  }
  return 'its signature is wrong';
};
