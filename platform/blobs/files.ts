import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  type FileHandle,
} from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { HubError } from '../../core/errors.ts';
import type { Blobs } from '../../core/ports.ts';
import { walkKeys } from './file-walk.ts';
import { requireBlobKey, requireBlobPrefix } from './keys.ts';

/**
 * `~` is in no key, so what ends with it never meets a folder of the same name, and nothing else ends so: the blob
 * `a/b` is the file `a/b~`, its content type beside it in `a/b~type`.
 */
const dataEnding = '~';
const typeEnding = '~type';
const draftFolder = '~drafts';
const draftsKeptMs = 86_400_000;

/** Blobs as files in a folder: complete or not there, and on the disk when `put` answers. */
export const openFileBlobs = async (folder: string): Promise<Blobs> => {
  await mkdir(join(folder, draftFolder), { recursive: true, mode: 0o700 });
  const root = await realpath(folder);
  await clearDrafts(join(root, draftFolder));

  const pathOf = (key: string): string => {
    requireBlobKey(key);
    return join(root, ...key.split('/')) + dataEnding;
  };

  const put: Blobs['put'] = async (key, body, contentType) => {
    const path = pathOf(key);
    const draft = join(root, draftFolder, randomBytes(12).toString('hex'));
    try {
      const size = await writeDraft(draft, body);
      await writeDraft(draft + typeEnding, Buffer.from(contentType));
      const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await requireInside(root, dirname(path));
      await rename(draft + typeEnding, path.slice(0, -dataEnding.length) + typeEnding);
      await rename(draft, path);
      await syncFolder(dirname(path));
      if (made !== undefined) await syncFoldersBetween(dirname(made), dirname(dirname(path)));
      return { size, contentType };
    } catch (error) {
      throw asBlobError(error, key);
    } finally {
      await Promise.all([draft, draft + typeEnding].map((file) => rm(file, { force: true })));
    }
  };

  return {
    put,
    get: async (key) => {
      const path = pathOf(key);
      let file: FileHandle | undefined;
      try {
        await requireInside(root, dirname(path));
        file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
        const { size } = await file.stat();
        const contentType = await readFile(path.slice(0, -dataEnding.length) + typeEnding, 'utf8');
        // The open file is read, also when it is replaced or deleted meanwhile.
        return { size, contentType, body: file.createReadStream() };
      } catch (error) {
        await file?.close();
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw asBlobError(error, key);
      }
    },
    delete: async (key) => {
      const path = pathOf(key);
      try {
        await requireInside(root, dirname(path));
        await rm(path, { force: true });
        await rm(path.slice(0, -dataEnding.length) + typeEnding, { force: true });
        await syncFolder(dirname(path));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw asBlobError(error, key);
      }
    },
    list: async (prefix, { after = '', limit }) => {
      requireBlobPrefix(prefix);
      const keys: string[] = [];
      if (limit < 1) return keys;
      for await (const key of walkKeys({ root, ending: dataEnding, prefix, after })) {
        keys.push(key);
        if (keys.length >= limit) break;
      }
      return keys;
    },
  };
};

/** Nobody puts links there but the owner of the machine; even so a blob is never read or written through one. */
const requireInside = async (root: string, folder: string): Promise<void> => {
  const real = await realpath(folder);
  if (real !== root && !real.startsWith(root + sep)) {
    throw new HubError(
      'forbidden',
      `The folder ${basename(folder)} of the blobs leads out of ${root}. Remove that link.`,
    );
  }
};

const writeDraft = async (path: string, body: Readable | Uint8Array): Promise<number> => {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(body);
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
};

/** A new name is on the disk when its folder is. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
};

const syncFoldersBetween = async (top: string, bottom: string): Promise<void> => {
  for (let at = bottom; at.length >= top.length; at = dirname(at)) await syncFolder(at);
};

/** What a killed process left half-written; what is younger may be somebody's work. */
const clearDrafts = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < Date.now() - draftsKeptMs) await rm(path, { force: true });
  }
};

const asBlobError = (error: unknown, key: string): unknown => {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new HubError(
    'storage_full',
    `The disk is full; the blob "${key}" was not stored. Free some space.`,
    {
      cause: error,
    },
  );
};
