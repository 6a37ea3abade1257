import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { bodyValue, defaultBodyBytes, formOf, wholeBody } from '../bodies/body-value.ts';
import { headerOf } from '../expressions/expression-context.ts';
import { expressionText } from '../expressions/expression-fields.ts';
import { compileExpression } from '../expressions/expression.ts';
import { sendHeader } from '../answers/hooks.ts';
import { madeBody, madeContentType } from '../bodies/made-body.ts';
import { definePolicy } from '../policy.ts';

export const requestBody = definePolicy({
  name: 'request-body',
  title: 'Rewrite the body of requests',
  about: 'Makes another body by one jq program.',
  group: 'changes',
  action: z.strictObject({
    jq: expressionText.describe(
      'The body is ".", the facts of the request are "$context": {id, from: $context.consumer.name}',
    ),
    contentType: madeContentType,
    maxBytes: z
      .number()
      .int()
      .min(1)
      .max(104_857_600)
      .default(defaultBodyBytes)
      .describe('Longer bodies are refused.'),
  }),
  compile: ({ jq, contentType: type, maxBytes }, place, deps) => {
    const program = compileExpression(jq, { place, deps, path: '/jq' });
    return async (exchange) => {
      const bytes = await wholeBody(exchange, maxBytes);
      const given = headerOf(exchange, 'content-type');
      if (formOf(given, bytes) === 'other')
        throw new HubError('media_type_unsupported', 'The body has to be JSON, a form or a text here.');
      exchange.outgoing.body = madeBody(program.of(bodyValue(bytes, given), exchange), type);
      sendHeader(exchange, 'content-type', type);
      return undefined;
    };
  },
});
