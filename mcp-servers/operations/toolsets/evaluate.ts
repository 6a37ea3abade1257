import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';

export const evaluateOutput = () =>
  hubOperation({
    name: 'toolsets.evaluate',
    summary: 'Try an expression that trims the answer of a tool',
    access: 'toolsets.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/toolset-expressions/evaluate' },
    hints: { readOnly: true },
    input: z.strictObject({
      expression: z.string().max(20_000),
      value: z.unknown().describe('An answer.'),
    }),
    output: z.strictObject({
      output: z.unknown(),
      problem: z
        .strictObject({
          message: z.string(),
          line: z.number().int().optional(),
          column: z.number().int().optional(),
        })
        .nullable(),
    }),
    run: async ({ expression, value }) => {
      const { tryExpression } = await import('../../toolsets/try-expression.ts');
      return tryExpression(expression, value);
    },
  });
