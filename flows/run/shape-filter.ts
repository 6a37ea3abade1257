import { z } from 'zod';
import { flowNameSchema } from '../shapes.ts';
import { runIdSchema } from './shape.ts';
import { deadLetters, runStatuses, type RunFilter } from './store-runs.ts';

/** What runs are looked for by. */
export const runFilterFields = {
  flow: flowNameSchema.optional(),
  status: z.enum(runStatuses).optional(),
  dead: z
    .enum(deadLetters)
    .optional()
    .describe(
      'Dead letters: runs that were parked or that failed, but for those that tried a draft out. `open`: nobody has dealt with them; `dismissed`: somebody has.',
    ),
  errorType: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe(
      'Type of the error that they failed with; of those of the standard the last word: `communication`.',
    ),
  trigger: z.string().min(1).max(200).optional().describe('`event` stands for events of all types.'),
  parent: runIdSchema.optional().describe('The run that began them.'),
  from: z.iso.datetime().optional().describe('Begun at this instant or later.'),
  until: z.iso.datetime().optional().describe('Begun before this instant.'),
};

type Given = z.output<z.ZodObject<typeof runFilterFields>>;

export const runFilterOf = ({ from, until, ...filter }: Given): RunFilter => ({
  ...filter,
  from: from === undefined ? undefined : new Date(from),
  until: until === undefined ? undefined : new Date(until),
});
