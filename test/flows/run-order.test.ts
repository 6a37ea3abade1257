import { afterAll, beforeAll, expect } from '@jest/globals';
import { admitNext, lockOrder } from '../../flows/run/store-order.ts';
import { queueRun } from '../../flows/run/store-runs.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { makeSpaces } from '../setup/spaces.ts';
import { verifies } from '../setup/verifies.ts';

let database: TestDatabase;
let space: string;
beforeAll(async () => {
  database = await openTestDatabase();
  [space = ''] = await makeSpaces(database.db, 1);
});
afterAll(() => database.drop());

const place = () => ({ spaceId: space, flow: 'answers', orderKey: 'ada' });
const comes = (runId: string): Promise<boolean> =>
  database.db.inSpace(space, async (tx) => {
    await lockOrder(tx, place());
    return queueRun(tx, {
      ...{ ...place(), runId, version: 1, trigger: 'event', triggerKey: runId, parentRun: null },
      ...{ parentKey: null, input: '{}', sealed: null, draft: null, variables: null, ready: false },
    });
  });
const next = async (): Promise<string | undefined> => {
  await database.db.inSpace(space, (tx) => admitNext(tx, place(), 1));
  const { rows } = await database.superuser.query<{ id: string }>(
    `update flow_runs set status = 'completed', ended_at = now() where status = 'running' returning run_id as id`,
  );
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0]?.id;
};

verifies(
  'flows.order.key',
  'in the order in which they came, whatever their ids say of the time',
  async () => {
    // As processes make them whose clocks differ; the last one is there since before turns were drawn.
    const came = ['run_5', 'run_9', 'run_1', 'run_7', 'run_3'];
    for (const runId of came) expect(await comes(runId)).toBe(true);
    await comes('run_8');
    await database.superuser.query(`update flow_runs set turn = null where run_id = 'run_8'`);
    const turns: (string | undefined)[] = [];
    for (let at = 0; at < 7; at++) turns.push(await next());
    expect(turns).toEqual(['run_8', ...came, undefined]);
  },
);

verifies('flows.order.key', 'what is begun again has its turn before those that came after it', async () => {
  for (const runId of ['run_d', 'run_c', 'run_b']) await comes(runId);
  expect(await next()).toBe('run_d');
  await database.superuser.query(
    `update flow_runs set status = 'queued', ended_at = null where run_id = 'run_d'`,
  );
  expect([await next(), await next(), await next()]).toEqual(['run_d', 'run_c', 'run_b']);
});
