import { readFile } from 'node:fs/promises';
import { HubError } from '../../../core/errors.ts';
import type { Log } from '../../../core/ports.ts';
import { readRevocationLists, type RevocationList } from '../authentication/revocation-list.ts';
import type { Revocations } from '../authentication/revocations.ts';
import { watchFiles, type FileWatch } from './watch-files.ts';

export interface RevocationFilesOptions {
  readonly files: readonly string[];
  readonly log: Log;
  /** How often the files are looked at. */
  readonly checkEveryMs?: number;
}

/** Lists in PEM, read again when their files change. What cannot be read at the start is told; later the one before stays in use. */
export const openRevocationFiles = async (
  options: RevocationFilesOptions,
): Promise<Revocations & FileWatch> => {
  const { files, log } = options;
  const byFile: (readonly RevocationList[])[] = [];
  let all: readonly RevocationList[] = [];
  let revision = 1;

  const read = async (file: string, at: number): Promise<void> => {
    byFile[at] = readRevocationLists(await readFile(file, 'utf8'), file);
    all = byFile.flat();
    revision += 1;
  };
  const watch = await watchFiles({
    groups: files.map((file) => [file]),
    read: async (at, again) => {
      const file = files[at] ?? '';
      if (!again) return read(file, at).catch((cause: unknown) => Promise.reject(unreadable(file, cause)));
      await read(file, at);
      log.info('revocation list read again', { file });
    },
    broken: (at, error) =>
      log.error('new revocation list is broken: the one before stays in use', { file: files[at], error }),
    everyMs: options.checkEveryMs,
  });
  return { ...watch, lists: () => all, revision: () => revision };
};

const unreadable = (file: string, cause: unknown): HubError =>
  new HubError(
    'config_invalid',
    `HUB_TRAFFIC_CRL: the revocation list ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    { cause },
  );
