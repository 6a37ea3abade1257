import { createHmac, timingSafeEqual } from 'node:crypto';

/** What stands in `Authorization` behind the scheme. */
export interface ShownSignature {
  readonly keyId: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly nonce: string;
  readonly signature: Buffer;
}

export interface SignedRequest {
  readonly method: string;
  readonly host: string;
  /** As it stands in the request's first line. */
  readonly target: string;
  readonly created: number;
  readonly nonce: string;
  /** SHA-256 of the body in base64; empty where there is none. */
  readonly digest: string;
}

export const signatureScheme = 'Hub-HMAC-SHA256';
const field = /^\s*(keyId|created|nonce|signature)=("?)([^"\s]*)\2\s*$/;
const longest = 2_000;

/** Null where it is not of the form that docs/gateway-authentication.md tells. */
export const readSignature = (text: string): ShownSignature | null => {
  if (text.length > longest) return null;
  const fields = new Map<string, string>();
  for (const part of text.split(',')) {
    const [, name, , value] = field.exec(part) ?? [];
    if (name === undefined || value === undefined || fields.has(name)) return null;
    fields.set(name, value);
  }
  const [keyId, created, signature] = [fields.get('keyId'), fields.get('created'), fields.get('signature')];
  if (keyId === undefined || created === undefined || signature === undefined) return null;
  if (!/^\d{1,12}$/.test(created) || !/^[A-Za-z0-9+/]{43}=$/.test(signature)) return null;
  const nonce = fields.get('nonce') ?? '';
  return { keyId, created: Number(created), nonce, signature: Buffer.from(signature, 'base64') };
};

/** Each part on a line of its own; none of them can hold a line break. */
export const textToSign = ({ method, host, target, created, nonce, digest }: SignedRequest): string => {
  const at = target.indexOf('?');
  const path = at === -1 ? target : target.slice(0, at);
  const query = at === -1 ? '' : target.slice(at + 1);
  return `${signatureScheme}\n${method}\n${host.toLowerCase()}\n${path}\n${query}\n${created}\n${nonce}\n${digest}`;
};

export const signatureOf = (secret: Buffer, request: SignedRequest): Buffer =>
  createHmac('sha256', secret).update(textToSign(request)).digest();

export const isSignedWith = (secret: Buffer, request: SignedRequest, shown: Buffer): boolean => {
  const right = signatureOf(secret, request);
  return right.length === shown.length && timingSafeEqual(right, shown);
};

const contentDigest = /^sha-256=:([A-Za-z0-9+/]{43}=):$/;

/** Of `Content-Digest` (RFC 9530); null where it is something else, several digests for example. */
export const digestIn = (header: string | string[] | undefined): string | null => {
  if (header === undefined) return '';
  return (typeof header === 'string' ? contentDigest.exec(header)?.[1] : undefined) ?? null;
};
