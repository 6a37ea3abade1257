import { z } from 'zod';

/** One file of recorded or modelled exchanges: a call, what went over the wire, and what came of it. */
const headers = z.record(z.string(), z.string());
const text = z.union([z.string(), z.null()]);

export const exchangeFileSchema = z.strictObject({
  about: z.string(),
  from: z
    .enum(['modelled', 'recorded'])
    .describe('modelled: written by hand after the public documentation of the provider.'),
  source: z.string().optional().describe('Where the documentation stands.'),
  connection: z
    .strictObject({
      values: z.record(z.string(), headers).default({}),
      variables: headers.default({}),
      facts: headers.default({}),
    })
    .prefault({}),
  call: z.strictObject({
    operation: z.string(),
    input: z.record(z.string(), z.unknown()).default({}),
    all: z.boolean().default(false),
    idempotencyKey: z.string().optional(),
  }),
  exchanges: z.array(
    z.strictObject({
      request: z.strictObject({
        method: z.string(),
        url: z.url(),
        headers: headers.default({}).describe('Those that must be there; others may.'),
        json: z.unknown().optional(),
        text: text.optional(),
      }),
      answer: z.strictObject({
        status: z.int(),
        headers: headers.default({}),
        json: z.unknown().optional(),
        text: text.optional(),
      }),
    }),
  ),
  expect: z.union([
    z.strictObject({ output: z.unknown() }),
    z.strictObject({
      error: z.strictObject({ code: z.string(), message: z.string().optional() }),
    }),
  ]),
});
export type ExchangeFile = z.output<typeof exchangeFileSchema>;
export type Exchange = ExchangeFile['exchanges'][number];
