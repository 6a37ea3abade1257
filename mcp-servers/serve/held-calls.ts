import { setImmediate as nextTurn } from 'node:timers/promises';
import { HubError } from '../../core/errors.ts';
import type { Asked } from '../sdk/server.ts';
import { isAnswerTo, requireAnswerable } from './can-answer.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { Exchange, Outcome, Question, Values } from './offer.ts';
import { stateLivesMs } from './sealed-state.ts';

/** A question to the client in the middle of a call of the stateless era: the call waits here for the request that brings the answer. */
export interface HeldCalls {
  /** Runs until the call is over, or has to ask. */
  begin(turn: Turn, run: (exchange: Exchange) => Promise<Outcome>): Promise<Step>;
  /** Goes on with one that waits. Undefined: there is none, or it has been gone on with already. */
  resume(turn: Turn, waiting: WaitingCall): Promise<Step> | undefined;
  readonly size: number;
  close(): void;
}

/** One request of the client. */
export interface Turn {
  readonly asked: Asked;
  readonly principal: string;
  readonly requestId: string;
  readonly clientCapabilities: Values;
  readonly exchange: Pick<Exchange, 'progress' | 'log'>;
}

export interface WaitingCall {
  readonly call: string;
  readonly round: number;
}

export type Step =
  | { readonly kind: 'over'; readonly outcome: Outcome }
  | {
      readonly kind: 'asks';
      readonly questions: Readonly<Record<string, Question>>;
      readonly waiting: WaitingCall;
    };

interface Ask {
  readonly question: Question;
  resolve(answer: Values): void;
  reject(error: unknown): void;
}

interface Call {
  /** Given when it has to wait. */
  id: string;
  asked: number;
  readonly principal: string;
  readonly asks: Map<string, Ask>;
  readonly abort: AbortController;
  outcome: Promise<Outcome>;
  turn: Turn | undefined;
  /** As the newest request said: a question may come up between two of them. */
  clientCapabilities: Values;
  round: number;
  asking: PromiseWithResolvers<void>;
  until: number;
}

const mostOfAll = 1_000;
const mostOfOne = 32;

export const openHeldCalls = ({
  heartbeat,
  monotonic,
  newId,
}: {
  readonly heartbeat: Heartbeat;
  readonly monotonic: () => number;
  readonly newId: () => string;
}): HeldCalls => {
  const held = new Map<string, Call>();

  const giveUp = (call: Call, error: HubError): void => {
    held.delete(call.id);
    call.abort.abort(error);
    for (const ask of call.asks.values()) ask.reject(error);
    call.asks.clear();
  };

  const sweep = {
    beat: (now: number): void => {
      for (const call of held.values()) {
        if (call.until < now)
          giveUp(call, new HubError('cancelled', 'Nobody answered the question in ten minutes.'));
      }
      if (held.size === 0) heartbeat.delete(sweep);
    },
  };

  const hold = (call: Call): void => {
    let ofOne = 0;
    for (const { principal } of held.values()) if (principal === call.principal) ofOne++;
    if (held.size >= mostOfAll || ofOne >= mostOfOne) {
      const error = new HubError('overloaded', 'Too many calls wait for answers. Answer some of them first.');
      giveUp(call, error);
      throw error;
    }
    if (call.id === '') call.id = newId();
    call.until = monotonic() + stateLivesMs;
    held.set(call.id, call);
    heartbeat.add(sweep);
  };

  const step = async (call: Call, turn: Turn): Promise<Step> => {
    call.turn = turn;
    call.clientCapabilities = turn.clientCapabilities;
    const gone = (): void => call.abort.abort(turn.asked.signal.reason);
    turn.asked.signal.addEventListener('abort', gone, { once: true });
    try {
      if (call.asks.size === 0) {
        const outcome = await Promise.race([call.outcome, call.asking.promise]);
        if (outcome !== undefined) return { kind: 'over', outcome };
      }
      // Questions that are asked at the same time go out together.
      await nextTurn();
    } finally {
      turn.asked.signal.removeEventListener('abort', gone);
    }
    call.turn = undefined;
    call.round++;
    hold(call);
    const questions = Object.fromEntries([...call.asks].map(([key, { question }]) => [key, question]));
    return { kind: 'asks', questions, waiting: { call: call.id, round: call.round } };
  };

  const ask = (call: Call, question: Question): Promise<Values> => {
    requireAnswerable(question, call.clientCapabilities);
    const { promise, resolve, reject } = Promise.withResolvers<Values>();
    call.asks.set(`question_${++call.asked}`, { question, resolve, reject });
    call.asking.resolve();
    return promise;
  };

  return {
    begin: async (turn, run) => {
      const call: Call = {
        id: '',
        asked: 0,
        principal: turn.principal,
        asks: new Map(),
        abort: new AbortController(),
        outcome: Promise.resolve({ kind: 'complete', result: {} }),
        turn,
        clientCapabilities: turn.clientCapabilities,
        round: 0,
        asking: Promise.withResolvers(),
        until: 0,
      };
      const exchange: Exchange = {
        signal: call.abort.signal,
        requestId: turn.requestId,
        clientCapabilities: turn.clientCapabilities,
        progress: (params) => call.turn?.exchange.progress(params),
        log: (level, data, logger) => call.turn?.exchange.log(level, data, logger),
        ask: async (question) => ask(call, question),
        answers: turn.asked.answers,
        state: turn.asked.state,
      };
      call.outcome = run(exchange);
      // A call that fails while nobody waits for it must not end the process: whoever comes next is told.
      call.outcome.catch(() => undefined);
      return step(call, turn);
    },
    resume: (turn, waiting) => {
      const call = held.get(waiting.call);
      if (call === undefined || call.principal !== turn.principal || call.round !== waiting.round)
        return undefined;
      held.delete(call.id);
      for (const [key, one] of call.asks) {
        const answer = turn.asked.answers?.[key];
        if (!isAnswerTo(one.question, answer)) continue;
        call.asks.delete(key);
        one.resolve(answer);
      }
      if (call.asks.size === 0) call.asking = Promise.withResolvers();
      return step(call, turn);
    },
    get size() {
      return held.size;
    },
    close: () => {
      for (const call of [...held.values()])
        giveUp(
          call,
          new HubError('shutting_down', 'The hub stops; the question cannot be answered here any more.'),
        );
    },
  };
};
