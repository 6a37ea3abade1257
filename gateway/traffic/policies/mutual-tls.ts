import { hash, type X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { keepNewest } from '../../../core/keep-newest.ts';
import { authenticating } from '../authentication/authenticate.ts';
import {
  checkCertificate,
  forwardedCertificate,
  readAuthorities,
  shownOver,
  type GoodCertificate,
  type Trust,
} from '../authentication/certificate.ts';
import { readRevocationLists } from '../authentication/revocation-list.ts';
import { sentOver } from '../authentication/sent-chain.ts';
import type { Revocations } from '../authentication/revocations.ts';
import { authenticationFields, passThroughKey } from '../authentication/fields.ts';
import { dropHeader } from '../authentication/shown.ts';
import { certificateText } from '../document/fields.ts';
import type { Exchange } from '../exchange.ts';
import { headerName } from '../fields/header-names.ts';
import { networkTest, networkText } from '../fields/ip-networks.ts';
import { definePolicy } from '../policy.ts';

const names = z.array(z.string().min(1).max(500)).min(1).max(500).optional();
const fingerprints = z
  .array(z.string().regex(/^[0-9a-fA-F]{2}(?::?[0-9a-fA-F]{2}){31}$/, 'must be a SHA-256 in hexadecimal'))
  .min(1)
  .max(500)
  .optional();
const mostForwarded = 1_000;
/** Authorities in between that have been good for somebody. */
const mostSeen = 20;

/** Undefined: none was shown. Null: one that no authority of the list has signed. */
type Shown = GoodCertificate | null | undefined;

/** Good for as long as the lists of the installation are the same. */
interface Judged {
  readonly shown: Shown;
  readonly revision: number;
}

const revocationText = z
  .string()
  .max(200_000)
  .refine((text) => text.includes('-----BEGIN X509 CRL-----'), 'must be a revocation list in PEM (X509 CRL)');

export const mutualTls = definePolicy({
  name: 'mutual-tls',
  title: 'Client certificate',
  about: 'Lets in clients that show a certificate of an authority that you trust.',
  group: 'authentication',
  action: z
    .strictObject({
      ca: certificateText.describe(
        'The authorities that are trusted, in PEM, one after the other: what leads to one of them is let in.',
      ),
      intermediates: certificateText
        .optional()
        .describe(
          'Authorities in between, in PEM: good only as far as one of `ca` has signed them. Those that a client sends are taken too.',
        ),
      crl: revocationText
        .optional()
        .describe(
          'Lists of what these authorities have revoked, in PEM, beside those of the installation. The newest of each counts; one that is over lets nobody in.',
        ),
      crlRequired: z
        .boolean()
        .default(false)
        .describe('Lets nobody in whose authority, or one above it, has no such list.'),
      commonNames: names.describe('Lets in certificates with one of these common names.'),
      altNames: names.describe('Lets in certificates with one of these names, such as DNS:client.example.'),
      fingerprints: fingerprints.describe('Lets in these certificates, by their SHA-256.'),
      refusedFingerprints: fingerprints.describe('Does not let in these, whoever has signed them.'),
      consumerBy: z
        .enum(['fingerprint', 'subject', 'commonName', 'altName'])
        .default('fingerprint')
        .describe(
          'What of the certificate a credential of a consumer names. Of several names, the first one.',
        ),
      checkCredentialExistence: z
        .boolean()
        .default(true)
        .describe(
          'It must be that of a consumer of this space. Otherwise the certificate alone says who calls.',
        ),
      forwardedHeader: headerName
        .optional()
        .describe('Where a proxy in front, which ends TLS, writes the certificate.'),
      trustedProxies: z
        .array(networkText)
        .min(1)
        .max(100)
        .optional()
        .describe('Addresses of these proxies. From anywhere else the header is not believed.'),
      passThroughKey: passThroughKey(false),
      ...authenticationFields,
    })
    .refine((action) => (action.forwardedHeader === undefined) === (action.trustedProxies === undefined), {
      message: 'must be there where forwardedHeader is, and only there',
      path: ['trustedProxies'],
    }),
  compile: (action, _place, { consumers, clock, revocations }) => {
    const { consumerBy, checkCredentialExistence } = action;
    const trust = { ...trustOf(action, revocations), now: () => clock.now().getTime() };
    const seen = new Map<string, X509Certificate>();
    const isWanted = compileWanted(action);
    const isTrusted = networkTest(action.trustedProxies ?? []);
    const header = action.forwardedHeader?.toLowerCase();
    /** A signature is checked once for each connection, not for each of its requests. */
    const bySocket = new WeakMap<object, Judged>();
    const byHeader = new Map<string, Judged>();
    const revision = (): number => revocations?.revision() ?? 0;

    const judge = (
      certificate: X509Certificate,
      sent: readonly X509Certificate[],
    ): GoodCertificate | null => {
      // A connection that is taken up again brings the certificate of the client, and not what it has sent along.
      const checked = checkCertificate(certificate, trust, [...seen.values(), ...sent]);
      if (checked === null) return null;
      for (const between of checked.chain.slice(1, -1))
        keepNewest(seen, { key: between.fingerprint256, value: between, most: mostSeen });
      return checked.good;
    };

    const overTls = ({ request }: Exchange): Shown => {
      const before = bySocket.get(request.socket);
      if (before?.revision === revision()) return before.shown;
      const certificate = shownOver(request.socket);
      const shown = certificate === undefined ? undefined : judge(certificate, sentOver(request.socket));
      bySocket.set(request.socket, { shown, revision: revision() });
      return shown;
    };

    const inHeader = (text: string): Shown => {
      const key = hash('sha256', text, 'base64');
      const before = byHeader.get(key);
      if (before?.revision === revision()) return before.shown;
      const certificate = forwardedCertificate(text);
      const shown = certificate === undefined ? null : judge(certificate, []);
      keepNewest(byHeader, { key, value: { shown, revision: revision() }, most: mostForwarded });
      return shown;
    };

    const shownBy = (exchange: Exchange): Shown => {
      if (header === undefined) return overTls(exchange);
      const text = exchange.request.headers[header];
      const believed = isTrusted(exchange.request.socket.remoteAddress ?? '');
      if (text !== undefined && !(believed && action.passThroughKey)) dropHeader(exchange, header);
      if (!believed || text === undefined || text === '') return overTls(exchange);
      return typeof text === 'string' ? inHeader(text) : null;
    };

    return authenticating({
      ...{ action, consumers, guessable: false, challenge: 'Certificate' },
      identify: (exchange, lookups) => {
        const shown = shownBy(exchange);
        if (shown === undefined || shown === null) return shown;
        const now = clock.now().getTime();
        if (now < shown.from || now > shown.until || !isWanted(shown)) return null;
        if (!checkCredentialExistence) return shown.stranger;
        const subject = subjectOf(shown, consumerBy);
        return subject === undefined ? null : lookups.bySubject(exchange.spaceId, 'certificate', subject);
      },
    });
  },
});

const trustOf = (
  action: { readonly ca: string; readonly intermediates?: string | undefined } & {
    readonly crl?: string | undefined;
    readonly crlRequired: boolean;
  },
  revocations: Revocations | undefined,
): Omit<Trust, 'now'> => {
  const { ca, intermediates, crl, crlRequired } = action;
  const own = crl === undefined ? [] : readRevocationLists(crl, '/crl');
  return {
    authorities: readAuthorities(ca, '/ca'),
    between: intermediates === undefined ? [] : readAuthorities(intermediates, '/intermediates'),
    lists: () => (revocations === undefined ? own : [...own, ...revocations.lists()]),
    listRequired: crlRequired,
  };
};

interface Wanted {
  readonly commonNames?: readonly string[] | undefined;
  readonly altNames?: readonly string[] | undefined;
  readonly fingerprints?: readonly string[] | undefined;
  readonly refusedFingerprints?: readonly string[] | undefined;
}

/** In one of the lists, where there are any. */
const compileWanted = (wanted: Wanted): ((shown: GoodCertificate) => boolean) => {
  const plain = (texts: readonly string[] = []) =>
    new Set(texts.map((text) => text.replaceAll(':', '').toLowerCase()));
  const taken = plain(wanted.fingerprints);
  const refused = plain(wanted.refusedFingerprints);
  const commonNames = new Set(wanted.commonNames);
  const altNames = new Set(wanted.altNames);
  const all = taken.size + commonNames.size + altNames.size === 0;
  return (shown) =>
    !refused.has(shown.fingerprint) &&
    (all ||
      taken.has(shown.fingerprint) ||
      (shown.commonName !== undefined && commonNames.has(shown.commonName)) ||
      shown.altNames.some((name) => altNames.has(name)));
};

const subjectOf = (
  shown: GoodCertificate,
  by: 'fingerprint' | 'subject' | 'commonName' | 'altName',
): string | undefined => {
  switch (by) {
    case 'fingerprint':
      return shown.fingerprint;
    case 'subject':
      return shown.subject;
    case 'commonName':
      return shown.commonName;
    case 'altName':
      return shown.altNames[0];
  }
};
