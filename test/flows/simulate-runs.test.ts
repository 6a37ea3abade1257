// slow: starts a hub
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

/** Runs of a whole hub: what they did, and what the draft would make of them. */

let hub: TestHub;
let shop: Upstream;

beforeAll(async () => {
  shop = await startUpstream((request, response) => {
    const id = request.url?.split('/').at(-1) ?? '';
    response.setHeader('content-type', 'application/json');
    if (id === 'broken') response.statusCode = 503;
    response.end(JSON.stringify({ id, status: 'sent', token: request.headers.authorization }));
  });
  hub = await startTestHub({ HUB_EGRESS_ALLOW: new URL(shop.origin).host });
  await expectDone('PUT', '/api/secrets', { name: 'shopToken', value: 'a-very-secret-token' });
});
afterAll(async () => {
  await hub?.stop();
  await shop?.stop();
});

const expectDone = async <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: object,
): Promise<T> => {
  const { status, json, text } = await hub.request(method, path, body === undefined ? {} : { body });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json as T;
};

const orderFlow = (name: string, said = 'status'): string => `document:
  dsl: '1.0.3'
  namespace: shop
  name: ${name}
  version: '1.0.0'
use: { secrets: [shopToken] }
do:
  - order:
      try:
        - fetch:
            call: http
            with:
              method: get
              endpoint: { uri: '${shop.origin}/orders/{id}', authentication: { bearer: { token: '\${ $secrets.shopToken }' } } }
      catch:
        as: error
        do:
          - lost: { set: { status: unknown, reason: '\${ $error.status }' } }
  - answer: { set: { ${said}: '\${ .status }', encoded: '\${ $secrets.shopToken | @base64 }' }, output: { as: '\${ del(.encoded) }' } }
`;

const publish = async (name: string, text: string, fence = 0): Promise<void> => {
  const { problems } = await expectDone<{ problems: unknown[] }>('POST', '/api/flows', {
    text,
    basedOn: fence,
  });
  expect(problems).toEqual([]);
  await expectDone('POST', `/api/flows/${name}/publish`, {});
};

const runOf = async (name: string, input: object): Promise<string> =>
  (await expectDone<{ run: string }>('POST', `/api/flows/${name}/run`, { input })).run;

interface Task {
  readonly key: string;
  readonly name: string;
  readonly status: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly leftOut?: string[];
}
interface Tasks {
  readonly items: Task[];
  readonly next: number | null;
  readonly complete: boolean;
  readonly note: string | null;
}

test('shows each task of a run, with nothing of the secrets in it', async () => {
  await publish('orders', orderFlow('orders'));
  const run = await runOf('orders', { id: 'AB-1' });
  const tasks = await expectDone<Tasks>('GET', `/api/runs/${run}/tasks`);
  expect(tasks).toMatchObject({ next: null, complete: true, note: null });
  expect(tasks.items.map(({ key, status }) => `${key} ${status}`)).toEqual([
    '/order completed',
    '/order/fetch completed',
    '/answer completed',
  ]);
  expect(tasks.items[1]).toMatchObject({ input: { id: 'AB-1' }, output: { id: 'AB-1', status: 'sent' } });
  expect(tasks.items[2]).toMatchObject({ output: { status: 'sent' } });
  const text = JSON.stringify(tasks);
  expect(text).not.toContain('a-very-secret-token');
  expect(text).not.toContain(Buffer.from('a-very-secret-token').toString('base64'));
  expect(text).toContain('***shopToken***');
  expect(shop.seen).toHaveLength(1);

  const one = await expectDone<Tasks>(
    'GET',
    `/api/runs/${run}/tasks?task=${encodeURIComponent('/order/fetch')}`,
  );
  expect(one.items.map(({ key }) => key)).toEqual(['/order/fetch']);
  const page = await expectDone<Tasks>('GET', `/api/runs/${run}/tasks?limit=2`);
  expect([page.items.length, page.next]).toEqual([2, 2]);
  const rest = await expectDone<Tasks>('GET', `/api/runs/${run}/tasks?limit=2&after=2`);
  expect([rest.items.map(({ name }) => name), rest.next]).toEqual([['answer'], null]);
});

