import {
  expect,
  expectWord,
  isSymbol,
  next,
  peek,
  refuse,
  takeWord,
  unexpected,
  type Cursor,
} from './cursor.ts';
import type { Import, Node } from './syntax.ts';

type ParseQuery = (cursor: Cursor) => Node;

/** What stands at the beginning of a program or a module: what it is, and what it takes from others. */
export const parseImports = (cursor: Cursor, query: ParseQuery): readonly Import[] => {
  if (takeWord(cursor, 'module')) {
    parseMetadata(cursor, query);
    expect(cursor, ';');
  }
  const imports: Import[] = [];
  for (let found = parseImport(cursor, query); found !== null; found = parseImport(cursor, query)) {
    imports.push(found);
  }
  return imports;
};

const parseImport = (cursor: Cursor, query: ParseQuery): Import | null => {
  const { at } = peek(cursor);
  const isInclude = takeWord(cursor, 'include');
  if (!isInclude && !takeWord(cursor, 'import')) return null;
  const path = parsePath(cursor);
  const { name, isData } = isInclude ? { name: null, isData: false } : parseName(cursor);
  // It tells jq where to look for files. Here modules come by name, so it is only checked.
  if (!isSymbol(cursor, ';')) parseMetadata(cursor, query);
  expect(cursor, ';');
  return { path, name, isData, at };
};

const parsePath = (cursor: Cursor): string => {
  const { kind, parts } = peek(cursor);
  const [path] = parts;
  if (kind !== 'text' || typeof path !== 'string' || parts.length > 1) {
    throw unexpected(cursor, 'the name of a module as a constant string');
  }
  next(cursor);
  return path;
};

const parseName = (cursor: Cursor): { readonly name: string; readonly isData: boolean } => {
  expectWord(cursor, 'as');
  const { kind, text } = peek(cursor);
  if (kind !== 'name' && kind !== 'variable') throw unexpected(cursor, 'a name for the module');
  next(cursor);
  return { name: text, isData: kind === 'variable' };
};

const parseMetadata = (cursor: Cursor, query: ParseQuery): void => {
  const { at } = peek(cursor);
  const node = query(cursor);
  if (!isConstant(node)) throw refuse(cursor, at, 'What is told about a module must be constant');
  if (node.kind !== 'object') throw refuse(cursor, at, 'What is told about a module must be an object');
};

const isConstant = (node: Node): boolean => {
  switch (node.kind) {
    case 'literal':
      return true;
    case 'array':
      return node.of === null || isConstant(node.of);
    case 'comma':
      return isConstant(node.left) && isConstant(node.right);
    case 'object':
      return node.entries.every(({ key, value }) => isConstant(key) && isConstant(value));
    default:
      return false;
  }
};
