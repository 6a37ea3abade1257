// slow: starts a hub, or the parts of one
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { clientDocument } from '../../../connectors/auth/client-document.ts';
import type { Caller } from '../../../core/caller.ts';
import { without } from '../../../core/without.ts';
import { permissionsOf } from '../../../core/roles.ts';
import type { Values } from '../../../mcp-servers/serve/offer.ts';
import { exchangeOf, newBrowser, type Browser, type Shown } from '../../setup/connections.ts';
import {
  startAuthorization,
  startProtectedStub,
  type Authorization,
  type AuthorizationOptions,
  type ProtectedStub,
} from '../../setup/mcp-authorization.ts';
import { passThrough } from '../../setup/oauth-provider.ts';
import { testExchange } from '../../setup/toolsets.ts';
import { verifies } from '../../setup/verifies.ts';
import { startUpstreamWorld, type UpstreamWorld } from '../../setup/upstream-world.ts';

const publicUrl = 'https://hub.example';
const back = `${publicUrl}/api/connections/callback`;
let world: UpstreamWorld;
const open: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  world = await startUpstreamWorld({ publicUrl });
  await world.database.superuser.query(
    "insert into users (user_id, name, email) values ('usr_ada', 'Ada', 'ada@a.example'), ('usr_bob', 'Bob', 'bob@a.example')",
  );
});
afterAll(async () => world.stop());
afterEach(async () => {
  for (const each of open.splice(0)) await each.stop();
});

interface Site {
  readonly name: string;
  readonly authorization: Authorization;
  readonly server: ProtectedStub;
  readonly registered: Values;
}

let sites = 0;
const site = async (options: AuthorizationOptions = { registration: true }): Promise<Site> => {
  const authorization = await startAuthorization(options);
  const server = await startProtectedStub(authorization);
  open.push(authorization, server);
  const name = `site-${sites++}`;
  const registered = await world.use('mcpServers.register', { name, url: server.url });
  return { name, authorization, server, registered };
};

const person = (userId: string): Caller => ({
  ...{ kind: 'user', userId, name: userId, sessionId: 'ses_test', installationOwner: false },
  ...{ role: 'builder', spaceId: world.spaceId, permissions: new Set(permissionsOf('builder')) },
});

const connect = async (connectionId: string, login: string, caller?: Caller): Promise<Browser> => {
  const browser = newBrowser();
  const as = (at: string) => ({
    exchange: exchangeOf(browser, at),
    ...(caller === undefined ? {} : { caller }),
  });
  const path = `/api/connections/${connectionId}/connect`;
  const next = await world.use<{ url?: string }>('connections.connect', { connectionId }, as(path));
  if (next.url === undefined) throw new Error(JSON.stringify(next));
  const parameters = await passThrough(next.url, login, back);
  await world.use('connections.callback', parameters, as('/api/connections/callback'));
  return browser;
};

const makeConnection = async (
  at: Site,
  more: Values = {},
  caller?: Caller,
): Promise<Shown & { userId: string }> => {
  const { signIn } = await world.use<{ signIn: { scheme: string; scopes: string[] } }>('mcpServers.get', {
    name: at.name,
  });
  return world.use(
    'connections.create',
    {
      connector: at.name,
      name: `c ${Math.random()}`,
      alternative: { [signIn.scheme]: signIn.scopes },
      ...more,
    },
    caller === undefined ? {} : { caller },
  );
};

