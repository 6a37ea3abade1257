// slow: starts a hub, or the parts of one
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newKeySecret } from '../../../gateway/keys/secret.ts';
import { createSignInLink } from '../../../gateway/sign-in/first-owner.ts';
import { freePort } from '../../components/program.ts';
import { publicUrl, startAccessTokenTrial } from '../../setup/access-token-trial.ts';
import { eventually } from '../../setup/eventually.ts';
import { startTestGateway, type TestGateway } from '../../setup/gateway.ts';
import { startTestHub } from '../../setup/hub.ts';
import { openToolDoor, type ToolDoor } from '../../setup/tool-door.ts';
import { verifies } from '../../setup/verifies.ts';

const bootstrapKey = 'hub_ci_5f2c9b1e7d3a4c60a1b2';
const trial = await startAccessTokenTrial(['ada']);
let gateway: TestGateway;
/** Of a hub without an identity provider and public address, of one with a provider alone, and of one with both. */
let bare: ToolDoor;
let local: ToolDoor;
let open: ToolDoor;
let session: string;
beforeAll(async () => {
  gateway = await startTestGateway({ bootstrapKey });
  bare = await openToolDoor({ gateway });
  local = await openToolDoor({ gateway, accessTokens: trial.open() });
  open = await openToolDoor({ gateway, accessTokens: trial.open(), publicUrl });
  const browser = gateway.browser();
  const token = await createSignInLink(gateway.deps.db, gateway.owner.userId);
  await browser.call('signIn.withLink', { token });
  session = browser.cookies.get('hub_session') ?? '';
});
afterAll(async () => {
  for (const door of [bare, local, open]) await door.stop();
  await gateway.stop();
  await trial.stop();
});

describe('an API key', () => {
  test('is its name and its space', async () => {
    const { status, caller } = await bare.knock('support', bootstrapKey);
    expect(status).toBe(200);
    expect(caller).toMatchObject({ kind: 'key', spaceId: gateway.owner.spaceId, toolsets: null });
    expect(caller?.facts).toEqual({ name: 'Bootstrap key', space: 'default' });
    const elsewhere = await bare.knock('support', bootstrapKey, { 'hub-space': 'other' });
    expect(elsewhere).toMatchObject({ status: 404, code: 'not_found' });
  });

  test.each([
    ['unknown', newKeySecret()],
    ['short', 'hub_x'],
    ['with dots', 'hub.a.b'],
  ])('that is %s is refused', async (_what, key) => {
    expect(await bare.knock('support', key)).toMatchObject({ status: 401, code: 'unauthenticated' });
  });
});

describe('a session as bearer token', () => {
  test('is the person, in the one space that they are in', async () => {
    const { caller } = await bare.knock('support', session);
    expect(caller).toMatchObject({
      ...{ kind: 'user', id: gateway.owner.userId, spaceId: gateway.owner.spaceId, toolsets: null },
      facts: { userId: gateway.owner.userId, name: 'Owner', space: 'default' },
    });
    expect(caller?.permissions).toContain('space.delete');
  });

  test('names the space where there are several, and ends with the session', async () => {
    const person = await gateway.person('Two', { spaceId: gateway.owner.spaceId, role: 'viewer' });
    const second = await gateway.space('second');
    await gateway.sql("insert into members (space_id, user_id, role) values ($1, $2, 'builder')", [
      ...[second, person.userId],
    ]);
    const browser = gateway.browser();
    await browser.call('signIn.withPassword', { email: person.email, password: person.password });
    const token = browser.cookies.get('hub_session') ?? '';
    expect(await bare.knock('support', token)).toMatchObject({ status: 400, code: 'header_invalid' });
    const inSecond = await bare.knock('support', token, { 'hub-space': 'second' });
    expect(inSecond.caller).toMatchObject({
      spaceId: second,
      facts: { email: person.email, space: 'second' },
    });
    expect(await bare.knock('support', token, { 'hub-space': 'third' })).toMatchObject({ status: 404 });
    await gateway.sql('update sessions set revoked_at = now() where user_id = $1', [person.userId]);
    await eventually(
      async () => (await bare.knock('support', token, { 'hub-space': 'second' })).status === 401,
    );
  });
});

describe('what is not in the header', () => {
  verifies('mcp.identity.header-only', 'a cookie opens nothing', async () => {
    for (const cookie of [
      `hub_session=${session}`,
      `__Host-hub_session=${session}`,
      `access_token=${bootstrapKey}`,
    ])
      expect(await bare.knock('support', undefined, { cookie })).toMatchObject({
        ...{ status: 401, code: 'unauthenticated', challenge: 'Bearer' },
      });
  });

  verifies(
    'mcp.identity.header-only',
    'a token in the address opens nothing, and spoils one in the header',
    async () => {
      for (const [query, header] of [
        [`access_token=${bootstrapKey}`, undefined],
        [`x=1&access%5Ftoken=${session}`, undefined],
        [`access_token=${bootstrapKey}`, bootstrapKey],
        [`token=${bootstrapKey}`, undefined],
        [`api_key=${bootstrapKey}`, undefined],
      ] as const) {
        const headers = header === undefined ? {} : { authorization: `Bearer ${header}` };
        expect(await bare.get(`/mcp/support?${query}`, headers)).toMatchObject({ status: 401 });
      }
      const harmless = { authorization: `Bearer ${bootstrapKey}` };
      expect((await bare.get('/mcp/support?x=1', harmless)).status).toBe(200);
    },
  );

  test.each([
    ['another scheme', { authorization: `Basic ${btoa(`hub:${bootstrapKey}`)}` }],
    ['no scheme', { authorization: bootstrapKey }],
    ['two tokens', { authorization: `Bearer ${bootstrapKey} ${bootstrapKey}` }],
    ['a header of proxies', { 'x-forwarded-authorization': `Bearer ${bootstrapKey}` }],
    ['a header of keys', { 'x-api-key': bootstrapKey }],
    ['nothing after the scheme', { authorization: 'Bearer ' }],
    ['12 kB of it', { authorization: `Bearer ${'a'.repeat(12_500)}` }],
  ])('%s opens nothing', async (_what, headers) => {
    expect(await bare.knock('support', undefined, headers)).toMatchObject({ status: 401 });
  });
});

