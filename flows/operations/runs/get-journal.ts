import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { entrySchema, shownEntry } from '../../run/shape-journal.ts';
import { runIdSchema } from '../../run/shape.ts';
import { journalPage } from '../../run/store-journal-view.ts';
import { getRun } from '../../run/store-runs.ts';

export const getJournal = () =>
  hubOperation({
    name: 'runs.journal',
    summary: 'What a run has done, in order',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/runs/{run}/journal' },
    input: z.strictObject({
      run: runIdSchema,
      after: z.coerce.number().int().min(0).default(0).describe('The `next` of the page before.'),
      limit: z.coerce.number().int().min(1).max(1_000).default(200),
      bodies: z.enum(['whole', 'short']).default('whole').describe('`short` leaves long bodies out.'),
    }),
    output: z.strictObject({ items: z.array(entrySchema), next: z.number().int().nullable() }),
    run: async ({ run, after, limit, bodies }, { tx, spaceId }) => {
      await getRun(tx, spaceId, run);
      const short = bodies === 'short';
      const rows = await journalPage(tx, { spaceId, runId: run, after, limit: limit + 1, short });
      const shown = rows.slice(0, limit);
      return { items: shown.map(shownEntry), next: rows.length > limit ? (shown.at(-1)?.seq ?? null) : null };
    },
  });
