import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import type { LimitVerdict } from '../../../core/ports.ts';
import { setHeader } from '../answers/answer-head.ts';
import type { Exchange } from '../exchange.ts';
import { templateText } from '../expressions/expression-fields.ts';
import { onHead } from '../answers/hooks.ts';
import { countedBy, keyOf, shortKey } from '../fields/limit-key.ts';
import { sendAnswer } from '../answers/own-answer.ts';
import { definePolicy, type Step } from '../policy.ts';
import { compileTemplate } from '../expressions/template.ts';

export const rateLimit = definePolicy({
  name: 'rate-limit',
  title: 'Limit the rate',
  about: 'Lets so many requests through in a time, counted over all processes.',
  group: 'limits',
  action: z.strictObject({
    by: z
      .enum(countedBy)
      .default('ip')
      .describe('Whom to count for; a request without a consumer counts for its address.'),
    rateLimitBy: templateText
      .optional()
      .describe('Instead: a text to count for, such as ${.request.headers["x-tenant"]}.'),
    max: z
      .number()
      .int()
      .min(0)
      .max(1_000_000_000)
      .default(5)
      .describe('Requests in the window; 0 for no limit.'),
    windowMs: z
      .number()
      .int()
      .min(1_000)
      .max(86_400_000)
      .default(60_000)
      .describe('The window in milliseconds; it begins with the first request.'),
    statusCode: z.number().int().min(400).max(599).default(429).describe('The status of what is refused.'),
    message: z
      .string()
      .min(1)
      .max(1_000)
      .default('Too many requests, please try again later.')
      .describe('What is said with it.'),
    headers: z
      .boolean()
      .default(true)
      .describe('Tell clients how much is left, in RateLimit and X-RateLimit headers.'),
    share: z
      .string()
      .regex(/^[\w.-]{1,64}$/, 'must be at most 64 letters, digits, points and hyphens')
      .optional()
      .describe('A name: all limits of the space with this name count together.'),
  }),
  compile: (action, place, deps) => {
    const { max, windowMs, statusCode, message } = action;
    if (max === 0) return () => undefined;
    const { limiter } = deps;
    const limit = { max, windowMs };
    const counted =
      action.rateLimitBy === undefined
        ? keyOf(action.by)
        : templateKey(compileTemplate(action.rateLimitBy, { place, deps, path: '/rateLimitBy' }).text);
    const prefix =
      action.share === undefined
        ? `traffic:${place.spaceId}:${place.pipeline}${place.at ?? ''}:${max}:`
        : `traffic:${place.spaceId}=${action.share}:${max}:`;
    const policy = `"default";q=${max};w=${Math.ceil(windowMs / 1000)}`;

    const refuse = (exchange: Exchange, verdict: LimitVerdict): Step | Promise<Step> => {
      const retryAfter = Math.max(1, Math.ceil(verdict.resetMs / 1000));
      if (statusCode === 429) throw new HubError('rate_limited', message, { retryAfter });
      return sendAnswer(exchange, {
        status: statusCode,
        headers: ['content-type', 'text/plain; charset=utf-8', 'retry-after', String(retryAfter)],
        body: message,
      });
    };

    return async (exchange) => {
      const verdict = await limiter.take(prefix + counted(exchange), limit);
      if (action.headers) onHead(exchange, (head) => tell(head, verdict, policy));
      return verdict.allowed ? undefined : refuse(exchange, verdict);
    };
  },
});

const templateKey =
  (text: (exchange: Exchange) => string) =>
  (exchange: Exchange): string =>
    shortKey(text(exchange));

/** Of several limits the last one to be passed speaks in the older headers; the newer ones hold all of them. */
const tell = (head: Parameters<typeof setHeader>[0], verdict: LimitVerdict, policy: string): void => {
  const left = Math.max(0, verdict.remaining);
  setHeader(head, 'x-ratelimit-limit', String(verdict.limit));
  setHeader(head, 'x-ratelimit-remaining', String(left));
  head.headers.push('ratelimit-policy', policy);
  head.headers.push('ratelimit', `"default";r=${left};t=${Math.ceil(verdict.resetMs / 1000)}`);
};
