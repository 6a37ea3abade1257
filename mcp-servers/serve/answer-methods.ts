import { HubError } from '../../core/errors.ts';
import type { Asked } from '../sdk/server.ts';
import { askForPages } from './ask-for-pages.ts';
import { isAnswerTo, requireAnswerable } from './can-answer.ts';
import type { HeldCalls } from './held-calls.ts';
import { keepListText } from './message-text.ts';
import type { Exchange, Offer, OfferedPage, OfferedResources, Outcome, Values } from './offer.ts';
import type { CallState, SealedStates, StatePlace } from './sealed-state.ts';
import { knownTool } from './tool-index.ts';

/** What stands behind one request: given to the protocol with the message, and handed back with what it asks. */
export interface CallContext {
  readonly offer: Offer;
  readonly spaceId: string;
  readonly toolset: string;
  readonly principal: string;
  readonly requestId: string;
  readonly clientCapabilities: Values;
  /** Of the old era; there are no subscriptions without one. */
  readonly session:
    { subscribe(uri: string): Promise<void>; unsubscribe(uri: string): Promise<void> } | undefined;
}

export interface MethodDeps {
  readonly held: HeldCalls;
  readonly states: SealedStates;
  /** Which process holds the calls that wait here. */
  readonly process: string;
}

export type AnswerMethod = (asked: Asked) => Promise<Values>;

const levels = new Set(['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency']);

/** What an offer says, in the words of the protocol. */
export const answerMethods = (deps: MethodDeps): AnswerMethod => {
  return async (asked) => {
    const context = asked.context as CallContext;
    const { offer } = context;
    const { params } = asked;
    const cursor = params['cursor'] as string | undefined;
    switch (asked.method) {
      case 'tools/list':
        return page(asked, 'tools', await offer.tools.list(cursor));
      case 'resources/list':
        return page(asked, 'resources', await resourcesOf(offer).list(cursor));
      case 'resources/templates/list':
        return page(asked, 'resourceTemplates', await resourcesOf(offer).templates(cursor));
      case 'prompts/list':
        return page(asked, 'prompts', await promptsOf(offer).list(cursor));
      case 'tools/call': {
        const { name } = params as { readonly name: string };
        const call = { name, arguments: (params['arguments'] ?? {}) as Values, meta: asked.meta };
        const answer = await interruptible(deps, { asked, context }, (exchange) =>
          offer.tools.call(call, exchange),
        );
        return asked.envelope === undefined ? asObject(offer, name, answer) : answer;
      }
      case 'prompts/get': {
        const { name } = params as { readonly name: string };
        const given = (params['arguments'] ?? {}) as Values;
        return interruptible(deps, { asked, context }, (exchange) =>
          promptsOf(offer).get(name, given, exchange),
        );
      }
      case 'resources/read': {
        const { uri } = params as { readonly uri: string };
        return interruptible(deps, { asked, context }, async (exchange) => {
          const outcome = await resourcesOf(offer).read(uri, exchange);
          return asked.envelope === undefined || outcome.kind !== 'complete'
            ? outcome
            : { kind: 'complete', result: { ...outcome.result, ...keep(outcome.ttlMs ?? 0) } };
        });
      }
      case 'resources/subscribe':
        await context.session?.subscribe(params['uri'] as string);
        return {};
      case 'resources/unsubscribe':
        await context.session?.unsubscribe(params['uri'] as string);
        return {};
      case 'completion/complete': {
        if (offer.complete === undefined) throw new HubError('not_found', 'Nothing here can be completed.');
        return offer.complete(params, exchangeOf({ asked, context }));
      }
      default:
        return asked.method satisfies never;
    }
  };
};

/** In a session, structured content has to be an object; the protocol changes the schemas in the list in the same way. */
const asObject = async (offer: Offer, name: string, answer: Values): Promise<Values> => {
  const content = answer['structuredContent'];
  if (content === undefined) return answer;
  const isObject = typeof content === 'object' && content !== null && !Array.isArray(content);
  if (isObject && !(await knownTool(offer.tools, name)).plainOutput) return answer;
  return { ...answer, structuredContent: { result: content } };
};

