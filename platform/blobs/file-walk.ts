import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface Walk {
  readonly root: string;
  /** Of the files that are blobs. */
  readonly ending: string;
  readonly prefix: string;
  readonly after: string;
}

/**
 * Keys in byte order. Within a folder, a folder counts as its name with a slash: `a-b` comes before `a/c`, though
 * `a` comes before `a-b`. Folders that can hold nothing wanted are not read.
 */
export async function* walkKeys(walk: Walk, path = ''): AsyncGenerator<string> {
  const entries = await readdir(join(walk.root, path), { withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const names = entries.flatMap((entry) => {
    if (entry.isDirectory()) return entry.name.includes('~') ? [] : [`${path}${entry.name}/`];
    return entry.isFile() && entry.name.endsWith(walk.ending)
      ? [path + entry.name.slice(0, -walk.ending.length)]
      : [];
  });
  for (const name of names.sort(byBytes)) {
    if (!name.endsWith('/')) {
      if (name.startsWith(walk.prefix) && byBytes(name, walk.after) > 0) yield name;
    } else if (mayHold(name, walk)) yield* walkKeys(walk, name);
  }
}

/** Keys are ASCII, where the order of code units is that of bytes; localeCompare would sort by language. */
const byBytes = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const mayHold = (folder: string, { prefix, after }: Walk): boolean =>
  (folder.startsWith(prefix) || prefix.startsWith(folder)) &&
  (after.startsWith(folder) || byBytes(folder, after) > 0);
