import { type Here, type Keyword, type Keywords, malformed } from '../keyword.ts';
import { patternFor, type Pattern } from '../pattern.ts';
import { isObject, isSchema, own } from '../plain.ts';
import { type Check, checkAt, fail, namesOf, type Run, spend } from '../run.ts';

/** Properties that are not called by their name: those that match a pattern, and all others. */

interface PatternRule {
  readonly pattern: Pattern;
  readonly schema: unknown;
}

/** Without those whose pattern nobody can run: a name cannot be told to match them. */
const patternRules = (map: unknown, here: Here): { rules: PatternRule[]; complete: boolean } => {
  const rules: PatternRule[] = [];
  let complete = true;
  for (const source of isObject(map) ? Object.keys(map) : []) {
    const pattern = patternFor(source, here.workshop);
    if (pattern === null) complete = false;
    else rules.push({ pattern, schema: isObject(map) ? map[source] : true });
  }
  return { rules, complete };
};

const matches = (run: Run, pattern: Pattern, name: string): boolean => {
  spend(run, pattern.steps(name));
  return run.fuel >= 0 && pattern.matches(name);
};

const patternProperties: Keyword = (parameter, here) => {
  if (!isObject(parameter)) return malformed(here, 'patternProperties');
  const { rules } = patternRules(parameter, here);
  const checks = rules.map(({ pattern, schema }) => ({ pattern, check: here.sub(schema) }));
  return (value, run, seen) => {
    if (!isObject(value)) return true;
    let ok = true;
    for (const name of namesOf(run, value)) {
      for (const { pattern, check } of checks) {
        if (!matches(run, pattern, name)) continue;
        seen?.names.add(name);
        if (checkAt(run, name, [check, value[name]])) continue;
        ok = false;
        if (!run.loud) return false;
      }
      if (run.fuel < 0) return false;
    }
    return ok;
  };
};

const additionalProperties: Keyword = (parameter, here) => {
  if (!isSchema(parameter)) return malformed(here, 'additionalProperties');
  const properties = own(here.schema, 'properties');
  const known = new Set(isObject(properties) ? Object.keys(properties) : []);
  const { rules, complete } = patternRules(own(here.schema, 'patternProperties'), here);
  // A name could match the pattern that cannot be run: then it is not additional.
  const check: Check = complete ? here.sub(parameter) : () => true;
  const refused: Check | null = parameter === false && complete ? unknownName : null;
  return (value, run, seen) => {
    if (!isObject(value)) return true;
    if (seen !== null) seen.allNames = true;
    if (parameter === true) return true;
    let ok = true;
    for (const name of namesOf(run, value)) {
      if (known.has(name) || rules.some(({ pattern }) => matches(run, pattern, name))) continue;
      if (run.fuel < 0) return false;
      if (checkAt(run, name, [refused ?? check, value[name]])) continue;
      ok = false;
      if (!run.loud) break;
    }
    return ok;
  };
};

const unknownName: Check = (_value, run) => fail(run, 'is not known here');

export const otherPropertyKeywords: Keywords = { patternProperties, additionalProperties };
