import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isCode, projectFiles, root, textOf, topOf, tops } from './setup/sources.ts';
import { verifies } from './setup/verifies.ts';

/** What every file of the project keeps to. Each list of offences is empty, or names what to change. */

const files = projectFiles();
const code = files.filter(isCode);
const production = code.filter((path) => tops.includes(topOf(path)) || topOf(path) === 'admin-ui');

verifies(
  'foundation.habits.names',
  'no file or folder has a name that says nothing, and there are no barrels',
  () => {
    const vague = /^(utils?|common|shared|base|managers?|services?|helpers?|misc|index)$/;
    const names = (path: string) =>
      path.split('/').map((part) => part.replace(/(\.test|\.config)?\.[a-z]+$/, ''));
    expect(code.filter((path) => names(path).some((name) => vague.test(name)))).toEqual([]);
  },
);

verifies('foundation.habits.names', 'every folder of code tells in a short README what it is for', () => {
  const folders = [...tops, 'admin-ui', 'test', 'bench', 'chaos', 'deploy', 'scripts'].filter((top) =>
    files.some((path) => topOf(path) === top),
  );
  const offences = folders.flatMap((top) => {
    const path = `${top}/README.md`;
    if (!existsSync(join(root, path))) return [`${path} is missing`];
    const lines = textOf(path).trimEnd().split('\n').length;
    return lines > 15
      ? [`${path} has ${lines} lines; 15 are enough to say what comes in, goes out, where to begin`]
      : [];
  });
  expect(offences).toEqual([]);
});

verifies('foundation.habits.names', 'no test is switched off, and none keeps the others from running', () => {
  const switches = /\b(?:test|it|describe)\.(?:only|skip|todo|failing\.only)\b|\bx(?:it|test|describe)\(/;
  const here = basename(import.meta.filename);
  const tests = code.filter((path) => path.endsWith('.test.ts') && basename(path) !== here);
  expect(tests.filter((path) => switches.test(textOf(path)))).toEqual([]);
});

test('a file above 400 lines says why in its header', () => {
  const offences = code.filter((path) => {
    const lines = textOf(path).split('\n');
    return lines.length > 401 && !/long because/i.test(lines.slice(0, 12).join('\n'));
  });
  expect(offences).toEqual([]);
});

test('the environment is read in platform/config.ts only; the programs of app/ may pass it on', () => {
  const mayRead = new Set(['platform/config.ts', 'app/run.ts', 'app/hub.ts', 'app/mcp-stdio.ts']);
  const offences = production.filter((path) => !mayRead.has(path) && !path.startsWith('app/print-'));
  expect(offences.filter((path) => /\bprocess\.env\b/.test(textOf(path)))).toEqual([]);
});

test('no rule is switched off in a comment, and nothing is left to do later', () => {
  const words = new RegExp(
    [
      'eslint-' + 'disable',
      '@ts-' + 'ignore',
      '@ts-' + 'expect-error',
      '\\bTO' + 'DO\\b',
      '\\bFIX' + 'ME\\b',
    ].join('|'),
  );
  expect(code.filter((path) => words.test(textOf(path)))).toEqual([]);
});

verifies('foundation.habits.migrations', 'migrations are numbered without gaps', () => {
  const migrations = files.filter((path) => path.startsWith('platform/migrations/') && path.endsWith('.ts'));
  const names = migrations.map((path) => basename(path));
  expect(names.filter((name) => !/^\d{4}-[a-z]+(-[a-z0-9]+)+\.ts$/.test(name))).toEqual([]);
  const numbers = [...new Set(names.map((name) => Number(name.slice(0, 4))))];
  expect(numbers).toEqual(numbers.map((_number, at) => at + 1));
});

verifies('foundation.habits.migrations', 'a released migration is as it was released', () => {
  const released = JSON.parse(textOf('test/released-migrations.json')) as Record<string, string>;
  const changed = Object.entries(released).filter(([name, digest]) => {
    const path = `platform/migrations/${name}`;
    return !files.includes(path) || createHash('sha256').update(textOf(path)).digest('hex') !== digest;
  });
  expect(changed.map(([name]) => name)).toEqual([]);
});

verifies('foundation.habits.clean-files', 'no file names a machine, and none a registry', () => {
  const places = ['work', 'root', 'home', 'Users'].map((folder) => `(?<![\\w.])/${folder}/\\w`);
  const hosts = [
    'registry\\.npm' + 'js',
    'registry\\.yarn' + 'pkg',
    'npm' + 'mirror',
    'artifact' + 'ory',
    'proxy\\.golang' + '\\.org',
    'repo1?\\.maven',
  ];
  const forbidden = new RegExp([...places, ...hosts].join('|'));
  const text = files.filter((path) => !/\.(png|jpg|ico|woff2)$/.test(path));
  expect(text.filter((path) => forbidden.test(textOf(path)))).toEqual([]);
});

verifies('foundation.habits.clean-files', 'the lockfile says what, never from where', () => {
  expect(textOf('package-lock.json')).not.toContain('"resolved"');
});
