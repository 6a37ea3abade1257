/** The fit of what is found by something else than what it is called. */
export const noFit = 4;

const plain = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');

/** The very words, the beginning of them, or neither. */
const grade = (text: string, typed: string): 0 | 1 | 2 => {
  const own = plain(text);
  return own === typed ? 0 : own.startsWith(typed) ? 1 : 2;
};

/**
 * How well something fits what was typed, by what it is called: less is better. Its title comes first, then the other
 * names that it has; a title that only holds the words somewhere fits like any other.
 */
export const titleFit = ([title = '', ...names]: readonly string[], typed: string): number => {
  const wanted = plain(typed);
  if (wanted === '') return noFit;
  const own = grade(title, wanted);
  return own < 2 ? own : 2 + names.reduce<number>((best, name) => Math.min(best, grade(name, wanted)), 2);
};
