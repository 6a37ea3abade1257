import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { HubError } from '../../../core/errors.ts';
import type { JobQueue } from '../../../core/ports.ts';
import type { Tx } from '../../../platform/db/open.ts';
import { newId } from '../../../platform/ids.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { addPortion } from '../../retries/retry-portion.ts';
import { chosenOf, chosenSchema, retrySchema, shownRetry } from '../../retries/shape.ts';
import { addRetry, countChosen, getRetry } from '../../retries/store.ts';

const mostRuns = 100_000;

export const startRetry = ({ jobs }: { readonly jobs: JobQueue<Tx> }) =>
  hubOperation({
    name: 'retries.start',
    summary: 'Begin many runs again: all that fit a filter',
    description:
      'Of those that failed or were parked and that nobody has dealt with, unless the filter asks for others: `status` may be cancelled, too. Each goes on as by runs.retry, some at a time, the oldest first. Runs that are under way are left out, and so are fast ones: whoever asks twice retries nothing twice. With `dryRun` nothing is begun, and the answer says how many runs it would be.',
    access: 'flows.run',
    http: { method: 'POST', path: '/api/retries' },
    input: z.strictObject({
      ...chosenSchema.shape,
      dryRun: z.boolean().default(false),
    }),
    output: z.strictObject({
      count: z.number().int().describe('Runs that it is about.'),
      retry: retrySchema.nullable().describe('Null where there was nothing to begin.'),
    }),
    run: async ({ dryRun, ...wanted }, context) => {
      const { tx, spaceId, caller } = context;
      const chosen = chosenOf(wanted);
      const count = await countChosen(tx, spaceId, chosen);
      if (dryRun || count === 0) {
        context.audit('', { ...wanted, runs: wanted.runs?.length, count, dryRun });
        return { count, retry: null };
      }
      if (count > mostRuns)
        throw new HubError(
          'input_invalid',
          `${count} runs fit this, and one retry takes ${mostRuns}. Narrow it, for example by the time they began.`,
        );
      const retryId = newId('rty');
      await addRetry(tx, spaceId, {
        ...{ retryId, chosen, askedBy: callerId(caller) },
        askedByName: 'name' in caller ? caller.name : '',
        wanted: JSON.stringify(wanted),
      });
      await addPortion(tx, jobs, { spaceId, retryId, portion: 0 });
      context.audit(retryId, { ...wanted, runs: wanted.runs?.length, count });
      return { count, retry: shownRetry(await getRetry(tx, spaceId, retryId)) };
    },
  });
