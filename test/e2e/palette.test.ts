// needs: chromium
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { startMcpStub, type McpStub } from '../setup/mcp-stub.ts';
import { joinHub, passwordOfAll } from '../setup/people.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';
import { shopApi } from './shop-api.ts';

/** The command palette finds the things of a space, not its pages alone. */
let console: Console;
let page: Page;
let stub: McpStub;
let run = '';

const nowhere = 'http://127.0.0.1:9';
const flowOf = (name: string, title: string): string =>
  `document: { dsl: '1.0.3', namespace: default, name: ${name}, version: '0.1.0', title: ${title} }
do:
  - note: { set: { done: true } }
`;

beforeAll(async () => {
  stub = await startMcpStub('modern');
  console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  // What is called exactly so is the oldest of them: lists show it last.
  await inHub('POST', '/api/flows', { text: flowOf('dispatch', 'Shipping') });
  for (const at of [1, 2, 3, 4, 5, 6])
    await inHub('POST', '/api/flows', { text: flowOf(`late-${at}`, `Late shipping ${at}`) });
  await inHub('POST', '/api/flows/dispatch/publish', {});
  run = String((await inHub('POST', '/api/flows/dispatch/run', { input: {} }))['run']);
  await inHub('POST', '/api/connectors/import', { name: 'shipper', document: shopApi(nowhere) });
  await inHub('POST', '/api/connections', { connector: 'shipper', name: 'Ship account', alternative: {} });
  await inHub('POST', '/api/toolsets', { name: 'desk-tools', title: 'Shipping desk', tools: [] });
  await inHub('POST', '/api/mcp-servers', { name: 'shipyard', url: stub.url });
  await inHub('PUT', '/api/services', { name: 'ship-service', document: { url: nowhere } });
  await inHub('PUT', '/api/pipelines', {
    name: 'ship-route',
    document: {
      apiEndpoints: { main: { paths: '/ship' } },
      policies: [{ proxy: { action: { serviceEndpoint: 'ship-service' } } }],
    },
  });
  await inHub('POST', '/api/consumers', { name: 'ship-till', title: 'Ship till' });
  page = await enter(console);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterEach(() => page.unrouteAll({ behavior: 'ignoreErrors' }));
afterAll(async () => {
  await console?.stop();
  await stub?.stop();
});

const inHub = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
  const { json, text, status } = await console.hub.request(method, path, body === undefined ? {} : { body });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json as Record<string, unknown>;
};
const open = async (where: Page = page): Promise<void> => {
  await where.keyboard.press('Control+k');
  await where.getByRole('dialog').getByRole('combobox').waitFor();
};
const close = async (): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};
const field = (where: Page = page) => where.getByRole('dialog').getByRole('combobox');
const says = (text: string, where: Page = page) =>
  where.getByRole('dialog').getByRole('status').getByText(text).waitFor();
const options = (group: string, where: Page = page) =>
  where.getByRole('dialog').getByRole('group', { name: group }).getByRole('option');
/** Title, what stands below, kind; in the order in which they stand. */
const found = async (where: Page = page): Promise<string[]> =>
  (await options('In this space', where).allInnerTexts()).map((text) => text.split('\n').join(' | '));
const marked = () => page.getByRole('option', { selected: true }).innerText();
const searched = (url: URL): boolean => url.pathname.startsWith('/api/') && url.searchParams.has('q');

test('things of each kind are found by two letters, the best titles first, five of a kind at most', async () => {
  const asked: string[] = [];
  const note = (request: { url(): string }): void => {
    const url = new URL(request.url());
    if (searched(url)) asked.push(String(url.searchParams.get('q')));
  };
  page.on('request', note);
  await open();
  await field().fill('s');
  await says('Two letters find flows, connections and more');
  await field().fill('ship');
  await options('In this space').first().waitFor();
  await says('found');
  page.off('request', note);
  expect(new Set(asked)).toEqual(new Set(['ship']));
  const lines = await found();
  expect(lines.filter((line) => line.endsWith('| Flow'))).toEqual([
    'Shipping | dispatch | Flow',
    ...[6, 5, 4, 3].map((at) => `Late shipping ${at} | late-${at} | Flow`),
  ]);
  expect(lines.filter((line) => !line.endsWith('| Flow')).toSorted()).toEqual([
    ...['A stub | shipyard | Connector', 'A stub | shipyard | MCP server'],
    ...['Ship account | shipper | Connection', 'Ship till | ship-till | Consumer'],
    ...['Shipping desk | desk-tools | Toolset', 'Shop | shipper | Connector'],
    ...['ship-route | Route', 'ship-service | Service'],
  ]);
  await close();
});

test('it is used by the keyboard alone, which is then where it was', async () => {
  await page.getByRole('link', { name: 'Members' }).focus();
  await open();
  await close();
  await eventually(async () => {
    expect(await page.locator(':focus').innerText()).toBe('Members');
  });
  await open();
  await field().fill('shipping');
  await says('found');
  expect(await marked()).toContain('Shipping');
  const count = await page.getByRole('option').count();
  await page.keyboard.press('ArrowUp');
  const last = await page
    .getByRole('option')
    .nth(count - 1)
    .getAttribute('id');
  expect(await field().getAttribute('aria-activedescendant')).toBe(last);
  await page.keyboard.press('ArrowDown');
  for (let at = 0; !(await marked()).includes('Shipping desk'); at += 1) {
    expect(at).toBeLessThan(count);
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await page.waitForURL('**/s/default/toolsets/desk-tools');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await open();
  await field().fill('ship account');
  await says('1 found');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/s\/default\/connections\/cxn_\w+$/);
});

