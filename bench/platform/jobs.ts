import type { Hints } from '../../core/ports.ts';
import { systemClock } from '../../platform/clock.ts';
import { openDb, type Db } from '../../platform/db/open.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { openJobs } from '../../platform/jobs/queue.ts';
import { startJobWorker } from '../../platform/jobs/worker.ts';
import { load, printTable, quantile, quiet, withDatabase } from './measure.ts';

/** Jobs end to end: added durably, run, and noted as finished durably. `npm run bench:jobs` or `node` this file. */

interface Shape {
  readonly name: string;
  readonly jobs: number;
  /** Jobs added in one transaction, and how many such transactions are under way at a time. */
  readonly batch: number;
  readonly adders: number;
}

const measure = async (db: Db, hints: Hints, shape: Shape): Promise<Record<string, string | number>> => {
  const addedAt = new Map<number, number>();
  const latencies: number[] = [];
  const queue = openJobs({ hints });
  const worker = startJobWorker({
    db,
    hints,
    log: quiet,
    clock: systemClock,
    handlers: new Map([
      [
        shape.name,
        {
          concurrency: 500,
          handle: async (job) => {
            const { n } = job.payload as { n: number };
            latencies.push(performance.now() - (addedAt.get(n) ?? Number.NaN));
          },
        },
      ],
    ]),
  });
  const cpu = process.cpuUsage();
  const began = performance.now();
  let next = 0;
  const adder = async (): Promise<void> => {
    while (next < shape.jobs) {
      const batch = Array.from({ length: Math.min(shape.batch, shape.jobs - next) }, () => next++);
      const at = performance.now();
      for (const n of batch) addedAt.set(n, at);
      await db.inSpace('spc_00000000000000000000000000', (tx) =>
        queue.add(
          tx,
          batch.map((n) => ({
            name: shape.name,
            payload: { n },
            spaceId: 'spc_00000000000000000000000000',
          })),
        ),
      );
    }
  };
  await Promise.all(Array.from({ length: shape.adders }, adder));
  const added = performance.now();
  const left = async (): Promise<number> => {
    const [row] = await db.asSystem((tx) =>
      tx.query<{ left: number }>("select count(*) as left from jobs where name = $1 and state <> 'done'", [
        shape.name,
      ]),
    );
    return row?.left ?? Number.NaN;
  };
  while (latencies.length < shape.jobs) await new Promise((resolve) => setTimeout(resolve, 2));
  // Durable means noted as done, which a stop waits for.
  await worker.stop();
  const ended = performance.now();
  if ((await left()) !== 0) throw new Error('Some jobs are not done: the figure would be false.');
  const used = process.cpuUsage(cpu);
  return {
    what: shape.name,
    jobs: shape.jobs,
    'jobs/s': Math.round((shape.jobs / (ended - began)) * 1000),
    'added/s': Math.round((shape.jobs / (added - began)) * 1000),
    'p50 ms': quantile(latencies, 0.5).toFixed(1),
    'p99 ms': quantile(latencies, 0.99).toFixed(1),
    'node µs/job': Math.round((used.user + used.system) / shape.jobs),
    load: load(),
  };
};

await withDatabase(async (url) => {
  const db = openDb({ url, poolSize: 20, statementTimeoutMs: 30_000 });
  const shapes: Shape[] = [
    { name: 'warm-up', jobs: 3_000, batch: 20, adders: 8 },
    { name: 'one-by-one', jobs: 10_000, batch: 1, adders: 16 },
    { name: 'by-ten', jobs: 30_000, batch: 10, adders: 8 },
    { name: 'by-hundred', jobs: 50_000, batch: 100, adders: 4 },
  ];
  const hints = openInProcessHints();
  const rows: Record<string, string | number>[] = [];
  try {
    for (const shape of shapes) rows.push(await measure(db, hints, shape));
  } finally {
    await hints.close();
    await db.close();
  }
  printTable(rows.slice(1));
});
