import { createHash, createHmac, createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { pairs, signedBy, type Signer } from './hook-signers.ts';
import type { Sent } from './inbound.ts';

type Forgery = readonly [what: string, sent: Sent];

/** Everything a small step away from a webhook that the provider signed. None of it may be taken. */
export const forgeriesOf = async (
  signer: Signer,
  place: { readonly at: number; readonly url: string },
): Promise<readonly Forgery[]> => {
  const { header, prefix = '' } = signer;
  const valid = await signedBy(signer, place);
  const proof = valid.headers[header] ?? '';
  const bare = proof.slice(prefix.length);
  const withProof = (text: string): Sent => ({ ...valid, headers: { ...valid.headers, [header]: text } });
  const other =
    signer.secret === 'own key'
      ? 'another key'
      : signer.secret.slice(0, -8) + signer.secret.slice(-4).repeat(2);
  const named = (secret: string, body?: string) =>
    signedBy(signer, { ...place, secret, ...(body === undefined ? {} : { body }) });
  const noHeaders = { ...valid, headers: { 'content-type': valid.headers['content-type'] ?? '' } };
  const forgeries: Forgery[] = [
    ['no headers', noHeaders],
    ['an empty proof', withProof('')],
    ['a blank proof', withProof('   ')],
    ['only the prefix', withProof(prefix === '' ? '=' : prefix)],
    ['another prefix', withProof(`sha512=${bare}`)],
    ['a prefix twice', withProof(`${prefix === '' ? 'sha256=' : prefix}${proof}`)],
    ['the word undefined', withProof(`${prefix}undefined`)],
    ['the word null', withProof(`${prefix}null`)],
    ['zeros', withProof(prefix + bare.replace(/[0-9a-z]/gi, '0'))],
    ['a letter changed', withProof(prefix + flipped(bare))],
    ['half of the proof', withProof(prefix + bare.slice(0, Math.floor(bare.length / 2)))],
    // A list with one good signature more is no forgery.
    ...(/,v1=/.test(proof) ? [] : [['the proof twice in a row', withProof(prefix + bare + bare)] as Forgery]),
    ['the proof turned round', withProof(prefix + [...bare].reverse().join(''))],
    ['a very long proof', withProof(prefix + 'a'.repeat(12_000))],
    ['signs of other alphabets', withProof(`${prefix}ａｂｃ\u0430${bare.slice(4)}`)],
    ['a proof in another header', { ...noHeaders, headers: { ...noHeaders.headers, 'x-signature': proof } }],
    ['another secret', await named(other)],
    ['a secret that is empty', await named(' ')],
    ['the header in two, both wrong', withProof(`${prefix}${flipped(bare)}, ${prefix}${flipped(bare)}`)],
    ...(signer.signs.includes('body') ? await bodies(signer, place, valid) : []),
    ...(signer.signs.includes('url') ? addresses(valid) : []),
    ...(signer.signs.includes('time') ? await times(signer, place) : []),
    ...(header === 'authorization' ? await tokens(signer, place, valid) : []),
  ];
  return forgeries;
};

const flipped = (text: string): string => {
  const middle = Math.floor(text.length * 0.8);
  const letter = text[middle] === 'b' ? 'c' : 'b';
  return text.slice(0, middle) + letter + text.slice(middle + 1);
};

const bodies = async (
  signer: Signer,
  place: { readonly at: number; readonly url: string },
  valid: Sent,
): Promise<readonly Forgery[]> => {
  const body = String(valid.body);
  const isForm = signer.type !== undefined;
  const elsewhere = await signedBy(signer, { ...place, body: isForm ? 'To=1' : '{"other":true}' });
  const with_ = (text: string): Sent => ({ ...valid, body: text });
  const weak = ['md5', 'sha1'].map((algorithm): Forgery => {
    const digest = createHmac(algorithm, signer.secret).update(body).digest('hex');
    const proof = `${signer.prefix ?? ''}${digest}`;
    return [
      `a weak digest, ${algorithm}`,
      { ...valid, headers: { ...valid.headers, [signer.header]: proof } },
    ];
  });
  return [
    ...(signer.provider === 'intercom' ? weak.slice(0, 1) : weak),
    ['a plain hash of the body', hashed(signer, valid)],
    ['the proof of another body', { ...elsewhere, body }],
    ['a body with a letter changed', with_(body.replace(/1/, '2'))],
    ['a body cut short', with_(body.slice(0, -1))],
    ['a body with more at its end', with_(isForm ? `${body}&a=b` : `${body} `)],
    ['no body', with_('')],
    ...(isForm
      ? []
      : [['a body written anew', with_(JSON.stringify(JSON.parse(body) as unknown, null, 1))] as Forgery]),
  ];
};

const hashed = (signer: Signer, valid: Sent): Sent => {
  const digest = createHash('sha256').update(signer.secret).update(valid.body).digest('hex');
  return { ...valid, headers: { ...valid.headers, [signer.header]: `${signer.prefix ?? ''}${digest}` } };
};

const addresses = (valid: Sent): readonly Forgery[] => [
  ['another path', { ...valid, url: valid.url.replace('hook_1', 'hook_2') }],
  ['another host', { ...valid, url: valid.url.replace('hub.example', 'hub.example.org') }],
  ['another query', { ...valid, url: valid.url.replace('a=1', 'a=2') }],
  ['no query', { ...valid, url: valid.url.split('?')[0] ?? '' }],
];

const times = async (
  signer: Signer,
  place: { readonly at: number; readonly url: string },
): Promise<readonly Forgery[]> => {
  const valid = await signedBy(signer, place);
  const timed = Object.keys(valid.headers).find((name) => /timestamp/.test(name));
  const moved = (change: (text: string) => string): Sent => ({
    ...valid,
    headers:
      timed === undefined
        ? { ...valid.headers, [signer.header]: (valid.headers[signer.header] ?? '').replace(/t=\d+/, change) }
        : { ...valid.headers, [timed]: change(valid.headers[timed] ?? '') },
  });
  const forged: Forgery[] = [
    ['an hour old', await signedBy(signer, { ...place, at: place.at - 3_600 })],
    ['an hour ahead', await signedBy(signer, { ...place, at: place.at + 3_600 })],
  ];
  if (signer.header === 'authorization') return forged;
  return [
    ...forged,
    ['another time than was signed', moved((text) => text.replace(/0(?=\D*$)/, '1'))],
    ['no time', moved(() => '')],
    ['a time that is none', moved((text) => text.replace(/\d+/, 'soon'))],
    ['a time as a power', moved((text) => text.replace(/\d+/, '17e8'))],
    ['two times', moved((text) => `${text},${text}`)],
  ];
};

/** What is tried with tokens everywhere: the header's word against the rules. */
const tokens = async (
  signer: Signer,
  { at }: { readonly at: number },
  valid: Sent,
): Promise<readonly Forgery[]> => {
  const whole = (valid.headers['authorization'] ?? '').replace(/^Bearer /, '');
  const [head = '', claims = '', signature = ''] = whole.split('.');
  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const as = (token: string): Sent => ({
    ...valid,
    headers: { ...valid.headers, authorization: `Bearer ${token}` },
  });
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
  const pem = pairs.rsa.publicKey.export({ format: 'pem', type: 'spki' });
  const byPublicKey = await new SignJWT(said)
    .setProtectedHeader({ alg: 'HS256', kid: 'one' })
    .sign(createSecretKey(Buffer.from(pem)));
  const forever = new SignJWT(
    Object.fromEntries(Object.entries(said).filter(([name]) => !['iat', 'exp'].includes(name))),
  );
  const byOthers = await new SignJWT(said)
    .setProtectedHeader({
      alg: 'HS256',
      jku: 'https://attacker.example/keys',
      x5u: 'https://attacker.example/cert',
    })
    .sign(Buffer.alloc(32, 1));
  const shared = signer.asymmetric !== true;
  return [
    ['alg none', as(`${encoded({ alg: 'none' })}.${claims}.`)],
    ['alg None', as(`${encoded({ alg: 'None' })}.${claims}.${signature}`)],
    ['alg HS512', as(`${encoded({ alg: 'HS512' })}.${claims}.${signature}`)],
    ['no signature', as(`${head}.${claims}.`)],
    ['claims changed', as(`${head}.${encoded({ ...said, exp: at + 999_999 })}.${signature}`)],
    ['the public key as a secret', as(byPublicKey)],
    ['a key of its own in the header', as(byOthers)],
    ['crit', as(`${encoded({ alg: 'HS256', crit: ['b64'], b64: false })}.${claims}.${signature}`)],
    ['two parts', as(`${head}.${claims}`)],
    ['five parts', as(`${head}.${claims}.${signature}.a.b`)],
    ...(shared
      ? [
          [
            'good for ever',
            as(await forever.setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(signer.secret))),
          ] as Forgery,
        ]
      : []),
  ];
};
