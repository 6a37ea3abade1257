import { z } from 'zod';
import { isHubError } from '../../../core/errors.ts';
import { readPathPattern } from '../match/path-pattern.ts';
import { aboutSchema, nameSchema, titleSchema } from './fields.ts';

const mostEndpoints = 200;
const mostPolicies = 100;
const mostSteps = 50;

const oneOrMany = <Item extends z.ZodType>(item: Item, most: number) =>
  z.union([item, z.array(item).min(1).max(most)]);

const pathPattern = z
  .string()
  .max(1000)
  .superRefine((path, context) => {
    try {
      readPathPattern(path);
    } catch (error) {
      if (!isHubError(error)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });

const hostPattern = z
  .string()
  .max(253)
  .regex(
    /^(?:\*\*?|(?:\*\*\.)?[a-zA-Z0-9_-]*\*?[a-zA-Z0-9_-]*(?:\.[a-zA-Z0-9_-]*\*?[a-zA-Z0-9_-]*)*)$/,
    'must be a host such as api.example.com, *.example.com or *, without a port',
  )
  .refine((host) => !host.split('.').includes(''), 'must not have two points one after the other');

const apiEndpointSchema = z.strictObject({
  host: hostPattern.optional().describe('Any host when left out.'),
  paths: oneOrMany(pathPattern, 100)
    .optional()
    .describe('Such as /orders, /orders/:id or /orders/*; any path when left out.'),
  pathRegex: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('Instead of paths: tried one after the other, after all paths.'),
  methods: oneOrMany(z.string().max(200), 20)
    .optional()
    .describe('Such as GET, or several with commas between; all when left out.'),
  scopes: z
    .array(z.string().min(1).max(100))
    .max(50)
    .optional()
    .describe('What a consumer needs: all of them.'),
  priority: z
    .number()
    .int()
    .min(-1_000_000)
    .max(1_000_000)
    .optional()
    .describe('Where several match, the highest one is taken; 0 when left out.'),
});

/** Checked by what the condition of that name takes; see `checkPipeline`. */
const conditionSchema = z.looseObject({ name: z.string().max(100) });

const policyStepSchema = z.strictObject({
  condition: conditionSchema.nullable().optional(),
  action: z.record(z.string(), z.unknown()).nullable().optional(),
});

const policyEntry = z
  .record(
    z.string().max(100),
    z.union([z.null(), policyStepSchema, z.array(policyStepSchema.nullable()).max(mostSteps)]),
  )
  .refine(
    (entry) => Object.keys(entry).length === 1,
    'must have exactly one policy: begin a new item with -',
  );

const portal = z.strictObject({
  published: z.boolean(),
  title: titleSchema.optional(),
  about: aboutSchema.optional(),
  openapi: nameSchema.optional().describe('The connector whose document describes this API.'),
});

const limits = z.strictObject({
  bodyBytes: z.number().int().min(0).max(1_073_741_824).optional().describe('Of a request.'),
  answerBytes: z
    .number()
    .int()
    .min(0)
    .max(104_857_600)
    .optional()
    .describe('Of an answer that a policy reads whole.'),
  pluginMs: z
    .number()
    .int()
    .min(1)
    .max(600_000)
    .optional()
    .describe('Until a plug-in of the installation goes on or answers; 30000 when left out.'),
});

/** A way of requests: where they come in, and what is done with them, in this order. */
export const pipelineSchema = z.strictObject({
  title: titleSchema.optional(),
  about: aboutSchema.optional(),
  enabled: z.boolean().optional().describe('True when left out.'),
  apiEndpoints: z
    .record(nameSchema, apiEndpointSchema)
    .refine((all) => Object.keys(all).length <= mostEndpoints, `must be ${mostEndpoints} at most`),
  policies: z.array(policyEntry).max(mostPolicies),
  portal: portal.optional(),
  limits: limits.optional(),
});

export type PipelineDocument = z.output<typeof pipelineSchema>;
export type ApiEndpoint = z.output<typeof apiEndpointSchema>;

/** As a list, in capitals; none for all. */
export const methodsOf = ({ methods }: Pick<ApiEndpoint, 'methods'>): string[] =>
  [methods ?? []]
    .flat()
    .flatMap((text) => text.split(','))
    .map((text) => text.trim().toUpperCase())
    .filter((text) => text !== '' && text !== '*');

export const pathsOf = ({ paths }: Pick<ApiEndpoint, 'paths'>): string[] => [paths ?? []].flat();

/** For whoever misspells one of them. */
export const pipelineFields: readonly string[] = [
  ...Object.keys(pipelineSchema.shape),
  ...Object.keys(apiEndpointSchema.shape),
  ...Object.keys(policyStepSchema.shape),
];
