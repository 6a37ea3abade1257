// slow: asks a database again and again
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { HubError } from '../../core/errors.ts';
import type { Job, NewJob } from '../../core/ports.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/open.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { openJobs } from '../../platform/jobs/queue.ts';
import type { JobDefinition } from '../../platform/jobs/run-one.ts';
import { discardJob, listJobs, retryJob } from '../../platform/jobs/store-admin.ts';
import { claimJobs, pruneJobs, settleJobs, sweepJobs } from '../../platform/jobs/store-work.ts';
import { startJobWorker, type JobWorkerDeps } from '../../platform/jobs/worker.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { makeSpaces } from '../setup/spaces.ts';
import { verifies } from '../setup/verifies.ts';

let database: TestDatabase;
let spaces: string[];
const hints = openInProcessHints();
const queue = openJobs({ hints });
const running: { stop(): Promise<void> }[] = [];
const log = recordedLog();

beforeAll(async () => {
  database = await openTestDatabase(20);
  spaces = await makeSpaces(database.db, 40);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  await database.superuser.query('delete from jobs');
});
afterAll(() => database.drop());

const space = (n: number): string => spaces[n] ?? '';

const add = async (...jobs: (Partial<NewJob> & { name: string })[]): Promise<string[]> =>
  database.db.asSystem((tx) =>
    queue.add(
      tx,
      jobs.map((job) => ({ payload: null, spaceId: space(0), ...job })),
    ),
  );

const work = (
  handlers: Record<string, JobDefinition>,
  deps: Partial<JobWorkerDeps> = {},
): { stop(): Promise<void> } => {
  const worker = startJobWorker({
    ...{ db: database.db, hints, log, clock: systemClock },
    handlers: new Map(Object.entries(handlers)),
    ...deps,
  });
  running.push(worker);
  return worker;
};

interface Row {
  readonly state: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly fence: number;
}
const row = async (jobId: string): Promise<Row> => {
  const { rows } = await database.superuser.query<Row>('select * from jobs where job_id = $1', [jobId]);
  if (rows[0] === undefined) throw new Error(`no job ${jobId}`);
  return rows[0];
};
const states = async (): Promise<Record<string, number>> => {
  const { rows } = await database.superuser.query<{ state: string; n: string }>(
    'select state, count(*) as n from jobs group by 1',
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
};
const claim = (leaseMs: number, name = 'do') =>
  database.db.asSystem((tx) => claimJobs(tx, [{ name, room: 1, maxAttempts: 3, after: '' }], leaseMs));
const never = { firstMs: 3_600_000, maxMs: 3_600_000 };
const soon = { firstMs: 5, maxMs: 5 };

test('a job gets its payload, its space and its attempt, and is done', async () => {
  const seen: Job[] = [];
  work({ do: { handle: async (job) => void seen.push(job) } });
  const [id] = await add({ name: 'do', payload: { a: [1, 'ä', null] } });
  await eventually(async () => (await states())['done'] === 1);
  expect(seen).toEqual([{ id, name: 'do', payload: { a: [1, 'ä', null] }, spaceId: space(0), attempt: 1 }]);
});

test('a job belongs to its transaction: rolled back, it never was', async () => {
  await expect(
    database.db.inSpace(space(0), async (tx) => {
      await queue.add(tx, [{ name: 'do', payload: 1, spaceId: space(0) }]);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await states()).toEqual({});
});

test('a space can add jobs neither for another space nor for the hub itself', async () => {
  for (const spaceId of [space(1), null]) {
    await expect(
      database.db.inSpace(space(0), (tx) => queue.add(tx, [{ name: 'do', payload: 1, spaceId }])),
    ).rejects.toThrow(/row-level security/);
  }
});

test('a job of the hub itself is seen by no space, and runs', async () => {
  const seen: (string | null)[] = [];
  await add({ name: 'own', spaceId: null });
  const visible = await database.db.inSpace(space(0), (tx) => tx.query('select job_id from jobs'));
  expect(visible).toEqual([]);
  work({ own: { handle: async (job) => void seen.push(job.spaceId) } });
  await eventually(() => seen.length > 0);
  expect(seen).toEqual([null]);
});

test('a second job with the same key is not added while the first is not finished', async () => {
  const ids = await add({ name: 'do', key: 'k' }, { name: 'do', key: 'k' }, { name: 'do', key: 'other' });
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
  expect(await add({ name: 'do', key: 'k' })).toEqual([ids[0]]);
  expect(await add({ name: 'do', key: 'k', spaceId: space(1) })).not.toEqual([ids[0]]);
  work({ do: { handle: async () => undefined } });
  await eventually(async () => (await states())['done'] === 3);
  expect(await add({ name: 'do', key: 'k' })).not.toEqual([ids[0]]);
});

test('the same key from many transactions at once makes one job', async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, () => add({ name: 'do', key: 'race' })));
  expect(new Set(ids.flat()).size).toBe(1);
});

