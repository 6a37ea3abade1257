import { canonical } from '../canonical.ts';
import { type Keywords, malformed } from '../keyword.ts';
import { isList, isObject } from '../plain.ts';
import { brief, type Check, fail, halt, type Run, shorten, show } from '../run.ts';

/** Keywords that look at a value of any type. */

const tests: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  object: isObject,
  array: isList,
  null: (value) => value === null,
};

const typeCheck = (names: readonly unknown[]): Check | null => {
  const known = names.flatMap((name) =>
    typeof name === 'string' && Object.hasOwn(tests, name) ? [{ name, fits: tests[name] }] : [],
  );
  const fits = known.flatMap((each) => each.fits ?? []);
  // A type that nobody knows could be any value.
  if (fits.length === 0 || fits.length < names.length) return null;
  const expected = known.map(({ name }) => name).join(' or ');
  const [only] = fits;
  if (fits.length === 1 && only !== undefined) {
    return (value, run) => only(value) || fail(run, `must be ${expected}, not ${show(run, value)}`);
  }
  return (value, run) =>
    fits.some((test) => test(value)) || fail(run, `must be ${expected}, not ${show(run, value)}`);
};

/** Simple values are compared at once; lists and objects by their canonical text, made once for each value. */
const oneOf = (choices: readonly unknown[]): ((value: unknown, run: Run) => boolean) => {
  const simple = new Set<unknown>();
  const texts = new Set<string>();
  for (const choice of choices) {
    if (typeof choice !== 'object' || choice === null) simple.add(choice);
    else texts.add(canonical(choice, { fuel: 100_000 }) ?? '');
  }
  return (value, run) => {
    if (typeof value !== 'object' || value === null) return simple.has(value);
    if (texts.size === 0) return false;
    const text = canonical(value, run);
    return text === null ? halt(run, 'is too large or too deep to compare') : texts.has(text);
  };
};

export const valueKeywords: Keywords = {
  type: (parameter, here) => {
    if (typeof parameter !== 'string' && !isList(parameter)) return malformed(here, 'type');
    return typeCheck(isList(parameter) ? parameter : [parameter]) ?? malformed(here, 'type');
  },
  enum: (parameter, here) => {
    if (!isList(parameter)) return malformed(here, 'enum');
    const among = oneOf(parameter);
    const expected = shorten(parameter.slice(0, 10).map(brief).join(', '), 200);
    const more = parameter.length > 10 ? ', …' : '';
    return (value, run) =>
      among(value, run) || fail(run, `must be one of ${expected}${more}, not ${show(run, value)}`);
  },
  const: (parameter) => {
    const same = oneOf([parameter]);
    const expected = brief(parameter);
    return (value, run) => same(value, run) || fail(run, `must be ${expected}, not ${show(run, value)}`);
  },
};
