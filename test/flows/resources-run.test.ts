// slow: starts a hub
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { logPath, logText, standardCatalogue, startCatalogue, type Catalogue } from '../setup/catalogue.ts';
import { standard } from '../setup/flow-documents.ts';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { selfSigned } from '../setup/self-signed.ts';
import { textOf } from '../setup/sources.ts';

/** Flows that take something from addresses, as they run: with nobody there any more. */

let hub: TestHub;
let flows: FlowsOver;
let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await startCatalogue();
  hub = await startTestHub({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  flows = flowsOver(hub);
});
afterAll(async () => {
  await hub?.stop();
  await catalogue?.stop();
});
beforeEach(() => {
  catalogue.files.clear();
  catalogue.files.set(logPath, logText());
});

const ask = async (method: string, path: string, body: object): Promise<Record<string, unknown>> => {
  const { status, json } = await hub.request(method, path, { body });
  expect({ status, json }).toMatchObject({ status: 200 });
  return json as Record<string, unknown>;
};

test("the standard's example of a catalogued function runs", async () => {
  const text = textOf(`${standard}/examples/call-custom-function-cataloged.yaml`);
  await ask('POST', '/api/flows', { text: text.replace(standardCatalogue, catalogue.origin) });
  const name = 'call-custom-function-cataloged';
  expect(await ask('POST', `/api/flows/${name}/publish`, {})).toMatchObject({
    number: 1,
    resources: [{ kind: 'function', address: catalogue.origin + logPath }],
  });
  catalogue.files.clear();
  const seen = catalogue.seen.length;
  expect(await flows.run(name)).toMatchObject({
    status: 'completed',
    output: 'today [information] (log): Hello, world!',
  });
  expect(catalogue.seen).toHaveLength(seen);
});

test('what a function is called with and what it gives are held against its schemas', async () => {
  await flows.publish('schemas', {
    head: `use: { catalogs: { shop: { endpoint: '${catalogue.origin}' } } }`,
    tasks: "- log: { call: 'log:1.0.0@shop', with: { level: '${ .level }', message: hi } }",
  });
  expect(await flows.run('schemas', { level: 'loud' })).toMatchObject({
    status: 'faulted',
    error: {
      type: 'https://serverlessworkflow.io/spec/1.0.0/errors/validation',
      instance: '/do/0/log/call/function',
    },
  });
});

test('a schema from an address refuses what it did when it was published', async () => {
  const path = '/order.json';
  catalogue.files.set(path, '{ "type": "object", "required": ["id"] }');
  await flows.publish('order', {
    head: `input: { schema: { resource: { endpoint: '${catalogue.origin}${path}' } } }`,
    tasks: "- say: { set: '${ .id }' }",
  });
  catalogue.files.set(path, 'true');
  expect(await flows.run('order', {})).toMatchObject({ status: 'faulted' });
  expect(await flows.run('order', { id: 7 })).toMatchObject({ status: 'completed', output: 7 });
});

test('a flow of the space is called as a function, in the version that there was', async () => {
  await flows.publish('greet', { tasks: '- say: { set: { text: "${ \\"Hello \\" + .name }" } }' });
  await flows.publish('caller', {
    tasks: "- greet: { call: 'greet:1.0.0@default', with: { name: '${ .who }' }, output: { as: .text } }",
  });
  await flows.publish('greet', { tasks: '- say: { set: { text: something else } }' });
  expect(await flows.run('caller', { who: 'Ada' })).toMatchObject({
    status: 'completed',
    output: 'Hello Ada',
  });
  await ask('POST', '/api/flows/greet/pause', {});
  expect(await flows.run('caller', { who: 'Ada' })).toMatchObject({ status: 'faulted' });
});

test('a server that says nothing holds nobody up: the problem is told all the same', async () => {
  catalogue.files.set('/silent', 'silent');
  const text = `document: { dsl: '1.0.3', namespace: test, name: silent, version: '1.0.0' }
do: [{ a: { call: '${catalogue.origin}/silent' } }]
`;
  const { problems } = await ask('POST', '/api/flows/check', { text });
  expect(problems).toMatchObject([
    { path: '/do/0/a/call', line: 2, message: expect.stringContaining('did not answer in time') as unknown },
  ]);
});

test('a run of a draft takes what is there when it begins, and goes on with that', async () => {
  const path = '/said.js';
  catalogue.files.set(path, 'process.stdout.write("before")');
  await ask('POST', '/api/flows', {
    text: `document: { dsl: '1.0.3', namespace: test, name: drafted, version: '1.0.0' }
do:
  - first: { listen: { to: { one: { with: { type: go.on } } } } }
  - then: { run: { script: { language: js, source: { endpoint: '${catalogue.origin}${path}' } } } }
`,
  });
  const { run } = await ask('POST', '/api/flows/drafted/run?wait=0', { version: 'draft' });
  const id = String(run);
  await flows.until(id, 'waiting');
  catalogue.files.clear();
  await flows.event({ specversion: '1.0', id: '1', source: 'test:/', type: 'go.on' });
  expect(await flows.until(id, 'completed')).toMatchObject({ output: 'before' });
  const { json } = await hub.request('GET', `/api/runs/${id}/export`);
  expect(JSON.stringify(json)).not.toContain('\\u0001');
});

test('a client certificate out of a secret is shown to a server that asks for one', async () => {
  const [server, client, stranger] = [
    selfSigned('localhost'),
    selfSigned('client.test'),
    selfSigned('x.test'),
  ];
  const listener = createServer({ ...server, requestCert: true, ca: [client.cert] }, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ knows: subject.CN }));
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const uri = `https://localhost:${(listener.address() as AddressInfo).port}/`;
  const pair = { certificate: client.cert, privateKey: client.key, ca: server.cert };
  const parts = {
    head: 'use: { secrets: [pair], authentications: { us: { certificate: { use: pair } } } }',
    tasks: `- ask: { call: http, with: { method: get, endpoint: { uri: '${uri}', authentication: { use: us } } } }`,
  };
  const set = (value: unknown) => ask('PUT', '/api/secrets', { name: 'pair', value });
  const wrong = async (value: unknown): Promise<string> => {
    await set(value);
    return String(await flows.publish('mutual', parts).catch((error: unknown) => error));
  };
  try {
    const none = 'The secret \\"pair\\" is no client certificate: ';
    expect(await wrong('a text')).toContain(`${none}it must be an object with`);
    expect(await wrong({ ...pair, certificate: 'x' })).toContain(
      `${none}its \\"certificate\\" is not in PEM`,
    );
    expect(await wrong({ ...pair, privateKey: 'x' })).toContain(`${none}its \\"privateKey\\" is not in PEM`);
    expect(await wrong({ ...pair, privateKey: stranger.key })).toContain('belongs to another certificate');
    await set(pair);
    await flows.publish('mutual', parts);
    expect(await flows.run('mutual')).toMatchObject({
      status: 'completed',
      output: { knows: 'client.test' },
    });
    await set({ certificate: stranger.cert, privateKey: stranger.key, ca: server.cert });
    expect(await flows.run('mutual')).toMatchObject({ status: 'faulted' });
  } finally {
    listener.close();
    listener.closeAllConnections();
  }
});
