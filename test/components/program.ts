import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../setup/eventually.ts';

/** What every real component is made of: a program, a folder and ports of its own on loopback, stopped after. */

export interface Program {
  readonly pid: number;
  /** Asks it to end, insists after ten seconds. */
  stop(): Promise<void>;
  /** As a power cut would: SIGKILL. */
  kill(): Promise<void>;
}

export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  /** Throws or answers false until the component can be used. */
  readonly ready: () => Promise<boolean>;
  readonly timeoutMs?: number;
  /** What the component takes as "end now, in order". */
  readonly stopSignal?: 'SIGTERM' | 'SIGINT';
}

const outputKept = 4_000;

export const startProgram = async (options: ProgramOptions): Promise<Program> => {
  const { command, args, cwd, env, uid, gid, ready, timeoutMs = 60_000, stopSignal = 'SIGTERM' } = options;
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  let output = '';
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-outputKept));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));

  const ended = () => failure !== undefined || child.exitCode !== null || child.signalCode !== null;
  try {
    await eventually(async () => ended() || ready(), { timeoutMs, intervalMs: 50 });
    if (ended()) throw failure ?? new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
  } catch (cause) {
    await end(child, 'SIGKILL');
    throw new Error(`${command} did not start: ${(cause as Error).message}\n${output}`, { cause });
  }
  return {
    pid: child.pid ?? 0,
    stop: () => end(child, stopSignal),
    kill: () => end(child, 'SIGKILL'),
  };
};

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  const insist = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(insist);
};

const given = new Set<number>();

/**
 * A port that nothing listens on now, and never the same one twice. It is none of those that the system gives to connections
 * and to whoever asks for any: between this and the start of a slow program one of them would be taken now and then.
 */
export const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < 100; tries++) {
    const port = randomInt(20_000, 32_000);
    if (given.has(port)) continue;
    given.add(port);
    const probe = createServer();
    const free = once(probe, 'listening').then(
      () => true,
      () => false,
    );
    probe.listen(port, '127.0.0.1');
    if (!(await free)) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
  throw new Error('A hundred ports of 127.0.0.1 between 20000 and 32000 are all taken.');
};

/** Does something accept connections there? */
export const listens = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

export interface Folder {
  readonly path: string;
  remove(): Promise<void>;
}

export const temporaryFolder = async (name: string): Promise<Folder> => {
  const path = await mkdtemp(join(tmpdir(), `app-connect-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
};
