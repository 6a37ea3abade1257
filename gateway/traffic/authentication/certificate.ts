import { X509Certificate } from 'node:crypto';
import type { Consumer } from '../exchange.ts';
import { findChain, type Above, type Chain } from './certificate-chain.ts';
import { standingOf, type RevocationList } from './revocation-list.ts';
import { wrong } from './token-keys.ts';

/** A client certificate that one of the authorities has signed, and what is to be known of it. */
export interface GoodCertificate {
  readonly fingerprint: string;
  readonly subject: string;
  /** Undefined where there is none, or several. */
  readonly commonName: string | undefined;
  /** As `DNS:client.example`, `URI:spiffe://…`, in the order of the certificate. */
  readonly altNames: readonly string[];
  readonly from: number;
  readonly until: number;
  readonly stranger: Consumer;
}

const mostAuthorities = 100;
const onePem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

export const readAuthorities = (pem: string, path: string): readonly X509Certificate[] => {
  const texts = pem.match(onePem) ?? [];
  if (texts.length === 0 || texts.length > mostAuthorities)
    throw wrong(path, `must hold 1 to ${mostAuthorities} certificates in PEM`);
  return texts.map((text, at) => {
    try {
      return new X509Certificate(text);
    } catch {
      throw wrong(path, `cannot be read: number ${at + 1} is no certificate`);
    }
  });
};

/** Whom the certificates of clients have to come from. */
export interface Trust extends Above {
  lists(): readonly RevocationList[];
  /** Each authority on the way has to have a list. */
  readonly listRequired: boolean;
}

/** Null unless it leads to one of the authorities, over certificates in between, and no list that is there has revoked any of them. */
export const checkCertificate = (
  certificate: X509Certificate,
  trust: Trust,
  sent: readonly X509Certificate[] = [],
): CheckedCertificate | null => {
  const chain = findChain(certificate, { ...trust, between: [...trust.between, ...sent] });
  if (chain === null) return null;
  const until = unrevokedUntil(chain, trust);
  if (until === undefined) return null;
  const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
  const lines = ((certificate.subject as string | undefined) ?? '').split('\n').filter((line) => line !== '');
  const commonNames = lines.filter((line) => line.startsWith('CN='));
  const subject = lines.join(', ');
  const altNames = altNamesOf(certificate.subjectAltName);
  const { serialNumber, validTo } = certificate;
  const id = `certificate:${fingerprint}`;
  return {
    chain,
    good: {
      ...{ fingerprint, subject, altNames },
      commonName: commonNames.length === 1 ? commonNames[0]?.slice(3) : undefined,
      from: Math.max(...chain.map((one) => Date.parse(one.validFrom))),
      until: Math.min(until, ...chain.map((one) => Date.parse(one.validTo))),
      stranger: {
        ...{ id, name: id, scopes: new Set<string>(), credentialId: '' },
        metadata: { fingerprint, subject, altNames: [...altNames], serialNumber, validTo },
      },
    },
  };
};

interface CheckedCertificate {
  readonly good: GoodCertificate;
  readonly chain: Chain;
}

const unrevokedUntil = (chain: Chain, { lists, listRequired }: Trust): number | undefined => {
  const all = lists();
  let until = Infinity;
  for (const [at, one] of chain.slice(0, -1).entries()) {
    const standing = standingOf(one, chain[at + 1] ?? one, all);
    if (standing === undefined ? listRequired : !standing.good) return undefined;
    until = Math.min(until, standing?.until ?? Infinity);
  }
  return until;
};

/** Values with commas or quotes in them are JSON texts: what looks like a second name in them is none. */
const oneName = /(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?=, |$)/gy;

const altNamesOf = (text: string | undefined): string[] => {
  const names: string[] = [];
  let end = 0;
  for (const [whole, kind = '', value = ''] of (text ?? '').matchAll(oneName)) {
    end += whole.length;
    names.push(`${kind}:${value.startsWith('"') ? String(JSON.parse(value)) : value}`);
  }
  return end === (text ?? '').length ? names : [];
};

const longest = 12_000;

/** As proxies write it: RFC 9440 (`:…:`), PEM with percent signs (nginx), or base64 alone. Undefined: it is none. */
export const forwardedCertificate = (text: string): X509Certificate | undefined => {
  if (text.length > longest) return undefined;
  try {
    if (text.includes('BEGIN')) return new X509Certificate(decodeURIComponent(text));
    const plain = text.startsWith(':') && text.endsWith(':') ? text.slice(1, -1) : text;
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) return undefined;
    return new X509Certificate(Buffer.from(plain, 'base64'));
  } catch {
    return undefined;
  }
};

interface SecureSocket {
  getPeerX509Certificate(): X509Certificate | undefined;
}

/** Asked by what it can do: what HTTP/2 hands out for a socket has it, and says by `in` that it has not. */
const isSecure = (socket: Partial<SecureSocket>): socket is SecureSocket =>
  typeof socket.getPeerX509Certificate === 'function';

/** What the client of a TLS connection has shown; undefined over a connection without. */
export const shownOver = (socket: object): X509Certificate | undefined =>
  isSecure(socket) ? socket.getPeerX509Certificate() : undefined;
