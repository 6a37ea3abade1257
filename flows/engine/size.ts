import { taskFault } from './fault.ts';

/** What the journal takes in a row. */
const mostLetters = 10 * 1024 * 1024;
/** So that looking takes no longer than an expression may. */
const mostValues = 1_000_000;
/** Deeper values could not be written as JSON. */
const mostDepth = 500;

/**
 * Refuses what would be too long or too deep as JSON. Values share their parts, so that ten tasks can make one of a few
 * objects that would take a year to write; looking stops where there is too much.
 */
export const checkSize = (value: unknown, what: 'output' | 'context' | 'input'): void => {
  if (typeof value === 'string' ? value.length <= mostLetters : typeof value !== 'object' || value === null)
    return;
  const left: Left = { letters: mostLetters, values: mostValues };
  const told = measure(value, left, mostDepth);
  if (told !== null) throw taskFault('runtime', `The ${what} ${told}. Keep it in a file and hand on its id.`);
};

interface Left {
  letters: number;
  values: number;
}

/** What there is too much of, if anything. Never counts more letters than JSON takes. */
const measure = (value: unknown, left: Left, depth: number): string | null => {
  left.values -= 1;
  left.letters -= typeof value === 'string' ? value.length + 2 : 1;
  if (typeof value === 'object' && value !== null) {
    if (depth === 0) return `has more than ${mostDepth} levels`;
    if (Array.isArray(value)) {
      for (const item of value) {
        const told = measure(item, left, depth - 1);
        if (told !== null) return told;
      }
    } else {
      for (const name in value) {
        left.letters -= name.length + 3;
        const told = measure((value as Record<string, unknown>)[name], left, depth - 1);
        if (told !== null) return told;
      }
    }
  }
  if (left.letters < 0) return `would be longer than ${mostLetters / 1024 / 1024} MB`;
  return left.values < 0 ? `has more than ${mostValues} values` : null;
};
