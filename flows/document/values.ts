import { below, fieldsOf, looseFields } from './fields.ts';
import { complain, type Reader } from './reading.ts';
import { hint } from './report.ts';
import { isFields, kindOf, quoted } from './words.ts';

/** Readers of what many parts of a document are made of. */

export const anything: Reader<unknown> = ({ value }) => value;

export const text: Reader<string> = (spot, reading) => {
  const { value } = spot;
  if (typeof value === 'string') return value;
  const bare = typeof value === 'number' || typeof value === 'boolean' ? ' Write it in quotes.' : '';
  complain(spot, reading, `This must be a text, but is ${kindOf(value)}.${bare}`);
  return '';
};

export const someText: Reader<string> = (spot, reading) => {
  const value = text(spot, reading);
  if (value === '' && spot.value === '') complain(spot, reading, 'This is an empty text.');
  return value;
};

export const flag: Reader<boolean> = (spot, reading) => {
  const { value } = spot;
  if (typeof value === 'boolean') return value;
  complain(spot, reading, `This must be true or false, but is ${kindOf(value)}.`);
  return false;
};

export const whole =
  (from: number, to: number): Reader<number> =>
  (spot, reading) => {
    const { value } = spot;
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      const given = typeof value === 'number' ? quoted(value) : kindOf(value);
      complain(spot, reading, `This must be a whole number, but is ${given}.`);
      return from;
    }
    if (value < from || value > to) {
      const range = to === Infinity ? `${from} or more` : `from ${from} to ${to}`;
      complain(spot, reading, `This must be ${range}, but is ${value}.`);
    }
    return value;
  };

export const choice =
  <const T extends string>(...choices: readonly T[]): Reader<T> =>
  (spot, reading) => {
    const { value } = spot;
    const chosen = choices.find((one) => one === value);
    if (chosen !== undefined) return chosen;
    const near = typeof value === 'string' ? hint(value, choices) : '';
    const all = choices.map((one) => `"${one}"`).join(', ');
    complain(spot, reading, `This must be one of ${all}, but is ${quoted(value)}.${near}`);
    return choices[0] as T;
  };

export const matching =
  (pattern: RegExp, rule: string): Reader<string> =>
  (spot, reading) => {
    const value = text(spot, reading);
    if (typeof spot.value === 'string' && !pattern.test(value)) {
      complain(spot, reading, `${quoted(value)} is not right: ${rule}.`);
    }
    return value;
  };

export const list =
  <T>(item: Reader<T>): Reader<readonly T[]> =>
  (spot, reading) => {
    const { value } = spot;
    if (Array.isArray(value)) return [...value.keys()].map((at) => item(below(spot, at), reading));
    complain(spot, reading, `This must be a list, but is ${kindOf(value)}.`);
    return [];
  };

/** An object whose names are free. */
export const mapOf =
  <T>(item: Reader<T>): Reader<Readonly<Record<string, T>>> =>
  (spot, reading) =>
    fromEntries(
      looseFields(spot, reading).names.map((name) => [name, item(below(spot, name), reading)] as const),
    );

export const object = mapOf(anything);

/** An object of these fields, given back as it is, but for what their readers put in its place. */
export const shape =
  (
    fields: Readonly<Record<string, Reader<unknown>>>,
    ...required: readonly string[]
  ): Reader<Readonly<Record<string, unknown>>> =>
  (spot, reading) => {
    const known = Object.keys(fields);
    const given = fieldsOf(spot, reading, { known, required });
    return fromEntries(
      known.filter(given.has).map((name) => [name, given.read(name, fields[name] ?? anything)]),
    );
  };

/** Like Object.fromEntries, with the type that it has here. A name such as `__proto__` is a field as any other. */
const fromEntries = <T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> =>
  Object.fromEntries(entries);

/** One of several forms, told apart by the fields it has. */
export const oneOf =
  (
    forms: Readonly<Record<string, Reader<unknown>>>,
    ...others: readonly string[]
  ): Reader<{ readonly form: string; readonly value: unknown } | null> =>
  (spot, reading) => {
    const names = Object.keys(forms);
    const given = fieldsOf(spot, reading, { known: [...names, ...others] });
    const [form, ...more] = names.filter(given.has);
    const all = names.map((one) => `"${one}"`).join(', ');
    if (form === undefined) {
      if (isFields(spot.value)) complain(spot, reading, `One of ${all} is missing.`);
      return null;
    }
    if (more.length > 0) {
      const found = [form, ...more].map((one) => `"${one}"`).join(' and ');
      complain(spot, reading, `There can be only one of ${all}, but here are ${found}.`);
    }
    return { form, value: given.read(form, forms[form] ?? anything) };
  };
