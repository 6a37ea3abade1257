import { z } from 'zod';

/** How a request shows who sends it; nothing of what it is compared with. */
export const wayInSchema = z.strictObject({
  kind: z.enum(['key', 'basic', 'hmac', 'token', 'certificate']),
  header: z.string().nullable().describe('That holds it.'),
  scheme: z.string().nullable().describe('What stands before it in the header.'),
  query: z.string().nullable().describe('Its name in the query, where it is taken there.'),
  optional: z.boolean().describe('Requests without it are let in too, some or all.'),
});
export type WayIn = z.infer<typeof wayInSchema>;

const limitSchema = z.strictObject({
  kind: z.enum(['rate', 'quota']),
  max: z.number(),
  seconds: z.number().nullable().describe('The window of a rate.'),
  period: z.enum(['day', 'month']).nullable().describe('Of a quota.'),
  by: z.enum(['consumer', 'ip', 'other']).describe('Whom it counts for.'),
  sometimes: z.boolean().describe('For some of the requests.'),
});

/** What a published pipeline tells: each field is named here, and nothing else of it is told. */
export const publicApiSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  about: z.string(),
  endpoints: z.array(
    z.strictObject({
      urls: z.array(z.string()).describe('Before the paths.'),
      methods: z.array(z.string()).describe('All when empty.'),
      paths: z.array(z.string()).describe('Any when empty.'),
      scopes: z.array(z.string()).describe('What a key needs to have: all of them.'),
    }),
  ),
  authentication: z.array(wayInSchema).describe('All of them that are not optional.'),
  limits: z.array(limitSchema),
  documented: z.boolean().describe('There may be an OpenAPI document.'),
});
export type PublicApi = z.infer<typeof publicApiSchema>;
export type PublicLimit = z.infer<typeof limitSchema>;
