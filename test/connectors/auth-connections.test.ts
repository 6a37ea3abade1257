import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isHubError } from '../../core/errors.ts';
import { startConnections, type ConnectionTrial, type Shown } from '../setup/connections.ts';
import { refusal } from '../setup/gateway.ts';
import { verifies } from '../setup/verifies.ts';

/** What people enter, change and see of connections; and what nobody ever sees. */
let trial: ConnectionTrial;

beforeAll(async () => {
  trial = await startConnections();
  trial.connectors.set('desk', {
    schemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      basic: { type: 'basic' },
      oauth: {
        type: 'oauth2',
        grants: {
          authorizationCode: {
            authorizationUrl: 'https://id.example/authorize',
            tokenUrl: 'https://id.example/token',
            scopes: { 'tickets:read': 'Read tickets' },
          },
          clientCredentials: { tokenUrl: 'https://id.example/token', scopes: {} },
        },
      },
      other: { type: 'openIdConnect', discoveryUrl: 'https://id.example/.well-known/openid-configuration' },
    },
    servers: [{ url: 'https://{tenant}.desk.example/api', variables: { tenant: { fallback: 'www' } } }],
  });
});
afterAll(() => trial.stop());

let made = 0;
const canary = (name: string) => `canary-${name}-${made++}-0123456789abcdef`;
const create = (entry: object, as = {}): Promise<Shown> =>
  trial.call('connections.create', { connector: 'desk', name: `number ${made++}`, ...entry }, as);
const withKey = (key = canary('key')): Promise<Shown> =>
  create({ alternative: { key: [] }, secrets: { key: { key } } });
const oauth = {
  settings: { oauth: { clientId: 'c' } },
  secrets: { oauth: { clientSecret: 'a client secret of ours' } },
};

verifies(
  'connectors.auth.sealed',
  'no answer, event or audit entry holds a secret, and no table holds one in clear',
  async () => {
    const secrets = ['key', 'password', 'client'].map(canary);
    const [key = '', password = '', clientSecret = ''] = secrets;
    const answers = [
      await create({
        ...{ alternative: { key: [], basic: [] }, settings: { basic: { username: 'ada' } } },
        secrets: { key: { key }, basic: { password } },
      }),
      await create({
        alternative: { oauth: [] },
        settings: oauth.settings,
        secrets: { oauth: { clientSecret } },
      }),
      await trial.call<unknown>('connections.list', { limit: 200 }),
    ];
    const [one] = answers as [Shown];
    expect(one.secrets).toEqual({
      key: { key: { set: true, hint: `…${key.slice(-4)}` } },
      basic: { password: { set: true, hint: null } },
    });
    answers.push(await trial.call('connections.get', { connectionId: one.id }));
    const tables = await trial.sql<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public'",
    );
    expect(tables.length).toBeGreaterThan(10);
    const rows: string[] = [];
    for (const { name } of tables) {
      for (const { row } of await trial.sql<{ row: string }>(
        `select to_jsonb(t)::text as row from "${name}" t`,
      ))
        rows.push(row);
    }
    expect(rows.some((row) => row.includes(one.id))).toBe(true);
    for (const secret of secrets) {
      expect(JSON.stringify(answers)).not.toContain(secret);
      expect(
        rows.filter((row) => row.includes(secret) || row.includes(Buffer.from(secret).toString('base64'))),
      ).toEqual([]);
    }
  },
);

test('a sealed connection opens in its own row only', async () => {
  const [one, two] = [await withKey(), await withKey()];
  await trial.sql(
    'update connections set sealed = (select sealed from connections where connection_id = $1) where connection_id = $2',
    [one.id, two.id],
  );
  const { schemes } = trial.connectors.get('desk') ?? { schemes: {} };
  const used = trial.deps.authoriser.authorise({
    ...{ spaceId: trial.space, connectionId: two.id, schemes, security: [] },
    request: { method: 'GET', url: 'https://desk.example/', headers: {} },
  });
  expect((await refusal(used)).code).toBe('secret_unreadable');
});

