import { compileError } from './error.ts';

export interface Token {
  readonly kind: 'symbol' | 'name' | 'field' | 'variable' | 'format' | 'number' | 'text' | 'end';
  /** Without the sign that makes it what it is: `a` for `.a`, `$a` and `@a`. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
  /** For texts: what stands in them literally, and the tokens of what is interpolated. */
  readonly parts: readonly (string | readonly Token[])[];
}

const blank = /(?:[ \t\r\n]+|#(?:\\(?:\r?\n|[^])|[^\n\\])*)+/y;
const symbol = /\?\/\/|\/\/=|!=|==|\/\/|\|=|\+=|-=|\*=|\/=|%=|<=|>=|\.\.|[.?=;,:|+\-*/%<>()[\]{}]/y;
const words: readonly (readonly [Token['kind'], RegExp, number])[] = [
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y, 0],
  ['field', /\.[a-zA-Z_][a-zA-Z_0-9]*/y, 1],
  ['variable', /\$(?:[a-zA-Z_][a-zA-Z_0-9]*::)*[a-zA-Z_][a-zA-Z_0-9]*/y, 1],
  ['format', /@[a-zA-Z0-9_]+/y, 1],
  ['name', /(?:[a-zA-Z_][a-zA-Z_0-9]*::)*[a-zA-Z_][a-zA-Z_0-9]*/y, 0],
];
const literal = /[^\\"]+/y;
const escapes: Readonly<Record<string, string>> = {
  ...{ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' },
};

/** Interpolations inside each other. */
const maxInside = 50;

interface Reader {
  readonly source: string;
  at: number;
}

export const tokenize = (source: string): readonly Token[] => tokensUntil({ source, at: 0 }, 0);

/** All tokens, or those up to the parenthesis that ends an interpolation. */
const tokensUntil = (reader: Reader, inside: number): readonly Token[] => {
  const tokens: Token[] = [];
  let open = 0;
  for (;;) {
    match(blank, reader);
    const { source, at } = reader;
    if (at >= source.length) {
      if (inside > 0) throw compileError(source, at, 'An interpolation "\\(…)" is not closed');
      tokens.push({ kind: 'end', text: '', at, end: at, parts: [] });
      return tokens;
    }
    if (inside > 0 && open === 0 && source.charAt(at) === ')') {
      tokens.push({ kind: 'end', text: ')', at, end: at + 1, parts: [] });
      reader.at += 1;
      return tokens;
    }
    const token = nextToken(reader, inside);
    if (token.kind === 'symbol' && token.text === '(') open += 1;
    if (token.kind === 'symbol' && token.text === ')') open -= 1;
    tokens.push(token);
  }
};

const match = (pattern: RegExp, reader: Reader): string | null => {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.source)?.[0] ?? null;
  if (found !== null) reader.at += found.length;
  return found;
};

const nextToken = (reader: Reader, inside: number): Token => {
  const { source, at } = reader;
  if (source.charAt(at) === '"') return textToken(reader, inside);
  for (const [kind, pattern, skip] of words) {
    const found = match(pattern, reader);
    if (found !== null) return { kind, text: found.slice(skip), at, end: reader.at, parts: [] };
  }
  const found = match(symbol, reader);
  if (found === null) {
    const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
    throw compileError(source, at, `Unexpected character ${JSON.stringify(character)}`);
  }
  return { kind: 'symbol', text: found, at, end: reader.at, parts: [] };
};

const textToken = (reader: Reader, inside: number): Token => {
  const { source, at } = reader;
  const parts: (string | readonly Token[])[] = [];
  let text = '';
  reader.at += 1;
  for (;;) {
    text += match(literal, reader) ?? '';
    const sign = source.charAt(reader.at);
    if (sign === '') throw compileError(source, at, 'A string is not closed: expected "');
    reader.at += 1;
    if (sign === '"') break;
    if (source.charAt(reader.at) === '(') {
      reader.at += 1;
      if (inside >= maxInside) throw compileError(source, at, 'Interpolations are nested too deeply');
      parts.push(text, tokensUntil(reader, inside + 1));
      text = '';
    } else text += escaped(reader);
  }
  if (text !== '' || parts.length === 0) parts.push(text);
  return { kind: 'text', text: '', at, end: reader.at, parts };
};

const escaped = (reader: Reader): string => {
  const { source, at } = reader;
  const sign = source.charAt(at);
  const plain = Object.hasOwn(escapes, sign) ? escapes[sign] : undefined;
  if (plain !== undefined) {
    reader.at += 1;
    return plain;
  }
  const unit = match(/u([0-9a-fA-F]{4})/y, reader);
  if (unit === null) throw compileError(source, at - 1, `Invalid escape "\\${sign}" in a string`);
  const high = Number.parseInt(unit.slice(1), 16);
  if (high < 0xd800 || high > 0xdfff) return String.fromCharCode(high);
  // Half of a pair stands for no character: jq puts the replacement character there.
  const low = high < 0xdc00 ? match(/\\u[dD][c-fC-F][0-9a-fA-F]{2}/y, reader) : null;
  return low === null ? '\ufffd' : String.fromCharCode(high, Number.parseInt(low.slice(2), 16));
};

export const show = ({ kind, text }: Token): string => {
  switch (kind) {
    case 'end':
      return text === '' ? 'the end' : '")"';
    case 'text':
      return 'a string';
    case 'field':
      return `".${text}"`;
    case 'variable':
      return `"$${text}"`;
    case 'format':
      return `"@${text}"`;
    default:
      return `"${text}"`;
  }
};
