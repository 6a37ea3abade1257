import type { Problem } from '../api/problem.ts';
import type { MessageKey, Translate } from './translate.ts';

/** Codes that the console explains in the reader's language; others keep the hub's own words. */
const known: Readonly<Record<string, MessageKey>> = {
  unreachable: 'problem.unreachable',
  console_failed: 'problem.console_failed',
  internal: 'problem.internal',
  database_unavailable: 'problem.database_unavailable',
  overloaded: 'problem.overloaded',
  shutting_down: 'problem.shutting_down',
  not_found: 'problem.not_found',
  input_invalid: 'problem.input_invalid',
  unauthenticated: 'problem.unauthenticated',
  credentials_wrong: 'problem.credentials_wrong',
  link_invalid: 'problem.link_invalid',
  forbidden: 'problem.forbidden',
  already_exists: 'problem.already_exists',
  rate_limited: 'problem.rate_limited',
  sign_in_provider_failed: 'problem.sign_in_provider_failed',
  flow_invalid: 'problem.flow_invalid',
};

export const sayProblem = (t: Translate, problem: Problem): string => {
  const key = known[problem.code];
  return key === undefined ? problem.title : t(key);
};

/** The hub's own sentence, where it says more than the title does. */
export const sayDetail = (problem: Problem): string | null =>
  problem.detail === undefined || problem.detail === problem.title ? null : problem.detail;
