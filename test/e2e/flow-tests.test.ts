// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;
let shop: Upstream;

const orders = (said = 'status'): string => `document:
  dsl: '1.0.3'
  namespace: shop
  name: orders
  version: '1.0.0'
  title: Orders
do:
  - fetch: { call: http, with: { method: get, endpoint: '${shop.origin}/{id}' } }
  - answer: { set: { ${said}: '\${ .status }', id: '\${ .id }' } }
`;

const first = `- name: an order that is sent
  input: { id: AB-1 }
  answers: { fetch: { output: { id: AB-1, status: sent } } }
  expect: { output: { status: sent }, tasks: [fetch, answer] }
- name: another that is not
  input: { id: AB-2 }
  answers: { fetch: { output: { id: AB-2, status: open } } }
  expect: { output: { status: sent } }
`;

beforeAll(async () => {
  shop = await startUpstream((request, response) => {
    const id = request.url?.split('/').at(-1) ?? '';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id, status: 'sent' }));
  });
  console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  await inHub('POST', '/api/flows', { text: orders() });
  await inHub('POST', '/api/flows/orders/publish', {});
  page = await enter(console);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(async () => {
  await console?.stop();
  await shop?.stop();
});

const inHub = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
  const { json, text, status } = await console.hub.request(method, path, body === undefined ? {} : { body });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json as Record<string, unknown>;
};
const runOf = async (id: string): Promise<string> =>
  (await inHub('POST', '/api/flows/orders/run', { input: { id } }))['run'] as string;
const testsInHub = async (): Promise<string> =>
  ((await inHub('GET', '/api/flows/orders/tests'))['tests'] as { text: string }).text;

const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const dialog = () => page.getByRole('dialog');
const says = (text: string | RegExp) => page.getByText(text).first().waitFor();
const saved = () => page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
const area = () => page.getByRole('textbox', { name: 'Tests of orders' });
const clean = () => eventually(async () => expect(await checkAxe(page)).toEqual([]));
const fitsWindow = async (path: string): Promise<void> => {
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  expect([path, over <= 0]).toEqual([path, true]);
};

test('without tests the page says what one is, and the first is begun with a press', async () => {
  await go('flows/orders?tab=tests');
  await says('No tests yet');
  await clean();
  await page.getByRole('button', { name: 'Write the first test' }).click();
  expect(await area().inputValue()).toContain('- name: the first test');
  await saved();
  expect(await testsInHub()).toContain('- name: the first test');
});

test('a mistake in a test is told at its line as one types', async () => {
  await area().fill(first.replace('expect: { output: { status: sent }, tasks', 'expct: { tasks'));
  await page.getByRole('button', { name: /4:3 Unknown property "expct"/ }).click();
  await clean();
  await area().fill(first);
  await saved();
  await page.getByRole('button', { name: 'an order that is sent' }).first().waitFor();
});

test('all tests are run, and of one that fails what was expected stands beside what came', async () => {
  await page.getByRole('button', { name: 'Run all' }).click();
  await says('1 test failed');
  const cases = page.getByRole('list', { name: 'Tests' });
  await cases.getByRole('button', { name: 'another that is not Failed' }).click();
  await page.getByRole('button', { name: /8:31 output\/status: expected "sent"/ }).waitFor();
  const sides = page.getByRole('region', { name: /What was expected of/ });
  const line = sides.getByRole('row', { name: /status: "sent" status: "open"/ });
  await line.getByRole('img', { name: 'Differs' }).waitFor();
  await clean();
});

test('one is mended and run alone; the verdicts stay for the session, and say when they are of the past', async () => {
  await area().fill(
    first.replace('output: { id: AB-2, status: open }', 'output: { id: AB-2, status: sent }'),
  );
  await saved();
  await says('before the last change');
  await page.getByRole('button', { name: 'Run “another that is not”' }).click();
  const cases = page.getByRole('list', { name: 'Tests' });
  await cases.getByRole('button', { name: 'another that is not Passed', exact: true }).waitFor();
  await page.reload();
  await cases.getByRole('button', { name: 'another that is not Passed', exact: true }).waitFor();
  await cases
    .getByRole('button', { name: 'an order that is sent Passed · before the last change' })
    .waitFor();
});

