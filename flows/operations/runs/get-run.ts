import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { runIdSchema, runSchema, shownRun } from '../../run/shape.ts';
import { getRun as readRun } from '../../run/store-runs.ts';

export const getRun = () =>
  hubOperation({
    name: 'runs.get',
    summary: 'One run, with its input and output',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/runs/{run}' },
    input: z.strictObject({ run: runIdSchema }),
    output: z.strictObject({ ...runSchema.shape, input: z.unknown(), output: z.unknown() }),
    run: async ({ run }, { tx, spaceId }) => {
      const row = await readRun(tx, spaceId, run);
      return {
        ...shownRun(row),
        input: JSON.parse(row.input) as unknown,
        output: row.output === null ? null : (JSON.parse(row.output) as unknown),
      };
    },
  });
