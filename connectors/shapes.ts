import { z } from 'zod';

/** The pieces that the connectors' inputs and outputs are made of. */
const reserved = new Set(['import', 'preview']);

export const connectorNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'is 1 to 40 small letters, digits and hyphens, a letter first')
  .refine((name) => !reserved.has(name), 'is a word that the hub uses itself');

export const operationNameSchema = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, 'is no name of an operation');

/** As a column holds it; above this the database would refuse the question itself. */
export const versionNumberSchema = z.coerce.number().int().min(1).max(2_147_483_647);

const instant = z.iso.datetime();

export const skippedSchema = z.strictObject({
  method: z.string(),
  path: z.string(),
  place: z.string(),
  reason: z.string(),
});

export const schemeSummarySchema = z.strictObject({
  name: z.string(),
  type: z.string(),
  description: z.string(),
  grants: z.array(z.string()),
});

export const connectorSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  origin: z.enum(['openapi', 'typescript', 'mcp']),
  sourceUrl: z.string().nullable(),
  version: z.number().int().nullable(),
  documentVersion: z.string(),
  operations: z.number().int(),
  createdAt: instant,
  updatedAt: instant,
});

export const operationSummarySchema = z.strictObject({
  name: z.string(),
  method: z.string(),
  path: z.string(),
  summary: z.string(),
  tags: z.array(z.string()),
  deprecated: z.boolean(),
});

export const changeSchema = z.strictObject({
  operation: z.string(),
  method: z.string(),
  path: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  breaking: z.boolean(),
  what: z.array(z.string()),
});

export const versionSchema = z.strictObject({
  version: z.number().int(),
  state: z.enum(['draft', 'published', 'discarded']),
  current: z.boolean(),
  documentVersion: z.string(),
  format: z.string(),
  operations: z.number().int(),
  createdAt: instant,
  publishedAt: instant.nullable(),
});
