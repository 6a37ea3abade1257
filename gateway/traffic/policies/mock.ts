import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { wholeBody } from '../bodies/body-value.ts';
import { templateText } from '../expressions/expression-fields.ts';
import { headerName, headerValue } from '../fields/header-names.ts';
import { sendAnswer, type OwnAnswer } from '../answers/own-answer.ts';
import { definePolicy, type Handler } from '../policy.ts';
import type { PolicyDeps } from '../policy-deps.ts';
import { compileTemplate } from '../expressions/template.ts';

const example = z.strictObject({
  method: z.string().max(20).optional().describe('Of requests with this method; any when left out.'),
  path: z
    .string()
    .max(500)
    .optional()
    .describe(
      'Of requests to this path, or to one that begins like it when it ends in *; any when left out.',
    ),
  statusCode: z.number().int().min(200).max(599).default(200).describe('The status of the answer.'),
  contentType: z
    .string()
    .max(200)
    .regex(/^[\x20-\x7e]+$/)
    .default('application/json')
    .describe('The media type of the body.'),
  headers: z.record(headerName, z.string().max(4_000)).optional().describe('Headers of the answer.'),
  body: z
    .union([templateText, z.json()])
    .default('')
    .describe('A text, in which ${ … } holds jq, or a JSON value.'),
});

export const mock = definePolicy({
  name: 'mock',
  title: 'Mock answers',
  about: 'Answers with examples: your own, or those of an imported OpenAPI document.',
  group: 'answers',
  action: z
    .strictObject({
      connector: z
        .string()
        .min(1)
        .max(100)
        .optional()
        .describe('The connector whose document the examples are from.'),
      examples: z.array(example).min(1).max(100).optional().describe('Your own: the first one that fits.'),
    })
    .refine(
      ({ connector, examples }) => (connector === undefined) !== (examples === undefined),
      'needs connector or examples',
    ),
  compile: ({ connector, examples = [] }, place, deps) => {
    if (connector !== undefined) return ofDocument(connector, deps);
    const made = examples.map(({ method, path, ...one }, at) => {
      const headers = [
        'content-type',
        one.contentType,
        ...Object.entries(one.headers ?? {}).flatMap(([name, value]) => [
          name.toLowerCase(),
          headerValue(value),
        ]),
      ];
      const text = typeof one.body === 'string' ? one.body : JSON.stringify(one.body);
      const body =
        typeof one.body === 'string'
          ? compileTemplate(text, { place, deps, path: `/examples/${at}/body` })
          : { constant: text, text: () => text };
      const wanted = path?.endsWith('*') === true ? path.slice(0, -1) : null;
      const fits = (given: { readonly method: string | undefined; readonly path: string }): boolean =>
        (method === undefined || method === given.method) &&
        (path === undefined || (wanted === null ? given.path === path : given.path.startsWith(wanted)));
      return { fits, status: one.statusCode, headers, body };
    });
    return (exchange) => {
      const asked = { method: exchange.request.method, path: exchange.path };
      const found = made.find(({ fits }) => fits(asked));
      if (found === undefined) throw new HubError('not_found', 'There is no example for this request.');
      const { status, headers, body } = found;
      const answer: OwnAnswer = { status, headers, body: body.constant ?? body.text(exchange) };
      return sendAnswer(exchange, answer);
    };
  },
});

const mostBytes = 1_048_576;

const ofDocument = (connector: string, { mockAnswer }: PolicyDeps): Handler => {
  if (mockAnswer === undefined)
    throw new HubError(
      'not_configured',
      'This installation has no connectors whose examples could be the answer.',
    );
  return async (exchange) => {
    const { outgoing, request, spaceId } = exchange;
    const body = await wholeBody(exchange, mostBytes);
    const { method, path, query } = outgoing;
    const asked = { method, path, query, headers: request.headers, body };
    const answer = await mockAnswer(spaceId, connector, asked);
    if (answer === undefined)
      throw new HubError('not_found', 'The document has no operation for this request.');
    return sendAnswer(exchange, answer);
  };
};
