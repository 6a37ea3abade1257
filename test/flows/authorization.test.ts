// slow: leases run out
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { startRunTrial, type RunTrial } from '../setup/run-trial.ts';
import { verifies } from '../setup/verifies.ts';

/** `$authorization`: how a call was let in, for the expressions of its task. */

const call = 'call: http, with: { method: post, endpoint: https://effects.example';

let trial: RunTrial;
beforeEach(async () => {
  trial = await startRunTrial();
});
afterEach(() => trial.stop());

/** All that is kept of runs. */
const stored = async (): Promise<string> => {
  const { rows } = await trial.database.superuser.query<{ text: string }>(
    `select t::text as text from flow_journal t union all select t::text from flow_runs t`,
  );
  return rows.map(({ text }) => text).join();
};
const taken = async (): Promise<void> => {
  await trial.database.superuser.query('delete from flow_workers');
  await trial.database.superuser.query('update flow_runs set owner = null, ready = true');
};

verifies(
  'flows.authorization',
  'what a task read of it is known after a crash, and stands nowhere in clear',
  async () => {
    await trial.define(
      'asks',
      `do:
  - a: { ${call} }, output: { as: { by: '\${ $authorization.scheme }', with: '\${ $authorization.parameter }' } } }
  - b: { ${call}, body: '\${ . }' } }
`,
    );
    const worker = await trial.startWorker();
    trial.authorization = { scheme: 'Bearer', parameter: 'a-token-of-today' };
    trial.answer = async () => ({ token: 'it says a-token-of-today back' });
    const { runId } = await trial.begin(worker, 'asks');
    trial.answer = async ({ command }) => {
      if (command.place !== '/do/1/b') return {};
      return new Promise(() => undefined);
    };
    await eventually(() => trial.calls.length === 2);
    trial.authorization = { scheme: 'Bearer', parameter: 'a-token-of-tomorrow' };
    await taken();
    trial.answer = async () => ({});
    await trial.over(runId);
    const asked = trial.calls.filter(({ command }) => command.place === '/do/1/b');
    expect(asked.map(({ command }) => command.with['body'])).toEqual([
      { by: 'Bearer', with: 'a-token-of-today' },
      { by: 'Bearer', with: 'a-token-of-today' },
    ]);
    expect(trial.calls).toHaveLength(3);
    const text = await stored();
    expect(text).toContain('Bearer');
    expect(text).not.toContain('a-token-of-today');
  },
);

test('what nobody reads is kept by nobody', async () => {
  await trial.define('plain', `do:\n  - a: { ${call} } }\n`);
  trial.authorization = { scheme: 'Bearer', parameter: 'a-token-of-today' };
  trial.answer = async () => ({});
  const { runId } = await trial.begin(await trial.startWorker(), 'plain');
  expect(await trial.over(runId)).toMatchObject({ sealed: null });
  expect(await stored()).not.toContain('Bearer');
});
