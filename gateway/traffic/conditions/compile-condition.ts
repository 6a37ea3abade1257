import { HubError, isHubError, type Problem } from '../../../core/errors.ts';
import { problemsOf, quoted } from '../document/problems.ts';
import type { PolicyDeps } from '../policy-deps.ts';
import type { Condition, PolicyPlace, Test } from '../policy.ts';

export type Find = (name: string) => Condition | undefined;

export interface ConditionPlace {
  readonly find: Find;
  readonly place: PolicyPlace;
  readonly deps: PolicyDeps;
  /** In front of the places of its problems, as a JSON pointer. */
  readonly path: string;
}

const deepest = 20;

/** Throws `input_invalid` with all problems of it, and of the conditions that it holds. */
export const compileCondition = (
  given: { readonly name: string; readonly [parameter: string]: unknown },
  where: ConditionPlace,
): Test => {
  const { find, place, deps, path } = where;
  const { name, ...parameters } = given;
  const condition = find(name);
  if (condition === undefined) {
    throw invalid([{ path: `${path}/name`, message: `There is no condition ${quoted(name)}.` }]);
  }
  if (depthOf(given) > deepest)
    throw invalid([{ path, message: `holds more than ${deepest} conditions in each other` }]);
  const read = condition.parameters.safeParse(parameters);
  if (!read.success) throw invalid(problemsOf(read.error, path));
  try {
    return condition.compile(read.data, place, deps);
  } catch (error) {
    if (!isHubError(error, 'input_invalid') || error.problems.length === 0) throw error;
    throw invalid(error.problems.map((problem) => ({ ...problem, path: path + problem.path })));
  }
};

const depthOf = (given: unknown, depth = 0): number => {
  if (depth > deepest || typeof given !== 'object' || given === null) return depth;
  const { condition, conditions } = given as { condition?: unknown; conditions?: unknown };
  const held = [...(Array.isArray(conditions) ? (conditions as unknown[]) : []), condition];
  return held.reduce<number>(
    (most, one) => (one === undefined ? most : Math.max(most, depthOf(one, depth + 1))),
    depth,
  );
};

const invalid = (problems: readonly Problem[]): HubError =>
  new HubError('input_invalid', problems.map(({ path, message }) => `"${path}": ${message}.`).join(' '), {
    problems,
  });
