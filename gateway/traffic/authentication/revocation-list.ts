import { verify, type X509Certificate } from 'node:crypto';
import { HubError, isHubError } from '../../../core/errors.ts';
import { factsOf } from './certificate-facts.ts';
import { nth, readDer, readExtensions, readTime, tags, type Der } from './der.ts';
import { wrong } from './token-keys.ts';

/** A list of what an authority has revoked (RFC 5280, 5). */
export interface RevocationList {
  /** Who has written it, as the name is written. */
  readonly issuer: Buffer;
  readonly from: number;
  /** From then on there is a newer one, and this one says nothing. */
  readonly until: number;
  /** Numbers of certificates in hexadecimal, as Node writes them. */
  readonly revoked: ReadonlySet<string>;
  /** Whether this authority has signed it. */
  isOf(authority: X509Certificate): boolean;
}

const onePem = /-----BEGIN X509 CRL-----([\sA-Za-z0-9+/=]+?)-----END X509 CRL-----/g;
const mostLists = 100;

/** Which key and number of an authority, and of the list: they change nothing of what the list means. */
const understood: ReadonlySet<string> = new Set(['551d23', '551d14']);

const hashes: Readonly<Record<string, string | null>> = {
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
  '2b6570': null,
};

/** Lists in PEM, one after the other; throws where one cannot be used. */
export const readRevocationLists = (pem: string, path: string): readonly RevocationList[] => {
  const texts = [...pem.matchAll(onePem)].map(([, text = '']) => text);
  if (texts.length === 0 || texts.length > mostLists)
    throw wrong(path, `must hold 1 to ${mostLists} revocation lists in PEM (BEGIN X509 CRL)`);
  return texts.map((text, at) => {
    try {
      return readList(Buffer.from(text, 'base64'));
    } catch (error) {
      const why = isHubError(error) ? error.message : 'This is no revocation list.';
      throw wrong(path, `cannot be used, number ${at + 1}: ${why}`);
    }
  });
};

const readList = (der: Buffer): RevocationList => {
  const [signed, algorithm, signature] = readDer(nth(readDer(der), 0, tags.list).value);
  if (signed === undefined || algorithm === undefined || signature === undefined)
    throw unusable('It is cut off.');
  const hash = hashes[nth(readDer(algorithm.value), 0).value.toString('hex')];
  if (hash === undefined) throw unusable('How it is signed is not known here.');
  const parts = readDer(signed.value);
  const at = parts[0]?.tag === tags.integer ? 1 : 0;
  const issuer = nth(parts, at + 1, tags.list).whole;
  const from = readTime(nth(parts, at + 2));
  const next = parts[at + 3];
  const hasNext = next?.tag === tags.utcTime || next?.tag === tags.anyTime;
  const rest = parts.slice(at + (hasNext ? 4 : 3));
  requireUnderstood(rest.find(({ tag }) => tag === 0xa0));
  const judged = new WeakMap<X509Certificate, boolean>();
  return {
    ...{ issuer, from, until: hasNext ? readTime(next) : Infinity },
    revoked: numbersIn(rest.find(({ tag }) => tag === tags.list)),
    isOf: (authority) => {
      const before = judged.get(authority);
      if (before !== undefined) return before;
      const { subject, signsLists } = factsOf(authority);
      const own =
        signsLists &&
        subject.equals(issuer) &&
        verify(hash, signed.whole, authority.publicKey, signature.value.subarray(1));
      judged.set(authority, own);
      return own;
    },
  };
};

/** One that is only for some of an authority's certificates, or only says what is new, must not be taken for all of it. */
const requireUnderstood = (extensions: Der | undefined): void => {
  if (extensions === undefined) return;
  const all = readExtensions(nth(readDer(extensions.value), 0, tags.list));
  if (all.some(({ id, critical }) => critical && !understood.has(id))) throw partial();
};

const numbersIn = (list: Der | undefined): ReadonlySet<string> => {
  const numbers = new Set<string>();
  for (const entry of list === undefined ? [] : readDer(list.value)) {
    const parts = readDer(entry.value);
    // Such as that another authority has made the certificate.
    const more = parts[2];
    if (more !== undefined && readExtensions(more).some(({ critical }) => critical)) throw partial();
    numbers.add(numberOf(nth(parts, 0, tags.integer).value.toString('hex')));
  }
  return numbers;
};

const unusable = (why: string): HubError => new HubError('input_invalid', why);
const partial = (): HubError =>
  unusable('It is only for a part of what its authority has signed, or only says what has changed.');

/** Without the zeros that one side writes and the other does not. */
const numberOf = (hex: string): string => hex.replace(/^0+(?=.)/, '').toUpperCase();

export interface Standing {
  readonly good: boolean;
  /** Until a list says that there is a newer one. */
  readonly until: number;
}

/** By the newest list of who has signed it. One that is over says nothing, so that nobody is let in by it. */
export const standingOf = (
  certificate: X509Certificate,
  authority: X509Certificate,
  lists: readonly RevocationList[],
): Standing | undefined => {
  let newest: RevocationList | undefined;
  for (const list of lists)
    if ((newest === undefined || list.from > newest.from) && list.isOf(authority)) newest = list;
  if (newest === undefined) return undefined;
  return { good: !newest.revoked.has(numberOf(certificate.serialNumber)), until: newest.until };
};
