// slow: a whole hub with a database
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gatewayCommand, type GatewayOptions } from '../../app/gateway-cli.ts';
import { temporaryFolder } from '../components/program.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  hub = await startTestHub();
  folder = await temporaryFolder('gateway');
});
afterAll(async () => {
  await hub.stop();
  await folder.remove();
});

const gateway = async (command: string, options: Partial<GatewayOptions> = {}) => {
  const lines: string[] = [];
  const code = await gatewayCommand(
    [command, folder.path],
    {
      ...{ url: hub.url, key: hub.key, space: 'default', note: '', prune: false, skip: false },
      ...{ dryRun: false, secrets: undefined, env: {}, ...options },
    },
    (line) => lines.push(line),
  );
  return { code, said: lines.join('\n').replaceAll(`${folder.path}/`, '') };
};
const put = (text: string, name = 'gateway.config.yml') => writeFile(join(folder.path, name), text);
const file = () => readFile(join(folder.path, 'gateway.config.yml'), 'utf8');

const text = (max: number) => `# For the shop
apiEndpoints:
  orders: { paths: '/orders/*' }
serviceEndpoints:
  backend: { url: '\${BACKEND:-http://backend.example}' }
policies: [rate-limit, proxy]
pipelines:
  orders:
    apiEndpoints: [orders]
    policies:
      - rate-limit: { action: { max: ${max} } }
      - proxy: { action: { serviceEndpoint: backend, auth: \${ORDERS_AUTH} } }
`;

verifies('gateway.traffic.files', 'a file is pushed, compared and pulled', async () => {
  await put(text(5));
  const unset = await gateway('push');
  expect(unset.code).toBe(1);
  expect(unset.said).toMatch(/gateway\.config\.yml:12:\d+: .*"ORDERS_AUTH" has no value/);
  expect(unset.said).toContain('nothing of it was taken');

  expect(await gateway('push', { env: { ORDERS_AUTH: 'a:b', OTHER: 'x' }, dryRun: true })).toEqual({
    code: 0,
    said: 'service backend: created (version 1), not saved\npipeline orders: created (version 1), not saved',
  });
  await put('ORDERS_AUTH: "a:b"\n', 'secrets.yaml');
  expect(await gateway('push', { secrets: join(folder.path, 'secrets.yaml') })).toEqual({
    code: 0,
    said: 'service backend: created (version 1)\npipeline orders: created (version 1)',
  });
  // The secret stays as it is where nobody gives it.
  expect(await gateway('push')).toEqual({
    code: 0,
    said: 'service backend: unchanged\npipeline orders: unchanged',
  });
  expect(await gateway('diff')).toEqual({ code: 0, said: '' });
  expect(await gateway('pull')).toEqual({ code: 0, said: 'gateway.config.yml: unchanged' });
  expect(await file()).toContain('# For the shop');

  await put(text(7));
  const differs = await gateway('diff');
  expect(differs.code).toBe(1);
  expect(differs.said).toContain('pipeline orders: differs');
  expect((await gateway('pull', { dryRun: true })).said).toContain('(not written)');
  expect((await gateway('pull')).said).toContain('${ORDERS_PROXY_AUTH} stands for a secret');
  expect(await file()).toContain('max: 5');
  expect(await gateway('push', { prune: true })).toMatchObject({ code: 0 });
});

test('a pipeline that cannot be taken is told with its line, and is in nobody’s way when it is to be left out', async () => {
  await put(`${text(5)}  wrong:
    policies:
      - proxi: null
`);
  const env = { ORDERS_AUTH: 'a:b' };
  const refused = await gateway('push', { env });
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.said).toMatch(/gateway\.config\.yml:15:\d+: .*"proxi"/);
  expect((await gateway('push', { env, skip: true })).said).toContain('pipeline wrong: left out');
});

test('what is missing is said', async () => {
  await expect(gateway('push', { key: undefined })).rejects.toThrow('HUB_KEY');
  await expect(gateway('push', { space: 'other' })).rejects.toThrow('not of "other"');
  await expect(gateway('push', { secrets: join(folder.path, 'none.yaml') })).rejects.toThrow('none.yaml');
  expect(await gateway('shove')).toMatchObject({ code: 1, said: expect.stringContaining('pull|push|diff') });
});
