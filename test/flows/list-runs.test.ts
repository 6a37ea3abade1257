// slow: asks a database again and again
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listRuns, type RunList } from '../../flows/run/store-runs.ts';
import type { Tx } from '../../platform/db/open.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { makeSpaces } from '../setup/spaces.ts';

let database: TestDatabase;
let space = '';
const count = 5_000;

beforeAll(async () => {
  database = await openTestDatabase();
  const [one = '', other = ''] = await makeSpaces(database.db, 2);
  space = one;
  await database.superuser.query(
    `insert into flow_runs (run_id, space_id, flow, version, mode, status, trigger, input, started_at, ended_at)
     select 'run_' || lpad(n::text, 26, '0'), case when n % 2 = 0 then $1 else $2 end, 'flow-' || n % 7, 1, 'durable',
       case when n % 10 = 0 then 'faulted' else 'completed' end,
       case when n % 4 = 0 then 'event:order.paid' else 'call' end,
       '{}', to_timestamp(1700000000 + n), to_timestamp(1700000001 + n)
     from generate_series(1, ${count}) as n`,
    [one, other],
  );
  await database.superuser.query('analyze flow_runs');
});
afterAll(() => database.drop());

const list = (more: Partial<RunList>) =>
  database.db.readInSpace(space, (tx) => listRuns(tx, space, { limit: 50, sort: '-startedAt', ...more }));

/** How the database would find them, in its words. */
const plan = (more: Partial<RunList>): Promise<string> =>
  database.db.readInSpace(space, async (tx) => {
    const lines: string[] = [];
    const explaining: Tx = {
      ...tx,
      query: async (text, values) => {
        const rows = await tx.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
        lines.push(...rows.map((row) => row['QUERY PLAN']));
        return [];
      },
    };
    await listRuns(explaining, space, { limit: 50, sort: '-startedAt', ...more });
    return lines.join('\n');
  });

test('the newest runs come first, page after page, each once, and no run of another space', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit: 200, cursor });
    seen.push(...page.items.map(({ runId }) => runId));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toHaveLength(count / 2);
  expect(seen).toEqual([...new Set(seen)].toSorted().toReversed());
});

test('the newest are found by an index, however many there are', async () => {
  for (const more of [{}, { flow: 'flow-2' }, { cursor: (await list({})).next ?? undefined }]) {
    const text = await plan(more);
    expect(text).toMatch(/Index (Only )?Scan Backward using flow_runs_/);
    expect(text).not.toContain('Sort');
  }
});

test('runs are found by status, by what began them, and events of any type together', async () => {
  expect((await list({ status: 'faulted', limit: 200 })).items.every((run) => run.status === 'faulted')).toBe(
    true,
  );
  const byEvent = (await list({ trigger: 'event', limit: 5 })).items;
  expect(byEvent.map(({ trigger }) => trigger)).toEqual(Array.from({ length: 5 }, () => 'event:order.paid'));
  expect((await list({ trigger: 'event:order.paid', limit: 5 })).items).toEqual(byEvent);
  expect((await list({ trigger: 'event:order.lost' })).items).toEqual([]);
});

test('dead letters are found by an index of their own, those that nobody has dealt with among them', async () => {
  await database.superuser.query(
    `insert into flow_runs (run_id, space_id, flow, version, mode, status, trigger, input, started_at, ended_at)
     select 'run_' || lpad((n + 10000)::text, 26, '0'), $1, 'flow-9', 1, 'durable', 'completed', 'call', '{}', now(), now()
     from generate_series(1, 40000) as n`,
    [space],
  );
  await database.superuser.query('analyze flow_runs');
  for (const dead of ['open', 'all'] as const) expect(await plan({ dead })).toContain('flow_runs_dead');
  const all = (await list({ dead: 'all', limit: 200 })).items;
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['faulted']));
  await database.superuser.query('update flow_runs set dismissed_at = now() where run_id = $1', [
    all[0]?.runId,
  ]);
  expect((await list({ dead: 'open', limit: 1 })).items).toEqual(all.slice(1, 2));
  expect((await list({ dead: 'dismissed' })).items.map(({ runId }) => runId)).toEqual([all[0]?.runId]);
});
