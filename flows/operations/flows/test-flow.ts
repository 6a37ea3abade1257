import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { FlowDeps } from '../../deps.ts';
import { flowNameSchema, numberSchema, problemSchema, textBodyBytes, textSchema } from '../../shapes.ts';
import { fetchDraft } from '../../resources/draft-text.ts';
import { readResources } from '../../resources/store-resources.ts';
import { accountSchema } from '../../simulate/account.ts';
import { readDraft } from '../../store-flows.ts';
import { findTests } from '../../store-tests.ts';
import { requireVersion } from '../../store-versions.ts';
import { currentVariables } from '../../variables/store-variables.ts';

const longestMs = 60_000;

export const testFlow = ({ db, resources }: Pick<FlowDeps, 'db' | 'resources'>) =>
  hubOperation({
    name: 'flows.test',
    summary: 'Run the tests of a flow',
    description:
      'With doubles for all that the flow calls, in no time: nothing leaves the hub, and nothing is kept. Tests that come along are used in place of the stored ones.',
    access: 'flows.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/flows/{name}/test', maxBytes: textBodyBytes },
    hints: { readOnly: true },
    input: z.strictObject({
      name: flowNameSchema,
      tests: textSchema
        .optional()
        .describe('As in a file `<flow>.test.yaml`; the stored ones when left out.'),
      version: z.union([z.literal('draft'), numberSchema]).default('draft'),
      only: z
        .array(z.string().min(1).max(200))
        .min(1)
        .max(200)
        .optional()
        .describe('Names of the cases to run; all when left out.'),
    }),
    output: z.strictObject({
      passed: z.number().int(),
      failed: z.number().int(),
      problems: z.array(problemSchema).describe('What is wrong with the text of the tests.'),
      cases: z.array(
        z.strictObject({
          name: z.string(),
          line: z.number().int(),
          ok: z.boolean(),
          problems: z.array(problemSchema).describe('Places are in the text of the tests.'),
          ran: z.array(z.string()).describe('Names of the tasks that ran.'),
          expected: z.record(z.string(), z.unknown()).describe('As the case says it, with its end.'),
          came: accountSchema
            .nullable()
            .describe('What came in its place, long values cut short; null where the run could not begin.'),
        }),
      ),
    }),
    run: async ({ name, tests, version, only }, { spaceId, signal }) => {
      const { text, stored, variables, pinned } = await db.readInSpace(spaceId, async (tx) => ({
        text: (version === 'draft'
          ? await readDraft(tx, spaceId, name)
          : await requireVersion(tx, spaceId, { name, number: version })
        ).text,
        pinned: version === 'draft' ? null : await readResources(tx, spaceId, { name, number: version }),
        stored: await findTests(tx, spaceId, name),
        variables: (await currentVariables(tx, spaceId)).values,
      }));
      const wanted = tests ?? stored?.text;
      if (wanted === undefined)
        throw new HubError(
          'not_found',
          `"${name}" has no tests. Send them along, or PUT /api/flows/${name}/tests.`,
        );
      const [{ loadProgram }, { runTests }] = await Promise.all([
        import('../../load-program.ts'),
        import('../../simulate/tests/run-tests.ts'),
      ]);
      const kept =
        pinned === null ? await fetchDraft(resources, spaceId, { name, text }) : { text, resources: pinned };
      const { program } = await loadProgram(name, kept);
      const { cases, problems } = await runTests(program, wanted, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(longestMs)]),
        ...{ only, variables },
      });
      return {
        passed: cases.filter(({ ok }) => ok).length,
        failed: cases.filter(({ ok }) => !ok).length,
        problems: [...problems],
        cases: cases.map((one) => ({
          ...one,
          problems: [...one.problems],
          ran: [...one.ran],
          expected: { ...one.expected },
        })),
      };
    },
  });
