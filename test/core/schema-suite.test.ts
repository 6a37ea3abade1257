import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { JsonSchema } from '../../core/connector.ts';
import { schemaSet } from '../../core/schema/schema-set.ts';
import { root } from '../setup/sources.ts';
import { type SuiteGroup, suiteGroups } from '../setup/schema-suite.ts';

/** The official tests of JSON Schema 2020-12. */

const suite = join(root, 'test', 'fixtures', 'json-schema-suite');
const metaschemas = join(root, 'node_modules', 'ajv', 'dist', 'refs', 'json-schema-2020-12');

/** Tests that do not hold, as `file | group | test`, each with the reason. */
const expectedFailures: Readonly<Record<string, string>> = {
  'vocabulary.json | schema that uses custom metaschema with with no validation vocabulary | no validation: invalid number, but it still validates':
    'A schema cannot switch vocabularies off: `$schema` is not looked at.',
};

type Definitions = Record<string, JsonSchema>;

/** The validator fetches nothing: what the suite serves by HTTP is given to it as definitions with that address. */
const remotesIn = (folder: string, uri: string): Definitions =>
  Object.fromEntries(
    readdirSync(folder, { withFileTypes: true }).flatMap((entry): [string, JsonSchema][] => {
      const [path, at] = [join(folder, entry.name), `${uri}${entry.name}`];
      if (entry.isDirectory()) return Object.entries(remotesIn(path, `${at}/`));
      const schema = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
      const { $id } = schema;
      if (typeof $id !== 'string' || $id === at) return [[at, { ...schema, $id: at }]];
      // It calls itself by another name than the one it is served at: both lead to it.
      return [
        [at, { $id: at, $ref: $id }],
        [`${at} itself`, schema],
      ];
    }),
  );

const metaschema = (name: string): [string, JsonSchema] => {
  const schema = JSON.parse(readFileSync(join(metaschemas, `${name}.json`), 'utf8')) as JsonSchema;
  return [`https://json-schema.org/draft/2020-12/${name}`, schema];
};

const vocabularies = [
  ...['applicator', 'content', 'core', 'format-annotation', 'meta-data', 'unevaluated', 'validation'],
].map((name) => `meta/${name}`);

const definitions: Definitions = {
  ...remotesIn(join(suite, 'remotes'), 'http://localhost:1234/draft2020-12/'),
  ...Object.fromEntries(['schema', ...vocabularies].map(metaschema)),
};

const failuresOf = (groups: readonly SuiteGroup[], formats: boolean): string[] =>
  groups.flatMap(({ file, description, schema, tests }) => {
    const validate = schemaSet(definitions, { formats }).compile(schema);
    return tests
      .filter(({ data, valid }) => (validate(data).length === 0) !== valid)
      .map((each) => `${file} | ${description} | ${each.description}`);
  });

const countOf = (groups: readonly SuiteGroup[]): number =>
  groups.reduce((count, { tests }) => count + tests.length, 0);

test('all required tests hold, except those that are listed', () => {
  const groups = suiteGroups('tests');
  expect(countOf(groups)).toBeGreaterThan(1_250);
  expect(failuresOf(groups, false)).toEqual(Object.keys(expectedFailures));
});

test('the optional tests of formats hold', () => {
  const groups = suiteGroups('tests/formats');
  expect(countOf(groups)).toBeGreaterThan(250);
  expect(failuresOf(groups, true)).toEqual([]);
});

test('other optional tests hold: regular expressions, ids, anchors, large numbers', () => {
  const groups = suiteGroups('tests/optional');
  expect(countOf(groups)).toBeGreaterThan(100);
  expect(failuresOf(groups, false)).toEqual([]);
});
