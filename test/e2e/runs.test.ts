// needs: chromium
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { verifies } from '../setup/verifies.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;
let upstream: Upstream;
/** What the other side answers: it can be mended between a run and its retry. */
let works = false;

const secret = 'sesame-open-0815';

const orders =
  () => `document: { dsl: '1.0.3', namespace: default, name: orders, version: '1.0.0', title: Orders }
use: { secrets: [apiKey] }
input:
  schema:
    document:
      type: object
      required: [order]
      properties:
        order: { type: integer, description: The number of the order. }
do:
  - prepare: { set: { items: [1, 2], order: '\${ .order }', key: '\${ $secrets.apiKey }' } }
  - each:
      for: { each: item, in: '\${ .items }' }
      do:
        - note: { set: { item: '\${ $item }' } }
  - approval: { listen: { to: { one: { with: { type: order.approved } } } } }
  - fetch: { call: http, with: { method: get, endpoint: '${upstream.origin}/orders' } }
`;

beforeAll(async () => {
  upstream = await startUpstream((_, response) => {
    response.writeHead(works ? 200 : 404, { 'content-type': 'application/json' }).end('{"state":"sent"}');
  });
  console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  const { hub } = console;
  await hub.request('PUT', '/api/secrets', { body: { name: 'apiKey', value: secret } });
  const saved = await hub.request('POST', '/api/flows', { body: { text: orders() } });
  expect(saved.json).toMatchObject({ problems: [] });
  await hub.request('POST', '/api/flows/orders/publish', { body: {} });
  page = await enter(console);
});
afterAll(async () => {
  await console.stop();
  await upstream.stop();
});

const task = (name: string) => page.locator('[data-task]').filter({ hasText: name });
const stateOf = (name: string) => task(name).first().getAttribute('data-state');
const begin = async (count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let at = 0; at < count; at++) {
    const { json } = await console.hub.request('POST', '/api/flows/orders/run?wait=0', {
      body: { input: { order: at } },
    });
    ids.push((json as { run: string }).run);
  }
  return ids;
};

test('without runs the page says how one begins', async () => {
  await page.goto(`${console.hub.url}/s/default/runs`);
  await page.getByText('No runs yet').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await page.getByRole('link', { name: 'Open the flows' }).click();
  await page.waitForURL('**/s/default/flows');
});

