import { z } from 'zod';
import { HubError, isHubError } from '../../../core/errors.ts';
import { isObject, type ObjectValue, type Value } from '../../../core/jq/value.ts';
import { answerOf, headerPairs, notTaken } from '../answers/answer-value.ts';
import { defaultBodyBytes, wholeBody } from '../bodies/body-value.ts';
import type { Exchange } from '../exchange.ts';
import { contextOf } from '../expressions/expression-context.ts';
import { expressionText } from '../expressions/expression-fields.ts';
import { compileExpression } from '../expressions/expression.ts';
import { sendHeader } from '../answers/hooks.ts';
import { sendAnswer } from '../answers/own-answer.ts';
import type { PolicyDeps } from '../policy-deps.ts';
import { definePolicy, type Step } from '../policy.ts';

/** Inputs of flows are kept in their journals: what opens doors is not handed on. */
const credentials = ['authorization', 'cookie', 'proxy-authorization', 'x-api-key'];

export const flow = definePolicy({
  name: 'flow',
  title: 'Call a flow',
  about: 'Asks a flow of the space whether a request may go on, or lets it answer.',
  group: 'upstream',
  action: z.strictObject({
    flow: z.string().min(1).max(200).describe('The flow, by its name.'),
    as: z
      .enum(['check', 'answer'])
      .default('answer')
      .describe(
        'answer: its output is the answer, as {status, headers, body} or as a whole. check: {allow, status, message, headers} lets the request on, with more headers, or refuses it.',
      ),
    input: expressionText
      .optional()
      .describe('What the flow gets, by jq; all facts of the request without its credentials when left out.'),
    withBody: z.boolean().default(true).describe('Read the body, so that the flow gets it.'),
    maxBytes: z
      .number()
      .int()
      .min(1)
      .max(10_485_760)
      .default(defaultBodyBytes)
      .describe('Longer bodies are refused.'),
    waitMs: z.number().int().min(10).max(300_000).default(10_000).describe('How long the flow may take.'),
  }),
  compile: (action, place, deps) => {
    const input =
      action.input === undefined
        ? factsOf
        : compileExpression(action.input, { place, deps, path: '/input' }).value;
    const finish = action.as === 'answer' ? asAnswer : asVerdict;
    return async (exchange) => {
      if (action.withBody) await wholeBody(exchange, action.maxBytes);
      const output = await run(deps, exchange, { ...action, input: input(exchange) });
      return finish(exchange, output);
    };
  },
});

const factsOf = (exchange: Exchange): Value => {
  const context = contextOf(exchange, { query: true, body: true });
  const request = context['request'] as ObjectValue;
  const headers = Object.fromEntries(
    Object.entries(request['headers'] as ObjectValue).filter(([name]) => !credentials.includes(name)),
  );
  return { ...context, request: { ...request, headers } };
};

const run = async (
  deps: PolicyDeps,
  exchange: Exchange,
  { flow: name, input, waitMs }: { readonly flow: string; readonly input: Value; readonly waitMs: number },
): Promise<Value> => {
  try {
    const output = await deps.runFlow({
      spaceId: exchange.spaceId,
      flow: name,
      input,
      waitMs,
      requestId: exchange.requestId,
      consumer: exchange.consumer?.id ?? null,
      signal: exchange.signal(),
    });
    return (output ?? null) as Value;
  } catch (cause) {
    if (isHubError(cause) && (cause.retryable || cause.code === 'cancelled')) throw cause;
    // Why it failed is told by its run: it may hold what a client must not see.
    throw new HubError('upstream_failed', 'The flow behind this route failed.', { cause });
  }
};

const asAnswer = (exchange: Exchange, output: Value): Step | Promise<Step> => {
  const shaped = isObject(output) && ('status' in output || 'body' in output);
  return sendAnswer(exchange, answerOf(shaped ? output : { body: output }));
};

const asVerdict = (exchange: Exchange, output: Value): Step | Promise<Step> => {
  if (output === true) return undefined;
  const verdict: ObjectValue = isObject(output) ? output : { allow: output };
  const { allow = null } = verdict;
  if (typeof allow !== 'boolean') throw notTaken('The flow has to give {allow: true} or {allow: false}.');
  if (allow) {
    for (const [name, value] of headerPairs(verdict['headers'] ?? null)) sendHeader(exchange, name, value);
    return undefined;
  }
  const message = verdict['message'];
  const said = typeof message === 'string' ? message.slice(0, 1_000) : 'This request is not let in.';
  const status = verdict['status'] ?? 403;
  if (status === 403) throw new HubError('forbidden', said);
  return sendAnswer(exchange, answerOf({ status, body: { detail: said } }));
};
