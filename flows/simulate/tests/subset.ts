import { escapeStep } from '../../../core/json-pointer.ts';

/** Where a value is not what it should be: `path` leads into what was expected. */
export interface Miss {
  readonly path: string;
  readonly message: string;
}

const most = 10;
const mostLetters = 200;

/**
 * Where `actual` does not hold what is expected. An object may have more fields than those that are named, at any depth; a
 * list has as many items, each of which is looked at in the same way.
 */
export const missesOf = (expected: unknown, actual: unknown, path = ''): Miss[] => {
  const misses: Miss[] = [];
  const visit = (wanted: unknown, given: unknown, at: string): void => {
    if (misses.length >= most) return;
    const miss = (said = shown(given)): void =>
      void misses.push({ path: at, message: `expected ${shown(wanted)}, and it is ${said}` });
    if (Array.isArray(wanted)) {
      if (!Array.isArray(given)) return miss();
      if (wanted.length !== given.length) return miss(`a list of ${given.length}: ${shown(given)}`);
      for (const [index, item] of wanted.entries()) visit(item, given[index], `${at}/${index}`);
    } else if (isObject(wanted)) {
      if (!isObject(given)) return miss();
      for (const [name, value] of Object.entries(wanted))
        visit(value, Object.hasOwn(given, name) ? given[name] : undefined, `${at}/${escapeStep(name)}`);
    } else if (wanted !== given) miss();
  };
  visit(expected, actual, path);
  return misses;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const shown = (value: unknown): string => {
  if (value === undefined) return 'not there';
  const text = JSON.stringify(value);
  return text.length > mostLetters ? `${text.slice(0, mostLetters)}…` : text;
};
