// slow: asks a database again and again
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { HubEvent } from '../../core/event.ts';
import type { Running, Subscription } from '../../core/ports.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/open.ts';
import { openEventBus } from '../../platform/events/bus.ts';
import { startDispatcher, type DispatcherDeps } from '../../platform/events/dispatcher.ts';
import { registerSubscriptions } from '../../platform/events/store-deliveries.ts';
import { pruneOutbox, routeNew } from '../../platform/events/store-outbox.ts';
import { pruneDeliveries, sweepDeliveries } from '../../platform/events/store-sweep.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';
import { effects, makeLedger, writeEffect } from '../setup/ledger.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { makeSpaces } from '../setup/spaces.ts';
import { verifies } from '../setup/verifies.ts';

let database: TestDatabase;
let spaces: string[];
const hints = openInProcessHints();
const bus = openEventBus({ hints });
const log = recordedLog();
const running: Running[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  spaces = await makeSpaces(database.db, 2);
  await makeLedger(database);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  await database.superuser.query(
    'truncate outbox, event_deliveries, event_subscriptions, test_effects restart identity',
  );
});
afterAll(() => database.drop());

const dispatch = async (
  subscriptions: Subscription<Tx>[],
  deps: Partial<DispatcherDeps> = {},
): Promise<Running> => {
  const common = { db: database.db, hints, log, clock: systemClock, routing: 'direct' as const };
  const dispatcher = await startDispatcher({ ...common, subscriptions, pollMs: 20, ...deps });
  running.push(dispatcher);
  return dispatcher;
};
const publish = (key: string | undefined, ...data: unknown[]): Promise<void> =>
  database.db.inSpace(spaces[0] ?? '', (tx) => publishIn(tx, key, ...data));
const publishIn = (tx: Tx, key: string | undefined, ...data: unknown[]): Promise<void> =>
  bus.publish(
    tx,
    spaces[0] ?? '',
    data.map((n) => ({ type: 'a.done', data: { n }, ...(key === undefined ? {} : { key }) })),
  );
const numberOf = (event: HubEvent): string => String((event.data as { n: unknown }).n);
const noting: Subscription<Tx> = {
  name: 'notes',
  types: 'all',
  handle: (event, tx) => writeEffect('notes')(tx, numberOf(event)),
};
const deliveries = async (): Promise<{ state: string; attempts: number }[]> =>
  (
    await database.superuser.query<{ state: string; attempts: number }>(
      'select state, attempts from event_deliveries order by event_seq',
    )
  ).rows;

