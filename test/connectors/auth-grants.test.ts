// slow: signs in at a provider
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { pollDeviceJob, pollDeviceName } from '../../connectors/auth/device-job.ts';
import { pollDevice } from '../../connectors/auth/oauth/device.ts';
import type { OAuthGrantPlan } from '../../core/connector.ts';
import type { Running } from '../../core/ports.ts';
import { startJobWorker } from '../../platform/jobs/worker.ts';
import { newBrowser, startConnections, type ConnectionTrial, type Shown } from '../setup/connections.ts';
import { eventually } from '../setup/eventually.ts';
import { startUpstream, type Seen, type Upstream } from '../setup/upstream.ts';

/** Grants and habits of providers that the certified one of the other tests does not have. */
let trial: ConnectionTrial;
let worker: Running;
let server: Upstream;
type Answer = readonly [status: number, body: string, type?: string];
let answers: Answer[] = [];
const last: Answer = [400, '{"error":"unexpected"}'];

beforeAll(async () => {
  server = await startUpstream((_request, response) => {
    const [status, body, type] = answers.shift() ?? last;
    response.writeHead(status, { 'content-type': type ?? 'application/json' }).end(body);
  });
  trial = await startConnections({ keepMs: 0 });
  const urls: OAuthGrantPlan = {
    authorizationUrl: `${server.origin}/authorize`,
    tokenUrl: '/token',
    refreshUrl: '/refresh',
    deviceUrl: `${server.origin}/device`,
    scopes: { 'chat:write': 'Write' },
  };
  trial.connectors.set('any', {
    schemes: {
      oauth: {
        type: 'oauth2',
        grants: { authorizationCode: urls, clientCredentials: urls, password: urls, deviceCode: urls },
      },
    },
    // Addresses of the document are relative to it.
    servers: [{ url: `${server.origin}/{version}/`, variables: { version: { fallback: 'v1' } } }],
  });
  const { db, hints, log, clock } = trial.deps;
  worker = startJobWorker({
    ...{ db, hints, log, clock, pollMs: 50 },
    handlers: new Map([[pollDeviceName, pollDeviceJob(trial.deps)]]),
  });
});
beforeEach(() => {
  answers = [];
  server.seen.length = 0;
});
afterAll(async () => {
  await worker.stop();
  await trial.stop();
  await server.stop();
});

let made = 0;
const make = (settings: object, secrets: object): Promise<Shown> =>
  trial.call('connections.create', {
    ...{ connector: 'any', name: `number ${made++}`, alternative: { oauth: ['chat:write'] } },
    settings: { oauth: { clientId: 'the client', ...settings } },
    secrets: { oauth: secrets },
  });
const formOf = (seen: Seen | undefined) => Object.fromEntries(new URLSearchParams(seen?.body));
const token = (connectionId: string) => {
  const { schemes } = trial.connectors.get('any') ?? { schemes: {} };
  return trial.deps.authoriser.accessToken({ spaceId: trial.space, connectionId }, schemes, server.origin);
};

interface ClientCase {
  readonly settings?: object;
  readonly secrets?: object;
  readonly form: object;
  readonly authorization?: string;
}
const clients: Record<string, ClientCase> = {
  'in the body unless told otherwise': {
    secrets: { clientSecret: 's&1' },
    form: { client_id: 'the client', client_secret: 's&1' },
  },
  'in the header, encoded as the standard says': {
    settings: { tokenAuth: 'client_secret_basic' },
    secrets: { clientSecret: 's&:1' },
    form: {},
    authorization: `Basic ${Buffer.from('the+client:s%26%3A1').toString('base64')}`,
  },
  'by its name only, when it is public': { form: { client_id: 'the client' } },
  'with what the provider wants besides': {
    settings: { tokenParameters: 'audience=https%3A%2F%2Fapi.example' },
    secrets: { clientSecret: 's' },
    form: { client_id: 'the client', client_secret: 's', audience: 'https://api.example' },
  },
};

test.each(Object.entries(clients))(
  'a client signs in %s',
  async (_name, { settings, secrets, form, authorization }) => {
    const { id } = await make({ grant: 'clientCredentials', ...settings }, secrets ?? {});
    answers = [[200, '{"access_token":"t"}']];
    expect(await trial.call('connections.connect', { connectionId: id })).toMatchObject({ kind: 'done' });
    const [seen] = server.seen;
    expect(formOf(seen)).toEqual({ grant_type: 'client_credentials', scope: 'chat:write', ...form });
    expect(seen?.path).toBe('/token');
    expect(seen?.headers.authorization).toBe(authorization);
    expect(seen?.headers.accept).toBe('application/json');
  },
);

test('the password grant renews by its refresh token, and asks anew when that is spent', async () => {
  const { id } = await make({ grant: 'password', username: 'ada' }, { password: 'of hers' });
  answers = [
    [200, '{"access_token":"one","refresh_token":"r1","expires_in":"3600"}'],
    [400, '{"error":"invalid_grant"}'],
    [200, '{"access_token":"two","expires_in":3600}'],
  ];
  expect(await token(id)).toBe('one');
  await trial.sql(
    "update connections set expires_at = now() - interval '1 second' where connection_id = $1",
    [id],
  );
  expect(await token(id)).toBe('two');
  expect(server.seen.map(({ path }) => path)).toEqual(['/token', '/refresh', '/token']);
  expect(formOf(server.seen[0])).toMatchObject({
    grant_type: 'password',
    username: 'ada',
    password: 'of hers',
  });
  expect(formOf(server.seen[1])).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'r1' });
});

