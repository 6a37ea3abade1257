import { globSync } from 'node:fs';
import ts from 'typescript';
import type { Db, Tx } from '../../platform/db/open.ts';
import { root, textOf } from './sources.ts';

/** A line of a source file, as `folder/file.ts:12`. */
export type Place = string;

const condition = /(?:\b\w+\.space_id|\bspace_id|coalesce\(space_id, 'installation'\)) = (\$\d+)/g;
const inSource = /(?:\bspace_id|\$\{holder\}) = (?:\$\d|\?)/;

/** The statement without the condition that names the space: what is left is the database's own policy. */
export const withoutSpace = (text: string): string => text.replace(condition, '($1::text is not null)');

export interface FirstWall {
  /** The same database, asked without the conditions that name the space. */
  takeAway(db: Db): Db;
  /** Where the statements stand that were asked so. */
  readonly crossed: ReadonlySet<Place>;
}

/** The places of the project's own code that the running statement came through. */
const placesNow = (): Place[] =>
  [...(new Error().stack ?? '').matchAll(/(?:file:\/\/)?([^\s(]+\.ts):(\d+):\d+/g)]
    .map(([, file = '', line = '']) => ({ file, line }))
    .filter(({ file }) => file.startsWith(`${root}/`))
    .map(({ file, line }) => `${file.slice(root.length + 1)}:${line}`);

export const openFirstWall = (): FirstWall => {
  const crossed = new Set<Place>();
  const weaken = (text: string): string => {
    const weak = withoutSpace(text);
    if (weak !== text) for (const place of placesNow()) crossed.add(place);
    return weak;
  };
  const through = (tx: Tx): Tx => ({
    ...tx,
    query: (text, values) => tx.query(weaken(text), values),
    execute: (text, values) => tx.execute(weaken(text), values),
  });
  return {
    crossed,
    takeAway: (db) => ({
      ...db,
      inSpace: (space, work) => db.inSpace(space, (tx) => work(through(tx))),
      readInSpace: (space, work) => db.readInSpace(space, (tx) => work(through(tx))),
    }),
  };
};

export interface Statement {
  /** The function that it stands in, as `folder/file.ts functionName`. */
  readonly name: string;
  readonly places: readonly Place[];
}

/** Every statement in the sources that names the space in a condition. */
export const statementsOfSpaces = (): Statement[] =>
  globSync('{gateway,platform}/**/*.ts', { cwd: root }).flatMap((path) => {
    const source = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
    const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
    const found: Statement[] = [];
    const visit = (node: ts.Node, around: string): void => {
      const inside =
        ts.isVariableDeclaration(node) && node.parent.parent.parent === source ? node.name.getText() : around;
      const asks =
        ts.isCallExpression(node) && /(?:^readPage|\.(?:query|execute))\b/.test(node.expression.getText());
      if (asks && node.arguments.some((argument) => inSource.test(argument.getText()))) {
        const first = lineOf(node.getStart());
        const lines = Array.from({ length: lineOf(node.getEnd()) - first + 1 }, (_, at) => first + at);
        found.push({ name: `${path} ${inside}`, places: lines.map((line) => `${path}:${line}`) });
      } else ts.forEachChild(node, (child) => visit(child, inside));
    };
    visit(source, 'top');
    return found;
  });
