import { unescapeStep } from '../../core/json-pointer.ts';

/** What a JSON pointer leads to; undefined where there is nothing. */
export const valueAt = (value: unknown, pointer: string): unknown => {
  let found = value;
  for (const step of pointer.split('/').slice(1)) {
    if (typeof found !== 'object' || found === null) return undefined;
    const name = unescapeStep(step);
    found = Object.hasOwn(found, name) ? (found as Record<string, unknown>)[name] : undefined;
  }
  return found;
};
