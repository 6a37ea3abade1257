// slow: leases run out
import { afterEach, beforeEach, expect } from '@jest/globals';
import { buryWorkers, enterWorker } from '../../flows/run/store-owners.ts';
import { eventually } from '../setup/eventually.ts';
import { startRunTrial, type RunTrial } from '../setup/run-trial.ts';
import { verifies } from '../setup/verifies.ts';

/** What is left to others when a worker dies, is taken for dead, or cannot write. */

const call = (name: string): string =>
  `  - ${name}: { call: http, with: { method: post, endpoint: https://effects.example } }`;
const listen = (name: string, more = ''): string =>
  `  - ${name}: { listen: { to: { one: { with: { type: x.happened${more} } } } } }`;
const flow = (...tasks: string[]): string => `do:\n${tasks.join('\n')}\n`;

let trial: RunTrial;
beforeEach(async () => {
  trial = await startRunTrial();
});
afterEach(() => trial.stop());

verifies(
  'flows.durable.hand-over',
  'the id of a run is told when the run is on disk, and not before',
  async () => {
    const worker = await trial.startWorker();
    await trial.define('one', flow(call('a')));
    const { superuser } = trial.database;
    const [name = ''] = await trial.workers();
    await superuser.query('begin');
    await superuser.query('select from flow_workers where worker_id = $1 for update', [name]);
    let told = false;
    const begun = trial.begin(worker, 'one').then((started) => {
      told = true;
      return started;
    });
    await eventually(async () => (await trial.count(waitingForLocks)) > 0);
    expect(told).toBe(false);
    await superuser.query('delete from flow_workers where worker_id = $1', [name]);
    await superuser.query('commit');
    // Nothing was written under the name that was taken away: it is begun anew, once, under another one.
    trial.answer = async () => null;
    const { runId } = await begun;
    expect(await trial.over(runId)).toMatchObject({ status: 'completed' });
    expect(await trial.count('flow_runs')).toBe(1);
    expect(trial.calls).toHaveLength(1);
    expect(await trial.workers()).not.toContain(name);
  },
);

verifies('flows.durable.hand-over', 'nobody takes himself for dead', async () => {
  const worker = (id: string) => trial.database.db.asSystem((tx) => enterWorker(tx, id, -1));
  await worker('wrk_late');
  await worker('wrk_dead');
  expect(await trial.database.db.asSystem((tx) => buryWorkers(tx, 'wrk_late'))).toBe(0);
  expect(await trial.workers()).toEqual(['wrk_late']);
});

verifies('flows.park.once', 'a run that was parked by one worker ends so at the next one', async () => {
  const worker = await trial.startWorker();
  await trial.define(
    'parks',
    flow('  - park: { call: flows.park, with: { reason: too odd } }', listen('hear'), call('last')),
  );
  trial.answer = async () => null;
  const { runId } = await trial.begin(worker, 'parks');
  await eventually(async () => (await trial.count('flow_waits')) === 1);
  await worker.stop();
  await trial.startWorker();
  await trial.tell({});
  const row = await trial.over(runId);
  expect([row['status'], JSON.parse(String(row['error']))]).toEqual([
    'parked',
    { reason: 'too odd', task: '/park' },
  ]);
  expect(trial.calls).toHaveLength(2);
  expect(await trial.count(`outbox where type = 'run.parked'`)).toBe(1);
});

const waitingForLocks = `pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

verifies(
  'flows.durable.hand-over',
  'an event that came is not lost with the worker that had it in hand',
  async () => {
    const worker = await trial.startWorker();
    await trial.define(
      'heard',
      flow('  - both: { fork: { branches: [ { a: *a }, { b: *b } ] } }')
        .replace('*a', callBody)
        .replace('*b', listenBody),
    );
    const { runId } = await trial.begin(worker, 'heard');
    await eventually(async () => (await trial.count('flow_waits')) === 1);
    const { superuser } = trial.database;
    const [name = ''] = await trial.workers();
    // It hears of the event, and is taken for dead before it can write that.
    await superuser.query('begin');
    await superuser.query('select from flow_workers where worker_id = $1 for update', [name]);
    await trial.tell({});
    await eventually(async () => (await trial.count(waitingForLocks)) > 0);
    await superuser.query('delete from flow_workers where worker_id = $1', [name]);
    await superuser.query('update flow_runs set owner = null, ready = true');
    await superuser.query('commit');
    trial.answer = async () => ({ done: true });
    expect(await trial.over(runId)).toMatchObject({ status: 'completed' });
    expect(await trial.count(`flow_journal where kind = 'arrived'`)).toBe(1);
    expect(await trial.count('flow_arrivals')).toBe(0);
    expect(await trial.count('flow_waits')).toBe(0);
  },
);

const callBody = '{ call: http, with: { method: post, endpoint: https://effects.example } }';
const listenBody = '{ listen: { to: { one: { with: { type: x.happened } } } } }';

verifies(
  'flows.durable.hand-over',
  'an event that comes in the moment in which a run lies down wakes it',
  async () => {
    const worker = await trial.startWorker();
    await trial.define(
      'heard',
      flow('  - both: { fork: { branches: [ { a: *a }, { b: *b } ] } }')
        .replace('*a', callBody)
        .replace('*b', listenBody),
    );
    const { runId } = await trial.begin(worker, 'heard');
    await eventually(async () => (await trial.count('flow_waits')) === 1);
    const held = Promise.withResolvers<void>();
    const telling = trial.tell({}, held.promise);
    await eventually(
      async () =>
        (await trial.count(
          `pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
        )) > 0,
    );
    trial.answer = async () => null;
    await eventually(async () => (await trial.count(waitingForLocks)) > 0);
    held.resolve();
    await telling;
    expect(await trial.over(runId)).toMatchObject({ status: 'completed' });
  },
);

