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
import { compileError } from './error.ts';
import { tokenize } from './lexer.ts';
import { parsePatterns } from './parse-pattern.ts';
import { parsePostfix } from './parse-term.ts';
import type { Grammar } from './parse-text.ts';
import { parseImports } from './parse-import.ts';
import type { Assignment, Definition, Import, Node, Parameter } from './syntax.ts';

/** The grammar of jq 1.8 by recursive descent: a query is built of expressions, these of terms. */

/** The longest program, in UTF-16 units. */
const maxSource = 100_000;

export interface Source {
  readonly imports: readonly Import[];
  readonly body: Node;
}

export const parse = (source: string): Source => {
  const cursor = cursorOn(source);
  const imports = parseImports(cursor, parseQuery);
  const { at, kind } = peek(cursor);
  if (kind === 'end') return { imports, body: { kind: 'identity', at } };
  const body = parseQuery(cursor);
  if (peek(cursor).kind !== 'end') throw unexpected(cursor, 'the end of the expression');
  return { imports, body };
};

export interface Library {
  readonly imports: readonly Import[];
  readonly definitions: readonly Definition[];
}

/** Definitions only, as in modules and in the library of builtins. */
export const parseLibrary = (source: string): Library => {
  const cursor = cursorOn(source);
  const imports = parseImports(cursor, parseQuery);
  const definitions: Definition[] = [];
  while (peek(cursor).kind !== 'end') definitions.push(parseDefinition(cursor));
  return { imports, definitions };
};

const cursorOn = (source: string): Cursor => {
  if (source.length > maxSource) {
    throw compileError(source, maxSource, `The expression is longer than ${maxSource} characters`);
  }
  return { source, tokens: tokenize(source), at: 0, depth: 0 };
};

const parseQuery = (cursor: Cursor): Node => deeper(cursor, () => parsePipe(cursor));

/** Chains of one operator become balanced trees: the compiler recurses along them. */
const chain = (kind: 'pipe' | 'comma', nodes: readonly Node[], at: number): Node => {
  const [only] = nodes;
  if (only !== undefined && nodes.length === 1) return only;
  const middle = nodes.length >> 1;
  return {
    kind,
    at,
    left: chain(kind, nodes.slice(0, middle), at),
    right: chain(kind, nodes.slice(middle), at),
  };
};

const parsePipe = (cursor: Cursor): Node => {
  const { at } = peek(cursor);
  const stages = [parseComma(cursor)];
  while (take(cursor, '|')) stages.push(parseComma(cursor));
  return chain('pipe', stages, at);
};

const parseComma = (cursor: Cursor): Node => {
  const { at } = peek(cursor);
  const nodes = [parseHead(cursor)];
  while (take(cursor, ',')) nodes.push(parseHead(cursor));
  return chain('comma', nodes, at);
};

/** What binds a name reaches to the end of the query: definitions, labels, `as`. */
const parseHead = (cursor: Cursor): Node => {
  const token = peek(cursor);
  const { at } = token;
  if (token.kind === 'name' && token.text === 'def') {
    const definition = parseDefinition(cursor);
    return { kind: 'define', at, definition, body: parseQuery(cursor) };
  }
  if (token.kind === 'name' && token.text === 'label') {
    next(cursor);
    const name = expectVariable(cursor);
    expect(cursor, '|');
    return { kind: 'label', at, name, body: parseQuery(cursor) };
  }
  const source = parseExpression(cursor, 0);
  if (!takeWord(cursor, 'as')) return source;
  const patterns = parsePatterns(cursor, grammar);
  expect(cursor, '|');
  return { kind: 'bind', at, source, patterns, body: parseQuery(cursor) };
};

