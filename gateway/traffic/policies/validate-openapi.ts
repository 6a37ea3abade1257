import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { defaultBodyBytes, wholeBody } from '../bodies/body-value.ts';
import { headerOf } from '../expressions/expression-context.ts';
import { definePolicy } from '../policy.ts';

export const validateOpenapi = definePolicy({
  name: 'validate-openapi',
  title: 'Check by an imported document',
  about: 'Refuses requests that an imported OpenAPI document does not describe.',
  group: 'checks',
  action: z.strictObject({
    connector: z.string().min(1).max(100).describe('The connector that the document was imported as.'),
    basePath: z
      .string()
      .max(500)
      .regex(/^(\/[!-~]*[^/])?$/, 'must begin with "/" and end without one')
      .default('')
      .describe('What stands in front of the paths of the document here, such as /v1.'),
    unknown: z
      .enum(['refuse', 'pass'])
      .default('refuse')
      .describe('What becomes of requests for which the document has no operation.'),
    unknownQuery: z
      .enum(['refuse', 'pass'])
      .default('refuse')
      .describe('What becomes of parameters in the query that the operation does not have.'),
    maxBytes: z
      .number()
      .int()
      .min(1)
      .max(104_857_600)
      .default(defaultBodyBytes)
      .describe('Longer bodies are refused.'),
  }),
  compile: ({ connector, basePath, unknown, unknownQuery, maxBytes }, place, deps) => {
    return async (exchange) => {
      const { outgoing, request } = exchange;
      const under = basePath === '' || outgoing.path === basePath || outgoing.path.startsWith(`${basePath}/`);
      const path = outgoing.path.slice(basePath.length) || '/';
      const operation = under
        ? await deps.operationOf(place.spaceId, connector, { method: outgoing.method, path })
        : undefined;
      if (operation === undefined) {
        if (unknown === 'pass') return undefined;
        const allow = under ? await deps.methodsOf?.(place.spaceId, connector, path) : undefined;
        if (allow !== undefined && allow.length > 0) throw otherMethod(outgoing.method, allow.join(', '));
        throw new HubError(
          'not_found',
          `The API has no ${outgoing.method.slice(0, 20)} ${path.slice(0, 200)}.`,
        );
      }
      const bytes = await wholeBody(exchange, maxBytes);
      const problems = operation.check({
        path: exchange.parameters,
        query: outgoing.query,
        headers: request.headers,
        body: bytes.length === 0 ? null : { contentType: headerOf(exchange, 'content-type') ?? '', bytes },
        unknownQuery,
      });
      if (problems.length === 0) return undefined;
      throw new HubError(
        'input_invalid',
        `The request does not fit the operation "${operation.operation}".`,
        {
          problems,
        },
      );
    };
  },
});

const otherMethod = (method: string, allow: string): HubError =>
  new HubError('method_not_allowed', `${method.slice(0, 20)} is not offered here, only ${allow}.`, {
    details: { allow },
  });