test('shows a run under way, and leaves out what is long until it is asked for', async () => {
  await publish(
    'waits',
    `document: { dsl: '1.0.3', namespace: shop, name: waits, version: '1.0.0' }
do:
  - long: { set: { text: '\${ "x" * 100000 }' } }
  - rest: { listen: { to: { one: { with: { type: a.came, subject: s-1 } } } } }
`,
  );
  const { run } = await expectDone<{ run: string }>('POST', '/api/flows/waits/run?wait=0', { input: {} });
  await eventually(async () => {
    const { json } = await hub.request('GET', `/api/runs/${run}`);
    expect(json).toMatchObject({ status: 'waiting' });
  });
  const { items, complete } = await expectDone<Tasks>('GET', `/api/runs/${run}/tasks`);
  expect(complete).toBe(true);
  expect(items).toMatchObject([
    { name: 'long', status: 'completed', leftOut: ['output'] },
    { name: 'rest', status: 'running', leftOut: ['input'] },
  ]);
  expect(items[0]).not.toHaveProperty('output');
  const whole = await expectDone<Tasks>('GET', `/api/runs/${run}/tasks?task=/long`);
  expect(whole.items[0]).toMatchObject({ output: { text: 'x'.repeat(100_000) } });
});

test('hands a run out as one document', async () => {
  const run = await runOf('orders', { id: 'broken' });
  const document = await expectDone('GET', `/api/runs/${run}/export`);
  expect(document).toMatchObject({
    run: { run, flow: 'orders', status: 'completed', input: { id: 'broken' }, output: { status: 'unknown' } },
    text: orderFlow('orders'),
    journalLeftOut: 0,
    complete: true,
  });
  expect((document['tasks'] as Task[]).map(({ name, status }) => `${name} ${status}`)).toEqual([
    'order completed',
    'fetch faulted',
    'lost completed',
    'answer completed',
  ]);
  expect((document['journal'] as unknown[]).length).toBeGreaterThan(1);
});

test('a run that waits for its turn shows no task yet', async () => {
  await publish(
    'in-turn',
    `document: { dsl: '1.0.3', namespace: shop, name: in-turn, version: '1.0.0', metadata: { concurrency: { max: 1 } } }
do:
  - rest: { listen: { to: { one: { with: { type: a.came, subject: s-1 } } } } }
`,
  );
  const begin = () => expectDone<{ run: string }>('POST', '/api/flows/in-turn/run?wait=0', { input: {} });
  await begin();
  const { run } = await begin();
  expect((await hub.request('GET', `/api/runs/${run}`)).json).toMatchObject({ status: 'queued' });
  expect(await expectDone('GET', `/api/runs/${run}/tasks`)).toMatchObject({ items: [], complete: true });
});

test('of a fast run that failed its beginning is known', async () => {
  const text = orderFlow('hasty').replace("version: '1.0.0'", "version: '1.0.0'\n  metadata: { mode: fast }");
  await publish('hasty', text);
  const run = 'run_0000000000000000000000000y';
  const path = `/api/runs/${run}/tasks`;
  await hub.database.superuser.query(
    `insert into flow_runs (run_id, space_id, flow, version, mode, status, trigger, input, error, started_at, ended_at)
     select $1, space_id, name, 1, 'fast', 'faulted', 'call', '{"id":"AB-1"}', '{"title":"No"}', now(), now()
     from flows where name = 'hasty'`,
    [run],
  );
  expect(await expectDone('GET', path)).toMatchObject({
    complete: false,
    note: expect.stringContaining('fast run'),
    items: [
      { name: 'order', status: 'stopped' },
      { name: 'fetch', status: 'stopped' },
    ],
  });
  const { text: lines } = await hub.request('POST', '/api/flows/hasty/try', { body: { runs: [run] } });
  expect(linesOf(lines)[0]).toMatchObject({ run, skipped: expect.stringContaining('fast run') });
});

test('there are no tasks of a run that is not there', async () => {
  const { status } = await hub.request('GET', '/api/runs/run_00000000000000000000000000/tasks');
  expect(status).toBe(404);
});

