// slow: asks a database again and again
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Handler } from '../../gateway/traffic/policy.ts';
import { basicAuth } from '../../gateway/traffic/policies/basic-auth.ts';
import { keyAuth } from '../../gateway/traffic/policies/key-auth.ts';
import { scopes } from '../../gateway/traffic/policies/scopes.ts';
import {
  passes,
  startTestConsumers,
  type MadeCredential,
  type Outcome,
  type TestConsumers,
} from '../setup/consumers.ts';
import { trialSpace, type ExchangeParts } from '../setup/traffic-exchange.ts';
import { verifies } from '../setup/verifies.ts';

let world: TestConsumers;
let crm: MadeCredential;
let anna: MadeCredential;
beforeAll(async () => {
  world = await startTestConsumers();
  crm = await world.add('crm', { kind: 'key' }, { scopes: ['orders:read', 'orders:write'] });
  anna = await world.add('anna', {
    kind: 'basic',
    identifier: 'anna',
    secret: 'p:a'.padEnd(30, 'x'),
  });
});
afterAll(() => world.stop());

const ask = (handler: Handler, parts: ExchangeParts): Promise<Outcome> =>
  passes(handler, { pipeline: { spaceId: world.spaceId }, ...parts });
const sent = ({ exchange }: Outcome, name: string) => exchange.outgoing.headers?.get(name);

