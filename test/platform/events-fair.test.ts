import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Running } from '../../core/ports.ts';
import { systemClock } from '../../platform/clock.ts';
import { openEventBus } from '../../platform/events/bus.ts';
import { startDispatcher } from '../../platform/events/dispatcher.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { makeSpaces } from '../setup/spaces.ts';
import { verifies } from '../setup/verifies.ts';

let database: TestDatabase;
let spaces: string[];
const hints = openInProcessHints();
const bus = openEventBus({ hints });
const running: Running[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  spaces = await makeSpaces(database.db, 30);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});
afterAll(() => database.drop());

const publish = (spaceId: string, count: number): Promise<void> =>
  database.db.inSpace(spaceId, (tx) =>
    bus.publish(
      tx,
      spaceId,
      Array.from({ length: count }, (_, n) => ({ type: 'thing.happened', data: n })),
    ),
  );

verifies('foundation.events.fair', 'a space with very many events does not make others wait', async () => {
  const [noisy = '', ...quiet] = spaces;
  const order: string[] = [];
  await publish(noisy, 400);
  for (const space of quiet) await publish(space, 1);
  running.push(
    await startDispatcher({
      ...{
        db: database.db,
        hints,
        clock: systemClock,
        log: recordedLog(),
        routing: 'direct',
        concurrency: 4,
      },
      subscriptions: [{ name: 's', types: 'all', handle: async ({ hubspace }) => void order.push(hubspace) }],
    }),
  );
  await eventually(() => order.length === 400 + quiet.length, { timeoutMs: 90_000 });
  // Thirty spaces in turns of four: each has had its turn long before the loud one is through.
  expect(new Set(order.slice(0, 100)).size).toBe(spaces.length);
});

test('what happens to the installation itself is handled too, though it is no space', async () => {
  const log = recordedLog();
  const heard: string[] = [];
  await database.db.asSystem((tx) =>
    bus.publish(tx, 'installation', [{ type: 'session.revoked', data: null }]),
  );
  running.push(
    await startDispatcher({
      ...{ db: database.db, hints, clock: systemClock, log, routing: 'direct' },
      subscriptions: [{ name: 'i', types: 'all', handle: async ({ type }) => void heard.push(type) }],
    }),
  );
  await eventually(async () => {
    const [row] = await database.db.readAsSystem((tx) =>
      tx.query<{ state: string }>(
        "select state from event_deliveries where subscription = 'i' and space_id = 'installation'",
      ),
    );
    expect(row?.state).toBe('done');
  });
  expect(heard).toEqual(['session.revoked']);
});
