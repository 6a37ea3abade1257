import type { Problem } from '../../errors.ts';
import { type Keyword, type Keywords, malformed } from '../keyword.ts';
import { isList, isSchema, own } from '../plain.ts';
import { type Check, fail, pathOf, problemsOf, quietly, report, type Run, spend } from '../run.ts';
import { addSeen, nothingSeen, type Seen } from '../seen.ts';

/** Keywords that put schemas together at the same place of the value. */

const allOf: Keyword = (parameter, here) => {
  if (!isList(parameter)) return malformed(here, 'allOf');
  const checks = parameter.map((schema) => here.sub(schema));
  return (value, run, seen) => {
    spend(run, checks.length >> 3);
    let ok = true;
    for (const check of checks) {
      if (check(value, run, seen)) continue;
      ok = false;
      if (!run.loud) break;
    }
    return ok;
  };
};

/** A branch that may fail without the whole failing: what it has seen counts only when it fits. */
const tries = (check: Check, run: Run, seen: Seen | null): ((value: unknown) => boolean) => {
  if (seen === null) return (value) => quietly(run, () => check(value, run, null));
  return (value) => {
    const mine = nothingSeen();
    const ok = quietly(run, () => check(value, run, mine));
    if (ok) addSeen(seen, mine);
    return ok;
  };
};

const anyOf: Keyword = (parameter, here) => {
  if (!isList(parameter) || parameter.length === 0) return malformed(here, 'anyOf');
  const checks = parameter.map((schema) => here.sub(schema));
  return (value, run, seen) => {
    spend(run, checks.length >> 3);
    let ok = false;
    for (const check of checks) {
      ok = tries(check, run, seen)(value) || ok;
      if (ok && seen === null) return true;
      if (run.fuel < 0) return false;
    }
    return ok || explain(checks, value, run);
  };
};

const oneOf: Keyword = (parameter, here) => {
  if (!isList(parameter) || parameter.length === 0) return malformed(here, 'oneOf');
  const checks = parameter.map((schema) => here.sub(schema));
  return (value, run, seen) => {
    spend(run, checks.length >> 3);
    const fitting: number[] = [];
    for (const [at, check] of checks.entries()) {
      if (tries(check, run, seen)(value)) fitting.push(at + 1);
      if (run.fuel < 0) return false;
      if (fitting.length > 1) {
        return fail(run, `must fit exactly one alternative, but fits number ${fitting.join(' and number ')}`);
      }
    }
    return fitting.length === 1 || explain(checks, value, run);
  };
};

/** Why no alternative fits: the problems of the one that came nearest, if it was meant at all. */
const explain = (checks: readonly Check[], value: unknown, run: Run): false => {
  if (!run.loud) return false;
  const here = pathOf(run);
  let nearest: readonly Problem[] = [];
  for (const check of checks) {
    const problems = problemsOf(run, () => check(value, run, null));
    if (run.halted !== null) return false;
    if (nearest.length === 0 || nearer(problems, nearest)) nearest = problems;
  }
  if (checks.length > 1) fail(run, `fits none of the ${checks.length} alternatives`);
  if (checks.length === 1 || nearest.some(({ path }) => path !== here)) report(run, nearest);
  return false;
};

/** A problem further down means that more has fitted on the way. */
const nearer = (problems: readonly Problem[], than: readonly Problem[]): boolean => {
  const depth = (all: readonly Problem[]): number =>
    all.reduce((deepest, { path }) => Math.max(deepest, path.split('/').length), 0);
  const [one, other] = [depth(problems), depth(than)];
  return one === other ? problems.length < than.length : one > other;
};

const not: Keyword = (parameter, here) => {
  if (!isSchema(parameter)) return malformed(here, 'not');
  const check = here.sub(parameter);
  return (value, run) => {
    const fits = quietly(run, () => check(value, run, null));
    return run.fuel >= 0 && (!fits || fail(run, 'fits a schema that it must not fit'));
  };
};

const condition: Keyword = (parameter, here) => {
  if (!isSchema(parameter)) return malformed(here, 'if');
  const check = here.sub(parameter);
  const branch = (name: string): Check | null => {
    const schema = own(here.schema, name);
    return isSchema(schema) ? here.sub(schema) : null;
  };
  const then = branch('then');
  const otherwise = branch('else');
  return (value, run, seen) => {
    if (seen === null && then === null && otherwise === null) return true;
    const next = tries(check, run, seen)(value) ? then : otherwise;
    return next === null || next(value, run, seen);
  };
};

export const logicKeywords: Keywords = { allOf, anyOf, oneOf, not, if: condition };