const parseDefinition = (cursor: Cursor): Definition => {
  const { at } = peek(cursor);
  expectWord(cursor, 'def');
  if (peek(cursor).kind !== 'name') throw unexpected(cursor, 'the name of a function');
  const name = next(cursor).text;
  const parameters = take(cursor, '(') ? parseParameters(cursor) : [];
  expect(cursor, ':');
  const body = parseQuery(cursor);
  expect(cursor, ';');
  return { name, parameters, body, at };
};

const parseParameters = (cursor: Cursor): readonly Parameter[] => {
  const parameters: Parameter[] = [];
  do {
    const token = next(cursor);
    if (token.kind !== 'name' && token.kind !== 'variable') {
      cursor.at -= 1;
      throw unexpected(cursor, 'the name of a parameter');
    }
    parameters.push({ name: token.text, isValue: token.kind === 'variable' });
  } while (take(cursor, ';'));
  expect(cursor, ')');
  return parameters;
};

interface Operator {
  readonly power: number;
  /** Operators of one power stand beside each other from the left, from the right, or not at all. */
  readonly side: 'left' | 'right' | 'none';
}

const operators: Readonly<Record<string, Operator>> = {
  '//': { power: 1, side: 'right' },
  ...Object.fromEntries(
    ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='].map((sign) => [sign, { power: 2, side: 'none' }]),
  ),
  or: { power: 3, side: 'left' },
  and: { power: 4, side: 'left' },
  ...Object.fromEntries(['==', '!=', '<', '<=', '>', '>='].map((sign) => [sign, { power: 5, side: 'none' }])),
  '+': { power: 6, side: 'left' },
  '-': { power: 6, side: 'left' },
  '*': { power: 7, side: 'left' },
  '/': { power: 7, side: 'left' },
  '%': { power: 7, side: 'left' },
};

const operatorAt = (cursor: Cursor): Operator | null => {
  const { kind, text } = peek(cursor);
  const isOperator = kind === 'symbol' || (kind === 'name' && (text === 'and' || text === 'or'));
  return isOperator && Object.hasOwn(operators, text) ? (operators[text] ?? null) : null;
};

/** The longest chain of operators without parentheses. */
const maxChain = 500;

const parseExpression = (cursor: Cursor, least: number): Node => {
  let left = parsePostfix(cursor, grammar);
  let barred = -1;
  for (let count = 0; ; count += 1) {
    const operator = operatorAt(cursor);
    if (operator === null || operator.power < least) return left;
    const token = next(cursor);
    if (operator.power === barred) {
      throw refuse(
        cursor,
        token.at,
        `Put parentheses around one of the operators: "${token.text}" cannot follow its like`,
      );
    }
    if (count > maxChain) throw refuse(cursor, token.at, `More than ${maxChain} operators in a row`);
    const from = operator.side === 'right' ? operator.power : operator.power + 1;
    const right = deeper(cursor, () => parseExpression(cursor, from));
    left = joined(token.text, [left, right], token.at);
    if (operator.side === 'none') barred = operator.power;
  }
};

const joined = (operator: string, [left, right]: readonly [Node, Node], at: number): Node => {
  switch (operator) {
    case '//':
      return { kind: 'alternative', left, right, at };
    case 'and':
    case 'or':
      return { kind: operator, left, right, at };
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { kind: 'binary', operator, left, right, at };
    default:
      return { kind: 'assign', operator: operator as Assignment, left, right, at };
  }
};

/** The value of a key in an object: pipes, but no commas. */
const parseEntryValue = (cursor: Cursor): Node => {
  const { at } = peek(cursor);
  const stages = [parseExpression(cursor, 0)];
  while (isSymbol(cursor, '|')) {
    next(cursor);
    stages.push(parseExpression(cursor, 0));
  }
  return chain('pipe', stages, at);
};

const grammar: Grammar = {
  query: parseQuery,
  expression: (cursor) => deeper(cursor, () => parseExpression(cursor, 0)),
  patterns: (cursor) => parsePatterns(cursor, grammar),
  entryValue: (cursor) => deeper(cursor, () => parseEntryValue(cursor)),
};
