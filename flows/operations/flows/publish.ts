import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { flowsChanged, type FlowDeps } from '../../deps.ts';
import { publishFlow } from '../../publish.ts';
import { shownResources } from '../../resources/resource.ts';
import {
  fenceSchema,
  findingsShape,
  flowNameSchema,
  flowSchema,
  numberSchema,
  resourcesSchema,
} from '../../shapes.ts';
import { writer } from '../../writer.ts';

export const publishDraft = (deps: Pick<FlowDeps, 'db' | 'catalogue' | 'resources' | 'events' | 'hints'>) =>
  hubOperation({
    name: 'flows.publish',
    summary: 'Put a flow into use',
    description:
      'The draft becomes the next version. With `number` an earlier version is put into use again, which is how to go ' +
      'back at once. Either is checked before: all that is wrong is told together, and nothing changes. What the draft ' +
      'takes from addresses is fetched now, and stays with the version.',
    access: 'flows.publish',
    transaction: 'none',
    http: { method: 'POST', path: '/api/flows/{name}/publish' },
    input: z.strictObject({
      name: flowNameSchema,
      note: z
        .string()
        .trim()
        .max(2_000)
        .refine((text) => !text.includes('\u0000'), 'must not hold NUL characters')
        .default('')
        .describe('What is new, for those who read the versions.'),
      number: numberSchema.optional().describe('An earlier version.'),
      ignoreTests: z.boolean().default(false).describe('Publishes a draft whose tests fail.'),
      fence: fenceSchema.optional().describe('The draft that is meant: refused when it was saved meanwhile.'),
    }),
    output: z.strictObject({
      flow: flowSchema,
      number: z.number().int(),
      documentVersion: z.string(),
      unchanged: z.boolean().describe('It was in use already.'),
      resources: resourcesSchema,
      warnings: findingsShape.warnings,
    }),
    run: async (input, context) => {
      const { checked, ...published } = await publishFlow(deps, context.spaceId, {
        ...input,
        ...writer(context.caller),
      });
      deps.hints.broadcast(flowsChanged);
      const { number, documentVersion, unchanged } = published;
      context.audit(input.name, { number, documentVersion, unchanged });
      const { warnings, resources } = checked;
      return { ...published, warnings: [...warnings], resources: shownResources(resources) };
    },
  });