verifies(
  'mcp.upstream.sign-in',
  'a server is signed in to as it says: found out, registered, PKCE, for this resource, and its tools then come',
  async () => {
    const at = await site();
    expect(at.registered).toMatchObject({ state: 'needs_sign_in', tools: 0 });
    expect(await world.use('mcpServers.get', { name: at.name })).toMatchObject({
      signIn: {
        ...{ scheme: 'oauth', resource: at.server.url, issuer: at.authorization.issuer },
        ...{ client: 'registration', scopes: ['mcp:read', 'offline_access'] },
      },
    });
    const { id } = await makeConnection(at);
    await connect(id, 'ada');
    expect(await world.use('connections.get', { connectionId: id })).toMatchObject({ state: 'ready' });
    expect(await world.use('mcpServers.refresh', { name: at.name })).toMatchObject({
      state: 'healthy',
      tools: 2,
    });
    expect(await world.call(`${at.name}.echo`, { text: 'hello' })).toBe('Echo: hello');
    expect(at.server.inside.at(-1)).toMatchObject({
      subject: 'ada',
      scope: expect.stringContaining('mcp:read'),
    });
    const departure = at.authorization.asked.find(({ path }) => path.startsWith('/auth?'));
    const asked = new URLSearchParams(departure?.path.split('?')[1]);
    expect(Object.fromEntries(asked)).toMatchObject({
      ...{ resource: at.server.url, code_challenge_method: 'S256', scope: 'mcp:read offline_access' },
    });
    const redeemed = at.authorization.asked.find(
      ({ form }) => form.get('grant_type') === 'authorization_code',
    );
    expect(redeemed?.form.get('resource')).toBe(at.server.url);
    expect(redeemed?.form.get('code_verifier')).toMatch(/^[\w-]{43}$/);
  },
);

test('the hub is known by its own document where a provider reads such', async () => {
  const document = clientDocument(publicUrl);
  const at = await site({ documents: { [document.client_id]: document } });
  expect(await world.use('mcpServers.get', { name: at.name })).toMatchObject({
    signIn: { client: 'document' },
  });
  const { id } = await makeConnection(at);
  await connect(id, 'ada');
  await world.use('mcpServers.refresh', { name: at.name });
  expect(await world.call(`${at.name}.echo`, { text: 'x' })).toBe('Echo: x');
  const departure = at.authorization.asked.find(({ path }) => path.startsWith('/auth?'))?.path ?? '';
  expect(new URLSearchParams(departure.split('?')[1]).get('client_id')).toBe(document.client_id);
  expect(at.authorization.asked.some(({ path }) => path === '/reg')).toBe(false);
});

test('a token that has ended is renewed, for the same resource', async () => {
  const at = await site();
  const { id } = await makeConnection(at);
  await connect(id, 'ada');
  await world.use('mcpServers.refresh', { name: at.name });
  await world.database.superuser.query(
    "update connections set expires_at = now() - interval '1 second' where connection_id = $1",
    [id],
  );
  const before = at.server.inside.at(-1)?.token;
  await world.use('connections.test', { connectionId: id });
  expect(await world.call(`${at.name}.echo`, { text: 'x' })).toBe('Echo: x');
  const renewed = at.authorization.asked.find(({ form }) => form.get('grant_type') === 'refresh_token');
  expect(renewed?.form.get('resource')).toBe(at.server.url);
  expect(at.server.inside.at(-1)?.token).not.toBe(before);
});

test('what the server asks for beyond what was granted is shown, and granted on top when connected again', async () => {
  const at = await site();
  const { id } = await makeConnection(at);
  await connect(id, 'ada');
  await world.use('mcpServers.refresh', { name: at.name });
  await expect(world.call(`${at.name}.write`, { text: 'x' })).rejects.toMatchObject({
    ...{ code: 'connection_not_ready', details: { needs: 'scopes', scopes: ['mcp:write'] } },
  });
  expect(await world.use('connections.get', { connectionId: id })).toMatchObject({
    ...{ state: 'ready', neededScopes: ['mcp:write'] },
  });
  expect((await world.events('connection.needs-more')).at(-1)?.data).toMatchObject({ scopes: ['mcp:write'] });
  // What works goes on working meanwhile.
  expect(await world.call(`${at.name}.echo`, { text: 'x' })).toBe('Echo: x');
  await connect(id, 'ada');
  expect(await world.call(`${at.name}.write`, { text: 'x' })).toBe('Echo: x');
  expect(at.server.inside.at(-1)?.scope.split(' ')).toEqual(
    expect.arrayContaining(['mcp:read', 'mcp:write']),
  );
  expect(await world.use('connections.get', { connectionId: id })).toMatchObject({ neededScopes: [] });
});

