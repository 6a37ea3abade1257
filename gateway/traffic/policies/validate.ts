import { z } from 'zod';
import { HubError, type Problem } from '../../../core/errors.ts';
import { keyGivenTwice } from '../../../platform/key-given-twice.ts';
import { bodyValue, defaultBodyBytes, formOf, jsonOf, wholeBody } from '../bodies/body-value.ts';
import type { Exchange } from '../exchange.ts';
import { headerOf } from '../expressions/expression-context.ts';
import { jsonSchema, schemaTest } from '../fields/given-schema.ts';
import { definePolicy } from '../policy.ts';
import { queryValues } from '../expressions/query-values.ts';
import { typedTexts } from '../bodies/typed-texts.ts';

export const validate = definePolicy({
  name: 'validate',
  title: 'Check by JSON Schema',
  about: 'Refuses requests whose body, query, headers or path parameters do not fit a schema.',
  group: 'checks',
  action: z
    .strictObject({
      body: jsonSchema.optional().describe('Of a JSON or form body, which then has to be there.'),
      query: jsonSchema
        .optional()
        .describe('Of the query as an object; numbers and booleans are read from their texts.'),
      headers: jsonSchema.optional().describe('Of the headers as an object, their names in lower case.'),
      parameters: jsonSchema.optional().describe('Of the parameters of the path, as an object.'),
      bodyOptional: z.boolean().default(false).describe('Requests without a body are let through.'),
      maxBytes: z
        .number()
        .int()
        .min(1)
        .max(104_857_600)
        .default(defaultBodyBytes)
        .describe('Longer bodies are refused.'),
    })
    .refine(
      (action) =>
        [action.body, action.query, action.headers, action.parameters].some((one) => one !== undefined),
      'needs a schema for body, query, headers or parameters',
    ),
  compile: ({ body, query, headers, parameters, bodyOptional, maxBytes }) => {
    const texts: ((exchange: Exchange) => Problem[])[] = [];
    if (parameters !== undefined) {
      const check = schemaTest(parameters, '/parameters');
      const typed = typedTexts(parameters);
      texts.push((exchange) => placed(check(typed(exchange.parameters)), '/parameters'));
    }
    if (query !== undefined) {
      const check = schemaTest(query, '/query');
      const typed = typedTexts(query);
      texts.push((exchange) => placed(check(typed(queryValues(exchange.outgoing.query))), '/query'));
    }
    if (headers !== undefined) {
      const check = schemaTest(headers, '/headers');
      const typed = typedTexts(headers);
      texts.push((exchange) => placed(check(typed(exchange.request.headers)), '/headers'));
    }
    const checkBody = body === undefined ? null : schemaTest(body, '/body');
    return (exchange) => {
      const problems = texts.flatMap((check) => check(exchange));
      if (checkBody === null) return refuseFor(problems);
      return wholeBody(exchange, maxBytes).then((bytes) => {
        if (bytes.length > 0 || !bodyOptional) problems.push(...ofBody(exchange, bytes, checkBody));
        return refuseFor(problems);
      });
    };
  },
});

const ofBody = (exchange: Exchange, bytes: Buffer, check: (value: unknown) => Problem[]): Problem[] => {
  const type = headerOf(exchange, 'content-type');
  const form = formOf(type, bytes);
  if (form === 'none') return [{ path: '/body', message: 'a body is needed' }];
  if (form !== 'json' && form !== 'form')
    throw new HubError('media_type_unsupported', 'The body has to be JSON or a form here.');
  if (form === 'form') return placed(check(bodyValue(bytes, type)), '/body');
  const { text, value } = jsonOf(bytes);
  const twice = keyGivenTwice(text, value);
  if (twice !== null) return [{ path: `/body${twice}`, message: 'is given twice in one object' }];
  return placed(check(value), '/body');
};

const placed = (problems: readonly Problem[], path: string): Problem[] =>
  problems.map((problem) => ({ ...problem, path: path + problem.path }));

const refuseFor = (problems: readonly Problem[]): undefined => {
  if (problems.length === 0) return undefined;
  const [first] = problems;
  const more = problems.length > 1 ? ` There are ${problems.length - 1} more.` : '';
  throw new HubError('input_invalid', `"${first?.path ?? ''}": ${first?.message ?? ''}.${more}`, {
    problems,
  });
};
