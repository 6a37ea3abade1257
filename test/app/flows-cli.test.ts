// slow: starts a hub, or the parts of one
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { flowsCommand, type FlowsOptions } from '../../app/flows-cli.ts';
import { temporaryFolder } from '../components/program.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { root } from '../setup/sources.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let at = '';
beforeAll(async () => {
  hub = await startTestHub();
  folder = await temporaryFolder('flows');
  at = join(folder.path, 'flows');
});
beforeEach(async () => {
  await rm(at, { recursive: true, force: true });
  await mkdir(at);
});
afterAll(async () => {
  await hub.stop();
  await folder.remove();
});

const flowText = (name: string, said: string): string => `# In the namespace of the shop
document: { dsl: '1.0.3', namespace: shop, name: ${name}, version: '1.0.0' }
do:
  - say: { set: { said: ${said} } }
`;

const flows = async (
  command: string,
  options: Partial<FlowsOptions> = {},
): Promise<{ code: number; said: string }> => {
  const lines: string[] = [];
  const code = await flowsCommand(
    [command, at],
    {
      ...{ url: hub.url, key: hub.key, space: 'default', note: '', publish: false, force: false },
      ...{ dryRun: false, ...options },
    },
    (line) => lines.push(line),
  );
  return { code, said: lines.join('\n').replaceAll(`${at}/`, '') };
};

const put = async (file: string, text: string): Promise<void> => {
  await mkdir(join(at, file, '..'), { recursive: true });
  await writeFile(join(at, file), text);
};
const inHub = async (name: string) =>
  (await hub.request('GET', `/api/flows/${name}`)).json as {
    text: string;
    flow: { draft: { fence: number }; published: { number: number } | null };
  };

verifies(
  'flows.files',
  'files are pushed as drafts, published when that is said, and a second push changes nothing',
  async () => {
    await put('shop/first.yaml', flowText('first', 'one'));
    expect(await flows('push', { dryRun: true })).toEqual({
      code: 0,
      said: 'shop/first.yaml: created (not saved)',
    });
    expect((await hub.request('GET', '/api/flows/first')).status).toBe(404);
    expect(await flows('push')).toEqual({ code: 0, said: 'shop/first.yaml: created' });
    expect(await flows('push', { publish: true })).toEqual({
      code: 0,
      said: 'shop/first.yaml: unchanged\nshop/first.yaml: published as version 1',
    });
    expect((await flows('push', { publish: true })).said).toContain('version 1 is in use already');
    await put('shop/first.yaml', flowText('first', 'two'));
    expect(await flows('push')).toEqual({ code: 0, said: 'shop/first.yaml: changed' });
    expect(await inHub('first')).toMatchObject({
      text: flowText('first', 'two'),
      flow: { published: { number: 1 } },
    });
  },
);

test('what is wrong is told with file, line and column, and is not published', async () => {
  await put('wrong.yaml', `${flowText('wrong', 'one')}  - call: { call: nowhere.toBeFound }\n`);
  await put('unreadable.yaml', 'document: {');
  const { code, said } = await flows('push', { publish: true });
  expect(code).toBe(1);
  expect(said).toContain('wrong.yaml: created');
  expect(said).toMatch(/wrong\.yaml:5:\d+: There is no operation "nowhere\.toBeFound"/);
  expect(said).toMatch(/unreadable\.yaml: The text has no name/);
  expect((await inHub('wrong')).flow.published).toBeNull();
});

verifies(
  'flows.files',
  'what the hub has is pulled to the letter, into a file that there is or a new one',
  async () => {
    await hub.request('POST', '/api/flows', { body: { text: flowText('pulled', 'from the hub') } });
    await put('elsewhere/pulled.yml', flowText('pulled', 'old'));
    const { said } = await flows('pull');
    expect(said).toContain('elsewhere/pulled.yml: changed');
    expect(said).toContain('shop/first.yaml: created');
    expect(await readFile(join(at, 'elsewhere/pulled.yml'), 'utf8')).toBe(flowText('pulled', 'from the hub'));
    expect((await flows('pull')).said).not.toMatch(/created|: changed/);
    expect(await flows('diff')).toEqual({ code: 0, said: '' });
  },
);

test('what differs is shown, and is the end of the program', async () => {
  await flows('pull');
  await put('shop/pulled.yaml', flowText('pulled', 'in the file'));
  await put('shop/mine.yaml', flowText('mine', 'x'));
  await rm(join(at, 'shop/first.yaml'));
  const { code, said } = await flows('diff');
  expect(code).toBe(1);
  expect(said).toContain(
    '-  - say: { set: { said: from the hub } }\n+  - say: { set: { said: in the file } }',
  );
  expect(said).toContain('Only in the folder: shop/mine.yaml');
  expect(said).toContain('Only in the hub: shop/first.yaml');
});

test('the unpublished work of a person is written over only with --force', async () => {
  const cookie = await hub.signIn();
  const theirs = { text: flowText('theirs', 'by a person') };
  const headers = { cookie, 'hub-request': '1', 'hub-space': 'default' };
  expect((await hub.request('POST', '/api/flows', { key: null, headers, body: theirs })).status).toBe(200);
  await put('theirs.yaml', flowText('theirs', 'from a file'));
  const refused = await flows('push');
  expect(refused.code).toBe(1);
  expect(refused.said).toMatch(/theirs\.yaml: not pushed: .* was not published/);
  expect(await flows('push', { force: true })).toEqual({ code: 0, said: 'theirs.yaml: changed' });
});

test('a key of another space, a wrong key and no key are told apart', async () => {
  await put('shop/first.yaml', flowText('first', 'one'));
  await expect(flows('push', { space: 'another' })).rejects.toThrow('the space "default", not of "another"');
  await expect(flows('push', { key: 'hub_wrong', space: undefined })).rejects.toThrow(/401.*--key/);
  await expect(flows('push', { key: undefined })).rejects.toThrow('HUB_KEY');
  await put('twice.yaml', flowText('first', 'two'));
  await expect(flows('push')).rejects.toThrow('both hold the flow "first"');
});

test('as a program it takes address and key from the environment', async () => {
  await put('shop/program.yaml', flowText('program', 'one'));
  const said = await new Promise<string>((resolve, reject) => {
    const env = { PATH: process.env['PATH'], HUB_URL: hub.url, HUB_KEY: hub.key };
    execFile(
      process.execPath,
      ['app/hub.ts', 'flows', 'push', at],
      { cwd: root, env },
      (error, out, wrong) => (error === null ? resolve(out) : reject(new Error(wrong))),
    );
  });
  expect(said).toBe(`${join(at, 'shop/program.yaml')}: created\n`);
});

test('tests beside a flow go along with it, and keep it from being published when they fail', async () => {
  await put('shop/tested.yaml', flowText('tested', 'one'));
  await put('shop/tested.test.yaml', '- name: says two\n  expect: { output: { said: two } }\n');
  const refused = await flows('push', { publish: true });
  expect(refused.code).toBe(1);
  expect(refused.said).toContain('its tests fail: "says two"');
  await put('shop/tested.yaml', flowText('tested', 'two'));
  expect((await flows('push', { publish: true })).said).toContain('published as version 1');
  await rm(join(at, 'shop'), { recursive: true });
  expect((await flows('pull')).said).toContain('shop/tested.test.yaml: created');
  expect(await readFile(join(at, 'shop/tested.test.yaml'), 'utf8')).toContain('says two');
  expect((await flows('pull')).said).not.toContain('tested.test.yaml');
});
