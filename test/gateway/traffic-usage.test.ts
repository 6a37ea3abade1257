import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCounts } from '../../gateway/traffic/usage/counts.ts';
import { openRecent } from '../../gateway/traffic/usage/recent.ts';
import { startUsage } from '../../gateway/traffic/usage/start-usage.ts';
import {
  dropOldRequests,
  dropOldUsage,
  readRequests,
  readUsage,
  type UsageGroup,
} from '../../gateway/traffic/usage/store.ts';
import { HubError } from '../../core/errors.ts';
import { strangerOf } from '../../gateway/traffic/authentication/token-claims.ts';
import { systemClock } from '../../platform/clock.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { makeSpaces } from '../setup/spaces.ts';
import { exchangeOf } from '../setup/traffic-exchange.ts';
import { verifies } from '../setup/verifies.ts';

let database: TestDatabase;
let space = '';
let other = '';

beforeAll(async () => {
  database = await openTestDatabase();
  [space = '', other = ''] = await makeSpaces(database.db, 2);
});
afterAll(() => database.drop());

const usageOf = (spaceId: string, group: UsageGroup = 'pipeline') =>
  database.db.inSpace(spaceId, (tx) =>
    readUsage(tx, spaceId, {
      from: new Date(Date.now() - 3_600_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
      ...{ group, pipeline: undefined, consumerId: undefined },
    }),
  );
const requestsOf = (spaceId: string, outcome: 'all' | 'refused' | 'failed' = 'all') =>
  database.db.inSpace(spaceId, (tx) =>
    readRequests(tx, spaceId, { pipeline: undefined, outcome, limit: 100 }),
  );
const call = (pipeline: string, spaceId = space) =>
  exchangeOf({
    url: '/orders?secret=1',
    pipeline: { name: pipeline, spaceId },
    consumer: {
      ...{ id: 'con_1', name: 'shop', scopes: new Set<string>(), credentialId: 'crd_1', metadata: {} },
    },
  });

verifies(
  'gateway.traffic.usage',
  'what went through is added up over processes, and told to its space only',
  async () => {
    const deps = { db: database.db, clock: systemClock, log: recordedLog() };
    const [one, two] = [startUsage(deps), startUsage(deps)];
    for (const status of [200, 201, 404, 502, 0]) one.note(call('orders'), status);
    two.note(call('orders'), 200);
    two.note(call('stock'), 200);
    two.note(call('theirs', other), 200);
    await Promise.all([one.stop(), two.stop()]);
    const rows = await usageOf(space);
    expect(rows.map(({ key, requests, refused, failed }) => ({ key, requests, refused, failed }))).toEqual([
      { key: 'orders', requests: 6, refused: 1, failed: 2 },
      { key: 'stock', requests: 1, refused: 0, failed: 0 },
    ]);
    expect(rows.map(({ buckets }) => buckets.reduce((sum, count) => sum + count, 0))).toEqual([6, 1]);
    expect(await usageOf(space, 'consumer')).toMatchObject([{ key: 'con_1', requests: 7 }]);
    expect(await usageOf(other)).toMatchObject([{ key: 'theirs', requests: 1 }]);

    const seen = await requestsOf(space);
    expect(seen).toHaveLength(7);
    expect(seen[0]).toMatchObject({ method: 'GET', path: '/orders', consumer: 'shop' });
    expect(JSON.stringify(seen)).not.toContain('secret');
    expect((await requestsOf(space, 'failed')).map(({ status }) => status).sort()).toEqual([0, 502]);
    expect(await requestsOf(other)).toHaveLength(1);
  },
);

verifies('gateway.traffic.usage', 'what one caller writes keeps out nobody else', async () => {
  const usage = startUsage({ db: database.db, clock: systemClock, log: recordedLog() });
  const subjects = [
    'a\0b',
    'a\ufffdb',
    '\ud83d',
    '\ud83e',
    randomBytes(9_000).toString('base64'),
    'é'.repeat(99),
  ];
  for (const sub of subjects) {
    const odd = call('odd');
    odd.consumer = strangerOf({ sub }, 'jwt', new Set());
    odd.failure = new HubError('input_invalid', `"/query/${sub}": is not taken.`);
    usage.note(odd, 400);
  }
  usage.note(call('calm', other), 404);
  await usage.stop();
  const odd = (await usageOf(space, 'consumer')).filter(({ key }) => key.startsWith('jwt'));
  expect(odd.map(({ requests }) => requests)).toEqual(subjects.map(() => 1));
  expect(await usageOf(other)).toContainEqual(expect.objectContaining({ key: 'calm', requests: 1 }));
  expect((await requestsOf(space)).filter(({ pipeline }) => pipeline === 'odd')).toHaveLength(
    subjects.length,
  );
  expect(await requestsOf(other)).toContainEqual(expect.objectContaining({ pipeline: 'calm' }));
});

test('counts that could not be written are written with the next ones', () => {
  const counts = openCounts();
  const { pipeline } = call('orders');
  const add = () => counts.add({ pipeline, consumerId: '', status: 200, ms: 3, bytes: 10 });
  add();
  counts.putBack(counts.take());
  add();
  expect(counts.take()).toMatchObject([{ requests: 2, bytes: 20, ms: 6 }]);
  expect(counts.take()).toEqual([]);
});

test('a flood shows as a few requests a second, what failed as more', () => {
  let now = 10_000;
  const recent = openRecent(() => now);
  const wanted = (failed: boolean): number =>
    Array.from({ length: 1_000 }, () => recent.wants('spc', failed)).filter(Boolean).length;
  expect([wanted(false), wanted(true)]).toEqual([5, 20]);
  now += 1_000;
  expect(wanted(false)).toBe(5);
});

test('what is old is dropped', async () => {
  await database.db.asSystem(async (tx) => {
    await tx.query(`update gateway_usage set at = at - interval '3 days' where grain = 'minute'`);
    await tx.query(`update gateway_requests set at = at - interval '1 hour'`);
  });
  expect(await database.db.asSystem(dropOldUsage)).toBeGreaterThan(0);
  expect(await database.db.asSystem(dropOldRequests)).toBeGreaterThan(0);
  expect(await requestsOf(space)).toEqual([]);
  const left = await database.db.asSystem((tx) => tx.query('select distinct grain from gateway_usage'));
  expect(left).toEqual([{ grain: 'hour' }]);
});
