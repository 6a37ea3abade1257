import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { saveTests as save } from '../../save-tests.ts';
import { fenceSchema, flowNameSchema, problemSchema, textBodyBytes, textSchema } from '../../shapes.ts';
import { heldTests, type HeldTests } from '../../store-tests.ts';
import { writer } from '../../writer.ts';

const testsSchema = z.strictObject({
  text: z.string(),
  savedBy: z.string(),
  savedByName: z.string(),
  savedAt: z.iso.datetime(),
});

const readingShape = {
  problems: z.array(problemSchema).describe('What is wrong with the text: it is kept all the same.'),
  cases: z
    .array(z.strictObject({ name: z.string(), line: z.number().int() }))
    .describe('Those that can be run.'),
};

const readingOf = async (text: string): Promise<z.input<z.ZodObject<typeof readingShape>>> => {
  const { readTests } = await import('../../simulate/tests/read-tests.ts');
  const { cases, problems, places } = readTests(text);
  return {
    problems: [...problems],
    cases: cases.map(({ path, test }) => ({ name: test.name, line: places.at(path).line })),
  };
};

const nothing = { problems: [], cases: [] };

const fenceOut = z.number().int().describe('Counts the saves: what a change is based on.');

const shownTests = async ({ tests, fence }: HeldTests) => ({
  ...{ tests, fence },
  ...(tests === null ? nothing : await readingOf(tests.text)),
});

export const getTests = () =>
  hubOperation({
    name: 'flows.tests',
    summary: 'The tests of a flow, as they were written',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/flows/{name}/tests' },
    input: z.strictObject({ name: flowNameSchema }),
    output: z.strictObject({ tests: testsSchema.nullable(), fence: fenceOut, ...readingShape }),
    run: async ({ name }, { tx, spaceId }) =>
      shownTests(await heldTests(tx, spaceId, { flow: name, hold: false })),
  });

export const saveTests = () =>
  hubOperation({
    name: 'flows.saveTests',
    summary: 'Keep the tests of a flow',
    description:
      'They are run before the flow is published. An empty text takes them away. Where somebody else saved after `basedOn`, nothing is written.',
    access: 'flows.write',
    http: { method: 'PUT', path: '/api/flows/{name}/tests', maxBytes: textBodyBytes },
    hints: { idempotent: true },
    input: z.strictObject({
      name: flowNameSchema,
      text: textSchema,
      basedOn: fenceSchema
        .optional()
        .describe(
          'The `fence` of the tests that this was made from, 0 where there were none yet. Left out, it is written over whatever there is.',
        ),
    }),
    output: z.strictObject({ tests: testsSchema.nullable(), fence: fenceOut, ...readingShape }),
    run: async ({ name, text, basedOn }, { tx, spaceId, caller, audit }) => {
      const kept = text.trim() === '' ? null : text;
      const saved = await save(tx, spaceId, { flow: name, text: kept, basedOn, ...writer(caller) });
      audit(name, { fence: saved.fence });
      return shownTests(saved);
    },
  });
