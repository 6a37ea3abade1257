import { z } from 'zod';
import { isShallow, variableLimits, variableName, variableNameRule } from './variable-set.ts';

export const variableNameSchema = z.string().regex(variableName, variableNameRule);

const most = variableLimits.letters;

export const variableValueSchema = z
  .unknown()
  .refine((value) => value !== undefined, 'is missing: any JSON will do, null too')
  .refine((value) => isShallow(value), `must have at most ${variableLimits.depth} levels`)
  .refine(
    (value) => (JSON.stringify(value) ?? '').length <= most,
    `must have at most ${most} characters as JSON`,
  )
  .describe('Any JSON. It is no secret: whoever sees flows sees it.');

export const variableSchema = z.strictObject({
  name: z.string(),
  value: z.unknown(),
  setBy: z.string(),
  setByName: z.string(),
  setAt: z.iso.datetime(),
  usedBy: z.array(z.string()).describe('Flows whose version in use reads it by name.'),
});

export const pastValueSchema = z.strictObject({
  value: z.unknown(),
  setBy: z.string(),
  setByName: z.string(),
  setAt: z.iso.datetime(),
  deletedAt: z.iso
    .datetime()
    .nullable()
    .describe('Null where it is in use, or another value came in its place.'),
  deletedByName: z.string().nullable(),
});