verifies(
  'flows.durable.hand-over',
  'a run that could not be written goes on when it can be again',
  async () => {
    const worker = await trial.startWorker();
    await trial.define('two', flow(call('a'), call('b')));
    const { superuser } = trial.database;
    const { runId } = await trial.begin(worker, 'two');
    await eventually(() => trial.calls.length === 1);
    await superuser.query(`create function refuse() returns trigger language plpgsql as $$ begin raise 'the disk is full'; end $$;
    create trigger refuse before insert on flow_journal for each row execute function refuse()`);
    trial.answer = async () => null;
    await eventually(() => trial.calls.length >= 2);
    expect(trial.calls.map(({ idempotencyKey }) => idempotencyKey)).toEqual(
      trial.calls.map(() => `${runId}/a`),
    );
    await superuser.query('drop trigger refuse on flow_journal');
    expect(await trial.over(runId)).toMatchObject({ status: 'completed' });
    expect(await trial.count(`flow_journal where kind = 'done'`)).toBe(2);
    expect(new Set(trial.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
  },
);

verifies(
  'flows.durable.hand-over',
  'a worker that was taken for dead writes nothing under its new name',
  async () => {
    const worker = await trial.startWorker();
    await trial.define('one', flow(call('a'), call('b')));
    const { runId } = await trial.begin(worker, 'one');
    await eventually(() => trial.calls.length === 1);
    const before = await trial.workers();
    const { superuser } = trial.database;
    await superuser.query('update flow_runs set owner = $1, ready = false', ['wrk_of_somebody_else']);
    await superuser.query('delete from flow_workers');
    await eventually(async () => (await trial.workers()).some((one) => !before.includes(one)));
    trial.answer = async () => null;
    // A run of its own shows that it works again; the one it has lost it does not touch.
    const other = await trial.begin(worker, 'one');
    expect(await trial.over(other.runId)).toMatchObject({ status: 'completed' });
    expect(await trial.count(`flow_journal where run_id = '${runId}'`)).toBe(0);
    expect(await trial.row(runId)).toMatchObject({ owner: 'wrk_of_somebody_else', ended_at: null });
  },
);

verifies('flows.durable.hand-over', 'a run whose flow is gone is over, and says why', async () => {
  await trial.define('gone', flow(listen('a')));
  const worker = await trial.startWorker();
  const { runId } = await trial.begin(worker, 'gone');
  await eventually(async () => (await trial.row(runId))['status'] === 'waiting');
  trial.forget('gone');
  await trial.tell({});
  const { status, error } = await trial.over(runId);
  expect(status).toBe('faulted');
  expect(JSON.parse(String(error))).toMatchObject({ detail: 'There is no flow "gone".' });
});

verifies(
  'flows.durable.hand-over',
  'an event that is told twice counts once, and not for who listens later',
  async () => {
    const worker = await trial.startWorker();
    await trial.define('twice', flow(listen('a'), call('between'), listen('b')));
    const { runId } = await trial.begin(worker, 'twice');
    await eventually(async () => (await trial.row(runId))['status'] === 'waiting');
    await trial.tell({ id: 'same', data: 1 });
    await eventually(() => trial.calls.length === 1);
    trial.answer = async () => null;
    await eventually(async () => (await trial.count(`flow_waits where key = '/b'`)) === 1);
    // The listener that is over is found by no event any more.
    expect(await trial.count('flow_waits')).toBe(1);
    await trial.tell({ id: 'same', data: 1 });
    await eventually(async () => (await trial.count('flow_arrivals')) === 0);
    await eventually(async () => (await trial.row(runId))['status'] === 'waiting');
    expect(await trial.count(`flow_journal where kind = 'arrived'`)).toBe(1);
    await trial.tell({ id: 'other', data: 2 });
    expect(await trial.over(runId)).toMatchObject({ status: 'completed', output: '[2]' });
  },
);
