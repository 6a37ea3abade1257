import { readFile } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { HubError } from '../../../core/errors.ts';
import type { Log } from '../../../core/ports.ts';
import { watchFiles, type FileWatch } from './watch-files.ts';

/** Files in PEM: the certificate with its chain, and its key. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

export interface CertificatesOptions {
  /** The first one is for clients that name no host, or one that no certificate is for. */
  readonly files: readonly [CertificateFiles, ...CertificateFiles[]];
  readonly log: Log;
  /** How often the files are looked at. */
  readonly checkEveryMs?: number;
}

export interface Certificates extends FileWatch {
  /** Of a host's name. */
  contextFor(name: string): SecureContext;
  /** The first pair in PEM, and each time that it changes. */
  onFirst(use: (pair: Pem) => void): void;
}

export interface Pem {
  readonly cert: Buffer;
  readonly key: Buffer;
}

interface Pair extends Pem {
  readonly context: SecureContext;
  readonly names: readonly string[];
  readonly validTo: string;
}

const isOver = ({ validTo }: Pair): boolean => Date.parse(validTo) < Date.now();

export const openCertificates = async (options: CertificatesOptions): Promise<Certificates> => {
  const { files, log } = options;
  const pairs: Pair[] = [];
  let byName = namesOf(pairs);
  let use: ((pair: Pem) => void) | undefined;
  const certOf = (at: number): string => files[at]?.cert ?? '';

  const take = (at: number, pair: Pair): void => {
    pairs[at] = pair;
    byName = namesOf(pairs);
  };
  const takeAgain = (at: number, pair: Pair): void => {
    if (pair.cert.equals(pairs[at]?.cert ?? empty) && pair.key.equals(pairs[at]?.key ?? empty)) return;
    if (isOver(pair)) throw new HubError('config_invalid', `The certificate ended on ${pair.validTo}.`);
    take(at, pair);
    if (at === 0) use?.(pair);
    log.info('certificate read again', { file: certOf(at), names: pair.names.join(', ') });
  };

  const watch = await watchFiles({
    groups: files.map(({ cert, key }) => [cert, key]),
    read: async (at, again) => {
      const pair = await readPair(files[at] ?? files[0]);
      if (again) return takeAgain(at, pair);
      if (isOver(pair)) log.error('certificate is out of date', { file: certOf(at), until: pair.validTo });
      take(at, pair);
    },
    broken: (at, error) =>
      log.error('new certificate is broken: the one before stays in use', { file: certOf(at), error }),
    everyMs: options.checkEveryMs,
  });

  return {
    contextFor: (name) => {
      const host = name.toLowerCase();
      const pair = byName.get(host) ?? byName.get(`*${host.slice(host.indexOf('.'))}`) ?? pairs[0];
      if (pair === undefined) throw new HubError('internal', 'There is no certificate.');
      return pair.context;
    },
    onFirst: (given) => {
      use = given;
      if (pairs[0] !== undefined) given(pairs[0]);
    },
    ...watch,
  };
};

const empty = Buffer.alloc(0);

const readPair = async (files: CertificateFiles): Promise<Pair> => {
  try {
    const [cert, key] = await Promise.all([readFile(files.cert), readFile(files.key)]);
    // Fails when the two do not belong together.
    const context = createSecureContext({ cert, key, minVersion: 'TLSv1.2' });
    const x509 = new X509Certificate(cert);
    return { cert, key, context, names: namesIn(x509), validTo: x509.validTo };
  } catch (cause) {
    throw new HubError(
      'config_invalid',
      `The certificate ${files.cert} cannot be used with the key ${files.key}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
};

/** DNS names of the certificate; the common name where there are none. */
const namesIn = (x509: X509Certificate): string[] => {
  const names = [...(x509.subjectAltName ?? '').matchAll(/DNS:([^,\s"]+)/g)].map(([, name = '']) => name);
  if (names.length > 0) return names.map((name) => name.toLowerCase());
  const common = /^CN=(.+)$/m.exec(x509.subject)?.[1];
  return common === undefined ? [] : [common.toLowerCase()];
};

/** Where two are for one name, the first one is taken. */
const namesOf = (pairs: readonly Pair[]): Map<string, Pair> =>
  new Map(pairs.toReversed().flatMap((pair) => pair.names.map((name) => [name, pair] as const)));
