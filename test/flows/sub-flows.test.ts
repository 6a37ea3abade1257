// slow: starts a hub
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

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

verifies(
  'flows.sub-flows',
  'another attempt at a flow begins it anew, and tasks may be called anything',
  async () => {
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
    expect((await flows.runsOf('inner')).map((run) => run.status).toSorted()).toEqual([
      'completed',
      'faulted',
    ]);
    expect(new Set(keys).size).toBe(2);
  },
);

verifies(
  'flows.sub-flows.cancelled',
  'with a run those are cancelled that it waits for, and theirs, but none that go on by themselves',
  async () => {
    const waits = '- hear: { listen: { to: { one: { with: { type: never.comes } } } } }';
    const run = (name: string, more = ''): string =>
      `{ run: { ${more}workflow: { namespace: test, name: ${name}, version: latest } } }`;
    await flows.publish('leaf', { tasks: waits });
    await flows.publish('apart', { tasks: waits });
    await flows.publish('middle', { tasks: `- sub: ${run('leaf')}` });
    await flows.publish('root', {
      tasks: `- aside: ${run('apart', 'await: false, ')}\n- sub: ${run('middle')}`,
    });
    const { run: root } = await flows.run('root', {}, '0');
    const only = async (flow: string): Promise<string> =>
      eventually(async () => (await flows.runsOf(flow))[0]?.run ?? false);
    const [leaf, apart] = [await only('leaf'), await only('apart')];
    await flows.until(leaf, 'waiting');
    await flows.until(apart, 'waiting');
    await flows.act(root, 'cancel', { reason: 'Nobody is there.' });
    for (const one of [root, await only('middle'), leaf]) {
      const { error } = await flows.until(one, 'cancelled');
      expect(error).toMatchObject({ reason: 'Nobody is there.' });
    }
    expect((await flows.get(apart)).status).toBe('waiting');
    await flows.act(apart, 'cancel');
  },
);

verifies('flows.sub-flows', 'a flow that calls itself without end fails with the reason', async () => {
  await flows.publish('endless', {
    tasks: '- again: { run: { workflow: { namespace: test, name: endless, version: latest } } }',
  });
  const { status, error } = await flows.run('endless', {}, '60s');
  expect({ status, error: JSON.stringify(error) }).toEqual({
    status: 'faulted',
    error: expect.stringContaining('32 flows wait for each other here'),
  });
  expect(await flows.runsOf('endless')).toHaveLength(32);
});
