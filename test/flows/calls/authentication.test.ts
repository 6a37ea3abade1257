// slow: starts identity providers
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startDigestServer } from '../../setup/digest-server.ts';
import { kindOf, startCalls, type CallTrial } from '../../setup/function-calls.ts';
import { startOAuthProvider, type OAuthProvider } from '../../setup/oauth-provider.ts';
import { selfSigned } from '../../setup/self-signed.ts';
import { startUpstream, type Upstream } from '../../setup/upstream.ts';
import { verifies } from '../../setup/verifies.ts';

/** Authentication of calls, each way as it arrives at a server that looks. */
let trial: CallTrial;
let upstream: Upstream;
let provider: OAuthProvider;
/** What the upstream lets in. */
let wanted = '';

beforeAll(async () => {
  trial = startCalls();
  provider = await startOAuthProvider();
  upstream = await startUpstream((request, response) => {
    const given = request.headers.authorization ?? '';
    const letIn = wanted === '' || given === wanted;
    response
      .writeHead(letIn ? 200 : 401, { 'content-type': 'application/json' })
      .end(JSON.stringify(letIn ? { given } : { error: `you said ${given}` }));
  });
});
beforeEach(() => {
  wanted = '';
  upstream.seen.length = 0;
  provider.line.forms.length = 0;
  provider.line.asked.clear();
  provider.line.instead = undefined;
});
afterAll(async () => {
  await trial.stop();
  await upstream.stop();
  await provider.stop();
});

const get = (authentication: unknown, path = '/x') => ({
  method: 'get',
  endpoint: { uri: `${upstream.origin}${path}`, authentication },
});

test('basic', async () => {
  const { output, authorization } = await trial.call(
    'http',
    get({ basic: { username: 'ä', password: 'b:c' } }),
  );
  const parameter = Buffer.from('ä:b:c').toString('base64');
  expect(output).toEqual({ given: `Basic ${parameter}` });
  expect(authorization).toEqual({ scheme: 'Basic', parameter });
});

test('bearer', async () => {
  const { output, authorization } = await trial.call('http', get({ bearer: { token: 'abc' } }));
  expect(output).toEqual({ given: 'Bearer abc' });
  expect(authorization).toEqual({ scheme: 'Bearer', parameter: 'abc' });
});

verifies('flows.calls.credentials', 'values come from a secret where the policy names one', async () => {
  const secrets = { account: { username: 'a', password: '' }, token: 'plain' };
  expect(await trial.output('http', get({ basic: { use: 'account' } }), { secrets })).toEqual({
    given: `Basic ${Buffer.from('a:').toString('base64')}`,
  });
  expect(await trial.output('http', get({ bearer: { use: 'token' } }), { secrets })).toEqual({
    given: 'Bearer plain',
  });
});

test.each([
  [{ basic: { use: 'none' } }, 'There is no secret "none"'],
  [{ basic: { use: 'toString' } }, 'There is no secret "toString"'],
  [{ basic: { use: 'text' } }, 'is no object'],
  [{ basic: { username: 'a' } }, 'authentication.basic.password'],
  [{ basic: { username: 'a:b', password: 'c' } }, 'colon'],
  [{ bearer: { token: 'a\r\nb: c' } }, 'no header can hold'],
  [{ magic: {} }, 'it has "magic"'],
  ['named', 'a policy'],
  [{ oauth2: { authority: 'http://127.0.0.1', grant: 'authorization_code' } }, 'needs a person'],
  [{ oauth2: { authority: 'http://127.0.0.1', grant: 'implicit' } }, 'grant'],
  [{ oauth2: { authority: 'http://example.com', grant: 'client_credentials' } }, 'https://'],
  [{ oauth2: { authority: 'http://127.0.0.1', grant: 'client_credentials' } }, 'client.id'],
])('%j is refused before anything is sent', async (policy, said) => {
  const fault = await trial.fault('http', get(policy), { secrets: { text: 'abc' } });
  expect([kindOf(fault), fault.status]).toEqual(['configuration', 400]);
  expect(fault.detail).toContain(said);
  expect(upstream.seen).toEqual([]);
});

