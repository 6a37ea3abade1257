import { HubError } from '../../core/errors.ts';
import type { Log, Running } from '../../core/ports.ts';
import { checkJsonShape } from '../../platform/json-shape.ts';
import { startRunner, type Ending, type Runner } from './runner.ts';
import { openTurns } from './turns.ts';

export interface Script {
  readonly language: string;
  readonly code: string;
  /** A list becomes `process.argv`; each member of an object becomes a constant; either is `args`. */
  readonly arguments: unknown;
  readonly stdin: string | null;
  readonly environment: Readonly<Record<string, string>>;
  /** Whose script it is: those who wait take turns by it. */
  readonly owner?: string;
}

export interface ScriptResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the script exported as default, as JSON; null when it exported nothing. */
  readonly value: unknown;
}

export interface ScriptOptions {
  readonly log: Log;
  readonly memoryMb?: number;
  /** From when a process is ready for the script: waiting for a turn does not count. */
  readonly timeoutMs?: number;
  readonly processes?: number;
  readonly idleMs?: number;
  /** How many may wait for a turn. */
  readonly waiting?: number;
}

export interface Scripts extends Running {
  run(script: Script, signal: AbortSignal): Promise<ScriptResult>;
}

const megabyte = 2 ** 20;
/** Bytes of what a script is given, and characters of what it may write and return. */
const inputLimit = 8 * megabyte;
const outputLimit = megabyte;
const languages: ReadonlySet<string> = new Set(['js', 'javascript']);

export const isScriptLanguage = (language: string): boolean => languages.has(language);

interface Waiting {
  /** False when the process was gone before the script could begin. */
  begin(runner: Runner): Promise<boolean>;
  refuse(error: HubError): void;
}

/** Runs the scripts of flows, each in an isolate of its own, in processes that have nothing to lose. */
export const openScripts = (options: ScriptOptions): Scripts => {
  const { log, memoryMb = 64, timeoutMs = 10_000, processes = 2, idleMs = 30_000, waiting = 1_000 } = options;
  const turns = openTurns<Waiting>();
  const idle: { readonly runner: Runner; readonly timer: NodeJS.Timeout }[] = [];
  const runners = new Set<Runner>();
  let stopped = false;

  const start = (): Runner => {
    // Every character may take six bytes as JSON.
    const answerLimit = outputLimit * 6 + 4_096;
    const runner = startRunner({ log, inputLimit, answerLimit, memoryLimitMb: memoryMb * 4 + 256 });
    runners.add(runner);
    return runner;
  };

  const retire = (runner: Runner): Promise<void> => {
    runners.delete(runner);
    return runner.kill();
  };

  const rest = (runner: Runner): void => {
    if (!runner.usable || stopped) return void retire(runner);
    const timer = setTimeout(() => {
      idle.splice(idle.indexOf(entry), 1);
      void retire(runner);
    }, idleMs).unref();
    const entry = { runner, timer };
    idle.push(entry);
  };

  /** The one that ran last is the warmest; one that died while it had nothing to do is forgotten. */
  const take = (): Runner | undefined => {
    for (let entry = idle.pop(); entry !== undefined; entry = idle.pop()) {
      clearTimeout(entry.timer);
      if (entry.runner.usable) return entry.runner;
      void retire(entry.runner);
    }
    return runners.size < processes ? start() : undefined;
  };

  const serve = async (first: Runner, next: Waiting): Promise<void> => {
    let runner = first;
    while (!(await next.begin(runner))) {
      void retire(runner);
      runner = start();
    }
    rest(runner);
    pump();
  };

  const pump = (): void => {
    while (turns.size > 0) {
      const runner = take();
      const next = runner === undefined ? undefined : turns.next();
      if (runner === undefined || next === undefined) return;
      void serve(runner, next);
    }
  };

  const turn = (
    owner: string,
    signal: AbortSignal,
    run: (runner: Runner) => Promise<Ending>,
  ): Promise<Ending> => {
    const { promise, resolve, reject } = Promise.withResolvers<Ending>();
    const cancel = () => {
      leave();
      resolve({ outcome: 'cancelled' });
    };
    const leave = turns.add(owner, {
      begin: async (runner) => {
        signal.removeEventListener('abort', cancel);
        const ending = await run(runner);
        if (ending.outcome === 'stale' && !stopped) return false;
        resolve(ending);
        return true;
      },
      refuse: reject,
    });
    signal.addEventListener('abort', cancel, { once: true });
    pump();
    return promise;
  };

  return {
    run: async (script, signal) => {
      if (stopped) throw stopping();
      if (signal.aborted) throw cancelled();
      const ask = askOf(script, memoryMb);
      const { owner = '' } = script;
      // As many of one owner as there are places left: the next one always finds some.
      if (turns.size >= waiting || turns.of(owner) > waiting - turns.size) {
        throw new HubError('overloaded', `${turns.size} scripts wait for a turn already. Try again later.`, {
          retryAfter: 5,
        });
      }
      const ending = await turn(owner, signal, (runner) => runner.run(ask, { timeoutMs, signal }));
      if (stopped && ending.outcome !== 'ended') throw stopping();
      return resultOf(ending, { memoryMb, timeoutMs });
    },
    stop: async () => {
      stopped = true;
      for (let next = turns.next(); next !== undefined; next = turns.next()) {
        next.refuse(stopping());
      }
      for (const { timer } of idle.splice(0)) clearTimeout(timer);
      await Promise.all([...runners].map(retire));
    },
  };
};

