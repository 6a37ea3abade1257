import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { getHeader, setHeader } from '../answers/answer-head.ts';
import { readAnswerJson } from '../bodies/answer-json.ts';
import { expressionText } from '../expressions/expression-fields.ts';
import { compileExpression } from '../expressions/expression.ts';
import { onBody } from '../answers/hooks.ts';
import { madeBody, madeContentType } from '../bodies/made-body.ts';
import { definePolicy } from '../policy.ts';

export const responseBody = definePolicy({
  name: 'response-body',
  title: 'Rewrite the body of answers',
  about: 'Makes another body of JSON answers by one jq program.',
  group: 'changes',
  action: z.strictObject({
    jq: expressionText.describe('The body is ".", the facts are "$context": {items: [.data[] | {id, name}]}'),
    contentType: madeContentType,
    statuses: z
      .array(z.number().int().min(200).max(599))
      .max(100)
      .optional()
      .describe('Of answers with these statuses; 200 to 299 when left out.'),
    otherwise: z
      .enum(['pass', 'refuse'])
      .default('refuse')
      .describe('What becomes of answers of these statuses that are no JSON.'),
  }),
  compile: ({ jq, contentType: type, statuses, otherwise }, place, deps) => {
    const program = compileExpression(jq, { place, deps, path: '/jq' });
    const wanted = statuses === undefined ? null : new Set(statuses);
    return (exchange) => {
      onBody(exchange, (bytes, head) => {
        const fits = wanted === null ? head.status >= 200 && head.status < 300 : wanted.has(head.status);
        if (!fits || bytes.length === 0) return bytes;
        const value = readAnswerJson(bytes, getHeader(head, 'content-type'));
        if (value === undefined) {
          if (otherwise === 'pass') return bytes;
          // What the program was to hide must not go out because it could not be read.
          throw new HubError('upstream_failed', 'The service answered with something that is no JSON.');
        }
        const changed = madeBody(program.of(value, exchange, { answer: { status: head.status } }), type);
        setHeader(head, 'content-type', type);
        return changed;
      });
      return undefined;
    };
  },
});
