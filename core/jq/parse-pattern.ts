import { deeper, expect, next, peek, take, unexpected, type Cursor } from './cursor.ts';
import { constantKey, textNode, type Grammar } from './parse-text.ts';
import type { Node, Pattern, PatternProperty } from './syntax.ts';

/** `as [$a, {b: $c}] ?// $d`: patterns, each an alternative to those before it. */
export const parsePatterns = (cursor: Cursor, grammar: Grammar): readonly Pattern[] => {
  const patterns = [parsePattern(cursor, grammar)];
  while (take(cursor, '?//')) patterns.push(parsePattern(cursor, grammar));
  return patterns;
};

const parsePattern = (cursor: Cursor, grammar: Grammar): Pattern =>
  deeper(cursor, () => {
    const token = peek(cursor);
    if (token.kind === 'variable') {
      next(cursor);
      return { kind: 'name', name: token.text };
    }
    if (take(cursor, '[')) {
      const elements = [parsePattern(cursor, grammar)];
      while (take(cursor, ',')) elements.push(parsePattern(cursor, grammar));
      expect(cursor, ']');
      return { kind: 'elements', elements };
    }
    if (!take(cursor, '{')) throw unexpected(cursor, 'a pattern: "$name", "[…]" or "{…}"');
    const properties = [parseProperty(cursor, grammar)];
    while (take(cursor, ',')) properties.push(parseProperty(cursor, grammar));
    expect(cursor, '}');
    return { kind: 'properties', properties };
  });

const parseProperty = (cursor: Cursor, grammar: Grammar): PatternProperty => {
  const token = peek(cursor);
  if (token.kind === 'variable') {
    next(cursor);
    const key: Node = { kind: 'literal', value: token.text, at: token.at };
    return { key, name: token.text, pattern: take(cursor, ':') ? parsePattern(cursor, grammar) : null };
  }
  const key = parseKey(cursor, grammar);
  expect(cursor, ':');
  return { key, name: null, pattern: parsePattern(cursor, grammar) };
};

const parseKey = (cursor: Cursor, grammar: Grammar): Node => {
  const token = peek(cursor);
  if (token.kind === 'name') {
    next(cursor);
    return { kind: 'literal', value: token.text, at: token.at };
  }
  if (token.kind === 'text') {
    next(cursor);
    return textNode(cursor, grammar, [token, null]);
  }
  if (!take(cursor, '(')) throw unexpected(cursor, 'a key: a name, a string or "(…)"');
  const key = grammar.query(cursor);
  expect(cursor, ')');
  return constantKey(cursor, key);
};
