import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { answerChallenge } from '../../platform/digest.ts';
import type { Authorised } from '../../connectors/auth/authorise.ts';
import type { SchemePlan, SecurityAlternative } from '../../core/connector.ts';
import { startConnections, type ConnectionTrial } from '../setup/connections.ts';
import { startDigestServer, type DigestRules } from '../setup/digest-server.ts';
import { refusal } from '../setup/gateway.ts';
import { selfSigned } from '../setup/self-signed.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

/** Every scheme as it arrives at a server. */
let trial: ConnectionTrial;
let upstream: Upstream;

const schemes: Record<string, SchemePlan> = {
  inHeader: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
  inQuery: { type: 'apiKey', in: 'query', name: 'api key' },
  inCookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
  basic: { type: 'basic' },
  bearer: { type: 'bearer' },
  hoba: { type: 'header', scheme: 'HOBA' },
  digest: { type: 'digest' },
  tls: { type: 'mutualTLS' },
  oauth: { type: 'oauth2', grants: { authorizationCode: { scopes: {} } } },
};

beforeAll(async () => {
  upstream = await startUpstream((_request, response) => void response.end('ok'));
  trial = await startConnections();
  trial.connectors.set('any', { schemes, servers: [] });
});
afterAll(async () => {
  await trial.stop();
  await upstream.stop();
});

interface Made {
  readonly alternative: SecurityAlternative;
  readonly settings?: object;
  readonly secrets?: object;
}

let made = 0;
const connect = async (entry: Made): Promise<string> =>
  (await trial.call('connections.create', { connector: 'any', name: `number ${made++}`, ...entry })).id;

const authorise = (
  connectionId: string,
  security: readonly SecurityAlternative[] = [],
  url = `${upstream.origin}/a%20b?x=1&y=%5B2%5D`,
): Promise<Authorised> =>
  trial.deps.authoriser.authorise({
    ...{ spaceId: trial.space, connectionId, schemes, security },
    request: { method: 'GET', url, headers: { cookie: 'theme=dark' } },
  });

/** What the server sees of a call. */
const arrive = async (entry: Made) => {
  const { request, secretNames } = await authorise(await connect(entry));
  const answer = await trial.deps.egress.request({ ...request, body: '' });
  answer.discard();
  const seen = upstream.seen.at(-1);
  const { authorization, cookie, 'x-api-key': key } = seen?.headers ?? {};
  return { path: seen?.path, authorization, cookie, key, secretNames };
};

const arrivals: readonly (readonly [string, Made, object])[] = [
  [
    'a key in a header',
    { alternative: { inHeader: [] }, secrets: { inHeader: { key: 'k-1 2' } } },
    { key: 'k-1 2' },
  ],
  [
    'a key in the query, the rest of it letter by letter as it was',
    { alternative: { inQuery: [] }, secrets: { inQuery: { key: 'k&1=ü' } } },
    { path: '/a%20b?x=1&y=%5B2%5D&api%20key=k%261%3D%C3%BC' },
  ],
  [
    'a key in a cookie, beside others',
    { alternative: { inCookie: [] }, secrets: { inCookie: { key: 'abc' } } },
    { cookie: 'theme=dark; sid=abc' },
  ],
  [
    'basic',
    {
      alternative: { basic: [] },
      settings: { basic: { username: 'ada' } },
      secrets: { basic: { password: 'pä:ss' } },
    },
    { authorization: `Basic ${Buffer.from('ada:pä:ss').toString('base64')}` },
  ],
  [
    'basic with a key as its name and no password',
    { alternative: { basic: [] }, settings: { basic: { username: 'sk_1' } } },
    { authorization: `Basic ${Buffer.from('sk_1:').toString('base64')}` },
  ],
  [
    'bearer',
    { alternative: { bearer: [] }, secrets: { bearer: { token: 'tok' } } },
    { authorization: 'Bearer tok' },
  ],
  [
    'a scheme the hub has no words for',
    { alternative: { hoba: [] }, secrets: { hoba: { value: 'HOBA result="x"' } } },
    { authorization: 'HOBA result="x"' },
  ],
  [
    'a token that somebody got in another way',
    {
      alternative: { oauth: [] },
      settings: { oauth: { grant: 'given' } },
      secrets: { oauth: { accessToken: 'pat_1' } },
    },
    { authorization: 'Bearer pat_1' },
  ],
  [
    'several together',
    {
      alternative: { inHeader: [], bearer: [], inQuery: [] },
      secrets: { inHeader: { key: 'a' }, bearer: { token: 'b' }, inQuery: { key: 'c' } },
    },
    {
      ...{ key: 'a', authorization: 'Bearer b', path: '/a%20b?x=1&y=%5B2%5D&api%20key=c' },
      secretNames: { headers: ['authorization', 'x-api-key'], query: ['api key'], cookies: [] },
    },
  ],
  ['nothing at all', { alternative: {} }, { path: '/a%20b?x=1&y=%5B2%5D', cookie: 'theme=dark' }],
];
for (const [name, entry, expected] of arrivals) {
  verifies('connectors.auth.schemes', `${name} arrives`, async () => {
    expect(await arrive(entry)).toMatchObject(expected);
  });
}

