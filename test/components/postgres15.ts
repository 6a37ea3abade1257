import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { databaseIdentity } from '../../platform/db/embedded-identity.ts';
import { located } from './installed.ts';
import { freePort, startProgram, temporaryFolder } from './program.ts';

export interface PostgresServer {
  /** For the hub: a role that owns its database and is no superuser. */
  readonly url: string;
  readonly adminUrl: string;
  stop(): Promise<void>;
}

/** Debian's PostgreSQL 15: the server that an installation with a database of its own has. */
export const startPostgres15 = async (): Promise<PostgresServer> => {
  const binaries = located('postgres15');
  const folder = await temporaryFolder('postgres');
  const identity = await databaseIdentity();
  const cluster = join(folder.path, 'cluster');
  await chmod(folder.path, 0o755);
  await mkdir(cluster, { mode: 0o700 });
  if (identity.uid !== undefined && identity.gid !== undefined)
    await chown(cluster, identity.uid, identity.gid);

  const made = spawnSync(
    join(binaries, 'initdb'),
    ['-D', cluster, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--no-instructions'],
    { ...identity, cwd: cluster, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || String(made.error)}`);

  const port = await freePort();
  const url = (user: string, database: string) => `postgres://${user}@127.0.0.1:${port}/${database}`;
  const server = await startProgram({
    command: join(binaries, 'postgres'),
    args: ['-D', cluster, '-p', String(port), '-h', '127.0.0.1', '-k', ''],
    cwd: cluster,
    ...identity,
    // SIGTERM would wait for clients to leave.
    stopSignal: 'SIGINT',
    ready: () => query(url('postgres', 'postgres'), 'select 1'),
  });
  await query(url('postgres', 'postgres'), 'create role hub login createrole');
  await query(url('postgres', 'postgres'), 'create database hub owner hub');
  return {
    url: url('hub', 'hub'),
    adminUrl: url('postgres', 'postgres'),
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
};

const query = async (url: string, text: string): Promise<true> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
    return true;
  } finally {
    await client.end();
  }
};
