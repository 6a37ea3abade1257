import { z } from 'zod';
import { toolsetUseSchema } from '../../../core/toolset-uses.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { checkFlow } from '../../check/on-demand.ts';
import { asTool, type FlowDeps } from '../../deps.ts';
import { findingsShape, flowNameSchema, flowSchema } from '../../shapes.ts';
import { readDraft, requireFlow } from '../../store-flows.ts';

export const getFlow = ({ db, uses, ...deps }: Pick<FlowDeps, 'db' | 'catalogue' | 'resources' | 'uses'>) =>
  hubOperation({
    name: 'flows.get',
    summary: 'One flow with its draft, and what is wrong with it',
    access: 'flows.read',
    // Not while others are asked what stands at their addresses.
    transaction: 'none',
    http: { method: 'GET', path: '/api/flows/{name}' },
    input: z.strictObject({ name: flowNameSchema }),
    output: z.strictObject({
      flow: flowSchema,
      text: z.string(),
      ...findingsShape,
      toolsets: z.array(toolsetUseSchema).describe('Toolsets that offer it as a tool.'),
    }),
    run: async ({ name }, { spaceId }) => {
      const { flow, text, toolsets } = await db.readInSpace(spaceId, async (tx) => ({
        // In this order: a text that is newer than its fence is only refused once more than it had to be.
        flow: await requireFlow(tx, spaceId, name),
        text: (await readDraft(tx, spaceId, name)).text,
        toolsets: (await uses.toolsetsUsing(tx, spaceId, [asTool(name)])).get(asTool(name)) ?? [],
      }));
      const { problems, warnings } = await checkFlow(text, { spaceId, ...deps });
      return { flow, text, problems: [...problems], warnings: [...warnings], toolsets };
    },
  });
