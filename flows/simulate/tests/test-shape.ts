import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { durationMs } from '../../engine/duration.ts';

/** What stands in a file of flow tests. `docs/flow-tests.md` tells it to people. */

const durationSchema = z
  .unknown()
  .refine((value) => durationMs(value) !== undefined, 'must be a time such as PT5S, or { seconds: 5 }')
  .transform((value) => durationMs(value) ?? 0);

const errorSchema = z.looseObject({
  status: z.number().int().min(100).max(599).optional(),
  type: z.string().min(1).optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
});
export type TestError = z.output<typeof errorSchema>;

const answerSchema = z
  .preprocess(
    (value) => (value === 'never' ? { never: true } : value),
    z.strictObject({
      output: z.unknown().optional(),
      error: errorSchema.optional(),
      never: z.literal(true).optional(),
      after: durationSchema.optional(),
    }),
  )
  .refine(
    (answer) => ['output', 'error', 'never'].filter((name) => Object.hasOwn(answer, name)).length === 1,
    'must be { output: … }, or { error: … }, or never; a list of them for one call after the other',
  );
export type TestAnswer = z.output<typeof answerSchema>;

/** Whether one answer or a list was given: one is for every call, a list for as many calls as it has. */
const answersSchema = z.preprocess(
  (value) => (Array.isArray(value) ? { list: value } : { list: [value], every: true }),
  z.object({
    list: z.array(answerSchema).min(1, 'must have at least one answer'),
    every: z.literal(true).optional(),
  }),
);
export type TestAnswers = z.output<typeof answersSchema>;

const allAnswersSchema = z.record(z.string(), answersSchema);

/** Answers that come by themselves, with the input of an operation. */
export const readAnswers = (answers: unknown): Readonly<Record<string, TestAnswers>> => {
  const parsed = allAnswersSchema.safeParse(answers);
  if (parsed.success) return parsed.data;
  throw new HubError('input_invalid', 'The answers are not as answers of tests are.', {
    problems: parsed.error.issues.map(({ path, message }) => ({
      path: ['answers', ...path.filter((step) => step !== 'list')].join('.'),
      message,
    })),
  });
};

const eventSchema = z.looseObject({
  type: z.string().min(1),
  source: z.string().min(1).optional(),
  id: z.string().min(1).optional(),
  subject: z.string().optional(),
  data: z.unknown().optional(),
});
export type TestEvent = z.output<typeof eventSchema>;

const listOf = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value): unknown => (Array.isArray(value) ? value : [value]), z.array(schema).min(1));

const callSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { [value]: {} } : value),
  z
    .record(z.string(), z.unknown())
    .refine(
      (value) => Object.keys(value).length === 1,
      'must be one name, with what it is called with: { shop.getOrder: { id: AB-1 } }',
    ),
);

const expectSchema = z
  .strictObject({
    status: z.enum(['completed', 'faulted', 'parked', 'waiting']).optional(),
    output: z.unknown().optional(),
    exactOutput: z.unknown().optional(),
    error: z.looseObject({}).optional(),
    tasks: z.array(z.string()).optional(),
    without: z.array(z.string()).optional(),
    calls: z.array(callSchema).optional(),
    emitted: z.array(z.looseObject({})).optional(),
  })
  .refine((value) => Object.keys(value).length > 0, 'expects nothing, so that it could not fail');
export type Expected = z.output<typeof expectSchema>;

export const caseSchema = z.strictObject({
  name: z.string().min(1).max(200),
  input: z.unknown().optional(),
  event: listOf(eventSchema).optional(),
  arrives: z.array(z.looseObject({ ...eventSchema.shape, after: durationSchema.optional() })).optional(),
  secrets: z.record(z.string(), z.unknown()).optional(),
  variables: z.record(z.string(), z.unknown()).optional(),
  at: z.iso.datetime({ offset: true }).optional(),
  answers: allAnswersSchema.optional(),
  expect: expectSchema,
});
export type TestCase = z.output<typeof caseSchema>;

export const mostCases = 200;
