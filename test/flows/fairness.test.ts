// slow: starts workers
import { afterEach, beforeEach, expect } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { startRunTrial, type Call, type RunTrial } from '../setup/run-trial.ts';
import { verifies } from '../setup/verifies.ts';

/** One who is loud, and another one who is not. What counts is whose turn it is, never how long it takes. */

const call = '{ call: http, with: { method: post, endpoint: https://effects.example } }';

let trial: RunTrial;
beforeEach(async () => {
  trial = await startRunTrial();
});
afterEach(() => trial.stop());

const runOf = ({ idempotencyKey }: Call): string => idempotencyKey.split('/')[0] ?? '';
const never = (): Promise<never> => new Promise(() => undefined);

const flood = async (flow: string, count: number): Promise<Set<string>> => {
  const runs = new Set<string>();
  for (let n = 0; n < count; n++) runs.add(await trial.admit(flow));
  return runs;
};

verifies(
  'flows.fair.turns',
  'a space that floods the hub with runs does not make another one wait',
  async () => {
    await trial.define('loud', `do:\n  - a: ${call}\n`);
    await flood('loud', 200);
    const quiet = await trial.admit('loud', { spaceId: trial.otherSpace });
    trial.answer = async () => ({});
    await trial.startWorker({ most: 4 });
    await trial.over(quiet);
    await eventually(async () => expect(await trial.count('flow_runs where ended_at is null')).toBe(0));
    const order = trial.calls.map(runOf);
    expect(order).toHaveLength(201);
    // It came last, two hundred runs after the first.
    expect(order.indexOf(quiet)).toBeLessThan(8);
  },
);

verifies('flows.fair.room', 'a space whose runs all hang leaves room in memory for others', async () => {
  await trial.define('loud', `do:\n  - a: ${call}\n`);
  const hanging = await flood('loud', 40);
  trial.answer = (one) => (hanging.has(runOf(one)) ? never() : Promise.resolve({}));
  const worker = await trial.startWorker({ most: 16 });
  await eventually(() => worker.live() >= 8);
  for (let n = 0; n < 5; n++) {
    const quiet = await trial.admit('loud', { spaceId: trial.otherSpace });
    expect(await trial.over(quiet)).toMatchObject({ status: 'completed' });
  }
  expect(worker.live()).toBe(8);
  // Who asks for a run of its own at once is told to come back, and the other one is not.
  await expect(trial.begin(worker, 'loud')).rejects.toMatchObject({ code: 'overloaded' });
});

verifies(
  'flows.fair.flow',
  'a flow with very many runs that go in order holds up no other flow of its space',
  async () => {
    await trial.define('loud', `do:\n  - a: ${call}\n`, 'concurrency: { max: 2 }');
    await trial.define('other', `do:\n  - a: ${call}\n`);
    const loud = await flood('loud', 60);
    trial.answer = (one) => (loud.has(runOf(one)) ? never() : Promise.resolve({}));
    const worker = await trial.startWorker({ most: 16 });
    await eventually(() => trial.calls.length === 2);
    const other = await trial.admit('other');
    expect(await trial.over(other)).toMatchObject({ status: 'completed' });
    expect(new Set(trial.calls.map(runOf).filter((one) => loud.has(one))).size).toBe(2);
    expect(await trial.count(`flow_runs where status = 'queued'`)).toBe(58);
    expect(worker.live()).toBe(2);
  },
);
