import { z } from 'zod';
import { instantText, instantTextOrNull } from '../../core/instant-text.ts';
import { idPattern } from '../../platform/ids.ts';
import { runFilterFields, runFilterOf } from '../run/shape-filter.ts';
import { runIdSchema } from '../run/shape.ts';
import { retryStatuses, type Chosen, type RetryRow } from './store.ts';

export const retryIdSchema = z.string().regex(idPattern('rty'), 'must be an id that begins with rty_');

export const chosenSchema = z.strictObject({
  ...runFilterFields,
  q: z
    .string()
    .max(200)
    .optional()
    .describe('Words in the reason, the flow, the id, or the key of their order.'),
  runs: z.array(runIdSchema).min(1).max(1_000).optional().describe('None but these.'),
});

/** Who names neither runs nor their status means those that nobody has dealt with. */
export const chosenOf = ({ q, runs, dead, ...filter }: z.output<typeof chosenSchema>): Chosen => ({
  ...runFilterOf({
    ...filter,
    dead: dead ?? (runs === undefined && filter.status === undefined ? 'open' : undefined),
  }),
  q,
  runs,
});

export const retrySchema = z.strictObject({
  retry: z.string(),
  wanted: z.looseObject({}).describe('Which runs were asked for.'),
  status: z.enum(retryStatuses),
  total: z.number().int().describe('How many runs that were.'),
  retried: z.number().int(),
  refused: z.number().int().describe('That could not be retried.'),
  askedBy: z.string(),
  askedByName: z.string(),
  askedAt: z.iso.datetime(),
  cancelledByName: z.string().nullable(),
  endedAt: z.iso.datetime().nullable(),
});

export const shownRetry = (row: RetryRow): z.infer<typeof retrySchema> => ({
  retry: row.retryId,
  wanted: JSON.parse(row.wanted) as Record<string, unknown>,
  status: row.status,
  total: row.total,
  retried: row.retried,
  refused: row.refused,
  askedBy: row.askedBy,
  askedByName: row.askedByName,
  askedAt: instantText(row.askedAt),
  cancelledByName: row.cancelledByName,
  endedAt: instantTextOrNull(row.endedAt),
});
