import { stat } from 'node:fs/promises';

export interface WatchedFiles {
  /** Files that are read together. */
  readonly groups: readonly (readonly string[])[];
  /** By its place among the groups: once before anything is watched, and again when it has changed. */
  read(at: number, again: boolean): Promise<void>;
  /** What cannot be read again is told once, not at each look. What cannot be read at first ends the opening. */
  broken(at: number, error: unknown): void;
  /** Between two looks. */
  readonly everyMs?: number | undefined;
}

export interface FileWatch {
  /** Looks at the files now. */
  look(): Promise<void>;
  /** When a look that is under way is over. */
  stop(): Promise<void>;
}

const usualEveryMs = 5_000;

/** Looks at files again and again: events of the file system do not tell of links that lead elsewhere, as in Kubernetes. */
export const watchFiles = async ({ groups, read, broken, everyMs }: WatchedFiles): Promise<FileWatch> => {
  const stamps: string[] = [];
  for (const [at, group] of groups.entries()) {
    stamps.push(await stampOf(group));
    await read(at, false);
  }
  const look = async (): Promise<void> => {
    for (const [at, group] of groups.entries()) {
      const stamp = await stampOf(group);
      if (stamp === stamps[at]) continue;
      stamps[at] = stamp;
      await read(at, true).catch((error: unknown) => broken(at, error));
    }
  };
  let looking: Promise<void> | undefined;
  const again = (): void => {
    looking ??= look().finally(() => (looking = undefined));
  };
  const timer = groups.length === 0 ? undefined : setInterval(again, everyMs ?? usualEveryMs).unref();
  return {
    look,
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
};

/** Nothing where one of them is gone. */
const stampOf = async (files: readonly string[]): Promise<string> => {
  const all = await Promise.all(files.map((file) => stat(file))).catch(() => []);
  return all.map(({ ino, size, mtimeMs }) => `${ino}:${size}:${mtimeMs}`).join(' ');
};