verifies(
  'mcp.upstream.own',
  'a connection of a person serves that person, and nobody else, whoever knows its name',
  async () => {
    const at = await site();
    const shared = await makeConnection(at);
    await connect(shared.id, 'shared');
    await world.use('mcpServers.refresh', { name: at.name });
    const [ada, bob] = [person('usr_ada'), person('usr_bob')];
    const adas = await makeConnection(at, { name: "Ada's", own: true }, ada);
    expect(adas).toMatchObject({ userId: 'usr_ada', isDefault: false });
    expect(await makeConnection(at, { own: true }, ada)).toMatchObject({ code: 'already_exists' });
    expect(await makeConnection(at, { own: true })).toMatchObject({ code: 'forbidden' });
    await expect(connect(adas.id, 'bob', bob)).rejects.toThrow('forbidden');
    expect(await world.use('connections.setDefault', { connectionId: adas.id })).toMatchObject({
      code: 'input_invalid',
    });
    expect(
      await world.use('connections.update', { connectionId: adas.id, name: "Bob's" }, { caller: bob }),
    ).toMatchObject({ code: 'forbidden' });
    await connect(adas.id, 'ada', ada);
    const call = (as: object) => world.call(`${at.name}.echo`, { text: 'x' }, as);
    await call({ connection: { of: 'usr_ada' }, callerId: 'usr_ada' });
    expect(at.server.inside.at(-1)?.subject).toBe('ada');
    await call({});
    expect(at.server.inside.at(-1)?.subject).toBe('shared');
    await expect(call({ connection: { of: 'usr_bob' } })).rejects.toMatchObject({
      code: 'connection_not_ready',
    });
    for (const callerId of ['usr_bob', 'key_owner', undefined])
      for (const connection of [adas.id, "Ada's"])
        await expect(call({ connection, callerId })).rejects.toMatchObject({ code: 'not_found' });
    await call({ connection: adas.id, callerId: 'usr_ada' });
    expect(at.server.inside.at(-1)?.subject).toBe('ada');
    // Offered whole, each person comes as who they are.
    for (const [caller, subject] of [
      [ada, 'ada'],
      [bob, 'shared'],
    ] as const) {
      const { tools } = await world.offer(at.name, caller);
      await tools.call({ name: 'echo', arguments: { text: 'x' }, meta: {} }, testExchange());
      expect(at.server.inside.at(-1)?.subject).toBe(subject);
    }
  },
);

test('a token that was entered is sent as it is, and a key in the header that it belongs to', async () => {
  const at = await site();
  const seen: Values[] = [];
  at.server.answer = ({ request }) => {
    seen.push({ authorization: request.headers.authorization, key: request.headers['x-api-key'] });
    return undefined;
  };
  const { id } = await world.use<Shown>('connections.create', {
    ...{ connector: at.name, name: 'entered', alternative: { token: [] } },
    secrets: { token: { token: 'a-token-that-somebody-entered' } },
  });
  await world.use('mcpServers.refresh', { name: at.name });
  expect(seen.at(-1)).toEqual({ authorization: 'Bearer a-token-that-somebody-entered', key: undefined });
  await world.use('mcpServers.update', { name: at.name, header: 'X-Api-Key' });
  await world.use('mcpServers.refresh', { name: at.name });
  const versions = await world.use<{ items: { version: number }[] }>('connectors.listVersions', {
    name: at.name,
  });
  await world.use('connectors.publishVersion', { name: at.name, version: versions.items[0]?.version });
  await world.use('connections.update', {
    ...{ connectionId: id, alternative: { key: [] } },
    secrets: { key: { key: 'a-key-that-somebody-entered' } },
  });
  expect(await world.call(`${at.name}.echo`, { text: 'x' })).toBe('Echo: x');
  expect(seen.at(-1)).toEqual({ authorization: undefined, key: 'a-key-that-somebody-entered' });
});

