import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { HubError } from '../../../core/errors.ts';
import { keepNewest } from '../../../core/keep-newest.ts';
import { requireSafeUrl } from '../../../platform/oauth/address.ts';
import { fetchOverEgress } from '../../provider/over-egress.ts';
import { openFetchedKeys, readIssuerKeys, readKeys, type SigningKeys } from '../../provider/signing-keys.ts';
import { oncePerHub } from '../once-per-hub.ts';
import type { PolicyDeps } from '../policy-deps.ts';

export const hashAlgorithms = ['HS256', 'HS384', 'HS512'] as const;
const rsaAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const;
export const signingAlgorithms = [
  ...rsaAlgorithms,
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
];

export interface GivenKey {
  readonly key: KeyObject;
  /** What it can verify, and nothing else: a public key is no secret that a token could be signed with. */
  readonly algorithms: readonly string[];
}

const shortestSecret = 16;
const leastRsaBits = 2_048;
const curves: Readonly<Record<string, string>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

/** A text in PEM is a public key or a certificate; every other one is a secret. */
export const readGivenKey = (text: string, path: string): GivenKey => {
  if (!text.includes('-----BEGIN')) {
    if (text.length < shortestSecret)
      throw wrong(path, `is too short: a secret must have at least ${shortestSecret} characters`);
    return { key: createSecretKey(Buffer.from(text)), algorithms: hashAlgorithms };
  }
  if (text.includes('PRIVATE KEY')) throw wrong(path, 'is a private key: the public one belongs here');
  const key = publicKeyIn(text, path);
  return { key, algorithms: algorithmsOf(key, path) };
};

const publicKeyIn = (pem: string, path: string): KeyObject => {
  try {
    return createPublicKey(pem);
  } catch {
    throw wrong(path, 'is no public key and no certificate in PEM');
  }
};

const algorithmsOf = (key: KeyObject, path: string): readonly string[] => {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'rsa') {
    if ((details?.modulusLength ?? 0) >= leastRsaBits) return rsaAlgorithms;
    throw wrong(path, `is too short: an RSA key must have at least ${leastRsaBits} bits`);
  }
  if (type === 'ed25519') return ['EdDSA', 'Ed25519'];
  const algorithm = type === 'ec' ? curves[details?.namedCurve ?? ''] : undefined;
  if (algorithm === undefined) throw wrong(path, 'is a key of a kind that tokens are not verified with here');
  return [algorithm];
};

export interface PublishedAt {
  /** By its discovery document. */
  readonly issuer?: string;
  readonly jwksUri?: string;
}

const mostIssuers = 500;
const openPublished = oncePerHub<PolicyDeps, Map<string, SigningKeys>>(() => new Map());

/** The same for all pipelines of the hub, so that a change of one asks nobody for keys again. */
export const publishedKeys = (
  deps: PolicyDeps,
  { issuer, jwksUri }: PublishedAt,
  path: string,
): SigningKeys => {
  const place = issuer ?? jwksUri ?? '';
  requireUrl(place, path);
  const known = openPublished(deps);
  const name = `${issuer === undefined ? 'keys' : 'issuer'} ${place}`;
  const before = known.get(name);
  if (before !== undefined) return before;
  const fetch = fetchOverEgress(deps.egress);
  const keys = openFetchedKeys({
    clock: deps.clock,
    read: async () =>
      issuer === undefined
        ? { issuer: '', ...(await readKeys(fetch, place)) }
        : readIssuerKeys(fetch, issuer),
    failed: (cause, retryAfter) =>
      new HubError(
        'upstream_unavailable',
        'Nobody can be let in by a token right now: its issuer does not say by which keys tokens are known.',
        { cause, retryAfter },
      ),
  });
  keepNewest(known, { key: name, value: keys, most: mostIssuers });
  return keys;
};

export const requireUrl = (text: string, path: string): void => {
  try {
    requireSafeUrl(text, 'address');
  } catch (error) {
    throw wrong(path, error instanceof Error ? error.message : 'is no address');
  }
};

export const wrong = (path: string, message: string): HubError =>
  new HubError('input_invalid', `${path.slice(1)} ${message}.`, { problems: [{ path, message }] });
