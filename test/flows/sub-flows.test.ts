// slow: starts a hub
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';

let hub: TestHub;
let flows: FlowsOver;
let address = '';
let calls = 0;
const keys: unknown[] = [];
const server = createServer((request, response) => {
  calls += 1;
  keys.push(request.headers['idempotency-key']);
  response
    .writeHead(calls === 1 ? 503 : 200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ calls }));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  hub = await startTestHub({ HUB_EGRESS_ALLOW: address });
  flows = flowsOver(hub);
});
afterAll(async () => {
  await hub?.stop();
  server.close();
});

test('another attempt at a flow begins it anew, and tasks may be called anything', async () => {
  await flows.publish('inner', {
    tasks: `- "größe ${'x'.repeat(190)}":\n    call: http\n    with: { method: post, endpoint: 'http://${address}/' }`,
  });
  await flows.publish('outer', {
    tasks: `- attempt:
    try:
      - inner: { run: { workflow: { namespace: test, name: inner, version: latest } } }
    catch: { retry: { delay: { milliseconds: 1 }, limit: { attempt: { count: 2 } } } }`,
  });
  const { status, output } = await flows.run('outer');
  expect({ status, output }).toEqual({ status: 'completed', output: { calls: 2 } });
  expect((await flows.runsOf('inner')).map((run) => run.status).toSorted()).toEqual(['completed', 'faulted']);
  expect(new Set(keys).size).toBe(2);
});
