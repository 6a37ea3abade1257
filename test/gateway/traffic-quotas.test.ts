// slow: a database of its own, which is killed and started again
import { readFile, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Running } from '../../core/ports.ts';
import type { Quota, Quotas } from '../../gateway/traffic/quotas/quotas.ts';
import { startQuotas, type QuotasDeps } from '../../gateway/traffic/quotas/start-quotas.ts';
import { dropOldQuotas, takeQuotas } from '../../gateway/traffic/quotas/store.ts';
import { systemClock } from '../../platform/clock.ts';
import { startEmbeddedDatabase } from '../../platform/db/embedded.ts';
import { migrate } from '../../platform/db/migrate.ts';
import { openDb, type Db } from '../../platform/db/open.ts';
import { postgresCounter } from '../../platform/limits/postgres-counter.ts';
import { temporaryFolder } from '../components/program.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { makeSpaces } from '../setup/spaces.ts';
import { verifies } from '../setup/verifies.ts';

let database: TestDatabase;
let spaceId: string;
const running: Running[] = [];
beforeAll(async () => {
  database = await openTestDatabase(4);
  [spaceId = ''] = await makeSpaces(database.db, 1);
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});
afterAll(() => database.drop());

/** A process, as far as quotas go. */
const open = (more: Partial<QuotasDeps> = {}): Quotas & Running => {
  const opened = startQuotas({
    take: (asked) => takeQuotas(database.db, asked),
    ...{ clock: systemClock, log: recordedLog(), againMs: 20 },
    ...more,
  });
  running.push(opened);
  return opened;
};

const quota = (counter: string, max: number): Quota => ({
  ...{ spaceId, counter, max },
  endsAt: Date.now() + 86_400_000,
});

/** How many of so many are let through, asked for one after the other or at once. */
const letThrough = async (quotas: Quotas, of: Quota, times: number): Promise<number> => {
  const verdicts = await Promise.all(Array.from({ length: times }, async () => quotas.take(of)));
  return verdicts.filter(({ allowed }) => allowed).length;
};

const takenOf = async (db: Db, counter: string): Promise<number> => {
  const rows = await db.asSystem((tx) =>
    tx.query<{ taken: number }>('select taken from gateway_quotas where space_id = $1 and counter = $2', [
      spaceId,
      counter,
    ]),
  );
  return rows[0]?.taken ?? 0;
};

verifies(
  'gateway.traffic.quotas',
  'processes that count together let through exactly the quota',
  async () => {
    const processes = [open(), open(), open()];
    const through = await Promise.all(processes.map((one) => letThrough(one, quota('together', 130), 100)));
    expect(through.reduce((sum, one) => sum + one)).toBe(130);
    expect(await letThrough(open(), quota('together', 130), 1)).toBe(0);
    expect(await letThrough(open(), quota('another', 1), 5)).toBe(1);
  },
);

verifies(
  'gateway.traffic.quotas',
  'most requests cost no round trip, and those that ask at the same time share one',
  async () => {
    let statements = 0;
    const quotas = open({
      take: (asked) => {
        statements += 1;
        return takeQuotas(database.db, asked);
      },
    });
    expect(await letThrough(quotas, quota('many', 1_000), 90)).toBe(90);
    expect(statements).toBe(5);
    statements = 0;
    await Promise.all(Array.from({ length: 200 }, async (_, at) => quotas.take(quota(`each ${at}`, 10))));
    expect(statements).toBe(1);
    // Held already: no promise, so that nothing waits.
    expect(quotas.take(quota('many', 1_000))).not.toBeInstanceOf(Promise);
  },
);

verifies(
  'gateway.traffic.quotas',
  'what a process holds and has not used it gives back when it stops',
  async () => {
    const first = open();
    expect(await letThrough(first, quota('given back', 1_000), 3)).toBe(3);
    expect(await takenOf(database.db, 'given back')).toBe(20);
    await first.stop();
    expect(await takenOf(database.db, 'given back')).toBe(3);
    expect(await letThrough(open(), quota('given back', 1_000), 1_010)).toBe(997);
  },
);

verifies('gateway.traffic.quotas', 'one that is changed goes on from what is taken', async () => {
  const quotas = open();
  expect(await letThrough(quotas, quota('changed', 100), 60)).toBe(60);
  expect(await letThrough(quotas, quota('changed', 50), 5)).toBe(0);
  expect(await letThrough(quotas, quota('changed', 61), 5)).toBe(1);
  expect(await letThrough(quotas, quota('changed', 200), 200)).toBe(139);
});

