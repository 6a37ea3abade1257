// slow: starts a hub
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
let flows: FlowsOver;
let address = '';
/** Calls that have no answer yet. */
const held: ServerResponse[] = [];
const called: string[] = [];
const keys: unknown[] = [];
let immediate = false;
const server = createServer((request, response) => {
  called.push(request.url ?? '');
  keys.push(request.headers['idempotency-key']);
  if (immediate) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  else held.push(response);
});

const answer = async (status: number): Promise<void> => {
  await eventually(() => expect(held).toHaveLength(1));
  held.pop()?.writeHead(status, { 'content-type': 'application/json' }).end('{"ok":true}');
};

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  hub = await startTestHub({ HUB_EGRESS_ALLOW: address });
  flows = flowsOver(hub);
});
afterAll(async () => {
  await hub?.stop();
  server.closeAllConnections();
  server.close();
});

const calling = (path: string): string =>
  `- ask: { call: http, with: { method: post, endpoint: 'http://${address}${path}' } }
- then: { call: http, with: { method: post, endpoint: 'http://${address}${path}/next' } }`;

verifies(
  'flows.runs.held',
  'a run that is held begins nothing new, and goes on from there without doing anything twice',
  async () => {
    await flows.publish('holds', {
      tasks: `- each:
    for: { each: n, in: '${'${ [range(400)] }'}' }
    do:
      - ask: { call: http, with: { method: post, endpoint: 'http://${address}/hold/{n}', body: '${'${ $n }'}' }, input: { from: '${'${ {n: $n} }'}' } }`,
    });
    immediate = true;
    const { run } = await flows.run('holds', {}, '0');
    await eventually(() => expect(called.length).toBeGreaterThan(2));
    await flows.act(run, 'suspend');
    await flows.until(run, 'suspended');
    const before = called.length;
    expect(before).toBeLessThan(400);
    await flows.act(run, 'resume');
    await flows.until(run, 'completed');
    expect(called).toEqual(Array.from({ length: 400 }, (_, n) => `/hold/${n}`));
    immediate = false;
  },
);

verifies(
  'flows.runs.held',
  'an event does not wake a run that is held, and is heard when it goes on',
  async () => {
    await flows.publish('listens', {
      tasks:
        "- hear: { listen: { to: { one: { with: { type: held.back } } } } }\n- out: { set: { n: '${ .[0].n }' } }",
    });
    const { run } = await flows.run('listens', {}, '0');
    await flows.until(run, 'waiting');
    await flows.act(run, 'suspend');
    await flows.until(run, 'suspended');
    await flows.event({ type: 'held.back', source: '/t', id: '1', data: { n: 7 } });
    await eventually(async () => {
      const [row] = await hub.database.db.asSystem((tx) =>
        tx.query<{ count: number }>('select count(*) as count from flow_arrivals where run_id = $1', [run]),
      );
      expect(row?.count).toBe(1);
    });
    expect((await flows.get(run)).status).toBe('suspended');
    await flows.act(run, 'resume');
    expect((await flows.until(run, 'completed')).output).toEqual({ n: 7 });
  },
);

verifies('flows.runs.retry', 'a run that failed begins again at the task that failed', async () => {
  called.length = 0;
  keys.length = 0;
  await flows.publish('fails', { tasks: calling('/fail') });
  const { run } = await flows.run('fails', {}, '0');
  await answer(200);
  await answer(500);
  const failed = await flows.until(run, 'faulted');
  expect(failed.error).toMatchObject({ status: 500, instance: '/do/1/then' });
  await flows.act(run, 'retry');
  await answer(200);
  await flows.until(run, 'completed');
  expect(called).toEqual(['/fail', '/fail/next', '/fail/next']);
  await flows.act(run, 'retry', { task: '/ask' });
  await answer(200);
  await answer(200);
  await flows.until(run, 'completed');
  expect(called.slice(3)).toEqual(['/fail', '/fail/next']);
  // Tried again it is the same call; what was done and is wanted once more is another one.
  const [ask, next] = [`${run}/ask`, `${run}/then`];
  expect(keys).toEqual([ask, next, next, `${ask}^1`, `${next}^1`]);
});

verifies('flows.runs.retry', 'a task that ran out of time has all of its time again', async () => {
  called.length = 0;
  await flows.publish('late', {
    tasks: `- all:
    timeout: { after: { seconds: 8 } }
    do:
      - ask: { call: http, with: { method: post, endpoint: 'http://${address}/late' } }`,
  });
  const { run } = await flows.run('late', {}, '0');
  const failed = await flows.until(run, 'faulted');
  expect(failed.error).toMatchObject({ status: 408 });
  held.length = 0;
  await flows.act(run, 'retry');
  await answer(200);
  await flows.until(run, 'completed');
  expect(called).toEqual(['/late', '/late']);
});

test('what is over cannot be held, and what is under way cannot be retried', async () => {
  await flows.publish('short', { tasks: '- a: { set: { x: 1 } }' });
  const { run } = await flows.run('short');
  for (const action of ['suspend', 'resume', 'cancel']) {
    expect((await hub.request('POST', `/api/runs/${run}/${action}`, { body: {} })).status).toBe(409);
  }
  const { run: open } = await flows.run('listens', {}, '0');
  expect((await hub.request('POST', `/api/runs/${open}/retry`, { body: {} })).status).toBe(409);
  await flows.act(open, 'cancel', { reason: 'enough' });
  await flows.until(open, 'cancelled');
});
