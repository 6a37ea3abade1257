// slow: waits for refreshes by several callers
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { claimRenewal, storeTokens } from '../../connectors/auth/store-tokens.ts';
import { age, connectCrm, offerCrm } from '../setup/connected.ts';
import { startConnections, type ConnectionTrial } from '../setup/connections.ts';
import { eventually } from '../setup/eventually.ts';
import { refusal, refusalCode } from '../setup/gateway.ts';
import { startOAuthProvider, type OAuthProvider } from '../setup/oauth-provider.ts';
import { verifies } from '../setup/verifies.ts';

let trial: ConnectionTrial;
let provider: OAuthProvider;

beforeAll(async () => {
  provider = await startOAuthProvider();
  trial = await startConnections({ keepMs: 0 });
  offerCrm(trial, provider);
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

const schemes = () => trial.connectors.get('crm')?.schemes ?? {};
const token = (connectionId: string): Promise<string | null> =>
  trial.deps.authoriser.accessToken({ spaceId: trial.space, connectionId }, schemes());
const authorise = (connectionId: string) =>
  trial.deps.authoriser.authorise({
    ...{ spaceId: trial.space, connectionId, schemes: schemes(), security: [] },
    request: { method: 'GET', url: `${provider.issuer}/me`, headers: {} },
  });
const refreshes = (): number => provider.line.asked.get('refresh_token') ?? 0;
const answerOnce = (status: number, type: string, body: string) => {
  provider.line.instead = (_form, response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
    return true;
  };
};
/** The first pause is a second, which a busy machine takes between two lines; answers how many had one. */
const prolongPause = async (id: string): Promise<number> =>
  (
    await trial.sql(
      "update connections set retry_at = retry_at + interval '1 hour' where connection_id = $1 and retry_at is not null returning 1",
      [id],
    )
  ).length;
const letRetry = (id: string) =>
  trial.sql('update connections set retry_at = null where connection_id = $1', [id]);
/** Tokens that were stored a moment ago are not renewed because somebody refuses them. */
const settle = (id: string) =>
  trial.sql("update connections set refreshed_at = now() - interval '1 minute' where connection_id = $1", [
    id,
  ]);

test('a token that is due is renewed while the old one goes on serving', async () => {
  const { id } = await connectCrm(trial, provider);
  const old = await token(id);
  await age(trial, id, 'refresh');
  const held = Promise.withResolvers<void>();
  provider.line.before = () => held.promise;
  const before = refreshes();
  expect(await Promise.all(Array.from({ length: 10 }, () => token(id)))).toEqual(Array(10).fill(old));
  await eventually(() => refreshes() === before + 1);
  held.resolve();
  await eventually(async () => (await token(id)) !== old);
  expect(refreshes()).toBe(before + 1);
});

verifies(
  'connectors.auth.needs-reauth',
  'while the provider is away the old token serves, and nobody hammers at the door',
  async () => {
    const { id } = await connectCrm(trial, provider);
    const old = await token(id);
    await age(trial, id, 'refresh');
    answerOnce(503, 'text/html', '<html>down</html>');
    const before = refreshes();
    expect(await token(id)).toBe(old);
    await eventually(
      async () => ((await trial.call('connections.get', { connectionId: id })).lastError ?? '') !== '',
    );
    expect(await prolongPause(id)).toBe(1);
    for (let n = 0; n < 20; n++) expect(await token(id)).toBe(old);
    expect(refreshes()).toBe(before + 1);
    await age(trial, id, 'end');
    const refused = await refusal(token(id));
    expect(refused).toMatchObject({ code: 'oauth_failed', retryable: true });
    expect(refused.retryAfter).toBeGreaterThan(0);
    expect(refreshes()).toBe(before + 1);
    provider.line.instead = undefined;
    await letRetry(id);
    expect(await token(id)).not.toBe(old);
    expect((await trial.call('connections.get', { connectionId: id })).lastError).toBeNull();
  },
);

test.each<[string, readonly [number, string, string]]>([
  ['HTML with status 200', [200, 'text/html', '<html>please sign in</html>']],
  ['too many requests', [429, 'application/json', '{"error":"rate_limited"}']],
  ['an error of its own', [500, 'application/json', '{"error":"server_error"}']],
  ['half an answer', [200, 'application/json', '{"access_token":"abc']],
])('%s is no last word', async (_name, answer) => {
  const { id } = await connectCrm(trial, provider);
  await age(trial, id, 'end');
  answerOnce(...answer);
  expect(await refusalCode(token(id))).toBe('oauth_failed');
  expect((await trial.call('connections.get', { connectionId: id })).state).toBe('ready');
  provider.line.instead = undefined;
  await letRetry(id);
  expect(await token(id)).toMatch(/./);
});

test.each([
  ['invalid_grant', 400],
  ['invalid_client', 401],
  ['bad_refresh_token', 200],
])('%s ends the authorisation once, and is told once', async (error, status) => {
  const { id } = await connectCrm(trial, provider);
  await age(trial, id, 'end');
  answerOnce(status, 'application/json', JSON.stringify({ error, error_description: 'It is over.' }));
  const before = refreshes();
  const codes = await Promise.all(Array.from({ length: 20 }, () => refusalCode(token(id))));
  expect(new Set(codes)).toEqual(new Set(['connection_not_ready']));
  expect(await refusalCode(token(id))).toBe('connection_not_ready');
  expect(refreshes()).toBe(before + 1);
  const told = (await trial.events('connection.needs-reauth')).filter(({ subject }) => subject === id);
  expect(told).toHaveLength(1);
  expect(told[0]?.data).toMatchObject({ connectionId: id, connector: 'crm' });
  expect((await trial.call('connections.get', { connectionId: id })).state).toBe('needs_reauth');
});

test('a token that upstream refuses is renewed once for all who were refused', async () => {
  const { id } = await connectCrm(trial, provider);
  await settle(id);
  const calls = await Promise.all(Array.from({ length: 10 }, () => authorise(id)));
  const before = refreshes();
  const again = await Promise.all(calls.map((call) => call.afterRefusal(['Bearer error="invalid_token"'])));
  expect(refreshes()).toBe(before + 1);
  const headers = again.map((request) => request?.headers['authorization']);
  expect(new Set(headers).size).toBe(1);
  expect(headers[0]).not.toBe(calls[0]?.request.headers['authorization']);
  // What is refused right after it was given was not refused for its age.
  const next = await authorise(id);
  expect(await next.afterRefusal([])).toBeNull();
  expect(refreshes()).toBe(before + 1);
});

test('a provider that sends no new refresh token keeps the old one in use', async () => {
  const { id } = await connectCrm(trial, provider);
  provider.line.after = (tokens) => ({ ...tokens, refresh_token: undefined });
  await age(trial, id, 'end');
  await token(id);
  const kept = provider.line.forms.at(-1)?.get('refresh_token');
  await age(trial, id, 'end');
  answerOnce(200, 'application/json', '{"access_token":"second","expires_in":"3600"}');
  expect(await token(id)).toBe('second');
  expect(provider.line.forms.at(-1)?.get('refresh_token')).toBe(kept);
});

test('an answer without a time is used until it is refused; a time may be written as text', async () => {
  const { id } = await connectCrm(trial, provider);
  await age(trial, id, 'end');
  answerOnce(200, 'application/json', '{"access_token":"timeless"}');
  expect(await token(id)).toBe('timeless');
  expect((await trial.call('connections.get', { connectionId: id })).expiresAt).toBeNull();
  await settle(id);
  answerOnce(200, 'application/json', '{"access_token":"timed","expires_in":"3600","scope":"crm.read"}');
  const again = await (await authorise(id)).afterRefusal([]);
  expect(again?.headers['authorization']).toBe('Bearer timed');
  const shown = await trial.call('connections.get', { connectionId: id });
  expect(Date.parse(shown.expiresAt ?? '')).toBeGreaterThan(Date.now() + 3_000_000);
  // What was granted is what the provider says now, not what was asked for once.
  expect(shown.scopes).toEqual(['crm.read']);
});

test('one who slept through the lease cannot write any more', async () => {
  const { id: connectionId } = await connectCrm(trial, provider);
  const { db } = trial.deps;
  const inSpace = <T>(work: Parameters<typeof db.inSpace<T>>[1]) => db.inSpace(trial.space, work);
  const claim = (tokenVersion: number, leaseMs: number) =>
    inSpace((tx) => claimRenewal(tx, trial.space, { connectionId, tokenVersion, leaseMs }));
  const first = await claim(1, 0);
  const second = await claim(1, 30_000);
  expect(second?.fence).toBeGreaterThan(first?.fence ?? Infinity);
  expect(await claim(1, 30_000)).toBeUndefined();
  const store = (fence: number) =>
    inSpace((tx) =>
      storeTokens(tx, trial.space, {
        ...{ connectionId, fence, sealed: 'x', lifeSeconds: 60, scopes: [], account: null, facts: {} },
      }),
    );
  expect(await store(first?.fence ?? -1)).toBe(false);
  expect(await store(second?.fence ?? -1)).toBe(true);
  expect(await store(second?.fence ?? -1)).toBe(false);
});

test('a connection that is revoked during a renewal stays revoked', async () => {
  const { id } = await connectCrm(trial, provider);
  await age(trial, id, 'end');
  const held = Promise.withResolvers<void>();
  const before = refreshes();
  provider.line.before = () => held.promise;
  const asked = refusalCode(token(id));
  await eventually(() => refreshes() === before + 1);
  await trial.call('connections.revoke', { connectionId: id });
  held.resolve();
  expect(await asked).toBe('connection_not_ready');
  expect((await trial.call('connections.get', { connectionId: id })).state).toBe('revoked');
});

test('no transaction is open while the provider thinks', async () => {
  const { id } = await connectCrm(trial, provider);
  await age(trial, id, 'end');
  const held = Promise.withResolvers<void>();
  const before = refreshes();
  provider.line.before = () => held.promise;
  const asked = token(id);
  await eventually(() => refreshes() === before + 1);
  await eventually(async () => {
    const open = await trial.sql<{ count: string }>(
      "select count(*) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'",
    );
    return Number(open[0]?.count) === 0;
  });
  held.resolve();
  expect(await asked).toMatch(/./);
});
