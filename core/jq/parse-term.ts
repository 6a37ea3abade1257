import {
  deeper,
  expect,
  expectVariable,
  expectWord,
  isSymbol,
  next,
  peek,
  refuse,
  take,
  takeWord,
  unexpected,
  type Cursor,
} from './cursor.ts';
import { placeOf } from './error.ts';
import type { Token } from './lexer.ts';
import { constantKey, textNode, type Grammar } from './parse-text.ts';
import type { Entry, Node } from './syntax.ts';

/** A term with what follows it: `.a`, `["a"]`, `[2:4]`, `[]`, `?`. */
export const parsePostfix = (cursor: Cursor, grammar: Grammar): Node => {
  let node = parsePrimary(cursor, grammar);
  for (let count = 0; ; count += 1) {
    const token = peek(cursor);
    if (count > 1_000) throw refuse(cursor, token.at, 'More than 1000 accesses in a row');
    const longer = parseSuffix(cursor, grammar, node);
    if (longer === null) return node;
    node = longer;
  }
};

const parseSuffix = (cursor: Cursor, grammar: Grammar, base: Node): Node | null => {
  const token = peek(cursor);
  const { at } = token;
  if (token.kind === 'field') {
    next(cursor);
    const key: Node = { kind: 'literal', value: token.text, at };
    return { kind: 'index', base, key, optional: take(cursor, '?'), at };
  }
  if (token.kind !== 'symbol') return null;
  if (token.text === '[') return parseBrackets(cursor, grammar, base);
  if (token.text === '.') {
    next(cursor);
    if (isSymbol(cursor, '[')) return parseBrackets(cursor, grammar, base);
    return parseTextField(cursor, grammar, base);
  }
  if (take(cursor, '?')) return { kind: 'try', body: base, handler: null, at };
  // Outside of patterns `?//` can only be `?` and `//`.
  if (token.text === '?//') {
    const operator: Token = { ...token, text: '//', at: at + 1 };
    cursor.tokens = cursor.tokens.toSpliced(cursor.at, 1, operator);
    return { kind: 'try', body: base, handler: null, at };
  }
  return null;
};

const parseTextField = (cursor: Cursor, grammar: Grammar, base: Node): Node => {
  const { at } = peek(cursor);
  const format = peek(cursor).kind === 'format' ? next(cursor).text : null;
  const token = peek(cursor);
  if (token.kind !== 'text') throw unexpected(cursor, 'a field: ".name", ".\\"name\\"" or ".[…]"');
  next(cursor);
  const key = textNode(cursor, grammar, [token, format]);
  return { kind: 'index', base, key, optional: take(cursor, '?'), at };
};

const parseBrackets = (cursor: Cursor, grammar: Grammar, base: Node): Node => {
  const { at } = next(cursor);
  if (take(cursor, ']')) return { kind: 'iterate', base, optional: take(cursor, '?'), at };
  if (take(cursor, ':')) {
    const to = grammar.query(cursor);
    expect(cursor, ']');
    return { kind: 'slice', base, from: null, to, optional: take(cursor, '?'), at };
  }
  const key = grammar.query(cursor);
  if (take(cursor, ':')) {
    const to = isSymbol(cursor, ']') ? null : grammar.query(cursor);
    expect(cursor, ']');
    return { kind: 'slice', base, from: key, to, optional: take(cursor, '?'), at };
  }
  expect(cursor, ']');
  return { kind: 'index', base, key, optional: take(cursor, '?'), at };
};

const parsePrimary = (cursor: Cursor, grammar: Grammar): Node => {
  const token = next(cursor);
  const { at } = token;
  switch (token.kind) {
    case 'number':
      return { kind: 'literal', value: Number(token.text), at };
    case 'text':
      return textNode(cursor, grammar, [token, null]);
    case 'format': {
      const after = peek(cursor);
      if (after.kind !== 'text') return { kind: 'format', name: token.text, at };
      next(cursor);
      return textNode(cursor, grammar, [after, token.text]);
    }
    case 'field': {
      const key: Node = { kind: 'literal', value: token.text, at };
      return { kind: 'index', base: { kind: 'identity', at }, key, optional: take(cursor, '?'), at };
    }
    case 'variable':
      if (token.text !== '__loc__') return { kind: 'variable', name: token.text, at };
      return { kind: 'literal', value: locationOf(cursor, at), at };
    case 'name':
      return parseWord(cursor, grammar, token);
    case 'symbol':
      return parseSymbol(cursor, grammar, token);
    case 'end':
      cursor.at -= 1;
      throw unexpected(cursor, 'an expression');
  }
};

const locationOf = (cursor: Cursor, at: number): { file: string; line: number } => ({
  file: '<top-level>',
  line: placeOf(cursor.source, at).line,
});

const parseSymbol = (cursor: Cursor, grammar: Grammar, token: Token): Node => {
  const { at } = token;
  switch (token.text) {
    case '.': {
      const identity: Node = { kind: 'identity', at };
      const after = peek(cursor);
      if (isSymbol(cursor, '[')) return parseBrackets(cursor, grammar, identity);
      return after.kind === 'text' ? parseTextField(cursor, grammar, identity) : identity;
    }
    case '..':
      return { kind: 'descend', at };
    case '-':
      return { kind: 'negate', of: deeper(cursor, () => parsePostfix(cursor, grammar)), at };
    case '(': {
      const node = grammar.query(cursor);
      expect(cursor, ')');
      return node;
    }
    case '[': {
      if (take(cursor, ']')) return { kind: 'array', of: null, at };
      const of = grammar.query(cursor);
      expect(cursor, ']');
      return { kind: 'array', of, at };
    }
    case '{':
      return parseObject(cursor, grammar, at);
    default:
      cursor.at -= 1;
      throw unexpected(cursor, 'an expression');
  }
};

