// slow: starts a hub, or the parts of one
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openGallery } from '../../connectors/define/gallery.ts';
import { loadConnector, loadFolder } from '../../connectors/define/load-folder.ts';
import { exampleFiles } from '../../scripts/connector-example.ts';
import { temporaryFolder } from '../components/program.ts';
import { refusal } from '../setup/gateway.ts';
import { verifies } from '../setup/verifies.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder('connectors');
});
afterAll(() => folder.remove());

let made = 0;
/** A folder of connectors with one in it; nothing is ever loaded twice from one place. */
const holding = async (name: string, text: string): Promise<{ all: string; file: string }> => {
  const all = join(folder.path, `set-${made++}`);
  await mkdir(join(all, name), { recursive: true });
  const file = join(all, name, 'connector.ts');
  await writeFile(file, text);
  return { all, file };
};

const head = `export default ({ defineConnector, operation, z }: any) => defineConnector({
  name: 'desk', title: 'Desk', version: '1.0.0', description: '', servers: [{ url: 'https://desk.example' }], auth: {},`;

verifies(
  'connectors.define.folder',
  'every connector of the folder is loaded, other folders are left alone',
  async () => {
    const { all } = await holding('desk', exampleFiles('desk', 'kit.ts')['connector.ts'] ?? '');
    await mkdir(join(all, 'notes'));
    await writeFile(join(all, 'README.md'), 'Ours.');
    const connectors = await loadFolder(all);
    expect(connectors.map(({ name, plan }) => [name, plan.operations.length])).toEqual([['desk', 3]]);
  },
);

const loadByNode = (all: string): { code?: string; message: string } => {
  const program = join(import.meta.dirname, 'fixtures', 'load-folder.ts');
  const done = spawnSync(process.execPath, [program, all], { encoding: 'utf8', env: {}, timeout: 60_000 });
  return JSON.parse(done.stdout) as { code?: string; message: string };
};

const broken: [string, string, RegExp][] = [
  ['what cannot be read', `${head}\n  operations: {,} });\n`, /connector\.ts:3/],
  ['what throws', 'const a: any = undefined;\n\nexport default a.b;\n', /connector\.ts:3/],
  [
    'an operation that is wrong',
    `${head}\n  operations: {\n    fine: operation({ summary: '', method: 'GET', path: '/x', input: z.object({}) }),\n    it: operation({ summary: '', method: 'GET', path: '/{id}', input: z.object({}) }),\n  } });\n`,
    /connector\.ts:5: The connector "desk", operation "it"/,
  ],
  [
    'an import that leads nowhere',
    `import './missing.ts';\n${head} operations: {} });\n`,
    /connector\.ts: Cannot find/,
  ],
  ['no connector at all', 'export default 7;\n', /connector\.ts: its default export is no connector/],
  [
    'another name than its folder',
    `${head.replace("'desk'", "'other'")} operations: {} });\n`,
    /defines "other" and stands in the folder "desk"/,
  ],
];
for (const [what, text, message] of broken)
  verifies('connectors.define.folder', `${what} is told with its place`, async () => {
    const { all } = await holding('desk', text);
    // By Node itself: what a syntax error says is its business.
    const error = loadByNode(all);
    expect(error.code).toBe('start_failed');
    expect(error.message).toMatch(message);
    expect(error.message).toContain(all);
  });

test('all that is wrong in a folder is told at once', async () => {
  const { all } = await holding('one', 'export default 1;\n');
  await mkdir(join(all, 'two'));
  await writeFile(join(all, 'two', 'connector.ts'), 'export default 2;\n');
  const { problems } = await refusal(loadFolder(all));
  expect(problems.map(({ path }) => path)).toEqual(['one', 'two']);
});

test('a folder that is not there ends the start', async () => {
  const error = await refusal(loadFolder(join(folder.path, 'nowhere')));
  expect(error.code).toBe('start_failed');
  expect(error.message).toMatch(/HUB_CONNECTORS/);
});

test('a connector of the folder cannot take the place of a built-in one', async () => {
  const { file } = await holding('desk', `${head} operations: {} });\n`);
  const connector = await loadConnector(join(file, '..'));
  expect(() => openGallery({ builtin: { desk: async () => connector }, folder: [connector] })).toThrow(
    /has the name of a built-in one/,
  );
});
