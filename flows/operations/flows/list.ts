import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { flowModes, flowSchema, flowStates } from '../../shapes.ts';
import { flowSorts, listFlows, publishedFilters } from '../../store-flows.ts';

export const listSpaceFlows = () =>
  hubOperation({
    name: 'flows.list',
    summary: 'The flows of this space',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/flows' },
    input: listInput(flowSorts, {
      state: z.enum(flowStates).optional(),
      mode: z.enum(flowModes).optional(),
      tag: z.string().min(1).max(300).optional().describe('A tag, or a tag with its value: `team=billing`.'),
      published: z
        .enum(publishedFilters)
        .optional()
        .describe('`changed`: in use, with a draft that says something else.'),
    }),
    output: page(flowSchema),
    run: async (list, { tx, spaceId }) => listFlows(tx, spaceId, list),
  });
