import { cursorOn, PathFault, readInteger, readText, type Cursor } from './path-cursor.ts';
import {
  functions,
  isSingular,
  type Call,
  type FunctionName,
  type Operand,
  type Query,
  type Segment,
  type Selector,
  type Sign,
  type Test,
} from './path-words.ts';

const longest = 10_000;
const deepest = 50;

/** Reads a JSONPath as RFC 9535 defines it, function types included. Throws a PathFault. */
export const readPath = (text: string): Query => {
  if (text.length > longest) throw new PathFault(`it is longer than ${longest} characters`);
  const cursor = cursorOn(text);
  if (!cursor.take('$')) throw cursor.fault('"$"');
  const query: Query = { from: '$', segments: readSegments(cursor, 0) };
  if (!cursor.atEnd()) throw cursor.fault('".", "[" or the end');
  return query;
};

/** `depth` counts brackets and functions inside each other: nobody writes fifty, and each takes stack. */
const readSegments = (cursor: Cursor, depth: number): Segment[] => {
  if (depth > deepest) throw cursor.refuse(`brackets are nested more than ${deepest} levels deep`);
  const segments: Segment[] = [];
  for (;;) {
    // Blanks may stand between segments, and after a query in a filter; at the very end they may not.
    const blank = cursor.match(/[ \t\n\r]+(?=[.[])/y);
    const segment = readSegment(cursor, depth);
    if (segment !== undefined) segments.push(segment);
    else if (blank !== undefined) throw cursor.fault('a segment');
    else return segments;
  }
};

const readSegment = (cursor: Cursor, depth: number): Segment | undefined => {
  if (cursor.take('[')) return { deep: false, selectors: readBrackets(cursor, depth) };
  if (cursor.take('..')) {
    const selectors = cursor.take('[') ? readBrackets(cursor, depth) : [readShort(cursor)];
    return { deep: true, selectors };
  }
  return cursor.take('.') ? { deep: false, selectors: [readShort(cursor)] } : undefined;
};

const readShort = (cursor: Cursor): Selector => {
  if (cursor.take('*')) return { kind: 'every' };
  // The RFC has no hyphens here, but the overlays people write do (`$.info.x-logo`), even the specification's own.
  const name = cursor.match(/[A-Za-z_\u0080-\u{10ffff}](?:-?[A-Za-z0-9_\u0080-\u{10ffff}])*/uy);
  if (name === undefined) throw cursor.fault('a name or "*" (other names are written [\'so\'])');
  return { kind: 'name', name };
};

const readBrackets = (cursor: Cursor, depth: number): Selector[] => {
  const selectors: Selector[] = [];
  do {
    cursor.skipBlank();
    selectors.push(readSelector(cursor, depth));
    cursor.skipBlank();
  } while (cursor.take(','));
  if (!cursor.take(']')) throw cursor.fault('"," or "]"');
  return selectors;
};

const readSelector = (cursor: Cursor, depth: number): Selector => {
  if (cursor.take('*')) return { kind: 'every' };
  if (cursor.take('?')) return { kind: 'filter', test: readAny(cursor, depth + 1) };
  const name = readText(cursor);
  if (name !== undefined) return { kind: 'name', name };
  const start = readInteger(cursor);
  const isSlice = cursor.match(/[ \t\n\r]*:[ \t\n\r]*/y) !== undefined;
  if (!isSlice) {
    if (start === undefined) throw cursor.fault('a name in quotes, a number, ":", "*" or "?"');
    return { kind: 'index', index: start };
  }
  const end = readInteger(cursor);
  const hasStep = cursor.match(/[ \t\n\r]*:[ \t\n\r]*/y) !== undefined;
  return { kind: 'slice', start, end, step: (hasStep ? readInteger(cursor) : undefined) ?? 1 };
};

const readAny = (cursor: Cursor, depth: number): Test => {
  const of = [readAll(cursor, depth)];
  while (takeAfterBlank(cursor, '||')) of.push(readAll(cursor, depth));
  return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'any', of };
};

