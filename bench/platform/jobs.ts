import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Hints } from '../../core/ports.ts';
import { openDb, type Db } from '../../platform/db/open.ts';
import { openBullHints } from '../../platform/hints/bull.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { openJobs } from '../../platform/jobs/queue.ts';
import { openRedis } from '../../platform/redis.ts';
import { startRedis } from '../../test/components/redis.ts';
import { instant, type Measured } from './jobs-worker.ts';
import { load, printTable, quantile, quiet, withDatabase } from './measure.ts';

/**
 * Jobs end to end, from one process to another: added durably, run, noted as done durably. Without Redis the worker
 * gets no hints and finds the jobs by looking; with it Bull wakes it.
 */

interface Shape {
  readonly what: string;
  readonly jobs: number;
  /** Jobs added in one transaction, and how many such transactions are under way at a time. */
  readonly batch: number;
  readonly adders: number;
  /** Jobs a second, at an even pace; Infinity: as fast as they can be added. */
  readonly rate: number;
}

const space = 'spc_00000000000000000000000000';

const startWorker = async (url: string, redisUrl: string): Promise<() => Promise<Measured>> => {
  const child = fork(join(import.meta.dirname, 'jobs-worker.ts'), [url, redisUrl]);
  await once(child, 'message');
  return async () => {
    child.send('stop');
    const [measured] = (await once(child, 'message')) as [Measured];
    return measured;
  };
};

const allDone = async (db: Db): Promise<boolean> => {
  const [row] = await db.asSystem((tx) =>
    tx.query<{ open: number }>(
      "select count(*) as open from jobs where state in ('waiting', 'ready', 'running')",
    ),
  );
  return row?.open === 0;
};

const addAll = async (parts: { db: Db; hints: Hints; shape: Shape; began: number }): Promise<void> => {
  const { db, shape, began } = parts;
  const queue = openJobs(parts);
  let next = 0;
  const adder = async (): Promise<void> => {
    while (next < shape.jobs) {
      const due = began + (next / shape.rate) * 1000 - performance.now();
      const size = Math.min(shape.batch, shape.jobs - next);
      next += size;
      if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
      const job = { name: 'measured', spaceId: space, payload: { at: instant() } };
      await db.inSpace(space, (tx) => queue.add(tx, Array<typeof job>(size).fill(job)));
    }
  };
  await Promise.all(Array.from({ length: shape.adders }, adder));
};

const measure = async (
  url: string,
  redisUrl: string,
  shape: Shape,
): Promise<Record<string, string | number>> => {
  const db = openDb({ url, poolSize: 20, statementTimeoutMs: 30_000 });
  const redis = redisUrl === '' ? undefined : openRedis({ url: redisUrl, log: quiet });
  const hints = redis === undefined ? openInProcessHints() : openBullHints({ redis });
  const stopWorker = await startWorker(url, redisUrl);
  const cpu = process.cpuUsage();
  const began = performance.now();
  await addAll({ db, hints, shape, began });
  const added = performance.now();
  while (!(await allDone(db))) await new Promise((resolve) => setTimeout(resolve, 5));
  const ended = performance.now();
  const own = process.cpuUsage(cpu);
  const { latencies, cpuMicros } = await stopWorker();
  await hints.close();
  await redis?.close();
  await db.close();
  if (latencies.length !== shape.jobs) throw new Error(`${latencies.length} of ${shape.jobs} jobs ran.`);
  return {
    what: shape.what,
    hints: redis === undefined ? 'none' : 'Bull',
    jobs: shape.jobs,
    'jobs/s': Math.round((shape.jobs / (ended - began)) * 1000),
    'added/s': Math.round((shape.jobs / (added - began)) * 1000),
    'p50 ms': quantile(latencies, 0.5).toFixed(1),
    'p99 ms': quantile(latencies, 0.99).toFixed(1),
    'adding µs/job': Math.round((own.user + own.system) / shape.jobs),
    'worker µs/job': Math.round(cpuMicros / shape.jobs),
    load: load(),
  };
};

const shapes: Shape[] = [
  { what: '100/s, one a transaction', jobs: 500, batch: 1, adders: 4, rate: 100 },
  { what: 'flat out, one a transaction', jobs: 10_000, batch: 1, adders: 16, rate: Infinity },
  { what: 'flat out, ten a transaction', jobs: 30_000, batch: 10, adders: 8, rate: Infinity },
];

const rows = await withDatabase(async (url) => {
  const redis = await startRedis();
  try {
    await measure(url, '', { what: 'warm-up', jobs: 2_000, batch: 10, adders: 8, rate: Infinity });
    const found: Record<string, string | number>[] = [];
    for (const shape of shapes) found.push(await measure(url, '', shape));
    for (const shape of shapes) found.push(await measure(url, redis.url, shape));
    return found;
  } finally {
    await redis.stop();
  }
});
printTable(rows);
