import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { usageByApi, usageByTime } from '../../portal/store-published.ts';
import { portalSlug, visitAsConsumer, type PortalDeps } from '../../portal/visit.ts';

const rowSchema = z.strictObject({
  key: z.string().describe('The instant, or the API.'),
  requests: z.number(),
  refused: z.number().describe('Answered with 4xx.'),
  failed: z.number().describe('Answered with 5xx, or not at all.'),
});

export const getPortalUsage = (deps: PortalDeps) =>
  hubOperation({
    name: 'portal.usage',
    summary: 'How much the consumer that has signed in has called',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'GET', path: '/api/portal/{space}/usage' },
    input: z.strictObject({ space: portalSlug, days: z.coerce.number().int().min(1).max(90).default(7) }),
    output: z.strictObject({
      from: z.string(),
      step: z.enum(['hour', 'day']),
      byTime: z.array(rowSchema),
      byApi: z.array(rowSchema),
    }),
    run: async ({ space, days }, context) => {
      const { portal, visitor } = await visitAsConsumer(deps, space, context);
      const step = days <= 2 ? ('hour' as const) : ('day' as const);
      const from = beginOf(step, context.clock.now().getTime() - days * dayMs);
      const asked = { from, step, consumerId: visitor.consumerId };
      return deps.db.readInSpace(portal.spaceId, async (tx) => ({
        ...{ from, step },
        byTime: [...(await usageByTime(tx, portal.spaceId, asked))],
        byApi: [...(await usageByApi(tx, portal.spaceId, asked))],
      }));
    },
  });

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The first whole hour or day (UTC) after it: half of one would look like little. */
const beginOf = (step: 'hour' | 'day', ms: number): string => {
  const stepMs = step === 'hour' ? hourMs : dayMs;
  return new Date(Math.floor(ms / stepMs) * stepMs + stepMs).toISOString();
};