test.each<[string, object, string]>([
  ['a scheme that does not exist', { alternative: { nope: [] } }, 'alternative.nope'],
  ['a missing key', { alternative: { key: [] } }, 'secrets.key.key'],
  [
    'a secret among the settings',
    { alternative: { key: [] }, settings: { key: { key: 'x' } } },
    'settings.key.key',
  ],
  [
    'a field that does not exist',
    { alternative: { key: [] }, secrets: { key: { key: 'x', more: 'y' } } },
    'secrets.key.more',
  ],
  [
    'a field every object has',
    { alternative: { key: [] }, secrets: { key: { key: 'x', constructor: 'y' } } },
    'secrets.key.constructor',
  ],
  [
    'values of another scheme',
    { alternative: { key: [] }, secrets: { key: { key: 'x' }, basic: { password: 'p' } } },
    'secrets.basic',
  ],
  [
    'a line break in a header',
    { alternative: { key: [] }, secrets: { key: { key: 'x\r\ny: z' } } },
    'secrets.key.key',
  ],
  [
    'a colon in a user name',
    { alternative: { basic: [] }, settings: { basic: { username: 'a:b' } } },
    'settings.basic.username',
  ],
  [
    'a grant that is not offered',
    { alternative: { oauth: [] }, settings: { oauth: { clientId: 'c', grant: 'deviceCode' } } },
    'settings.oauth.grant',
  ],
  [
    'two OAuth schemes',
    {
      alternative: { oauth: [], other: [] },
      settings: { oauth: { clientId: 'c' }, other: { clientId: 'c' } },
    },
    'alternative',
  ],
  [
    'a server variable with a host in it',
    { alternative: {}, server: { variables: { tenant: 'evil.example/' + '/x' } } },
    'server.variables.tenant',
  ],
  [
    'a server variable that does not exist',
    { alternative: {}, server: { variables: { nope: 'x' } } },
    'server.variables.nope',
  ],
])('%s is refused with its place', async (_name, entry, path) => {
  const error = await refusal(create(entry));
  expect(error.code).toBe('input_invalid');
  expect(error.problems.map((problem) => problem.path)).toContain(path);
});

test('a server on plain http to the world is refused', async () => {
  const entry = { alternative: {}, server: { url: 'http://desk.example' } };
  expect((await refusal(create(entry))).message).toContain('https://');
});

verifies('connectors.auth.moved', 'whoever changes where a secret travels has to know it', async () => {
  const { id } = await withKey();
  const move = { connectionId: id, server: { url: 'https://evil.example' } };
  const refused = await refusal(trial.call('connections.update', move));
  expect(refused.problems).toEqual([
    { path: 'secrets.key.key', message: expect.stringContaining('entered again') as unknown },
  ]);
  const known = { ...move, secrets: { key: { key: canary('again') } } };
  expect((await trial.call('connections.update', known)).state).toBe('ready');

  const made = await create({ alternative: { oauth: [] }, ...oauth });
  const settings = { oauth: { tokenUrl: 'https://evil.example/token' } };
  const stolen = await refusal(trial.call('connections.update', { connectionId: made.id, settings }));
  expect(stolen.problems.map(({ path }) => path)).toEqual(['secrets.oauth.clientSecret']);
  const before = await trial.call('connections.get', { connectionId: made.id });
  expect(before.settings).toEqual(oauth.settings);
});

test('a change that leaves the client alone keeps the authorisation; another client ends it', async () => {
  const { id } = await create({ alternative: { oauth: [] }, ...oauth });
  await trial.sql(
    "update connections set state = 'ready', account = 'ada', scopes = '{x}' where connection_id = $1",
    [id],
  );
  const change = (rest: object) => trial.call('connections.update', { connectionId: id, ...rest });
  expect(await change({ name: 'renamed' })).toMatchObject({
    name: 'renamed',
    state: 'ready',
    account: 'ada',
  });
  expect(await change({ secrets: { oauth: { clientSecret: canary('rotated') } } })).toMatchObject({
    state: 'ready',
  });
  expect(await change({ settings: { oauth: { clientId: 'another' } } })).toMatchObject({
    ...{ state: 'needs_auth', account: null, scopes: [] },
  });
});

test('the first connection of a connector is its default, until another one is', async () => {
  const { servers, schemes } = trial.connectors.get('desk') ?? { servers: [], schemes: {} };
  trial.connectors.set('fresh', { servers, schemes });
  const entry = { connector: 'fresh', alternative: {} };
  const [one, two] = await Promise.all([create(entry), create(entry)]);
  expect([one.isDefault, two.isDefault].filter(Boolean)).toHaveLength(1);
  const later = one.isDefault ? two : one;
  expect((await trial.call('connections.setDefault', { connectionId: later.id })).isDefault).toBe(true);
  const list = await trial.call<{ items: Shown[] }>('connections.list', { connector: 'fresh' });
  expect(list.items.filter(({ isDefault }) => isDefault).map(({ id }) => id)).toEqual([later.id]);
});

