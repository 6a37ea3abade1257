// slow: asks a database again and again
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { HubEvent } from '../../core/event.ts';
import { auditTopic, openLiveAudit } from '../../platform/audit/live.ts';
import { openAuditTrail } from '../../platform/audit/trail.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { newId } from '../../platform/ids.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

/** A clock that stands until it is moved. */
const openStillClock = () => {
  let time = 1_000_000;
  return { now: () => new Date(time), monotonic: () => time, advance: (ms: number) => (time += ms) };
};

const open = (pollMs = 3_600_000) => {
  const hints = openInProcessHints();
  const clock = openStillClock();
  const trail = openAuditTrail({
    key: randomBytes(32),
    clock,
    whenAppended: () => hints.broadcast(auditTopic),
  });
  const live = openLiveAudit({ db: database.db, log: recordedLog(), ...{ hints, clock, pollMs } });
  const append = (space: string) =>
    database.db.inSpace(space, (tx) =>
      trail.append(tx, space, {
        ...{ actor: 'usr_x', actorName: 'Ada', action: 'step', target: null, details: {} },
        ...{ ip: null, requestId: null },
      }),
    );
  return { hints, clock, live, append };
};

/** How long the chain was at the last message. */
const lastSeq = (events: readonly HubEvent[]): number | undefined =>
  (events.at(-1)?.data as { seq: number } | undefined)?.seq;

test('many entries are told of once, when the time has come, to those who watch their space', async () => {
  const { live, clock, append } = open();
  const [space, other] = [newId('spc'), newId('spc')];
  const [told, toldOfOther]: [HubEvent[], HubEvent[]] = [[], []];
  const stopListening = live.onAppended(space, (event) => told.push(event));
  live.onAppended(other, (event) => toldOfOther.push(event));
  let written = 0;
  const write = async (): Promise<void> => {
    await append(space);
    written++;
  };
  // The first look is where it begins; from then on every entry counts.
  await eventually(async () => {
    await write();
    clock.advance(1_000);
    return told.length > 0;
  });
  await eventually(() => {
    clock.advance(1_000);
    return lastSeq(told) === written;
  });

  const before = told.length;
  await write();
  // Whether this one is told of at once depends on how long ago the last look was; the others have to wait.
  const first = written;
  for (let i = 0; i < 20; i++) await write();
  clock.advance(1_000);
  await eventually(() => lastSeq(told) === written);
  const since = told.slice(before).map(({ data }) => data as { seq: number; entries: number });
  expect(since.length).toBeLessThanOrEqual(2);
  expect(since.reduce((sum, { entries }) => sum + entries, 0)).toBe(written - first + 1);
  expect(told.at(-1)).toMatchObject({ type: 'audit.appended', hubspace: space });
  expect(toldOfOther).toEqual([]);

  stopListening();
  clock.advance(1_000);
  await append(space);
  await append(other);
  await eventually(() => {
    clock.advance(1_000);
    return lastSeq(toldOfOther) === 1;
  });
  expect(told.every(({ hubspace }) => hubspace === space)).toBe(true);
  expect(lastSeq(told)).toBe(written);
  await live.stop();
});

test('an entry whose hint was lost is found', async () => {
  const { live, clock, hints, append } = open(50);
  const space = newId('spc');
  const told: HubEvent[] = [];
  live.onAppended(space, (event) => told.push(event));
  await hints.close();
  await eventually(async () => {
    await append(space);
    clock.advance(50);
    return told.length > 0;
  });
  await live.stop();
});
