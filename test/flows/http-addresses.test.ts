// slow: starts a hub
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
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

const echo = "- answer: { set: '${ {got: .} }' }";

verifies('flows.http', 'body, query and path are the input, the output is the answer', async () => {
  await flows.publish('echo', {
    metadata: 'http: { method: POST, path: "/echo/{id}", access: anyone }',
    tasks: echo,
  });
  const answer = await hub.request('POST', '/http/default/echo/a%20b?page=2', {
    key: null,
    body: { name: 'Ada', id: 'mine' },
  });
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({ got: { name: 'Ada', id: 'a b', page: '2' } });
  expect(answer.headers.get('content-type')).toBe('application/json');
  const list = await hub.request('POST', '/http/default/echo/1', { key: null, body: [1, 2] });
  expect(list.json).toEqual({ got: { id: '1', body: [1, 2] } });
});

verifies('flows.http', 'a fast flow answers too, and leaves no run behind', async () => {
  await flows.publish('quick', {
    metadata: 'mode: fast\nhttp: { method: GET, path: /quick, access: anyone }',
    tasks: echo,
  });
  expect((await hub.request('GET', '/http/default/quick?a=1', { key: null })).json).toEqual({
    got: { a: '1' },
  });
  expect(await flows.runsOf('quick')).toEqual([]);
});

test('without saying so, an address asks for a key that may run flows in its space', async () => {
  await flows.publish('closed', { metadata: 'http: { method: GET, path: /closed }', tasks: echo });
  const reader = await hub.makeKey(['flows.read']);
  const runner = await hub.makeKey(['flows.run']);
  expect((await hub.request('GET', '/http/default/closed', { key: null })).status).toBe(401);
  expect(
    (await hub.request('GET', '/http/default/closed', { key: 'hub_wrong_0123456789abcdefghijklmn' })).status,
  ).toBe(401);
  expect((await hub.request('GET', '/http/default/closed', { key: reader })).status).toBe(403);
  expect((await hub.request('GET', '/http/default/closed', { key: runner })).status).toBe(200);
});

verifies('flows.http', 'an error of the run is the answer, with its status', async () => {
  await flows.publish('fails', {
    metadata: 'http: { method: GET, path: /fails, access: anyone }',
    tasks: "- no: { raise: { error: { type: 'https://a.example/errors/gone', status: 410, title: Gone } } }",
  });
  const answer = await hub.request('GET', '/http/default/fails', { key: null });
  expect(answer.status).toBe(410);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.json).toMatchObject({
    type: 'https://a.example/errors/gone',
    title: 'Gone',
    instance: '/do/0/no',
  });
});

test('an address may answer at once, and the run goes on', async () => {
  await flows.publish('later', {
    metadata: 'http: { method: POST, path: /later, respond: accepted, access: anyone }',
    tasks: echo,
  });
  const answer = await hub.request('POST', '/http/default/later', { key: null, body: { n: 1 } });
  expect(answer.status).toBe(202);
  const { run } = answer.json as { run: string };
  expect((await flows.until(run, 'completed')).output).toEqual({ got: { n: 1 } });
});

test('what is nowhere, in another space or paused is not found; a fixed step goes before a parameter', async () => {
  await flows.publish('one', {
    metadata: 'http: { method: GET, path: "/things/{id}", access: anyone }',
    tasks: '- a: { set: { which: one } }',
  });
  await flows.publish('new', {
    metadata: 'http: { method: GET, path: /things/new, access: anyone }',
    tasks: '- a: { set: { which: new } }',
  });
  const get = async (path: string) => hub.request('GET', path, { key: null });
  expect((await get('/http/default/things/new')).json).toEqual({ which: 'new' });
  expect((await get('/http/default/things/7')).json).toEqual({ which: 'one' });
  for (const path of [
    '/http/default/nothing',
    '/http/other/things/7',
    '/http/default',
    '/http/',
    '/http/default/things/%zz',
  ]) {
    expect((await get(path)).status).toBe(404);
  }
  expect((await hub.request('POST', '/http/default/things/7', { key: null, body: {} })).status).toBe(404);
  await hub.request('POST', '/api/flows/one/pause', { body: {} });
  expect((await get('/http/default/things/7')).status).toBe(404);
});

test('a bad body is refused before a run begins', async () => {
  await flows.publish('strict', {
    metadata: 'http: { method: POST, path: /strict, access: anyone }',
    head: 'input: { schema: { format: json, document: { type: object, required: [n], properties: { n: { type: integer } } } } }',
    tasks: echo,
  });
  const send = async (raw: string, type = 'application/json') =>
    (await hub.request('POST', '/http/default/strict', { key: null, headers: { 'content-type': type }, raw }))
      .status;
  expect(await send('{')).toBe(400);
  expect(await send('[[[[')).toBe(400);
  expect(await send(`${'['.repeat(100)}${']'.repeat(100)}`)).toBe(400);
  expect(await send('a: 1', 'text/yaml')).toBe(415);
  expect(await send('{"n":"x"}')).toBe(400);
  expect(await send('{"n":1}')).toBe(200);
});

test('a fast run that fails is noted with its reason', async () => {
  await flows.publish('stumbles', {
    metadata: 'mode: fast\nhttp: { method: GET, path: /stumbles, access: anyone }',
    tasks:
      "- no: { raise: { error: { type: 'https://a.example/errors/teapot', status: 418, title: Teapot } } }",
  });
  expect((await hub.request('GET', '/http/default/stumbles?a=1', { key: null })).status).toBe(418);
  await eventually(async () => expect(await flows.runsOf('stumbles')).toHaveLength(1));
  const [run] = await flows.runsOf('stumbles');
  expect(run).toMatchObject({ status: 'faulted', mode: 'fast', error: { status: 418 }, input: { a: '1' } });
});
