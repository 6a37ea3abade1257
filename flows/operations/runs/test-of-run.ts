import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { runIdSchema } from '../../run/shape.ts';
import { retrace } from '../../simulate/on-demand.ts';
import { findPastRun, type FoundRun, type PastRunDeps } from '../../simulate/past-runs.ts';

const longestMs = 20_000;
/** A test is to be read: what is longer stays a run. */
const mostLetters = 256 * 1024;

export const makeTestOfRun = (deps: PastRunDeps) =>
  hubOperation({
    name: 'runs.test',
    summary: 'A run as a test of its flow',
    description:
      'What it was given, what came back from everything that it called, and how it went: a case for the tests of the flow. Nothing is kept. Masked values stay masked.',
    access: 'flows.read',
    transaction: 'none',
    http: { method: 'GET', path: '/api/runs/{run}/test' },
    input: z.strictObject({
      run: runIdSchema,
      name: z.string().trim().min(1).max(200).optional().describe('What the case is called.'),
    }),
    output: z.strictObject({
      flow: z.string(),
      test: z.record(z.string(), z.unknown()).describe('As it stands in a file of tests.'),
      problems: z
        .array(z.string())
        .describe('What of it does not pass on the version that the run was of: nothing, as a rule.'),
    }),
    run: async ({ run, name }, { spaceId, signal }) => {
      const found = await findPastRun(deps, spaceId, run);
      const { row, past, program } = found;
      const why = whyNot(found);
      if (why !== null) throw new HubError('conflict', why);
      const time = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
      const before = await retrace(program, past, time);
      if (before.astray !== null)
        throw new HubError(
          'conflict',
          'This run cannot be followed by its journal: masked values, or another draft since, lead another way.',
        );
      const { testOfRun } = await import('../../simulate/tests/test-of-run.ts');
      const made = await testOfRun(
        program,
        {
          ...{ past, before, end: found.end },
          name: name ?? `as ${run.slice(-6)} went`,
          byEvent: row.trigger.startsWith('event:'),
        },
        time,
      );
      if (JSON.stringify(made.test).length > mostLetters)
        throw new HubError('conflict', 'This run holds more than a test should: write one with less of it.');
      return { flow: row.flow, test: { ...made.test }, problems: [...made.problems] };
    },
  });

const whyNot = ({ row, end, leftOut }: FoundRun): string | null => {
  if (row.mode === 'fast') return 'A fast run leaves no journal that a test could be made of.';
  if (end?.status === 'cancelled')
    return 'This run was cancelled from outside, and tests know no such thing. Take one that went to its end.';
  if (end === null && row.status !== 'waiting')
    return `This run is ${row.status}. Wait until it is over, or until it waits for something.`;
  return leftOut === 0 ? null : `Its journal is too long: ${leftOut} entries more than are gone through.`;
};
