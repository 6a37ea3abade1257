import { describe, expect, test } from '@jest/globals';
import type { Consumer } from '../../gateway/traffic/exchange.ts';
import { shortKey } from '../../gateway/traffic/fields/limit-key.ts';
import { exchangeOf, type ExchangeParts } from '../setup/traffic-exchange.ts';
import { policyTrial, to } from '../setup/traffic-policies.ts';
import { verifies } from '../setup/verifies.ts';

type Action = Readonly<Record<string, unknown>>;

const step = (name: string, action: Action) => ({ [name]: { action } });
const consumer = (id: string, credentialId = `cre_${id}`): Consumer => ({
  ...{ id, name: id, credentialId, scopes: new Set<string>(), metadata: {} },
});

/** How many of these are let through one policy. */
const letThrough = (name: string, action: Action) => {
  const trial = policyTrial();
  const handlers = trial.compile(step(name, action), to);
  return {
    trial,
    of: async (requests: readonly ExchangeParts[]): Promise<number> => {
      let count = 0;
      for (const parts of requests) {
        try {
          count += (await trial.send(handlers, parts)).status === 200 ? 1 : 0;
        } catch (error) {
          expect(error).toMatchObject({ code: 'rate_limited' });
        }
      }
      return count;
    },
  };
};

const times = (count: number, parts: ExchangeParts = {}): ExchangeParts[] =>
  Array.from({ length: count }, () => parts);

describe('rate-limit', () => {
  verifies(
    'gateway.traffic.policies.limits',
    'lets so many through in a window, and then again',
    async () => {
      const { trial, of } = letThrough('rate-limit', { max: 3, windowMs: 10_000 });
      expect(await of(times(5))).toBe(3);
      expect(await of(times(5, { client: '192.0.2.8' }))).toBe(3);
      trial.clock.move(10_000);
      expect(await of(times(5))).toBe(3);
      expect(await letThrough('rate-limit', { max: 0 }).of(times(9))).toBe(9);
    },
  );

  verifies('gateway.traffic.policies.limits', 'count for whom they say', async () => {
    const who = (by: string, ...requests: ExchangeParts[]) =>
      letThrough('rate-limit', { by, max: 1 }).of(requests);
    const a = { consumer: consumer('a'), client: '192.0.2.1' };
    const a2 = { consumer: consumer('a', 'other'), client: '192.0.2.2' };
    const b = { consumer: consumer('b'), client: '192.0.2.1' };
    expect(await who('consumer', a, a2, b)).toBe(2);
    expect(await who('credential', a, a2, a)).toBe(2);
    expect(await who('ip', a, a2, b)).toBe(2);
    expect(await who('space', a, a2, b)).toBe(1);
    expect(await who('pipeline', a, b)).toBe(1);
    expect(await who('endpoint', a, b, { endpoint: 'other' })).toBe(2);
    expect(
      await who('consumer', { client: '192.0.2.1' }, { client: '192.0.2.1' }, { client: '192.0.2.2' }),
    ).toBe(2);
    const network = ['2001:db8::1', '2001:db8::ffff:1', '2001:db8:0:1::1'].map((client) => ({ client }));
    expect(await who('ip', ...network)).toBe(2);
  });

  verifies(
    'gateway.traffic.policies.limits',
    'count by an expression, however long what it gives',
    async () => {
      const { of } = letThrough('rate-limit', { rateLimitBy: 't-${.request.headers["x-t"]}', max: 2 });
      const tenant = (name: string) => ({ headers: { 'x-t': name } });
      expect(await of([...times(3, tenant('a')), ...times(3, tenant('b'.repeat(5_000)))])).toBe(4);
      // The counters of several processes are rows of a database, which takes no such text.
      for (const odd of ['a\0', '\ud83d']) expect(shortKey(odd)).toMatch(/^[0-9a-f]{64}$/);
      expect(shortKey('ä b')).toBe('ä b');
    },
  );

  test('each stands for itself, unless they share a name', async () => {
    const trial = policyTrial();
    const one = step('rate-limit', { max: 1 });
    await trial.send(trial.compile(one, one, to));
    const shared = step('rate-limit', { max: 1, share: 'all' });
    await expect(trial.send(trial.compile(shared, shared, to))).rejects.toMatchObject({
      code: 'rate_limited',
    });
  });

  test('says what is left, and when to come again', async () => {
    const trial = policyTrial();
    const handlers = trial.compile(step('rate-limit', { max: 200, windowMs: 60_000 }), to);
    for (const left of ['199', '198', '197', '196', '195', '194'])
      expect((await trial.send(handlers)).headers).toMatchObject({
        'x-ratelimit-limit': '200',
        'x-ratelimit-remaining': left,
        ratelimit: `"default";r=${left};t=60`,
        'ratelimit-policy': '"default";q=200;w=60',
      });
    const strict = trial.compile(step('rate-limit', { max: 1, message: 'Slower.' }), to);
    await trial.send(strict);
    trial.clock.move(20_000);
    await expect(trial.send(strict)).rejects.toMatchObject({ message: 'Slower.', retryAfter: 40 });
    const other = trial.compile(
      step('rate-limit', { max: 1, statusCode: 503, headers: false, by: 'space' }),
      to,
    );
    expect((await trial.send(other)).headers).not.toHaveProperty('ratelimit');
    expect(await trial.send(other)).toMatchObject({
      status: 503,
      body: 'Too many requests, please try again later.',
      headers: { 'retry-after': '60' },
    });
  });
});

