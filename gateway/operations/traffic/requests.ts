import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { readRequests } from '../../traffic/usage/store.ts';

export const listTrafficRequests = () =>
  hubOperation({
    name: 'traffic.requests',
    summary: 'Some of the last requests at the gateway',
    description:
      'A sample of the last quarter of an hour, newest first: a few a second of what went well, more of what was refused or failed. Paths without their queries, no headers, no bodies.',
    access: 'traffic.read',
    http: { method: 'GET', path: '/api/traffic/requests' },
    hints: { readOnly: true },
    input: z.strictObject({
      pipeline: z.string().max(100).optional(),
      outcome: z.enum(['all', 'refused', 'failed']).default('all'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          requestId: z.string(),
          at: z.string(),
          pipeline: z.string(),
          consumer: z.string().nullable(),
          method: z.string(),
          path: z.string(),
          status: z.number().describe('0: the client went before there was one.'),
          ms: z.number(),
          bytes: z.number(),
          client: z.string(),
          service: z.string().nullable(),
          reason: z.string().nullable().describe('Why it failed or was refused.'),
        }),
      ),
    }),
    run: async ({ pipeline, outcome, limit }, { tx, spaceId }) => ({
      items: (await readRequests(tx, spaceId, { pipeline, outcome, limit })).map((item) => ({ ...item })),
    }),
  });
