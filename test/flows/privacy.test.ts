// slow: starts a hub
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
let flows: FlowsOver;
let address = '';
const seen: string[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    seen.push(`${request.headers.authorization ?? ''} ${Buffer.concat(chunks).toString()}`);
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end('{"iban":"DE02120300000000202051","ok":true}');
  });
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

/** All that the database keeps of runs, and all that was logged. */
const everything = async (): Promise<string> => {
  const tables = ['flow_runs', 'flow_journal', 'flow_waits', 'flow_arrivals'];
  const kept = await hub.database.db.asSystem(async (tx) =>
    Promise.all(tables.map((table) => tx.query(`select to_jsonb(t)::text as row from ${table} as t`))),
  );
  return JSON.stringify(kept) + hub.logged();
};

const phone = '+4915123456789';
const card = 4111111111111111;
const input =
  'input: { schema: { format: json, document: { type: object, properties: { phone: { type: string, x-sensitive: true }, card: { type: integer, x-sensitive: true } } } } }';

verifies(
  'flows.privacy',
  'sensitive input is in no row and no log, and the run works with it all the same',
  async () => {
    await flows.publish('private', {
      head: input,
      metadata: 'sensitive: [iban]',
      tasks: `- text: { set: { text: '\${ "call \\(.phone) about \\(.card)" }', card: '\${ .card }' }, export: { as: . } }
- send: { call: http, with: { method: post, endpoint: 'http://${address}/', body: '\${ . }' } }
- out: { set: { text: '\${ $context.text }', card: '\${ $context.card + 1 }', iban: '\${ .iban }' } }`,
    });
    const { output, status } = await flows.run('private', { phone, card });
    expect({ status, output }).toEqual({
      status: 'completed',
      output: { text: `call ${phone} about ${card}`, card: card + 1, iban: 'DE02120300000000202051' },
    });
    expect(seen.at(-1)).toContain(phone);
    const kept = await everything();
    for (const value of [phone, String(card), 'DE02120300000000202051']) expect(kept).not.toContain(value);
    expect(kept).toContain('***1***');
  },
);

verifies(
  'flows.privacy',
  'a run that rests goes on with the values that its journal does not show',
  async () => {
    await flows.publish('resting', {
      head: input,
      tasks: `- hold: { listen: { to: { one: { with: { type: go.on } } } } }
- text: { set: { text: '\${ "call \\($workflow.input.phone)" }' } }
- send: { call: http, with: { method: post, endpoint: 'http://${address}/', body: '\${ . }' } }`,
    });
    const { run } = await flows.run('resting', { phone }, '0');
    await flows.until(run, 'waiting');
    expect(await everything()).not.toContain(phone);
    await flows.event({ type: 'go.on', source: '/t', id: '1' });
    await flows.until(run, 'completed');
    expect(seen.at(-1)).toContain(`call ${phone}`);
    expect(await everything()).not.toContain(phone);
  },
);

verifies('flows.privacy', 'nobody is given a secret for having sent its mark', async () => {
  await hub.request('PUT', '/api/secrets', { body: { name: 'erp', value: 'the secret of the ERP' } });
  await flows.publish('echoes', {
    head: `use: { secrets: [erp] }\n${input}`,
    tasks: `- hold: { listen: { to: { one: { with: { type: echo.on } } } } }
- send: { call: http, with: { method: post, endpoint: 'http://${address}/', body: '\${ $workflow.input }' } }`,
  });
  const given = { phone, text: 'my ***erp***, ***1***' };
  const { run } = await flows.run('echoes', given, '0');
  await flows.until(run, 'waiting');
  await flows.event({ type: 'echo.on', source: '/t', id: '1' });
  await flows.until(run, 'completed');
  expect(seen.at(-1)).toBe(` ${JSON.stringify(given)}`);
  expect((await flows.get(run)).input).toMatchObject({ text: given.text });
});

test('a run that waits for its turn keeps its input and its key to itself', async () => {
  await flows.publish('queued', {
    head: input,
    metadata: "concurrency: { key: '${ .phone }', max: 1, policy: queue }",
    tasks:
      "- hold: { listen: { to: { one: { with: { type: queue.on } } } } }\n- out: { set: { phone: '${ $workflow.input.phone }' } }",
  });
  const first = await flows.run('queued', { phone }, '0');
  const second = await flows.run('queued', { phone }, '0');
  await flows.until(first.run, 'waiting');
  expect((await flows.get(second.run)).status).toBe('queued');
  expect(await everything()).not.toContain(phone);
  await flows.event({ type: 'queue.on', source: '/t', id: '2' });
  await flows.until(first.run, 'completed');
  await flows.until(second.run, 'waiting');
  await flows.act(second.run, 'cancel');
  await flows.until(second.run, 'cancelled');
});

verifies('flows.privacy', 'a secret goes out and comes back masked', async () => {
  const secret = 'a very secret value';
  await hub.request('PUT', '/api/secrets', {
    body: { name: 'crm', value: { username: 'ada', password: secret } },
  });
  await flows.publish('secretive', {
    head: 'use: { secrets: [crm], authentications: { crm: { basic: { use: crm } } } }',
    tasks: `- peek: { set: { header: '\${ "x \\($secrets.crm.password)" }' } }
- send: { call: http, with: { method: post, endpoint: { uri: 'http://${address}/', authentication: { use: crm } }, body: '\${ . }' } }`,
  });
  const { status } = await flows.run('secretive');
  expect(status).toBe('completed');
  expect(seen.at(-1)).toContain(Buffer.from(`ada:${secret}`).toString('base64'));
  expect(seen.at(-1)).toContain(secret);
  expect(await everything()).not.toContain(secret);
});

test('what a flow tells of its life is what its metadata says', async () => {
  await flows.publish('watcher', {
    head: 'schedule: { on: { any: [ { with: { type: "io.serverlessworkflow.workflow.started.v1" } }, { with: { type: "io.serverlessworkflow.workflow.completed.v1" } }, { with: { type: "io.serverlessworkflow.workflow.faulted.v1" } }, { with: { type: "io.serverlessworkflow.task.completed.v1" } } ] } }',
    tasks: "- note: { set: { type: '${ .[0].type }', of: '${ .[0].source }' } }",
  });
  await flows.publish('talks', {
    metadata: 'lifecycle: all',
    tasks: '- a: { set: { x: 1 } }\n- b: { set: { x: 2 } }',
  });
  await flows.publish('fails', {
    tasks: "- a: { raise: { error: { type: 'https://a.example/e', status: 500 } } }",
  });
  await flows.publish('quiet', { tasks: '- a: { set: { x: 1 } }' });
  for (const name of ['talks', 'fails', 'quiet']) await flows.run(name);
  await eventually(async () => {
    const told = (await flows.runsOf('watcher')).map(
      ({ output }) => output as { type: string; of: string } | null,
    );
    const of = (name: string) =>
      told
        .filter((one) => one?.of === `/flows/${name}`)
        .map((one) => one?.type.split('.').slice(2, 4).join('.'))
        .toSorted();
    expect(of('talks')).toEqual([
      'task.completed',
      'task.completed',
      'workflow.completed',
      'workflow.started',
    ]);
    expect(of('fails')).toEqual(['workflow.faulted']);
    expect(of('quiet')).toEqual([]);
  });
});
