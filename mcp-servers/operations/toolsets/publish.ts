import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ToolsetDeps } from '../../toolsets/deps.ts';
import { toolsetsChanged } from '../../toolsets/known-toolsets.ts';
import {
  fenceSchema,
  findingsShape,
  nameShape,
  noteSchema,
  numberSchema,
  toolsetSchema,
} from '../../toolsets/shapes.ts';
import { writer } from '../../toolsets/writer.ts';

export const publishDraft = (deps: ToolsetDeps) =>
  hubOperation({
    name: 'toolsets.publish',
    summary: 'Put a toolset into use',
    description:
      'The draft becomes the next version. With `number` an earlier version is put into use again, which is how to go back ' +
      'at once. Either is checked before: all that is wrong is told together, and nothing changes. What stands behind new ' +
      'tools is held to as it is now: when it changes, the tool is blocked until somebody approves that.',
    access: 'toolsets.publish',
    transaction: 'none',
    http: { method: 'POST', path: '/api/toolsets/{name}/publish' },
    input: z.strictObject({
      ...nameShape,
      note: noteSchema,
      number: numberSchema.optional().describe('An earlier version.'),
      fence: fenceSchema.optional().describe('The draft that is meant: refused when it was saved meanwhile.'),
    }),
    output: z.strictObject({
      toolset: toolsetSchema,
      number: z.number().int(),
      hash: z.string(),
      unchanged: z.boolean().describe('It was in use already.'),
      blocked: z
        .array(z.string())
        .describe('Tools that are not offered before somebody approves what they have become.'),
      warnings: findingsShape.warnings,
    }),
    run: async (input, context) => {
      const { publishToolset } = await import('../../toolsets/publish.ts');
      const published = await publishToolset(deps, context.spaceId, { ...input, ...writer(context.caller) });
      deps.hints.broadcast(toolsetsChanged);
      const { number, hash, unchanged, blocked, warnings } = published;
      context.audit(input.name, { number, hash, unchanged, note: input.note });
      return {
        toolset: published.toolset,
        number,
        hash,
        unchanged,
        blocked: [...blocked],
        warnings: [...warnings],
      };
    },
  });
