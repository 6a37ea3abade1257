import { HubError } from '../../core/errors.ts';
import type { FlowEvent } from '../../flows/engine/messages.ts';
import type { Program } from '../../flows/engine/program.ts';
import type { CallWork, Outside } from '../../flows/run/outside.ts';
import { runsTopic, startRunner } from '../../flows/run/runner.ts';
import type { Runner, Started } from '../../flows/run/runner-shape.ts';
import { deliver } from '../../flows/run/store-waits.ts';
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
  /** In the order in which they were made. */
  readonly calls: readonly Call[];
  /** What calls give; until this is set they are not answered. */
  answer: ((call: Call) => Promise<unknown>) | null;
  /** A worker, as one process of the hub has it. */
  startWorker(): Promise<Runner>;
  /** The name that the worker has among the owners of runs. */
  workers(): Promise<string[]>;
  define(name: string, rest: string): Promise<void>;
  forget(name: string): void;
  begin(worker: Runner, flow: string, input?: unknown): Promise<Started>;
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
  const [space = ''] = await makeSpaces(db, 1);
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
      const given = await eventually(() => trial.answer ?? false, { timeoutMs: 20_000, intervalMs: 5 });
      return { output: await given(work) };
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
    ...{ database, space, calls },
    answer: null,
    startWorker: async () => {
      const worker = await startRunner({
        ...{ db, events, hints, log, outside, vault },
        clock: systemClock,
        programOf: async ({ flow }) => known(flow),
        secretsOf: async () => ({}),
        leaseMs: 2_000,
        drainMs: 1,
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
    define: async (name, rest) => {
      programs.set(name, await programOf(flowText(rest)));
    },
    forget: (name) => void programs.delete(name),
    begin: (worker, flow, input = {}) =>
      worker.start({ spaceId: space, flow, version: 1, program: known(flow), input, trigger: 'test' }),
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
      eventually(
        async () => {
          const row = await rowOf(runId);
          return row['ended_at'] != null && row;
        },
        { timeoutMs: 20_000 },
      ),
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
