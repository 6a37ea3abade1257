import { taskFault } from '../engine/fault.ts';

/** Reading what stands in `with`: expressions may have given anything, so each value is looked at once more. */

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const wrong = (name: string, value: unknown, expected: string): Error =>
  taskFault('configuration', `"${name}" is ${kindOf(value)}; ${expected} is expected.`);

const kindOf = (value: unknown): string => {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `"${value.slice(0, 80)}"`;
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return JSON.stringify(value);
};

/** `path` for the words of the failure, the last part of it for the field. */
export const textIn = (fields: Fields, path: string): string => {
  const value = fields[path.slice(path.lastIndexOf('.') + 1)];
  if (typeof value !== 'string' || value === '') throw wrong(path, value, 'a text');
  return value;
};

export const textOrNone = (fields: Fields, path: string): string | undefined => {
  const value = fields[path.slice(path.lastIndexOf('.') + 1)];
  return value === undefined || value === null ? undefined : textIn(fields, path);
};

export const fieldsIn = (fields: Fields, path: string): Fields => {
  const value = fields[path.slice(path.lastIndexOf('.') + 1)];
  if (!isFields(value)) throw wrong(path, value, 'an object');
  return value;
};

/** A text without quotes for what may stand in a query, a header or a form; undefined for `null`. */
export const asText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return undefined;
  return JSON.stringify(value);
};
