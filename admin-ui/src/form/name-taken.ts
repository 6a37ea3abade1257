import type { Problem } from '../api/problem.ts';

/** Whether the hub has refused because another one is called so; other things may be there already too. */
export const isNameTaken = (problem: Problem | null): boolean =>
  problem?.code === 'already_exists' && /_name_key\b/.test(problem.detail ?? '');
