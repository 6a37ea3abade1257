import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { runIdSchema } from '../../run/shape.ts';
import { flowNameSchema, numberSchema } from '../../shapes.ts';
import { accountSchema } from '../../simulate/account.ts';
import { kindsOfDifference } from '../../simulate/compare.ts';
import type { PastRunDeps } from '../../simulate/past-runs.ts';
import { endedRuns } from '../../simulate/store-past.ts';
import { readAnswers } from '../../simulate/tests/test-shape.ts';
import { tryRun, type Trial, type TriedRun } from '../../simulate/try-run.ts';

const mostRuns = 200;
const longestMs = 20_000;
const endedStatuses = ['completed', 'faulted', 'parked', 'cancelled'] as const;

const kind = z.enum(kindsOfDifference);
const difference = z.strictObject({
  path: z.string(),
  before: z.string().optional().describe('JSON, cut short. Not there when this is left out.'),
  after: z.string().optional(),
});
const call = z.strictObject({ key: z.string(), call: z.string() });
const ending = z.strictObject({ status: z.enum([...endedStatuses, 'waiting']) });

const lineSchema = z.union([
  z.strictObject({
    run: z.string(),
    done: z.number().int().describe('So many of `of` runs have been tried.'),
    of: z.number().int(),
    startedAt: z.iso.datetime(),
    differs: z.array(kind).describe('Empty: it goes as it went.'),
    before: ending,
    after: ending,
    differences: z.array(difference).describe('Of the outputs, or of the errors.'),
    newCalls: z
      .array(call)
      .describe('Calls that the run did not make: nothing was called, and it stopped there.'),
    missingCalls: z.array(call),
    arguments: z.array(z.strictObject({ ...call.shape, differences: z.array(difference) })),
    sides: z
      .strictObject({ before: accountSchema, after: accountSchema })
      .optional()
      .describe('All that it did then, and does on the draft: with `whole`.'),
  }),
  z.strictObject({
    run: z.string(),
    done: z.number().int(),
    of: z.number().int(),
    skipped: z.string().describe('Why this run could not be tried.'),
  }),
  z
    .strictObject({
      summary: z.strictObject({
        runs: z.number().int(),
        same: z.number().int(),
        different: z.number().int(),
        skipped: z.number().int(),
        differs: z.record(kind, z.number().int()),
      }),
    })
    .describe('The last line. A stream that ends without one was cut off.'),
  z
    .strictObject({ error: z.record(z.string(), z.unknown()) })
    .describe('The last line, when it had to stop.'),
]);
type Line = z.input<typeof lineSchema>;

export const tryDraft = (deps: PastRunDeps) =>
  hubOperation({
    name: 'flows.tryDraft',
    summary: 'What the draft would have made of runs of the past',
    description:
      'Each run is gone through again on the draft: calls give what they gave then, events and timers come when they came. Nothing is called and nothing is kept. One line for each run, then a summary; who goes away ends it.',
    access: 'flows.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/flows/{name}/try', streams: lineSchema },
    hints: { readOnly: true },
    input: z.strictObject({
      name: flowNameSchema,
      runs: z
        .array(runIdSchema)
        .min(1)
        .max(mostRuns)
        .optional()
        .describe('These; the latest that are over when left out.'),
      last: z.number().int().min(1).max(mostRuns).default(100),
      from: z.iso.datetime().optional().describe('Of those begun at this instant or later.'),
      until: z.iso.datetime().optional().describe('Of those begun before this instant.'),
      status: z.enum(endedStatuses).optional().describe('Of those that ended so.'),
      whole: z
        .boolean()
        .default(false)
        .describe('Tells all that each of `runs` did, and not only where it differs: for one run at a time.'),
      version: z.union([z.literal('draft'), numberSchema]).default('draft'),
      answers: z
        .record(z.string(), z.unknown())
        .default({})
        .describe(
          'What comes of calls that a run did not make, as in tests of flows. Without one it stops there.',
        ),
    }),
    output: z.strictObject({}),
    run: async (input, { spaceId, exchange, signal }) => {
      const { name, runs, last, from, until, status, whole, version, answers } = input;
      if (whole && runs?.length !== 1)
        throw new HubError('input_invalid', 'With "whole", name one run under "runs".', {
          problems: [{ path: 'whole', message: 'is for one run at a time' }],
        });
      if (exchange === undefined)
        throw new HubError('input_invalid', 'The answer is a stream, for callers over HTTP.');
      const { program } = await deps.known.get(spaceId, name, version);
      const ids =
        runs ??
        (await deps.db.readInSpace(spaceId, (tx) =>
          endedRuns(tx, {
            ...{ spaceId, flow: name, last, status },
            from: from === undefined ? undefined : new Date(from),
            until: until === undefined ? undefined : new Date(until),
          }),
        ));
      const trial: Omit<Trial, 'signal'> = {
        ...{ spaceId, flow: name, program, whole },
        answers: readAnswers(answers),
      };
      exchange.stream(
        linesOf([...new Set(ids)], (run) => {
          // Each run has its own time.
          const time = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
          return tryRun(deps, { ...trial, signal: time }, run);
        }),
      );
      return {};
    },
  });

const linesOf = async function* (
  ids: readonly string[],
  tryOne: (run: string) => ReturnType<typeof tryRun>,
): AsyncGenerator<Line, void, undefined> {
  const counts = { same: 0, different: 0, skipped: 0 };
  const differs = Object.fromEntries(kindsOfDifference.map((one) => [one, 0])) as Record<
    (typeof kindsOfDifference)[number],
    number
  >;
  for (const [at, run] of ids.entries()) {
    const progress = { run, done: at + 1, of: ids.length };
    const tried = await tryOne(run);
    if ('skipped' in tried) counts.skipped += 1;
    else if (tried.differs.length === 0) counts.same += 1;
    else counts.different += 1;
    if ('differs' in tried) for (const one of tried.differs) differs[one] += 1;
    yield 'skipped' in tried ? { ...progress, ...tried } : { ...progress, ...asLine(tried) };
  }
  yield { summary: { runs: ids.length, ...counts, differs } };
};

const asLine = ({ differs, differences, newCalls, missingCalls, sides, ...rest }: TriedRun) => ({
  ...rest,
  differs: [...differs],
  differences: [...differences],
  newCalls: [...newCalls],
  missingCalls: [...missingCalls],
  arguments: rest.arguments.map((one) => ({ ...one, differences: [...one.differences] })),
  ...(sides !== undefined && { sides: { ...sides } }),
});
