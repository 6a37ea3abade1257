// slow: starts the program, and waits for a database that is silent
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder, type Folder } from '../components/program.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';
import { spawnHub, type HubProcess } from '../setup/hub-process.ts';
import { verifies } from '../setup/verifies.ts';
import { openWire, type Wire } from '../setup/wire.ts';

/** The program with a wire to its database that can be cut: what it says of itself meanwhile, and after. */
const key = 'hub_ready_test_0123456789abcdef01234567';
let database: TestDatabase;
let wire: Wire;
let data: Folder;
let hub: HubProcess;
let address: string;

beforeAll(async () => {
  database = await openTestDatabase(1);
  const url = new URL(database.url);
  wire = await openWire({ host: url.hostname, port: Number(url.port) });
  url.port = String(wire.port);
  data = await temporaryFolder('ready');
  hub = spawnHub({ env: { HUB_DATA: data.path, DATABASE_URL: url.href, HUB_BOOTSTRAP_KEY: key } });
  address = await hub.address();
});
afterEach(async () => {
  await wire.mend();
  await eventually(isReady);
});
afterAll(async () => {
  hub.child.kill('SIGTERM');
  await hub.exit;
  await wire.stop();
  await database.drop();
  await data.remove();
});

const ask = async (path: string, change?: object) => {
  const answer = await fetch(`${address}${path}`, {
    method: change === undefined ? 'GET' : 'PATCH',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(change === undefined ? {} : { body: JSON.stringify(change) }),
  });
  const { status, headers } = answer;
  return { status, headers, json: await answer.json() };
};
const isReady = async (): Promise<boolean> => (await ask('/ready')).status === 200;

verifies('foundation.health.readiness', 'a hub that is well is alive and ready', async () => {
  expect((await ask('/health')).json).toEqual({ status: 'alive' });
  expect((await ask('/ready')).json).toEqual({ status: 'ready' });
});

verifies(
  'foundation.health.readiness',
  'without its database it lives, is not ready, says why, and comes back by itself',
  async () => {
    expect((await ask('/api/keys')).status).toBe(200);
    await wire.cut();
    const ready = await ask('/ready');
    expect([ready.status, ready.json]).toEqual([
      503,
      { status: 'not ready', problems: { database: 'does not answer' } },
    ]);
    expect(ready.headers.get('cache-control')).toBe('no-store');
    expect((await ask('/health')).status).toBe(200);

    for (const answer of [await ask('/api/keys'), await ask('/api/space', { name: 'Renamed' })]) {
      expect(answer.json).toMatchObject({ status: 503, code: 'database_unavailable' });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(JSON.stringify(answer.json)).not.toMatch(/ECONN|127\.0\.0\.1|postgres/i);
    }

    await wire.mend();
    await eventually(isReady);
    const { json } = await ask('/api/space');
    expect(json).not.toMatchObject({ name: 'Renamed' });
  },
);

verifies(
  'foundation.health.readiness',
  'a database that is silent is told from one that refuses, and keeps nobody waiting for an answer about it',
  async () => {
    wire.freeze();
    expect((await ask('/health')).status).toBe(200);
    const ready = await ask('/ready');
    expect(ready.status).toBe(503);
    expect(ready.json).toMatchObject({
      problems: { database: expect.stringMatching(/^did not answer within/) as unknown },
    });
  },
);

test('what was going on in the background goes on when the database is back', async () => {
  await wire.cut();
  await eventually(async () => !(await isReady()));
  await wire.mend();
  await eventually(isReady);
  expect((await ask('/api/space', { name: 'Back again' })).status).toBe(200);
  // The event of the change is taken out of the outbox by a worker whose connection had broken.
  await eventually(async () => {
    const { rows } = await database.superuser.query<{ waiting: number }>(
      'select count(*)::int as waiting from outbox where routed_at is null',
    );
    return rows[0]?.waiting === 0;
  });
});
