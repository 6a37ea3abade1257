import type { Clock, RateLimiter } from '../../core/ports.ts';
import { conditions } from '../../gateway/traffic/condition-list.ts';
import { languageOf } from '../../gateway/traffic/document/language.ts';
import { compileSteps } from '../../gateway/traffic/document/compile-steps.ts';
import type { Exchange } from '../../gateway/traffic/exchange.ts';
import { sendAnswer, type OwnAnswer } from '../../gateway/traffic/answers/own-answer.ts';
import type { ForwardTo, PolicyDeps } from '../../gateway/traffic/policy-deps.ts';
import { startQuotas, type QuotasDeps } from '../../gateway/traffic/quotas/start-quotas.ts';
import { policies } from '../../gateway/traffic/policy-list.ts';
import type { Handler } from '../../gateway/traffic/policy.ts';
import { openRateLimiter, type SharedCounter } from '../../platform/limits/windows.ts';
import { openMetrics } from '../../platform/metrics.ts';
import {
  exchangeOf,
  trialSpace,
  type ExchangeParts,
  type SentAnswer,
  type TrialExchange,
} from './traffic-exchange.ts';
import { recordedLog } from './recorded-log.ts';

/** A clock that stands until it is moved. */
export interface MovedClock extends Clock {
  move(ms: number): void;
}

export const movedClock = (from = Date.UTC(2030, 0, 31, 12)): MovedClock => {
  let at = 0;
  return {
    now: () => new Date(from + at),
    monotonic: () => at,
    move: (ms) => {
      at += ms;
    },
  };
};

const countedHere = (clock: Clock): SharedCounter => {
  const windows = new Map<string, { taken: number; endsAt: number }>();
  return {
    take: async (counter, want, { max, windowMs }) => {
      const now = clock.monotonic();
      const known = windows.get(counter);
      const window = known !== undefined && known.endsAt > now ? known : { taken: 0, endsAt: now + windowMs };
      windows.set(counter, window);
      const granted = Math.min(want, max - window.taken);
      window.taken += granted;
      return { granted, windowEndsInMs: window.endsAt - now, left: max - window.taken };
    },
  };
};

const quotasHere = (): QuotasDeps['take'] => {
  const taken = new Map<string, number>();
  return async (asked) =>
    asked.map(({ spaceId, counter, add, want, max }) => {
      const before = Math.max(0, (taken.get(counter) ?? 0) + add);
      const granted = Math.max(0, Math.min(want, max - before));
      taken.set(counter, before + granted);
      return { spaceId, counter, granted, left: max - before - granted };
    });
};

/** What policies use of the hub: real but for the other side, which answers as the test says. */
export const policyTrial = (given: Partial<PolicyDeps> = {}) => {
  const clock = movedClock();
  const log = recordedLog();
  const metrics = openMetrics();
  const limiter: RateLimiter = openRateLimiter({
    counter: countedHere(clock),
    monotonic: clock.monotonic,
    whenDown: (error) => {
      throw error;
    },
  });
  const forwarded: { readonly exchange: Exchange; readonly to: ForwardTo }[] = [];
  let upstream: (exchange: Exchange) => OwnAnswer | Promise<OwnAnswer> = () => ({
    status: 200,
    headers: ['content-type', 'text/plain'],
    body: 'from the service',
  });
  const unused = (): never => {
    throw new Error('This trial has no such thing');
  };
  const deps: PolicyDeps = {
    consumers: {} as PolicyDeps['consumers'],
    limiter,
    quotas: startQuotas({ take: quotasHere(), clock, log }),
    egress: {} as PolicyDeps['egress'],
    clock,
    log,
    metrics,
    forward: async (exchange, to) => {
      forwarded.push({ exchange, to });
      return sendAnswer(exchange, await upstream(exchange));
    },
    runFlow: unused,
    operationOf: unused,
    ...given,
  };
  const language = languageOf({ policies, conditions, deps });
  const place = { spaceId: trialSpace, pipeline: 'trial', hasService: (name: string) => name !== 'unknown' };

  /** Policies as they stand in a document; what is wrong with them is thrown. */
  const compile = (...steps: readonly Readonly<Record<string, unknown>>[]): readonly Handler[] => {
    const compiled = compileSteps({ policies: steps }, place, language);
    if (compiled.problems.length > 0) throw new Wrong(compiled.problems);
    return compiled.steps;
  };

  const run = async (handlers: readonly Handler[], exchange: TrialExchange): Promise<boolean> => {
    for (const handler of handlers) if ((await handler(exchange)) === 'answered') return true;
    return false;
  };

  return {
    language,
    clock,
    log,
    metrics,
    forwarded,
    compile,
    run,
    answerWith: (answer: typeof upstream | OwnAnswer) => {
      upstream = typeof answer === 'function' ? answer : () => answer;
    },
    /** Through these policies, and the answer of it. */
    send: async (
      handlers: readonly Handler[],
      parts: ExchangeParts = {},
    ): Promise<SentAnswer & { exchange: TrialExchange }> => {
      const exchange = exchangeOf(parts);
      if (!(await run(handlers, exchange))) throw new Error('Nobody answered');
      return { ...(await exchange.answer()), exchange };
    },
    /** Through policies that answer nothing: how the request would go on. */
    pass: async (handlers: readonly Handler[], parts: ExchangeParts = {}): Promise<TrialExchange> => {
      const exchange = exchangeOf(parts);
      if (await run(handlers, exchange)) throw new Error('It was answered');
      return exchange;
    },
    /** Whether a condition lets a request to its policy. */
    fits: async (condition: Readonly<Record<string, unknown>>, parts: ExchangeParts = {}): Promise<boolean> =>
      run(compile({ terminate: [{ condition, action: {} }] }), exchangeOf(parts)),
  };
};

/** Of a document: what `toThrow` of a test can look into. */
class Wrong extends Error {
  constructor(problems: readonly { readonly path: string; readonly message: string }[]) {
    super(problems.map(({ path, message }) => `${path} ${message}`).join('\n'));
  }
}

export const to = { proxy: { action: { serviceEndpoint: 'backend' } } };