describe('who is refused', () => {
  const at = (origin: string) => `${origin}/.well-known/oauth-protected-resource/mcp/support`;

  verifies('mcp.identity.metadata', 'is told where a token is to be had, and with which scope', async () => {
    const nothing = await open.knock('support');
    expect(nothing.challenge).toBe(`Bearer resource_metadata="${at(publicUrl)}", scope="mcp:support"`);
    const wrong = await open.knock('support', newKeySecret());
    expect(wrong.challenge).toBe(
      `Bearer error="invalid_token", resource_metadata="${at(publicUrl)}", scope="mcp:support"`,
    );
    expect((await local.knock('support')).challenge).toContain(`"${at(local.origin)}"`);
    expect((await bare.knock('support')).challenge).toBe('Bearer');
    expect((await bare.knock('support', newKeySecret())).challenge).toBe('Bearer error="invalid_token"');
  });

  test('with a name that is none, is told of the hub as a whole', async () => {
    const { challenge } = await open.get('/mcp/%22,%20x=%22');
    expect(challenge).toBe(
      `Bearer resource_metadata="${publicUrl}/.well-known/oauth-protected-resource/mcp"`,
    );
  });
});

describe('the metadata of the resource', () => {
  const read = async (door: ToolDoor, path: string, headers = {}) =>
    door.get(`/.well-known/oauth-protected-resource${path}`, headers);

  verifies('mcp.identity.metadata', 'names the resource as tokens must, and the provider', async () => {
    const about = { authorization_servers: [trial.oidc.issuer], bearer_methods_supported: ['header'] };
    for (const path of ['', '/mcp'])
      expect((await read(open, path)).json).toMatchObject({
        ...{ ...about, resource: 'https://hub.example/mcp', scopes_supported: ['mcp'] },
      });
    expect((await read(open, '/mcp/support')).json).toMatchObject({
      ...{ ...about, resource: 'https://hub.example/mcp/support', scopes_supported: ['mcp:support'] },
    });
    expect((await read(local, '/mcp/support')).json).toMatchObject({
      resource: `${local.origin}/mcp/support`,
    });
  });

  test('is nowhere without a provider, and not at other places', async () => {
    expect((await read(bare, '/mcp/support')).status).toBe(404);
    for (const path of [
      '/mcp/',
      '/mcp/Support',
      '/mcp/a/b',
      '/mcpx',
      '/other',
      '/mcp/..%2f',
      `/mcp/${'a'.repeat(64)}`,
    ])
      expect([path, (await read(open, path)).status]).toEqual([path, 404]);
  });

  test('without a public address believes loopback and its own port only', async () => {
    const { openToolResource } = await import('../../../gateway/tool-callers/resource.ts');
    const { originOf } = openToolResource({ publicUrl: undefined });
    const asked = (host: string, localPort: number) =>
      originOf({ headers: { host }, socket: { localPort } } as Parameters<typeof originOf>[0]);
    expect(asked('localhost:3000', 3000)).toBe('http://localhost:3000');
    expect(asked('[::1]:3000', 3000)).toBe('http://[::1]:3000');
    expect(asked('127.0.0.1', 80)).toBe('http://127.0.0.1');
    for (const host of [
      '127.0.0.1:3001',
      'localhost',
      'evil.example:3000',
      'localhost.evil.example:3000',
      'x@localhost:3000',
      '',
    ])
      expect([host, asked(host, 3000)]).toEqual([host, undefined]);
    // A token for a service at another port of this machine is not for the hub, whatever the Host header says.
    const token = await trial.sign(trial.claimsOf('ada', { aud: 'http://127.0.0.1:9/mcp/support' }));
    expect(await local.knock('support', token)).toMatchObject({ status: 401 });
  });
});

verifies('mcp.identity.metadata', 'a whole hub behind its public address says so to everybody', async () => {
  const { issuer, clientId, clientSecret } = trial.oidc;
  const port = await freePort();
  const hub = await startTestHub({
    ...{ HUB_PORT: String(port), HUB_PUBLIC_URL: `http://localhost:${port}` },
    ...{ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret },
  });
  try {
    const path = '/.well-known/oauth-protected-resource/mcp/support';
    const page = { origin: 'https://page.example' };
    const resource = `http://localhost:${port}/mcp/support`;
    for (const base of [hub.url, `http://127.0.0.1:${port}`]) {
      const answer = await fetch(`${base}${path}`, { headers: page });
      expect(await answer.json()).toMatchObject({ resource, authorization_servers: [issuer] });
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    }
    const asked = {
      ...page,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'mcp-protocol-version',
    };
    const preflight = await hub.request('OPTIONS', path, { key: null, headers: asked });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('mcp-protocol-version');
    expect((await hub.request('POST', path, { key: null })).status).toBe(405);
    expect((await hub.request('GET', '/.well-known/nothing', { key: null })).status).toBe(404);
  } finally {
    await hub.stop();
  }
});
