import { z } from 'zod';
import { idPattern } from '../../platform/ids.ts';
import { durationMs } from '../engine/duration.ts';

/** The pieces that the inputs and outputs of approvals are made of. */

export const approvalIdSchema = z.string().regex(idPattern('apr'), 'must be an id that begins with apr_');

const withoutNul = (text: string): boolean => !text.includes('\u0000');
const noNul = 'must not hold NUL characters';

export const questionSchema = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(2_000, 'must have at most 2,000 characters')
  .refine(withoutNul, noNul)
  .describe('What people read first: one sentence.');

const mostDetails = 64 * 1024;

export const detailsSchema = z
  .unknown()
  .refine((value) => (JSON.stringify(value) ?? '').length <= mostDetails, 'must be 64 KB at most')
  .refine((value) => !(JSON.stringify(value) ?? '').includes('\\u0000'), noNul)
  .describe('What one has to know to answer: a text in Markdown, or data that is shown as it is.');

/** Flows name groups as people do; the check of flows looks such names up. */
export const groupNameSchema = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(60, 'must have at most 60 characters')
  .refine(withoutNul, noNul)
  .meta({ description: 'The name of the group whose members may answer.', 'x-names': 'group' });

export const choiceSchema = z.strictObject({
  choice: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,39}$/u, 'is 1 to 40 letters, digits, spaces, hyphens'),
  label: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .refine(withoutNul, noNul)
    .optional()
    .describe('What the button says.'),
  approves: z.boolean().default(false).describe('Whether it counts as a yes.'),
});
export type Choice = z.output<typeof choiceSchema>;

const yesOrNo: readonly Choice[] = [
  { choice: 'yes', approves: true },
  { choice: 'no', approves: false },
];

export const choicesSchema = z
  .array(choiceSchema)
  .min(2, 'must be two choices at least')
  .max(10, 'must be ten choices at most')
  .refine(
    (choices) => new Set(choices.map(({ choice }) => choice)).size === choices.length,
    'must not hold a choice twice',
  )
  .default([...yesOrNo])
  .describe('What can be answered: yes or no when left out.');

const longestMs = 366 * 86_400_000;

export const timeoutSchema = z
  .string()
  .max(100)
  .refine((text) => {
    const ms = durationMs(text);
    return ms !== undefined && ms >= 1_000 && ms <= longestMs;
  }, 'must be a duration such as PT15M or P2D, from one second to a year')
  .default('PT15M')
  .describe('How long an answer is waited for: fifteen minutes when left out.');

export const noteSchema = z.string().trim().max(2_000).refine(withoutNul, noNul).default('');

export const approvalStates = ['open', 'answered', 'expired', 'cancelled'] as const;
export type ApprovalState = (typeof approvalStates)[number];

const instant = z.iso.datetime();

export const approvalSchema = z.strictObject({
  id: z.string(),
  question: z.string(),
  group: z.strictObject({
    id: z.string(),
    name: z.string(),
    deleted: z.boolean(),
  }),
  choices: z.array(z.strictObject({ ...choiceSchema.shape, approves: z.boolean() })),
  state: z.enum(approvalStates),
  hasLink: z.boolean().describe('Whoever has its link may answer too.'),
  mine: z.boolean().describe('The caller belongs to the group.'),
  askedBy: z.strictObject({ id: z.string(), name: z.string() }),
  run: z
    .strictObject({ run: z.string(), flow: z.string().nullable() })
    .nullable()
    .describe('The run that asked.'),
  choice: z.string().nullable(),
  approved: z.boolean().nullable(),
  note: z.string().nullable().describe('What was said with the answer, or why it was taken back.'),
  settledBy: z
    .strictObject({ id: z.string(), name: z.string() })
    .nullable()
    .describe('Null where it was whoever had the link, or time.'),
  settledAt: instant.nullable(),
  createdAt: instant,
  expiresAt: instant,
});

export const approvalDetailSchema = z.strictObject({ ...approvalSchema.shape, details: z.unknown() });
