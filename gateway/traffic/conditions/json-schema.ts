import { z } from 'zod';
import { bodyValue, defaultBodyBytes, wholeBody } from '../bodies/body-value.ts';
import { jsonSchema, schemaTest } from '../fields/given-schema.ts';
import { headerOf } from '../expressions/expression-context.ts';
import { defineCondition } from '../policy.ts';

export const jsonSchemaCondition = defineCondition({
  name: 'json-schema',
  title: 'Body fits a schema',
  about: 'Requests whose JSON or form body fits a JSON Schema.',
  parameters: z.strictObject({
    schema: jsonSchema.describe('The JSON Schema.'),
    logErrors: z.boolean().default(false).describe('Log why a body does not fit, without its values.'),
    maxBytes: z
      .number()
      .int()
      .min(1)
      .max(10_485_760)
      .default(defaultBodyBytes)
      .describe('Longer bodies are refused.'),
  }),
  compile: ({ schema, logErrors, maxBytes }, place, deps) => {
    const validate = schemaTest(schema, '/schema');
    return async (exchange) => {
      const body = await wholeBody(exchange, maxBytes);
      // Without a body there is an empty object, as express has it.
      const problems = validate(bodyValue(body, headerOf(exchange, 'content-type')) ?? {});
      if (logErrors && problems.length > 0)
        deps.log.warn('A body does not fit the schema of a condition', {
          requestId: exchange.requestId,
          pipeline: place.pipeline,
          at: place.at,
          places: problems.map(({ path }) => path),
        });
      return problems.length === 0;
    };
  },
});
