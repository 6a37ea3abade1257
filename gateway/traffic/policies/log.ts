import { z } from 'zod';
import type { ObjectValue } from '../../../core/jq/value.ts';
import { isHubError } from '../../../core/errors.ts';
import type { Exchange, ExchangeEnd } from '../exchange.ts';
import { templateText } from '../expressions/expression-fields.ts';
import { onEnd } from '../answers/hooks.ts';
import { definePolicy } from '../policy.ts';
import { compileTemplate, type Template } from '../expressions/template.ts';

type Read = (exchange: Exchange, end: ExchangeEnd) => unknown;

/** The query is none of them: it often holds credentials. */
const readers = {
  requestId: ({ requestId }) => requestId,
  method: ({ request }) => request.method,
  host: ({ host }) => host,
  path: ({ path }) => path,
  status: (_, { status }) => status,
  ms: (_, { ms }) => Math.round(ms * 10) / 10,
  bytes: (_, { bytes }) => bytes,
  service: (_, { service }) => service,
  endpoint: ({ endpoint }) => endpoint,
  consumer: ({ consumer }) => consumer?.name ?? null,
  ip: ({ client }) => client,
  userAgent: ({ request }) => request.headers['user-agent']?.slice(0, 300),
} satisfies Record<string, Read>;

type Field = keyof typeof readers;

const fieldNames = Object.keys(readers) as [Field, ...Field[]];

export const log = definePolicy({
  name: 'log',
  title: 'Write a log line',
  about: 'Writes one line for each request when its answer is out.',
  group: 'watching',
  action: z.strictObject({
    message: templateText
      .optional()
      .describe('A text of your own; ${ … } holds jq, with .answer.status, .answer.ms and .answer.bytes.'),
    fields: z
      .array(z.enum(fieldNames))
      .max(fieldNames.length)
      .default(['requestId', 'method', 'path', 'status', 'ms', 'consumer'])
      .describe('What stands in the line.'),
    level: z.enum(['debug', 'info', 'warn']).default('info').describe('The level of the line.'),
    oneIn: z.number().int().min(1).max(1_000_000).default(1).describe('One line for so many requests.'),
  }),
  compile: ({ message, fields, level, oneIn }, place, deps) => {
    const template =
      message === undefined ? null : compileTemplate(message, { place, deps, path: '/message' });
    const chosen = fields.map((field) => [field, readers[field] as Read] as const);
    const lines = deps.log.child({ spaceId: place.spaceId, pipeline: place.pipeline });
    let waited = 0;
    return (exchange) => {
      waited += 1;
      if (waited < oneIn) return undefined;
      waited = 0;
      onEnd(exchange, (end) => {
        const line: Record<string, unknown> = {};
        for (const [field, read] of chosen) line[field] = read(exchange, end);
        if (template !== null) line['text'] = textFor(template, exchange, end);
        lines[level]('Request', line);
      });
      return undefined;
    };
  },
});

const longest = 4_000;

/** The answer is out already: an expression that fails has been told about, and leaves its text out. */
const textFor = (template: Template, exchange: Exchange, { status, ms, bytes, service }: ExchangeEnd) => {
  const more: ObjectValue = { answer: { status, ms, bytes, service } };
  try {
    return template.text(exchange, more).slice(0, longest);
  } catch (error) {
    if (isHubError(error)) return null;
    throw error;
  }
};
