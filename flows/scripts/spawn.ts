import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, parse } from 'node:path';
import type { Duplex } from 'node:stream';

export interface SpawnOptions {
  /** Bytes of the longest message it takes. */
  readonly inputLimit: number;
  /** Megabytes that the whole process may take from the system. */
  readonly memoryLimitMb: number;
}

export interface Spawned {
  readonly child: ChildProcess;
  /** Undefined when the system had nothing left to make one of; `error` of the child follows. */
  readonly pipe: (Duplex & { ref(): unknown; unref(): unknown }) | undefined;
}

const here = join(import.meta.dirname, 'child');
const folderOf = (file: string): string => dirname(createRequire(import.meta.url).resolve(file));

/** Without a compiler of machine code: many of the ways out of V8 that were found began in one. */
const v8Flags = ['--jitless', '--no-node-snapshot', '--disallow-code-generation-from-strings'];

/** What even the host of the isolates may not: nothing but reading its own few files. */
const permissionFlags = (): string[] => {
  const readable = [here, folderOf('isolated-vm/package.json'), folderOf('node-gyp-build/package.json')];
  // The search for the prebuilt binary asks which C library there is.
  const paths = [...readable, '/etc/alpine-release'];
  return ['--permission', '--allow-addons', ...paths.map((path) => `--allow-fs-read=${path}`)];
};

const quiet = ['--disable-sigusr1', '--disable-warning=SecurityWarning'];

/**
 * Limits that the system keeps: no dump of memory, no file written, few open at once, and an end to memory (in kilobytes)
 * that no script can talk itself around. The shell sets them and becomes Node: nothing to install.
 */
const limits = (memoryLimitMb: number): string =>
  `ulimit -c 0; ulimit -f 0; ulimit -n 64; ulimit -d ${memoryLimitMb * 1024}; exec "$0" "$@"`;

/** A process that runs scripts: with no environment, no folder, no open file but the one pipe. */
export const spawnRunner = ({ inputLimit, memoryLimitMb }: SpawnOptions): Spawned => {
  const main = join(here, 'main.js');
  const flags = [...v8Flags, ...quiet, ...permissionFlags()];
  const command = [process.execPath, ...flags, main, String(inputLimit)];
  const shell = process.platform === 'linux' && existsSync('/bin/sh');
  const [program = '', ...rest] = shell ? ['/bin/sh', '-c', limits(memoryLimitMb), ...command] : command;
  const child = spawn(program, rest, {
    env: {},
    cwd: parse(process.execPath).root,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const stdio = child.stdio as readonly unknown[] | undefined;
  return { child, pipe: stdio?.[3] as Spawned['pipe'] };
};
