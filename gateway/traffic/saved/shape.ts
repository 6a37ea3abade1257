import { z } from 'zod';
import { instant } from '../../shapes.ts';
import { nameSchema } from '../document/fields.ts';

/** The pieces that operations over pipelines and services take and answer. */
export const documentNameSchema = nameSchema;
export const kindSchema = z.enum(['pipeline', 'service']);
export const versionNumberSchema = z.coerce.number().int().min(1).max(2_147_483_647);
export const basedOnSchema = z
  .number()
  .int()
  .min(0)
  .describe(
    'The version that it was made from, 0 for a new one. Saved over whichever there is when left out.',
  );
export const noteSchema = z.string().trim().max(500).default('').describe('What the change is for.');

/** Its own check tells everything that is wrong at once, with JSON pointers. */
export const givenDocument = z
  .record(z.string(), z.unknown())
  .describe(
    'Its words are those of `gateway.policies`. A secret that stays is left as `{ "secret": true, … }`.',
  );

export const headSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  about: z.string(),
  enabled: z.boolean(),
  published: z.boolean().describe('In the portal.'),
  services: z.array(z.string()).describe('That a pipeline sends to.'),
  summary: z.strictObject({
    endpoints: z.array(
      z.strictObject({
        name: z.string(),
        host: z.string(),
        paths: z.array(z.string()),
        methods: z.array(z.string()).describe('All when empty.'),
      }),
    ),
    policies: z.array(z.string()),
    urls: z.array(z.string()),
  }),
  version: z.number().int(),
  savedBy: z.string(),
  savedByName: z.string(),
  savedAt: instant,
  createdAt: instant,
});

export const documentSchema = z.strictObject({
  ...headSchema.shape,
  document: z.record(z.string(), z.unknown()).describe('Its secrets are shown as `{ "secret": true, … }`.'),
});

export const savedVersionSchema = z.strictObject({
  number: z.number().int(),
  note: z.string(),
  savedBy: z.string(),
  savedByName: z.string(),
  savedAt: instant,
  current: z.boolean(),
});

export const problemSchema = z.strictObject({
  path: z.string().describe('JSON pointer; empty for the whole document.'),
  message: z.string(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});
