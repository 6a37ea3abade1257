import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { flowNameSchema, problemSchema, textBodyBytes, textSchema } from '../../shapes.ts';
import { requireFlow } from '../../store-flows.ts';
import { deleteTests, findTests, writeTests } from '../../store-tests.ts';
import { writer } from '../../writer.ts';

const testsSchema = z.strictObject({
  text: z.string(),
  savedBy: z.string(),
  savedByName: z.string(),
  savedAt: z.iso.datetime(),
});

export const getTests = () =>
  hubOperation({
    name: 'flows.tests',
    summary: 'The tests of a flow, as they were written',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/flows/{name}/tests' },
    input: z.strictObject({ name: flowNameSchema }),
    output: z.strictObject({ tests: testsSchema.nullable() }),
    run: async ({ name }, { tx, spaceId }) => {
      await requireFlow(tx, spaceId, name);
      return { tests: (await findTests(tx, spaceId, name)) ?? null };
    },
  });

export const saveTests = () =>
  hubOperation({
    name: 'flows.saveTests',
    summary: 'Keep the tests of a flow',
    description: 'They are run before the flow is published. An empty text takes them away.',
    access: 'flows.write',
    http: { method: 'PUT', path: '/api/flows/{name}/tests', maxBytes: textBodyBytes },
    hints: { idempotent: true },
    input: z.strictObject({ name: flowNameSchema, text: textSchema }),
    output: z.strictObject({
      tests: testsSchema.nullable(),
      problems: z.array(problemSchema).describe('What is wrong with the text: it is kept all the same.'),
    }),
    run: async ({ name, text }, { tx, spaceId, caller, audit }) => {
      await requireFlow(tx, spaceId, name);
      audit(name);
      if (text.trim() === '') {
        await deleteTests(tx, spaceId, name);
        return { tests: null, problems: [] };
      }
      await writeTests(tx, spaceId, { flow: name, text, ...writer(caller) });
      const { readTests } = await import('../../simulate/tests/read-tests.ts');
      return {
        tests: (await findTests(tx, spaceId, name)) ?? null,
        problems: [...readTests(text).problems],
      };
    },
  });
