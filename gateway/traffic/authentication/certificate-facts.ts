import type { X509Certificate } from 'node:crypto';
import { nth, readDer, readExtensions, tags } from './der.ts';

/** What Node does not tell of a certificate. */
export interface CertificateFacts {
  /** Names as they are written. */
  readonly subject: Buffer;
  readonly issuer: Buffer;
  /** So many authorities may stand between this one and a client; undefined: any. */
  readonly pathLength: number | undefined;
  /** May sign lists of what is revoked. */
  readonly signsLists: boolean;
  /** Has a condition that nobody here can judge: then it is good for nothing. */
  readonly strange: boolean;
}

const names = {
  keyUsage: '551d0f',
  basicConstraints: '551d13',
  nameConstraints: '551d1e',
} as const;

/** Judged here or by Node, or without a say in whether it is good: keys, other names, policies, extended key usage. */
const understood: ReadonlySet<string> = new Set([
  ...[names.keyUsage, names.basicConstraints, '551d0e', '551d23', '551d11', '551d12', '551d20', '551d25'],
]);

const known = new WeakMap<X509Certificate, CertificateFacts>();

export const factsOf = (certificate: X509Certificate): CertificateFacts => {
  const before = known.get(certificate);
  if (before !== undefined) return before;
  const facts = judge(certificate);
  known.set(certificate, facts);
  return facts;
};

const judge = ({ raw }: X509Certificate): CertificateFacts => {
  try {
    return readFacts(raw);
  } catch {
    const none = Buffer.alloc(0);
    return { subject: none, issuer: none, pathLength: undefined, signsLists: false, strange: true };
  }
};

const readFacts = (raw: Buffer): CertificateFacts => {
  const signed = nth(readDer(nth(readDer(raw), 0, tags.list).value), 0, tags.list);
  const parts = readDer(signed.value);
  // The version stands in front, but for the oldest ones.
  const at = parts[0]?.tag === 0xa0 ? 1 : 0;
  const given = parts.find(({ tag }) => tag === 0xa3);
  const extensions = given === undefined ? [] : readExtensions(nth(readDer(given.value), 0, tags.list));
  const find = (id: string): Buffer | undefined => extensions.find((each) => each.id === id)?.value;
  const constraints = find(names.basicConstraints);
  const usage = find(names.keyUsage);
  return {
    issuer: nth(parts, at + 2, tags.list).whole,
    subject: nth(parts, at + 4, tags.list).whole,
    pathLength: constraints === undefined ? undefined : lengthIn(constraints),
    // Bit 6 of RFC 5280, 4.2.1.3, behind the tag, the length and the number of unused bits.
    signsLists: usage === undefined || ((usage[3] ?? 0) & 0x02) !== 0,
    strange: extensions.some(
      ({ id, critical }) => id === names.nameConstraints || (critical && !understood.has(id)),
    ),
  };
};

const lengthIn = (constraints: Buffer): number | undefined => {
  const number = readDer(nth(readDer(constraints), 0, tags.list).value).find(
    ({ tag }) => tag === tags.integer,
  );
  return number === undefined ? undefined : Number(`0x${number.value.toString('hex')}`);
};
