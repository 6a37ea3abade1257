import { HubError } from '../../core/errors.ts';
import type { FlowEvent } from '../../flows/engine/messages.ts';
import type { Program } from '../../flows/engine/program.ts';
import { admit } from '../../flows/run/admit.ts';
import type { CallWork, Outside } from '../../flows/run/outside.ts';
import { runsTopic, startRunner } from '../../flows/run/runner.ts';
import type { Runner, RunnerDeps, Started } from '../../flows/run/runner-shape.ts';
import { deliver } from '../../flows/run/store-waits.ts';
import { endVariable, holdVariables, writeVariable } from '../../flows/variables/store-changes.ts';
import { openKnownVariables } from '../../flows/variables/known-variables.ts';
import { systemClock } from '../../platform/clock.ts';
import { openEventBus } from '../../platform/events/bus.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { openLog } from '../../platform/log.ts';
import { parseMasterKeys } from '../../platform/vault/master-key.ts';
import { openVault } from '../../platform/vault/vault.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { eventually } from './eventually.ts';
import { programOf } from './flow-driver.ts';
import { flowText } from './flow-documents.ts';
import { makeSpaces } from './spaces.ts';

export type Call = Pick<CallWork, 'idempotencyKey' | 'command'>;

export interface RunTrial {
  readonly database: TestDatabase;
  readonly space: string;
  /** Somebody else's. */
  readonly otherSpace: string;
  /** In the order in which they were made. */
  readonly calls: readonly Call[];
  /** What calls give; until this is set they are not answered. */
  answer: ((call: Call) => Promise<unknown>) | null;
  /** How calls were authorised. */
  authorization: { readonly scheme: string; readonly parameter: string } | null;
  /** A worker, as one process of the hub has it. */
  startWorker(options?: Pick<RunnerDeps, 'most'>): Promise<Runner>;
  /** The name that the worker has among the owners of runs. */
  workers(): Promise<string[]>;
  define(name: string, rest: string, metadata?: string): Promise<void>;
  /** Undefined deletes it. Workers that know it already see it within a second. */
  setVariable(name: string, value: unknown): Promise<void>;
  forget(name: string): void;
  begin(worker: Runner, flow: string, input?: unknown): Promise<Started>;
  /** For whoever takes it up: as events and schedules begin runs. */
  admit(flow: string, more?: { readonly input?: unknown; readonly spaceId?: string }): Promise<string>;
  /** Someone tells the hub of it; `hold` is awaited before it is committed. */
  tell(event: Partial<FlowEvent>, hold?: Promise<void>): Promise<void>;
  row(runId: string): Promise<Record<string, unknown>>;
  /** Its row, once it is over. */
  over(runId: string): Promise<Record<string, unknown>>;
  count(sql: string): Promise<number>;
  stop(): Promise<void>;
}

export const startRunTrial = async (): Promise<RunTrial> => {
  const database = await openTestDatabase(8);
  const { db, superuser } = database;
  const [space = '', otherSpace = ''] = await makeSpaces(db, 2);
  const hints = openInProcessHints();
  const events = openEventBus({ hints });
  const log = openLog({ level: 'silent' });
  const masterKeys = parseMasterKeys(`k1:${Buffer.alloc(32, 7).toString('base64')}`, 'the test');
  const vault = await openVault({ db, masterKeys, clock: systemClock });
  const programs = new Map<string, Program>();
  const calls: Call[] = [];
  const workers: Runner[] = [];
  let told = 0;

  const outside: Outside = {
    call: async (work) => {
      calls.push(work);
      const given = await eventually(() => trial.answer ?? false, { intervalMs: 5 });
      const { authorization } = trial;
      return { output: await given(work), ...(authorization !== null && { authorization }) };
    },
    process: async () => {
      throw new HubError('internal', 'No process is run here.');
    },
  };
  const known = (flow: string): Program => {
    const program = programs.get(flow);
    if (program === undefined) throw new HubError('not_found', `There is no flow "${flow}".`);
    return program;
  };
  const rowOf = async (runId: string): Promise<Record<string, unknown>> => {
    const { rows } = await superuser.query<Record<string, unknown>>(
      'select * from flow_runs where run_id = $1',
      [runId],
    );
    return rows[0] ?? {};
  };

  const trial: RunTrial = {
    ...{ database, space, otherSpace, calls },
    answer: null,
    authorization: null,
    startWorker: async (options = {}) => {
      const worker = await startRunner({
        ...{ db, events, hints, log, outside, vault },
        clock: systemClock,
        programOf: async ({ flow }) => known(flow),
        secretsOf: async () => ({}),
        variables: openKnownVariables({ db, hints, clock: systemClock }),
        leaseMs: 2_000,
        drainMs: 1,
        ...options,
      });
      workers.push(worker);
      return worker;
    },
    workers: async () => {
      const { rows } = await superuser.query<{ id: string }>(
        'select worker_id as id from flow_workers order by started_at',
      );
      return rows.map(({ id }) => id);
    },
    define: async (name, rest, metadata = '') => {
      const text = flowText(rest)
        .replace('name: flow', `name: ${name}`)
        .replace('1.0.0 }', `1.0.0, metadata: { ${metadata} } }`);
      programs.set(name, await programOf(text));
    },
    setVariable: (name, value) =>
      db.inSpace(space, async (tx) => {
        await holdVariables(tx, space);
        const change = { name, by: 'key_test', byName: 'a test' };
        if (value === undefined) await endVariable(tx, space, change);
        else await writeVariable(tx, space, { ...change, value: JSON.stringify(value) });
      }),
    forget: (name) => void programs.delete(name),
    begin: (worker, flow, input = {}) =>
      worker.start({ spaceId: space, flow, version: 1, program: known(flow), input, trigger: 'test' }),
    admit: async (flow, { input = {}, spaceId = space } = {}) => {
      const wish = { spaceId, flow, version: 1, program: known(flow), input, variables: null, vault, events };
      const runId = await db.inSpace(spaceId, (tx) => admit(tx, { ...wish, trigger: 'test' }));
      hints.send(runsTopic);
      return runId ?? '';
    },
    tell: async (given, hold) => {
      const event = {
        ...{ specversion: '1.0', id: `e${(told += 1)}`, source: '/test', type: 'x.happened' },
        ...given,
      };
      await db.inSpace(space, async (tx) => {
        await deliver(tx, space, event);
        await hold;
      });
      hints.send(runsTopic);
      hints.broadcast('flow arrivals');
    },
    row: rowOf,
    over: (runId) =>
      eventually(async () => {
        const row = await rowOf(runId);
        return row['ended_at'] != null && row;
      }),
    count: async (sql) => {
      const { rows } = await superuser.query<{ count: string }>(`select count(*) from ${sql}`);
      return Number(rows[0]?.count);
    },
    stop: async () => {
      trial.answer = async () => null;
      for (const worker of workers) await worker.stop();
      await hints.close();
      await database.drop();
    },
  };
  return trial;
};
