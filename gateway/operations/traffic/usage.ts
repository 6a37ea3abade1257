import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { bucketEnds } from '../../traffic/usage/counts.ts';
import { readUsage, usageGroups } from '../../traffic/usage/store.ts';

const instant = z.iso.datetime({ offset: true });
const longestDays = 400;

export const getTrafficUsage = () =>
  hubOperation({
    name: 'traffic.usage',
    summary: 'How much went through the gateway',
    description:
      'By time (minutes within a day, hours beyond), by pipeline or by consumer. `buckets` count the requests that took at most as many milliseconds as `bucketEnds` says, and in a last one all others. A request counts as failed with 5xx or without an answer, as refused with 4xx.',
    access: 'traffic.read',
    http: { method: 'GET', path: '/api/traffic/usage' },
    hints: { readOnly: true },
    input: z.strictObject({
      from: instant,
      to: instant,
      group: z.enum(usageGroups).default('time'),
      pipeline: z.string().max(100).optional(),
      consumerId: z.string().max(100).optional(),
    }),
    output: z.strictObject({
      bucketEnds: z.array(z.number()),
      rows: z.array(
        z.strictObject({
          key: z.string(),
          requests: z.number(),
          refused: z.number(),
          failed: z.number(),
          bytes: z.number(),
          ms: z.number(),
          buckets: z.array(z.number()),
        }),
      ),
    }),
    run: async (asked, { tx, spaceId }) => {
      const ms = Date.parse(asked.to) - Date.parse(asked.from);
      if (ms <= 0 || ms > longestDays * 86_400_000)
        throw new HubError(
          'input_invalid',
          `From ${asked.from} to ${asked.to} is no time that can be shown.`,
          {
            problems: [{ path: '/to', message: `must be after "from", by at most ${longestDays} days` }],
          },
        );
      const rows = await readUsage(tx, spaceId, {
        ...{ from: asked.from, to: asked.to, group: asked.group },
        ...{ pipeline: asked.pipeline, consumerId: asked.consumerId },
      });
      return {
        bucketEnds: [...bucketEnds],
        rows: rows.map((row) => ({ ...row, buckets: [...row.buckets] })),
      };
    },
  });
