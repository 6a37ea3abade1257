// slow: runs are parked, and leases run out
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { askRun, goOnWith } from '../../flows/run/store-wishes.ts';
import { eventually } from '../setup/eventually.ts';
import { startRunTrial, type RunTrial } from '../setup/run-trial.ts';
import { verifies } from '../setup/verifies.ts';

/** The events by which the standard wants runs to tell of themselves. */

const call = '{ call: http, with: { method: post, endpoint: https://effects.example } }';

let trial: RunTrial;
beforeEach(async () => {
  trial = await startRunTrial();
});
afterEach(() => trial.stop());

interface Told {
  readonly id: string;
  readonly what: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const told = async (): Promise<Told[]> => {
  const { rows } = await trial.database.superuser.query<{ type: string; id: string; data: Told['data'] }>(
    `select type, origin ->> 'id' as id, data from outbox where type like 'io.serverlessworkflow.%' order by seq`,
  );
  return rows.map(({ type, id, data }) => ({
    ...{ id, data },
    what: type.replace(/^io\.serverlessworkflow\.(.*)\.v1$/, '$1'),
  }));
};
const words = async (): Promise<string[]> =>
  (await told()).map(({ what, data }) =>
    [what, data['task'], data['status']].filter((one): one is string => typeof one === 'string').join(' '),
  );

const tell = async (work: (tx: Parameters<typeof askRun>[0]) => Promise<void>): Promise<void> => {
  await trial.database.db.inSpace(trial.space, work);
  // Whoever has the run hears of it, whoever could take it looks.
  await trial.tell({ type: 'x.nothing' });
};
const suspend = (runId: string): Promise<void> =>
  tell((tx) => askRun(tx, trial.space, { runId, wanted: 'suspend', reason: '' }));
const goOn = (runId: string): Promise<void> => tell((tx) => goOnWith(tx, trial.space, runId));
const until = (runId: string, status: string): Promise<unknown> =>
  eventually(async () => expect((await trial.row(runId))['status']).toBe(status));

verifies('flows.lifecycle', 'each task tells what becomes of it, those that hold others too', async () => {
  const worker = await trial.startWorker();
  await trial.define(
    'all',
    `do:
  - again:
      try: [ { ask: ${call} } ]
      catch: { retry: { delay: { milliseconds: 1 }, limit: { attempt: { count: 1 } } }, do: [ { mend: { set: { ok: true } } } ] }
  - race: { fork: { compete: true, branches: [ { slow: ${call} }, { fast: { set: { won: true } } } ] } }
  - skipped: { if: '\${ false }', set: { a: 1 } }
  - wrong: { raise: { error: { type: https://a.example/e, status: 500 } } }
`,
    'lifecycle: all',
  );
  trial.answer = async () => {
    throw new Error('not now');
  };
  const { runId } = await trial.begin(worker, 'all');
  await trial.over(runId);
  expect(await words()).toEqual([
    'workflow.started',
    ...['task.created /do/0/again', 'task.started /do/0/again'],
    ...['task.created /do/0/again/try/0/ask', 'task.started /do/0/again/try/0/ask'],
    ...['task.faulted /do/0/again/try/0/ask', 'task.retried /do/0/again'],
    ...['task.created /do/0/again/try/0/ask', 'task.started /do/0/again/try/0/ask'],
    'task.faulted /do/0/again/try/0/ask',
    ...['task.created /do/0/again/catch/do/0/mend', 'task.started /do/0/again/catch/do/0/mend'],
    ...['task.completed /do/0/again/catch/do/0/mend', 'task.completed /do/0/again'],
    ...['task.created /do/1/race', 'task.started /do/1/race'],
    ...['task.created /do/1/race/fork/branches/0/slow', 'task.started /do/1/race/fork/branches/0/slow'],
    ...['task.created /do/1/race/fork/branches/1/fast', 'task.started /do/1/race/fork/branches/1/fast'],
    'task.completed /do/1/race/fork/branches/1/fast',
    ...['task.cancelled /do/1/race/fork/branches/0/slow', 'task.completed /do/1/race'],
    ...['task.created /do/2/skipped', 'task.started /do/2/skipped', 'task.completed /do/2/skipped'],
    ...['task.created /do/3/wrong', 'task.started /do/3/wrong', 'task.faulted /do/3/wrong'],
    'workflow.faulted',
  ]);
  const all = await told();
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
  const workflow = `all-${runId}.test`;
  expect(all.find(({ what }) => what === 'task.completed')?.data).toEqual({
    ...{ workflow, task: '/do/0/again/catch/do/0/mend', completedAt: iso, output: { ok: true } },
  });
  expect(all.find(({ what }) => what === 'task.retried')?.data).toEqual({
    ...{ workflow, task: '/do/0/again', retriedAt: iso },
  });
  expect(all.at(-1)?.data).toMatchObject({ name: workflow, faultedAt: iso, error: { status: 500 } });
});

verifies(
  'flows.lifecycle',
  'a run that is held tells so, and goes on to tell what came meanwhile, once',
  async () => {
    await trial.define('held', `do:\n  - a: ${call}\n  - b: ${call}\n`, 'lifecycle: all');
    // It is to be held before anybody has it: the first call is begun, and its answer is noted only.
    const runId = await trial.admit('held');
    await suspend(runId);
    trial.answer = async () => ({ done: true });
    await trial.startWorker();
    await until(runId, 'suspended');
    const before = [
      'workflow.started',
      ...['task.created /do/0/a', 'task.started /do/0/a'],
      ...['workflow.suspended', 'task.suspended /do/0/a'],
    ];
    expect(await words()).toEqual(before);
    // It is taken up by another worker, twice: the second time what went before is told by the journal.
    trial.answer = null;
    await goOn(runId);
    await eventually(() => trial.calls.length === 2);
    const after = [
      ...['workflow.resumed', 'task.resumed /do/0/a', 'task.completed /do/0/a'],
      ...['task.created /do/1/b', 'task.started /do/1/b'],
    ];
    await eventually(async () => expect(await words()).toEqual([...before, ...after]));
    const { superuser } = trial.database;
    await superuser.query('delete from flow_workers');
    await superuser.query('update flow_runs set owner = null, ready = true');
    trial.answer = async () => ({ done: true });
    await trial.over(runId);
    expect(await words()).toEqual([...before, ...after, 'task.completed /do/1/b', 'workflow.completed']);
    const { rows } = await superuser.query<{ kind: string }>('select kind from flow_journal order by seq');
    expect(rows.map(({ kind }) => kind)).toEqual(['begun', 'suspended', 'done', 'resumed', 'done']);
  },
);

verifies('flows.lifecycle', 'a run that was queued tells once that it started', async () => {
  await trial.define('waits', 'do:\n  - w: { wait: { hours: 1 } }\n', 'lifecycle: workflow');
  const runId = await trial.admit('waits');
  const worker = await trial.startWorker();
  await until(runId, 'waiting');
  await worker.stop();
  await trial.startWorker();
  await trial.database.superuser.query('update flow_runs set ready = true');
  await trial.tell({});
  await until(runId, 'waiting');
  await tell((tx) => askRun(tx, trial.space, { runId, wanted: 'cancel', reason: 'enough' }));
  await trial.over(runId);
  expect(await words()).toEqual(['workflow.started', 'workflow.cancelled']);
});

test('listening for what belongs together is told, and so is the status alone', async () => {
  const worker = await trial.startWorker();
  await trial.define(
    'correlates',
    `do:
  - hear: { listen: { to: { one: { with: { type: x.happened }, correlate: { order: { from: '\${ .order }' } } } } } }
`,
    'lifecycle: [ workflow, status ]',
  );
  const { runId } = await trial.begin(worker, 'correlates');
  await until(runId, 'waiting');
  await trial.tell({ data: { order: 7 } });
  await trial.over(runId);
  expect(await words()).toEqual([
    ...['workflow.started', 'workflow.status-changed running'],
    ...['workflow.correlation-started', 'workflow.correlation-completed'],
    ...['workflow.completed', 'workflow.status-changed completed'],
  ]);
  expect((await told()).find(({ what }) => what.endsWith('-completed'))?.data).toMatchObject({
    correlationKeys: { order: 7 },
  });
});

test('what is sensitive is told to nobody', async () => {
  const worker = await trial.startWorker();
  await trial.define(
    'keeps',
    `do:\n  - a: ${call}\n  - b: { set: { told: '\${ .card }' } }\n`,
    'lifecycle: all, sensitive: [ card ]',
  );
  trial.answer = async () => ({ card: '4111 1111 1111 1111' });
  const { runId } = await trial.begin(worker, 'keeps');
  await trial.over(runId);
  expect((await words()).filter((one) => one.startsWith('task.completed'))).toHaveLength(2);
  expect(JSON.stringify(await told())).not.toContain('4111');
});

test('a flow that asks for nothing tells of its failures only', async () => {
  const worker = await trial.startWorker();
  await trial.define('fails', `do:\n  - a: ${call}\n`);
  trial.answer = async () => {
    throw new Error('no');
  };
  const { runId } = await trial.begin(worker, 'fails');
  await trial.over(runId);
  expect(await words()).toEqual(['workflow.faulted']);
});