const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

verifies('flows.simulate', 'tries the draft with the runs of the past, and calls nothing', async () => {
  await publish('tried', orderFlow('tried'));
  const same = await runOf('tried', { id: 'AB-1' });
  const broken = await runOf('tried', { id: 'broken' });
  const calls = shop.seen.length;
  const draft = orderFlow('tried').replace('status: unknown', 'status: lost');
  await expectDone('POST', '/api/flows', { text: draft, basedOn: 1 });
  const { text, status } = await hub.request('POST', '/api/flows/tried/try', { body: {} });
  expect(status).toBe(200);
  expect(linesOf(text)).toEqual([
    expect.objectContaining({
      ...{ run: broken, done: 1, of: 2, differs: ['output'], newCalls: [] },
      differences: [{ path: '/status', before: '"unknown"', after: '"lost"' }],
    }),
    expect.objectContaining({ run: same, done: 2, of: 2, differs: [], differences: [] }),
    {
      summary: {
        ...{ runs: 2, same: 1, different: 1, skipped: 0 },
        differs: { end: 0, output: 1, new_calls: 0, missing_calls: 0, arguments: 0 },
      },
    },
  ]);
  expect(shop.seen).toHaveLength(calls);

  await expectDone('POST', '/api/flows', {
    text: `${draft}  - mail: { call: http, with: { method: post, endpoint: 'https://mail.example' } }\n`,
    basedOn: 2,
  });
  const mail = async (answers: object) =>
    linesOf((await hub.request('POST', '/api/flows/tried/try', { body: { runs: [same], answers } })).text)[0];
  expect(await mail({})).toMatchObject({
    ...{ differs: ['end', 'new_calls'], newCalls: [{ key: '/mail', call: 'http' }] },
    after: { status: 'waiting' },
  });
  expect(await mail({ mail: { output: { status: 'sent' } } })).toMatchObject({ differs: ['new_calls'] });
  const wrong = await hub.request('POST', '/api/flows/tried/try', {
    body: { answers: { mail: { outpt: 1 } } },
  });
  expect(wrong).toMatchObject({ status: 400, json: { code: 'input_invalid' } });

  const other = await runOf('orders', { id: 'AB-2' });
  const chosen = await hub.request('POST', '/api/flows/tried/try', {
    body: { runs: [same, other], version: 1 },
  });
  expect(linesOf(chosen.text)).toMatchObject([
    { run: same, differs: [] },
    { run: other, skipped: 'It is a run of "orders".' },
    { summary: { same: 1, skipped: 1 } },
  ]);
});

test('tells of one run all that it did then and would do now, and tries only those that ended so', async () => {
  await publish('told', orderFlow('told'));
  const run = await runOf('told', { id: 'AB-1' });
  await expectDone('POST', '/api/flows', { text: orderFlow('told', 'state'), basedOn: 1 });
  const tryWith = async (body: object) => hub.request('POST', '/api/flows/told/try', { body });
  const [line] = linesOf((await tryWith({ runs: [run], whole: true })).text);
  expect(line).toMatchObject({
    differs: ['output'],
    sides: {
      before: { status: 'completed', output: { status: 'sent' }, tasks: ['order', 'fetch', 'answer'] },
      after: { status: 'completed', output: { state: 'sent' }, tasks: ['order', 'fetch', 'answer'] },
    },
  });
  expect(JSON.stringify(line)).not.toContain('a-very-secret-token');
  expect(await tryWith({ whole: true })).toMatchObject({ status: 400, json: { code: 'input_invalid' } });
  const summaryOf = async (status: string) => linesOf((await tryWith({ status })).text).at(-1);
  expect(await summaryOf('completed')).toMatchObject({ summary: { runs: 1, different: 1 } });
  expect(await summaryOf('faulted')).toMatchObject({ summary: { runs: 0 } });
});

