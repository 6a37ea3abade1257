// slow: waits for clients, upstreams or programs that take their time
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../components/program.ts';
import { root } from '../../setup/sources.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder('flow-test');
  await mkdir(join(folder.path, 'shop'));
});
afterAll(() => folder.remove());

const put = (name: string, text: string) => writeFile(join(folder.path, name), text);
const flowTest = (...more: string[]) =>
  new Promise<{ code: number; said: string }>((resolve) => {
    const args = ['scripts/flow-test.ts', folder.path, ...more];
    const env = { PATH: process.env['PATH'] ?? '', GREETING: 'of the process' };
    execFile(process.execPath, args, { cwd: root, env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : 1, said: `${out}${err}`.replaceAll(`${folder.path}/`, '') }),
    );
  });

test('tests of files take the variables beside them, and say which ones are missing', async () => {
  await put(
    'shop/greet.yaml',
    `document: { dsl: '1.0.3', namespace: shop, name: greet, version: '1.0.0' }
do:
  - say: { set: { said: '\${ $ENV.GREETING }' } }
`,
  );
  await put(
    'shop/greet.test.yaml',
    `- name: as in the file
  expect: { output: { said: Hello } }
- name: with its own
  variables: { GREETING: Hi }
  expect: { output: { said: Hi } }
`,
  );
  const missing = await flowTest();
  expect(missing.code).toBe(1);
  expect(missing.said).toContain(
    'shop/greet.test.yaml:1:3 The flow reads the variable "GREETING", which has no value here.',
  );
  expect(missing.said).toContain('1 passed, 1 failed.');
  await put('variables.yaml', 'GREETING: Hello\n');
  await put('variables.test.yaml', 'GREETING: in the environment called test\n');
  expect(await flowTest()).toMatchObject({ code: 0, said: expect.stringContaining('2 passed, 0 failed.') });
  await put('variables.yaml', '- GREETING\n');
  expect(await flowTest()).toMatchObject({
    code: 1,
    said: expect.stringContaining('variables.yaml:1:1 Variables are fields'),
  });
});

test('an environment counts over what is for all: by its name, or as a file', async () => {
  await put('variables.yaml', 'GREETING: nobody says this\nOTHER: kept\n');
  const unknown = await flowTest('--env', 'prdo');
  expect(unknown).toMatchObject({
    code: 1,
    said: expect.stringContaining('There is no variables.prdo.yaml in '),
  });
  expect(unknown.said).not.toContain('passed');
  await put('variables.prod.yaml', 'GREETING: Hello\n');
  expect(await flowTest()).toMatchObject({ code: 1 });
  const all = { code: 0, said: expect.stringContaining('2 passed, 0 failed.') };
  expect(await flowTest('--env', 'prod')).toMatchObject(all);
  await put('elsewhere.yml', 'GREETING: Hello\n');
  expect(await flowTest('--env', join(folder.path, 'elsewhere.yml'))).toMatchObject(all);
  const gone = join(folder.path, 'gone.yaml');
  expect(await flowTest('--env', gone)).toMatchObject({
    code: 1,
    said: expect.stringContaining('There is no file gone.yaml.'),
  });
  await put('variables.prod.yaml', '- GREETING\n');
  expect(await flowTest('--env', 'prod')).toMatchObject({
    code: 1,
    said: expect.stringContaining('variables.prod.yaml:1:1 Variables are fields'),
  });
  expect(await flowTest('--environment', 'prod')).toMatchObject({
    code: 1,
    said: expect.stringContaining('[--env <name or file>]'),
  });
});
