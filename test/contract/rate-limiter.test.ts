// needs: redis
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Limit, RateLimiter } from '../../core/ports.ts';
import { postgresCounter } from '../../platform/limits/postgres-counter.ts';
import { redisCounter } from '../../platform/limits/redis-counter.ts';
import { openRateLimiter, type SharedCounter } from '../../platform/limits/windows.ts';
import { startRedis } from '../components/redis.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';

let database: TestDatabase;
let redis: { server: Awaited<ReturnType<typeof startRedis>>; client: Redis };

beforeAll(async () => {
  database = await openTestDatabase();
  const server = await startRedis();
  redis = { server, client: new Redis(server.url) };
});
afterAll(async () => {
  redis.client.disconnect();
  await redis.server.stop();
  await database.drop();
});

const limiterOver = (counter: SharedCounter): RateLimiter =>
  openRateLimiter({
    counter,
    monotonic: () => performance.now(),
    whenDown: (error) => {
      throw error;
    },
  });

const spend = async (
  limiter: RateLimiter,
  key: string,
  { times, limit = { max: 100, windowMs: 60_000 } }: { times: number; limit?: Limit },
): Promise<number> => {
  let allowed = 0;
  await Promise.all(
    Array.from({ length: times }, async () => {
      if ((await limiter.take(key, limit)).allowed) allowed++;
    }),
  );
  return allowed;
};

describe.each([
  ['Postgres', () => postgresCounter(database.db)],
  ['Redis', () => redisCounter(redis.client)],
] as const)('a rate limit counted in %s', (name, counter) => {
  test('lets exactly the limit through in a window', async () => {
    expect(await spend(limiterOver(counter()), `${name}-one`, { times: 250 })).toBe(100);
  });

  test('holds over processes that ask at the same time', async () => {
    const processes = [limiterOver(counter()), limiterOver(counter()), limiterOver(counter())];
    const spent = await Promise.all(
      processes.map((limiter) => spend(limiter, `${name}-many`, { times: 200 })),
    );
    expect(spent.reduce((sum, one) => sum + one)).toBe(100);
  });

  test('says how many are left of the window, not of the portion that a process holds', async () => {
    const limiter = limiterOver(counter());
    for (const remaining of [99, 98, 97, 96, 95])
      expect(await limiter.take(`${name}-left`, { max: 100, windowMs: 60_000 })).toMatchObject({ remaining });
  });

  test('counts each key for itself', async () => {
    const limiter = limiterOver(counter());
    expect(await spend(limiter, `${name}-a`, { times: 150 })).toBe(100);
    expect(await spend(limiter, `${name}-b`, { times: 150 })).toBe(100);
  });

  test('begins anew when the window has ended, and says when that is', async () => {
    const limiter = limiterOver(counter());
    const limit = { max: 5, windowMs: 3_000 };
    expect(await spend(limiter, `${name}-again`, { times: 20, limit })).toBe(5);
    const refused = await limiter.take(`${name}-again`, limit);
    expect(refused).toMatchObject({ allowed: false, limit: 5, remaining: 0 });
    expect(refused.resetMs).toBeLessThanOrEqual(3_000);
    await eventually(async () => expect((await limiter.take(`${name}-again`, limit)).allowed).toBe(true));
  });

  test('a limit of one lets one through', async () => {
    expect(
      await spend(limiterOver(counter()), `${name}-single`, {
        times: 10,
        limit: { max: 1, windowMs: 60_000 },
      }),
    ).toBe(1);
  });
});

test('when the shared counter is down each process counts alone, and says so', async () => {
  const told: unknown[] = [];
  const limiter = openRateLimiter({
    counter: {
      take: async () => {
        throw new Error('down');
      },
    },
    monotonic: () => performance.now(),
    whenDown: (error) => told.push(error),
  });
  expect(await spend(limiter, 'x', { times: 150 })).toBe(100);
  expect(told).toHaveLength(1);
});
