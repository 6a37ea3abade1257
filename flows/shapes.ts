import { z } from 'zod';

/** The pieces that the flows' inputs and outputs are made of. */

/** Second steps of paths below `/api/flows`. */
const reserved = new Set(['check']);

export const flowNameSchema = z
  .string()
  .regex(
    /^[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/,
    'is 1 to 63 letters, digits and hyphens, with no hyphen at its ends',
  )
  .refine((name) => !reserved.has(name), 'is a word that the hub uses itself');

/** As a column holds it; above this the database would refuse the question itself. */
export const numberSchema = z.coerce.number().int().min(1).max(2_147_483_647);

export const fenceSchema = z
  .number()
  .int()
  .min(0)
  .max(2_147_483_647)
  .describe('The `fence` of the draft that this was made from; 0 for a new flow.');

/** In bytes of a request: a text of the longest that is read, with its letters escaped. */
export const textBodyBytes = 4 * 1024 * 1024;

export const textSchema = z
  .string()
  .max(1024 * 1024, 'must have at most 1,048,576 letters')
  // No document holds one, and no column takes one.
  .refine((text) => !text.includes('\u0000'), 'must not hold NUL characters');

const instant = z.iso.datetime();

const savedSchema = z.strictObject({
  fence: z.number().int().describe('Counts the saves. Name it as `basedOn` in the next one.'),
  savedBy: z.string(),
  savedByName: z.string(),
  savedAt: instant,
  changed: z.boolean().describe('It says something else than the version in use.'),
});

const publishedSchema = z.strictObject({
  number: z.number().int(),
  documentVersion: z.string(),
  publishedBy: z.string(),
  publishedByName: z.string(),
  publishedAt: instant,
});

export const flowModes = ['durable', 'fast'] as const;
export const flowStates = ['active', 'paused'] as const;

export const flowSchema = z.strictObject({
  name: z.string(),
  namespace: z.string(),
  title: z.string(),
  summary: z.string(),
  mode: z.enum(flowModes),
  tags: z.record(z.string(), z.string()),
  state: z.enum(flowStates).describe('Triggers of a paused one start no runs.'),
  draft: savedSchema,
  published: publishedSchema.nullable().describe('The version in use.'),
  createdAt: instant,
  updatedAt: instant,
});

export const versionSchema = z.strictObject({
  ...publishedSchema.shape,
  note: z.string(),
  current: z.boolean(),
});

/** The texts themselves are in the diff of two versions. */
export const resourcesSchema = z
  .array(
    z.strictObject({
      kind: z
        .enum(['function', 'flow', 'schema', 'script'])
        .describe('`flow`: of this space, as a function of the catalogue `default`.'),
      address: z.string(),
      digest: z.string().describe('SHA-256 of the text, as `sha256:<hex>`.'),
      bytes: z.number().int(),
      fetchedAt: instant,
    }),
  )
  .describe('What it takes from addresses. The version keeps it: nothing is fetched when it runs.');

export const problemSchema = z.strictObject({
  path: z.string().describe('JSON pointer into the document.'),
  line: z.number().int(),
  column: z.number().int(),
  message: z.string(),
});

export const findingsShape = {
  problems: z.array(problemSchema).describe('What has to be mended before it can be published.'),
  warnings: z.array(problemSchema).describe('What is allowed, and probably not meant.'),
};

export const secretNameSchema = z
  .string()
  .regex(
    /^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/,
    'is 1 to 64 letters, digits, underscores and hyphens, a letter first',
  );

export const secretSchema = z.strictObject({
  name: z.string(),
  setBy: z.string(),
  setByName: z.string(),
  createdAt: instant,
  updatedAt: instant,
});
