import { escapeStep } from '../../core/json-pointer.ts';

/** One place where two values differ; what is not there is left out. Values are cut short: they are to be read. */
export interface Difference {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

const mostDifferences = 50;
const mostLetters = 300;

/** Where two JSON values differ, the first so many places. Empty when they say the same. */
export const differencesOf = (before: unknown, after: unknown): Difference[] => {
  const found: Difference[] = [];
  const visit = (path: string, one: unknown, other: unknown): void => {
    if (found.length >= mostDifferences || one === other) return;
    const names = namesOf(one, other);
    if (names === null) {
      if (JSON.stringify(one) === JSON.stringify(other)) return;
      found.push({
        path,
        ...(one !== undefined && { before: shown(one) }),
        ...(other !== undefined && { after: shown(other) }),
      });
      return;
    }
    for (const name of names) {
      const step = `${path}/${escapeStep(name)}`;
      visit(step, fieldOf(one, name), fieldOf(other, name));
    }
  };
  visit('', before, after);
  return found;
};

/** The fields of both, where both are lists or both are objects. */
const namesOf = (one: unknown, other: unknown): string[] | null => {
  if (!isHolder(one) || !isHolder(other) || Array.isArray(one) !== Array.isArray(other)) return null;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])];
};

const isHolder = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const fieldOf = (value: unknown, name: string): unknown =>
  isHolder(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const shown = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length > mostLetters ? `${text.slice(0, mostLetters)}…` : text;
};
