import { compileError, type JqError } from './error.ts';
import { show, type Token } from './lexer.ts';

/** How deep a program may be nested, and how long a chain of one operator may be. */
const maxDepth = 200;

/** Where the parser stands. */
export interface Cursor {
  readonly source: string;
  tokens: readonly Token[];
  at: number;
  depth: number;
}

const end: Token = { kind: 'end', text: '', at: 0, end: 0, parts: [] };

export const peek = (cursor: Cursor, ahead = 0): Token =>
  cursor.tokens[cursor.at + ahead] ?? cursor.tokens.at(-1) ?? end;

export const next = (cursor: Cursor): Token => {
  const token = peek(cursor);
  cursor.at += 1;
  return token;
};

export const isSymbol = (cursor: Cursor, text: string): boolean => {
  const token = peek(cursor);
  return token.kind === 'symbol' && token.text === text;
};

const isWord = (cursor: Cursor, text: string): boolean => {
  const token = peek(cursor);
  return token.kind === 'name' && token.text === text;
};

/** Takes the symbol when it stands here. */
export const take = (cursor: Cursor, text: string): boolean => {
  const here = isSymbol(cursor, text);
  if (here) cursor.at += 1;
  return here;
};

export const takeWord = (cursor: Cursor, text: string): boolean => {
  const here = isWord(cursor, text);
  if (here) cursor.at += 1;
  return here;
};

export const expect = (cursor: Cursor, text: string): void => {
  if (!take(cursor, text)) throw unexpected(cursor, `"${text}"`);
};

export const expectWord = (cursor: Cursor, text: string): void => {
  if (!takeWord(cursor, text)) throw unexpected(cursor, `"${text}"`);
};

export const expectVariable = (cursor: Cursor): string => {
  if (peek(cursor).kind !== 'variable') throw unexpected(cursor, 'a variable such as "$name"');
  return next(cursor).text;
};

export const unexpected = (cursor: Cursor, expected: string): JqError => {
  const token = peek(cursor);
  return compileError(cursor.source, token.at, `Expected ${expected} but found ${show(token)}`);
};

export const refuse = (cursor: Cursor, at: number, message: string): JqError =>
  compileError(cursor.source, at, message);

/** One level further in: the parser and all that follows it recurse along the program. */
export const deeper = <T>(cursor: Cursor, parse: () => T): T => {
  cursor.depth += 1;
  if (cursor.depth > maxDepth) {
    throw refuse(cursor, peek(cursor).at, `The expression is nested more than ${maxDepth} levels deep`);
  }
  const result = parse();
  cursor.depth -= 1;
  return result;
};
