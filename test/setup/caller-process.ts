import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Answered, Asked, CallerOptions } from '../connectors/fixtures/caller.ts';
import { root } from './sources.ts';

/** Another process of the hub that uses connections. */
export interface CallerProcess {
  ask(asked: Omit<Asked, 'number'>): Promise<Answered>;
  /** As a power cut would. */
  kill(): Promise<void>;
}

export const startCaller = async (options: CallerOptions): Promise<CallerProcess> => {
  const program = join(root, 'test', 'connectors', 'fixtures', 'caller.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = new Map<number, (answered: Answered) => void>();
  const ready = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as Answered | 'ready';
    if (said === 'ready') return ready.resolve();
    waiting.get(said.number)?.(said);
    waiting.delete(said.number);
  });
  await ready.promise;
  let number = 0;
  return {
    ask: async (asked) => {
      const own = number++;
      const answer = new Promise<Answered>((resolve) => waiting.set(own, resolve));
      child.stdin.write(`${JSON.stringify({ ...asked, number: own })}\n`);
      return answer;
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
};
