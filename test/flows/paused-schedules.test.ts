// slow: starts a hub
import { afterAll, beforeAll, expect } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

/** The turn of a year begins a run of `cron`; that of this one is long over, and the next one far away. */
const turnOfYear = '0 0 1 1 *';
const longPast = '2020-01-01T00:00:00Z';
const dayMs = 86_400_000;
const hourMs = 3_600_000;

let hub: TestHub;
let flows: FlowsOver;

beforeAll(async () => {
  hub = await startTestHub();
  flows = flowsOver(hub);
});
afterAll(async () => {
  await hub?.stop();
});

const scheduled = (name: string, schedule: string): Promise<void> =>
  flows.publish(name, { head: `schedule: ${schedule}`, tasks: '- note: { set: { done: true } }' });

const change = async (name: string, verb: 'pause' | 'resume'): Promise<void> => {
  const { status } = await hub.request('POST', `/api/flows/${name}/${verb}`, { body: {} });
  expect(status).toBe(200);
};

/** The next time of a schedule, and how far away it is by the clock of the database. */
const nextOf = async (name: string): Promise<{ readonly at: number; readonly ms: number } | null> => {
  const [row] = await hub.database.db.readAsSystem((tx) =>
    tx.query<{ at: Date | null; ms: number }>(
      `select next_at as at, (extract(epoch from next_at - clock_timestamp()) * 1000)::float8 as ms
       from flow_triggers where flow = $1`,
      [name],
    ),
  );
  return row?.at == null ? null : { at: row.at.getTime(), ms: row.ms };
};

const setNext = async (name: string, at: string): Promise<void> => {
  await hub.database.db.asSystem((tx) =>
    tx.execute('update flow_triggers set next_at = $2 where flow = $1', [name, at]),
  );
};

/** As the clock leaves it: asked for once, and far away from then on. */
const publishedCron = async (name: string): Promise<void> => {
  await scheduled(name, `{ cron: '${turnOfYear}' }`);
  await eventually(async () => expect((await nextOf(name))?.ms).toBeGreaterThan(0));
};

/** Whatever is begun for a time that is over moves the schedule on in the same moment. */
const wholeTime = async (name: string, mostMs: number): Promise<number> => {
  await eventually(async () => expect((await nextOf(name))?.ms).toBeGreaterThan(0));
  const next = await nextOf(name);
  expect(next?.ms).toBeLessThanOrEqual(mostMs);
  return next?.at ?? Number.NaN;
};

verifies(
  'flows.triggers.resume',
  'a cron that was paused goes on with its next time, and makes nothing up',
  async () => {
    await publishedCron('yearly');
    await change('yearly', 'pause');
    await setNext('yearly', longPast);
    await change('yearly', 'resume');
    const next = new Date(await wholeTime('yearly', 366 * dayMs));
    expect(next.toISOString()).toMatch(/^\d{4}-01-01T00:00:00\.000Z$/);
    expect(await flows.runsOf('yearly')).toEqual([]);
  },
);

verifies('flows.triggers.resume', 'a flow that runs every so often keeps to its times', async () => {
  await scheduled('daily', '{ every: { days: 1 } }');
  await change('daily', 'pause');
  await setNext('daily', longPast);
  await change('daily', 'resume');
  const next = await wholeTime('daily', dayMs);
  expect((next - Date.parse(longPast)) % dayMs).toBe(0);
  expect(await flows.runsOf('daily')).toEqual([]);
});

verifies('flows.triggers.resume', 'a flow that runs again after its end waits anew', async () => {
  await scheduled('again', '{ after: { hours: 1 } }');
  await wholeTime('again', hourMs);
  await change('again', 'pause');
  await setNext('again', longPast);
  await change('again', 'resume');
  await wholeTime('again', hourMs);
  expect(await flows.runsOf('again')).toHaveLength(1);
});

verifies('flows.triggers.resume', 'a time that is still to come stays as it is', async () => {
  await scheduled('soon', '{ every: { days: 1 } }');
  const before = await nextOf('soon');
  await change('soon', 'pause');
  await change('soon', 'resume');
  expect((await nextOf('soon'))?.at).toBe(before?.at);
});

verifies(
  'flows.triggers.resume',
  'what was missed while the hub was not there is made up for, once',
  async () => {
    await publishedCron('down');
    await setNext('down', longPast);
    // It was not paused: this is no new beginning.
    await change('down', 'resume');
    await eventually(async () => expect(await flows.runsOf('down')).toHaveLength(1));
    await wholeTime('down', 366 * dayMs);
    expect(await flows.runsOf('down')).toHaveLength(1);
  },
);
