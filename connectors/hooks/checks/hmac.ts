import { createHmac } from 'node:crypto';
import { sameText } from '../../auth/oauth/pkce.ts';
import { valueAtSource, valuesAt } from '../sources.ts';
import { signedPieces } from '../template.ts';
import type { Verification } from '../verification.ts';
import type { Check } from './check.ts';
import { timeProblem } from './timestamp.ts';

type Hmac = Extract<Verification, { scheme: 'hmac' }>;

export const checkHmac: Check<Hmac> = (rules, arrival, { secrets, now }) => {
  const signatures = valuesAt(rules.signature, arrival);
  if (signatures.length === 0) return 'it carries no signature';
  const timestamp = rules.timestamp === undefined ? undefined : valueAtSource(rules.timestamp, arrival);
  if (rules.timestamp !== undefined) {
    const problem = timeProblem(timestamp, { now, toleranceSeconds: rules.toleranceSeconds });
    if (problem !== undefined) return problem;
  }
  for (const url of usesUrl(rules) ? arrival.urls : arrival.urls.slice(0, 1)) {
    const pieces = signedPieces(rules.signed, arrival, { timestamp, url });
    if (pieces === undefined) return 'something that is signed did not come with it';
    for (const secret of secrets) {
      const wanted = digestOf(rules, { secret, pieces });
      if (signatures.some((given) => sameText(normal(rules, given), wanted))) return undefined;
    }
  }
  return 'its signature is wrong';
};

const usesUrl = (rules: Hmac): boolean => rules.signed.includes('{url}');

const digestOf = (
  rules: Hmac,
  { secret, pieces }: { readonly secret: string; readonly pieces: readonly (string | Buffer)[] },
): string => {
  const algorithm = rules.algorithm === 'sha1-legacy' ? 'sha1' : rules.algorithm;
  const hmac = createHmac(algorithm, keyOf(rules.secretIs, secret));
  for (const piece of pieces) hmac.update(piece);
  return hmac.digest(rules.encoding);
};

const keyOf = (form: Hmac['secretIs'], secret: string): Buffer =>
  Buffer.from(secret, form === 'text' ? 'utf8' : form);

/** Hexadecimal digits mean the same in both cases; base64 has one spelling. */
const normal = (rules: Hmac, given: string): string =>
  rules.encoding === 'hex' ? given.toLowerCase() : given;

/** For a challenge that is answered with a digest of its own. */
export const challengeDigest = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('base64');