verifies(
  'gateway.traffic.quotas',
  'memory is bounded, and what leaves it is counted all the same',
  async () => {
    const quotas = open({ most: 10 });
    for (let round = 0; round < 3; round++)
      for (let at = 0; at < 30; at++) await quotas.take(quota(`bounded ${at}`, 100));
    await quotas.stop();
    const taken = await Promise.all(
      Array.from({ length: 30 }, (_, at) => takenOf(database.db, `bounded ${at}`)),
    );
    expect(taken).toEqual(new Array(30).fill(3));
  },
);

verifies('gateway.traffic.quotas', 'many that ask for the same in any order wait in no circle', async () => {
  const counters = Array.from({ length: 300 }, (_, at) => quota(`order ${at}`, 9));
  const log = recordedLog();
  await Promise.all(
    [counters, counters.toReversed()].map(async (all) => {
      const quotas = open({ log });
      for (let round = 0; round < 5; round++) await Promise.all(all.map(async (one) => quotas.take(one)));
    }),
  );
  expect(log.lines).toEqual([]);
  const taken = await Promise.all(counters.map(({ counter }) => takenOf(database.db, counter)));
  expect(new Set(taken)).toEqual(new Set([9]));
});

verifies(
  'gateway.traffic.quotas',
  'a space that is gone has none, and what is over is thrown away',
  async () => {
    const nowhere = { ...quota('x', 5), spaceId: 'spc_00000000000000000000000009' };
    expect(await letThrough(open(), nowhere, 3)).toBe(0);
    await letThrough(open(), { ...quota('over', 5), endsAt: Date.now() - 2 * 86_400_000 }, 5);
    await letThrough(open(), quota('not over', 5), 5);
    await database.db.asSystem(dropOldQuotas);
    expect([await takenOf(database.db, 'over'), await takenOf(database.db, 'not over')]).toEqual([0, 5]);
  },
);

verifies(
  'gateway.traffic.quotas',
  'a crash of the database gives nothing back, and what was let through meanwhile is counted after',
  async () => {
    const folder = await temporaryFolder('quotas');
    await chmod(folder.path, 0o755);
    const first = await startEmbeddedDatabase(folder.path);
    await migrate(first.url);
    let db = openDb({ url: first.url, poolSize: 4, statementTimeoutMs: 15_000 });
    const [own = ''] = await makeSpaces(db, 1);
    const month = { ...quota('month', 100), spaceId: own };
    const take: QuotasDeps['take'] = (asked) => takeQuotas(db, asked);
    const takenNow = async (): Promise<number> => {
      const rows = await db.asSystem((tx) => tx.query<{ taken: number }>('select taken from gateway_quotas'));
      return rows[0]?.taken ?? 0;
    };
    const log = recordedLog();
    const [one, other] = [open({ take, log }), open({ take })];
    expect(await letThrough(other, month, 20)).toBe(20);
    expect(await letThrough(one, month, 30)).toBe(30);
    await postgresCounter(db).take('unlogged', 1, { max: 5, windowMs: 60_000 });

    const [postmaster] = (
      await readFile(join(folder.path, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')
    ).split('\n');
    process.kill(Number(postmaster), 'SIGKILL');
    const gone = db;
    await eventually(() =>
      gone.ping().then(
        () => false,
        () => true,
      ),
    );
    // One process goes on without it; the other one is killed with it.
    expect(await letThrough(one, month, 10)).toBe(10);
    expect(await letThrough(one, month, 200)).toBe(40);
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);

    const second = await eventually(() => startEmbeddedDatabase(folder.path));
    db = openDb({ url: second.url, poolSize: 4, statementTimeoutMs: 15_000 });
    await gone.close();
    const kept = await db.asSystem((tx) => tx.query('select from rate_counters'));
    expect(kept).toEqual([]);
    await eventually(async () => (await takenNow()) === 100);
    const after = open({ take });
    expect([await letThrough(after, month, 5), await letThrough(one, month, 5)]).toEqual([0, 0]);

    for (const each of running.splice(0)) await each.stop();
    await db.close();
    await second.stop();
    await folder.remove();
  },
);
