import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports.ts';
import { setHeader } from '../answers/answer-head.ts';
import type { Exchange } from '../exchange.ts';
import { onHead } from '../answers/hooks.ts';
import { countedBy, keyOf } from '../fields/limit-key.ts';
import { definePolicy } from '../policy.ts';
import type { QuotaVerdict } from '../quotas/quotas.ts';

export const quota = definePolicy({
  name: 'quota',
  title: 'Quota',
  about: 'Lets so many requests through in a day or a month of the calendar (UTC).',
  group: 'limits',
  action: z.strictObject({
    max: z.number().int().min(1).max(1_000_000_000).describe('Requests in the period.'),
    period: z.enum(['day', 'month']).default('month').describe('Begins at midnight UTC, or with the month.'),
    by: z
      .enum(countedBy)
      .default('consumer')
      .describe('Whom to count for; a request without a consumer counts for its address.'),
    message: z
      .string()
      .min(1)
      .max(1_000)
      .default('The quota is used up.')
      .describe('What is said when it is.'),
    headers: z.boolean().default(true).describe('Tell clients how much is left, in X-Quota headers.'),
  }),
  compile: ({ max, period, by, message, headers }, place, deps) => {
    const { quotas, clock } = deps;
    const { spaceId } = place;
    const key = keyOf(by);
    // Without the number, so that one that is changed goes on from what is taken.
    const prefix = `${place.pipeline}${place.at ?? ''}:`;
    const current = openPeriod(period, clock);
    const judge = (exchange: Exchange, { allowed, remaining }: QuotaVerdict): undefined => {
      if (headers)
        onHead(exchange, (head) => {
          setHeader(head, 'x-quota-limit', String(max));
          setHeader(head, 'x-quota-remaining', String(remaining));
        });
      if (allowed) return undefined;
      const retryAfter = Math.max(1, Math.ceil((current().endsAt - clock.now().getTime()) / 1000));
      throw new HubError('rate_limited', message, { retryAfter });
    };
    return (exchange) => {
      const { name, endsAt } = current();
      const verdict = quotas.take({ spaceId, counter: `${prefix}${name}:${key(exchange)}`, max, endsAt });
      return verdict instanceof Promise
        ? verdict.then((one) => judge(exchange, one))
        : judge(exchange, verdict);
    };
  },
});

interface Period {
  readonly name: string;
  readonly endsAt: number;
}

const openPeriod = (kind: 'day' | 'month', clock: Clock): (() => Period) => {
  let known: Period = { name: '', endsAt: -Infinity };
  return () => {
    const now = clock.now();
    if (now.getTime() < known.endsAt) return known;
    const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
    known =
      kind === 'day'
        ? { name: now.toISOString().slice(0, 10), endsAt: Date.UTC(year, month, day + 1) }
        : { name: now.toISOString().slice(0, 7), endsAt: Date.UTC(year, month + 1, 1) };
    return known;
  };
};