test('a job of the future waits for its time', async () => {
  let ran = 0;
  const runAt = new Date(Date.now() + 300);
  work({ do: { handle: async () => void (ran = Date.now()) } });
  const [id] = await add({ name: 'do', runAt });
  expect((await row(id ?? '')).state).toBe('waiting');
  await eventually(() => ran > 0);
  expect(ran).toBeGreaterThanOrEqual(runAt.getTime() - 50);
});

verifies('foundation.jobs.claim-once', 'many workers run each of many jobs once', async () => {
  const runs = new Map<string, number>();
  const handle = async (job: Job): Promise<void> => void runs.set(job.id, (runs.get(job.id) ?? 0) + 1);
  for (let at = 0; at < 4; at++) work({ do: { handle, concurrency: 7 } });
  const ids = (
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        add(...Array.from({ length: 25 }, () => ({ name: 'do', spaceId: space(n % 5) }))),
      ),
    )
  ).flat();
  await eventually(async () => (await states())['done'] === 500);
  expect(ids.map((id) => runs.get(id))).toEqual(ids.map(() => 1));
});

verifies('foundation.jobs.claim-once', 'a job is given to nobody else until its lease is over', async () => {
  const [id] = await add({ name: 'do' });
  const [mine] = await claim(60_000);
  expect(mine?.jobId).toBe(id);
  await database.db.asSystem(sweepJobs);
  expect(await claim(60_000)).toEqual([]);
  // The database's own clock decides: the lease is put into its past.
  await database.superuser.query("update jobs set lease_until = clock_timestamp() - interval '1 second'");
  await database.db.asSystem(sweepJobs);
  expect((await claim(60_000)).map(({ jobId }) => jobId)).toEqual([id]);
});

verifies('foundation.jobs.claim-once', 'the lease of a long job is prolonged while it runs', async () => {
  let runs = 0;
  const long = Promise.withResolvers<void>();
  const definition = { handle: async () => (runs++, long.promise) };
  work({ do: definition }, { leaseMs: 300, pollMs: 30 });
  work({ do: definition }, { leaseMs: 300, pollMs: 30 });
  const [id] = await add({ name: 'do' });
  const leases = new Set<string>();
  await eventually(async () => {
    const { rows } = await database.superuser.query<{ lease: string }>(
      'select lease_until::text as lease from jobs',
    );
    leases.add(rows[0]?.lease ?? '');
    return leases.size > 6;
  });
  long.resolve();
  await eventually(async () => (await states())['done'] === 1);
  expect(runs).toBe(1);
  expect((await row(id ?? '')).attempts).toBe(1);
});

verifies('foundation.jobs.fence', 'who lost the lease writes nothing, whatever the outcome', async () => {
  const [id] = await add({ name: 'do' });
  const [old] = await claim(1);
  await database.superuser.query("update jobs set lease_until = clock_timestamp() - interval '1 second'");
  await database.db.asSystem(sweepJobs);
  const [current] = await claim(60_000);
  expect(current?.fence).toBeGreaterThan(old?.fence ?? Infinity);
  for (const state of ['done', 'dead', 'waiting', 'ready'] as const) {
    const outcome = { jobId: id ?? '', fence: old?.fence ?? 0, state, error: 'stale', delayMs: 0 };
    expect((await database.db.asSystem((tx) => settleJobs(tx, [outcome]))).size).toBe(0);
  }
  expect(await row(id ?? '')).toMatchObject({ state: 'running', attempts: 2 });
  expect((await row(id ?? '')).last_error).not.toBe('stale');
});