const parseWord = (cursor: Cursor, grammar: Grammar, token: Token): Node => {
  const { at, text } = token;
  switch (text) {
    case 'true':
    case 'false':
      return { kind: 'literal', value: text === 'true', at };
    case 'null':
      return { kind: 'literal', value: null, at };
    case 'if':
      return parseIf(cursor, grammar, at);
    case 'try': {
      const body = deeper(cursor, () => parsePostfix(cursor, grammar));
      const handler = takeWord(cursor, 'catch') ? deeper(cursor, () => parsePostfix(cursor, grammar)) : null;
      return { kind: 'try', body, handler, at };
    }
    case 'reduce':
    case 'foreach':
      return parseFold(cursor, grammar, token);
    case 'break':
      return { kind: 'break', name: expectVariable(cursor), at };
    default:
      return parseCall(cursor, grammar, token);
  }
};

const keywords = new Set(
  'def module import include if then else elif end as reduce foreach try catch label break and or'.split(' '),
);

const parseCall = (cursor: Cursor, grammar: Grammar, { text, at }: Token): Node => {
  if (keywords.has(text)) {
    cursor.at -= 1;
    throw unexpected(cursor, 'an expression');
  }
  const args: Node[] = [];
  if (take(cursor, '(')) {
    do args.push(grammar.query(cursor));
    while (take(cursor, ';'));
    expect(cursor, ')');
  }
  return { kind: 'call', name: text, args, at };
};

const parseIf = (cursor: Cursor, grammar: Grammar, at: number): Node => {
  const condition = grammar.query(cursor);
  expectWord(cursor, 'then');
  const then = grammar.query(cursor);
  if (takeWord(cursor, 'elif')) {
    const otherwise = deeper(cursor, () => parseIf(cursor, grammar, at));
    return { kind: 'if', condition, then, otherwise, at };
  }
  const otherwise = takeWord(cursor, 'else') ? grammar.query(cursor) : null;
  if (!takeWord(cursor, 'end'))
    throw unexpected(cursor, otherwise === null ? '"elif", "else" or "end"' : '"end"');
  return { kind: 'if', condition, then, otherwise, at };
};

const parseFold = (cursor: Cursor, grammar: Grammar, { text, at }: Token): Node => {
  const source = grammar.expression(cursor);
  expectWord(cursor, 'as');
  const patterns = grammar.patterns(cursor);
  expect(cursor, '(');
  const start = grammar.query(cursor);
  expect(cursor, ';');
  const update = grammar.query(cursor);
  const extract = text === 'foreach' && take(cursor, ';') ? grammar.query(cursor) : null;
  expect(cursor, ')');
  return text === 'reduce'
    ? { kind: 'reduce', source, patterns, start, update, at }
    : { kind: 'foreach', source, patterns, start, update, extract, at };
};

const parseObject = (cursor: Cursor, grammar: Grammar, at: number): Node => {
  const entries: Entry[] = [];
  while (!take(cursor, '}')) {
    entries.push(parseEntry(cursor, grammar));
    if (!isSymbol(cursor, '}')) {
      if (!take(cursor, ','))
        throw unexpected(cursor, '"," or "}" (another key expression needs parentheses)');
    }
  }
  return { kind: 'object', entries, at };
};

const parseEntry = (cursor: Cursor, grammar: Grammar): Entry => {
  const token = next(cursor);
  const { at } = token;
  const identity: Node = { kind: 'identity', at };
  const given = (key: Node, otherwise: Node): Entry => ({
    key,
    value: take(cursor, ':') ? grammar.entryValue(cursor) : otherwise,
  });
  const field = (key: Node): Node => ({ kind: 'index', base: identity, key, optional: false, at });
  switch (token.kind) {
    case 'name': {
      const key: Node = { kind: 'literal', value: token.text, at };
      return given(key, field(key));
    }
    case 'text':
    case 'format': {
      const text = token.kind === 'text' ? token : next(cursor);
      if (text.kind !== 'text') break;
      const key = textNode(cursor, grammar, [text, token.kind === 'format' ? token.text : null]);
      return given(key, field(key));
    }
    case 'variable': {
      const name: Node = { kind: 'literal', value: token.text, at };
      if (token.text === '__loc__')
        return { key: name, value: { kind: 'literal', value: locationOf(cursor, at), at } };
      const variable: Node = { kind: 'variable', name: token.text, at };
      if (take(cursor, ':')) return { key: variable, value: grammar.entryValue(cursor) };
      return { key: name, value: variable };
    }
    case 'symbol':
      if (token.text === '(') {
        const key = grammar.query(cursor);
        expect(cursor, ')');
        expect(cursor, ':');
        return { key: constantKey(cursor, key), value: grammar.entryValue(cursor) };
      }
      break;
    default:
  }
  cursor.at -= 1;
  throw unexpected(cursor, 'a key: a name, a string, "$name" or "(…)"');
};