describe('key-auth', () => {
  let handler: Handler;
  beforeAll(() => {
    handler = world.compile(keyAuth);
  });
  const withKey = (value: string, more: ExchangeParts = {}) =>
    ask(handler, { headers: { Authorization: value }, ...more });

  verifies('gateway.traffic.auth.key', 'lets in who shows a key, in the header or in the query', async () => {
    const shown: ExchangeParts[] = [
      { headers: { Authorization: `apiKey ${crm.secret}` } },
      { headers: { authorization: `APIKEY   ${crm.secret}` } },
      { url: `/orders?a=1&apiKey=${crm.secret}&b=%20` },
    ];
    for (const parts of shown) {
      const { exchange, error } = await ask(handler, parts);
      expect(error).toBeUndefined();
      expect(exchange.consumer).toMatchObject({ id: crm.consumerId, name: 'crm' });
    }
  });

  verifies('gateway.traffic.auth.hidden', 'a key goes no further than the gateway', async () => {
    const header = await withKey(`apiKey ${crm.secret}`);
    expect(sent(header, 'authorization')).toBeNull();
    const query = await ask(handler, { url: `/orders?a=1&%61piKey=${crm.secret}&b=%20&apiKey` });
    expect(query.exchange.outgoing.query).toBe('?a=1&b=%20');
    const both = await withKey(`apiKey ${crm.secret}`, { url: `/?apiKey=${crm.secret}` });
    expect([sent(both, 'authorization'), both.exchange.outgoing.query]).toEqual([null, '']);
    const kept = world.compile(keyAuth, { passThroughKey: true });
    const passed = await ask(kept, { url: '/?x', headers: { Authorization: `apiKey ${crm.secret}` } });
    expect(passed.exchange.outgoing.headers?.has('authorization')).toBe(false);
    // A wrong one is somebody's key somewhere.
    const wrong = world.compile(keyAuth, { passThrough: true });
    const stranger = await ask(wrong, { headers: { Authorization: 'apiKey something-wrong' } });
    expect([stranger.error, sent(stranger, 'authorization')]).toEqual([undefined, null]);
  });

  test.each([
    [{}, { headers: { 'x-api-key': '' } }, 'unauthenticated'],
    [{}, { headers: { Authorization: 'Bearer KEY' } }, 'unauthenticated'],
    [{}, { headers: { Authorization: 'apiKeyKEY' } }, 'unauthenticated'],
    [{}, { headers: { Authorization: 'apiKey' } }, 'unauthenticated'],
    [{}, { headers: { Authorization: 'apiKey KEYx' } }, 'credentials_wrong'],
    [{}, { headers: { Authorization: 'apiKey KEY, apiKey KEY' } }, 'credentials_wrong'],
    [{}, { headers: { Authorization: 'apiKey %68ubc_' } }, 'credentials_wrong'],
    [{}, { headers: { Authorization: `apiKey ${'x'.repeat(9_000)}` } }, 'credentials_wrong'],
    [{}, { headers: { Authorization: 'apiKey hubc_\u00e9\u00e9\u00e9' } }, 'credentials_wrong'],
    [{}, { url: '/?apiKey=KEY&apiKey=KEY' }, 'credentials_wrong'],
    [{}, { url: '/?apiKey=%' }, 'credentials_wrong'],
    [{}, { url: '/?apiKey=' }, 'credentials_wrong'],
    [{}, { url: '/?apikey=KEY' }, 'unauthenticated'],
    [{}, { url: '/?x[apiKey]=KEY' }, 'unauthenticated'],
    [{ disableQueryParam: true }, { url: '/?apiKey=KEY' }, 'unauthenticated'],
    [{ disableHeaders: true }, { headers: { Authorization: 'apiKey KEY' } }, 'unauthenticated'],
    [{ apiKeyHeaderScheme: 'Key' }, { headers: { Authorization: 'apiKey KEY' } }, 'unauthenticated'],
  ] as const)('with %j lets not in %j', async (action, parts, code) => {
    const filled = JSON.parse(JSON.stringify(parts).replaceAll('KEY', crm.secret)) as ExchangeParts;
    const { exchange, error } = await ask(world.compile(keyAuth, action), filled);
    expect(error?.code).toBe(code);
    expect(error?.status).toBe(401);
    expect(exchange.consumer).toBeNull();
    expect(exchange.response.getHeader('www-authenticate')).toEqual(expect.any(String));
  });

  test('takes the key from where it was told to', async () => {
    const own = world.compile(keyAuth, { apiKeyHeader: 'X-Api-Key', disableHeadersScheme: true });
    const taken = await ask(own, { headers: { 'x-api-key': crm.secret } });
    expect([taken.error, sent(taken, 'x-api-key')]).toEqual([undefined, null]);
    const field = world.compile(keyAuth, { apiKeyField: 'k' });
    expect((await ask(field, { url: `/?k=${crm.secret}` })).error).toBeUndefined();
  });

  verifies('gateway.traffic.auth.several', 'two Authorization headers open nothing', async () => {
    const headers = [
      ['Authorization', `apiKey ${crm.secret}`],
      ['AUTHORIZATION', 'Bearer somebody-else'],
    ] as const;
    expect((await ask(handler, { headers })).error).toMatchObject({ code: 'header_invalid', status: 400 });
  });

  verifies('gateway.traffic.auth.scopes', 'a consumer needs all scopes of the endpoint', async () => {
    const header = `apiKey ${crm.secret}`;
    expect((await withKey(header, { scopes: ['orders:read', 'orders:write'] })).error).toBeUndefined();
    const refused = await withKey(header, { scopes: ['orders:read', 'orders:delete'] });
    expect(refused.error).toMatchObject({ code: 'insufficient_scope', status: 403 });
    expect(refused.exchange.consumer).toBeNull();
    const nothing = await ask(world.compile(basicAuth), {
      ...{ scopes: ['orders:read'], headers: { Authorization: basic('anna', anna.secret) } },
    });
    expect(nothing.error?.code).toBe('insufficient_scope');
  });

  verifies(
    'gateway.traffic.auth.facts',
    'who calls is told by the gateway, never by the client, however it spells the header',
    async () => {
      const action = { consumerHeaders: { name: 'X-Consumer-Name', scopes: 'x-scopes' }, passThrough: true };
      const told = world.compile(keyAuth, action);
      const lies = {
        ...{ 'EG-Consumer-ID': 'con_admin', eg_consumer_id: 'con_admin', 'eg-consumer_id': 'con_admin' },
        ...{ X_Consumer_Name: 'root', 'x-scopes': 'all' },
      };
      const known = await ask(told, { headers: { ...lies, Authorization: `apiKey ${crm.secret}` } });
      const facts = Object.fromEntries(known.exchange.outgoing.headers ?? []);
      expect(facts).toEqual({
        ...{ authorization: null, 'eg-consumer-id': crm.consumerId, 'x-consumer-name': 'crm' },
        ...{ 'x-scopes': 'orders:read orders:write', x_consumer_name: null },
        ...{ eg_consumer_id: null, 'eg-consumer_id': null },
      });
      const stranger = await ask(told, { headers: lies });
      expect(stranger.exchange.consumer).toBeNull();
      expect([...(stranger.exchange.outgoing.headers?.values() ?? [])].every((value) => value === null)).toBe(
        true,
      );
    },
  );

  test.each([
    'Authorization',
    'Content-Length',
    'transfer-encoding',
    'Host',
    'X-Forwarded-For',
    'a b',
    'cookie',
  ])('takes no fact in the header %s', (id) => {
    expect(keyAuth.action.safeParse({ consumerHeaders: { id } }).success).toBe(false);
  });

  verifies(
    'gateway.traffic.auth.guessing',
    'who guesses is shut out for a while, and those beside them are not',
    async () => {
      const client = '203.0.113.9';
      await withKey(`apiKey ${crm.secret}`, { client });
      let last: Outcome | undefined;
      for (let tried = 0; tried < 130 && last?.error?.code !== 'rate_limited'; tried++)
        last = await withKey(`apiKey hubc_guess-number-${tried}`, { client });
      expect(last?.error).toMatchObject({ code: 'rate_limited', status: 429 });
      expect(last?.error?.retryAfter).toBeGreaterThan(0);
      expect((await withKey(`apiKey ${crm.secret}`, { client })).error).toBeUndefined();
      expect((await withKey('apiKey hubc_one-more-guess', { client })).error?.code).toBe('rate_limited');
      expect((await withKey('apiKey hubc_one-more-guess', { client: '203.0.113.10' })).error?.code).toBe(
        'credentials_wrong',
      );
      await world.call('consumers.create', { name: 'makes-all-forget' });
      expect((await withKey(`apiKey ${crm.secret}`, { client })).error).toBeUndefined();
    },
  );

  test('is for keys of its space only', async () => {
    const { error } = await passes(handler, {
      ...{ pipeline: { spaceId: trialSpace }, headers: { Authorization: `apiKey ${crm.secret}` } },
    });
    expect(error?.code).toBe('credentials_wrong');
  });
});

