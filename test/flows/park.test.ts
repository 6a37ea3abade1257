// slow: starts a hub
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
let flows: FlowsOver;
let address = '';
let works = false;
const called: string[] = [];
const server = createServer((request, response) => {
  called.push(request.url ?? '');
  response
    .writeHead(works ? 200 : 503, { 'content-type': 'application/json' })
    .end(JSON.stringify({ ticket: called.length }));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  hub = await startTestHub({ HUB_EGRESS_ALLOW: address });
  flows = flowsOver(hub);
  // What it is told of is begun once for each event, with its data.
  await flows.publish('watcher', {
    head: 'schedule: { on: { one: { with: { type: run.parked } } } }',
    tasks: "- told: { set: { told: '${ .[0].data }', about: '${ .[0].subject }' } }",
  });
});
afterAll(async () => {
  await hub?.stop();
  server.close();
});
beforeEach(() => {
  works = false;
  called.length = 0;
});

/** Tries something twice, then leaves it to people. */
const ticket = (then = 'end'): string => `- ticket:
    try:
      - create: { call: http, with: { method: post, endpoint: 'http://${address}/tickets' } }
    catch:
      as: error
      retry: { delay: { milliseconds: 1 }, limit: { attempt: { count: 1 } } }
      do:
        - park: { call: flows.park, with: { reason: '\${ "No ticket: " + $error.title }', data: '\${ {status: $error.status} }' }, then: ${then} }
- after: { set: { went: on } }`;

const told = async (run: string): Promise<unknown[]> => {
  const runs = (await flows.runsOf('watcher')) as unknown as { output: { told: unknown; about: string } }[];
  return runs.flatMap(({ output }) => (output?.about === run ? [output.told] : []));
};

verifies(
  'flows.park.once',
  'a run that is parked is a dead letter with its reason, and is told of once',
  async () => {
    await flows.publish('parks', { tasks: ticket() });
    const ended = await flows.run('parks');
    expect(ended).toMatchObject({ status: 'parked', reason: expect.stringMatching(/^No ticket: /) });
    const row = await flows.get(ended.run);
    expect(row.status).toBe('parked');
    expect(row.error).toMatchObject({ reason: expect.stringMatching(/^No ticket/), data: { status: 503 } });
    expect(String(row.error?.['task'])).toMatch(/park$/);
    await eventually(async () => expect(await told(ended.run)).toHaveLength(1));
    expect(await told(ended.run)).toEqual([
      { run: ended.run, flow: 'parks', reason: (row.error as { reason: string }).reason },
    ]);
  },
);

test('its retry begins with what failed before it was parked', async () => {
  const { run } = await flows.run('parks');
  expect(called).toHaveLength(2);
  works = true;
  await flows.act(run, 'retry');
  expect((await flows.until(run, 'completed')).error).toBeNull();
  expect(called).toHaveLength(3);
});

test('it stays parked when it goes on to its end, and when it fails afterwards', async () => {
  await flows.publish('goes-on', { tasks: ticket('continue') });
  const on = await flows.run('goes-on');
  expect(on).toMatchObject({ status: 'parked', output: { went: 'on' } });
  await flows.publish('fails-later', {
    tasks: `- park: { call: flows.park, with: { reason: too odd } }
- no: { raise: { error: { type: 'https://a.example/errors/gone', status: 410, title: Gone } } }`,
  });
  const failed = await flows.run('fails-later');
  expect(failed).toMatchObject({ status: 'parked', reason: 'too odd', error: { status: 410 } });
  const { error } = await flows.get(failed.run);
  expect(error).toMatchObject({ reason: 'too odd', fault: { status: 410, title: 'Gone' } });
  const answer = await hub.request('POST', `/api/runs/${failed.run}/retry`, { body: {} });
  expect([answer.status, answer.text]).toEqual([409, expect.stringContaining('Name the task')]);
});

test('whoever waits for a sub-flow that parks itself fails with its reason, and both are retried', async () => {
  await flows.publish('asks', {
    tasks: '- part: { run: { workflow: { namespace: test, name: parks, version: latest } } }',
  });
  const { run, status, error } = await flows.run('asks');
  expect([status, error?.['detail']]).toEqual(['faulted', expect.stringMatching(/was parked: No ticket/)]);
  works = true;
  await flows.act(run, 'retry');
  await flows.until(run, 'completed');
  expect(called).toHaveLength(3);
});

test('a fast run that is parked leaves a row, at once, and one event', async () => {
  await flows.publish('quick', { metadata: 'mode: fast', tasks: ticket('continue') });
  const { run, output } = await flows.run('quick', { n: 7 });
  expect(output).toEqual({ went: 'on' });
  const row = await flows.get(run);
  expect(row).toMatchObject({
    status: 'parked',
    mode: 'fast',
    input: { n: 7 },
    error: { data: { status: 503 } },
  });
  await eventually(async () => expect(await told(run)).toHaveLength(1));
});

test('what is secret stays out of the reason, in the row and in the event', async () => {
  const secret = 'sesame-open-0815';
  await hub.request('PUT', '/api/secrets', { body: { name: 'apiKey', value: secret } });
  for (const metadata of ['', 'mode: fast']) {
    await flows.publish('leaks', {
      metadata,
      head: 'use: { secrets: [apiKey] }',
      tasks: '- park: { call: flows.park, with: { reason: \'${ $secrets.apiKey + " was refused" }\' } }',
    });
    const { run } = await flows.run('leaks');
    await eventually(async () => expect(await told(run)).toHaveLength(1));
    expect(JSON.stringify(await told(run))).toContain('***apiKey*** was refused');
    expect((await flows.get(run)).error).toMatchObject({ reason: '***apiKey*** was refused' });
  }
});

test('data that is too large, and arguments that it does not know, are refused with what to do', async () => {
  await flows.publish('large', {
    tasks: "- park: { call: flows.park, with: { reason: x, data: '${ [range(20000)] }' } }",
  });
  expect((await flows.run('large')).error).toMatchObject({ detail: expect.stringContaining('64 KB') });
  const checked = await hub.request('POST', '/api/flows', {
    body: {
      text: `document: { dsl: '1.0.3', namespace: test, name: wrong, version: '1.0.0' }
do:
  - park: { call: flows.park, with: { why: x } }
`,
    },
  });
  expect(JSON.stringify(checked.json)).toMatch(/reason/);
});

test('only a run can call it', async () => {
  const { json } = await hub.request('GET', '/openapi.json');
  expect(JSON.stringify(json)).not.toContain('flows.park"');
});
