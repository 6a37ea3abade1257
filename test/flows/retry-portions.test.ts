import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { retryPortionJob, addPortion } from '../../flows/retries/retry-portion.ts';
import {
  addRetry,
  cancelRetry,
  countChosen,
  dropOldRetries,
  getRetry,
  type Chosen,
} from '../../flows/retries/store.ts';
import { systemClock } from '../../platform/clock.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { newId } from '../../platform/ids.ts';
import { openJobs } from '../../platform/jobs/queue.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { makeSpaces } from '../setup/spaces.ts';
import { verifies } from '../setup/verifies.ts';

let database: TestDatabase;
let space = '';
let other = '';
const hints = openInProcessHints();
const jobs = openJobs({ hints });

beforeAll(async () => {
  database = await openTestDatabase();
  [space = '', other = ''] = await makeSpaces(database.db, 2);
});
afterAll(async () => {
  await hints.close();
  await database.drop();
});
beforeEach(async () => {
  await database.superuser.query('truncate flow_runs, flow_retries, flow_retry_runs, jobs');
});

interface Made {
  readonly count: number;
  readonly status?: string;
  readonly error?: object;
  readonly orderKey?: string;
  readonly mode?: string;
}

let made = 0;
const make = async ({ count, status = 'faulted', error = {}, orderKey, mode = 'durable' }: Made) => {
  await database.superuser.query(
    `insert into flow_runs (run_id, space_id, flow, version, mode, status, trigger, input, error, order_key, started_at, ended_at)
     select 'run_' || lpad((n + $2)::text, 26, '0'), $1, 'sends', 1, $5, $3, 'call', '{}', $4, $6, now(), now()
     from generate_series(1, $7::int) as n`,
    [space, made, status, JSON.stringify(error), mode, orderKey ?? null, count],
  );
  made += count;
};

const start = async (chosen: Chosen): Promise<string> => {
  const retryId = newId('rty');
  await database.db.inSpace(space, async (tx) => {
    await addRetry(tx, space, { retryId, chosen, wanted: '{}', askedBy: 'usr_1', askedByName: 'Ada' });
    await addPortion(tx, jobs, { spaceId: space, retryId, portion: 0 });
  });
  return retryId;
};
const portion = (retryId: string, number: number): Promise<void> =>
  retryPortionJob({ db: database.db, hints, jobs, clock: systemClock }).handle(
    { id: 'job_1', name: 'retry-runs', payload: { retryId, portion: number }, spaceId: space, attempt: 1 },
    new AbortController().signal,
  );
