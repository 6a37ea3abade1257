import { createHash, randomBytes } from 'node:crypto';

/** As much of a request as its answer to a challenge is about. Names of headers in lower case. */
export interface DigestRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface DigestSecret {
  readonly username: string;
  readonly password: string;
}

interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: string;
  readonly hash: 'sha256' | 'md5';
  readonly session: boolean;
  readonly protect: boolean;
  readonly opaque: string | undefined;
  readonly hashName: boolean;
}

/**
 * The same request with the answer to a digest challenge (RFC 7616; qop `auth`, MD5 and SHA-256, with and without
 * `-sess`), or null when there is none that the hub can answer. Call it once, with the `WWW-Authenticate` of the 401,
 * and send what it gives: when that is refused too, the credentials are wrong.
 */
export const answerChallenge = <Request extends DigestRequest>(
  request: Request,
  wwwAuthenticate: string | readonly string[],
  secret: DigestSecret,
): (Request & { readonly headers: Record<string, string> }) | null => {
  const challenges = [wwwAuthenticate].flat().flatMap(readChallenges);
  // The stronger one, where the server offers both.
  const challenge = challenges.find(({ hash }) => hash === 'sha256') ?? challenges[0];
  if (challenge === undefined) return null;
  const headers = { ...request.headers, authorization: authorizationFor(request, challenge, secret) };
  return { ...request, headers };
};

const authorizationFor = (request: DigestRequest, challenge: Challenge, secret: DigestSecret): string => {
  const digest = (text: string) => createHash(challenge.hash).update(text, 'utf8').digest('hex');
  const { realm, nonce, opaque } = challenge;
  const { username, password } = secret;
  const url = new URL(request.url);
  const uri = `${url.pathname}${url.search}`;
  const cnonce = randomBytes(16).toString('hex');
  const count = '00000001';
  const account = digest(`${username}:${realm}:${password}`);
  const ha1 = challenge.session ? digest(`${account}:${nonce}:${cnonce}`) : account;
  const ha2 = digest(`${request.method}:${uri}`);
  const response = digest(
    challenge.protect ? `${ha1}:${nonce}:${count}:${cnonce}:auth:${ha2}` : `${ha1}:${nonce}:${ha2}`,
  );
  const name = challenge.hashName
    ? `username=${quoted(digest(`${username}:${realm}`))}, userhash=true`
    : nameField(username);
  const fields = [
    name,
    `realm=${quoted(realm)}`,
    `uri=${quoted(uri)}`,
    `nonce=${quoted(nonce)}`,
    `algorithm=${challenge.algorithm}`,
    `response=${quoted(response)}`,
    ...(challenge.protect || challenge.session ? [`cnonce=${quoted(cnonce)}`] : []),
    ...(challenge.protect ? ['qop=auth', `nc=${count}`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
  ];
  return `Digest ${fields.join(', ')}`;
};

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

/** A name that is not plain ASCII travels in the extended notation (RFC 7616, 3.4; RFC 5987). */
const nameField = (username: string): string =>
  /^[\x20-\x7e]*$/.test(username)
    ? `username=${quoted(username)}`
    : `username*=UTF-8''${encodeURIComponent(username).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/** Challenges of several schemes may stand in one header, divided by the same commas as their fields. */
const readChallenges = (header: string): Challenge[] =>
  header
    .slice(0, 8_192)
    .split(/(?:^|,)\s*(?=[A-Za-z][\w-]*\s+[\w*-]+\s*=)/)
    .flatMap((part) => {
      const match = /^digest\s+(.*)$/is.exec(part.trim());
      const challenge = match?.[1] === undefined ? undefined : readChallenge(fieldsOf(match[1]));
      return challenge === undefined ? [] : [challenge];
    });

const field = /([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*))/g;

const fieldsOf = (text: string): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>();
  for (const [, name = '', whole, bare] of text.matchAll(field)) {
    if (!fields.has(name.toLowerCase()))
      fields.set(name.toLowerCase(), whole === undefined ? (bare ?? '') : whole.replace(/\\(.)/g, '$1'));
  }
  return fields;
};

const readChallenge = (fields: ReadonlyMap<string, string>): Challenge | undefined => {
  const [realm, nonce] = [fields.get('realm'), fields.get('nonce')];
  const algorithm = fields.get('algorithm') ?? 'MD5';
  const named = /^(md5|sha-256)(-sess)?$/i.exec(algorithm);
  const offered = fields
    .get('qop')
    ?.toLowerCase()
    .split(/\s*,\s*/);
  if (realm === undefined || nonce === undefined || named === null) return undefined;
  // A server that insists on `auth-int` gets no answer, rather than a weaker one that it refuses.
  if (offered !== undefined && !offered.includes('auth')) return undefined;
  return {
    ...{ realm, nonce, algorithm },
    hash: named[1]?.toLowerCase() === 'md5' ? 'md5' : 'sha256',
    session: named[2] !== undefined,
    protect: offered !== undefined,
    opaque: fields.get('opaque'),
    hashName: fields.get('userhash')?.toLowerCase() === 'true',
  };
};
