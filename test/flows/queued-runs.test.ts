// slow: leases run out
import { afterEach, beforeEach, expect } from '@jest/globals';
import { askRun } from '../../flows/run/store-wishes.ts';
import { eventually } from '../setup/eventually.ts';
import { startRunTrial, type RunTrial } from '../setup/run-trial.ts';
import { verifies } from '../setup/verifies.ts';

/** Runs that wait for somebody to take them, and what becomes of those that nobody can take. */

const call = '{ call: http, with: { method: post, endpoint: https://effects.example } }';
const listen = (more: string): string => `{ listen: { to: { one: { with: { type: x.happened${more} } } } } }`;

let trial: RunTrial;
beforeEach(async () => {
  trial = await startRunTrial();
});
afterEach(() => trial.stop());

const timeOf = (value: unknown): number => (value as Date).getTime();

verifies(
  'flows.runs.began',
  'a run that was queued begins when it is taken, and so do its tasks',
  async () => {
    await trial.define(
      'late',
      `do:\n  - a: ${call}\n  - b: { set: { at: '\${ $workflow.startedAt.epoch.milliseconds }' } }\n`,
    );
    const runId = await trial.admit('late');
    const { superuser } = trial.database;
    // It has waited for an hour.
    await superuser.query(
      `update flow_runs set started_at = started_at - interval '1 hour', ready_at = ready_at - interval '1 hour'`,
    );
    const queued = timeOf((await trial.row(runId))['started_at']);
    await trial.startWorker();
    await eventually(() => trial.calls.length === 1);
    const begun = timeOf((await trial.row(runId))['started_at']);
    expect(begun - queued).toBeGreaterThanOrEqual(3_600_000);
    // Whoever takes it again goes on with the run that it was.
    await superuser.query('delete from flow_workers');
    await superuser.query('update flow_runs set owner = null, ready = true');
    await eventually(() => trial.calls.length === 2);
    trial.answer = async () => ({});
    const row = await trial.over(runId);
    expect(timeOf(row['started_at'])).toBe(begun);
    expect(JSON.parse(String(row['output']))).toEqual({ at: begun });
    const { rows } = await superuser.query<{ began: string }>(
      'select began from flow_journal order by seq limit 1',
    );
    expect(Number(rows[0]?.began)).toBe(begun);
  },
);

verifies(
  'flows.runs.began',
  'what came while a run was queued is heard, when a listener names it',
  async () => {
    await trial.define('hears', `do:\n  - h: ${listen(', subject: order-7')}\n`);
    const runId = await trial.admit('hears');
    const { superuser } = trial.database;
    await superuser.query(
      `insert into outbox (event_id, space_id, type, subject, order_key, data) values ('evt_x', $1, 'x.happened', 'order-7', null, '"early"')`,
      [trial.space],
    );
    // Long before anybody takes it.
    await superuser.query(`update flow_runs set ready_at = ready_at - interval '1 hour'`);
    await superuser.query(`update outbox set time = time - interval '30 minutes'`);
    await trial.startWorker();
    expect(await trial.over(runId)).toMatchObject({ status: 'completed', output: '["early"]' });
  },
);

verifies(
  'flows.runs.nothing-left',
  'a run that nobody can take leaves no row among those that wait',
  async () => {
    const both = `{ fork: { branches: [ { a: ${listen('')} }, { b: { wait: { hours: 1 } } } ] } }`;
    await trial.define('gone', `do:\n  - both: ${both}\n`);
    const worker = await trial.startWorker();
    const { runId } = await trial.begin(worker, 'gone');
    await eventually(async () => expect((await trial.row(runId))['status']).toBe('waiting'));
    expect(await trial.count('flow_waits')).toBe(2);
    trial.forget('gone');
    await trial.tell({ type: 'x.happened' });
    expect(await trial.over(runId)).toMatchObject({ status: 'faulted' });
    expect(await trial.count('flow_waits')).toBe(0);
    expect(await trial.count('flow_arrivals')).toBe(0);
    const { rows } = await trial.database.superuser.query<{ data: { error: object } }>(
      `select data from outbox where type = 'io.serverlessworkflow.workflow.faulted.v1'`,
    );
    expect(rows).toMatchObject([{ data: { name: `gone-${runId}`, error: { status: 404 } } }]);
  },
);

verifies('flows.order.replace', 'a newer run also takes the place of one that is held', async () => {
  await trial.define(
    'one',
    `do:\n  - a: ${listen('')}\n`,
    'concurrency: { max: 1, policy: replace }, lifecycle: workflow',
  );
  await trial.startWorker();
  const held = await trial.admit('one');
  await eventually(async () => expect((await trial.row(held))['status']).toBe('waiting'));
  await trial.database.db.inSpace(trial.space, (tx) =>
    askRun(tx, trial.space, { runId: held, wanted: 'suspend', reason: '' }),
  );
  await trial.tell({ type: 'x.nothing' });
  await eventually(async () => expect((await trial.row(held))['status']).toBe('suspended'));
  const newer = await trial.admit('one');
  expect(await trial.over(held)).toMatchObject({ status: 'cancelled' });
  await eventually(async () => expect((await trial.row(newer))['status']).toBe('waiting'));
  // One that had not begun is told to be cancelled, too.
  const queued = await trial.database.db.inSpace(trial.space, async (tx) => {
    await tx.execute(`update flow_runs set status = 'queued', ready = false where run_id = $1`, [newer]);
    return newer;
  });
  await trial.admit('one');
  expect(await trial.over(queued)).toMatchObject({ status: 'cancelled' });
  expect(
    await trial.count(
      `outbox where type = 'io.serverlessworkflow.workflow.cancelled.v1' and subject = '${queued}'`,
    ),
  ).toBe(1);
});