verifies(
  'flows.calls.credentials',
  'what was sent to be let in does not come back in the error',
  async () => {
    wanted = 'nobody';
    const fault = await trial.fault('http', get({ bearer: { token: 'abcdef123456' } }));
    expect([kindOf(fault), fault.status]).toEqual(['communication', 401]);
    expect(JSON.stringify(fault)).not.toContain('abcdef123456');
  },
);

test.each([{ algorithm: 'SHA-256', qop: 'auth' }, {}])(
  'digest, as the server wants it: %j',
  async (rules) => {
    const account = { username: 'Mufasa', password: 'Circle of Life' };
    const server = await startDigestServer({ ...account, ...rules });
    try {
      const ask = (password: string) => ({
        method: 'get',
        endpoint: { uri: `${server.origin}/dir?x=1`, authentication: { digest: { ...account, password } } },
      });
      const { output, authorization } = await trial.call('http', ask(account.password));
      expect(output).toBe('let in');
      expect(authorization).toMatchObject({ scheme: 'Digest' });
      expect(server.seen).toHaveLength(2);
      expect((await trial.fault('http', ask('wrong'))).status).toBe(401);
      expect(server.seen).toHaveLength(4);
    } finally {
      await server.stop();
    }
  },
);

test('a certificate is shown to a server that asks for one', async () => {
  const [server, client] = [selfSigned('server.test'), selfSigned('client.test')];
  const listener = createServer({ ...server, requestCert: true, ca: client.cert }, (_request, response) =>
    response.end('known'),
  ).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const own = startCalls({ ca: [server.cert] });
  try {
    const uri = `https://server.test:${(listener.address() as AddressInfo).port}/`;
    const secrets = { pair: { certificate: client.cert, privateKey: client.key } };
    const given = (authentication: unknown) => ({
      method: 'get',
      output: 'raw',
      endpoint: { uri, authentication },
    });
    const known = await own.output('http', given({ certificate: { use: 'pair' } }), { secrets });
    expect(known).toBe(Buffer.from('known').toString('base64'));
    expect(kindOf(await own.fault('http', given(undefined)))).toBe('communication');
  } finally {
    await own.stop();
    listener.close();
    listener.closeAllConnections();
  }
});

let authorities = 0;
/** A policy nobody used before: tokens are kept for each policy. */
const policy = (more: object = {}) => ({
  oauth2: {
    authority: `${provider.issuer}/`,
    endpoints: { token: '/token' },
    grant: 'client_credentials',
    client: { id: provider.client.id, secret: provider.client.secret, authentication: 'client_secret_basic' },
    scopes: ['crm.read'],
    audiences: [`audience ${authorities++}`],
    ...more,
  },
});

verifies('flows.calls.credentials', 'oauth2: a token is asked for once, and used until it ends', async () => {
  const own = policy();
  const outputs = await Promise.all([1, 2, 3].map(() => trial.output('http', get(own))));
  outputs.push(await trial.output('http', get(own)));
  const [first] = outputs as [{ given: string }];
  expect(first.given).toMatch(/^Bearer \S{20,}$/);
  expect(outputs).toEqual(outputs.map(() => first));
  expect(provider.line.asked.get('client_credentials')).toBe(1);
  expect(provider.line.forms[0]?.get('scope')).toBe('crm.read');
});

test('oauth2: another space, and another policy, has a token of its own', async () => {
  const own = policy();
  const outputs = [
    await trial.output('http', get(own)),
    await trial.output('http', get(own), { spaceId: 'spc_two' }),
    await trial.output('http', get(policy())),
  ];
  expect(new Set(outputs.map((output) => JSON.stringify(output))).size).toBe(3);
  expect(provider.line.asked.get('client_credentials')).toBe(3);
});

test('oauth2: a kept token that is refused is asked for anew, once for all', async () => {
  const own = policy();
  const { given } = (await trial.output('http', get(own))) as { given: string };
  provider.line.instead = (_form, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ access_token: 'the-new-one', token_type: 'Bearer', expires_in: 600 }));
    return true;
  };
  wanted = 'Bearer the-new-one';
  const outputs = await Promise.all([1, 2, 3].map(() => trial.output('http', get(own))));
  expect(outputs).toEqual(outputs.map(() => ({ given: wanted })));
  expect(given).not.toBe(wanted);
  expect(provider.line.asked.get('client_credentials')).toBe(2);
});

