import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The old control groups of Linux, then the one tree of the new ones. */
const places = [
  { folder: '/sys/fs/cgroup/cpu', file: 'cpu.cfs_quota_us', quota: (micros: number) => String(micros) },
  { folder: '/sys/fs/cgroup', file: 'cpu.max', quota: (micros: number) => `${micros} 20000` },
];

/**
 * Gives a process only a part of a processor, so that two of them find room on a machine that has no more cores. Answers what
 * ends it; null where this machine does not let us.
 */
export const limitProcessor = async (pid: number, share: number): Promise<(() => Promise<void>) | null> => {
  for (const { folder, file, quota } of places) {
    const group = join(folder, `bench-${pid}`);
    try {
      await mkdir(group);
      if (file !== 'cpu.max') await writeFile(join(group, 'cpu.cfs_period_us'), '20000');
      await writeFile(join(group, file), quota(share * 20_000));
      await writeFile(join(group, 'cgroup.procs'), String(pid));
      return () => rmdir(group);
    } catch {
      await rmdir(group).catch(() => undefined);
    }
  }
  return null;
};
