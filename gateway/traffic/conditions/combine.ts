import { z } from 'zod';
import { defineCondition, type Condition, type PolicyPlace, type Test } from '../policy.ts';
import type { PolicyDeps } from '../policy-deps.ts';
import { compileCondition, type Find } from './compile-condition.ts';

const inner = z.looseObject({ name: z.string().max(100) });
const innerList = z
  .array(inner)
  .max(50)
  .describe('Conditions, each as it would stand alone.')
  .meta({ conditions: true });

/** Those that hold others; `find` gives those by their names. */
export const combinations = (find: Find): readonly Condition[] => {
  const each =
    (place: PolicyPlace, deps: PolicyDeps) =>
    (given: { readonly name: string }, at: number): Test =>
      compileCondition(given, { find, place, deps, path: `/conditions/${at}` });

  const allOf = defineCondition({
    name: 'allOf',
    title: 'All of',
    about: 'Requests that fit every one of several conditions.',
    parameters: z.strictObject({ conditions: innerList }),
    compile: ({ conditions }, place, deps) => untilOne(conditions.map(each(place, deps)), false),
  });

  const oneOf = defineCondition({
    name: 'oneOf',
    title: 'One of',
    about: 'Requests that fit at least one of several conditions.',
    parameters: z.strictObject({ conditions: innerList }),
    compile: ({ conditions }, place, deps) => untilOne(conditions.map(each(place, deps)), true),
  });

  const not = defineCondition({
    name: 'not',
    title: 'Not',
    about: 'Requests that do not fit a condition.',
    parameters: z.strictObject({
      condition: inner.describe('The condition, as it would stand alone.').meta({ conditions: true }),
    }),
    compile: ({ condition }, place, deps) => {
      const test = compileCondition(condition, { find, place, deps, path: '/condition' });
      return (exchange) => {
        const fits = test(exchange);
        return typeof fits === 'boolean' ? !fits : fits.then((is) => !is);
      };
    },
  });

  return [allOf, oneOf, not];
};

/** One after the other, and no further than to the first that says so. */
const untilOne = (tests: readonly Test[], wanted: boolean): Test => {
  const [first, second] = tests;
  if (first !== undefined && second === undefined) return first;
  return (exchange) => {
    for (let at = 0; at < tests.length; at += 1) {
      const fits = (tests[at] as Test)(exchange);
      if (fits === wanted) return wanted;
      if (typeof fits !== 'boolean')
        return fits.then(async (is) => {
          if (is === wanted) return wanted;
          for (const test of tests.slice(at + 1)) if ((await test(exchange)) === wanted) return wanted;
          return !wanted;
        });
    }
    return !wanted;
  };
};
