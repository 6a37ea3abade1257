import { isArray, isObject, type Value } from './value.ts';

/** What `.[]` goes through; null for what has no items. */
export const itemsOf = (value: Value): readonly Value[] | null => {
  if (isArray(value)) return value;
  return isObject(value) ? Object.values(value) : null;
};
