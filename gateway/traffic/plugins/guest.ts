import type { Log } from '../../../core/ports.ts';
import type { Exchange } from '../exchange.ts';
import type { Step } from '../policy.ts';
import type { PolicyDeps } from '../policy-deps.ts';
import type { Next } from './contract.ts';
import { speakExpress } from './express-words.ts';
import { failureOf, tooLate } from './failure.ts';
import { guestAnswer } from './guest-answer.ts';
import { guestRequest } from './guest-request.ts';
import { openGuestWords } from './guest-words.ts';

/** An exchange that plug-ins see as the request and response of express. Made when the first of them does. */
export interface Guest {
  /** Lets a plug-in do its work: `answered`, or nothing when it has called `next`. Throws what it failed with. */
  run(plugin: string, work: (next: Next) => unknown): Step | Promise<Step>;
  /** Lets a plug-in say something about the request. */
  ask(plugin: string, work: () => unknown): boolean | Promise<boolean>;
}

const usualMs = 30_000;

export type Guests = (exchange: Exchange) => Guest;

export const openGuests = (deps: Pick<PolicyDeps, 'log' | 'clock' | 'metrics'>): Guests => {
  const guests = new WeakMap<Exchange, Guest>();
  const wordsOf = openGuestWords(deps);
  return (exchange) => {
    const known = guests.get(exchange) ?? receive(exchange, wordsOf(exchange), deps.log);
    guests.set(exchange, known);
    return known;
  };
};

/** One plug-in that has the word, until it gives it on. */
interface Turn {
  over: boolean;
  answered(): void;
  passed(): void;
  failed(error: unknown): void;
}

const receive = (
  exchange: Exchange,
  words: ReturnType<ReturnType<typeof openGuestWords>>,
  log: Log,
): Guest => {
  const { request: message, response } = exchange;
  const request = guestRequest(exchange, words);
  let turn: Turn | null = null;
  const answer = guestAnswer(exchange, {
    answered: () => turn?.answered(),
    failed: (error) => turn?.failed(error),
  });
  speakExpress(message, response);
  // The client has gone: nobody waits for what a plug-in does.
  response.once('close', () => turn?.answered());
  const limitMs = exchange.pipeline.pluginMs ?? usualMs;
  const facts = {
    spaceId: exchange.spaceId,
    pipeline: exchange.pipeline.name,
    requestId: exchange.requestId,
  };

  const fail = (plugin: string, error: unknown): never => {
    answer.take();
    const failure = failureOf(plugin, error);
    if (failure.status >= 500) log.warn('traffic: a plug-in failed', { ...facts, plugin, error });
    throw failure;
  };

  const within = async <Value>(plugin: string, work: Promise<Value>): Promise<Value> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(tooLate(plugin, limitMs)), limitMs);
    });
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      return fail(plugin, error);
    } finally {
      clearTimeout(timer);
    }
  };

  const goOn = (plugin: string): Step | Promise<Step> => {
    let waiting: Promise<void> | undefined;
    try {
      waiting = request.leave();
    } catch (error) {
      return fail(plugin, error);
    }
    return waiting === undefined ? undefined : within(plugin, waiting).then(() => undefined);
  };

  return {
    run: (plugin, work) => {
      request.enter();
      let outcome: Step | Promise<Step>;
      let failure: { readonly error: unknown } | undefined;
      let settle: (() => void) | undefined;
      const over = (): boolean => {
        if (mine.over) return false;
        mine.over = true;
        turn = null;
        return true;
      };
      const mine: Turn = {
        over: false,
        answered: () => {
          if (!over()) return;
          outcome = 'answered';
          settle?.();
        },
        passed: () => {
          if (!over()) {
            log.warn('traffic: a plug-in has called next although its turn was over', { ...facts, plugin });
            return;
          }
          settle?.();
        },
        failed: (error) => {
          if (!over()) {
            log.warn('traffic: a plug-in failed after its turn', { ...facts, plugin, error });
            // Half an answer of its own must not pass for a whole one, nor keep the client waiting.
            if (outcome === 'answered' && response.headersSent && !response.writableEnded) response.destroy();
            return;
          }
          failure = { error };
          settle?.();
        },
      };
      turn = mine;
      const next: Next = (error) =>
        error && error !== 'route' && error !== 'router' ? mine.failed(error) : mine.passed();
      try {
        const given = work(next);
        if (isPromise(given))
          given.then(undefined, (error: unknown) => mine.failed(error ?? new Error('rejected')));
      } catch (error) {
        mine.failed(error ?? new Error('threw nothing'));
      }
      const end = (): Step | Promise<Step> => {
        if (failure !== undefined) return fail(plugin, failure.error);
        return outcome === 'answered' ? outcome : goOn(plugin);
      };
      if (mine.over) return end();
      const settled = new Promise<void>((resolve) => {
        settle = resolve;
      });
      return within(plugin, settled).then(end, (error: unknown) => {
        over();
        throw error;
      });
    },
    ask: (plugin, work) => {
      request.enter();
      let fits: unknown;
      try {
        fits = work();
      } catch (error) {
        return fail(plugin, error);
      }
      const said = async (is: unknown): Promise<boolean> => {
        await goOn(plugin);
        return Boolean(is);
      };
      if (isPromise(fits)) return within(plugin, fits).then(said);
      const waiting = goOn(plugin);
      return waiting instanceof Promise ? waiting.then(() => Boolean(fits)) : Boolean(fits);
    },
  };
};

const isPromise = (given: unknown): given is Promise<unknown> =>
  typeof given === 'object' && given !== null && typeof (given as { then?: unknown }).then === 'function';
