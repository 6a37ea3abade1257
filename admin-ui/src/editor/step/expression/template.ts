/** `a ${ b } c` in pieces, by the rules of the hub: a test compares the two. */

export interface Piece {
  readonly text: string;
  readonly jq: boolean;
}

/** The jq inside of `${ … }`, or undefined for any other text. */
export const expressionIn = (text: string): string | undefined => {
  const source = /^\s*\$\{([\s\S]*)\}\s*$/.exec(text)?.[1];
  return source !== undefined && piecesOf(text.trim()).length === 1 ? source.trim() : undefined;
};

/** A text with expressions in it. */
export const isTemplate = (value: unknown): value is string =>
  typeof value === 'string' && piecesOf(value).some(({ jq }) => jq);

/** As it stands in the document. A comment that the source ends in would take the brace with it. */
export const asExpression = (source: string): string =>
  /#[^\n]*$/.test(source) ? `\${ ${source}\n}` : `\${ ${source} }`;

/** Braces and quotes inside of an expression are counted, so that `${ {a: "}"} }` is one. */
export const piecesOf = (text: string): readonly Piece[] => {
  const found: Piece[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf('${', from);
    const end = start < 0 ? -1 : endOf(text, start + 2);
    if (end < 0) {
      if (from < text.length) found.push({ text: text.slice(from), jq: false });
      return found;
    }
    if (start > from) found.push({ text: text.slice(from, start), jq: false });
    found.push({ text: text.slice(start + 2, end).trim(), jq: true });
    from = end + 1;
  }
};

/** The place of the brace that closes what was opened before `from`; -1 when there is none. */
const endOf = (text: string, from: number): number => {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') at = endOfString(text, at + 1);
    else if (letter === '#') at = endOfLine(text, at);
    else if (letter === '{') depth += 1;
    else if (letter === '}') {
      if (depth === 0) return at;
      depth -= 1;
    }
    if (at < 0) return -1;
  }
  return -1;
};

/** Of a comment; one that the text ends in holds the closing brace as well. */
const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? from : end;
};

/** Strings of jq may hold `\( … )` with strings in it. */
const endOfString = (text: string, from: number): number => {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '"') return at;
    if (text[at] !== '\\') continue;
    if (text[at + 1] !== '(') {
      at += 1;
      continue;
    }
    at = endOfParenthesis(text, at + 2);
    if (at < 0) return -1;
  }
  return -1;
};

const endOfParenthesis = (text: string, from: number): number => {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '"') {
      at = endOfString(text, at + 1);
      if (at < 0) return -1;
    } else if (text[at] === '(') depth += 1;
    else if (text[at] === ')') {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return -1;
};