test('lists filter by connector and state, and page', async () => {
  const all = await trial.call<{ items: Shown[] }>('connections.list', { state: 'needs_auth', limit: 200 });
  expect(all.items.length).toBeGreaterThan(0);
  expect(new Set(all.items.map(({ state }) => state))).toEqual(new Set(['needs_auth']));
  const first = await trial.call<{ items: Shown[]; next: string }>('connections.list', { limit: 2 });
  const second = await trial.call<{ items: Shown[] }>('connections.list', { limit: 2, cursor: first.next });
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(4);
});

test('to another space a connection does not exist, whatever is asked', async () => {
  const { id: connectionId } = await withKey();
  const as = { space: trial.other };
  for (const name of ['get', 'delete', 'setDefault', 'connect', 'test', 'revoke', 'update']) {
    expect([name, (await refusal(trial.call(`connections.${name}`, { connectionId }, as))).code]).toEqual([
      name,
      'not_found',
    ]);
  }
  expect(await trial.call('connections.list', {}, as)).toEqual({ items: [], next: null });
  expect((await trial.call('connections.get', { connectionId })).state).toBe('ready');
});

test('a name stands once for each connector', async () => {
  await create({ alternative: {}, name: 'the same' });
  const other = await create({ alternative: {}, name: 'another' });
  const taken = { code: 'already_exists', problems: [{ path: 'name', message: 'is taken by another one' }] };
  expect(await refusal(create({ alternative: {}, name: 'the same' }))).toMatchObject(taken);
  const change = { connectionId: other.id, name: 'the same' };
  expect(await refusal(trial.call('connections.update', change))).toMatchObject(taken);
});

test('revoking destroys keys and passwords; entering them again makes it ready', async () => {
  const { id: connectionId } = await withKey();
  expect(await trial.call('connections.revoke', { connectionId })).toEqual({ atProvider: false });
  expect(await trial.call('connections.get', { connectionId })).toMatchObject({
    state: 'revoked',
    secrets: { key: {} },
  });
  const secrets = { key: { key: canary('next') } };
  expect((await trial.call('connections.update', { connectionId, secrets })).state).toBe('ready');
  await trial.call('connections.delete', { connectionId });
  expect((await refusal(trial.call('connections.get', { connectionId }))).code).toBe('not_found');
  const types = (await trial.events())
    .filter(({ subject }) => subject === connectionId)
    .map(({ type }) => type);
  expect(types).toEqual([
    'connection.created',
    'connection.revoked',
    'connection.changed',
    'connection.deleted',
  ]);
});

test('a test tells what the connector answers, and a failure is an answer', async () => {
  const { id: connectionId } = await withKey();
  trial.probe = async () => ({ ok: false, status: 403, message: 'The key is for reading only.' });
  expect(await trial.call('connections.test', { connectionId })).toMatchObject({ ok: false, status: 403 });
  trial.probe = async () => undefined;
  expect(await trial.call('connections.test', { connectionId })).toMatchObject({ ok: true, status: null });
  const { id } = await create({ alternative: { oauth: [] }, ...oauth });
  const untried = await trial.call<{ ok: boolean; message: string }>('connections.test', {
    connectionId: id,
  });
  expect(untried).toMatchObject({ ok: false, message: expect.stringContaining('Connect') as unknown });
});

test('the form of a connector names every field of every scheme', async () => {
  type Form = {
    schemes: {
      name: string;
      scopes: object;
      forms: { grant: string | null; fields: { name: string }[] }[];
    }[];
  };
  const { schemes } = await trial.call<Form>('connections.form', { connector: 'desk' });
  const fields = Object.fromEntries(
    schemes.map(({ name, forms }) => [
      name,
      forms.map((form) => [form.grant, form.fields.map((field) => field.name)]),
    ]),
  );
  expect(fields['key']).toEqual([[null, ['key']]]);
  expect(fields['basic']).toEqual([[null, ['username', 'password']]]);
  expect(fields['oauth']?.map(([grant]) => grant)).toEqual([
    'authorizationCode',
    'clientCredentials',
    'given',
  ]);
  expect(schemes.find(({ name }) => name === 'oauth')?.scopes).toEqual({ 'tickets:read': 'Read tickets' });
  const unknown = trial.call('connections.form', { connector: 'nope' }).catch((error: unknown) => error);
  expect(isHubError(await unknown, 'not_found')).toBe(true);
});
