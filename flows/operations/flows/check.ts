import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { checkFlow } from '../../check/on-demand.ts';
import type { FlowDeps } from '../../deps.ts';
import { findingsShape, textBodyBytes, textSchema } from '../../shapes.ts';

export const checkText = ({ catalogue, resources }: Pick<FlowDeps, 'catalogue' | 'resources'>) =>
  hubOperation({
    name: 'flows.check',
    summary: 'What is wrong with the text of a flow',
    description:
      'Nothing is kept. What the flow takes from addresses is fetched, unless it was a moment ago.',
    access: 'flows.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/flows/check', maxBytes: textBodyBytes },
    hints: { readOnly: true },
    input: z.strictObject({ text: textSchema }),
    output: z.strictObject({
      name: z.string().nullable().describe('What the text calls its flow, where it can be read.'),
      ...findingsShape,
    }),
    run: async ({ text }, { spaceId }) => {
      const { document, problems, warnings } = await checkFlow(text, { spaceId, catalogue, resources });
      return { name: document?.name ?? null, problems: [...problems], warnings: [...warnings] };
    },
  });
