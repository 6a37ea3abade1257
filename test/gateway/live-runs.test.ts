// slow: a whole hub, and what it talks to
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { eventually } from '../setup/eventually.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

const nobodys = 'run:run_00000000000000000000000000';

let hub: TestHub;
const sockets: WebSocket[] = [];

const flow = `document: { dsl: '1.0.3', namespace: default, name: watched, version: '1.0.0' }
do:
  - first: { set: { step: 1 } }
  - hear: { listen: { to: { one: { with: { type: watched.go } } } } }
  - last: { set: { step: 2 } }
`;

beforeAll(async () => {
  hub = await startTestHub();
  await hub.request('POST', '/api/flows', { body: { text: flow } });
  await hub.request('POST', '/api/flows/watched/publish', { body: {} });
});
afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await hub.stop();
});

interface News {
  readonly type: string;
  readonly topic?: string;
  readonly reason?: string;
  readonly data?: {
    readonly run: { readonly status: string };
    readonly waits: readonly { readonly key: string; readonly eventType: string }[];
    readonly entries: readonly { readonly seq: number; readonly key: string }[];
  };
}

interface Page {
  readonly news: News[];
  say(message: unknown): void;
  closed: boolean;
}

const open = async (key: string): Promise<Page> => {
  const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/api/live`, {
    headers: { authorization: `Bearer ${key}` },
  });
  sockets.push(socket);
  const page: Page = {
    news: [],
    closed: false,
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
  };
  socket.on('message', (data: Buffer) => page.news.push(JSON.parse(data.toString()) as News));
  socket.on('close', () => (page.closed = true));
  await eventually(() => page.news.some(({ type }) => type === 'hello'));
  return page;
};

const begin = async (): Promise<string> => {
  const { json } = await hub.request('POST', '/api/flows/watched/run?wait=0', { body: { input: {} } });
  const { run } = json as { run: string };
  await eventually(async () => {
    const { json: found } = await hub.request('GET', `/api/runs/${run}`);
    return (found as { status?: string }).status === 'waiting';
  });
  return run;
};

const entriesOf = (page: Page) => page.news.flatMap(({ data }) => data?.entries ?? []);
const lastOf = (page: Page) => page.news.findLast(({ type }) => type === 'news')?.data;

verifies(
  'flows.runs.live',
  'a page that watches a run hears what it waits for, each row once, and how it ends',
  async () => {
    const page = await open(hub.key);
    const run = await begin();
    page.say({ type: 'watch', topic: `run:${run}`, after: 0 });
    await eventually(() => lastOf(page)?.run.status === 'waiting');
    expect(lastOf(page)?.waits).toMatchObject([{ key: '/hear', eventType: 'watched.go' }]);
    await hub.request('POST', '/api/events', { body: { type: 'watched.go', data: {} } });
    await eventually(() => lastOf(page)?.run.status === 'completed');
    const { json } = await hub.request('GET', `/api/runs/${run}/journal`);
    const { items } = json as { items: { seq: number; key: string }[] };
    expect(entriesOf(page)).toEqual(items);
    expect(items.map(({ key }) => key)).toContain('/last');
  },
);

test('it begins after the rows that the page has, and ends when the page wants no more', async () => {
  const run = await begin();
  const page = await open(hub.key);
  page.say({ type: 'watch', topic: `run:${run}`, after: 1 });
  await eventually(() => lastOf(page)?.run.status === 'waiting');
  expect(entriesOf(page).filter(({ seq }) => seq <= 1)).toEqual([]);
  page.say({ type: 'unwatch', topic: `run:${run}` });
  // What it says is heard in order: with this refused, that is over.
  page.say({ type: 'watch', topic: nobodys, after: 0 });
  await eventually(() => page.news.some(({ reason }) => reason === 'not_found'));
  const other = await open(hub.key);
  other.say({ type: 'watch', topic: `run:${run}`, after: 0 });
  await eventually(() => lastOf(other)?.run.status === 'waiting');
  const told = (): number => page.news.filter(({ topic }) => topic === `run:${run}`).length;
  const before = told();
  expect(before).toBeGreaterThan(0);
  await hub.request('POST', `/api/runs/${run}/cancel`, { body: {} });
  await eventually(() => lastOf(other)?.run.status === 'cancelled');
  expect(told()).toBe(before);
});

test('who may not read flows, and who asks for a run of nobody, is refused', async () => {
  const run = await begin();
  const narrow = await open(await hub.makeKey(['space.read']));
  narrow.say({ type: 'watch', topic: `run:${run}`, after: 0 });
  await eventually(() => narrow.news.some(({ reason }) => reason === 'forbidden'));
  expect(entriesOf(narrow)).toEqual([]);
  const page = await open(hub.key);
  page.say({ type: 'watch', topic: nobodys, after: 0 });
  await eventually(() => page.news.some(({ reason }) => reason === 'not_found'));
});

verifies('flows.runs.live', 'a run of another space is as good as none', async () => {
  const run = await begin();
  const cookie = await hub.signIn();
  const made = await hub.request('POST', '/api/spaces', {
    ...{ key: null, headers: { cookie, origin: hub.url, 'hub-request': '1' } },
    body: { name: 'Elsewhere', slug: 'elsewhere' },
  });
  expect(made.status).toBeLessThan(300);
  const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/api/live?space=elsewhere`, {
    headers: { cookie, origin: hub.url },
  });
  sockets.push(socket);
  const news: News[] = [];
  socket.on('message', (data: Buffer) => news.push(JSON.parse(data.toString()) as News));
  await eventually(() => news.some(({ type }) => type === 'hello'));
  socket.send(JSON.stringify({ type: 'watch', topic: `run:${run}`, after: 0 }));
  await eventually(() => news.some(({ reason }) => reason === 'not_found'));
});

test('a socket watches eight runs at most, and what it says besides does no harm', async () => {
  const page = await open(hub.key);
  for (const said of ['', '{', '[]', '{"type":"watch"}', { type: 'watch', topic: 'run:*', after: -1 }])
    page.say(said);
  const run = await begin();
  for (let count = 0; count < 8; count++) {
    page.say({ type: 'watch', topic: `run:${await begin()}`, after: 0 });
  }
  page.say({ type: 'watch', topic: `run:${run}`, after: 0 });
  await eventually(() => page.news.some(({ reason }) => reason === 'too_many'));
  expect(page.closed).toBe(false);
});
