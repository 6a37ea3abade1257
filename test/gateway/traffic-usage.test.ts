import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCounts } from '../../gateway/traffic/usage/counts.ts';
import { openRecent } from '../../gateway/traffic/usage/recent.ts';
import { startUsage } from '../../gateway/traffic/usage/start-usage.ts';
import { openWriteCounts } from '../../gateway/traffic/usage/write-counts.ts';
import {
  addCounts,
  dropOldRequests,
  dropOldUsage,
  readRequests,
  readUsage,
  type UsageGroup,
} from '../../gateway/traffic/usage/store.ts';
import { HubError } from '../../core/errors.ts';
import { strangerOf } from '../../gateway/traffic/authentication/token-claims.ts';
import { openDb, type Db } from '../../platform/db/open.ts';
import { systemClock } from '../../platform/clock.ts';
import { openMetrics } from '../../platform/metrics.ts';
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
    const deps = { db: database.db, clock: systemClock, log: recordedLog(), metrics: openMetrics() };
    const [one, two] = [startUsage(deps), startUsage({ ...deps, metrics: openMetrics() })];
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
  const usage = startUsage({
    ...{ db: database.db, clock: systemClock, log: recordedLog(), metrics: openMetrics() },
  });
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

/** Longer than what an index of the database takes. */
const tooLong = (): string => randomBytes(9_000).toString('base64');
const calledBy = (id: string, pipeline: string, spaceId = space) => {
  const exchange = call(pipeline, spaceId);
  exchange.consumer = { id, name: id, scopes: new Set(), credentialId: 'crd_1', metadata: {} };
  return exchange;
};

verifies('gateway.traffic.usage', 'what the database never takes keeps out nothing else', async () => {
  const log = recordedLog();
  const metrics = openMetrics();
  const usage = startUsage({ db: database.db, clock: systemClock, log, metrics });
  for (let at = 0; at < 7; at++) usage.note(calledBy(`con_${at}`, 'beside'), 200);
  for (const id of ['nul\0', tooLong(), tooLong()]) usage.note(calledBy(id, 'beside'), 200);
  usage.note(calledBy('con_1', 'beside', other), 200);
  await usage.stop();
  const beside = (await usageOf(space)).find(({ key }) => key === 'beside');
  expect(beside).toMatchObject({ requests: 7 });
  expect(await usageOf(other)).toContainEqual(expect.objectContaining({ key: 'beside', requests: 1 }));
  expect(log.lines.filter(({ level }) => level === 'error')).toMatchObject([
    { fields: { spaceId: space, pipeline: 'beside', rows: 3, requests: 3 } },
  ]);
  expect(JSON.stringify(log.lines)).not.toContain('nul');
  expect(await metrics.text()).toMatch(/^hub_traffic_usage_dropped_total 3$/m);
});

/** Rounds of what `startUsage` does every few seconds, one by one. */
const rounds = (db: Db) => {
  const counts = openCounts();
  const dropped: number[] = [];
  const log = recordedLog();
  let statements = 0;
  const write = openWriteCounts({
    ...{ counts, log, dropped: (requests) => dropped.push(requests) },
    write: (due) => {
      statements += 1;
      return db.asSystem((tx) => addCounts(tx, due));
    },
  });
  const add = (consumerId: string, pipeline: string): void => {
    const made = call(pipeline);
    counts.add({ pipeline: made.pipeline, consumerId, status: 200, ms: 1, bytes: 1 });
  };
  const kept = () => {
    const held = counts.take();
    counts.putBack(held);
    return held.length;
  };
  return { add, dropped, kept, log, statements: () => statements, write };
};
const requestsTo = async (pipeline: string): Promise<number> =>
  (await usageOf(space)).find(({ key }) => key === pipeline)?.requests ?? 0;

verifies(
  'gateway.traffic.usage',
  'what does not fit is looked for after three tries, not before',
  async () => {
    const { add, dropped, kept, log, write } = rounds(database.db);
    add('bad\0', 'three');
    for (const round of [1, 2]) {
      add('good', 'three');
      await expect(write(false)).rejects.toMatchObject({ code: 'input_invalid' });
      expect([round, kept(), dropped]).toEqual([round, 2, []]);
    }
    add('good', 'three');
    await write(false);
    expect([kept(), dropped, await requestsTo('three')]).toEqual([0, [1], 3]);
    expect(log.lines).toHaveLength(1);
    add('bad\0', 'three');
    await expect(write(false)).rejects.toMatchObject({ code: 'input_invalid' });
  },
);

verifies('gateway.traffic.usage', 'while the database is away nothing is dropped', async () => {
  const away = openDb({ url: 'postgres://hub@127.0.0.1:1/none', poolSize: 1, statementTimeoutMs: 1_000 });
  // Away in the middle of the search, and later for longer.
  let present: Db = database.db;
  let left = 4;
  const flapping: Pick<Db, 'asSystem'> = {
    asSystem: (work) => (left-- > 0 ? present : away).asSystem(work),
  };
  const { add, dropped, kept, write } = rounds({ ...database.db, ...flapping });
  for (let at = 0; at < 6; at++) add(`con_${at}`, 'away');
  add('bad\0', 'away');
  for (let at = 0; at < 2; at++) await expect(write(false)).rejects.toMatchObject({ code: 'input_invalid' });
  // All, all once more, and then it is gone.
  await expect(write(false)).rejects.toMatchObject({ code: 'database_unavailable' });
  for (let at = 0; at < 5; at++)
    await expect(write(at === 4)).rejects.toMatchObject({ code: 'database_unavailable' });
  expect([kept(), dropped, await requestsTo('away')]).toEqual([7, [], 0]);
  [present, left] = [database.db, 1_000];
  await write(true);
  expect([kept(), dropped, await requestsTo('away')]).toEqual([0, [1], 6]);
  await away.close();
});

verifies('gateway.traffic.usage', 'where nothing fits, one round asks no more than it may', async () => {
  const { add, dropped, kept, statements, write } = rounds(database.db);
  for (let at = 0; at < 300; at++) add(`\0${at}`, 'many');
  for (let at = 0; at < 2; at++) await expect(write(false)).rejects.toThrow();
  let before = statements();
  for (let at = 0; at < 10 && kept() > 0; at++) {
    await write(false);
    expect(statements() - before).toBeLessThanOrEqual(201);
    before = statements();
  }
  expect([kept(), dropped.reduce((sum, one) => sum + one, 0)]).toEqual([0, 300]);
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