verifies(
  'foundation.events.order',
  'of two writers of one key the second waits until the first has committed',
  async () => {
    await dispatch([noting]);
    const [written, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = database.db.inSpace(spaces[0] ?? '', async (tx) => {
      await publishIn(tx, 'k', 'first');
      written.resolve();
      await go.promise;
    });
    await written.promise;
    const second = publish('k', 'second');
    await eventually(async () => {
      const { rows } = await database.superuser.query(
        "select 1 from pg_locks where locktype = 'advisory' and not granted",
      );
      return rows.length === 1;
    });
    await publish('other', 'free');
    await eventually(async () => (await effects(database, 'notes')).length === 1);
    go.resolve();
    await Promise.all([first, second]);
    await eventually(async () => (await effects(database, 'notes')).length === 3);
    expect(await effects(database, 'notes')).toEqual(['free', 'first', 'second']);
  },
);

verifies(
  'foundation.events.exactly-once',
  'who lost the lease leaves no trace, and the event is handled once',
  async () => {
    const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let runs = 0;
    const slow: Subscription<Tx> = {
      name: 'slow',
      types: 'all',
      handle: async (event, tx) => {
        const run = ++runs;
        await writeEffect('slow')(tx, `${numberOf(event)} by run ${run}`);
        if (run > 1) return;
        begun.resolve();
        await go.promise;
      },
    };
    await dispatch([slow]);
    await publish('k', 1, 2);
    await begun.promise;
    await database.superuser.query(
      "update event_deliveries set lease_until = clock_timestamp() - interval '1 minute' where state = 'running'",
    );
    await dispatch([slow]);
    await eventually(async () => (await effects(database, 'slow')).length === 2);
    go.resolve();
    await Promise.all(running.splice(0).map((one) => one.stop()));
    expect(await effects(database, 'slow')).toEqual(['1 by run 2', '2 by run 3']);
  },
);

verifies(
  'foundation.events.outbox',
  'an event whose process died between commit and delivery is delivered',
  async () => {
    // No dispatcher lives, and no hint is left when one starts.
    await database.db.asSystem((tx) => registerSubscriptions(tx, [noting]));
    await publish('k', 1, 2);
    await database.db.asSystem(routeNew);
    await publish('k', 3);
    await database.superuser.query(
      `update event_deliveries set state = 'running', attempts = 1,
       lease_until = clock_timestamp() - interval '1 second' where state = 'ready'`,
    );
    await dispatch([noting]);
    await eventually(async () => (await effects(database, 'notes')).length === 3);
    expect(await effects(database, 'notes')).toEqual(['1', '2', '3']);
  },
);

test('a delivery that was left blocked with nothing before it goes on', async () => {
  await database.db.asSystem((tx) => registerSubscriptions(tx, [noting]));
  await publish('k', 1);
  await database.db.asSystem(routeNew);
  await database.superuser.query("update event_deliveries set state = 'blocked'");
  await dispatch([noting]);
  await eventually(async () => (await effects(database, 'notes')).length === 1);
});

test('an event that kills its process each time is given up', async () => {
  await database.db.asSystem((tx) => registerSubscriptions(tx, [noting]));
  await publish('k', 1);
  await database.db.asSystem(routeNew);
  await database.superuser.query(
    "update event_deliveries set state = 'running', attempts = 3, lease_until = clock_timestamp()",
  );
  const givenUp = await eventually(async () => {
    const all = await database.db.asSystem((tx) => sweepDeliveries(tx, 3));
    return all.length > 0 && all;
  });
  expect(givenUp).toMatchObject([{ subscription: 'notes', seq: 1 }]);
  expect(await deliveries()).toEqual([{ state: 'dead', attempts: 3 }]);
});

test('events for a subscription that only another process has are kept for it', async () => {
  await database.db.asSystem((tx) => registerSubscriptions(tx, [noting]));
  const old = await dispatch([]);
  await publish(undefined, 'kept');
  await eventually(async () => (await deliveries()).length === 1);
  await old.stop();
  await dispatch([noting]);
  await eventually(async () => (await effects(database, 'notes')).length === 1);
});

test('a hub in a space sees the events of that space only', async () => {
  await publish(undefined, 'mine');
  const seen = (spaceId: string | undefined) =>
    database.db.inSpace(spaceId ?? '', (tx) => tx.query('select event_id from outbox'));
  expect(await seen(spaces[0])).toHaveLength(1);
  expect(await seen(spaces[1])).toHaveLength(0);
  await expect(
    database.db.inSpace(spaces[1] ?? '', (tx) => publishIn(tx, undefined, 'foreign')),
  ).rejects.toThrow(/row-level security/);
});

test('a type that is no type is refused, with a word on how to name it', async () => {
  await expect(
    database.db.inSpace(spaces[0] ?? '', (tx) =>
      bus.publish(tx, spaces[0] ?? '', [{ type: 'Oops', data: null }]),
    ),
  ).rejects.toThrow('Name it noun.past-tense');
});

test('events are forgotten when all are done with them, dead ones later', async () => {
  await dispatch([noting]);
  await publish(undefined, 1, 2);
  await eventually(async () => (await effects(database, 'notes')).length === 2);
  await Promise.all(running.splice(0).map((one) => one.stop()));
  await database.superuser.query("update event_deliveries set state = 'dead' where event_seq = 2");
  const prune = (ms: number) => database.db.asSystem((tx) => pruneOutbox(tx, ms));
  expect(await prune(60_000)).toBe(0);
  expect(await prune(-1)).toBe(1);
  const keep = { doneMs: -1, deadMs: 60_000, unseenMs: 60_000 };
  expect(await database.db.asSystem((tx) => pruneDeliveries(tx, keep))).toBe(1);
  expect(await deliveries()).toMatchObject([{ state: 'dead' }]);
  expect(await database.db.asSystem((tx) => pruneDeliveries(tx, { ...keep, unseenMs: -1 }))).toBe(1);
  expect(await deliveries()).toEqual([]);
});

test('a stop waits for the event under way', async () => {
  const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const dispatcher = await dispatch([
    {
      name: 'slow',
      types: 'all',
      handle: async (event, tx) => {
        begun.resolve();
        await go.promise;
        await writeEffect('slow')(tx, numberOf(event));
      },
    },
  ]);
  await publish('k', 1, 2);
  await begun.promise;
  const stopped = dispatcher.stop();
  go.resolve();
  await stopped;
  expect(await effects(database, 'slow')).toEqual(['1']);
  expect((await deliveries()).map(({ state }) => state)).toEqual(['done', 'ready']);
});