test('makes a test of a run, which passes on the version that the run was of', async () => {
  await publish('proven', orderFlow('proven'));
  const run = await runOf('proven', { id: 'AB-1' });
  const made = await expectDone('GET', `/api/runs/${run}/test?name=AB-1%20is%20sent`);
  expect(made).toMatchObject({
    flow: 'proven',
    problems: [],
    test: {
      name: 'AB-1 is sent',
      input: { id: 'AB-1' },
      secrets: { shopToken: '***shopToken***' },
      answers: { fetch: { output: { status: 'sent' } } },
      expect: { output: { status: 'sent' }, tasks: ['order', 'fetch', 'answer'] },
    },
  });
  expect(JSON.stringify(made)).not.toContain('a-very-secret-token');
  const tests = JSON.stringify([made['test']]);
  expect(await expectDone('PUT', '/api/flows/proven/tests', { text: tests })).toMatchObject({
    cases: [{ name: 'AB-1 is sent', line: 1 }],
  });
  expect(await expectDone('POST', '/api/flows/proven/test', {})).toMatchObject({ passed: 1, failed: 0 });
  const { run: waits } = await expectDone<{ run: string }>('POST', '/api/flows/waits/run?wait=0', {
    input: {},
  });
  const until = (status: string) =>
    eventually(async () => {
      const { json } = await hub.request('GET', `/api/runs/${waits}`);
      expect(json).toMatchObject({ status });
    });
  await until('waiting');
  await expectDone('POST', `/api/runs/${waits}/cancel`, {});
  await until('cancelled');
  expect(await hub.request('GET', `/api/runs/${waits}/test`)).toMatchObject({
    status: 409,
    json: { detail: expect.stringContaining('was cancelled') },
  });
});

test('goes through the beginning of a run that is too long, and says so', async () => {
  const text = `document: { dsl: '1.0.3', namespace: shop, name: long, version: '1.0.0' }
do:
  - all:
      for: { in: '\${ [range(50000)] }' }
      do:
        - ask: { call: http, with: { method: get, endpoint: 'https://shop.example' } }
`;
  await publish('long', text);
  const run = 'run_0000000000000000000000000z';
  const { superuser } = hub.database;
  await superuser.query(
    `insert into flow_runs (run_id, space_id, flow, version, mode, status, trigger, input, output, started_at, ended_at)
     select $1, space_id, 'long', 1, 'durable', 'completed', 'call', '{}', '{}', now(), now() from flows where name = 'long'`,
    [run],
  );
  await superuser.query(
    `insert into flow_journal (space_id, run_id, seq, kind, key, place, body, began, at)
     select space_id, $1, at + 1, 'done', '/all#' || at || '/ask', '', '{"output":1}', at, at
     from flows, generate_series(0, 49999) as at where name = 'long'`,
    [run],
  );
  const tasks = await expectDone<Tasks>('GET', `/api/runs/${run}/tasks?after=9998`);
  expect(tasks).toMatchObject({
    complete: false,
    note: expect.stringContaining('40000 of its entries were left out'),
    items: [
      { key: '/all#9997/ask', status: 'completed' },
      { key: '/all#9998/ask', status: 'completed' },
      { key: '/all#9999/ask', status: 'completed' },
      { key: '/all#10000/ask', status: 'unknown' },
    ],
    next: null,
  });
  const { text: lines } = await hub.request('POST', '/api/flows/long/try', { body: {} });
  expect(linesOf(lines)[0]).toMatchObject({ run, skipped: expect.stringContaining('too long') });
  const document = await expectDone('GET', `/api/runs/${run}/export`);
  expect(document).toMatchObject({ journalLeftOut: 45_000, complete: false });
});

test('offers flows to begin with', async () => {
  const { items } = await expectDone<{ items: { name: string; text: string; tests: string }[] }>(
    'GET',
    '/api/flow-library',
  );
  expect(items.map(({ name }) => name)).toContain('approval');
  const [approval] = items;
  const { problems } = await expectDone<{ problems: unknown[] }>('POST', '/api/flows', {
    text: approval?.text,
  });
  expect(problems).toEqual([]);
  await expectDone('PUT', '/api/flows/approval/tests', { text: approval?.tests });
  await expectDone('POST', '/api/flows/approval/publish', {});
  const tried = await expectDone('POST', '/api/flows/approval/test', {});
  expect(tried).toMatchObject({ failed: 0 });
});