test('oauth2: a fresh token that is refused is not asked for again', async () => {
  wanted = 'nobody';
  expect((await trial.fault('http', get(policy()))).status).toBe(401);
  expect(provider.line.asked.get('client_credentials')).toBe(1);
});

test('oauth2: a token that lives for a moment only is not kept', async () => {
  provider.line.instead = (_form, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"access_token":"short","token_type":"bearer","expires_in":0}');
    return true;
  };
  const own = policy();
  await trial.call('http', get(own));
  await trial.call('http', get(own));
  expect(provider.line.asked.get('client_credentials')).toBe(2);
});

test('oauth2: wrong credentials are an error of authentication', async () => {
  const wrong = policy({
    client: { id: provider.client.id, secret: 'wrong', authentication: 'client_secret_basic' },
  });
  const fault = await trial.fault('http', get(wrong));
  expect([kindOf(fault), fault.status]).toEqual(['authentication', 401]);
  expect(fault.detail).toContain('invalid_client');
  expect(upstream.seen).toEqual([]);
});

/** The form that a policy makes, whatever the provider thinks of it. */
const formOf = async (more: object): Promise<Record<string, string>> => {
  provider.line.instead = (_form, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"access_token":"t","token_type":"bearer"}');
    return true;
  };
  await trial.call('http', get(policy(more)));
  return Object.fromEntries(provider.line.forms.at(-1) ?? []);
};

test('oauth2: grants and clients as the DSL names them', async () => {
  const client = { id: 'me', secret: 's3cret' };
  expect(await formOf({ client })).toMatchObject({ client_id: 'me', client_secret: 's3cret' });
  expect(await formOf({ client: { id: 'me', authentication: 'none' } })).not.toHaveProperty('client_secret');
  expect(
    await formOf({ client: { id: 'me', authentication: 'private_key_jwt', assertion: 'a.b.c' } }),
  ).toMatchObject({
    client_id: 'me',
    client_assertion: 'a.b.c',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  });
  const person = { grant: 'password', username: 'ann', password: 'pw', client };
  expect(await formOf(person)).toMatchObject({ grant_type: 'password', username: 'ann', password: 'pw' });
  const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
  const tokens = { subject: { token: 'x', type: 'access_token' }, actor: { token: 'y', type: 'urn:z' } };
  expect(await formOf({ grant: exchange, client, ...tokens })).toMatchObject({
    subject_token: 'x',
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    actor_token: 'y',
    actor_token_type: 'urn:z',
  });
});

test('oauth2: client_secret_jwt is signed with the secret', async () => {
  const form = await formOf({ client: { id: 'me', secret: 's3cret', authentication: 'client_secret_jwt' } });
  const [header = '', claims = '', signature] = (form['client_assertion'] ?? '').split('.');
  expect(signature).toBe(createHmac('sha256', 's3cret').update(`${header}.${claims}`).digest('base64url'));
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    iss: 'me',
    sub: 'me',
    aud: `${provider.issuer}/token`,
  });
});

test('oauth2: tokens of an issuer that is not listed are refused', async () => {
  const token = `e30.${Buffer.from('{"iss":"https://a.example/"}').toString('base64url')}.x`;
  const answerWith = (access: string): void => {
    provider.line.instead = (_form, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ access_token: access, token_type: 'bearer' }));
      return true;
    };
  };
  answerWith(token);
  expect(await trial.output('http', get(policy({ issuers: ['https://a.example'] })))).toEqual({
    given: `Bearer ${token}`,
  });
  expect(kindOf(await trial.fault('http', get(policy({ issuers: ['https://b.example'] }))))).toBe(
    'authentication',
  );
  answerWith('opaque');
  expect(kindOf(await trial.fault('http', get(policy({ issuers: ['https://a.example'] }))))).toBe(
    'authentication',
  );
});

test.each(['', '/.well-known/openid-configuration'])(
  'oidc finds its endpoints by discovery: %j',
  async (path) => {
    const { oauth2 } = policy({ authority: `${provider.issuer}${path}` });
    const output = await trial.output('http', get({ oidc: { ...oauth2, endpoints: undefined } }));
    expect(output).toEqual({ given: expect.stringMatching(/^Bearer \S{20,}$/) });
  },
);
