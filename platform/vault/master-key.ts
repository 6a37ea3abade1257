import { createSecretKey, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '../../core/errors.ts';
import { keyBytes, type MasterKey } from './cipher.ts';

export interface MasterKeys {
  /** Wraps what is new. */
  readonly current: MasterKey;
  /** Still unwrap what is old, until all of it was wrapped anew. */
  readonly previous: readonly MasterKey[];
  /** Where they came from, for the sentence when they are wrong. */
  readonly source: string;
}

/** HUB_MASTER_KEY when it is set, else the key in the folder of secrets, made on the first start. */
export const loadMasterKeys = async (options: {
  readonly setting: string | undefined;
  readonly folder: string;
}): Promise<MasterKeys> => {
  if (options.setting !== undefined) return parseMasterKeys(options.setting, 'HUB_MASTER_KEY');
  const path = join(options.folder, 'master.key');
  const text = (await readKeyFile(path)) ?? (await makeKeyFile(options.folder, path));
  return parseMasterKeys(text.trim(), path);
};

/** `<name>:<32 bytes in base64>`, the one in force first, older ones after commas. */
export const parseMasterKeys = (text: string, source: string): MasterKeys => {
  const [current, ...previous] = text.split(',').map((part) => parseOne(part, source));
  if (current === undefined) throw wrong(source);
  const names = [current, ...previous].map(({ id }) => id);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new HubError(
      'config_invalid',
      `${source} names the master key "${twice}" twice. Give each its own name.`,
    );
  }
  return { current, previous, source };
};

const parseOne = (part: string, source: string): MasterKey => {
  const [, id, encoded] = /^([a-z0-9-]{1,32}):([A-Za-z0-9+/]{43}=)$/.exec(part) ?? [];
  if (id === undefined || encoded === undefined) throw wrong(source);
  return { id, key: createSecretKey(Buffer.from(encoded, 'base64')) };
};

const wrong = (source: string): HubError =>
  new HubError(
    'config_invalid',
    `${source} holds no master key: it must be <name>:<32 bytes in base64>, the key in force first, older ones after commas. Example: k1:<output of: openssl rand -base64 32>`,
  );

const readKeyFile = async (path: string): Promise<string | undefined> => {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new HubError(
        'start_failed',
        `Others can read the master key in ${path}. Run: chmod 600 ${path}. If somebody may have, replace it.`,
      );
    }
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new HubError('start_failed', `Cannot read the master key in ${path}.`, { cause });
  }
};

/**
 * Written whole and to the disk before it gets its name: a half-written key would lock every secret away, and of
 * two processes that start together only one may win.
 */
const makeKeyFile = async (folder: string, path: string): Promise<string> => {
  const text = `k1:${randomBytes(keyBytes).toString('base64')}\n`;
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, path);
    const directory = await open(folder, 'r');
    await directory.sync().finally(() => directory.close());
    return text;
  } catch (cause) {
    const first = (cause as NodeJS.ErrnoException).code === 'EEXIST' ? await readKeyFile(path) : undefined;
    if (first !== undefined) return first;
    throw new HubError(
      'start_failed',
      `Cannot write a master key to ${path}. Is the folder writable, the disk full?`,
      {
        cause,
      },
    );
  } finally {
    await rm(draft, { force: true });
  }
};
