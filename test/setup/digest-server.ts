import { createHash } from 'node:crypto';
import { startUpstream, type Upstream } from './upstream.ts';

export interface DigestRules {
  readonly username: string;
  readonly password: string;
  readonly algorithm?: string;
  readonly qop?: string;
  readonly userhash?: boolean;
}

const realm = 'the "inner" realm';
const nonce = 'dcd98b7102dd2f0e8b11d0f600bfb0c0';
const opaque = '5ccc069c403ebaf9f0171e9517f40e41';

/** A server that lets in by RFC 7616 only: it works the answer out on its own and compares. */
export const startDigestServer = (rules: DigestRules): Promise<Upstream> =>
  startUpstream((request, response) => {
    const given = request.headers.authorization;
    const right =
      given !== undefined &&
      isRight(rules, fieldsOf(given), { method: request.method ?? '', uri: request.url ?? '' });
    if (right) return void response.end('let in');
    const challenge = [
      `realm="${realm.replaceAll('"', '\\"')}"`,
      `nonce="${nonce}"`,
      `opaque="${opaque}"`,
      ...(rules.algorithm === undefined ? [] : [`algorithm=${rules.algorithm}`]),
      ...(rules.qop === undefined ? [] : [`qop="${rules.qop}"`]),
      ...(rules.userhash === true ? ['userhash=true'] : []),
    ];
    response
      .writeHead(401, { 'www-authenticate': `Negotiate, Digest ${challenge.join(', ')}, Basic realm="x"` })
      .end();
  });

type Fields = Readonly<Record<string, string>>;

const fieldsOf = (header: string): Fields => {
  if (!header.startsWith('Digest ')) return {};
  const fields: Record<string, string> = {};
  const pattern = /([a-z*]+)=(?:"((?:\\.|[^"\\])*)"|([^\s,]+))/g;
  for (const [, name = '', whole, bare] of header.matchAll(pattern))
    fields[name] = whole?.replace(/\\(.)/g, '$1') ?? bare ?? '';
  return fields;
};

interface Line {
  readonly method: string;
  readonly uri: string;
}

const isRight = (rules: DigestRules, fields: Fields, line: Line): boolean => {
  const algorithm = rules.algorithm ?? 'MD5';
  const hash = (text: string) =>
    createHash(algorithm.startsWith('SHA-256') ? 'sha256' : 'md5')
      .update(text)
      .digest('hex');
  const name = decodeURIComponent(fields['username*']?.replace("UTF-8''", '') ?? fields['username'] ?? '');
  const expectedName = rules.userhash === true ? hash(`${rules.username}:${realm}`) : rules.username;
  const account = hash(`${rules.username}:${realm}:${rules.password}`);
  const ha1 = algorithm.endsWith('-sess') ? hash(`${account}:${nonce}:${fields['cnonce']}`) : account;
  const ha2 = hash(`${line.method}:${line.uri}`);
  const expected =
    rules.qop === undefined
      ? hash(`${ha1}:${nonce}:${ha2}`)
      : hash(`${ha1}:${nonce}:${fields['nc']}:${fields['cnonce']}:auth:${ha2}`);
  return (
    fields['realm'] === realm &&
    fields['opaque'] === opaque &&
    fields['uri'] === line.uri &&
    (rules.qop === undefined) === (fields['qop'] === undefined) &&
    name === expectedName &&
    fields['response'] === expected
  );
};