const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('basic-auth', () => {
  verifies('gateway.traffic.auth.basic', 'lets in a user with the right password', async () => {
    const handler = world.compile(basicAuth);
    for (const scheme of ['Basic', 'basic']) {
      const header = basic('anna', anna.secret).replace('Basic', scheme);
      const outcome = await ask(handler, { headers: { Authorization: header } });
      expect(outcome.error).toBeUndefined();
      expect(outcome.exchange.consumer?.name).toBe('anna');
      expect(sent(outcome, 'authorization')).toBeNull();
    }
  });

  test.each([
    basic('anna', 'wrong'),
    basic('Anna', 'PASSWORD'),
    basic('', 'PASSWORD'),
    basic('anna\0', 'PASSWORD'),
    'Basic',
    'Basic !!!!',
    `Basic ${Buffer.from('no colon').toString('base64')}`,
    `Basic ${'A'.repeat(10_000)}`,
  ])('refuses %.40s', async (header) => {
    const { error, exchange } = await ask(world.compile(basicAuth, { realm: 'shop' }), {
      headers: { Authorization: header.replace('PASSWORD', anna.secret) },
    });
    expect(error?.status).toBe(401);
    expect(exchange.response.getHeader('www-authenticate')).toBe('Basic realm="shop", charset="UTF-8"');
  });

  test('leaves other schemes to others', async () => {
    const handler = world.compile(basicAuth, { passThrough: true });
    const outcome = await ask(handler, { headers: { Authorization: 'Bearer for-somebody-else' } });
    expect(outcome.error).toBeUndefined();
    expect(outcome.exchange.outgoing.headers?.has('authorization')).toBe(false);
  });
});

describe('scopes', () => {
  const consumer = (held: string[]) => ({
    ...{ id: 'con_1', name: 'one', credentialId: 'crd_1', metadata: {}, scopes: new Set(held) },
  });
  test.each([
    [{ all: ['a', 'b'] }, ['a', 'b', 'c'], undefined],
    [{ all: ['a', 'b'] }, ['a'], 'insufficient_scope'],
    [{ any: ['a', 'b'] }, ['b'], undefined],
    [{ any: ['a', 'b'] }, [], 'insufficient_scope'],
    [{ all: ['a'], any: ['b', 'c'] }, ['a'], 'insufficient_scope'],
  ])('%j over %j: %s', async (action, held, code) => {
    const { error } = await ask(world.compile(scopes, action), { consumer: consumer(held) });
    expect(error?.code).toBe(code);
  });
  test('let nobody on who is not known', async () => {
    expect((await ask(world.compile(scopes, { any: ['a'] }), {})).error?.code).toBe('unauthenticated');
  });
});