test('a run is found by its id, however it is written; one that is not there is nothing', async () => {
  await open();
  await field().fill(` ${run.toUpperCase()} `);
  await says('1 found');
  expect(await found()).toEqual([`${run} | dispatch | Run`]);
  await field().fill('run_00000000000000000000000000');
  await page.getByText('Nothing found').waitFor();
  await says('0 found');
  await field().fill(run);
  await says('1 found');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/s/default/runs/${run}`);
});

test('what comes late comes below, and what fails hides nothing and can be tried again', async () => {
  const late = Promise.withResolvers<void>();
  let broken = true;
  const hold = async (route: Route): Promise<void> => {
    await late.promise;
    await route.continue();
  };
  const fail = async (route: Route): Promise<void> => {
    if (!broken) return route.continue();
    await route.fulfill({
      ...{ status: 500, contentType: 'application/problem+json' },
      body: JSON.stringify({ status: 500, code: 'internal', title: 'Something broke' }),
    });
  };
  const ofFlows = (url: URL): boolean => url.pathname === '/api/flows' && searched(url);
  const ofToolsets = (url: URL): boolean => url.pathname === '/api/toolsets' && searched(url);
  await page.route(ofFlows, hold);
  await page.route(ofToolsets, fail);
  await open();
  // Other words than before: what was found then is still known.
  await field().fill('shi');
  await eventually(async () => expect((await found()).length).toBe(8 - 1));
  await says('Searching');
  const before = await found();
  const box = await options('In this space').first().boundingBox();
  await page.keyboard.press('ArrowDown');
  const mark = await marked();
  late.resolve();
  await says('Not searched: Toolsets');
  expect((await found()).slice(0, before.length)).toEqual(before);
  expect((await found()).slice(before.length).every((line) => line.endsWith('| Flow'))).toBe(true);
  expect(await options('In this space').first().boundingBox()).toEqual(box);
  expect(await marked()).toBe(mark);
  expect(await checkAxe(page)).toEqual([]);

  broken = false;
  await page.keyboard.press('Tab');
  await page.locator('button:focus').getByText('Try again').waitFor();
  await page.keyboard.press('Enter');
  await eventually(async () => expect((await found()).at(-1)).toBe('Shipping desk | desk-tools | Toolset'));
  await says('found');
  await page.locator('[role=combobox]:focus').waitFor();
  expect(await marked()).toBe(mark);
  await close();
});

test('what is outdated is cancelled, and its answer is shown nowhere', async () => {
  const cancelled: string[] = [];
  const note = (request: { url(): string }): void => {
    cancelled.push(String(new URL(request.url()).searchParams.get('q')));
  };
  const never = Promise.withResolvers<void>();
  const asked: string[] = [];
  const hold = async (route: Route): Promise<void> => {
    asked.push(route.request().url());
    await never.promise;
    // The page does not want it any more.
    await route.continue().catch(() => undefined);
  };
  const outdated = (url: URL): boolean => searched(url) && url.searchParams.get('q') === 'late';
  page.on('requestfailed', note);
  await page.route(outdated, hold);
  await open();
  await field().fill('late');
  await eventually(() => expect(asked.length).toBe(8));
  await field().fill('shipyard');
  await says('2 found');
  await eventually(() => expect(cancelled.filter((q) => q === 'late')).toHaveLength(8));
  never.resolve();
  expect(await found()).toHaveLength(2);
  page.off('requestfailed', note);
  await close();
});

test('it looks only for what somebody may read', async () => {
  await joinHub(console.hub, 'Olga', 'operator');
  const other = await console.openAnother();
  const guest = await other.context.newPage();
  const asked = new Set<string>();
  guest.on('request', (request) => {
    const url = new URL(request.url());
    if (searched(url)) asked.add(url.pathname);
  });
  await guest.goto(`${console.hub.url}/sign-in`);
  await guest.getByLabel('E-mail').fill('olga@people.example');
  await guest.getByRole('textbox', { name: 'Password' }).fill(passwordOfAll);
  await guest.getByRole('button', { name: 'Sign in', exact: true }).click();
  await guest.waitForURL('**/s/default/');
  await guest.getByRole('link', { name: 'Flows', exact: true }).waitFor();
  await open(guest);
  await field(guest).fill('ship t');
  await says('0 found', guest);
  expect(asked).toContain('/api/flows');
  expect(asked).not.toContain('/api/consumers');
});

test.each([
  ['light', 1440, 900],
  ['dark', 390, 844],
] as const)('it has no axe violation, %s, %d wide', async (colorScheme, width, height) => {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
  await page.goto(`${console.hub.url}/s/default/`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await open();
  expect(await checkAxe(page)).toEqual([]);
  await field().fill('ship');
  await options('In this space').first().waitFor();
  await says('found');
  expect(await checkAxe(page)).toEqual([]);
  expect(
    await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth'),
  ).toBeLessThanOrEqual(0);
  await field().fill('nothing is called so');
  await page.getByText('Nothing found').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await close();
});

test('no page has thrown an error or been refused something by the content security policy', () => {
  expect(console.mistakes).toEqual([]);
});
