/**
 * A text for an easy pattern: letters, classes and counts in a row, like `^[A-Z]{2}-\d+$`. Null for anything with
 * groups or choices: the sample then says what it can, and may not match.
 */
export const sampleOfPattern = (pattern: string): string | null => {
  let rest = pattern.slice(0, 200);
  let text = '';
  while (rest !== '') {
    const anchor = /^[\^$]/.exec(rest);
    if (anchor !== null) {
      rest = rest.slice(1);
      continue;
    }
    const found = /^(\[\^?(?:\\.|[^\]\\])+\]|\\.|[^\\()|[\]{}*+?])(\{(\d+)(?:,\d*)?\}|[*+?])?\??/.exec(rest);
    const character = found?.[1] === undefined ? null : characterOf(found[1]);
    if (found === null || character === null) return null;
    text += character.repeat(timesOf(found[2], found[3]));
    if (text.length > 1_000) return null;
    rest = rest.slice(found[0].length);
  }
  return text;
};

const timesOf = (quantifier: string | undefined, least: string | undefined): number => {
  if (quantifier === undefined || quantifier === '+') return 1;
  return least === undefined ? 0 : Math.min(Number(least), 1_000);
};

const characterOf = (atom: string): string | null => {
  if (!atom.startsWith('['))
    return atom.startsWith('\\') ? escapeOf(atom.slice(1)) : atom === '.' ? 'a' : atom;
  if (!atom.startsWith('[^')) {
    const inner = atom.slice(1, -1);
    return inner.startsWith('\\') ? escapeOf(inner.charAt(1)) : inner.charAt(0);
  }
  return ['a', '1', '-', ' '].find((character) => !atom.includes(character)) ?? null;
};

const escapeOf = (letter: string): string | null => {
  if (letter === 'd') return '1';
  if (letter === 'w') return 'a';
  if (letter === 's') return ' ';
  return /[a-z0-9]/i.test(letter) ? null : letter;
};
