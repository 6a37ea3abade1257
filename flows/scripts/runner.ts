import { z } from 'zod';
import type { Log } from '../../core/ports.ts';
import { frameOf, readFrames } from './child/frames.js';
import type { Ask } from './child/isolate.js';
import { spawnRunner } from './spawn.ts';

/** What came of a script. `memory`, `time` and `cancelled` end the process too: what was cut off is not cleaned up after. */
export type Ending =
  | {
      readonly outcome: 'ended';
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
      readonly value: string | null;
    }
  | { readonly outcome: 'memory' | 'output' | 'time' | 'cancelled' }
  /** `stale`: it had died while it had nothing to do; the script was never begun. */
  | { readonly outcome: 'died' | 'unavailable' | 'stale'; readonly reason: string };

/** What the process says is checked like the word of a stranger: whoever breaks out of the isolate speaks with its voice. */
const answer = z.union([
  z.strictObject({ ready: z.literal(true) }),
  z.strictObject({ begun: z.literal(true) }),
  z.strictObject({
    outcome: z.literal('ended'),
    code: z.int().min(0).max(255),
    stdout: z.string(),
    stderr: z.string(),
    value: z.string().nullable(),
    rss: z.number(),
  }),
  z.object({ outcome: z.enum(['memory', 'output']) }),
]);

export interface Runner {
  /** One at a time. Never throws. */
  run(ask: Ask, limits: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<Ending>;
  readonly usable: boolean;
  kill(): Promise<void>;
}

const startMs = 30_000;

export interface RunnerOptions {
  readonly log: Log;
  readonly inputLimit: number;
  readonly answerLimit: number;
  readonly memoryLimitMb: number;
}

/** One process that runs scripts. */
export const startRunner = ({ log, inputLimit, answerLimit, memoryLimitMb }: RunnerOptions): Runner => {
  const { child, pipe } = spawnRunner({ inputLimit, memoryLimitMb });
  const ready = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  let isReady = false;
  let served = 0;
  let begun = 0;
  let usable = true;
  let said = '';
  let settle: ((ending: Ending) => void) | undefined;

  const end = (reason: string): void => {
    usable = false;
    child.kill('SIGKILL');
    const stale = served > 1 && begun < served;
    settle?.({ outcome: isReady ? (stale ? 'stale' : 'died') : 'unavailable', reason });
  };

  const take = (message: unknown): void => {
    const { data } = answer.safeParse(message);
    if (data === undefined) return end('it said what it should not');
    if ('ready' in data) {
      isReady = true;
      return ready.resolve();
    }
    if ('begun' in data) return void begun++;
    if (settle === undefined) return end('it spoke when nobody had asked');
    // A process that has grown is replaced, before it is the reason that a script fails.
    if (data.outcome === 'memory' || ('rss' in data && data.rss > (memoryLimitMb / 2) * 2 ** 20))
      usable = false;
    settle(data);
  };

  pipe?.on('data', readFrames({ limit: answerLimit, take, refuse: end }));
  // Told in full by its `close`.
  pipe?.on('error', () => child.kill('SIGKILL'));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(0, 4_000)));
  child.on('error', (error) => {
    end(`it could not be started: ${error.message}`);
    gone.resolve();
  });
  // After `exit` its last words may still be in the pipe; after `close` they are not.
  child.on('close', (code, signal) => {
    if (!isReady) log.error('the process for scripts did not start', { code, signal, said });
    else if (/out of memory|is_heap_oom|bad_alloc/i.test(said)) settle?.({ outcome: 'memory' });
    end(signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`);
    gone.resolve();
  });
  const hold = (held: boolean): void => {
    for (const one of [child, pipe, child.stderr as unknown as typeof pipe | null]) {
      if (held) one?.ref();
      else one?.unref();
    }
  };

  return {
    get usable() {
      return usable;
    },
    run: async (ask, { timeoutMs, signal }) => {
      const ending = Promise.withResolvers<Ending>();
      settle = ending.resolve;
      const cutOff = (outcome: 'time' | 'cancelled') => {
        usable = false;
        ending.resolve({ outcome });
        child.kill('SIGKILL');
      };
      const cancel = () => cutOff('cancelled');
      signal.addEventListener('abort', cancel, { once: true });
      hold(true);
      let timer: NodeJS.Timeout | undefined;
      try {
        if (!usable) return { outcome: 'stale', reason: 'it is gone' };
        if (signal.aborted) return { outcome: 'cancelled' };
        served++;
        timer = setTimeout(() => end(`it was not ready in ${startMs / 1_000} s`), startMs);
        await Promise.race([ready.promise, ending.promise]);
        clearTimeout(timer);
        timer = setTimeout(() => cutOff('time'), timeoutMs);
        pipe?.write(frameOf(ask));
        return await ending.promise;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        settle = undefined;
        hold(false);
      }
    },
    kill: async () => {
      usable = false;
      hold(true);
      child.kill('SIGKILL');
      await gone.promise;
    },
  };
};
