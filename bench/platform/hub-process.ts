import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface HubProcess {
  readonly url: string;
  readonly key: string;
  readonly folder: string;
  readonly pid: number;
  readonly readyMs: number;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '..', '..');
export const benchKey = 'hub_bench_0123456789abcdef0123456789';

export const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** A hub as `npm start` runs it: all roles, embedded database, defaults, in a process of its own. */
export const startHubProcess = async (
  options: { folder?: string; env?: Record<string, string> } = {},
): Promise<HubProcess> => {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'app-connect-bench-')));
  await chmod(folder, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const child = spawn(process.execPath, ['app/main.ts'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      HUB_PORT: String(port),
      HUB_DATA: folder,
      HUB_BOOTSTRAP_KEY: benchKey,
      ...options.env,
    },
    stdio: ['ignore', process.env['BENCH_LOG'] === undefined ? 'ignore' : 'inherit', 'inherit'],
  });
  await untilReady(child, url);
  const readyMs = performance.now() - started;
  return {
    url,
    key: benchKey,
    folder,
    pid: child.pid ?? 0,
    readyMs,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
};

const untilReady = async (child: ChildProcess, url: string): Promise<void> => {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the hub ended with ${child.exitCode} before it was ready`);
    const ready = await fetch(`${url}/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('the hub was not ready within a minute');
};

/** Resident memory of one process, in MB. */
export const memoryOf = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
};

/** Processor time of one process so far, in milliseconds. */
export const cpuOf = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

export const loadAverage = async (): Promise<string> =>
  (await readFile('/proc/loadavg', 'utf8')).split(' ')[0] ?? '?';
