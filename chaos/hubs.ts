import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** One life of a hub: from its start to its death. */
export interface HubLife {
  readonly url: string;
  /** Its name among the owners of runs. */
  readonly workerId: string;
  readonly dead: Promise<void>;
  /** Which failpoint it killed itself at; null when somebody else did. */
  readonly failpoint: () => string | null;
  kill(): void;
  /** As an operator does. */
  stop(): Promise<void>;
}

export interface HubOptions {
  readonly databaseUrl: string;
  readonly key: string;
  readonly masterKey: string;
  readonly egressAllow: string;
  readonly leaseSeconds: number;
  readonly failpoints: string;
}

const root = join(import.meta.dirname, '..');
const readyMs = 60_000;

/** A whole hub in a process of its own, gateway and worker. Null: it died before it was ready. */
export const startLife = async (options: HubOptions): Promise<HubLife | null> => {
  const folder = await mkdtemp(join(tmpdir(), 'app-connect-chaos-'));
  const child = spawn(process.execPath, ['app/main.ts'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HUB_PORT: '0',
      HUB_DATA: folder,
      DATABASE_URL: options.databaseUrl,
      DATABASE_POOL: '10',
      HUB_BOOTSTRAP_KEY: options.key,
      HUB_MASTER_KEY: options.masterKey,
      HUB_EGRESS_ALLOW: options.egressAllow,
      HUB_LEASE_SECONDS: String(options.leaseSeconds),
      HUB_FAILPOINTS: options.failpoints,
      HUB_RATE_LIMIT: '0',
      HUB_DRAIN_SECONDS: '5',
      HUB_LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { url: '', workerId: '', failpoint: null as string | null };
  const ready = Promise.withResolvers<void>();
  const hear = (line: string): void => {
    if (line.includes('this process takes runs'))
      said.workerId = /"workerId":"(wrk_\w+)"/.exec(line)?.[1] ?? said.workerId;
    said.url = /Address +(\S+)/.exec(line)?.[1] ?? said.url;
    said.failpoint = /^failpoint (\w+)/.exec(line)?.[1] ?? said.failpoint;
    if (/"level":"error"/.test(line) && !line.includes('HUB_FAILPOINTS')) console.error(line.slice(0, 2_000));
    if (said.url !== '' && said.workerId !== '') ready.resolve();
  };
  createInterface({ input: child.stdout }).on('line', hear);
  createInterface({ input: child.stderr }).on('line', hear);
  const dead = once(child, 'close').then(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  const alive = await Promise.race([
    ready.promise.then(() => true),
    dead.then(() => false),
    new Promise<boolean>((resolve) => setTimeout(resolve, readyMs, false).unref()),
  ]);
  if (!alive) {
    kill(child);
    await dead;
    return null;
  }
  return {
    url: said.url,
    workerId: said.workerId,
    dead,
    failpoint: () => said.failpoint,
    kill: () => kill(child),
    stop: async () => {
      child.kill('SIGTERM');
      await dead;
    },
  };
};

const kill = (child: ChildProcess): void => {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
};
