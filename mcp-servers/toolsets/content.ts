import { z } from 'zod';

/** What a toolset says: which tools there are, and how a model sees each. The same for a draft and for a version. */

export const toolsetLimits = {
  tools: 5_000,
  instructions: 20_000,
  description: 8_000,
  /** Of the draft, as JSON. */
  bytes: 8 * 1024 * 1024,
} as const;

const noNul = (text: string): boolean => !text.includes('\u0000');
const words = (most: number) =>
  z.string().max(most, `must have at most ${most} characters`).refine(noNul, 'must not hold NUL characters');

/** The address of a toolset: `/mcp/<name>`. */
export const toolsetNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'is 1 to 63 small letters, digits and hyphens, a letter first');

/** What model APIs take: longer names, and other signs, make some of them refuse all tools of a request. */
export const modelName = /^[a-zA-Z0-9_.-]{1,64}$/;

/** What is known of a caller, as an argument may be fixed from it. */
export const factNames = [
  ...['contactId', 'phone', 'interactionId', 'agent', 'userId', 'email', 'name', 'space'],
] as const;

const fixedSchema = z.union([
  z.strictObject({
    value: z.unknown().refine((value) => value !== undefined, 'is missing: any JSON will do'),
  }),
  z.strictObject({
    fact: z
      .string()
      .regex(/^[a-zA-Z][a-zA-Z0-9]{0,63}$/, 'is the name of a fact, such as contactId')
      .describe(`Of the verified caller: ${factNames.join(', ')}, or another one that its token says.`),
  }),
]);

export const argumentSchema = z.strictObject({
  hide: z
    .boolean()
    .optional()
    .describe('The model neither sees nor sets it; it is left out unless it is fixed or has a default.'),
  fixed: fixedSchema.optional().describe('Always this: the model neither sees nor sets it.'),
  rename: words(64).optional().describe('What the model calls it.'),
  description: words(toolsetLimits.description)
    .optional()
    .describe('What the model reads of it, in place of what the operation says.'),
  default: z.unknown().optional().describe('Sent where the model leaves it out.'),
  required: z
    .boolean()
    .optional()
    .describe('The model must give it, though the operation does not ask for it.'),
});
export type ArgumentSpec = z.output<typeof argumentSchema>;

const approvalSchema = z.strictObject({
  group: z.string().trim().min(1).max(60).describe('Whose members are asked before anything is done.'),
  timeout: z
    .string()
    .max(40)
    .default('PT2M')
    .describe('How long a call waits for them, such as PT2M; an hour at most.'),
});

const annotationsSchema = z.strictObject({
  title: words(200).optional(),
  readOnlyHint: z.boolean().optional(),
  destructiveHint: z.boolean().optional(),
  idempotentHint: z.boolean().optional(),
  openWorldHint: z.boolean().optional(),
});

export const toolSchema = z.strictObject({
  name: words(200).describe('What the model calls it: at most 64 letters, digits, `_`, `-` and `.`.'),
  operation: z
    .string()
    .min(1)
    .max(300)
    .describe('What it does: `hubspot.createContact`, `flow.order-status`, `jobs.list`.'),
  title: words(200).optional(),
  description: words(toolsetLimits.description)
    .optional()
    .describe('In place of what the operation says of itself.'),
  connection: words(100)
    .min(1)
    .optional()
    .describe(
      'By name; `caller` for the one that belongs to the person who calls; the default one when left out.',
    ),
  arguments: z
    .record(z.string().max(200), argumentSchema)
    .default({})
    .describe('By the names that the operation gives them.'),
  output: words(20_000).optional().describe('A jq expression: what of the answer the model gets.'),
  approval: approvalSchema.optional(),
  limit: z
    .strictObject({ perMinute: z.number().int().min(1).max(100_000) })
    .optional()
    .describe('Of one caller.'),
  annotations: annotationsSchema
    .optional()
    .describe('In place of those that the hints of the operation make.'),
});
export type ToolSpec = z.output<typeof toolSchema>;

export const contentShape = {
  instructions: words(toolsetLimits.instructions)
    .default('')
    .describe('For the model: what the tools are for, and how to use them.'),
  mode: z
    .enum(['list', 'search'])
    .default('list')
    .describe('`search`: the model gets a tool that finds tools, and one that calls them.'),
  server: z
    .string()
    .min(1)
    .max(63)
    .optional()
    .describe('A registered MCP server that is offered whole, in place of tools.'),
  connection: words(100)
    .min(1)
    .optional()
    .describe('Of the server, by name; `caller` for the one that belongs to the person who calls.'),
  outputs: z
    .boolean()
    .default(true)
    .describe(
      'Whether the list says what tools answer with. It makes the list longer, and models rarely need it.',
    ),
  keepContent: z
    .boolean()
    .default(false)
    .describe('Keeps what was asked and answered with each call, not only its shape.'),
  tools: z.array(toolSchema).max(toolsetLimits.tools).default([]),
} as const;

export const contentSchema = z.strictObject(contentShape);
export type ToolsetContent = z.output<typeof contentSchema>;
