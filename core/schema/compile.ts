import { type Here, type Keyword, malformed, type Workshop } from './keyword.ts';
import { listKeywords, unevaluatedItems } from './keywords/list.ts';
import { logicKeywords } from './keywords/logic.ts';
import { numberKeywords } from './keywords/number.ts';
import { objectKeywords, unevaluatedProperties } from './keywords/object.ts';
import { otherPropertyKeywords } from './keywords/other-properties.ts';
import { stringKeywords } from './keywords/string.ts';
import { valueKeywords } from './keywords/value.ts';
import { isObject, own, type PlainObject } from './plain.ts';
import { follow, followDynamicAnchor, within } from './follow.ts';
import { type Place, placeOf, resolveReference } from './resource.ts';
import { type Check, enter, fail, shorten, show, step } from './run.ts';
import { addSeen, nothingSeen } from './seen.ts';

/** A schema becomes one function: keyword by keyword, what stands behind a reference when it is first reached. */

/** `type` comes first and alone: of a value of the wrong type nothing else is worth saying. */
const { type: typeKeyword, ...otherValueKeywords } = valueKeywords;

/** Deeper schemas come from somebody who wants to see the stack end. */
const maxNesting = 200;

const accept: Check = (_value, run) => step(run);
const refuse: Check = (value, run) => step(run) && fail(run, `must be left out, but is ${show(run, value)}`);

export const checkOf = (place: Place, workshop: Workshop, nesting = 0): Check => {
  const { schema, resource } = place;
  if (schema === true) return accept;
  if (schema === false) return refuse;
  const known = resource.checks.get(schema);
  if (known !== undefined) return known;
  if (nesting > maxNesting) {
    workshop.notes.add(`schemas nested deeper than ${maxNesting} levels are not checked`);
    return accept;
  }
  // A schema object can hold itself, when it was made by a program: then this stands for it until it is compiled.
  let compiled = accept;
  resource.checks.set(schema, (value, run, seen) => compiled(value, run, seen));
  compiled = compileObject(schema, {
    schema,
    resource,
    workshop,
    sub: (sub) => {
      if (!isObject(sub) && typeof sub !== 'boolean') return accept;
      const at = placeOf(sub, resource);
      return within(checkOf(at, workshop, nesting + 1), { to: at.resource, from: resource });
    },
  });
  resource.checks.set(schema, compiled);
  return compiled;
};

const reference: Keyword = (parameter, here) => {
  if (typeof parameter !== 'string') return malformed(here, '$ref');
  const target = resolveReference(parameter, here.resource);
  if (target !== null) return follow(target, here.resource, (place) => checkOf(place, here.workshop));
  here.workshop.unresolved.add(shorten(parameter, 200));
  return null;
};

const dynamicReference: Keyword = (parameter, here) => {
  const plain = reference(parameter, here);
  const target = typeof parameter === 'string' ? resolveReference(parameter, here.resource) : null;
  if (target === null || typeof parameter !== 'string') return plain;
  const name = isObject(target.schema) ? own(target.schema, '$dynamicAnchor') : undefined;
  if (typeof name !== 'string' || name !== parameter.slice(parameter.indexOf('#') + 1)) return plain;
  const compile = (place: Place): Check => checkOf(place, here.workshop);
  return followDynamicAnchor(name, { target, from: here.resource, compile });
};

/** Each other keyword needs nothing of its neighbours' verdicts, so their order does not matter. */
const keywords = new Map<string, Keyword>(
  Object.entries({
    ...otherValueKeywords,
    ...numberKeywords,
    ...stringKeywords,
    ...listKeywords,
    ...objectKeywords,
    ...otherPropertyKeywords,
    ...logicKeywords,
    $ref: reference,
    $dynamicRef: dynamicReference,
  }),
);

const compileObject = (schema: PlainObject, here: Here): Check => {
  const checks: Check[] = [];
  const compile = (name: string, keyword: Keyword | undefined): Check | null =>
    keyword !== undefined && Object.hasOwn(schema, name) ? keyword(schema[name], here) : null;
  const ofType = compile('type', typeKeyword);
  for (const name of Object.keys(schema)) {
    const check = compile(name, keywords.get(name));
    if (check !== null) checks.push(check);
  }
  const late = [
    compile('unevaluatedItems', unevaluatedItems),
    compile('unevaluatedProperties', unevaluatedProperties),
  ].filter((check) => check !== null);
  const all = allOfThem(ofType, checks);
  const whole = late.length === 0 ? all : thenUnevaluated(all, late);
  return isSecret(schema) ? hiding(whole) : whole;
};

const allOfThem =
  (ofType: Check | null, checks: readonly Check[]): Check =>
  (value, run, seen) => {
    if (!enter(run)) return false;
    let ok = ofType === null || ofType(value, run, seen);
    if (ok) {
      for (const check of checks) {
        if (check(value, run, seen)) continue;
        ok = false;
        if (!run.loud) break;
      }
    }
    run.level -= 1;
    return ok;
  };

/** What is left over is known only after everything else has fitted. */
const thenUnevaluated =
  (all: Check, late: readonly Check[]): Check =>
  (value, run, seen) => {
    const mine = nothingSeen();
    if (!all(value, run, mine)) return false;
    for (const check of late) if (!check(value, run, mine)) return false;
    if (seen !== null) addSeen(seen, mine);
    return true;
  };

const isSecret = (schema: PlainObject): boolean =>
  own(schema, 'writeOnly') === true ||
  own(schema, 'x-sensitive') === true ||
  own(schema, 'format') === 'password';

const hiding =
  (check: Check): Check =>
  (value, run, seen) => {
    run.hidden += 1;
    const ok = check(value, run, seen);
    run.hidden -= 1;
    return ok;
  };
