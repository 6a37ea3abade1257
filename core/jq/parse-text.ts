import { peek, refuse, unexpected, type Cursor } from './cursor.ts';
import { named } from './json.ts';
import type { Token } from './lexer.ts';
import type { Node, Pattern } from './syntax.ts';

/** The parts of the grammar that stand inside terms. */
export interface Grammar {
  readonly query: (cursor: Cursor) => Node;
  readonly expression: (cursor: Cursor) => Node;
  readonly patterns: (cursor: Cursor) => readonly Pattern[];
  readonly entryValue: (cursor: Cursor) => Node;
}

/** A key that can be seen to be no string is refused at once. */
export const constantKey = (cursor: Cursor, key: Node): Node => {
  if (key.kind === 'literal' && typeof key.value !== 'string') {
    throw refuse(cursor, key.at, `Cannot use ${named(key.value)} as object key`);
  }
  return key;
};

export const textNode = (
  cursor: Cursor,
  grammar: Grammar,
  [token, format]: readonly [Token, string | null],
): Node => {
  const parts = token.parts.map((part) => {
    if (typeof part === 'string') return part;
    const inner: Cursor = { source: cursor.source, tokens: part, at: 0, depth: cursor.depth };
    const node = grammar.query(inner);
    if (peek(inner).kind !== 'end') throw unexpected(inner, '")"');
    return node;
  });
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'string') return { kind: 'literal', value: only, at: token.at };
  return { kind: 'text', format, parts, at: token.at };
};