test('two people on the tests of one flow see each other, and nobody writes over the other unasked', async () => {
  const text = await area().inputValue();
  await page.context().route('**/api/flows/orders/tests', (route) => route.abort());
  await area().focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('# mine');
  await says('The hub does not answer');
  await inHub('PUT', '/api/flows/orders/tests', { text: `${text}# by a script\n` });
  await page.context().unroute('**/api/flows/orders/tests');
  await says('saved these tests while you were writing');
  await clean();
  await page.getByRole('button', { name: 'Show theirs, drop mine' }).click();
  await saved();
  expect(await area().inputValue()).toContain('# by a script');
  expect(await testsInHub()).not.toContain('# mine');
});

test('a run becomes a test under a name of its own', async () => {
  const run = await runOf('AB-7');
  await go(`runs/${run}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Make it a test' }).click();
  await dialog().getByRole('region', { name: 'The test' }).getByText('AB-7').first().waitFor();
  await dialog().getByRole('textbox', { name: 'What it is about' }).fill('another that is not');
  await dialog().getByRole('button', { name: 'Add the test' }).click();
  await dialog().getByText('Another test has this name').waitFor();
  await clean();
  await dialog().getByRole('textbox', { name: 'What it is about' }).fill('the seventh order');
  await dialog().getByRole('button', { name: 'Add the test' }).click();
  await page.waitForURL('**/flows/orders?tab=tests&case=*');
  expect(await area().inputValue()).toMatch(/^- name: an order that is sent[^]*- name: the seventh order/);
  await page.getByRole('button', { name: 'Run all' }).click();
  await says('3 tests passed');
});

test('tests that fail stand in the way of publishing, unless somebody says so', async () => {
  const { flow } = (await inHub('GET', '/api/flows/orders')) as { flow: { draft: { fence: number } } };
  await inHub('POST', '/api/flows', { text: orders('state'), basedOn: flow.draft.fence });
  await go('flows/orders');
  await page.getByRole('button', { name: 'Publish' }).click();
  await dialog().getByText('3 tests failed').waitFor();
  await dialog().getByRole('link', { name: 'the seventh order' }).waitFor();
  expect(await dialog().getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true);
  await clean();
  await dialog().getByRole('checkbox', { name: 'Publish although tests fail' }).check();
  await dialog().getByRole('button', { name: 'Publish' }).click();
  await says('Version 2 is in use');
});

test('a draft is tried on runs of the past, and each that differs is shown side by side', async () => {
  for (const id of ['AB-8', 'AB-9']) await runOf(id);
  await go('flows/orders?tab=tries');
  await page
    .getByRole('textbox', { name: 'Latest runs' })
    .or(page.getByLabel('Latest runs'))
    .first()
    .fill('900');
  await page.getByRole('button', { name: 'Try the draft' }).click();
  await says('1 to 200');
  await clean();
  await page.getByLabel('Latest runs').fill('50');
  const calls = shop.seen.length;
  await page.getByRole('button', { name: 'Try the draft' }).click();
  await says('3 runs tried');
  expect(shop.seen).toHaveLength(calls);
  await page.getByRole('combobox', { name: 'Result' }).click();
  await page.getByRole('option', { name: 'Different' }).click();
  await eventually(async () => expect(await page.locator('[data-row-title]').count()).toBe(1));
  await clean();
  await page.locator('[data-row-title]').first().click();
  const sides = page.getByRole('region', { name: 'The run as it was, and with the draft' });
  await sides.getByRole('row', { name: /Only at the left status: "sent"/ }).waitFor();
  await sides.getByRole('row', { name: /Only at the right state: "sent"/ }).waitFor();
  await clean();
});

test('runs are chosen by how they ended, and when none is left the page says so', async () => {
  await page.getByRole('combobox', { name: 'Status' }).click();
  await page.getByRole('option', { name: 'Cancelled' }).click();
  await page.getByRole('button', { name: 'Try the draft' }).click();
  await says('No runs to try');
  await clean();
});

test('trying is stopped where it is', async () => {
  // An answer that does not go on: what was told so far stays, and who stops it need not wait.
  await page.context().route('**/api/flows/orders/try', () => undefined);
  await page.getByRole('button', { name: 'Try the draft' }).click();
  await says('The runs are looked for');
  expect(await page.getByRole('progressbar', { name: 'Runs tried' }).count()).toBe(1);
  await clean();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await says('Stopped after 0 of 0 runs');
  await page.context().unroute('**/api/flows/orders/try');
});

test('the library shows what a flow does and needs, and one of it becomes a draft of its own with its tests', async () => {
  await go('flows');
  await page.getByRole('link', { name: 'Library' }).click();
  await page.getByRole('list', { name: 'Flow library' }).waitFor();
  await clean();
  await page.getByRole('searchbox').fill('hubspot lead');
  await eventually(async () => expect(await page.locator('main h2').count()).toBe(1));
  await page.getByRole('link', { name: 'From an HTTP request to an operation', exact: true }).click();
  await says('POST /http/default/leads');
  await says('an address that is none is refused before anything is called');
  await clean();
  await page.getByRole('button', { name: 'Use it' }).click();
  await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('Take leads');
  await dialog().getByRole('button', { name: 'Make it a draft' }).click();
  await dialog()
    .getByText(/^Name: /)
    .waitFor();
  await clean();
  await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('take-leads');
  await dialog().getByRole('textbox', { name: 'Path' }).fill('/web/leads');
  await dialog().getByLabel('Connector in place of hubspot').fill('crm');
  await dialog().getByRole('button', { name: 'Make it a draft' }).click();
  await page.waitForURL('**/flows/take-leads');
  // What comes out is open to be changed further, drawn as it was adapted.
  await page.getByRole('tree', { name: 'Steps of the flow' }).waitFor();
  await page.getByRole('treeitem', { name: /crm\.findOrCreateContact/ }).waitFor();
  const { text } = (await inHub('GET', '/api/flows/take-leads')) as { text: string };
  expect(text).toContain('name: take-leads');
  expect(text).toContain('path: /web/leads');
  expect(text).toContain('call: crm.findOrCreateContact');
  await page.getByRole('tab', { name: 'Tests' }).click();
  await page.getByRole('button', { name: 'Run all' }).click();
  await says('4 tests passed');
});

test('small and dark the pages are as sound as wide and light', async () => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 360, height: 740 });
  const run = await runOf('AB-10');
  const pages = [
    ['flows/orders?tab=tests&case=the seventh order', '[aria-labelledby=case] table'],
    ['flows/orders?tab=tries', 'form'],
    [`flows/orders?tab=tries&run=${run}`, '[aria-labelledby=tried] table'],
    ['flow-library', 'main h2'],
    ['flow-library/sync-contacts-to-crm', 'main pre'],
    ['flow-library/sync-contacts-to-crm?use=1', '[role=dialog] form'],
    ['flow-library/nowhere', '[role=alert]'],
  ] as const;
  await go('flows/orders?tab=tests');
  await page.getByRole('button', { name: 'Run all' }).click();
  await says(/tests? (passed|failed)/);
  for (const [path, there] of pages) {
    await go(path);
    await page.locator(there).first().waitFor();
    await clean();
    await fitsWindow(path);
  }
});

test('no page has thrown an error or been refused something by the content security policy', () => {
  expect(console.mistakes).toEqual([]);
});