const readAll = (cursor: Cursor, depth: number): Test => {
  const of = [readTest(cursor, depth)];
  while (takeAfterBlank(cursor, '&&')) of.push(readTest(cursor, depth));
  return of.length === 1 && of[0] !== undefined ? of[0] : { kind: 'all', of };
};

const takeAfterBlank = (cursor: Cursor, sign: string): boolean => {
  cursor.skipBlank();
  return cursor.take(sign);
};

const readTest = (cursor: Cursor, depth: number): Test => {
  if (depth > deepest) throw cursor.refuse(`brackets are nested more than ${deepest} levels deep`);
  cursor.skipBlank();
  const negated = cursor.take('!');
  if (negated) cursor.skipBlank();
  if (cursor.take('(')) {
    const inner = readAny(cursor, depth + 1);
    if (!takeAfterBlank(cursor, ')')) throw cursor.fault('")"');
    return negated ? { kind: 'not', of: inner } : inner;
  }
  const left = readOperand(cursor, depth);
  if (negated) return { kind: 'not', of: asTest(left, cursor) };
  cursor.skipBlank();
  const sign = cursor.match(/==|!=|<=|>=|<|>/y) as Sign | undefined;
  if (sign === undefined) return asTest(left, cursor);
  cursor.skipBlank();
  const right = readOperand(cursor, depth);
  return { kind: 'compare', sign, left: asValue(left, cursor), right: asValue(right, cursor) };
};

const asTest = (operand: Operand, cursor: Cursor): Test => {
  if (operand.kind === 'query') return { kind: 'exists', query: operand.query };
  if (operand.kind === 'call' && functions[operand.call.name].gives === 'truth')
    return { kind: 'holds', call: operand.call };
  throw cursor.fault('a comparison (a value alone is neither true nor false)');
};

const asValue = (operand: Operand, cursor: Cursor): Operand => {
  if (operand.kind === 'query' && !isSingular(operand.query))
    throw cursor.refuse('a query that may find several values is used as one value');
  if (operand.kind === 'call' && functions[operand.call.name].gives !== 'value')
    throw cursor.refuse(`${operand.call.name}() is used as a value, but is true or false only`);
  return operand;
};

const readOperand = (cursor: Cursor, depth: number): Operand => {
  const from = cursor.match(/[$@]/y) as '$' | '@' | undefined;
  if (from !== undefined)
    return { kind: 'query', query: { from, segments: readSegments(cursor, depth + 1) } };
  const text = readText(cursor);
  if (text !== undefined) return { kind: 'literal', value: text };
  const number = cursor.match(/-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9])/y);
  if (number !== undefined) return { kind: 'literal', value: Number(number) };
  const name = cursor.match(/[a-z][a-z0-9_]*(?=\()/y);
  if (name !== undefined) return { kind: 'call', call: readCall(cursor, { name, depth: depth + 1 }) };
  const word = cursor.match(/(?:true|false|null)(?![A-Za-z0-9_])/y);
  if (word === undefined) throw cursor.fault('a query, a value or a function');
  return { kind: 'literal', value: word === 'null' ? null : word === 'true' };
};

const readCall = (cursor: Cursor, { name, depth }: { name: string; depth: number }): Call => {
  if (!Object.hasOwn(functions, name))
    throw cursor.refuse(`${name}() is no function; there are ${Object.keys(functions).join(', ')}`);
  const known = name as FunctionName;
  const { takes } = functions[known];
  cursor.take('(');
  const args: Operand[] = [];
  cursor.skipBlank();
  while (!cursor.isNext(')')) {
    if (args.length > 0 && !cursor.take(',')) throw cursor.fault('"," or ")"');
    cursor.skipBlank();
    const arg = readOperand(cursor, depth);
    args.push(takes[args.length] === 'nodes' ? asNodes(arg, cursor) : asValue(arg, cursor));
    cursor.skipBlank();
  }
  cursor.take(')');
  if (args.length !== takes.length)
    throw cursor.refuse(`${name}() needs ${takes.length} arguments and has ${args.length}`);
  return { name: known, args };
};

const asNodes = (operand: Operand, cursor: Cursor): Operand => {
  if (operand.kind !== 'query') throw cursor.refuse('a value is given where a query is needed');
  return operand;
};
