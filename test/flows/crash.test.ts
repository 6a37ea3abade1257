// slow: hubs are killed, and what they left is waited for
import { afterAll, beforeAll, expect } from '@jest/globals';
import { storm } from '../../chaos/storm.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { verifies } from '../setup/verifies.ts';

/** The short form of `npm run chaos`. The seed is printed; with CHAOS_SEED the same numbers are drawn again. */
const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
const leaseSeconds = 3;

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase(2);
});
afterAll(() => database.drop());

verifies(
  'flows.durable.kill',
  '150 runs under 15 kill -9: nothing is lost, and nothing is done twice',
  async () => {
    console.log(`CHAOS_SEED=${seed}`);
    const report = await storm({
      ...{ databaseUrl: database.url, seed, runs: 150, kills: 15, leaseSeconds },
      ...{ lifeMs: 2_000, atOnce: 100 },
    });
    expect(report.problems).toEqual([]);
    expect(report.kills).toBeGreaterThanOrEqual(15);
  },
);
