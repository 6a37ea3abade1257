import { taskFault } from './fault.ts';

/** What the journal takes in a row. */
const mostLetters = 10 * 1024 * 1024;
/** Deeper values could not be written as JSON. */
const mostDepth = 500;

/**
 * Refuses what would be too long or too deep as JSON. Values share their parts, so that ten tasks can make one of a few
 * objects that would take a year to write; looking stops where there is too much.
 */
export const checkSize = (value: unknown, what: 'output' | 'context' | 'input'): void => {
  if (typeof value !== 'object' || value === null) return;
  const left = measure(value, mostLetters, mostDepth);
  if (left >= 0) return;
  const told =
    left === tooDeep
      ? `has more than ${mostDepth} levels`
      : `would be longer than ${mostLetters / 1024 / 1024} MB. Keep it in a file and hand on its id`;
  throw taskFault('runtime', `The ${what} ${told}.`);
};

const tooDeep = -Infinity;

/** What is left of the letters; below zero when it is too much. Never more than JSON takes. */
const measure = (value: unknown, letters: number, depth: number): number => {
  if (typeof value === 'string') return letters - value.length - 2;
  if (typeof value !== 'object' || value === null) return letters - 1;
  if (depth === 0) return tooDeep;
  let left = letters - 2;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && left >= 0; at += 1) left = measure(value[at], left - 1, depth - 1);
    return left;
  }
  for (const name in value) {
    left = measure((value as Record<string, unknown>)[name], left - name.length - 4, depth - 1);
    if (left < 0) return left;
  }
  return left;
};
