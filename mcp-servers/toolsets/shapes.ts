import { z } from 'zod';
import { toolsetNameSchema } from './content.ts';

/** The pieces that the inputs and outputs of toolsets' operations are made of. */

const instant = z.iso.datetime();

export const fenceSchema = z.number().int().min(0);
export const numberSchema = z.coerce.number().int().min(1).max(2_147_483_647);

export const titleSchema = z
  .string()
  .trim()
  .max(200, 'must have at most 200 characters')
  .refine((text) => !text.includes('\u0000'), 'must not hold NUL characters');

export const noteSchema = z
  .string()
  .trim()
  .max(2_000)
  .refine((text) => !text.includes('\u0000'), 'must not hold NUL characters')
  .default('')
  .describe('What is new, for those who read the versions.');

export const toolsetSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  mode: z.enum(['list', 'search']),
  tools: z.number().int().describe('How many, in the draft.'),
  server: z.string().nullable().describe('The MCP server that the draft offers whole.'),
  draft: z.strictObject({
    fence: fenceSchema,
    savedBy: z.string(),
    savedByName: z.string(),
    savedAt: instant,
    changed: z.boolean().describe('It differs from the version in use.'),
  }),
  published: z
    .strictObject({
      number: z.number().int(),
      hash: z.string(),
      publishedBy: z.string(),
      publishedByName: z.string(),
      publishedAt: instant,
    })
    .nullable(),
  blocked: z
    .number()
    .int()
    .describe('Operations that have changed, and wait for somebody who approves that.'),
  createdAt: instant,
  updatedAt: instant,
});

export const versionSchema = z.strictObject({
  number: z.number().int(),
  hash: z.string(),
  title: z.string(),
  note: z.string(),
  publishedBy: z.string(),
  publishedByName: z.string(),
  publishedAt: instant,
  current: z.boolean(),
});

const findingSchema = z.strictObject({
  path: z.string().describe('A JSON pointer into the content: `/tools/0/arguments/email`.'),
  message: z.string(),
  line: z.number().int().optional().describe('In the expression.'),
  column: z.number().int().optional(),
});

export const findingsShape = {
  problems: z.array(findingSchema).describe('What keeps it from being published.'),
  warnings: z.array(findingSchema),
};

export const nameShape = { name: toolsetNameSchema };