describe('quota', () => {
  verifies('gateway.traffic.policies.limits', 'is for a day, or a month, of the calendar', async () => {
    const month = letThrough('quota', { max: 2 });
    const a = { consumer: consumer('a') };
    expect(await month.of([...times(3, a), { consumer: consumer('b') }])).toBe(3);
    month.trial.clock.move(11 * 3_600_000);
    expect(await month.of(times(1, a))).toBe(0);
    // The trial's clock began at noon of the last day of January.
    month.trial.clock.move(3_600_000);
    expect(await month.of(times(3, a))).toBe(2);
    const day = letThrough('quota', { max: 1, period: 'day', by: 'pipeline' });
    expect(await day.of(times(2))).toBe(1);
    day.trial.clock.move(12 * 3_600_000);
    expect(await day.of(times(2))).toBe(1);
  });

  test('tells what is left, and how long it takes', async () => {
    const trial = policyTrial();
    const handlers = trial.compile(step('quota', { max: 1 }), to);
    expect((await trial.send(handlers)).headers).toMatchObject({
      'x-quota-limit': '1',
      'x-quota-remaining': '0',
    });
    await expect(trial.send(handlers)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfter: 12 * 3_600,
    });
  });
});

describe('ip-filter', () => {
  const filter = (action: Action, client: string) => {
    const trial = policyTrial();
    return trial.pass(trial.compile(step('ip-filter', action)), { client });
  };

  verifies('gateway.traffic.policies.limits', 'lets in whom it says, by their network', async () => {
    await filter({ allow: ['10.0.0.0/8'] }, '10.255.0.1');
    await filter({ allow: ['10.0.0.0/8'] }, '::ffff:10.0.0.1');
    await filter({ allow: ['::ffff:10.0.0.0'] }, '10.0.0.0');
    await filter({ deny: ['10.0.0.0/8'] }, '11.0.0.1');
    await filter({ allow: ['2001:db8::/33'] }, '2001:db8:7fff::1');
    for (const [action, client] of [
      [{ allow: ['10.0.0.0/8'] }, '11.0.0.1'],
      [{ allow: ['10.0.0.0/8'], deny: ['10.1.0.0/16'] }, '10.1.2.3'],
      [{ deny: ['10.0.0.1'] }, '::ffff:10.0.0.1'],
      [{ deny: ['10.0.0.1'] }, '::ffff:a00:1'],
      [{ allow: ['2001:db8::/33'] }, '2001:db8:8000::1'],
      [{ allow: ['0.0.0.0/0'] }, 'garbage'],
      [{ allow: [] }, '10.0.0.1'],
    ] as const)
      await expect(filter(action, client)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(filter({ deny: ['10.0.0.1'], message: 'Not you.' }, '10.0.0.1')).rejects.toThrow('Not you.');
  });

  test('needs networks that are some', () => {
    const trial = policyTrial();
    for (const text of [
      '10.0.0',
      '10.0.0.0/33',
      '10.0.0.0/-1',
      '10.0.0.0/08',
      'fe80::1%eth0',
      'localhost',
      '',
    ])
      expect(() => trial.compile(step('ip-filter', { allow: [text] }))).toThrow(
        'must be an address or a network',
      );
    expect(() => trial.compile(step('ip-filter', {}))).toThrow('needs allow or deny');
  });
});

describe('sizes', () => {
  const trial = policyTrial();
  const body = (bytes: number): ExchangeParts => ({ method: 'POST', body: 'x'.repeat(bytes) });
  const chunked = (bytes: number): ExchangeParts => ({
    ...body(bytes),
    headers: { 'transfer-encoding': 'chunked' },
  });

  test('of requests', async () => {
    const pass = (action: Action, parts: ExchangeParts) =>
      trial.pass(trial.compile(step('request-size', action)), parts);
    await pass({ maxBytes: 10 }, body(10));
    await pass({ maxBytes: 0 }, {});
    await pass({ maxBytes: 10 }, chunked(10));
    await expect(pass({ maxBytes: 10 }, body(11))).rejects.toMatchObject({ code: 'body_too_large' });
    await expect(pass({ maxBytes: 10 }, chunked(11))).rejects.toMatchObject({ code: 'body_too_large' });
    await expect(pass({ maxBytes: 2_000_000 }, chunked(11))).rejects.toMatchObject({
      code: 'length_required',
    });
    await expect(pass({ maxUrl: 5 }, { url: '/12345' })).rejects.toThrow('5 characters');
    await expect(pass({ maxHeaders: 2 }, { headers: { a: '1', b: '2' } })).rejects.toMatchObject({
      code: 'headers_too_large',
    });
  });

  test('of answers', async () => {
    trial.answerWith({ status: 200, headers: ['content-length', '11'], body: 'x'.repeat(11) });
    const handlers = trial.compile(step('answer-size', { maxBytes: 10 }), to);
    await expect(trial.send(handlers)).rejects.toMatchObject({ code: 'egress_too_large' });
    trial.answerWith({ status: 200, headers: [], body: 'x'.repeat(10) });
    expect((await trial.send(handlers)).body).toHaveLength(10);
    trial.answerWith({ status: 200, headers: [], body: 'x'.repeat(11) });
    const exchange = exchangeOf();
    await trial.run(handlers, exchange);
    expect(exchange.response.destroyed).toBe(true);
  });
});
