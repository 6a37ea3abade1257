// slow: starts a hub, or the parts of one
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder, type Folder } from '../components/program.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { root, textOf } from '../setup/sources.ts';
import { verifies } from '../setup/verifies.ts';

/** The types that the console calls the API by are made from the document that the hub serves: are they of today? */
const run = promisify(execFile);
const kept = 'admin-ui/src/api/schema.d.ts';
let hub: TestHub;
let folder: Folder;

beforeAll(async () => {
  hub = await startTestHub();
  folder = await temporaryFolder('schema');
});
afterAll(async () => {
  await hub.stop();
  await folder.remove();
});

/** `npm run api:types`, asked of this hub and written to another place. */
const commandOf = (place: string): string[] => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const [program = '', ...args] = (scripts['api:types'] ?? '').split(' ');
  expect([program, args.at(-1)]).toEqual(['openapi-typescript', kept]);
  return args.map((word) => (word === kept ? place : word.replace('http://127.0.0.1:3000', hub.url)));
};

verifies(
  'foundation.operations.openapi',
  'the types of the console are those of the document: `npm run api:types` would change nothing',
  async () => {
    const made = join(folder.path, 'schema.d.ts');
    const program = join(root, 'node_modules', 'openapi-typescript', 'bin', 'cli.js');
    await run(process.execPath, [program, ...commandOf(made)], { cwd: root });
    const [now, before] = [await readFile(made, 'utf8'), textOf(kept)];
    // By lines, and only those that differ: the whole file would hide the reason.
    const lines = new Set(before.split('\n'));
    expect(now.split('\n').filter((line) => !lines.has(line))).toEqual([]);
    expect(now === before).toBe(true);
  },
);

test('every path of the document stands in the types', async () => {
  const { paths } = (await hub.request('GET', '/openapi.json')).json as { paths: Record<string, unknown> };
  const types = textOf(kept);
  expect(Object.keys(paths).filter((path) => !types.includes(`"${path}": {`))).toEqual([]);
});
