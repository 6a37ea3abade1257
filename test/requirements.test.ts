import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { pending } from './requirements-pending.ts';
import { requirements } from './requirements.ts';

const root = join(import.meta.dirname, '..');
const known = new Set<string>(requirements.map(({ id }) => id));

/** The first argument of every `verifies(…)` in a source text; undefined where it is not written out. */
const promisesIn = (path: string, text: string): (string | undefined)[] => {
  const found: (string | undefined)[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === 'verifies'
    ) {
      const [id] = node.arguments;
      found.push(id !== undefined && ts.isStringLiteral(id) ? id.text : undefined);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found;
};

const tested = globSync('test/**/*.test.ts', { cwd: root }).flatMap((path) =>
  promisesIn(path, readFileSync(join(root, path), 'utf8')).map((id) => ({ path, id })),
);
const testedIds = new Set(tested.map(({ id }) => id));

test('every promise has a test, or stands in the list of those that wait for one', () => {
  const waiting = new Set<string>(pending);
  expect([...known].filter((id) => !testedIds.has(id) && !waiting.has(id))).toEqual([]);
});

test('a promise that has a test is not waiting for one', () => {
  expect(pending.filter((id) => testedIds.has(id))).toEqual([]);
});

test('every test that verifies names a promise that exists, written out', () => {
  expect(tested.filter(({ id }) => id === undefined || !known.has(id))).toEqual([]);
});

test('the reader of promises sees what is called and what is not a string', () => {
  expect(promisesIn('x.ts', "verifies('a.b', 'name', () => {}); verifies(id, 'x', f); other('c')")).toEqual([
    'a.b',
    undefined,
  ]);
});
