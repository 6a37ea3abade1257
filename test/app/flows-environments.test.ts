// slow: starts a hub
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { flowsCommand, type FlowsOptions } from '../../app/flows-cli.ts';
import { permissionNames } from '../../core/roles.ts';
import { temporaryFolder } from '../components/program.ts';
import type { TestRequest } from '../setup/hub.ts';
import { json, startImportedApi, type ImportedApi } from '../setup/imported-api.ts';

let api: ImportedApi;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let at = '';
/** Keys of the two spaces. */
let dev = '';
let prod = '';

beforeAll(async () => {
  api = await startImportedApi();
  api.routes.set('/orders', ({ headers }, response) =>
    json(response, { account: String(headers['x-key']).replace('key of ', 'the account of ') }),
  );
  folder = await temporaryFolder('environments');
  at = join(folder.path, 'flows');
  dev = api.hub.key;
  const headers = { cookie: await api.hub.signIn(), 'hub-request': '1' };
  const made = { key: null, body: { slug: 'prod', name: 'Prod' }, headers };
  await ok('POST', '/api/spaces', made);
  const { secret } = await ok('POST', '/api/keys', {
    ...{ key: null, headers: { ...headers, 'hub-space': 'prod' } },
    body: { name: 'push', permissions: permissionNames },
  });
  prod = String(secret);
});
beforeEach(async () => {
  await rm(at, { recursive: true, force: true });
  await mkdir(at);
});
afterAll(async () => {
  await api.stop();
  await folder.remove();
});

const ok = async (method: string, path: string, options: TestRequest = {}) => {
  const answer = await api.hub.request(method, path, options);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.json as Record<string, unknown>;
};
const set = (name: string, value: unknown, key = dev) =>
  ok('PUT', '/api/variables', { key, body: { name, value } });
const inHub = async (key: string): Promise<Record<string, unknown>> => {
  const { items } = await ok('GET', '/api/variables', { key });
  return Object.fromEntries(
    (items as { name: string; value: unknown }[]).map(({ name, value }) => [name, value]),
  );
};
const flows = async (command: string, options: Partial<FlowsOptions> = {}) => {
  const lines: string[] = [];
  const code = await flowsCommand(
    [command, at],
    {
      ...{ url: api.hub.url, key: dev, space: undefined, note: '', publish: false, force: false },
      ...{ dryRun: false, ...options },
    },
    (line) => lines.push(line),
  );
  return { code, said: lines.join('\n').replaceAll(`${at}/`, '') };
};
const file = (name: string) => readFile(join(at, name), 'utf8');
const put = async (name: string, text: string): Promise<void> => {
  await mkdir(join(at, name, '..'), { recursive: true });
  await writeFile(join(at, name), text);
};

const shop = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  paths: { '/orders': { get: { operationId: 'listOrders', responses: { 200: { description: '' } } } } },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
};

const greeting = `document: { dsl: '1.0.3', namespace: shop, name: greeting, version: '1.0.0' }
do:
  - orders:
      call: shop.listOrders
      metadata: { connection: main }
  - greet: { set: { said: '\${ $ENV.GREETING + " from " + .account }' } }
`;

