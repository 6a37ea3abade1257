import { z } from 'zod';
import type { JsonSchema } from '../../../core/connector.ts';
import { HubError } from '../../../core/errors.ts';
import { schemaProblems } from '../../../core/schema/problems.ts';
import { compileSchema, type Validate } from '../../../core/schema/schema-set.ts';

export const jsonSchema = z
  .union([z.boolean(), z.record(z.string(), z.unknown())])
  .refine((schema) => JSON.stringify(schema).length <= 200_000, 'is longer than 200,000 characters')
  .meta({ jsonSchema: true });

/** What people write here should do what they think: a schema that is none is refused, with the place in it. */
export const schemaTest = (schema: JsonSchema, path: string): Validate => {
  const problems = schemaProblems(schema).map((problem) => ({ ...problem, path: path + problem.path }));
  if (problems.length === 0) return compileSchema(schema, { definitions: {}, formats: true });
  throw new HubError(
    'input_invalid',
    problems.map((problem) => `"${problem.path}": ${problem.message}.`).join(' '),
    { problems },
  );
};
