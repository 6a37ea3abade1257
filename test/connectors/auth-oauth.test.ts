import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { offerCrm } from '../setup/connected.ts';
import {
  newBrowser,
  startConnections,
  type Browser,
  type ConnectionTrial,
  type Shown,
} from '../setup/connections.ts';
import { passThrough, startOAuthProvider, type OAuthProvider } from '../setup/oauth-provider.ts';
import { refusal } from '../setup/gateway.ts';
import { verifies } from '../setup/verifies.ts';

/** Connecting at a real provider, from the form to the call. */
let trial: ConnectionTrial;
let provider: OAuthProvider;

beforeAll(async () => {
  provider = await startOAuthProvider();
  trial = await startConnections();
  offerCrm(trial, provider);
  trial.connectors.set('plain', {
    schemes: {
      oauth: {
        type: 'oauth2',
        grants: {
          authorizationCode: {
            authorizationUrl: `${provider.issuer}/auth`,
            tokenUrl: `${provider.issuer}/token`,
            scopes: {},
          },
          clientCredentials: { tokenUrl: `${provider.issuer}/token`, scopes: {} },
        },
      },
    },
    servers: [],
  });
});
beforeEach(() => {
  provider.line.before = () => undefined;
  provider.line.after = (tokens) => tokens;
  provider.line.instead = undefined;
});
afterAll(async () => {
  await trial.stop();
  await provider.stop();
});

let made = 0;
const make = async (connector = 'crm', settings: Record<string, string> = {}): Promise<Shown> => {
  const scheme = connector === 'crm' ? 'oidc' : 'oauth';
  return trial.call('connections.create', {
    ...{ connector, name: `number ${made++}` },
    alternative: { [scheme]: ['openid', 'offline_access', 'crm.read'] },
    settings: {
      [scheme]: { clientId: provider.client.id, tokenAuth: 'client_secret_basic', ...settings },
    },
    secrets: { [scheme]: { clientSecret: provider.client.secret } },
  });
};

const leave = async (id: string, browser: Browser): Promise<string> => {
  const next = await trial.call<{ kind: string; url: string }>(
    'connections.connect',
    { connectionId: id },
    { browser },
  );
  expect(next.kind).toBe('redirect');
  return next.url;
};

/** Where the hub sends the browser, told apart from the address of the connection. */
const comeBack = async (browser: Browser, parameters: Record<string, string>): Promise<string> => {
  browser.location = undefined;
  await trial.call('connections.callback', parameters, { browser, nobody: true });
  return (browser.location ?? '').replace(/cxn_\w+/, '<id>');
};

const get = (connectionId: string): Promise<Shown> => trial.call('connections.get', { connectionId });

const connected = async (connector = 'crm'): Promise<Shown> => {
  const { id } = await make(connector);
  const browser = newBrowser();
  expect(await comeBack(browser, await passThrough(await leave(id, browser), 'ada'))).toBe(
    '/connections/<id>?result=connected',
  );
  return get(id);
};

verifies(
  'connectors.auth.oauth',
  'a connection is authorised by code, PKCE, state and nonce, and says whose account it is',
  async () => {
    const { id, state } = await make();
    expect(state).toBe('needs_auth');
    const browser = newBrowser();
    const url = new URL(await leave(id, browser));
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: provider.client.id,
      redirect_uri: 'http://127.0.0.1:3000/api/connections/callback',
      scope: 'openid offline_access crm.read',
      state: expect.stringMatching(/^[\w-]{43}$/) as unknown,
      nonce: expect.stringMatching(/^[\w-]{43}$/) as unknown,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as unknown,
      code_challenge_method: 'S256',
    });
    await comeBack(browser, await passThrough(url.href, 'ada'));
    const shown = await get(id);
    expect(shown).toMatchObject({ state: 'ready', account: 'ada@accounts.example', lastError: null });
    expect(shown.scopes).toEqual(expect.arrayContaining(['openid', 'crm.read']));
    expect((await trial.events('connection.connected')).at(-1)).toMatchObject({ subject: id });
    const audit = await trial.sql<{ actor: string }>(
      "select actor from audit_entries where action = 'connections.callback' and space_id = $1 and target = $2",
      [trial.space, id],
    );
    expect(audit).toEqual([{ actor: 'key_00000000000000000000000000' }]);
  },
);

