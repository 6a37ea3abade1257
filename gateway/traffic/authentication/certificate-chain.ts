import type { X509Certificate } from 'node:crypto';
import { factsOf } from './certificate-facts.ts';

/** From the certificate of the client to an authority that is trusted. */
export type Chain = readonly [leaf: X509Certificate, ...above: X509Certificate[]];

export interface Above {
  readonly authorities: readonly X509Certificate[];
  /** Good for nothing by themselves: each needs one above it. */
  readonly between: readonly X509Certificate[];
  /** In milliseconds: of two that could stand there, the one that is good then. */
  now(): number;
}

const mostBetween = 5;
/** A client that sends many of one name must not keep the process busy. */
const mostSignatures = 40;

const clientUse = '1.3.6.1.5.5.7.3.2';
const anyUse = '2.5.29.37.0';

/** Extended key usage; a certificate without any may be used for anything. */
const forClients = (certificate: X509Certificate): boolean => {
  const uses = certificate.keyUsage as readonly string[] | undefined;
  return uses === undefined || uses.includes(clientUse) || uses.includes(anyUse);
};

/** Null where none leads to an authority. Every condition of each of them holds, or else cannot be judged and there is none. */
export const findChain = (leaf: X509Certificate, { authorities, between, now }: Above): Chain | null => {
  if (!forClients(leaf) || factsOf(leaf).strange) return null;
  // One that stands in the list itself needs nobody above it.
  if (authorities.some((one) => one.raw.equals(leaf.raw))) return [leaf];
  const at = now();
  let left = mostSignatures;

  const signs = (above: X509Certificate, below: X509Certificate): boolean => {
    if (!above.ca || !below.checkIssued(above) || left === 0) return false;
    left -= 1;
    return below.verify(above.publicKey);
  };
  /** `below`: authorities between this one and the client. */
  const mayStand = (above: X509Certificate, below: number): boolean => {
    const { strange, pathLength } = factsOf(above);
    const inTime = Date.parse(above.validFrom) <= at && at <= Date.parse(above.validTo);
    return inTime && !strange && (pathLength === undefined || pathLength >= below) && forClients(above);
  };

  const climb = (chain: Chain): Chain | null => {
    const top = chain.at(-1) ?? leaf;
    const below = chain.length - 1;
    const trusted = authorities.find((one) => mayStand(one, below) && signs(one, top));
    if (trusted !== undefined) return [...chain, trusted];
    if (below === mostBetween) return null;
    for (const one of between) {
      if (chain.some(({ raw }) => raw.equals(one.raw)) || !mayStand(one, below) || !signs(one, top)) continue;
      const found = climb([...chain, one]);
      if (found !== null) return found;
    }
    return null;
  };
  return climb([leaf]);
};
