import type { z } from 'zod';
import { escapeStep } from '../../../core/json-pointer.ts';
import { nearestName } from '../../../core/nearest-name.ts';

/** One thing that is wrong with a document: a JSON pointer, and line and column where it came from a text. */
export interface DocumentProblem {
  readonly path: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

type Issue = z.core.$ZodIssue;

/** What a schema does not like, with `at` before each place. */
export const problemsOf = (
  error: z.core.$ZodError,
  at: string,
  known: readonly string[] = [],
): DocumentProblem[] => error.issues.flatMap((issue) => ofIssue(issue, at, known));

const ofIssue = (issue: Issue, at: string, known: readonly string[]): DocumentProblem[] => {
  const path = `${at}${pointerOf(issue.path)}`;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: `${path}/${escapeStep(key)}`,
      message: `is not known here${didYouMean(key, known)}`,
    }));
  if (issue.code === 'invalid_union') {
    const branch = likeliest(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => ofIssue(inner, path, known));
  }
  if (issue.code === 'invalid_key') {
    const reason = issue.issues[0]?.message ?? issue.message;
    return [{ path, message: `is no name that can be used: it ${reason}` }];
  }
  return [{ path, message: sentence(issue) }];
};

/** Of what a value could have been, what it came nearest to: where the trouble is the deepest inside. */
const likeliest = (branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined => {
  const depth = (issues: readonly Issue[]): number =>
    Math.max(...issues.map(({ path, code }) => path.length + (code === 'invalid_type' ? 0 : 1)));
  const [best, ...others] = [...branches]
    .filter((issues) => issues.length > 0)
    .sort((one, other) => depth(other) - depth(one));
  if (best === undefined || depth(best) === 0) return undefined;
  return others.every((other) => depth(other) <= depth(best)) ? best : undefined;
};

const sentence = ({ message }: Issue): string =>
  /^(?:must|is|has|needs|names|holds|cannot)\b/.test(message)
    ? message
    : `is not right: ${message.slice(0, 1).toLowerCase()}${message.slice(1)}`;

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${escapeStep(String(step))}`).join('');

export const didYouMean = (name: string, known: readonly string[]): string => {
  const meant = nearestName(name, known);
  return meant === undefined || meant === name ? '' : `: did you mean "${meant}"?`;
};

/** Named in a message, whatever somebody wrote. */
export const quoted = (name: string): string =>
  JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
