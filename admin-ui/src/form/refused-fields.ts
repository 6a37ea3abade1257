import type { Problem } from '../api/problem.ts';
import type { Translate } from '../messages/translate.ts';

/** What the hub has refused, by field; a name that another one has already in the reader's own words. */
export const refusedFields = (t: Translate, problem: Problem | null): Problem['fields'] =>
  (problem?.fields ?? []).map((field) =>
    problem?.code === 'already_exists' && field.path === 'name'
      ? { ...field, message: t('rule.nameTaken') }
      : field,
  );
