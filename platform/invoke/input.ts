import type { z } from 'zod';
import { HubError, type Problem } from '../../core/errors.ts';

/** `contact.phones[0]`: the place of a value as its sender would write it. */
const placeOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');

const problemsOf = (error: z.ZodError): Problem[] =>
  error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: placeOf([...issue.path, key]), message: 'is not known here' }));
    }
    return [{ path: placeOf(issue.path), message: issue.message }];
  });

/** The input as its schema has it, or every problem at once, each with its place. */
export const parseInput = (schema: z.ZodType, input: unknown): unknown => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const where = first === undefined || first.path === '' ? '' : `"${first.path}": `;
  throw new HubError('input_invalid', `${where}${first?.message ?? 'not valid'}${more}.`, { problems });
};
