// slow: starts two hubs
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { flowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';

/** One process answers requests, another one carries runs out. */

const masterKey = `k1:${Buffer.alloc(32, 9).toString('base64')}`;
let gateway: TestHub;
let worker: TestHub;

beforeAll(async () => {
  gateway = await startTestHub({ HUB_ROLES: 'gateway', HUB_MASTER_KEY: masterKey });
  worker = await startTestHub({
    ...{ HUB_ROLES: 'worker', HUB_MASTER_KEY: masterKey },
    DATABASE_URL: gateway.database.url,
  });
});
afterAll(async () => {
  await worker?.stop();
  await gateway?.stop();
});

test('a flow calls operations of the hub in a process that has no gateway', async () => {
  const flows = flowsOver(gateway);
  await flows.publish('inventory', { tasks: '- look: { call: flows.list }' });
  const { run, status, output, error } = await flows.run('inventory');
  expect({ run, status, error }).toEqual({ run, status: 'completed', error: undefined });
  expect(output).toMatchObject({ items: [{ name: 'inventory' }] });
});
