import { systemClock } from '../../platform/clock.ts';
import { openDb } from '../../platform/db/open.ts';
import { openBullHints } from '../../platform/hints/bull.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { startJobWorker } from '../../platform/jobs/worker.ts';
import { openRedis } from '../../platform/redis.ts';
import { quiet } from './measure.ts';

/** A worker process for jobs.ts: runs jobs named `measured` until it is told to stop, then tells what it measured. */

export interface Measured {
  readonly latencies: number[];
  readonly cpuMicros: number;
}

export const instant = (): number => performance.timeOrigin + performance.now();

const [url = '', redisUrl = ''] = process.argv.slice(2);
if (process.send !== undefined) {
  const db = openDb({ url, poolSize: 5, statementTimeoutMs: 30_000 });
  const redis = redisUrl === '' ? undefined : openRedis({ url: redisUrl, log: quiet });
  const hints = redis === undefined ? openInProcessHints() : openBullHints({ redis });
  const latencies: number[] = [];
  const handle = async (job: { payload: unknown }): Promise<void> => {
    latencies.push(instant() - (job.payload as { at: number }).at);
  };
  const handlers = new Map([['measured', { concurrency: 500, handle }]]);
  const worker = startJobWorker({ db, hints, log: quiet, clock: systemClock, handlers });
  const cpu = process.cpuUsage();
  process.once('message', () => {
    void worker.stop().then(async () => {
      const { user, system } = process.cpuUsage(cpu);
      const measured: Measured = { latencies, cpuMicros: user + system };
      // A disconnect would cut off what is still on its way.
      await new Promise((sent) => process.send?.(measured, sent));
      await hints.close();
      await redis?.close();
      await db.close();
      process.disconnect();
    });
  });
  process.send('ready');
}
