import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

/** The files of the project as the structure tests see them: paths from the root, with forward slashes. */

export const root = join(import.meta.dirname, '..', '..');

/** Every folder of code, in the order of the architecture. */
export const tops = [
  ...['core', 'platform', 'gateway', 'connectors', 'mcp-servers', 'flows', 'interactions', 'compass'],
  ...['herald', 'routing', 'voice', 'insights', 'app'],
];

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What is tracked, or would be by the next commit: what .gitignore names does not count. */
export const projectFiles = (): string[] => {
  const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (listed.status !== 0) throw new Error(`git could not list the files: ${listed.stderr}`);
  return listed.stdout
    .split('\0')
    .filter((path) => path !== '' && isThere(path))
    .sort();
};

const isThere = (path: string): boolean => {
  try {
    textOf(path);
    return true;
  } catch {
    return false;
  }
};

export const topOf = (path: string): string => path.split('/')[0] ?? '';

export const isCode = (path: string): boolean => /\.(ts|tsx|js|mjs)$/.test(path) && !path.endsWith('.d.ts');

export interface Import {
  readonly from: string;
  /** As written. */
  readonly specifier: string;
  /** The file it means; undefined for packages and for Node itself. */
  readonly file: string | undefined;
  readonly typeOnly: boolean;
}

export const importsOf = (path: string, text = textOf(path)): Import[] => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) =>
    found.push({ from: path, specifier, file: fileOf(path, specifier), typeOnly });
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.importClause?.isTypeOnly ?? false);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      if (ts.isStringLiteral(node.moduleSpecifier)) add(node.moduleSpecifier.text, node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier !== undefined && ts.isStringLiteral(specifier)) add(specifier.text, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const fileOf = (from: string, specifier: string): string | undefined =>
  specifier.startsWith('.') ? posix.normalize(posix.join(dirname(from), specifier)) : undefined;

/** `@scope/name/deep` and `name/deep` → the package; undefined for our own files and for Node itself. */
export const packageOf = (specifier: string): string | undefined => {
  if (specifier.startsWith('.') || specifier.startsWith('node:') || builtinModules.includes(specifier)) {
    return undefined;
  }
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
};

/** Every circle of imports that is followed when the program runs, as `a → b → a`. */
export const cyclesIn = (imports: readonly Import[]): string[] => {
  const next = new Map<string, string[]>();
  for (const { from, file, typeOnly } of imports) {
    if (file !== undefined && !typeOnly) next.set(from, [...(next.get(from) ?? []), file]);
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) {
      cycles.push([...way.slice(at), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const target of next.get(file) ?? []) walk(target, [...way, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return cycles;
};
