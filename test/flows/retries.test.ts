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
let works = false;
const called: string[] = [];
const server = createServer((request, response) => {
  called.push(request.url ?? '');
  response.writeHead(works ? 200 : 500, { 'content-type': 'application/json' }).end('{}');
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  hub = await startTestHub({ HUB_EGRESS_ALLOW: address });
  flows = flowsOver(hub);
  await flows.publish('sends', {
    tasks: `- send: { call: http, with: { method: post, endpoint: 'http://${address}/{n}' } }`,
  });
});
afterAll(async () => {
  await hub?.stop();
  server.close();
});

interface Retry {
  readonly retry: string;
  readonly status: string;
  readonly total: number;
  readonly retried: number;
  readonly refused: number;
}
const ask = async (body: object): Promise<{ count: number; retry: Retry | null }> => {
  const { status, json } = await hub.request('POST', '/api/retries', { body });
  expect(status).toBe(200);
  return json as { count: number; retry: Retry | null };
};
const over = async (retry: string): Promise<Retry> =>
  eventually(async () => {
    const { json } = await hub.request('GET', `/api/retries/${retry}`);
    return (json as Retry).status !== 'running' && (json as Retry);
  });
const listed = async (query: string): Promise<string[]> => {
  const { json } = await hub.request('GET', `/api/runs?${query}`);
  return (json as { items: { run: string }[] }).items.map(({ run }) => run);
};

verifies(
  'flows.retries.once',
  'all that failed and fit a filter are retried, each once, and asking again finds none',
  async () => {
    const runs: string[] = [];
    for (let n = 0; n < 105; n++) runs.push((await flows.run('sends', { n }, '20s')).run);
    expect(await ask({ flow: 'sends', dryRun: true })).toEqual({ count: 105, retry: null });
    expect(called).toHaveLength(105);
    works = true;
    const { count, retry } = await ask({ flow: 'sends', errorType: 'communication' });
    expect([count, retry?.total]).toEqual([105, 105]);
    expect(await ask({ flow: 'elsewhere' })).toEqual({ count: 0, retry: null });
    expect(await over(retry?.retry ?? '')).toMatchObject({ status: 'done', retried: 105, refused: 0 });
    for (const run of runs) await flows.until(run, 'completed');
    expect(called.slice(105).toSorted()).toEqual(called.slice(0, 105).toSorted());
    expect(await ask({ flow: 'sends' })).toEqual({ count: 0, retry: null });
    const { json } = await hub.request('GET', '/api/retries');
    expect(json).toMatchObject({ items: [{ retry: retry?.retry, total: 105 }] });
    const audit = await hub.request('GET', '/api/audit?action=retries.start');
    expect(audit.text).toContain(retry?.retry);
    works = false;
  },
);

test('a dead letter that is dealt with says by whom, is no open one any more, and a retry takes that back', async () => {
  const { run } = await flows.run('sends', { n: 'dealt-with' });
  expect(await listed('dead=open&flow=sends')).toEqual([run]);
  const dismissed = await hub.request('POST', `/api/runs/${run}/dismiss`, { body: { note: 'sent by hand' } });
  expect(dismissed.json).toMatchObject({ status: 'faulted', dismissed: { note: 'sent by hand' } });
  expect(await listed('dead=open&flow=sends')).toEqual([]);
  expect(await listed('dead=dismissed&flow=sends')).toEqual([run]);
  expect(await listed('dead=all&errorType=communication&q=500')).toContain(run);
  expect(await listed('dead=all&q=never-said')).toEqual([]);
  expect(await ask({ flow: 'sends' })).toMatchObject({ count: 0 });
  works = true;
  await flows.act(run, 'retry');
  expect(await flows.until(run, 'completed')).toMatchObject({ dismissed: null });
  const again = await hub.request('POST', `/api/runs/${run}/dismiss`, { body: {} });
  expect([again.status, again.text]).toEqual([409, expect.stringContaining('is completed')]);
  works = false;
});

test('chosen runs are retried by their ids, and what is not theirs to say is refused', async () => {
  const { run } = await flows.run('sends', { n: 'one' });
  const { run: two } = await flows.run('sends', { n: 'two' });
  expect(await ask({ runs: [run], dryRun: true })).toMatchObject({ count: 1 });
  works = true;
  const { retry } = await ask({ runs: [run] });
  await over(retry?.retry ?? '');
  await flows.until(run, 'completed');
  expect((await flows.get(two)).status).toBe('faulted');
  const viewer = await hub.makeKey(['flows.read']);
  const refused = await hub.request('POST', '/api/retries', { key: viewer, body: {} });
  expect(refused.status).toBe(403);
  const gone = await hub.request('POST', `/api/retries/rty_${'0'.repeat(26)}/cancel`, { body: {} });
  expect(gone.status).toBe(404);
  const late = await hub.request('POST', `/api/retries/${retry?.retry}/cancel`, { body: {} });
  expect(late.status).toBe(409);
});
