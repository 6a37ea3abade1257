import { HubError } from '../core/errors.ts';
import type { Db } from '../platform/db/open.ts';
import type { Program } from './engine/program.ts';
import { findTests } from './store-tests.ts';
import { currentVariables } from './variables/store-variables.ts';

export interface Candidate {
  readonly name: string;
  readonly program: Program;
}

/** Tests pass at once: what takes longer goes round in circles. */
const longestMs = 30_000;

/** A flow whose tests fail is not published: all that fails is told together. A flow without tests passes. */
export const requireTests = async (db: Db, spaceId: string, { name, program }: Candidate): Promise<void> => {
  const { tests, variables } = await db.readInSpace(spaceId, async (tx) => ({
    tests: await findTests(tx, spaceId, name),
    variables: (await currentVariables(tx, spaceId)).values,
  }));
  if (tests === undefined) return;
  // What runs tests is loaded where there are some.
  const { allPassed, runTests } = await import('./simulate/tests/run-tests.ts');
  const results = await runTests(program, tests.text, {
    ...{ variables, signal: AbortSignal.timeout(longestMs) },
  });
  if (allPassed(results)) return;
  const failed = results.cases.filter(({ ok }) => !ok);
  const said = failed.map((one) => `"${one.name}"`).join(', ');
  const problems = [
    ...results.problems.map((one) => ({ ...one, message: `the tests cannot be read: ${one.message}` })),
    ...failed.flatMap((one) =>
      one.problems.map((problem) => ({ ...problem, message: `"${one.name}": ${problem.message}` })),
    ),
  ];
  throw new HubError(
    'flow_invalid',
    `"${name}" was not published: ${said === '' ? 'its tests cannot be read' : `its tests fail: ${said}`}. Mend the flow or its tests; "ignoreTests" publishes it all the same.`,
    {
      problems: problems.map(({ line, column, message }) => ({
        path: 'tests',
        message: `tests line ${line}, column ${column}: ${message}`,
      })),
      details: { failedTests: failed.map((one) => one.name) },
    },
  );
};