test('what is pulled from one space runs in another, with its own connection and variables', async () => {
  for (const [key, account] of [
    [dev, 'dev'],
    [prod, 'prod'],
  ] as const) {
    const document = { ...shop, servers: [{ url: api.upstream.origin }] };
    await ok('POST', '/api/connectors/import', { key, body: { name: 'shop', document } });
    await ok('POST', '/api/connections', {
      key,
      body: {
        connector: 'shop',
        name: 'main',
        alternative: { key: [] },
        secrets: { key: { key: `key of ${account}` } },
      },
    });
  }
  await set('GREETING', 'Hello');
  await set('LIMITS', { most: 3 });
  await ok('POST', '/api/flows', { body: { text: greeting } });
  await ok('POST', '/api/flows/greeting/publish', { body: {} });
  expect(await flows('pull')).toEqual({
    code: 0,
    said: 'shop/greeting.yaml: created\nvariables.yaml: created',
  });
  expect(await file('variables.yaml')).toBe('GREETING: "Hello"\nLIMITS: {"most":3}\n');

  // Ids are a word of three or four letters and 26 signs: none of them is in any file.
  const names = await readdir(at, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    names.filter((one) => one.isFile()).map((one) => readFile(join(one.parentPath, one.name), 'utf8')),
  );
  expect(texts).toHaveLength(2);
  expect(texts.join('\n')).not.toMatch(/\b[a-z]{3,4}_[0-9a-zA-Z]{20,}/);

  await expect(flows('push', { key: prod, env: 'prod', publish: true })).rejects.toThrow('There is no');
  expect(await inHub(prod)).toEqual({});
  await put('variables.prod.yaml', '# As our customers know it\nGREETING: Good day\n');
  expect(await flows('push', { key: prod, env: 'prod', publish: true })).toEqual({
    code: 0,
    said: [
      'variables.prod.yaml: GREETING: created',
      'variables.yaml: LIMITS: created',
      'shop/greeting.yaml: created',
      'shop/greeting.yaml: published as version 1',
    ].join('\n'),
  });
  const run = async (key: string) =>
    (await ok('POST', '/api/flows/greeting/run', { key, body: {} }))['output'];
  expect(await run(prod)).toEqual({ said: 'Good day from the account of prod' });
  expect(await run(dev)).toEqual({ said: 'Hello from the account of dev' });
  expect(await flows('diff', { key: prod, env: 'prod' })).toEqual({ code: 0, said: '' });
  expect((await flows('push', { key: prod, env: 'prod' })).said).toBe('shop/greeting.yaml: unchanged');
  const other = await flows('diff', { key: prod });
  expect(other.code).toBe(1);
  expect(other.said).toContain('-GREETING: "Good day"\n+GREETING: "Hello"');
});

test('a pull writes what is different there into the file of the environment, and leaves the rest alone', async () => {
  await put('variables.yaml', '# For all\nGREETING: Hello\nLIMITS: { most: 3 }\nONLY_HERE: 1\n');
  await put('variables.prod.yaml', '# As our customers know it\nGREETING: Hi there\n');
  await set('EXTRA', [1], prod);
  const { said } = await flows('pull', { key: prod, env: 'prod' });
  expect(said).toContain('variables.prod.yaml: changed');
  expect(await file('variables.yaml')).toContain('GREETING: Hello\n');
  expect(await file('variables.prod.yaml')).toBe(
    '# As our customers know it\nGREETING: "Good day"\nEXTRA: [1]\n',
  );
  expect((await flows('pull', { key: prod, env: 'prod' })).said).toContain('variables.prod.yaml: unchanged');
  expect((await flows('pull', { dryRun: true })).said).toContain('variables.yaml: unchanged');
  await flows('pull', { prune: true });
  expect(await file('variables.yaml')).toBe('# For all\nGREETING: Hello\nLIMITS: { most: 3 }\n');
});

test('a push deletes nothing unless that is said, and never what a flow in use reads', async () => {
  await put('shop/greeting.yaml', greeting);
  await put('variables.yaml', 'LIMITS: { most: 4 }\n');
  expect(await flows('push', { dryRun: true })).toEqual({
    code: 0,
    said: [
      'variables.yaml: LIMITS: changed (not saved)',
      'shop/greeting.yaml: unchanged (not saved)',
      'variables.yaml: GREETING: only in the hub; --prune deletes it there',
    ].join('\n'),
  });
  expect(await inHub(dev)).toEqual({ GREETING: 'Hello', LIMITS: { most: 3 } });
  const pruned = await flows('push', { prune: true });
  expect(pruned.code).toBe(1);
  expect(pruned.said).toContain('variables.yaml: GREETING: The variable "GREETING" is read by "greeting".');
  await put('shop/greeting.yaml', greeting.replace('$ENV.GREETING', '"Hi"'));
  expect(await flows('push', { prune: true, publish: true })).toMatchObject({ code: 0 });
  expect(await inHub(dev)).toEqual({ LIMITS: { most: 4 } });
});

test('a folder that says nothing of variables leaves them as they are; a wrong file is told with its place', async () => {
  await put('shop/greeting.yaml', greeting.replace('$ENV.GREETING', '"Hi"'));
  const before = await inHub(prod);
  expect((await flows('push', { key: prod, prune: true, force: true })).said).not.toContain('variables');
  expect(await inHub(prod)).toEqual(before);
  expect((await flows('diff', { key: prod })).said).toContain('Only in the hub: variables.yaml');
  await put('variables.yaml', 'GOOD: 1\nnot-good: 2\n');
  await expect(flows('push')).rejects.toThrow(/variables\.yaml:2:1: "not-good" is no name/);
  await expect(flows('push', { env: '../prod' })).rejects.toThrow('is no name of an environment');
});
