import { nameOfItem, taskOfItem, type Item } from './block-items.ts';
import { withoutField, withValue } from './plain-edit.ts';
import { fieldOf, isFields } from './shape-of.ts';

/** Where the steps of a list lead: by `then`, by the cases of a switch, or just to the next one. */

type Fields = Readonly<Record<string, unknown>>;

export const thenOf = (item: Item): string => {
  const then = taskOfItem(item)['then'];
  return typeof then === 'string' ? then : 'continue';
};

export const casesOf = (item: Item): readonly unknown[] => {
  const cases = taskOfItem(item)['switch'];
  return Array.isArray(cases) ? (cases as readonly unknown[]) : [];
};

export const caseThen = (one: unknown): string => {
  const then = fieldOf(one, nameOfItem(one), 'then');
  return typeof then === 'string' ? then : 'continue';
};

/** It goes on with what stands behind it when nothing else is said: not so what always fails, or has a case for all else. */
export const goesOn = (item: Item): boolean => {
  const task = taskOfItem(item);
  if (Object.hasOwn(task, 'raise')) return false;
  return !casesOf(item).some((one) => isFields(one) && fieldOf(one, nameOfItem(one), 'when') === undefined);
};

/** The same step leading elsewhere; `continue` is what is not written. */
export const withThen = (item: Item, then: string): Item => {
  const name = nameOfItem(item);
  const task = taskOfItem(item);
  if (thenOf(item) === then) return item;
  return {
    [name]: then === 'continue' ? withoutField(task, 'then') : (withValue(task, '/then', then) as Fields),
  };
};

export const withCaseThen = (item: Item, at: number, then: string): Item => {
  const name = nameOfItem(item);
  const task = taskOfItem(item);
  const cases = casesOf(item);
  const one = cases[at];
  const called = nameOfItem(one);
  const fields = isFields(one) ? one[called] : undefined;
  if (!isFields(fields) || caseThen(one) === then) return item;
  const changed = { [called]: withValue(fields, '/then', then) };
  return { [name]: withValue(task, '/switch', cases.toSpliced(at, 1, changed)) };
};

/** All that leads to steps of some names leads elsewhere now. */
export const redirect = (item: Item, to: (then: string) => string): Item => {
  let made = withThen(item, to(thenOf(item)));
  for (const [at, one] of casesOf(item).entries()) made = withCaseThen(made, at, to(caseThen(one)));
  return made;
};

/** What went on below a step, in whatever way, goes by name to what stood there: something else comes between. */
export const leadPast = (item: Item, next: string): Item => {
  let made = thenOf(item) === 'continue' && goesOn(item) ? withThen(item, next) : item;
  for (const [at, one] of casesOf(item).entries())
    if (caseThen(one) === 'continue') made = withCaseThen(made, at, next);
  return made;
};

/** What comes after a step of a list when it is done. */
export const wayFrom = (items: readonly Item[], at: number): string => {
  const then = thenOf(items[at]);
  if (then !== 'continue') return then;
  return at + 1 < items.length ? nameOfItem(items[at + 1]) : 'exit';
};
