import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { Asked } from './two-gateways.ts';

/** Requests for the routes of `test/peers/express-gateway/gateway.config.yml`, which both gateways must serve alike. */

/** What the callers of one gateway show. Keys are made by each gateway for itself. */
export interface Shown {
  readonly reader: string;
  readonly nobody: string;
  readonly revoked: string;
  /** `user:password` */
  readonly password: string;
  /** From the token endpoint of express-gateway. */
  readonly token: string;
}

export type SharedRequest = (shown: Shown) => Asked;

const secret = 'a secret that both gateways know of';
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = Math.floor(Date.now() / 1_000);

const token = (claims: object, { alg = 'HS256', key = secret } = {}): string => {
  const text = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  if (alg === 'none') return `${text}.`;
  return `${text}.${createHmac(alg.replace('HS', 'sha'), key).update(text).digest('base64url')}`;
};

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** In PEM, for the shared file. */
export const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();

const signed = (claims: object, { alg = 'RS256', key = keys.privateKey } = {}): string => {
  const text = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${sign(alg.replace('RS', 'sha'), Buffer.from(text), key).toString('base64url')}`;
};

const fine = { sub: 'reader-subject', aud: 'both', iss: 'test', exp: now + 3_600 };
const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;
const json = { 'content-type': 'application/json' };

const plain = (list: Readonly<Record<string, Asked>>): [string, SharedRequest][] =>
  Object.entries(list).map(([name, asked]) => [name, () => asked]);

const matching = plain({
  'a path': { path: '/exact' },
  'a path with a query': { path: '/exact?a=b&c=d%20e&a=f' },
  'a path with an empty query': { path: '/exact?' },
  'a path that is longer': { path: '/exactly' },
  'a path below': { path: '/exact/below' },
  'a path above': { path: '/' },
  'a path behind a star': { path: '/below/a/b/c?x=1' },
  'a path that begins so': { path: '/begins-so/and/more' },
  'a path that only begins so': { path: '/begins' },
  'a named piece': { path: '/named/17' },
  'a named piece that is missing': { path: '/named' },
  'two named pieces': { path: '/named/17/part/4' },
  'too many pieces': { path: '/named/17/else/4' },
  'one of several paths': { path: '/one-of' },
  'another of several paths': { path: '/another-of/x' },
  'a path of a regular expression': { path: '/regex/42' },
  'a path beside it': { path: '/regex/x42' },
  'a method that is taken': { path: '/methods', method: 'PUT', body: 'x' },
  'a method of a list': { path: '/methods-list', method: 'DELETE' },
  'a host by its name': { path: '/host', host: 'api.example.com' },
  'a host with a port': { path: '/host', host: 'api.example.com:8443' },
  'a host in capitals': { path: '/host', host: 'API.Example.COM' },
  'a host of a pattern': { path: '/host', host: 'a.example.org' },
  'a host deeper than the pattern': { path: '/host', host: 'a.b.example.org' },
  'no such host': { path: '/host', host: 'other.test' },
  'the first of two that fit': { path: '/overlap/special' },
  'the first alone': { path: '/overlap/other' },
  'the closer one, written first': { path: '/closer/special' },
  'the wider one': { path: '/closer/other' },
  'a path of the environment': { path: '/from-environment' },
  'a second pipeline': { path: '/shared-b' },
  'nothing at all': { path: '/nothing/here' },
});

const conditions = plain({
  always: { path: '/if/always' },
  never: { path: '/if/never' },
  'all of both': { path: '/if/all-of-yes' },
  'all of one': { path: '/if/all-of-yes', method: 'POST' },
  'all of the other': { path: '/if/all-of-no' },
  'one of none': { path: '/if/one-of-no' },
  'one of one': { path: '/if/one-of-no', method: 'PUT' },
  'one of both': { path: '/if/one-of-yes', method: 'PUT' },
  'not so': { path: '/if/not-no' },
  'not, but so': { path: '/if/not-yes' },
  'nested, so': { path: '/if/nested' },
  'nested, not so': { path: '/if/nested', method: 'PUT' },
  'a path that matches': { path: '/if/path-match/v12/bc' },
  'a path that does not': { path: '/if/path-match/v/bc' },
  'a query that matches': { path: '/if/path-match/x?y=/v1/a' },
  'an exact path': { path: '/if/path-exact' },
  'an inexact path': { path: '/if/path-exactly' },
  'a method': { path: '/if/method', method: 'POST' },
  'another method': { path: '/if/method' },
  'a method of a list': { path: '/if/method-list', method: 'PATCH' },
  'a method of none': { path: '/if/method-list', method: 'DELETE' },
  'a host that matches': { path: '/if/host-match', host: 'shop.example.com' },
  'a host that does not': { path: '/if/host-match', host: 'shop.example.net' },
  'a host that ends so': { path: '/if/host-match', host: 'shop.example.com.evil.test' },
  'an expression that holds': { path: '/if/expression', headers: { 'x-plan': 'gold' } },
  'an expression that does not': { path: '/if/expression', headers: { 'x-plan': 'lead' } },
  'an expression over nothing': { path: '/if/expression' },
  'both of an expression': { path: '/if/expression-both', headers: { 'x-plan': 'lead' } },
  'one of both holds': { path: '/if/expression-both', method: 'POST', headers: { 'x-plan': 'lead' } },
  'the other of both': { path: '/if/expression-both', headers: { 'x-plan': 'gold' } },
  'either, by a header': { path: '/if/expression-either' },
  'either, by the query': { path: '/if/expression-either?plan=gold', headers: { 'x-plan': 'lead' } },
  neither: { path: '/if/expression-either?plan=lead', headers: { 'x-plan': 'lead' } },
  'a body that fits': { path: '/if/json-schema', method: 'POST', headers: json, body: '{"a":1}' },
  'a body of a wrong kind': { path: '/if/json-schema', method: 'POST', headers: json, body: '{"a":[1]}' },
  'a body that lacks something': { path: '/if/json-schema', method: 'POST', headers: json, body: '{"b":1}' },
  'no body': { path: '/if/json-schema' },
  'no certificate of the client': { path: '/if/tls-client' },
  'somebody unknown': { path: '/if/who' },
}).concat([
  ['somebody known', ({ reader }) => ({ path: '/if/who', headers: { authorization: `apiKey ${reader}` } })],
]);

const policies = plain({
  'a message with its status': { path: '/terminate-so' },
  'a message to HEAD': { path: '/terminate-so', method: 'HEAD' },
  'the usual message': { path: '/terminate' },
  'several steps, the first': { path: '/several-steps' },
  'several steps, the second': { path: '/several-steps', method: 'POST', body: 'x' },
  'a path behind that of the service': { path: '/proxied/a/b?c=d' },
  'letters in codes': { path: '/proxied/caf%C3%A9%20x?q=%20%2F' },
  'a body of text': {
    path: '/proxied',
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: 'häh',
  },
  'a status of the upstream': { path: '/proxied', headers: { 'x-answer-status': '503' } },
  'an answer without a body': { path: '/proxied', headers: { 'x-answer-status': '204' } },
  'a redirect of the upstream': {
    path: '/proxied',
    headers: { 'x-answer-status': '302', 'x-answer-location': 'http://else.test/x' },
  },
  HEAD: { path: '/proxied', method: 'HEAD' },
  'the host of the client': { path: '/kept-host', host: 'Kept.Example:81' },
  'a path without that of the service': { path: '/not-prepended/x?y=z' },
  'the path of the service alone': { path: '/path-ignored/x' },
  'a path without its beginning': { path: '/stripped/a/b?c=d' },
  'a path without anything': { path: '/stripped-whole?c=d' },
  'a path without what is before a name': { path: '/stripped-name/17?c=d' },
  'to the root of a service': { path: '/to-root/a' },
  'in turns, 1': { path: '/turns' },
  'in turns, 2': { path: '/turns' },
  'in turns, 3': { path: '/turns' },
  'in turns, again': { path: '/turns' },
  'any origin': { path: '/cors/any', headers: { origin: 'http://any.example' } },
  'any origin, asked before': {
    path: '/cors/any',
    method: 'OPTIONS',
    headers: {
      origin: 'http://any.example',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'x-a, x-b',
    },
  },
  'one origin': { path: '/cors/one', headers: { origin: 'http://one.example' } },
  'an origin of a list': { path: '/cors/list', headers: { origin: 'http://two.example' } },
  'an origin of a list, asked before': {
    path: '/cors/list',
    method: 'OPTIONS',
    headers: { origin: 'http://two.example', 'access-control-request-method': 'PUT' },
  },
  'an origin of no list': { path: '/cors/list', headers: { origin: 'http://evil.example' } },
  'all options of origins': { path: '/cors/full', headers: { origin: 'http://one.example' } },
  'all options of origins, asked before': {
    path: '/cors/full',
    method: 'OPTIONS',
    headers: { origin: 'http://one.example', 'access-control-request-method': 'GET' },
  },
  'headers from a header': { path: '/headers', headers: { 'x-a': 'value' } },
  'headers over those of the client': { path: '/headers', headers: { 'x-a': 'value', 'x-fixed': 'mine' } },
  'headers with a prefix': { path: '/headers-prefixed', headers: { 'x-a': 'value' } },
  'headers added, changed, removed': {
    path: '/request/headers',
    headers: { 'x-a': 'value', 'x-secret': '1' },
  },
  'a body changed': {
    path: '/request/body',
    method: 'POST',
    headers: { ...json, 'x-a': 'value' },
    body: '{"secret":1,"kept":[1,{"a":null}]}',
  },
  'an answer changed': { path: '/answer/body' },
  'under its limit, 1': { path: '/limited', headers: { 'x-a': 'one' } },
  'under its limit, 2': { path: '/limited', headers: { 'x-a': 'one' } },
  'over its limit': { path: '/limited', headers: { 'x-a': 'one' } },
  'another limit': { path: '/limited', headers: { 'x-a': 'other' } },
  'a limit by method': { path: '/limited-otherwise' },
  'a limit by method, over': { path: '/limited-otherwise' },
  'a limit by another method': { path: '/limited-otherwise', method: 'POST', body: 'x' },
  'a line in the log': { path: '/logged', headers: { 'x-a': 'this one' } },
});

const callers: [string, SharedRequest][] = [
  ['nobody', () => ({ path: '/keys' })],
  ['a key', ({ reader }) => ({ path: '/keys', headers: { authorization: `apiKey ${reader}` } })],
  [
    'a key in other letters',
    ({ reader }) => ({ path: '/keys', headers: { authorization: `APIKEY ${reader}` } }),
  ],
  [
    'a key of another scheme',
    ({ reader }) => ({ path: '/keys', headers: { authorization: `Bearer ${reader}` } }),
  ],
  [
    'half a key',
    ({ reader }) => ({ path: '/keys', headers: { authorization: `apiKey ${reader.slice(0, -3)}` } }),
  ],
  ['a key without its scheme', ({ reader }) => ({ path: '/keys', headers: { authorization: reader } })],
  ['an empty key', () => ({ path: '/keys', headers: { authorization: 'apiKey ' } })],
  ['a revoked key', ({ revoked }) => ({ path: '/keys', headers: { authorization: `apiKey ${revoked}` } })],
  [
    'a scope that is there',
    ({ reader }) => ({ path: '/keys-scoped', headers: { authorization: `apiKey ${reader}` } }),
  ],
  [
    'a scope that is not',
    ({ nobody }) => ({ path: '/keys-scoped', headers: { authorization: `apiKey ${nobody}` } }),
  ],
  [
    'one scope of two',
    ({ reader }) => ({ path: '/keys-two-scopes', headers: { authorization: `apiKey ${reader}` } }),
  ],
  [
    'a key in a header of its own',
    ({ reader }) => ({ path: '/keys-elsewhere', headers: { 'x-key': `hub ${reader}` } }),
  ],
  [
    'a key in the usual header',
    ({ reader }) => ({ path: '/keys-elsewhere', headers: { authorization: `apiKey ${reader}` } }),
  ],
  ['a key without any scheme', ({ reader }) => ({ path: '/keys-no-query', headers: { 'x-key': reader } })],
  ['a key where none is looked for', ({ reader }) => ({ path: `/keys-no-query?apiKey=${reader}` })],
  [
    'a key in a header that is not looked at',
    ({ reader }) => ({ path: '/keys-no-header', headers: { authorization: `apiKey ${reader}` } }),
  ],
  ['a password', ({ password }) => ({ path: '/passwords', headers: { authorization: basic(password) } })],
  [
    'a password where no scope is asked for',
    ({ password }) => ({ path: '/passwords-open', headers: { authorization: basic(password) } }),
  ],
  [
    'a wrong password',
    ({ password }) => ({ path: '/passwords', headers: { authorization: basic(`${password}x`) } }),
  ],
  ['no password', () => ({ path: '/passwords' })],
  ['a password of nobody', () => ({ path: '/passwords', headers: { authorization: basic('no-such:body') } })],
  ['a password that is none', () => ({ path: '/passwords', headers: { authorization: 'Basic %%%' } })],
  ...(
    [
      ['a token', token(fine)],
      ['a token that is over', token({ ...fine, exp: now - 3_600 })],
      ['a token that has not begun', token({ ...fine, nbf: now + 3_600 })],
      ['a token for others', token({ ...fine, aud: 'others' })],
      ['a token for both and others', token({ ...fine, aud: ['others', 'both'] })],
      ['a token of others', token({ ...fine, iss: 'others' })],
      ['a token of another secret', token(fine, { key: 'another secret' })],
      ['a token without a signature', token(fine, { alg: 'none' })],
      ['a token of another algorithm', token(fine, { alg: 'HS512' })],
      ['a token that is none', 'x.y.z'],
    ] as const
  ).map(([name, text]): [string, SharedRequest] => [
    name,
    () => ({ path: '/tokens', headers: { authorization: `Bearer ${text}` } }),
  ]),
  ['no token', () => ({ path: '/tokens' })],
  ...(
    [
      ['a token signed with a key', signed(fine)],
      ['one signed with another key', signed(fine, { key: otherKeys.privateKey })],
      ['one signed with a longer hash', signed(fine, { alg: 'RS512' })],
      ['one signed for others', signed({ ...fine, aud: 'others' })],
      ['one signed that is over', signed({ ...fine, exp: now - 3_600 })],
      ['the public key taken for a secret', token(fine, { key: publicKey })],
      ['one signed by nobody', token(fine, { alg: 'none' })],
    ] as const
  ).map(([name, text]): [string, SharedRequest] => [
    name,
    () => ({ path: '/tokens-signed', headers: { authorization: `Bearer ${text}` } }),
  ]),
  ['no token that is signed', () => ({ path: '/tokens-signed' })],
  [
    'a token of the token endpoint',
    ({ token: given }) => ({ path: '/tokens-given-out', headers: { authorization: `Bearer ${given}` } }),
  ],
  [
    'half a token of it',
    ({ token: given }) => ({
      path: '/tokens-given-out',
      headers: { authorization: `Bearer ${given.slice(0, -4)}` },
    }),
  ],
  [
    'a token of it by another scheme',
    ({ token: given }) => ({ path: '/tokens-given-out', headers: { authorization: `Basic ${given}` } }),
  ],
  [
    'a token that it has not given out',
    () => ({ path: '/tokens-given-out', headers: { authorization: `Bearer ${token(fine)}` } }),
  ],
  ['no token of it', () => ({ path: '/tokens-given-out' })],
  [
    'a token of somebody',
    () => ({ path: '/tokens-checked', headers: { authorization: `Bearer ${token(fine)}` } }),
  ],
  [
    'a token of nobody',
    () => ({ path: '/tokens-checked', headers: { authorization: `Bearer ${token({ ...fine, sub: 'x' })}` } }),
  ],
  [
    'a token without a subject',
    () => ({ path: '/tokens-checked', headers: { authorization: `Bearer ${token({ aud: 'both' })}` } }),
  ],
  [
    'a token where no query is',
    () => ({ path: '/tokens-in-query', headers: { authorization: `Bearer ${token(fine)}` } }),
  ],
  [
    'a token where no header is',
    () => ({ path: '/tokens-in-header', headers: { authorization: `Bearer ${token(fine)}` } }),
  ],
];

const moved = (path: string, status: string, location: string): Asked => ({
  path,
  host: 'api.example.com:8080',
  headers: { 'x-answer-status': status, 'x-answer-location': location },
});

/** What the policy `proxy` is told, and what it makes of an answer. */
const forwarding = plain({
  // A redirect proper ends the process of express-gateway: that is held apart.
  'a redirect to see something else': moved('/moved/to-client', '303', 'UPSTREAM/a'),
  'no redirect, with a location': moved('/moved/to-host', '200', 'UPSTREAM/a'),
  'no location': { path: '/moved/to-all', headers: { 'x-answer-status': '302' } },
  'a redirect by no such option': moved('/proxied', '302', 'UPSTREAM/a'),
  'cookies of a domain and a path': {
    path: '/cookies',
    headers: { 'x-answer-cookie': 'a=1; Domain=up.test; Path=/base; HttpOnly|b=2; path=/x|c=3' },
  },
  'cookies by what they had': {
    path: '/cookies-by-value',
    headers: {
      'x-answer-cookie':
        'a=1; Domain=one.example; Path=/base|b=2; domain=gone.example; Path=/x; Secure|c=3; Domain=kept.example',
    },
  },
  'cookies as they are': {
    path: '/proxied',
    headers: { 'x-answer-cookie': 'a=1; Domain=up.test; Path=/base|b=2' },
  },
  'a user and a password': { path: '/signed-in' },
  'a header of the policy': { path: '/with-headers' },
  'a header of the policy over that of the client': { path: '/with-headers', headers: { 'x-a': 'mine' } },
  'a host kept, a path stripped, none prepended': {
    path: '/kept-and-stripped/a/b?c=d',
    host: 'api.example.com:8080',
  },
  'a path ignored, none prepended': { path: '/ignored-and-not-prepended/a/b' },
  'options that stand at the service': { path: '/of-the-service/a?b=c' },
  'who called, and how': { path: '/told', host: 'api.example.com:8080' },
});

export const sharedRequests = { matching, conditions, policies, forwarding, callers };
