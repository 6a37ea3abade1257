import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { checkFlow } from '../../check/on-demand.ts';
import type { FlowDeps } from '../../deps.ts';
import { findingsShape, flowNameSchema, flowSchema } from '../../shapes.ts';
import { readDraft, requireFlow } from '../../store-flows.ts';

export const getFlow = ({ catalogue }: Pick<FlowDeps, 'catalogue'>) =>
  hubOperation({
    name: 'flows.get',
    summary: 'One flow with its draft, and what is wrong with it',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/flows/{name}' },
    input: z.strictObject({ name: flowNameSchema }),
    output: z.strictObject({ flow: flowSchema, text: z.string(), ...findingsShape }),
    run: async ({ name }, { tx, spaceId }) => {
      // In this order: a text that is newer than its fence is only refused once more than it had to be.
      const flow = await requireFlow(tx, spaceId, name);
      const { text } = await readDraft(tx, spaceId, name);
      const { problems, warnings } = await checkFlow(text, { spaceId, catalogue });
      return { flow, text, problems: [...problems], warnings: [...warnings] };
    },
  });