test('an argument named like the key does not stand beside it', async () => {
  const id = await connect({ alternative: { inQuery: [] }, secrets: { inQuery: { key: 'mine' } } });
  const { request } = await authorise(id, [], `${upstream.origin}/?api+key=theirs&b=2&api%20key=again`);
  expect(new URL(request.url).search).toBe('?b=2&api%20key=mine');
});

test('mutual TLS hands certificate and key to the connection, and nothing to the request', async () => {
  const { cert, key } = selfSigned('hub.example');
  const id = await connect({
    alternative: { tls: [] },
    secrets: { tls: { certificate: cert, privateKey: key } },
  });
  const signed = await authorise(id);
  expect(signed.tls).toEqual({ cert, key });
  expect(signed.request.headers).toEqual({ cookie: 'theme=dark' });
});

test('the first alternative counts of which the connection holds every scheme', async () => {
  const id = await connect({
    alternative: { inHeader: [], bearer: [] },
    secrets: { inHeader: { key: 'a' }, bearer: { token: 'b' } },
  });
  const used = async (...security: SecurityAlternative[]) =>
    [...(await authorise(id, security)).secretNames.headers].sort();
  expect(await used({ basic: [] }, { bearer: [] }, { inHeader: [] })).toEqual(['authorization']);
  expect(await used({ bearer: [], basic: [] }, { inHeader: [] })).toEqual(['x-api-key']);
  // One that asks for nothing is for those who have nothing.
  expect(await used({}, { inHeader: [] })).toEqual(['x-api-key']);
  expect(await used({}, { basic: [] })).toEqual([]);
  expect(await used()).toEqual(['authorization', 'x-api-key']);
  expect(await refusal(used({ basic: [] }))).toMatchObject({
    code: 'connection_not_ready',
    message: expect.stringContaining('basic') as unknown,
  });
});

const rules: DigestRules = { username: 'Mufasa', password: 'Circle of Life' };
test.each<[string, DigestRules]>([
  ['MD5 with qop', { ...rules, algorithm: 'MD5', qop: 'auth' }],
  ['no algorithm, no qop (RFC 2069)', rules],
  ['SHA-256', { ...rules, algorithm: 'SHA-256', qop: 'auth, auth-int' }],
  ['MD5-sess', { ...rules, algorithm: 'MD5-sess', qop: 'auth' }],
  ['SHA-256-sess', { ...rules, algorithm: 'SHA-256-sess', qop: 'auth' }],
  ['a hashed name', { ...rules, algorithm: 'SHA-256', qop: 'auth', userhash: true }],
  ['a name with accents', { ...rules, username: 'Jäsøn Doe', algorithm: 'SHA-256', qop: 'auth' }],
])('digest lets in by %s', async (_name, digest) => {
  const server = await startDigestServer(digest);
  try {
    const { username, password } = digest;
    const id = await connect({
      alternative: { digest: [] },
      settings: { digest: { username } },
      secrets: { digest: { password } },
    });
    const signed = await authorise(id, [], `${server.origin}/dir/index.html?a=1&b=%202`);
    const first = await trial.deps.egress.request({ ...signed.request, body: '' });
    first.discard();
    expect(first.status).toBe(401);
    const again = await signed.afterRefusal([String(first.headers['www-authenticate'])]);
    const second = await trial.deps.egress.request({ ...(again ?? signed.request), body: '' });
    expect([second.status, await second.text()]).toEqual([200, 'let in']);
    const wrong = answerChallenge(signed.request, String(first.headers['www-authenticate']), {
      ...{ username, password: 'guessed' },
    });
    const third = await trial.deps.egress.request({ ...(wrong ?? signed.request), body: '' });
    third.discard();
    expect(third.status).toBe(401);
  } finally {
    await server.stop();
  }
});

test('digest answers as the examples of RFC 7616 do, but for its own random number', () => {
  const challenge =
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const answer = answerChallenge(
    { method: 'GET', url: 'http://www.example.org/dir/index.html', headers: {} },
    [challenge.replace('SHA-256', 'MD5'), challenge],
    rules,
  );
  expect(answer?.headers['authorization']).toMatch(
    /^Digest username="Mufasa", realm="http-auth@example.org", uri="\/dir\/index.html", nonce="7ypf[^"]+", algorithm=SHA-256, response="[0-9a-f]{64}", cnonce="[0-9a-f]{32}", qop=auth, nc=00000001, opaque="FQhe[^"]+"$/,
  );
});

test.each([
  'Basic realm="x"',
  'Digest realm="x"',
  'Digest nonce="x"',
  'Digest realm="x", nonce="y", algorithm=SHA-512-256',
  'Digest realm="x", nonce="y", qop="auth-int"',
  '',
])('there is no answer to the challenge %j', (challenge) => {
  const request = { method: 'GET', url: 'http://a.example/', headers: {} };
  expect(answerChallenge(request, challenge, rules)).toBeNull();
});
