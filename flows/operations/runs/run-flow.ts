import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { Runs } from '../../run/runs.ts';
import { statusOfEnd } from '../../run/run-end.ts';
import { faultSchema, waitSchema } from '../../run/shape.ts';
import { runStatuses } from '../../run/store-runs.ts';
import { flowNameSchema, numberSchema } from '../../shapes.ts';

export const runFlow = ({ runs }: { readonly runs: Runs }) =>
  hubOperation({
    name: 'flows.run',
    summary: 'Run a flow',
    description:
      'Waits for its end as long as `wait` says, and answers with what is known then. A run that takes longer goes on; its id leads to it.',
    access: 'flows.run',
    transaction: 'none',
    http: {
      method: 'POST',
      path: '/api/flows/{name}/run',
      query: ['wait'],
      maxBytes: 16 * 1024 * 1024,
    },
    input: z.strictObject({
      name: flowNameSchema,
      input: z.unknown().optional().describe('`{}` when left out.'),
      version: z
        .union([z.literal('draft'), numberSchema])
        .optional()
        .describe('The version in use when left out.'),
      wait: waitSchema
        .default(30_000)
        .describe('How long to wait for the end: 30s when left out, 0 for not at all.'),
    }),
    output: z.strictObject({
      run: z.string(),
      status: z.enum(runStatuses),
      output: z.unknown().optional(),
      error: faultSchema.optional(),
      reason: z
        .string()
        .optional()
        .describe('Why it was parked. It may have an output or an error all the same.'),
    }),
    run: async ({ name, input, version, wait }, context) => {
      const handle = await runs.start({
        spaceId: context.spaceId,
        flow: name,
        version,
        input: input ?? {},
        trigger: version === 'draft' ? 'test' : 'call',
      });
      context.audit(name, { run: handle.runId });
      const signal =
        wait === 0 ? AbortSignal.abort() : AbortSignal.any([context.signal, AbortSignal.timeout(wait)]);
      const end = await handle.end(signal);
      const run = handle.runId;
      if (end === null) return { run, status: 'running' as const };
      return {
        run,
        status: statusOfEnd(end),
        ...(end.parked !== undefined && { reason: end.parked.reason }),
        ...(end.status === 'completed' && { output: end.output }),
        ...(end.status === 'faulted' && { error: end.error }),
      };
    },
  });
