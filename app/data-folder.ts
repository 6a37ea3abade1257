import { access, constants, mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '../core/errors.ts';
import type { Running } from '../core/ports.ts';

const neededBytes = 200 * 1024 * 1024;

/**
 * Takes the data folder for this process: two hubs on one embedded database would stop it under each other. The mark
 * of a hub that was killed names a process that is gone, and does not stand in the way.
 */
export const takeDataFolder = async (folder: string): Promise<Running> => {
  await prepare(folder);
  const mark = join(folder, 'hub.pid');
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(mark, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 3) throw error;
    }
    const other = Number(await readFile(mark, 'utf8').catch(() => ''));
    if (other > 0 && other !== process.pid && (await isHub(other))) {
      throw new HubError(
        'start_failed',
        `Another hub (process ${other}) uses ${folder}. Stop it, or give this one a folder of its own: HUB_DATA=./data-2 npm start.`,
      );
    }
    await rm(mark, { force: true });
  }
  return { stop: () => rm(mark, { force: true }) };
};

const prepare = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new HubError(
      'start_failed',
      `The data folder ${folder} cannot be written. Set HUB_DATA to a folder that this user may write.`,
      { cause },
    );
  }
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < neededBytes) {
    const mib = Math.round((bavail * bsize) / 1024 / 1024);
    throw new HubError(
      'start_failed',
      `Only ${mib} MiB are free for ${folder}; the hub needs 200 to start. Free some, or set HUB_DATA to a folder on another disk.`,
    );
  }
};

/** A process id is used again after a restart of the machine: only a Node process can be a hub. */
const isHub = async (pid: number): Promise<boolean> => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return command === undefined || command.includes('main.ts');
};
