/** Why a JSONPath cannot be read, and at which character. */
export class PathFault extends Error {
  override readonly name = 'PathFault';
}

/** A place in the text of a JSONPath, moving forward. */
export interface Cursor {
  skipBlank(): void;
  /** Steps over this text, if it stands here. */
  take(text: string): boolean;
  /** Steps over what the pattern (sticky) finds here. */
  match(pattern: RegExp): string | undefined;
  isNext(text: string): boolean;
  atEnd(): boolean;
  fault(expected: string): PathFault;
  /** What stands before this place can be read, but makes no sense. */
  refuse(reason: string): PathFault;
}

export const cursorOn = (text: string): Cursor => {
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  return {
    skipBlank: () => void match(/[ \t\n\r]*/y),
    take: (part) => {
      const here = text.startsWith(part, at);
      if (here) at += part.length;
      return here;
    },
    match,
    isNext: (part) => text.startsWith(part, at),
    atEnd: () => at === text.length,
    fault: (expected) => {
      const found = at === text.length ? 'the end' : `"${text.slice(at, at + 10)}"`;
      return new PathFault(`at character ${at + 1} stands ${found}, where ${expected} is expected`);
    },
    refuse: (reason) => new PathFault(`before character ${at + 1}, ${reason}`),
  };
};

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** A text in single or double quotes, or nothing if there is none here. */
export const readText = (cursor: Cursor): string | undefined => {
  const quote = cursor.match(/['"]/y);
  if (quote === undefined) return undefined;
  let text = '';
  while (!cursor.take(quote)) {
    const plain = cursor.match(quote === '"' ? /[^"\\\u0000-\u001f]+/y : /[^'\\\u0000-\u001f]+/y);
    if (plain !== undefined) text += plain;
    else if (cursor.take('\\')) text += readEscape(cursor, quote);
    else throw cursor.fault(`a character or the closing ${quote}`);
  }
  return text;
};

const readEscape = (cursor: Cursor, quote: string): string => {
  if (cursor.take(quote)) return quote;
  const pair = cursor.match(/u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}/y);
  if (pair !== undefined) return String.fromCharCode(hex(pair.slice(1, 5)), hex(pair.slice(7)));
  const unit = cursor.match(/u(?![dD][89a-fA-F])[0-9a-fA-F]{4}/y);
  if (unit !== undefined) return String.fromCharCode(hex(unit.slice(1)));
  const letter = cursor.match(/[bfnrt/\\]/y);
  if (letter === undefined) throw cursor.fault('an escape such as \\n or \\u00e9');
  return escapes[letter] ?? letter;
};

const hex = (digits: string): number => Number.parseInt(digits, 16);

/** A whole number that JSON can carry exactly, or nothing if none stands here. */
export const readInteger = (cursor: Cursor): number | undefined => {
  const digits = cursor.match(/(?:0|-?[1-9][0-9]*)(?![0-9])/y);
  if (digits === undefined) return undefined;
  if (!Number.isSafeInteger(Number(digits)))
    throw cursor.refuse('the number is larger than JSON carries exactly');
  return Number(digits);
};
