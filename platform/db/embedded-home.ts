import { createHash } from 'node:crypto';
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { DatabaseIdentity } from './embedded-identity.ts';

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pg_ctl: string;
}

/**
 * Under root the database server runs as another user, who may not be able to enter a folder such as /root. Then
 * the cluster, and a copy of the server, live under /var/lib/app-connect, in a folder named after the data folder.
 */
export const reachableHome = async (
  dataDir: string,
  identity: DatabaseIdentity,
  binaries: Binaries,
): Promise<{ folder: string; binaries: Binaries }> => {
  const wanted = join(resolve(dataDir), 'postgres');
  if (identity.uid === undefined) return { folder: wanted, binaries };
  await mkdir(resolve(dataDir), { recursive: true, mode: 0o755 });
  const root = '/var/lib/app-connect';
  const folder = (await enterable(resolve(dataDir), identity))
    ? wanted
    : join(root, createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 12));
  if (folder !== wanted) await mkdir(root, { recursive: true, mode: 0o755 });
  if (await enterable(dirname(binaries.postgres), identity)) return { folder, binaries };
  const copy = join(root, 'server-15.18');
  const native = dirname(dirname(binaries.postgres));
  await mkdir(root, { recursive: true, mode: 0o755 });
  await copyOnce(native, copy);
  const bin = (name: string) => join(copy, 'bin', name);
  return { folder, binaries: { initdb: bin('initdb'), postgres: bin('postgres'), pg_ctl: bin('pg_ctl') } };
};

/** Beside its place first: a start that is killed in the middle must not leave half a server. */
const copyOnce = async (from: string, to: string): Promise<void> => {
  if (await there(to)) return;
  const beside = `${to}.${process.pid}`;
  // As they are: links between the libraries would otherwise lead back to where nobody may enter.
  await cp(from, beside, { recursive: true, verbatimSymlinks: true });
  await rename(beside, to).catch(async (error: unknown) => {
    await rm(beside, { recursive: true, force: true });
    // Another start was quicker.
    if (!(await there(to))) throw error;
  });
};

const there = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Can this user pass through every folder on the way? */
const enterable = async (path: string, identity: DatabaseIdentity): Promise<boolean> => {
  for (let at = path; ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const bit = uid === identity.uid ? 0o100 : gid === identity.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (dirname(at) === at) return true;
  }
};
