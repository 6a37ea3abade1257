// slow: asks a database again and again
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { HubEvent } from '../../core/event.ts';
import { systemClock } from '../../platform/clock.ts';
import { openEventBus } from '../../platform/events/bus.ts';
import { openLiveEvents, type LiveDeps, type LiveEvents } from '../../platform/events/live.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { makeSpaces } from '../setup/spaces.ts';

let database: TestDatabase;
let space = '';
const hints = openInProcessHints();
const bus = openEventBus({ hints });
const log = recordedLog();
const open: LiveEvents[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  [space = ''] = await makeSpaces(database.db, 1);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((live) => live.stop()));
});
afterAll(() => database.drop());

const tail = async (deps: Partial<LiveDeps> = {}): Promise<{ live: LiveEvents; seen: unknown[] }> => {
  const live = await openLiveEvents({ db: database.db, hints, log, clock: systemClock, ...deps });
  open.push(live);
  const seen: unknown[] = [];
  live.onEvent((event: HubEvent) => seen.push(event.data));
  return { live, seen };
};
const publish = (...data: unknown[]): Promise<void> =>
  database.db.inSpace(space, (tx) =>
    bus.publish(
      tx,
      space,
      data.map((one) => ({ type: 'a.done', data: one })),
    ),
  );

test('a page is told of every event once, those of before not at all', async () => {
  await publish('before');
  const { seen } = await tail();
  for (let n = 0; n < 20; n++) await publish(n);
  await eventually(() => seen.includes(19));
  expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => n));
});

test('an event whose transaction commits late is not missed, and none is shown twice', async () => {
  const { seen } = await tail({ pollMs: 20 });
  const [early, late] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const written = Promise.withResolvers<void>();
  const slow = database.db.inSpace(space, async (tx) => {
    await bus.publish(tx, space, [{ type: 'a.done', data: 'late' }]);
    written.resolve();
    await late.promise;
  });
  await written.promise;
  const middle = database.db.inSpace(space, async (tx) => {
    await bus.publish(tx, space, [{ type: 'a.done', data: 'middle' }]);
    await early.promise;
  });
  await publish('first');
  await eventually(() => seen.includes('first'));
  early.resolve();
  await middle;
  await eventually(() => seen.includes('middle'));
  await publish('another');
  await eventually(() => seen.includes('another'));
  late.resolve();
  await slow;
  await eventually(() => seen.includes('late'));
  await publish('last');
  await eventually(() => seen.includes('last'));
  expect(seen).toEqual(['first', 'middle', 'another', 'late', 'last']);
});

test('thousands at once are all shown, in their order', async () => {
  const { seen } = await tail();
  const all = Array.from({ length: 2_500 }, (_, n) => n);
  await publish(...all);
  await eventually(() => seen.length >= all.length);
  expect(seen).toEqual(all);
});

test('what was said before is not shown, however much it was and whatever was open meanwhile', async () => {
  const [began, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const open = database.db.inSpace(space, async (tx) => {
    await bus.publish(tx, space, [{ type: 'a.done', data: 'late' }]);
    began.resolve();
    await over.promise;
  });
  await began.promise;
  await publish(...Array.from({ length: 2_500 }, (_, n) => n));
  const { seen } = await tail();
  await publish('new');
  await eventually(() => seen.includes('new'));
  over.resolve();
  await open;
  await publish('last');
  await eventually(() => seen.includes('last'));
  expect(seen).toEqual(['new', 'late', 'last']);
});

test('a process that gets no hints finds events by looking', async () => {
  const { seen } = await tail({ hints: openInProcessHints(), pollMs: 20 });
  await publish('found');
  await eventually(() => seen.length === 1);
});

test('what was rolled back is never shown', async () => {
  const { seen } = await tail();
  await expect(
    database.db.inSpace(space, async (tx) => {
      await bus.publish(tx, space, [{ type: 'a.done', data: 'undone' }]);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await publish('done');
  await eventually(() => seen.length > 0);
  expect(seen).toEqual(['done']);
});

test('a listener that fails or leaves does not disturb the others', async () => {
  const { live, seen } = await tail();
  let left = 0;
  live.onEvent(() => {
    throw new Error('clumsy');
  });
  const leave = live.onEvent(() => left++);
  leave();
  await publish('heard');
  await eventually(() => seen.length === 1);
  expect(left).toBe(0);
  expect(log.lines.map(({ message }) => message)).toContain('a listener to live events failed');
});
