// slow: starts a hub
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
let flows: FlowsOver;

beforeAll(async () => {
  hub = await startTestHub();
  flows = flowsOver(hub);
});
afterAll(async () => {
  await hub?.stop();
});

const documentOf = (operations: readonly string[]) => ({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: 'https://shop.example' }],
  paths: Object.fromEntries(
    operations.map((operationId) => [
      `/${operationId}`,
      { get: { operationId, responses: { 200: { description: 'ok' } } } },
    ]),
  ),
});

const importing = async (operations: readonly string[], name = 'shop'): Promise<number> => {
  const body = { name, document: JSON.stringify(documentOf(operations)) };
  const { json } = await hub.request('POST', '/api/connectors/import', { body });
  return (json as { version: number }).version;
};

test('a re-import names the flows in use that call what it changes', async () => {
  await importing(['getOrder', 'listOrders']);
  const calling = (operation: string) => ({
    tasks: `- go:\n    try:\n      - ask: { call: shop.${operation} }\n    catch: {}`,
  });
  await flows.publish('look-up', calling('getOrder'));
  await flows.publish('overview', calling('listOrders'));
  await flows.publish('was-one', calling('getOrder'));
  await flows.publish('was-one', calling('listOrders'));
  await flows.publish('gone', calling('getOrder'));
  await hub.request('DELETE', '/api/flows/gone');
  const version = await importing(['listOrders', 'newOne']);
  const { json } = await hub.request('GET', `/api/connectors/shop/versions/${version}`);
  const { changes } = json as { changes: { operation: string; flows: string[] }[] };
  expect(Object.fromEntries(changes.map(({ operation, flows: touched }) => [operation, touched]))).toEqual({
    getOrder: ['look-up'],
    newOne: [],
  });
});

verifies('editor.used-before', 'what can be called says how many flows in use call it', async () => {
  await importing(['countMe', 'leaveMe'], 'counted');
  const calls = { tasks: '- ask: { call: counted.countMe }\n- again: { call: counted.countMe }' };
  await flows.publish('counted', calls);
  await flows.publish('counted-too', calls);
  const { json } = await hub.request('GET', '/api/callables?group=counted');
  const counts = (json as { items: { name: string; usedBy: number }[] }).items.map((one) => [
    one.name,
    one.usedBy,
  ]);
  expect(counts).toEqual([
    ['counted.countMe', 2],
    ['counted.leaveMe', 0],
  ]);
});
