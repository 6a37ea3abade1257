// slow: fifty kills, and all the work done between and after them
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { openEventBus } from '../../platform/events/bus.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { openJobs } from '../../platform/jobs/queue.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';
import { effects, makeLedger } from '../setup/ledger.ts';
import { makeSpaces } from '../setup/spaces.ts';
import { verifies } from '../setup/verifies.ts';

/** Workers are killed at random moments. The seed is printed; with KILL_SEED the moments are the same again. */

const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
const kills = 50;
const count = 500;
const keys = 20;

let database: TestDatabase;
let spaces: string[];
const alive = new Set<WorkerProcess>();

interface WorkerProcess {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly ended: Promise<void>;
}

beforeAll(async () => {
  database = await openTestDatabase(10);
  spaces = await makeSpaces(database.db, 5);
  await makeLedger(database);
});
afterEach(async () => {
  await Promise.all([...alive].map(kill));
  await database.superuser.query('truncate jobs, outbox, event_deliveries, test_effects');
});
afterAll(() => database.drop());

const startWorker = async (): Promise<WorkerProcess> => {
  const program = join(import.meta.dirname, 'fixtures', 'worker.ts');
  const child = spawn(process.execPath, [program, database.url], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const worker = { child, lines, ended };
  alive.add(worker);
  await eventually(() => lines.some((line) => line.includes('"ready"')), { intervalMs: 5 });
  return worker;
};

const kill = async (worker: WorkerProcess): Promise<void> => {
  worker.child.kill('SIGKILL');
  await worker.ended;
  alive.delete(worker);
};

const randomFrom = (start: number): (() => number) => {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const queue = openJobs({ hints: openInProcessHints() });
const bus = openEventBus({ hints: openInProcessHints() });

/** A number is told by a job and by an event, in one transaction; a number that is in the set was committed. */
const produce = async (told: Set<number>, done: () => boolean): Promise<void> => {
  for (let n = 0; n < count; n++) {
    const spaceId = spaces[n % spaces.length] ?? '';
    await database.db.inSpace(spaceId, async (tx) => {
      await queue.add(tx, [{ name: 'count', spaceId, payload: { n } }]);
      await bus.publish(tx, spaceId, [{ type: 'number.counted', key: `k${n % keys}`, data: { n } }]);
    });
    told.add(n);
    if (!done()) await pause(20);
  }
};

const one = async <Row extends object>(sql: string): Promise<Row> => {
  const { rows } = await database.superuser.query<Row>(sql);
  return rows[0] as Row;
};

verifies(
  'foundation.jobs.kill',
  `${count} jobs and ${count} events under ${kills} kill -9: nothing is lost`,
  async () => {
    console.log(`KILL_SEED=${seed}`);
    const random = randomFrom(seed);
    let killed = 0;
    const lives = async (): Promise<void> => {
      while (killed < kills) {
        const worker = await startWorker();
        await pause(20 + random() * 350);
        if (killed >= kills) return;
        killed++;
        await kill(worker);
      }
    };
    const told = new Set<number>();
    await Promise.all([produce(told, () => killed >= kills), lives(), lives()]);
    expect(told.size).toBe(count);
    expect(killed).toBe(kills);

    // Now somebody may live, and has to finish what the others left.
    await Promise.all([startWorker(), startWorker()]);
    await eventually(
      async () => {
        const open = await one<{ jobs: number; deliveries: number; unrouted: number }>(`select
          (select count(*) from jobs where state not in ('done', 'dead'))::int as jobs,
          (select count(*) from event_deliveries where state not in ('done', 'dead'))::int as deliveries,
          (select count(*) from outbox where routed_at is null)::int as unrouted`);
        expect(open).toEqual({ jobs: 0, deliveries: 0, unrouted: 0 });
      },
      { intervalMs: 100 },
    );

    const { rows: jobs } = await database.superuser.query<{
      n: number;
      state: string;
      last_error: string | null;
    }>("select (payload ->> 'n')::int as n, state, last_error from jobs order by 1");
    expect(jobs.map(({ n }) => n)).toEqual([...told]);
    const counted = new Set((await effects(database, 'jobs')).map(Number));
    for (const { n, state, last_error } of jobs) {
      if (state === 'done') expect(counted.has(n)).toBe(true);
      else expect({ n, last_error }).toEqual({ n, last_error: expect.stringMatching(/\w/) as unknown });
    }
    expect(jobs.filter(({ n, state }) => n % 50 === 0 && state !== 'dead')).toEqual([]);

    // Events: each exactly once, and those of one key in the order in which they were told.
    const heard = (await effects(database, 'events')).map(Number);
    expect([...heard].sort((a, b) => a - b)).toEqual([...told]);
    for (let key = 0; key < keys; key++) {
      const mine = heard.filter((n) => n % keys === key);
      expect(mine).toEqual([...mine].sort((a, b) => a - b));
    }

    const { dead, tries, again } = await one<{ dead: number; tries: number; again: number }>(`select
      count(*) filter (where state = 'dead')::int as dead, max(attempts) as tries,
      count(*) filter (where attempts > 1)::int as again from jobs`);
    console.log(`${killed} killed; ${again} jobs tried more than once, at most ${tries} times; ${dead} dead`);
  },
);

verifies('foundation.jobs.fence', 'a worker that slept through its lease cannot finish the job', async () => {
  const sleeper = await startWorker();
  await database.db.inSpace(spaces[0] ?? '', (tx) =>
    queue.add(tx, [{ name: 'slow', spaceId: spaces[0] ?? '', payload: null }]),
  );
  await eventually(async () => (await effects(database, 'slow')).length === 1, { intervalMs: 5 });
  sleeper.child.kill('SIGSTOP');
  await startWorker();
  const done = await eventually(async () => {
    const job = await one<{ state: string; fence: string; finished_at: Date }>('select * from jobs');
    return job.state === 'done' && job;
  });
  sleeper.child.kill('SIGCONT');
  await eventually(() => sleeper.lines.some((line) => line.includes('after somebody else took it over')));
  expect(await one('select * from jobs')).toEqual(done);
  expect(await effects(database, 'slow')).toEqual(['1', '2']);
});
