import { expect, test } from '@jest/globals';
import { verifies } from './setup/verifies.ts';
import { cyclesIn, importsOf, isCode, packageOf, projectFiles, topOf, tops } from './setup/sources.ts';

/** The law of imports, read from the sources. */

const files = projectFiles().filter(isCode);
const production = files.filter((path) => tops.includes(topOf(path)) || topOf(path) === 'admin-ui');
const imports = production.flatMap((path) => importsOf(path));

/** What a folder may import besides itself; every folder that is not named here: core and platform. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  platform: ['core'],
  'admin-ui': ['core'],
  app: tops,
};

/** Packages that may come in at more than one file, each with its reason. All others: one file each. */
const many: Readonly<Record<string, string>> = {
  zod: 'The language of all schemas.',
  knex: 'Types only: migrations and stores are written in its words; platform/db constructs it.',
  express: 'Types only outside of the one file that makes the application.',
  react: 'Every component is written in it.',
  'react-dom': 'The browser half of react.',
  'lucide-react': 'Icons are imported one by one, where they are shown.',
  wouter: 'Links and routes stand in the pages.',
  '@mantine/core': 'The component library: its components stand in the pages.',
  '@mantine/form': 'Part of the component library.',
  '@mantine/hooks': 'Part of the component library.',
  '@mantine/notifications': 'Part of the component library.',
  '@mantine/spotlight': 'Part of the component library.',
  '@tanstack/react-query': 'Every page asks for its own data.',
  'js-yaml':
    'Read by the hub in one file, read and written by the console in another: the two share no code.',
  ws: 'The gateway takes sockets with it, and flows open them: the two share no code.',
  pg: 'The one pool in platform/db/open.ts; the embedded server must be asked before there is a pool.',
};

/** Files that may import more than their folder, each with its reason. */
const mayImportBesides: Readonly<Record<string, { readonly folder: string; readonly why: string }>> = {
  'admin-ui/src/editor/step/expression/evaluate.ts': {
    folder: 'core/jq',
    why: 'The page tries expressions with the evaluator that the hub runs them with: it is pure, and bounded by fuel.',
  },
};

verifies('foundation.habits.import-law', 'a folder imports core and platform, never a sibling', () => {
  const offences = imports.filter(({ from, file }) => {
    if (file === undefined || file.startsWith(`${mayImportBesides[from]?.folder}/`)) return false;
    const allowed = mayImport[topOf(from)] ?? ['core', 'platform'];
    return topOf(file) !== topOf(from) && !allowed.includes(topOf(file));
  });
  expect(offences.map(({ from, file }) => `${from} imports ${file}`)).toEqual([]);
});

/** What the console may import of core, each with its reason: it talks to the hub, and shares with it only what is pure. */
const consoleMayImport: Readonly<Record<string, string>> = {
  'core/jq/': 'Expressions are tried out as they are typed, by what evaluates them in the end.',
  'core/line-diff.ts': 'What two people wrote is put together in the browser of one of them.',
};

verifies(
  'foundation.habits.import-law',
  'the console shares nothing with the hub but what has a reason',
  () => {
    const offences = imports.filter(
      ({ from, file }) =>
        file !== undefined &&
        topOf(from) === 'admin-ui' &&
        topOf(file) !== 'admin-ui' &&
        !Object.keys(consoleMayImport).some((path) => file.startsWith(path)),
    );
    expect(offences.map(({ from, file }) => `${from} imports ${file}`)).toEqual([]);
  },
);

/** What core may import, each with its reason. All of it is pure. */
const coreMayImport: Readonly<Record<string, string>> = {
  zod: 'The language of all schemas.',
  re2js: 'Regular expressions of strangers, in time that grows with the text only.',
};

verifies('foundation.habits.import-law', 'core needs no package but those with a reason', () => {
  const offences = imports.filter(({ from, specifier }) => {
    const name = packageOf(specifier);
    return topOf(from) === 'core' && name !== undefined && coreMayImport[name] === undefined;
  });
  expect(offences.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([]);
});

verifies('foundation.habits.import-law', 'no imports go round in circles', () => {
  expect(cyclesIn(imports)).toEqual([]);
});

verifies('foundation.habits.import-law', 'a package comes in at one file, except those with a reason', () => {
  const users = new Map<string, Set<string>>();
  for (const { from, specifier } of imports) {
    const name = packageOf(specifier);
    if (name !== undefined) users.set(name, (users.get(name) ?? new Set()).add(from));
  }
  const offences = [...users].filter(([name, at]) => at.size > 1 && many[name] === undefined);
  expect(offences.map(([name, at]) => `${name}: ${[...at].join(', ')}`)).toEqual([]);
});

test('what may come in by types only is not imported to be run', () => {
  const runs = imports.filter(
    ({ from, specifier, typeOnly }) =>
      packageOf(specifier) === 'knex' && !typeOnly && !from.startsWith('platform/db/'),
  );
  expect(runs.map(({ from }) => from)).toEqual([]);
});

test('nothing that ships imports what only the tests have', () => {
  const offences = imports.filter(
    ({ file }) => file !== undefined && ['test', 'bench', 'chaos', 'scripts'].includes(topOf(file)),
  );
  expect(offences.map(({ from, file }) => `${from} imports ${file}`)).toEqual([]);
});

test('the reader of imports sees all of their forms, and the search finds a circle', () => {
  const found = [
    ...importsOf(
      'core/a.ts',
      "import type { X } from './x.ts'; export { y } from './b.ts'; import 'node:fs';",
    ),
    ...importsOf('core/b.ts', "const late = await import('../core/a.ts'); import z from '@scope/name/deep';"),
  ];
  expect(found.map(({ file }) => file)).toEqual([
    'core/x.ts',
    'core/b.ts',
    undefined,
    'core/a.ts',
    undefined,
  ]);
  expect(found.map(({ specifier }) => packageOf(specifier)).filter((name) => name !== undefined)).toEqual([
    '@scope/name',
  ]);
  expect(cyclesIn(found)).toEqual(['core/a.ts → core/b.ts → core/a.ts']);
});
