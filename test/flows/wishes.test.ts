// slow: starts workers
import { afterEach, beforeEach, expect } from '@jest/globals';
import { askRun } from '../../flows/run/store-wishes.ts';
import { eventually } from '../setup/eventually.ts';
import { startRunTrial, type RunTrial } from '../setup/run-trial.ts';
import { verifies } from '../setup/verifies.ts';

/** What admins ask of a run while it is just doing what they asked before. */

let trial: RunTrial;
beforeEach(async () => {
  trial = await startRunTrial();
});
afterEach(() => trial.stop());

const call = '{ call: http, with: { method: post, endpoint: https://effects.example } }';
const witness = 'do:\n  - a: { listen: { to: { one: { with: { type: x.witness } } } } }\n';

const ask = async (runId: string, wanted: 'cancel' | 'suspend'): Promise<void> => {
  await trial.database.db.inSpace(trial.space, (tx) =>
    askRun(tx, trial.space, { runId, wanted, reason: 'a test' }),
  );
};

/** By then the worker has told its runs what was asked of them: it does both in the same round, events first. */
const heard = async (): Promise<void> => {
  for (let round = 0; round < 2; round += 1) {
    const runId = await trial.admit('witness');
    await eventually(async () => expect((await trial.row(runId))['status']).toBe('waiting'));
    await trial.tell({ type: 'x.witness' });
    await trial.over(runId);
  }
};

const calling = async (): Promise<string> => {
  await trial.define('calls', `do:\n  - a: ${call}\n  - b: ${call}\n`);
  await trial.define('witness', witness);
  const worker = await trial.startWorker();
  const { runId } = await trial.begin(worker, 'calls');
  await eventually(() => trial.calls.length === 1);
  return runId;
};

verifies('flows.runs.held', 'a run that is told twice to be held is held once', async () => {
  const runId = await calling();
  const { superuser } = trial.database;
  await ask(runId, 'suspend');
  await heard();
  // It has written what its call gave, and not yet that it is held.
  await superuser.query('begin');
  await superuser.query('select from flow_runs where run_id = $1 for update', [runId]);
  trial.answer = async () => ({});
  await eventually(async () => expect(await trial.count(`pg_locks where not granted`)).toBeGreaterThan(0));
  await heard();
  expect(await trial.count('pg_locks where not granted')).toBe(1);
  await superuser.query('commit');
  await eventually(async () => expect((await trial.row(runId))['status']).toBe('suspended'));
});

verifies('flows.runs.held', 'a run that is being held can be cancelled', async () => {
  const runId = await calling();
  await ask(runId, 'suspend');
  await heard();
  await ask(runId, 'cancel');
  await trial.tell({ type: 'x.nothing' });
  expect(await trial.over(runId)).toMatchObject({ status: 'cancelled' });
});

verifies('flows.runs.held', 'a run that was cancelled while it was being held is cancelled', async () => {
  const runId = await calling();
  const { superuser } = trial.database;
  await ask(runId, 'suspend');
  await heard();
  await superuser.query('begin');
  await superuser.query(`update flow_runs set wanted = 'cancel' where run_id = $1`, [runId]);
  trial.answer = async () => ({});
  await eventually(async () => expect(await trial.count(`pg_locks where not granted`)).toBe(1));
  await superuser.query('commit');
  expect(await trial.over(runId)).toMatchObject({ status: 'cancelled' });
  expect(trial.calls).toHaveLength(1);
});
