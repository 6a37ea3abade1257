// slow: starts a hub
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { flowsOver, type FlowsOver } from '../../setup/flows.ts';
import { startTestHub, type TestHub } from '../../setup/hub.ts';

let hub: TestHub;
let flows: FlowsOver;

beforeAll(async () => {
  process.env['SEEN_BY_NO_FLOW'] = 'of the process';
  hub = await startTestHub();
  flows = flowsOver(hub);
});
afterAll(async () => {
  delete process.env['SEEN_BY_NO_FLOW'];
  await hub?.stop();
});

const ok = async (method: string, path: string, body?: unknown) => {
  const { status, json, text } = await hub.request(method, path, body === undefined ? {} : { body });
  if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`);
  return json as Record<string, unknown>;
};
const set = (name: string, value: unknown) => ok('PUT', '/api/variables', { name, value });

test('a run sees the variables of its space, as they are when it begins', async () => {
  await set('GREETING', 'Hello');
  for (const mode of ['durable', 'fast'])
    await flows.publish(`greets-${mode}`, {
      metadata: `mode: ${mode}`,
      tasks: `- say: { set: { said: 'Say \${ env.GREETING }', keys: '\${ $ENV | keys }' } }`,
    });
  const run = async (name: string) => (await flows.run(name)).output;
  for (const name of ['greets-durable', 'greets-fast'])
    expect(await run(name)).toEqual({ said: 'Say Hello', keys: ['GREETING'] });
  await set('GREETING', 'Good day');
  for (const name of ['greets-durable', 'greets-fast'])
    expect(await run(name)).toMatchObject({ said: 'Say Good day' });
});

test('the tasks of a run are shown with the values that it had, whatever was set since', async () => {
  await set('GREETING', 'First');
  const { run } = await flows.run('greets-durable');
  await set('GREETING', 'Second');
  const { items } = await ok('GET', `/api/runs/${run}/tasks`);
  expect(items).toMatchObject([{ name: 'say', output: { said: 'Say First' } }]);
});

test('what begins and orders runs can read them too, and a queued run keeps those that it came with', async () => {
  await set('SOURCE', '/shop');
  await set('LANE', 'one');
  await flows.publish('heard', {
    head: `schedule: { on: { one: { with: { type: thing.happened, source: '\${ $ENV.SOURCE }' } } } }`,
    metadata: `concurrency: { key: '\${ $ENV.LANE }', max: 1 }`,
    tasks: `- hold: { listen: { to: { one: { with: { type: go.on } } } } }
- say: { set: { lane: '\${ $ENV.LANE }' } }`,
  });
  const tell = (source: string) => flows.event({ type: 'thing.happened', source, data: {} });
  await tell('/elsewhere');
  await tell('/shop');
  await eventually(async () => expect(await flows.runsOf('heard')).toMatchObject([{ status: 'waiting' }]));
  await tell('/shop');
  await eventually(async () => expect(await flows.runsOf('heard')).toHaveLength(2));
  await set('LANE', 'two');
  const [first, second] = await flows.runsOf('heard');
  expect([first, second]).toMatchObject([{ orderKey: 'one' }, { orderKey: 'one', status: 'queued' }]);
  for (const one of [first, second]) {
    await flows.until(one?.run ?? '', 'waiting');
    await flows.event({ type: 'go.on', source: '/x' });
    expect(await flows.until(one?.run ?? '', 'completed')).toMatchObject({ output: { lane: 'one' } });
  }
});

test('tests of a flow take those of the space, and a case may set its own', async () => {
  await set('LIMIT', 3);
  await flows.publish('limits', { tasks: `- say: { set: { enough: '\${ .n >= $ENV.LIMIT }' } }` });
  const tests = `- name: as it is
  input: { n: 3 }
  expect: { output: { enough: true } }
- name: with one of its own
  input: { n: 3 }
  variables: { LIMIT: 4 }
  expect: { output: { enough: false } }
`;
  const { cases } = await ok('POST', '/api/flows/limits/test', { tests });
  expect(cases).toMatchObject([{ ok: true }, { ok: true }]);
  await ok('PUT', '/api/flows/limits/tests', { text: tests });
  await set('LIMIT', 5);
  await ok('POST', '/api/flows', {
    text: String((await ok('GET', '/api/flows/limits'))['text']).replace('1.0.0', '1.0.1'),
  });
  const refused = await hub.request('POST', '/api/flows/limits/publish', { body: {} });
  expect(refused).toMatchObject({ status: 422, text: expect.stringContaining('as it is') });
});

test('a draft is tried on runs of the past with what they had, and what they did not have as it is now', async () => {
  await set('OLD', 1);
  await flows.publish('tried', { tasks: `- say: { set: { old: '\${ $ENV.OLD }' } }` });
  const { run } = await flows.run('tried');
  await set('OLD', 2);
  await set('NEW', 'new');
  const { text } = await ok('GET', '/api/flows/tried');
  const changed = String(text).replace(`'\${ $ENV.OLD }'`, `'\${ $ENV.OLD }', new: '\${ $ENV.NEW }'`);
  await ok('POST', '/api/flows', { text: changed });
  const answer = await hub.request('POST', '/api/flows/tried/try', { body: { runs: [run] } });
  const [line] = answer.text.split('\n');
  expect(JSON.parse(line ?? '')).toMatchObject({
    differs: ['output'],
    differences: [{ path: '/new', after: '"new"' }],
  });
});
