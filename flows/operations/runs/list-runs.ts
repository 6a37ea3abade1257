import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { runIdSchema, runSchema, shownRun } from '../../run/shape.ts';
import { listRuns as readRuns, runSorts, runStatuses } from '../../run/store-runs.ts';
import { flowNameSchema } from '../../shapes.ts';

export const listRuns = () =>
  hubOperation({
    name: 'runs.list',
    summary: 'Runs of flows, the newest first',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/runs' },
    input: listInput(runSorts, {
      flow: flowNameSchema.optional(),
      status: z.enum(runStatuses).optional(),
      trigger: z.string().min(1).max(200).optional().describe('`event` stands for events of all types.'),
      parent: runIdSchema.optional().describe('The run that began them.'),
      from: z.iso.datetime().optional().describe('Begun at this instant or later.'),
      until: z.iso.datetime().optional().describe('Begun before this instant.'),
    }),
    output: page(runSchema),
    run: async ({ from, until, ...list }, { tx, spaceId }) => {
      const { items, next } = await readRuns(tx, spaceId, {
        ...list,
        from: from === undefined ? undefined : new Date(from),
        until: until === undefined ? undefined : new Date(until),
      });
      return { items: items.map(shownRun), next };
    },
  });