const resourcesOf = ({ resources }: Offer): OfferedResources => {
  if (resources === undefined) throw new HubError('not_found', 'There are no resources here (any more).');
  return resources;
};

const promptsOf = ({ prompts }: Offer): NonNullable<Offer['prompts']> => {
  if (prompts === undefined) throw new HubError('not_found', 'There are no prompts here (any more).');
  return prompts;
};

/** Lists differ by caller: nobody else may be given them. */
const keep = (ttlMs: number): Values => ({ ttlMs: Math.max(0, Math.floor(ttlMs)), cacheScope: 'private' });

const page = (asked: Asked, name: string, { items, text, nextCursor, ttlMs }: OfferedPage): Values => {
  if (text !== undefined) keepListText(items, text);
  return {
    [name]: items,
    ...(nextCursor === undefined ? {} : { nextCursor }),
    ...(asked.envelope === undefined ? {} : keep(ttlMs)),
  };
};

interface One {
  readonly asked: Asked;
  readonly context: CallContext;
}

type Run = (exchange: Exchange) => Promise<Outcome>;

/** A request that may have to ask the client before it is answered. */
const interruptible = async (deps: MethodDeps, one: One, run: Run): Promise<Values> => {
  const { asked } = one;
  // In a session, the protocol asks the questions of an outcome itself, and calls again with the answers.
  if (asked.envelope === undefined) return result(await run(exchangeOf(one)), (state) => state);
  const place: StatePlace = { ...one.context, method: asked.method, params: asked.params };
  const state = asked.state === undefined ? undefined : deps.states.open(place, asked.state);
  const turn = { ...one.context, asked, exchange: exchangeOf(one) };
  const given: CallState | undefined = state;
  if (given !== undefined && 'call' in given && given.process !== deps.process) throw elsewhere();
  const step =
    given !== undefined && 'call' in given
      ? deps.held.resume(turn, given)
      : deps.held.begin({ ...turn, asked: { ...asked, state: given?.upstream } }, (exchange) =>
          askForPages(exchange, run),
        );
  if (step === undefined) throw elsewhere();
  const taken = await step;
  if (taken.kind === 'over')
    return result(taken.outcome, (upstream) => deps.states.seal(place, { upstream }));
  return {
    resultType: 'input_required',
    inputRequests: taken.questions,
    requestState: deps.states.seal(place, { ...taken.waiting, process: deps.process }),
  };
};

const elsewhere = (): HubError =>
  new HubError(
    'input_invalid',
    'The call that asked this question does not wait here (any more): it was answered or given up, or waits in another process of the hub. Send the request anew, without requestState.',
    { details: { reason: 'invalid_request_state' } },
  );

const result = (outcome: Outcome, seal: (state: string) => string): Values =>
  outcome.kind === 'complete'
    ? outcome.result
    : {
        resultType: 'input_required',
        inputRequests: outcome.requests,
        ...(outcome.state === undefined ? {} : { requestState: seal(outcome.state) }),
      };

/** What a call may do by way of the request that it answers. */
const exchangeOf = ({ asked, context }: One): Exchange => ({
  signal: asked.signal,
  requestId: context.requestId,
  clientCapabilities: context.clientCapabilities,
  progress: (params) => {
    const progressToken = asked.meta['progressToken'];
    if (progressToken !== undefined) asked.notify('notifications/progress', { ...params, progressToken });
  },
  log: (level, data, logger) => {
    if (context.offer.logging) asked.log(levels.has(level) ? level : 'info', data, logger);
  },
  ask: async (question) => {
    if (asked.envelope !== undefined)
      throw new HubError('input_invalid', 'Nothing can be asked while this is answered.');
    requireAnswerable(question, context.clientCapabilities);
    const answer = await asked.ask(question);
    if (isAnswerTo(question, answer)) return answer;
    throw new HubError(
      'upstream_failed',
      `The client's answer to "${question.method}" has not the form of one.`,
    );
  },
  answers: asked.answers,
  state: asked.state,
});