test.each<[string, Answer, readonly [object, string]]>([
  [
    'Slack, whose tokens of a person are nested',
    [200, '{"ok":true,"authed_user":{"access_token":"xoxp-1","scope":"chat:write"},"team":{"name":"Ours"}}'],
    [{ state: 'ready', account: 'Ours', scopes: ['chat:write'] }, 'result=connected'],
  ],
  [
    'GitHub, which answers a form',
    [200, 'access_token=gho_1&scope=repo%2Cgist&token_type=bearer', 'application/x-www-form-urlencoded'],
    [{ state: 'ready', scopes: ['repo', 'gist'] }, 'result=connected'],
  ],
  [
    'HubSpot',
    [
      200,
      '{"token_type":"bearer","refresh_token":"r","access_token":"a","hub_domain":"ours.example","expires_in":1800}',
    ],
    [{ state: 'ready', account: 'ours.example' }, 'result=connected'],
  ],
  [
    'Slack, which refuses with status 200',
    [200, '{"ok":false,"error":"invalid_code"}'],
    [{ state: 'needs_auth' }, 'result=failed&error=oauth_refused&reason=invalid_code'],
  ],
])('a sign-in at %s', async (_name, answer, [shown, result]) => {
  const { id } = await make({}, { clientSecret: 'a secret' });
  const browser = newBrowser();
  const { url } = await trial.call<{ url: string }>('connections.connect', { connectionId: id }, { browser });
  const sent = new URL(url).searchParams;
  answers = [answer];
  const back = { code: 'c', state: sent.get('state') ?? '' };
  await trial.call('connections.callback', back, { browser, nobody: true });
  expect(browser.location).toBe(`/connections/${id}?${result}`);
  expect(await trial.call('connections.get', { connectionId: id })).toMatchObject(shown);
  expect(formOf(server.seen[0])).toMatchObject({
    ...{ grant_type: 'authorization_code', code: 'c', client_secret: 'a secret' },
    redirect_uri: sent.get('redirect_uri'),
    code_verifier: expect.stringMatching(/^[\w-]{43}$/) as unknown,
  });
});

test('a code typed in on another device connects, though the provider asks for patience', async () => {
  const { id } = await make({ grant: 'deviceCode' }, {});
  answers = [
    [
      200,
      '{"device_code":"d1","user_code":"ABCD-1234","verification_url":"https://id.example/device","interval":1}',
    ],
    [400, '{"error":"authorization_pending"}'],
    [200, '{"access_token":"from a device"}'.replaceAll('from a device', 'device-token')],
  ];
  const next = await trial.call<Record<string, unknown>>('connections.connect', { connectionId: id });
  expect(next).toMatchObject({
    ...{ kind: 'device', userCode: 'ABCD-1234', verificationUrl: 'https://id.example/device', url: null },
  });
  await eventually(async () => (await trial.call('connections.get', { connectionId: id })).state === 'ready');
  expect(await token(id)).toBe('device-token');
  expect(formOf(server.seen.at(-1))).toMatchObject({
    ...{ device_code: 'd1', grant_type: 'urn:ietf:params:oauth:grant-type:device_code' },
  });
});

test('a provider that says no, or never heard of the code, ends the wait with its reason', async () => {
  const { id } = await make({ grant: 'deviceCode' }, {});
  answers = [
    [200, '{"device_code":"d2","user_code":"X","verification_uri":"https://id.example/device","interval":1}'],
    [400, '{"error":"access_denied"}'],
  ];
  await trial.call('connections.connect', { connectionId: id });
  await eventually(async () => {
    const [job] = await trial.sql<{ last_error: string }>(
      "select last_error from jobs where state = 'dead' and payload ->> 'connectionId' = $1",
      [id],
    );
    return job?.last_error.includes('access_denied') === true;
  });
  expect((await trial.call('connections.get', { connectionId: id })).state).toBe('needs_auth');
});

test.each<[string, Answer, number]>([
  ['authorization_pending', [400, '{"error":"authorization_pending"}'], 5],
  ['slow_down', [400, '{"error":"slow_down"}'], 10],
  ['a server in trouble', [503, '<html>'], 10],
])('after %s the provider is asked again in %s', async (_name, answer, seconds) => {
  const { id } = await make({ grant: 'deviceCode' }, {});
  const plan = trial.connectors.get('any')?.schemes['oauth'];
  if (plan?.type !== 'oauth2') throw new Error('The scheme is gone.');
  const held = await trial.deps.authoriser.held.read({ spaceId: trial.space, connectionId: id });
  const client = await trial.deps.authoriser.clientOf(held, { name: 'oauth', plan, base: server.origin });
  answers = [answer];
  const poll = await pollDevice(trial.deps.egress, client, { code: 'd', intervalSeconds: 5 });
  expect(poll).toEqual({ kind: 'wait', intervalSeconds: seconds });
});
