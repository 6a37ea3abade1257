import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from './eventually.ts';
import { root } from './sources.ts';

/** The hub as a program of its own, as `npm start` runs it. */
export interface HubProcess {
  readonly child: ChildProcess;
  /** All that it has said so far, to people and to the log. */
  readonly printed: () => string;
  readonly exit: Promise<number | null>;
  /** Where it is reached, once it is ready. */
  address(): Promise<string>;
}

export interface HubProcessOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Where the project lies; this one when left out. */
  readonly clone?: string;
  /** A program that starts it in another way: the words before `node app/main.ts`. */
  readonly through?: readonly string[];
}

const readyLimitMs = 90_000;

export const spawnHub = ({ env, clone = root, through = [] }: HubProcessOptions): HubProcess => {
  const [command = process.execPath, ...args] = [...through, process.execPath, 'app/main.ts'];
  const child = spawn(command, args, {
    cwd: clone,
    env: { PATH: process.env['PATH'], HUB_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
  child.stderr.on('data', (data: Buffer) => (printed += data.toString()));
  return {
    child,
    printed: () => printed,
    exit: once(child, 'close').then(([code]) => code as number | null),
    address: async () => {
      const said = await eventually(
        () => {
          const address = /Address +(\S+)/.exec(printed)?.[1];
          if (address === undefined && child.exitCode === null)
            throw new Error(`not ready: ${printed.slice(-500)}`);
          return address;
        },
        { timeoutMs: readyLimitMs },
      );
      if (said === undefined) throw new Error(`It ended with ${child.exitCode}: ${printed.slice(-1000)}`);
      return said;
    },
  };
};

/** What a person reads who started a hub that could not: sentences, and never where in the code it happened. */
export const stackLine = /\n\s+at |node:internal|\.ts:\d+/;
