import type { Seen } from './evaluate.ts';

/**
 * What an expression sees, on its way to the worker. Samples may be large and stay the same while one types: each part goes over
 * once, and is named by its number from then on.
 */
export type Part =
  | { readonly value: unknown }
  | { readonly number: number }
  | { readonly fields: Readonly<Record<string, Part>> };

export interface Parcel {
  readonly data: Part;
  readonly variables: Readonly<Record<string, Part>>;
  readonly env: Part;
  /** Parts that go over now. */
  readonly fresh: readonly (readonly [number: number, value: unknown])[];
  /** What can be forgotten there. */
  readonly gone: readonly number[];
}

/** So many parts stay over there. */
const mostKept = 60;
/** `$workflow` is another object after each edit, what is in it mostly is not. */
const mostFields = 8;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The variables that a text may name. What it does not name need not go over. */
export const namesIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/\$([A-Za-z_]\w*)/g)].map(([, name = '']) => name));

export const createPacker = (): ((seen: Seen, names: ReadonlySet<string>) => Parcel) => {
  const kept = new Map<object, number>();
  let count = 0;
  return (seen, names) => {
    const fresh: [number, unknown][] = [];
    const whole = (value: unknown): Part => {
      if (!isObject(value)) return { value };
      let number = kept.get(value);
      if (number === undefined) {
        number = count += 1;
        fresh.push([number, value]);
      }
      // What was used last is forgotten last.
      kept.delete(value);
      kept.set(value, number);
      return { number };
    };
    const opened = (value: unknown): Part => {
      if (!isObject(value) || Array.isArray(value)) return whole(value);
      const entries = Object.entries(value);
      if (entries.length > mostFields) return whole(value);
      return { fields: Object.fromEntries(entries.map(([name, held]) => [name, whole(held)])) };
    };
    const data = whole(seen.data);
    const env = whole(seen.env);
    const variables = Object.fromEntries(
      Object.entries(seen.variables)
        .filter(([name]) => names.has(name))
        .map(([name, value]) => [name, opened(value)]),
    );
    const gone: number[] = [];
    for (const [value, number] of kept) {
      if (kept.size <= mostKept) break;
      kept.delete(value);
      gone.push(number);
    }
    return { data, variables, env, fresh, gone };
  };
};

export const createUnpacker = (): ((parcel: Parcel) => Seen) => {
  const kept = new Map<number, unknown>();
  const open = (part: Part): unknown => {
    if ('value' in part) return part.value;
    if ('number' in part) return kept.get(part.number);
    return opened(part.fields);
  };
  const opened = (fields: Readonly<Record<string, Part>>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(fields).map(([name, part]) => [name, open(part)]));
  return ({ data, variables, env, fresh, gone }) => {
    for (const [number, value] of fresh) kept.set(number, value);
    const seen = {
      data: open(data),
      variables: opened(variables),
      env: opened({ env })['env'] as Seen['env'],
    };
    for (const number of gone) kept.delete(number);
    return seen;
  };
};
