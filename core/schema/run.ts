import { escapeStep } from '../json-pointer.ts';
import type { Problem } from '../errors.ts';
import type { Resource } from './resource.ts';
import type { Seen } from './seen.ts';

/** One validation under way: where it stands, what it found, and what it may still spend. */
export interface Run {
  /** The keys from the root of the value to where the run stands. */
  readonly path: (string | number)[];
  /** The resources entered by references, outermost first: what `$dynamicRef` looks through. */
  readonly scopes: Resource[];
  /** References being followed, each with the length of the path where it began: how a circle is noticed. */
  readonly followed: Followed[];
  readonly maxProblems: number;
  problems: Problem[];
  /** False while only the verdict counts: inside `not` or a branch, or when enough problems are known. */
  loud: boolean;
  fuel: number;
  level: number;
  /** Above 0 where a value is secret: messages do not show it. */
  hidden: number;
  /** Why the run ended before its end. */
  halted: Problem | null;
}

interface Followed {
  readonly target: object;
  readonly depth: number;
}

/** Says whether a value fits, and tells the run what is wrong. `seen` is null where nobody asks what was evaluated. */
export type Check = (value: unknown, run: Run, seen: Seen | null) => boolean;

const maxDepth = 128;
const maxFuel = 1_000_000;
/**
 * Of schemas inside each other, counted along one way down: three for each level of the value, and some. The worst
 * schema then takes half of the stack that Node has.
 */
const maxLevel = 450;

export const startRun = (root: Resource, maxProblems: number, fuel: number = maxFuel): Run => ({
  path: [],
  scopes: [root],
  followed: [],
  maxProblems,
  problems: [],
  loud: true,
  fuel: Math.min(fuel, maxFuel),
  level: 0,
  hidden: 0,
  halted: null,
});

/** Enters a schema. False when the run has to end here. */
export const enter = (run: Run): boolean => {
  run.level += 1;
  if (!step(run)) return false;
  if (run.path.length > maxDepth) return halt(run, `is nested deeper than ${maxDepth} levels`);
  if (run.level > maxLevel) return halt(run, `meets more than ${maxLevel} schemas inside each other`);
  return true;
};

export const step = (run: Run): boolean => {
  run.fuel -= 1;
  return run.fuel >= 0 || halt(run, `took more than ${maxFuel} steps: the schema is too costly to check`);
};

/** For work that grows with something other than the number of schemas entered. */
export const spend = (run: Run, steps: number): void => {
  run.fuel -= steps;
};

export const halt = (run: Run, message: string): false => {
  run.halted ??= { path: pathOf(run), message };
  run.fuel = -1;
  run.loud = false;
  return false;
};

export const fail = (run: Run, message: string): false => {
  if (run.loud) report(run, [{ path: pathOf(run), message }]);
  return false;
};

export const report = (run: Run, problems: readonly Problem[]): void => {
  for (const problem of problems) {
    // Two branches of a schema often say the same.
    const known = run.problems.some(
      ({ path, message }) => path === problem.path && message === problem.message,
    );
    if (!known && run.problems.length < run.maxProblems) run.problems.push(problem);
  }
  if (run.problems.length >= run.maxProblems) run.loud = false;
};

/** The names of a value's properties, paid for: an object can have a million. */
export const namesOf = (run: Run, value: Readonly<Record<string, unknown>>): readonly string[] => {
  const names = Object.keys(value);
  spend(run, names.length >> 3);
  return names;
};

/** Checks what stands under a key of the value. Nobody outside asks what was evaluated in there. */
export const checkAt = (
  run: Run,
  key: string | number,
  [check, value]: readonly [Check, unknown],
): boolean => {
  run.path.push(key);
  const ok = check(value, run, null);
  run.path.pop();
  return ok;
};

/** Only the verdict: no problem is told. */
export const quietly = (run: Run, verdict: () => boolean): boolean => {
  const { loud } = run;
  run.loud = false;
  const ok = verdict();
  run.loud = loud && run.halted === null;
  return ok;
};

/** What a check would tell, without telling it. */
export const problemsOf = (run: Run, verdict: () => boolean): readonly Problem[] => {
  const { problems, loud } = run;
  run.problems = [];
  verdict();
  const found = run.problems;
  run.problems = problems;
  run.loud = loud && run.halted === null;
  return found;
};

export const pathOf = (run: Run): string =>
  run.path.map((key) => `/${escapeStep(shorten(String(key), 100))}`).join('');

/** The value as a message may show it: short, and never a whole body. */
export const show = (run: Run, value: unknown): string => (run.hidden > 0 ? 'a secret value' : brief(value));

export const brief = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string') return JSON.stringify(shorten(value, 40));
  return typeof value === 'number' || typeof value === 'boolean' || value === null
    ? `${value}`
    : typeof value;
};

export const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length)}…`;