test('a flow is run with what its schema asks for, and its page shows what it waits for', async () => {
  await page.goto(`${console.hub.url}/s/default/flows/orders?tab=runs`);
  await page.getByRole('button', { name: 'Run', exact: true }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Run', exact: true }).click();
  await sheet.getByText('order', { exact: false }).first().waitFor();
  await sheet.getByLabel('order').fill('7');
  expect(await checkAxe(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Run', exact: true }).click();
  await page.waitForURL('**/s/default/runs/run_*');
  await eventually(async () => expect(await stateOf('approval')).toBe('waiting'));
  await page.getByText('Event order.approved').waitFor();
  await page.getByText('Waiting', { exact: true }).first().waitFor();
  expect(await checkAxe(page)).toEqual([]);
});

test('what happens to the run shows by itself: the event, and the task that failed with its reason', async () => {
  await console.hub.request('POST', '/api/events', { body: { type: 'order.approved', data: {} } });
  await eventually(async () => expect(await stateOf('fetch')).toBe('failed'));
  await page.getByText('fetch failed').waitFor();
  await page.getByText('The other side refuses what it is sent').waitFor();
  await page.getByRole('button', { name: 'Retry', exact: true }).waitFor();
  expect(await stateOf('approval')).toBe('done');
  expect(await checkAxe(page)).toEqual([]);
});

verifies('editor.watch', 'the run is drawn on its flow, and leads to the task and to its text', async () => {
  const address = page.url();
  await page.getByText('Flow', { exact: true }).click();
  const run = page.getByRole('region', { name: 'The run on its flow' });
  const states = { prepare: 'Done', each: 'Done', note: 'Done', approval: 'Done', fetch: 'Failed' };
  for (const [name, state] of Object.entries(states))
    await run.getByRole('treeitem', { name: new RegExp(`^${name}, .*${state}`) }).waitFor();
  // Where it failed is in sight.
  await run.locator('[data-step="/do/3/fetch"][data-run=failed]').waitFor();
  await run.getByRole('treeitem', { name: /^fetch, .*Failed, .*404/ }).waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await run.getByRole('tree').press('ArrowUp');
  await run.locator('[data-step="/do/2/approval"]').click();
  const sheet = page.getByRole('dialog', { name: 'approval' });
  await sheet.getByRole('heading', { name: 'Input' }).waitFor();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 840 });
  await eventually(async () => expect(await checkAxe(page)).toEqual([]));
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  expect(over).toBeLessThanOrEqual(0);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('link', { name: 'Edit the flow at this step' }).click();
  await page.waitForURL('**/s/default/flows/orders');
  await page.getByRole('treeitem', { name: /^fetch, /, selected: true }).waitFor();
  await page.goto(address);
});

test('a task shows its input and output; what is secret is said to be kept out', async () => {
  await task('prepare').click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('heading', { name: 'Input' }).waitFor();
  await sheet.getByText('kept out', { exact: true }).waitFor();
  await sheet.getByText('they are kept out of the journal').waitFor();
  expect(await page.content()).not.toContain(secret);
  expect(await checkAxe(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
});

test('arrow keys go through the timeline, open and fold', async () => {
  await task('each').first().focus();
  const rows = await page.locator('[data-task]').count();
  await page.keyboard.press('ArrowLeft');
  await eventually(async () => expect(await page.locator('[data-task]').count()).toBeLessThan(rows));
  await page.keyboard.press('ArrowRight');
  await eventually(async () => expect(await page.locator('[data-task]').count()).toBe(rows));
  await page.keyboard.press('ArrowDown');
  await eventually(async () =>
    expect(await page.evaluate<string>('document.activeElement.innerText')).toContain('Item 1'),
  );
});

test('the run is downloaded as one document, without what is secret', async () => {
  const arrives = page.waitForEvent('download');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Download as JSON' }).click();
  const download = await arrives;
  const text = await readFile(await download.path(), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ run: { flow: 'orders', status: 'faulted' } });
  expect(text).not.toContain(secret);
});

test('once the other side is mended, a retry goes on from the task that failed', async () => {
  works = true;
  await page.getByText('Flow', { exact: true }).click();
  await page.locator('[data-step="/do/3/fetch"][data-run=failed]').waitFor();
  await page.getByRole('button', { name: 'Retry', exact: true }).click();
  await page.locator('[data-step="/do/3/fetch"][data-run=done]').waitFor();
  await page.getByText('Timeline', { exact: true }).first().click();
  await eventually(async () => expect(await stateOf('fetch')).toBe('done'));
  await page.getByText('Completed', { exact: true }).waitFor();
  await page.getByRole('heading', { name: 'Output' }).waitFor();
});

test('a version says what it took from addresses when it was published', async () => {
  const text = `document: { dsl: '1.0.3', namespace: default, name: pinned, version: '1.0.0' }
input: { schema: { resource: { endpoint: '${upstream.origin}/order.json' } } }
do:
  - note: { set: { ok: true } }
`;
  await console.hub.request('POST', '/api/flows', { body: { text } });
  const { status } = await console.hub.request('POST', '/api/flows/pinned/publish', {
    body: { note: 'What orders look like is theirs' },
  });
  expect(status).toBe(200);
  await page.goto(`${console.hub.url}/s/default/flows/pinned?tab=versions&version=1`);
  const taken = page.getByRole('region', { name: 'Taken from addresses' });
  await taken.getByText(`${upstream.origin}/order.json`).waitFor();
  await taken.getByText(/^sha256:[0-9a-f]{12}…$/).waitFor();
  await taken.getByText('16 bytes').waitFor();
  await page.getByText('What orders look like is theirs').first().waitFor();
  expect(await checkAxe(page)).toEqual([]);
});

test('a run is held, goes on, and is cancelled with a reason', async () => {
  const [run = ''] = await begin(1);
  await page.goto(`${console.hub.url}/s/default/runs/${run}`);
  await page.getByRole('button', { name: 'Hold' }).click();
  await page.getByText('On hold', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('Waiting', { exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Cancel the run' }).click();
  const ask = page.getByRole('dialog');
  await ask.getByLabel('Reason').fill('Ordered twice');
  await ask.getByRole('button', { name: 'Cancel the run' }).click();
  await page.getByText('Cancelled', { exact: true }).waitFor();
  await page.getByText('Ordered twice').waitFor();
});

verifies('editor.watch', 'a run of a draft is drawn on the draft as it was', async () => {
  const { hub } = console;
  const draft = (step: string): string =>
    orders().replace('name: orders', 'name: drafted').replace('prepare:', `${step}:`);
  await hub.request('POST', '/api/flows', { body: { text: draft('earlier'), basedOn: 0 } });
  const begun = await hub.request('POST', '/api/flows/drafted/run?wait=0', {
    body: { input: { order: 1 }, version: 'draft' },
  });
  const { run } = begun.json as { run: string };
  await hub.request('POST', '/api/flows', { body: { text: draft('later'), basedOn: 1 } });
  await page.goto(`${hub.url}/s/default/runs/${run}?look=flow`);
  await page.getByRole('treeitem', { name: /^earlier, .*Done/ }).waitFor();
  await page.getByRole('treeitem', { name: /^approval, .*Waiting/ }).waitFor();
  await hub.request('POST', `/api/runs/${run}/cancel`, { body: {} });
  await page.getByText('Cancelled', { exact: true }).waitFor();
});

test('the list is narrowed by status, tells of new runs, and cancels many at once', async () => {
  await begin(3);
  await page.goto(`${console.hub.url}/s/default/runs?status=waiting`);
  const titles = () => page.locator('[data-row-title]');
  await eventually(async () => expect(await titles().count()).toBe(3));
  await begin(1);
  await page.getByRole('button', { name: '1 new entry' }).click();
  await eventually(async () => expect(await titles().count()).toBe(4));
  expect(await checkAxe(page)).toEqual([]);
  await page.locator('thead [type=checkbox]').dispatchEvent('click');
  await page.getByRole('button', { name: 'Cancel 4 runs' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel 4 runs' }).click();
  await page.getByText('4 runs are being cancelled').waitFor();
  await eventually(async () => {
    const { json } = await console.hub.request('GET', '/api/runs?status=waiting');
    expect((json as { items: unknown[] }).items).toEqual([]);
  });
});

test('no page has thrown an error', () => {
  expect(console.mistakes).toEqual([]);
});
