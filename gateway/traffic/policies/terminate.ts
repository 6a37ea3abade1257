import { z } from 'zod';
import { headerName, headerValue } from '../fields/header-names.ts';
import { sendAnswer } from '../answers/own-answer.ts';
import { definePolicy } from '../policy.ts';

export const terminate = definePolicy({
  name: 'terminate',
  title: 'Answer at once',
  about: 'Gives the same answer to every request, without asking a service.',
  group: 'answers',
  action: z.strictObject({
    statusCode: z.number().int().min(200).max(599).default(400).describe('The status of the answer.'),
    message: z.string().max(1_000_000).default('Terminated').describe('The body of the answer.'),
    body: z.json().optional().describe('A JSON value as the body, instead of the message.'),
    contentType: z
      .string()
      .max(200)
      .regex(/^[\x20-\x7e]+$/, 'must be a media type')
      .optional()
      .describe('The media type of the body: text/plain, or application/json for a JSON value.'),
    headers: z.record(headerName, z.string().max(4_000)).optional().describe('Headers of the answer.'),
  }),
  compile: ({ statusCode, message, body, contentType, headers }) => {
    const type = contentType ?? (body === undefined ? 'text/plain; charset=utf-8' : 'application/json');
    const answer = {
      status: statusCode,
      headers: [
        'content-type',
        type,
        ...Object.entries(headers ?? {}).flatMap(([name, value]) => [name.toLowerCase(), headerValue(value)]),
      ],
      body: Buffer.from(body === undefined ? message : JSON.stringify(body)),
    };
    return (exchange) => sendAnswer(exchange, answer);
  },
});
