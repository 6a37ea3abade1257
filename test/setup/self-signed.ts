import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

/** Distinguished encoding of ASN.1: a tag, a length, the contents. */
const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const size =
    body.length < 128
      ? [body.length]
      : body.length < 256
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
const oid = (...bytes: number[]) => der(0x06, Buffer.from(bytes));
const bits = (bytes: Uint8Array) => der(0x03, Buffer.from([0]), bytes);

const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const commonName = (text: string) =>
  sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(text)))));
const utcTime = (date: Date) =>
  der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
const day = 86_400_000;

export interface Issued {
  /** PKCS #8 in PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface WantedCertificate {
  readonly name: string;
  /** Itself, when left out. */
  readonly by?: Authority;
  readonly isAuthority?: boolean;
  /** Of extended key usage; anything when left out. */
  readonly use?: 'client' | 'server';
  /** Days from now; a day when left out. */
  readonly lastsDays?: number;
  /** As a URI beside the DNS name. */
  readonly uri?: string;
}

export interface Authority extends Issued {
  readonly name: string;
}

const extension = (name: Buffer, value: Uint8Array) => sequence(name, der(0x04, value));
const uses = { server: 1, client: 2 } as const;

const extensionsOf = ({ name, isAuthority, use, uri }: WantedCertificate): Buffer[] => [
  extension(
    oid(0x55, 0x1d, 0x11),
    sequence(der(0x82, Buffer.from(name)), ...(uri === undefined ? [] : [der(0x86, Buffer.from(uri))])),
  ),
  ...(isAuthority === true
    ? [extension(oid(0x55, 0x1d, 0x13), sequence(der(0x01, Buffer.from([0xff]))))]
    : []),
  ...(use === undefined
    ? []
    : [extension(oid(0x55, 0x1d, 0x25), sequence(oid(0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, uses[use])))]),
];

/** A certificate for one name. Node can read certificates but not make them. */
export const issueCertificate = (wanted: WantedCertificate): Authority => {
  const { name, by, lastsDays = 1 } = wanted;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1]), randomBytes(8)),
    ecdsaWithSha256,
    commonName(by?.name ?? name),
    sequence(utcTime(new Date(Date.now() - 2 * day)), utcTime(new Date(Date.now() + lastsDays * day))),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensionsOf(wanted))),
  );
  const signature = createSign('sha256')
    .update(body)
    .sign(by?.key ?? privateKey);
  const cert = sequence(body, ecdsaWithSha256, bits(signature)).toString('base64');
  return {
    name,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${(cert.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`,
  };
};

/** Its own authority, good for a day. */
export const selfSigned = (name: string): Issued => {
  const { key, cert } = issueCertificate({ name });
  return { key, cert };
};
