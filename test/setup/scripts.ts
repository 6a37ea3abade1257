import { readdirSync, readFileSync } from 'node:fs';
import {
  openScripts,
  type Script,
  type ScriptOptions,
  type ScriptResult,
} from '../../flows/scripts/scripts.ts';
import { openLog } from '../../platform/log.ts';

export interface TestScripts {
  run(code: string, more?: Partial<Script>, signal?: AbortSignal): Promise<ScriptResult>;
  stop(): Promise<void>;
}

export const openTestScripts = (options: Omit<ScriptOptions, 'log'> = {}): TestScripts => {
  const scripts = openScripts({ log: openLog({ level: 'silent' }), ...options });
  return {
    run: (code, more = {}, signal = new AbortController().signal) =>
      scripts.run({ language: 'js', code, arguments: [], stdin: null, environment: {}, ...more }, signal),
    stop: () => scripts.stop(),
  };
};

/** The processes that this one has started and that run scripts, by /proc. */
export const scriptProcesses = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => isOurs(pid))
    .map(Number);

const isOurs = (pid: string): boolean => {
  try {
    const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return Number(parent) === process.pid && command.includes('flows/scripts/child/main.js');
  } catch {
    return false;
  }
};