const askOf = (script: Script, memoryMb: number) => {
  if (!isScriptLanguage(script.language)) {
    throw new HubError(
      'script_failed',
      `Scripts in "${script.language}" are not offered. Write the script in JavaScript (language: js).`,
    );
  }
  const { code, stdin, environment, arguments: given } = script;
  const ask = { code, given, stdin: stdin ?? '', environment, memoryMb, limit: outputLimit };
  const size = Buffer.byteLength(JSON.stringify(ask));
  if (size <= inputLimit) return ask;
  throw new HubError(
    'script_failed',
    `The script was given ${(size / megabyte).toFixed(1)} MB of code, arguments, stdin and environment; ${inputLimit / megabyte} MB are the most. Give it less.`,
  );
};

const stopping = (): HubError =>
  new HubError('shutting_down', 'The script did not come to its end: the hub is stopping.');

const cancelled = (): HubError =>
  new HubError('cancelled', 'The script was ended: whoever wanted it went away.');

const resultOf = (
  ending: Ending,
  limits: { readonly memoryMb: number; readonly timeoutMs: number },
): ScriptResult => {
  switch (ending.outcome) {
    case 'ended':
      return { code: ending.code, stdout: ending.stdout, stderr: ending.stderr, value: parsed(ending.value) };
    case 'cancelled':
      throw cancelled();
    case 'time':
      throw new HubError(
        'script_timeout',
        `The script ran for more than ${limits.timeoutMs / 1_000} s and was ended. Do less in one script, or look for an endless loop.`,
      );
    case 'memory':
      throw new HubError(
        'script_failed',
        `The script needed more than ${limits.memoryMb} MB of memory and was ended.`,
      );
    case 'output':
      throw new HubError('script_failed', 'The script wrote and returned more than 1 MB. Return less.');
    case 'died':
      throw new HubError('script_failed', `The process of the script died: ${ending.reason}.`);
    case 'unavailable':
    case 'stale':
      throw new HubError(
        'script_unavailable',
        `Scripts cannot be run right now: their process did not start (${ending.reason}).`,
      );
  }
};

/** The same depth as everywhere: deeper JSON hurts whoever reads it next. */
const parsed = (text: string | null): unknown => {
  if (text === null) return null;
  try {
    checkJsonShape(text, { depth: 64, keys: 100_000 });
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new HubError(
      'script_failed',
      'What the script returned is nested more than 64 levels deep, or has more than 100000 members.',
      { cause: error },
    );
  }
};
