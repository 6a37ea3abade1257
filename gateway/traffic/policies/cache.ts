import { z } from 'zod';
import { answerCache } from '../cache/answer-cache.ts';
import { definePolicy } from '../policy.ts';

export const cache = definePolicy({
  name: 'cache',
  title: 'Cache answers',
  about: 'Gives answers again for as long as the service says that they are good.',
  group: 'upstream',
  action: z.strictObject({
    defaultTtlMs: z
      .number()
      .int()
      .min(0)
      .max(86_400_000)
      .default(0)
      .describe('For answers that say nothing about it themselves; 0 leaves those out.'),
    maxTtlMs: z
      .number()
      .int()
      .min(1_000)
      .max(31_536_000_000)
      .default(86_400_000)
      .describe('Not longer than this, whatever the service says.'),
    maxBytes: z
      .number()
      .int()
      .min(1)
      .max(16_777_216)
      .default(1_048_576)
      .describe('Larger answers are not kept.'),
    shared: z
      .boolean()
      .default(false)
      .describe('All consumers get the same answers; otherwise each has answers of its own.'),
    obeyClient: z
      .boolean()
      .default(true)
      .describe("A client's Cache-Control: no-cache and no-store lead to the service."),
    waitMs: z
      .number()
      .int()
      .min(0)
      .max(30_000)
      .default(5_000)
      .describe('So long do requests for the same thing wait for the first of them.'),
  }),
  compile: (action, place, deps) => answerCache(action, place, deps),
});