verifies(
  'mcp.upstream.sign-in',
  'a server that names another provider gets no token of the first one, and no client of it',
  async () => {
    const at = await site();
    const { id } = await makeConnection(at);
    await connect(id, 'ada');
    await world.use('mcpServers.refresh', { name: at.name });
    const other = await startAuthorization({ registration: true });
    open.push(other);
    await world.database.superuser.query(
      `update connector_versions set plan = jsonb_set(plan::jsonb, '{schemes,oauth,discoveryUrl}', to_jsonb($2::text))::json
     where connector = $1`,
      [at.name, `${other.issuer}/.well-known/oauth-authorization-server`],
    );
    await world.database.superuser.query('update connectors set updated_at = now() where name = $1', [
      at.name,
    ]);
    await world.database.superuser.query(
      "update connections set expires_at = now() - interval '1 second' where connection_id = $1",
      [id],
    );
    const tried = await world.use('connections.test', { connectionId: id });
    expect(tried).toMatchObject({ ok: false, message: expect.stringContaining(other.issuer) });
    expect(other.asked.filter(({ path }) => path === '/token')).toEqual([]);
    await expect(connect(id, 'ada')).resolves.toBeDefined();
    expect(other.asked.some(({ path }) => path === '/reg')).toBe(true);
  },
);

test('a provider that does not say that it knows PKCE is not gone to', async () => {
  const authorization = await startAuthorization({ registration: true });
  authorization.metadata = (said) => without(said, ['code_challenge_methods_supported']);
  const server = await startProtectedStub(authorization);
  open.push(authorization, server);
  await world.use('mcpServers.register', { name: 'weak', url: server.url });
  const made = await world.use<Shown>('connections.create', {
    ...{ connector: 'weak', name: 'w', alternative: { oauth: ['mcp:read'] } },
  });
  const exchange = exchangeOf(newBrowser(), '/api/connections/callback');
  expect(await world.use('connections.connect', { connectionId: made.id }, { exchange })).toMatchObject({
    ...{ code: 'oauth_refused', message: expect.stringContaining('PKCE') },
  });
  expect(authorization.asked.some(({ path }) => path.startsWith('/auth'))).toBe(false);
});

test('an answer in the name of another provider is not redeemed, and its words are not shown', async () => {
  const at = await site();
  const { id } = await makeConnection(at);
  const browser = newBrowser();
  const exchange = () => exchangeOf(browser, '/api/connections/callback');
  const next = await world.use<{ url: string }>(
    'connections.connect',
    { connectionId: id },
    { exchange: exchange() },
  );
  const parameters = await passThrough(next.url, 'ada', back);
  const forged = { ...parameters, iss: 'https://evil.example', error_description: 'call this number' };
  await world.use('connections.callback', forged, { exchange: exchange() });
  expect(browser.location).toContain('error=oauth_state_invalid');
  expect(browser.location).not.toContain('number');
  expect(at.authorization.asked.some(({ form }) => form.get('grant_type') !== null)).toBe(false);
});

verifies('mcp.upstream.no-passthrough', "the caller's own credentials never reach the server", async () => {
  const at = await site();
  const { id } = await makeConnection(at);
  await connect(id, 'ada');
  await world.use('mcpServers.refresh', { name: at.name });
  const { tools } = await world.offer(at.name);
  const meta = { progressToken: 'p', 'io.modelcontextprotocol/clientInfo': { name: 'caller' }, own: 'kept' };
  await tools.call({ name: 'echo', arguments: { text: 'x' }, meta }, testExchange());
  const { headers, body } = at.server.seen.at(-1) ?? { headers: {}, body: '' };
  expect(headers.authorization).toBe(`Bearer ${at.server.inside.at(-1)?.token}`);
  expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['cookie', 'hub-space']));
  expect(body).not.toContain('"caller"');
  expect(JSON.parse(body)).toMatchObject({ params: { _meta: { own: 'kept' } } });
});