verifies('foundation.jobs.fence', 'a worker that lost a job tells its handler to stop', async () => {
  const told = Promise.withResolvers<unknown>();
  work(
    {
      do: {
        handle: async (_job, signal) => {
          signal.addEventListener('abort', () => told.resolve(signal.reason));
          await new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(new Error('stop'))),
          );
        },
      },
    },
    { leaseMs: 150, pollMs: 3_600_000 },
  );
  const [id] = await add({ name: 'do' });
  await eventually(async () => (await row(id ?? '')).state === 'running');
  await database.superuser.query('update jobs set fence = fence + 1');
  expect(await told.promise).toMatchObject({ code: 'lease_lost' });
  expect((await row(id ?? '')).last_error).toBeNull();
});

verifies(
  'foundation.jobs.retry-then-dead',
  'a failing job is tried again, then dead with its reason',
  async () => {
    const attempts: number[] = [];
    work({
      do: {
        handle: async (job) => {
          attempts.push(job.attempt);
          throw new Error('The printer is on fire. token=abcdef123456\0');
        },
        maxAttempts: 3,
        backoff: soon,
      },
    });
    const [id] = await add({ name: 'do' });
    await eventually(async () => (await states())['dead'] === 1);
    expect(attempts).toEqual([1, 2, 3]);
    expect(await row(id ?? '')).toMatchObject({
      attempts: 3,
      last_error: 'The printer is on fire. token=[redacted]',
    });
  },
);

verifies(
  'foundation.jobs.retry-then-dead',
  'an error that no repetition heals ends a job at once',
  async () => {
    work({
      do: {
        handle: async () => {
          throw new HubError('input_invalid', 'There is no such number.');
        },
        backoff: never,
      },
    });
    const [id] = await add({ name: 'do' });
    await eventually(async () => (await states())['dead'] === 1);
    expect(await row(id ?? '')).toMatchObject({ attempts: 1, last_error: 'There is no such number.' });
  },
);

verifies('foundation.jobs.retry-then-dead', 'a job whose process dies each time dies out', async () => {
  const [id] = await add({ name: 'do' });
  for (let at = 0; at < 3; at++) {
    expect(await claim(0)).toMatchObject([{ jobId: id, state: 'running' }]);
    await eventually(async () => (await database.db.asSystem(sweepJobs)).woken === 1);
  }
  expect(await claim(0)).toMatchObject([{ jobId: id, state: 'dead' }]);
  expect((await row(id ?? '')).last_error).toMatch(/^Tried 3 times\. The process that worked on it ended/);
});

test('a job that takes too long is told to stop and tried again', async () => {
  let ended: unknown;
  work({
    do: {
      handle: async (job, signal) => {
        if (job.attempt === 2) return;
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        ended = signal.reason;
        throw new Error('stopped');
      },
      timeoutMs: 20,
      backoff: soon,
    },
  });
  const [id] = await add({ name: 'do' });
  await eventually(async () => (await states())['done'] === 1);
  expect(ended).toMatchObject({ code: 'job_timeout' });
  expect(await row(id ?? '')).toMatchObject({ attempts: 2, last_error: 'The job took longer than 20 ms.' });
});

verifies(
  'foundation.jobs.fair',
  'a space with thousands of jobs does not make another one wait',
  async () => {
    await add(...Array.from({ length: 2_000 }, () => ({ name: 'do', spaceId: space(0) })));
    for (let n = 1; n < 40; n++) await add({ name: 'do', spaceId: space(n) });
    const order: (string | null)[] = [];
    work({ do: { handle: async (job) => void order.push(job.spaceId), concurrency: 10 } });
    await eventually(() => order.length === 2_039);
    // 40 spaces in turns of ten: each has had its turn long before the big one is through.
    expect(new Set(order.slice(0, 120)).size).toBe(40);
  },
);

