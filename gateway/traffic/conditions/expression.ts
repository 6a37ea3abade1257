import { z } from 'zod';
import { compileExpression } from '../expressions/expression.ts';
import { expressionText } from '../expressions/expression-fields.ts';
import { defineCondition } from '../policy.ts';

export const expression = defineCondition({
  name: 'expression',
  title: 'Expression',
  about: 'Requests for which a jq expression gives neither false nor null.',
  parameters: z.strictObject({
    expression: expressionText.describe('Such as .request.headers["x-plan"] == "gold".'),
  }),
  compile: ({ expression: source }, place, deps) => {
    const compiled = compileExpression(source, { place, deps, path: '/expression' });
    return (exchange) => {
      const value = compiled.value(exchange);
      return value !== false && value !== null;
    };
  },
});
