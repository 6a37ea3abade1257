import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cpuOf } from '../platform/hub-process.ts';

export interface Load {
  readonly url: string;
  /** Whose processor time is counted. */
  readonly pid: number;
  readonly connections?: number;
  readonly seconds?: number;
  readonly headers?: readonly string[];
}

export interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of the process for each request. */
  readonly cpu: number;
  readonly failed: number;
}

const run = promisify(execFile);

/** Drives one address with `wrk`, on one thread. */
export const drive = async (load: Load): Promise<Measured> => {
  const { url, pid, connections = 32, seconds = 5, headers = [] } = load;
  const before = await cpuOf(pid);
  const { stdout } = await run('wrk', [
    ...['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '--latency'],
    ...headers.flatMap((header) => ['-H', header]),
    url,
  ]);
  const cpu = (await cpuOf(pid)) - before;
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1] ?? 0);
  const broken = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout);
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1] ?? 0),
    p50: millis(/50%\s+(\S+)/.exec(stdout)?.[1]),
    p99: millis(/99%\s+(\S+)/.exec(stdout)?.[1]),
    cpu: (cpu * 1000) / Math.max(1, requests),
    failed:
      Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0) +
      (broken ?? []).slice(1).reduce((sum, count) => sum + Number(count), 0),
  };
};

const millis = (text = ''): number => {
  const [, number = '0', unit = 'ms'] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? [];
  return Number(number) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? 1);
};

/** The middle one of several rounds, by its rate. */
export const middle = (rounds: readonly Measured[]): Measured => {
  const sorted = [...rounds].sort((one, other) => one.perSecond - other.perSecond);
  return sorted[Math.floor(sorted.length / 2)] as Measured;
};