verifies('foundation.jobs.hints-contract', 'a job whose hint was lost is found by looking', async () => {
  let ran = 0;
  const deaf = openInProcessHints();
  work({ do: { handle: async () => void ran++ } }, { hints: deaf, pollMs: 20 });
  await add({ name: 'do' });
  await eventually(() => ran === 1);
});

test('a stop waits for what runs, and takes nothing new', async () => {
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const worker = work({ do: { handle: async () => (begun.resolve(), go.promise), concurrency: 1 } });
  const ids = await add({ name: 'do' }, { name: 'do' });
  await begun.promise;
  const stopped = worker.stop();
  go.resolve();
  await stopped;
  expect(await states()).toEqual({ done: 1, ready: 1 });
  expect(ids).toHaveLength(2);
});

test('a stop hands back what does not end in time, and that is no attempt', async () => {
  const begun = Promise.withResolvers<void>();
  const worker = work(
    {
      do: {
        handle: async (_job, signal) => {
          begun.resolve();
          await new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(new Error('stop'))),
          );
        },
      },
    },
    { stopMs: 20 },
  );
  const [id] = await add({ name: 'do' });
  await begun.promise;
  await Promise.all([worker.stop(), worker.stop()]);
  expect(await row(id ?? '')).toMatchObject({ state: 'ready', attempts: 0, last_error: null });
});

test('jobs end with their space; finished ones are forgotten after their time', async () => {
  const gone = 'spc_zzzzzzzzzzzzzzzzzzzzzzzzzz';
  await database.db.asSystem((tx) =>
    tx.execute("insert into spaces (space_id, slug, name) values ($1, 'gone', 'gone')", [gone]),
  );
  await add({ name: 'do', spaceId: gone }, { name: 'do' });
  await database.db.asSystem((tx) => tx.execute('delete from spaces where space_id = $1', [gone]));
  expect(await states()).toEqual({ ready: 1 });
  work({ do: { handle: async () => undefined } });
  await eventually(async () => (await states())['done'] === 1);
  const prune = (doneMs: number) => database.db.asSystem((tx) => pruneJobs(tx, { doneMs, deadMs: 0 }));
  expect(await prune(60_000)).toBe(0);
  expect(await prune(-1)).toBe(1);
});

test('an admin sees, retries and discards the jobs of the own space only', async () => {
  const [mine, other] = await add({ name: 'do', key: 'k' }, { name: 'do', spaceId: space(1) });
  const list = await database.db.inSpace(space(0), (tx) =>
    listJobs(tx, space(0), { limit: 10, sort: '-createdAt', state: 'ready' }),
  );
  expect(list.items.map(({ id }) => id)).toEqual([mine]);
  const inSpace = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.db.inSpace(space(0), work);
  const ref = (jobId: string | undefined) => ({ spaceId: space(0), jobId: jobId ?? '' });
  const discard = (jobId: string | undefined) => inSpace((tx) => discardJob(tx, ref(jobId)));
  const retry = (jobId: string | undefined) => inSpace((tx) => retryJob(tx, ref(jobId), hints));

  await expect(discard(other)).rejects.toMatchObject({ code: 'not_found' });
  await expect(retry(other)).rejects.toMatchObject({ code: 'not_found' });
  await expect(retry(mine)).rejects.toMatchObject({ code: 'conflict' });
  expect(await discard(mine)).toMatchObject({ id: mine, state: 'discarded' });
  await expect(discard(mine)).rejects.toMatchObject({ code: 'conflict' });
  const [again] = await add({ name: 'do', key: 'k' });
  await expect(retry(mine)).rejects.toMatchObject({ code: 'conflict' });
  await discard(again);
  work({ do: { handle: async () => undefined } }, { pollMs: 3_600_000 });
  expect(await retry(mine)).toMatchObject({ id: mine, state: 'ready', attempts: 0 });
  await eventually(async () => (await row(mine ?? '')).state === 'done');
});
