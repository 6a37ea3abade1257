import type { Db } from '../platform/db/open.ts';
import type { Effects } from './effects.ts';
import type { Accepted } from './load.ts';
import { plans, type Plan } from './plans.ts';

/** All that went wrong, in words; nothing may stand here. */
export interface Verdict {
  readonly runs: number;
  readonly tasks: number;
  readonly problems: readonly string[];
}

interface EndedRun {
  readonly runId: string;
  readonly flow: string;
  readonly status: string;
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
  readonly triggerKey: string | null;
  readonly orderKey: string | null;
}

export const openRuns = async (db: Db): Promise<number> => {
  const [row] = await db.readAsSystem((tx) =>
    tx.query<{ count: number }>('select count(*) as count from flow_runs where ended_at is null'),
  );
  return row?.count ?? 0;
};

export const judge = async (db: Db, effects: Effects, accepted: Accepted): Promise<Verdict> => {
  const problems: string[] = [];
  const runs = await db.readAsSystem((tx) =>
    tx.query<EndedRun>(
      `select run_id as "runId", flow, status, input, output, error, trigger_key as "triggerKey",
         order_key as "orderKey" from flow_runs`,
    ),
  );
  const known = new Map(runs.map((run) => [run.runId, run]));
  for (const id of accepted.runs.keys()) if (!known.has(id)) problems.push(`${id} was accepted, and is lost`);
  problems.push(...eventProblems(runs, accepted));
  for (const run of runs) {
    const plan = plans.find(({ name }) => name === run.flow);
    if (plan === undefined) continue;
    problems.push(...endProblems(run, plan), ...effectProblems(run, plan, effects));
  }
  for (const key of effects.late) problems.push(`${key} was called again after its row was on disk`);
  problems.push(...(await journalProblems(db)), ...(await leftOvers(db)), ...orderProblems(runs, effects));
  const [tasks] = await db.readAsSystem((tx) =>
    tx.query<{ count: number }>(`select count(*) as count from flow_journal where kind in ('task', 'done')`),
  );
  return { runs: runs.length, tasks: tasks?.count ?? 0, problems };
};

const eventProblems = (runs: readonly EndedRun[], accepted: Accepted): string[] => {
  const begun = new Map<string, number>();
  for (const { triggerKey } of runs) {
    if (triggerKey !== null) begun.set(triggerKey, (begun.get(triggerKey) ?? 0) + 1);
  }
  return [...accepted.events.keys()]
    .filter((id) => begun.get(`/driver ${id}`) !== 1)
    .map((id) => `the event ${id} was accepted, and began ${begun.get(`/driver ${id}`) ?? 0} runs`);
};

const endProblems = ({ runId, flow, status, input, output, error }: EndedRun, plan: Plan): string[] => {
  if (status !== 'completed') return [`${runId} of ${flow} is ${status}: ${error ?? ''}`];
  const n = numberIn(JSON.parse(input));
  const { total } = JSON.parse(output ?? 'null') as { total: unknown };
  return total === plan.total(n)
    ? []
    : [`${runId} of ${flow} gave ${output}; total should be ${plan.total(n)}`];
};

const numberIn = (input: unknown): number => {
  const [first] = Array.isArray(input) ? (input as { data: { n: number } }[]) : [];
  return first === undefined ? (input as { n: number }).n : first.data.n;
};

const effectProblems = ({ runId, flow }: EndedRun, plan: Plan, { applied }: Effects): string[] => {
  const keys = applied.get(runId) ?? new Set<string>();
  if (keys.size === plan.effects) return [];
  return [`${runId} of ${flow} had ${keys.size} effects in place of ${plan.effects}: ${[...keys].join(' ')}`];
};

/** A task ends once, and an event of a run goes out once. */
const journalProblems = async (db: Db): Promise<string[]> => {
  const twice = await db.readAsSystem((tx) =>
    tx.query<{ run: string; key: string; count: number }>(
      `select run_id as run, key, count(*) as count from flow_journal where kind in ('done', 'task')
       group by run_id, key, kind having count(*) > 1`,
    ),
  );
  const emitted = await db.readAsSystem((tx) =>
    tx.query<{ id: string; count: number }>(
      `select origin ->> 'id' as id, count(*) as count from outbox
       where type in ('chaos.was.asked', 'chaos.was.answered') group by 1 having count(*) > 1`,
    ),
  );
  return [
    ...twice.map(({ run, key, count }) => `${run}${key} ended ${count} times`),
    ...emitted.map(({ id, count }) => `the event ${id} went out ${count} times`),
  ];
};

/** A run that is over waits for nothing. */
const leftOvers = async (db: Db): Promise<string[]> => {
  const rows = await db.readAsSystem((tx) =>
    tx.query<{ run: string }>('select run_id as run from flow_waits union select run_id from flow_arrivals'),
  );
  return rows.map(({ run }) => `${run} is over, and still waits for something`);
};

/** Of runs that take turns no two are at it in the same moment. */
const orderProblems = (runs: readonly EndedRun[], { spans }: Effects): string[] => {
  const byKey = Map.groupBy(
    runs.filter(({ orderKey }) => orderKey !== null),
    ({ orderKey }) => orderKey,
  );
  return [...byKey.values()].flatMap((some) => {
    const inOrder = some
      .map(({ runId }) => ({ runId, span: spans.get(runId) ?? [0, 0] }))
      .toSorted((one, other) => one.span[0] - other.span[0]);
    return inOrder.flatMap(({ runId, span }, at) => {
      const before = inOrder[at - 1];
      return before !== undefined && before.span[1] > span[0]
        ? [`${runId} and ${before.runId} did not take turns`]
        : [];
    });
  });
};
