import { z } from 'zod';

/** A connector's own data, beside its document: said once here, never in each flow. */

const argument = z.string().min(1).max(64);
const pointer = z
  .string()
  .max(500)
  .regex(/^(\/.*)?$/, 'is a JSON pointer, such as /data');
const items = {
  items: pointer.describe('Where the items of a page stand in the answer.'),
  sure: z.boolean().default(true),
};

const pagingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cursor'), argument, next: pointer, ...items }),
  z.strictObject({
    kind: z.literal('page'),
    argument,
    first: z.number().int().min(0).max(1),
    size: argument.optional(),
    ...items,
  }),
  z.strictObject({
    kind: z.literal('last'),
    argument,
    id: pointer.describe('Where the id stands in an item.'),
    more: pointer.optional().describe('Where the answer says whether there are more.'),
    ...items,
  }),
  z.strictObject({ kind: z.literal('offset'), argument, size: argument, ...items }),
  z.strictObject({ kind: z.literal('link'), ...items }),
  z.strictObject({ kind: z.literal('url'), next: pointer, ...items }),
]);

const operationSettings = z.strictObject({
  paging: z.union([pagingSchema, z.literal('none')]).optional(),
  readOnly: z.boolean().optional(),
  idempotent: z.boolean().optional(),
  destructive: z.boolean().optional(),
  sensitive: z
    .strictObject({
      input: z.array(pointer).max(200).optional(),
      output: z.array(pointer).max(200).optional(),
    })
    .optional(),
  timeoutSeconds: z.number().min(1).max(300).optional(),
});

export const settingsSchema = z.strictObject({
  limits: z
    .strictObject({
      perSecond: z.number().int().min(1).max(10_000).optional(),
      perMinute: z.number().int().min(1).max(600_000).optional(),
      waitSeconds: z.number().min(0).max(60).default(10).describe('How long a call waits for its turn.'),
    })
    .optional()
    .describe('Shared by all flows, agents and processes, for each connection.'),
  retry: z
    .strictObject({
      attempts: z.number().int().min(1).max(10).default(3),
      statuses: z.array(z.number().int().min(400).max(599)).max(50).default([408, 425, 429, 502, 503, 504]),
      firstDelayMs: z.number().int().min(10).max(60_000).default(250),
      maxDelayMs: z.number().int().min(10).max(120_000).default(10_000),
      unsafe: z
        .boolean()
        .default(false)
        .describe('Also repeats calls that are not idempotent and carry no idempotency key.'),
    })
    .optional(),
  timeoutSeconds: z.number().min(1).max(300).optional(),
  idempotencyHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, 'is the name of a header')
    .optional(),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'is the name of a header'), z.string().max(1_000))
    .optional()
    .describe('Sent with every call, such as a version of the API.'),
  validate: z
    .enum(['strict', 'off'])
    .default('strict')
    .describe('Whether inputs are checked before they are sent.'),
  maxAnswerMb: z.number().min(1).max(100).optional(),
  testOperation: z.string().max(64).optional().describe('Called to try a connection.'),
  operations: z.record(z.string().max(64), operationSettings).optional(),
});
export type ConnectorSettings = z.infer<typeof settingsSchema>;
