/**
 * A short text for a regular expression: the first choice of each alternative, and each repetition as seldom as it
 * may be. Null where the pattern has what cannot be written down so (looking ahead, references back).
 */
export const sampleOfPattern = (pattern: string): string | null => {
  const reader: Reader = { text: pattern.slice(0, 2_000), at: 0, left: 10_000 };
  const text = alternatives(reader, 0);
  return text === null || reader.at < reader.text.length ? null : text;
};

interface Reader {
  readonly text: string;
  at: number;
  /** Letters that may still be written. */
  left: number;
}

const deepest = 50;

const next = (reader: Reader): string => reader.text.charAt(reader.at);

/** The first alternative counts; the others are only read. */
const alternatives = (reader: Reader, depth: number): string | null => {
  if (depth > deepest) return null;
  let first: string | null = null;
  for (let number = 0; ; number++) {
    const text = sequence(reader, depth);
    if (text === null) return null;
    if (number === 0) first = text;
    if (next(reader) !== '|') return first;
    reader.at += 1;
  }
};

const sequence = (reader: Reader, depth: number): string | null => {
  let text = '';
  while (reader.at < reader.text.length && next(reader) !== '|' && next(reader) !== ')') {
    const atom = readAtom(reader, depth);
    if (atom === null) return null;
    const times = readTimes(reader, atom === '');
    reader.left -= atom.length * times;
    if (reader.left < 0) return null;
    text += atom.repeat(times);
  }
  return text;
};

const readAtom = (reader: Reader, depth: number): string | null => {
  const character = next(reader);
  reader.at += 1;
  switch (character) {
    case '^':
    case '$':
      return '';
    case '.':
      return 'a';
    case '(':
      return readGroup(reader, depth);
    case '[':
      return readClass(reader);
    case '\\':
      return readEscape(reader);
    default:
      return character;
  }
};

const readGroup = (reader: Reader, depth: number): string | null => {
  const opening = /^\?(?::|<[a-zA-Z_]\w*>|[a-z]*:)/.exec(reader.text.slice(reader.at, reader.at + 60));
  if (opening !== null) reader.at += opening[0].length;
  else if (next(reader) === '?') return null;
  const text = alternatives(reader, depth + 1);
  if (text === null || next(reader) !== ')') return null;
  reader.at += 1;
  return text;
};

const readTimes = (reader: Reader, isEmpty: boolean): number => {
  const found = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})[?+]?/.exec(reader.text.slice(reader.at, reader.at + 30));
  if (found === null) return 1;
  reader.at += found[0].length;
  if (isEmpty) return 1;
  if (found[1] !== undefined) return Number(found[1]);
  return found[0].startsWith('+') ? 1 : 0;
};

/** What an escape may stand for, likeliest first. */
const escapes: Readonly<Record<string, string>> = {
  d: '1',
  w: 'a',
  s: ' ',
  D: 'a',
  W: '-',
  S: 'a',
  t: '\t',
  n: '\n',
  r: '\r',
};

const readEscape = (reader: Reader): string | null => {
  const letter = next(reader);
  reader.at += 1;
  if (letter === 'b' || letter === 'B') return '';
  if ((letter === 'p' || letter === 'P') && next(reader) === '{') {
    const end = reader.text.indexOf('}', reader.at);
    if (end < 0) return null;
    const name = reader.text.slice(reader.at + 1, end);
    reader.at = end + 1;
    return letter === 'P' ? '-' : /^(N|Nd|Digit)/.test(name) ? '1' : /^Lu|Upper/.test(name) ? 'A' : 'a';
  }
  const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(
    letter + reader.text.slice(reader.at, reader.at + 4),
  );
  if (code !== null) {
    reader.at += code[0].length - 1;
    return String.fromCharCode(Number.parseInt(code[1] ?? code[2] ?? '', 16));
  }
  if (Object.hasOwn(escapes, letter)) return escapes[letter] ?? null;
  return /[a-zA-Z0-9]/.test(letter) ? null : letter;
};

/** Tried in this order, so that samples read like words and numbers. */
const likely = [
  ...'a1A-_. /:@,+=',
  ...'bcdefghijklmnopqrstuvwxyz',
  ...'023456789',
  ...'BCDEFGHIJKLMNOPQRSTUVWXYZ',
];

const readClass = (reader: Reader): string | null => {
  const from = reader.at;
  const negated = next(reader) === '^';
  if (negated) reader.at += 1;
  // The first character is one of the class even when it is a bracket.
  let first = true;
  while (reader.at < reader.text.length && (first || next(reader) !== ']')) {
    if (next(reader) === '\\') reader.at += 1;
    else if (next(reader) === '[' && reader.text.charAt(reader.at + 1) === ':') return null;
    reader.at += 1;
    first = false;
  }
  if (next(reader) !== ']') return null;
  const inner = reader.text.slice(from, reader.at);
  reader.at += 1;
  return memberOf(inner);
};

const memberOf = (inner: string): string | null => {
  let test: RegExp;
  try {
    test = new RegExp(`^[${inner}]$`, inner.includes('\\p{') || inner.includes('\\P{') ? 'u' : '');
  } catch {
    return null;
  }
  // One character against one class: no pattern can make that take long.
  return (
    likely.find((character) => test.test(character)) ??
    [...inner].find((character) => test.test(character)) ??
    null
  );
};
