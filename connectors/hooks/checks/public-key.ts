import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { HubError } from '../../../core/errors.ts';
import { valueAtSource, valuesAt } from '../sources.ts';
import { signedPieces } from '../template.ts';
import type { Verification } from '../verification.ts';
import type { Check } from './check.ts';
import { timeProblem } from './timestamp.ts';

type PublicKey = Extract<Verification, { scheme: 'public-key' }>;

/** Before the 32 bytes of an ed25519 key: what makes them the DER form. */
const ed25519Head = Buffer.from('302a300506032b6570032100', 'hex');

export const ed25519Key = (bytes: Buffer): KeyObject =>
  createPublicKey({ key: Buffer.concat([ed25519Head, bytes]), format: 'der', type: 'spki' });

const readKey = (text: string, algorithm: PublicKey['algorithm']): KeyObject => {
  if (algorithm === 'ed25519' && /^[0-9a-f]{64}$/i.test(text)) return ed25519Key(Buffer.from(text, 'hex'));
  return text.includes('-----BEGIN PUBLIC KEY-----')
    ? createPublicKey(text)
    : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
};

const fits = (key: KeyObject, algorithm: PublicKey['algorithm']): boolean =>
  algorithm === 'ed25519'
    ? key.asymmetricKeyType === 'ed25519'
    : key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';

/** Throws for what is no key of that kind: an endpoint that would refuse everything is not made. */
export const requireKeys = (rules: PublicKey): void => {
  for (const [at, text] of rules.publicKeys.entries()) {
    let good = false;
    try {
      good = fits(readKey(text, rules.algorithm), rules.algorithm);
    } catch {
      // Said below.
    }
    if (!good)
      throw new HubError('input_invalid', `Public key ${at + 1} is no ${rules.algorithm} key.`, {
        problems: [{ path: `verification.publicKeys[${at}]`, message: `is no ${rules.algorithm} key` }],
      });
  }
};

/** One signature has one spelling: what a lenient reader would make of others is not taken. */
export const exactBytes = (text: string, encoding: PublicKey['encoding']): Buffer[] => {
  const bytes = Buffer.from(text, encoding);
  return bytes.toString(encoding) === (encoding === 'hex' ? text.toLowerCase() : text) ? [bytes] : [];
};

export const checkPublicKey: Check<PublicKey> = (rules, arrival, { now }) => {
  const signatures = valuesAt(rules.signature, arrival).flatMap((text) => exactBytes(text, rules.encoding));
  if (signatures.length === 0) return 'it carries no signature';
  const timestamp = rules.timestamp === undefined ? undefined : valueAtSource(rules.timestamp, arrival);
  if (rules.timestamp !== undefined) {
    const problem = timeProblem(timestamp, { now, toleranceSeconds: rules.toleranceSeconds });
    if (problem !== undefined) return problem;
  }
  const [url = ''] = arrival.urls;
  const pieces = signedPieces(rules.signed, arrival, { timestamp, url });
  if (pieces === undefined) return 'something that is signed did not come with it';
  const bytes = Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
  const digest = rules.algorithm === 'ed25519' ? null : 'sha256';
  for (const text of rules.publicKeys) {
    const key = readKey(text, rules.algorithm);
    if (fits(key, rules.algorithm) && signatures.some((given) => verify(digest, bytes, key, given)))
      return undefined;
  }
  return 'its signature is wrong';
};
