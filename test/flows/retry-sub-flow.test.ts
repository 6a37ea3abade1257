// slow: starts a hub
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { subRunOf } from '../../flows/run/sub-run.ts';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
let flows: FlowsOver;
let address = '';
const called: string[] = [];
/** Paths that do not work, until they are mended. */
const broken = new Set<string>();
const server = createServer((request, response) => {
  const path = request.url ?? '';
  called.push(path);
  const status = broken.has(path) ? 500 : 200;
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ count: called.length }));
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
beforeEach(() => {
  called.length = 0;
  broken.clear();
});

const call = (name: string, path: string, more = ''): string =>
  `- ${name}: { call: http, with: { method: post, endpoint: 'http://${address}${path}' }${more} }`;
const sub = (name: string, flow: string): string =>
  `- ${name}: { run: { workflow: { namespace: test, name: ${flow}, version: latest } } }`;

verifies(
  'flows.retries.once',
  'the retry of a run whose sub-flow failed lets that one go on from the task that failed',
  async () => {
    await flows.publish('inner', { tasks: `${call('first', '/first')}\n${call('second', '/second')}` });
    await flows.publish('middle', { tasks: sub('inner', 'inner') });
    await flows.publish('outer', { tasks: `${call('before', '/before')}\n${sub('middle', 'middle')}` });
    broken.add('/second');
    const { run } = await flows.run('outer');
    expect((await flows.get(run)).status).toBe('faulted');
    await flows.act(run, 'retry');
    await flows.until(run, 'faulted');
    expect(called).toEqual(['/before', '/first', '/second', '/second']);
    broken.clear();
    await flows.act(run, 'retry');
    await flows.until(run, 'completed');
    expect(called).toEqual(['/before', '/first', '/second', '/second', '/second']);
    expect((await flows.runsOf('inner')).map(({ status }) => status)).toEqual(['completed']);
    expect((await flows.runsOf('middle')).map(({ status }) => status)).toEqual(['completed']);
  },
);

test('a sub-flow that was mended by itself is not run again', async () => {
  await flows.publish('alone', { tasks: call('only', '/only') });
  await flows.publish('around', { tasks: sub('alone', 'alone') });
  broken.add('/only');
  const { run } = await flows.run('around');
  const [child] = await flows.runsOf('alone');
  broken.clear();
  await flows.act(child?.run ?? '', 'retry');
  await flows.until(child?.run ?? '', 'completed');
  await flows.act(run, 'retry');
  await flows.until(run, 'completed');
  expect(called).toEqual(['/only', '/only']);
});

test('a sub-flow that is given something else after the retry begins anew', async () => {
  await flows.publish('takes', {
    tasks: call('take', '/take', ", input: { from: '${ . }' }"),
  });
  await flows.publish('gives', {
    tasks: `${call('ask', '/ask')}
- part: { run: { workflow: { namespace: test, name: takes, version: latest, input: { count: '\${ .count }' } } } }`,
  });
  broken.add('/take');
  const { run } = await flows.run('gives');
  broken.clear();
  await flows.act(run, 'retry', { task: '/ask' });
  await flows.until(run, 'completed');
  const children = await flows.runsOf('takes');
  expect(children.map(({ status }) => status)).toEqual(['faulted', 'completed']);
  expect(children.map(({ input }) => input)).toEqual([{ count: 1 }, { count: 3 }]);
});

test('a sub-flow is retried once for each retry of its parent, however often that asks for it', async () => {
  await flows.publish('asked', { tasks: call('only', '/asked') });
  await flows.publish('asking', { tasks: sub('asked', 'asked') });
  broken.add('/asked');
  const { run } = await flows.run('asking');
  await flows.act(run, 'retry');
  await flows.until(run, 'faulted');
  expect(called).toHaveLength(2);
  const [child] = await flows.runsOf('asked');
  const { rows } = await hub.database.superuser.query<{ space_id: string; trigger_key: string }>(
    'select space_id, trigger_key from flow_runs where run_id = $1',
    [child?.run],
  );
  const { space_id: spaceId = '', trigger_key: triggerKey = '' } = rows[0] ?? {};
  // As after a crash between the end of the sub-flow and the note of it.
  const vault = { open: async () => '{}' };
  const found = await hub.database.db.inSpace(spaceId, (tx) =>
    subRunOf(tx, { ...{ spaceId, flow: 'asked', triggerKey, vault }, input: {} }),
  );
  expect(found).toBe(child?.run);
  expect((await flows.get(child?.run ?? '')).status).toBe('faulted');
});

test('a failure that the flow made of another one is retried with the other one', async () => {
  await flows.publish('raises', {
    tasks: `- attempt:
    try:
      - ask: { call: http, with: { method: post, endpoint: 'http://${address}/raises' } }
    catch:
      do:
        - no: { raise: { error: { type: 'https://a.example/errors/no', status: 500, title: No } } }`,
  });
  broken.add('/raises');
  const { run, error } = await flows.run('raises');
  expect(error).toMatchObject({ title: 'No' });
  broken.clear();
  await flows.act(run, 'retry');
  await flows.until(run, 'completed');
  expect(called).toEqual(['/raises', '/raises']);
});
