import { z } from 'zod';
import { isHubError, HubError } from '../../../core/errors.ts';
import { instantText } from '../../../core/instant-text.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { runIdSchema } from '../../run/shape.ts';
import { flowNameSchema, numberSchema } from '../../shapes.ts';
import { compare, kindsOfDifference, type Comparison } from '../../simulate/compare.ts';
import { findPastRun, type PastRunDeps } from '../../simulate/past-runs.ts';
import { openAnswers } from '../../simulate/tests/answering.ts';
import { readAnswers, type TestAnswers } from '../../simulate/tests/test-shape.ts';
import { replay, retrace } from '../../simulate/on-demand.ts';
import { endedRuns } from '../../simulate/store-past.ts';
import type { Program } from '../../engine/program.ts';

const mostRuns = 200;
const longestMs = 20_000;

const kind = z.enum(kindsOfDifference);
const difference = z.strictObject({
  path: z.string(),
  before: z.string().optional().describe('JSON, cut short. Not there when this is left out.'),
  after: z.string().optional(),
});
const call = z.strictObject({ key: z.string(), call: z.string() });
const ending = z.strictObject({ status: z.enum(['completed', 'faulted', 'cancelled', 'waiting']) });

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
      version: z.union([z.literal('draft'), numberSchema]).default('draft'),
      answers: z
        .record(z.string(), z.unknown())
        .default({})
        .describe(
          'What comes of calls that a run did not make, as in tests of flows. Without one it stops there.',
        ),
    }),
    output: z.strictObject({}),
    run: async ({ name, runs, last, from, until, version, answers }, { spaceId, exchange, signal }) => {
      if (exchange === undefined)
        throw new HubError('input_invalid', 'The answer is a stream, for callers over HTTP.');
      const { program } = await deps.known.get(spaceId, name, version);
      const ids =
        runs ??
        (await deps.db.readInSpace(spaceId, (tx) =>
          endedRuns(tx, {
            ...{ spaceId, flow: name, last },
            from: from === undefined ? undefined : new Date(from),
            until: until === undefined ? undefined : new Date(until),
          }),
        ));
      exchange.stream(
        linesOf(deps, {
          ...{ spaceId, flow: name, program, ids: [...new Set(ids)] },
          answers: readAnswers(answers),
          // Each run has its own time.
          signalFor: () => AbortSignal.any([signal, AbortSignal.timeout(longestMs)]),
        }),
      );
      return {};
    },
  });

interface Trying {
  readonly spaceId: string;
  readonly flow: string;
  readonly program: Program;
  readonly ids: readonly string[];
  readonly answers: Readonly<Record<string, TestAnswers>>;
  readonly signalFor: () => AbortSignal;
}

const linesOf = async function* (deps: PastRunDeps, trying: Trying): AsyncGenerator<Line, void, undefined> {
  const { ids } = trying;
  const counts = { same: 0, different: 0, skipped: 0 };
  const differs = Object.fromEntries(kindsOfDifference.map((one) => [one, 0])) as Record<
    (typeof kindsOfDifference)[number],
    number
  >;
  for (const [at, run] of ids.entries()) {
    const progress = { run, done: at + 1, of: ids.length };
    const tried = await tryOne(deps, trying, run);
    if ('skipped' in tried) counts.skipped += 1;
    else if (tried.differs.length === 0) counts.same += 1;
    else counts.different += 1;
    if ('differs' in tried) for (const one of tried.differs) differs[one] += 1;
    yield 'skipped' in tried ? { ...progress, ...tried } : { ...progress, ...asLine(tried) };
  }
  yield { summary: { runs: ids.length, ...counts, differs } };
};

type Tried = (Comparison & { readonly startedAt: string }) | { readonly skipped: string };

const tryOne = async (
  deps: PastRunDeps,
  { spaceId, flow, program, answers, signalFor }: Trying,
  run: string,
): Promise<Tried> => {
  const signal = signalFor();
  try {
    const found = await findPastRun(deps, spaceId, run);
    const { row, past, leftOut } = found;
    if (row.flow !== flow) return { skipped: `It is a run of "${row.flow}".` };
    if (row.mode === 'fast') return { skipped: 'A fast run leaves no journal to go by.' };
    if (leftOut > 0)
      return { skipped: `Its journal is too long: ${leftOut} entries more than are gone through.` };
    const before = await retrace(found.program, past, signal);
    if (before.astray !== null)
      return { skipped: 'It cannot be followed even on its own version: masked values lead another way.' };
    const after = await replay({
      ...{ program, past, before, signal },
      answer: openAnswers(answers).answer,
    });
    return {
      ...compare({ before: { end: found.end, calls: before.calls }, after }),
      startedAt: instantText(row.startedAt),
    };
  } catch (error) {
    // What cannot be tried does not keep the others from it: a version that is gone, a run that goes round for ever.
    if (!isHubError(error) || error.code === 'cancelled') throw error;
    if (error.retryable && error.code !== 'job_timeout') throw error;
    return { skipped: error.message };
  }
};

const asLine = ({
  differs,
  differences,
  newCalls,
  missingCalls,
  ...rest
}: Comparison & { readonly startedAt: string }) => ({
  ...rest,
  differs: [...differs],
  differences: [...differences],
  newCalls: [...newCalls],
  missingCalls: [...missingCalls],
  arguments: rest.arguments.map((one) => ({ ...one, differences: [...one.differences] })),
});