const stateOf = (retryId: string) => database.db.readInSpace(space, (tx) => getRetry(tx, space, retryId));
const statuses = async (): Promise<Record<string, number>> => {
  const { rows } = await database.superuser.query<{ status: string; count: string }>(
    'select status, count(*) from flow_runs group by status',
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
};

test('a portion is done once, whoever does it again, and the next one goes on behind it', async () => {
  await make({ count: 150 });
  const retry = await start({ dead: 'open' });
  await portion(retry, 0);
  await portion(retry, 0);
  expect(await stateOf(retry)).toMatchObject({ status: 'running', total: 150, retried: 100 });
  expect(await statuses()).toEqual({ running: 100, faulted: 50 });
  await portion(retry, 1);
  expect(await stateOf(retry)).toMatchObject({ status: 'done', retried: 150, refused: 0 });
  expect(await statuses()).toEqual({ running: 150 });
  const { rows } = await database.superuser.query('select key from jobs order by key');
  expect(rows).toEqual([{ key: `${retry} 0` }, { key: `${retry} 1` }]);
});

test('runs that have changed since, or have nothing to go on from, are refused and hold up no other', async () => {
  await make({ count: 2 });
  await make({ count: 1, status: 'parked', error: { reason: 'odd', task: '/park' } });
  const retry = await start({ dead: 'open' });
  await database.superuser.query(
    `update flow_runs set status = 'completed' where run_id = (select min(run_id) from flow_runs)`,
  );
  await portion(retry, 0);
  expect(await stateOf(retry)).toMatchObject({ status: 'done', total: 3, retried: 1, refused: 2 });
  expect(await statuses()).toEqual({ completed: 1, running: 1, parked: 1 });
});

test('what is left of a cancelled retry stays as it is', async () => {
  await make({ count: 150 });
  const retry = await start({ dead: 'open' });
  await portion(retry, 0);
  await database.db.inSpace(space, (tx) => cancelRetry(tx, space, { retryId: retry, byName: 'Ada' }));
  await portion(retry, 1);
  expect(await stateOf(retry)).toMatchObject({ status: 'cancelled', retried: 100, cancelledByName: 'Ada' });
  expect(await statuses()).toEqual({ running: 100, faulted: 50 });
});

test('while many runs wait for a worker already, a retry waits: those that begin meanwhile come first', async () => {
  await make({ count: 1 });
  const retry = await start({ dead: 'open' });
  await make({ count: 500 });
  await database.superuser.query(
    `update flow_runs set ready = true, status = 'running', ended_at = null where run_id > (select min(run_id) from flow_runs)`,
  );
  await portion(retry, 0);
  expect(await stateOf(retry)).toMatchObject({ status: 'running', retried: 0 });
  const { rows } = await database.superuser.query('select state from jobs where key = $1', [`${retry} 1`]);
  expect(rows).toEqual([{ state: 'waiting' }]);
});

test('runs that go in order are retried one after the other, the oldest first', async () => {
  await make({ count: 3, orderKey: 'contact-7' });
  await portion(await start({ dead: 'open' }), 0);
  const { rows } = await database.superuser.query('select status, ready from flow_runs order by run_id');
  expect(rows).toEqual([
    { status: 'running', ready: true },
    { status: 'queued', ready: false },
    { status: 'queued', ready: false },
  ]);
});

test('runs are chosen by status, kind of error, words and time; fast ones and those of other spaces never', async () => {
  const of = (type: string) => ({
    type: `https://serverlessworkflow.io/spec/1.0.0/errors/${type}`,
    detail: 'busy\u0000',
  });
  await make({ count: 3, error: of('communication') });
  await make({ count: 2, error: { ...of('timeout'), cause: of('communication') } });
  await make({ count: 4, status: 'parked', error: { reason: 'no such 100% sure', task: '/park' } });
  await make({ count: 5, status: 'cancelled' });
  await make({ count: 6, mode: 'fast' });
  await make({ count: 7, status: 'completed' });
  const count = (chosen: Chosen, spaceId = space) =>
    database.db.readInSpace(spaceId, (tx) => countChosen(tx, spaceId, chosen));
  expect(await count({ dead: 'open' })).toBe(9);
  expect(await count({ dead: 'open', errorType: 'communication' })).toBe(3);
  expect(await count({ errorType: of('timeout').type })).toBe(2);
  expect(await count({ dead: 'open', q: '100%' })).toBe(4);
  expect(await count({ status: 'cancelled' })).toBe(5);
  expect(await count({ dead: 'open', until: new Date(0) })).toBe(0);
  expect(await count({ dead: 'open' }, other)).toBe(0);
});

verifies(
  'flows.retries.tidied',
  'what was over long ago goes with its refusals, and nothing else',
  async () => {
    const { db, superuser } = database;
    await make({ count: 3 });
    const [old, recent, running] = [await start({}), await start({}), await start({})];
    await superuser.query(
      `update flow_retry_runs set refusal = 'gone' where retry_id <> $1 and run_id <> (select min(run_id) from flow_runs)`,
      [running],
    );
    const end = (retry: string, days: number) =>
      superuser.query(
        `update flow_retries set status = 'done', ended_at = now() - $2 * interval '1 day', asked_at = now() - interval '1 year'
       where retry_id = $1`,
        [retry, days],
      );
    await end(old, 91);
    await end(recent, 89);
    expect(await db.asSystem(dropOldRetries)).toBe(4);
    expect(await db.asSystem(dropOldRetries)).toBe(0);
    await expect(stateOf(old)).rejects.toMatchObject({ code: 'not_found' });
    expect(await stateOf(recent)).toMatchObject({ status: 'done' });
    expect(await stateOf(running)).toMatchObject({ status: 'running' });
    const { rows } = await superuser.query('select distinct retry_id from flow_retry_runs order by 1');
    expect(rows.map(({ retry_id }) => retry_id as unknown)).toEqual([recent, running].toSorted());
  },
);
