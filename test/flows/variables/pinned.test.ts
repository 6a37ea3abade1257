// slow: workers are taken for dead
import { afterEach, beforeEach, expect } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { startRunTrial, type RunTrial } from '../../setup/run-trial.ts';
import { verifies } from '../../setup/verifies.ts';

let trial: RunTrial;
beforeEach(async () => {
  trial = await startRunTrial();
});
afterEach(() => trial.stop());

/** Reads a variable before and after something that takes its time. */
const reading = (between: string): string => `do:
  - before: { set: { step: '\${ $ENV.STEP }' }, export: { as: '\${ . }' } }
  - between: ${between}
  - after: { set: { before: '\${ $context.step }', after: '\${ env.STEP }', all: '\${ $ENV | keys }' } }
`;
const call = '{ call: http, with: { method: post, endpoint: https://effects.example } }';
const listen = '{ listen: { to: { one: { with: { type: x.happened } } } } }';

const outputOf = async (runId: string): Promise<unknown> =>
  JSON.parse(String((await trial.over(runId))['output']));

/** As a kill does it: nothing is handed over, and others take what it had. */
const killAll = async (): Promise<void> => {
  const { superuser } = trial.database;
  await superuser.query('delete from flow_workers');
  await superuser.query('update flow_runs set owner = null, ready = true where ended_at is null');
};

verifies('flows.variables.pinned', 'after a crash it goes on with what it began with', async () => {
  await trial.setVariable('STEP', 1);
  const worker = await trial.startWorker();
  await trial.define('reads', reading(call));
  const { runId } = await trial.begin(worker, 'reads');
  await eventually(() => trial.calls.length === 1);
  await trial.setVariable('STEP', 2);
  await trial.setVariable('OTHER', true);
  await killAll();
  const next = await trial.startWorker();
  await eventually(() => trial.calls.length > 1);
  trial.answer = async () => null;
  expect(await outputOf(runId)).toEqual({ before: 1, after: 1, all: ['STEP'] });
  const later = await trial.begin(next, 'reads');
  expect(await outputOf(later.runId)).toEqual({ before: 2, after: 2, all: ['OTHER', 'STEP'] });
});

verifies('flows.variables.pinned', 'woken after what it reads was deleted, it still has it', async () => {
  await trial.setVariable('STEP', { deep: ['x'] });
  const worker = await trial.startWorker();
  await trial.define('reads', reading(listen));
  const { runId } = await trial.begin(worker, 'reads');
  await eventually(async () => (await trial.row(runId))['status'] === 'waiting');
  await trial.setVariable('STEP', undefined);
  await trial.tell({});
  expect(await outputOf(runId)).toEqual({ before: { deep: ['x'] }, after: { deep: ['x'] }, all: ['STEP'] });
});

verifies('flows.variables.pinned', 'a run that reads none asks for none, and keeps no number', async () => {
  await trial.setVariable('STEP', 1);
  const worker = await trial.startWorker();
  await trial.define('plain', `do:\n  - say: { set: { x: 1 } }\n`);
  const { runId } = await trial.begin(worker, 'plain');
  expect(await trial.over(runId)).toMatchObject({ status: 'completed', variables: null });
});