test('the token is put on requests, and the provider takes it', async () => {
  const { id } = await connected();
  const { schemes } = trial.connectors.get('crm') ?? { schemes: {} };
  const signed = await trial.deps.authoriser.authorise({
    ...{ spaceId: trial.space, connectionId: id, schemes, security: [{ oidc: ['crm.read'] }] },
    request: { method: 'GET', url: `${provider.issuer}/me`, headers: {} },
  });
  const answer = await fetch(signed.request.url, { headers: signed.request.headers });
  expect(await answer.json()).toMatchObject({ sub: 'ada' });
  expect(signed.secretNames.headers).toEqual(['authorization']);
  const tried = await trial.call<{ ok: boolean; account: string }>('connections.test', { connectionId: id });
  expect(tried).toMatchObject({ ok: true, account: 'ada@accounts.example' });
});

test('two tabs of one browser each come back to their own connection', async () => {
  const [one, two, browser] = [await make(), await make(), newBrowser()];
  const [first, second] = [await leave(one.id, browser), await leave(two.id, browser)];
  await comeBack(browser, await passThrough(second, 'bea'));
  await comeBack(browser, await passThrough(first, 'ada'));
  expect((await get(one.id)).account).toBe('ada@accounts.example');
  expect((await get(two.id)).account).toBe('bea@accounts.example');
});

test('client credentials need nobody, and a plain OAuth scheme no discovery', async () => {
  const made = await trial.call<Shown>('connections.create', {
    ...{ connector: 'plain', name: 'machine', alternative: { oauth: [] } },
    settings: {
      oauth: { grant: 'clientCredentials', clientId: provider.client.id, tokenAuth: 'client_secret_basic' },
    },
    secrets: { oauth: { clientSecret: provider.client.secret } },
  });
  expect(made.state).toBe('ready');
  const { schemes } = trial.connectors.get('plain') ?? { schemes: {} };
  const place = { spaceId: trial.space, connectionId: made.id };
  const tokens = await Promise.all(
    Array.from({ length: 20 }, () => trial.deps.authoriser.accessToken(place, schemes)),
  );
  expect(new Set(tokens).size).toBe(1);
  expect(provider.line.asked.get('client_credentials')).toBe(1);
  expect((await connected('plain')).state).toBe('ready');
});

test('revoking ends it at the provider and here, and it can be connected again', async () => {
  const { id } = await connected();
  const place = { spaceId: trial.space, connectionId: id };
  const { schemes } = trial.connectors.get('crm') ?? { schemes: {} };
  const token = (await trial.deps.authoriser.accessToken(place, schemes)) ?? '';
  const asMe = async () =>
    (await fetch(`${provider.issuer}/me`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await asMe()).toBe(200);
  expect(await trial.call('connections.revoke', { connectionId: id })).toEqual({ atProvider: true });
  expect(await asMe()).toBe(401);
  expect((await refusal(trial.deps.authoriser.accessToken(place, schemes))).code).toBe(
    'connection_not_ready',
  );
  expect(await get(id)).toMatchObject({ state: 'revoked', scopes: [], account: null });
  const browser = newBrowser();
  await comeBack(browser, await passThrough(await leave(id, browser), 'ada'));
  expect((await get(id)).state).toBe('ready');
});

test('a used state and code bring nothing a second time', async () => {
  const { id } = await make();
  const browser = newBrowser();
  const back = await passThrough(await leave(id, browser), 'ada');
  expect(await comeBack(browser, back)).toBe('/connections/<id>?result=connected');
  expect(await comeBack(browser, back)).toBe('/?result=failed&error=oauth_state_invalid');
  expect((await get(id)).state).toBe('ready');
});

test.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/s/x?next=//evil', '/%2f/evil', ''])(
  'the browser is never sent to %j',
  async (returnTo) => {
    const { id } = await make();
    const asked = trial.call(
      'connections.connect',
      { connectionId: id, returnTo },
      { browser: newBrowser() },
    );
    expect((await refusal(asked)).code).toBe('input_invalid');
  },
);

test('settings cannot replace what a sign-in is bound to', async () => {
  const authorizeParameters = new URLSearchParams({
    ...{ redirect_uri: 'https://evil.example', state: 'known', code_challenge: 'weak', client_id: 'x' },
    ...{ code_challenge_method: 'plain', response_type: 'token', nonce: 'known', prompt: 'login' },
  }).toString();
  const { id } = await make('crm', { authorizeParameters });
  const sent = new URL(await leave(id, newBrowser())).searchParams;
  expect(sent.get('prompt')).toBe('login');
  expect(sent.get('redirect_uri')).toBe('http://127.0.0.1:3000/api/connections/callback');
  expect(sent.get('code_challenge_method')).toBe('S256');
  for (const name of ['state', 'nonce', 'code_challenge', 'client_id', 'response_type'])
    expect(['known', 'weak', 'x', 'token']).not.toContain(sent.get(name));
});
