// needs: chromium
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newId } from '../../platform/ids.ts';
import { eventually } from '../setup/eventually.ts';
import { startMcpStub, type McpStub } from '../setup/mcp-stub.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';
import { shopApi } from './shop-api.ts';

/** The log of a toolset's calls, and what else names what somebody is about to delete. */
let console: Console;
let page: Page;
let far: McpStub;
let connectionId: string;

const known = [
  { tool: 'list_orders', caller: 'key_old', callerName: 'A key of before', outcome: 'done', code: null },
  { tool: 'make_order', caller: 'usr_ada', callerName: 'Ada', outcome: 'failed', code: 'upstream_failed' },
  { tool: 'list_orders', caller: 'usr_ada', callerName: 'Ada', outcome: 'refused', code: 'rate_limited' },
  { tool: 'gone_tool', caller: 'usr_ada', callerName: 'Ada', outcome: 'done', code: null },
] as const;
const oldDay = '2026-01-15';

beforeAll(async () => {
  far = await startMcpStub('both');
  console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  const key = { type: 'apiKey', in: 'header', name: 'x' };
  const document = {
    ...shopApi('http://127.0.0.1:1'),
    ...{ components: { securitySchemes: { key } }, security: [{ key: [] }] },
  };
  await inHub('POST', '/api/connectors/import', { name: 'shop', document });
  const made = await inHub('POST', '/api/connections', {
    ...{
      connector: 'shop',
      name: 'main',
      alternative: { key: [] },
      secrets: { key: { key: 'secret-value' } },
    },
  });
  connectionId = String(made['id']);
  await inHub('POST', '/api/mcp-servers', { name: 'far', url: far.url });
  const text = `document: { dsl: '1.0.3', namespace: demo, name: greet, version: '1.0.0' }\ndo:\n  - a: { set: { x: 1 } }\n`;
  await inHub('POST', '/api/flows', { text });
  await inHub('POST', '/api/flows/greet/publish', {});
  await inHub('POST', '/api/toolsets', {
    name: 'orders',
    tools: [
      { name: 'list_orders', operation: 'shop.listOrders', connection: 'main' },
      { name: 'make_order', operation: 'shop.createOrder', connection: 'main' },
      { name: 'greet', operation: 'flow.greet' },
      { name: 'echo', operation: 'far.echo' },
    ],
  });
  await inHub('POST', '/api/toolsets/orders/publish', {});
  await logCalls();
  page = await enter(console);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(async () => {
  await console?.stop();
  await far?.stop();
});

const inHub = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
  const { json, text, status } = await console.hub.request(method, path, body === undefined ? {} : { body });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json as Record<string, unknown>;
};

/** A thousand of today in four kinds, and one of long ago. */
const logCalls = async (): Promise<void> => {
  const calls = Array.from({ length: 1_000 }, (_, at) => ({
    ...{ ...known[at % known.length], id: newId('tcl'), ms: at, at: new Date().toISOString() },
    ...(at === 0 && { at: `${oldDay}T12:00:00Z` }),
  }));
  await console.hub.database.superuser.query(
    `insert into toolset_calls (call_id, space_id, toolset, number, tool, operation, caller, caller_name, at, ms,
       outcome, code, shape, bytes)
     select c.id, s.space_id, 'orders', 1, c.tool, 'shop.listOrders', c.caller, c."callerName", c.at, c.ms, c.outcome,
       c.code, '{"customerId":"text(3)"}', 120
     from spaces s, json_to_recordset($1::json) as c (id text, tool text, caller text, "callerName" text,
       at timestamptz, ms float8, outcome text, code text)
     where s.slug = 'default'`,
    [JSON.stringify(calls)],
  );
};

const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const dialog = () => page.getByRole('dialog');
const clean = () => eventually(async () => expect(await checkAxe(page)).toEqual([]));
const rows = () => page.locator('[data-row-title]');
const inAddress = (name: string) => new URL(page.url()).searchParams.get(name);
const choose = async (field: string, choice: string): Promise<void> => {
  await page.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: choice, exact: true }).click();
};
const exported = async (): Promise<Record<string, unknown>[]> => {
  const arrives = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const download = await arrives;
  expect(download.suggestedFilename()).toBe('orders-calls.jsonl');
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

test('calls are narrowed by tool, caller, outcome and day, which the address keeps', async () => {
  await go('toolsets/orders?tab=calls');
  await rows().first().waitFor();
  await clean();
  await choose('Tool', 'list_orders');
  await choose('Called by', 'Ada');
  await choose('Outcome', 'Refused');
  await eventually(async () => {
    expect(new Set(await rows().allInnerTexts())).toEqual(new Set(['list_orders']));
    expect(await page.getByText('rate_limited').count()).toBeGreaterThan(10);
    expect(await page.getByText('A key of before').count()).toBe(0);
  });
  expect([inAddress('tool'), inAddress('caller'), inAddress('outcome')]).toEqual([
    ...['list_orders', 'usr_ada', 'refused'],
  ]);
  await page.reload();
  await rows().first().waitFor();
  expect(await page.getByRole('combobox', { name: 'Called by' }).inputValue()).toBe('Ada');
  await clean();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByLabel('To', { exact: true }).fill(oldDay);
  await eventually(async () => expect(await rows().count()).toBe(1));
  await page.getByLabel('From', { exact: true }).fill('2026-01-16');
  await eventually(async () => expect(await rows().count()).toBe(0));
  expect(inAddress('until')).toBe(oldDay);
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('tab', { name: 'Calls' }).click();
  await rows().first().waitFor();
  expect(inAddress('until')).toBeNull();
});

test('all that the filters find is exported, whatever of it the list has loaded', async () => {
  await go('toolsets/orders?tab=calls&tool=list_orders');
  await rows().first().waitFor();
  const lines = await exported();
  expect(lines.at(-1)).toEqual({ done: { items: 500 } });
  expect(lines[0]).toMatchObject({ item: { tool: 'list_orders', toolset: 'orders' } });
  await page.getByRole('searchbox').fill('rate_limited');
  await eventually(async () => expect(await page.getByText('A key of before').count()).toBe(0));
  expect((await exported()).at(-1)).toEqual({ done: { items: 250 } });
});

test('an export that breaks off is not taken for the whole', async () => {
  await page
    .context()
    .route('**/api/toolset-calls/export**', (route) =>
      route.fulfill({ contentType: 'application/x-ndjson', body: '{"item":{}}\n' }),
    );
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByText('The calls could not be exported').waitFor();
  await page.context().unroute('**/api/toolset-calls/export**');
});

test('a call opens by keyboard, says what is kept of it, and leads to others like it', async () => {
  await go('toolsets/orders?tab=calls&outcome=failed');
  await rows().first().focus();
  await page.keyboard.press('Enter');
  await dialog().getByText('usr_ada').waitFor();
  await dialog().getByText('customerId').waitFor();
  await dialog().getByText('What was said is not kept.', { exact: false }).waitFor();
  await clean();
  expect(inAddress('call')).toMatch(/^tcl_/);
  await dialog().getByRole('button', { name: 'Calls of this tool' }).click();
  await dialog().waitFor({ state: 'detached' });
  expect([inAddress('tool'), inAddress('call')]).toEqual(['make_order', null]);
});

test('who deletes a flow, a connection or a server is told which toolsets use it', async () => {
  const named = () => dialog().getByRole('link', { name: 'orders', exact: true });
  await go('flows');
  await page.getByRole('button', { name: 'Actions for greet' }).click();
  await page.getByRole('menuitem', { name: 'Delete the flow' }).click();
  await named().waitFor();
  await clean();
  await go('mcp-servers/far');
  await page.getByText('2026-07-28').first().waitFor();
  await page.getByRole('button', { name: 'Remove the server' }).click();
  await named().waitFor();
  await clean();
  await go(`connections/${connectionId}`);
  await page.getByRole('region', { name: 'Used by' }).getByRole('link', { name: 'orders' }).waitFor();
  await page.getByRole('button', { name: 'Delete the connection' }).click();
  await named().waitFor();
  await clean();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const name = dialog().getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('other');
  await named().waitFor();
  await dialog().getByText('what names it “main”', { exact: false }).waitFor();
  await clean();
  await name.fill('main');
  await named().waitFor({ state: 'detached' });
});

test('a toolset is duplicated, and a server is offered whole, from where one sees them', async () => {
  await go('toolsets');
  await page.getByRole('button', { name: 'Actions for orders' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await dialog().getByText('all tools and settings of the draft of orders').waitFor();
  await clean();
  await dialog().getByRole('button', { name: 'Create the toolset' }).click();
  await page.waitForURL('**/toolsets/orders-copy');
  await page.getByText('4 tools').waitFor();
  const contentOf = async (name: string) => (await inHub('GET', `/api/toolsets/${name}`))['content'];
  expect(await contentOf('orders-copy')).toEqual(await contentOf('orders'));

  await go('mcp-servers/far');
  await page.getByRole('link', { name: 'Offer it whole as a toolset' }).click();
  await dialog().getByText('It offers the MCP server far whole').waitFor();
  await clean();
  await dialog().getByRole('button', { name: 'Create the toolset' }).click();
  await page.waitForURL('**/toolsets/far');
  await page.getByText('The MCP server far is offered whole.').waitFor();
  await go('toolsets');
  await page.getByText('Whole: far').waitFor();
  await clean();
});

test('a server says which revisions it knows', async () => {
  await go('mcp-servers/far?tab=health');
  await page.getByText('2026-07-28 (stateless)').waitFor();
  await page.getByText('is found out when the first client of one comes', { exact: false }).waitFor();
  await clean();
});

test('small and dark, in German, the calls are as sound as wide and light', async () => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 390, height: 740 });
  await page.evaluate(`localStorage.setItem('hub.language', 'de')`);
  for (const path of ['toolsets/orders?tab=calls', 'mcp-servers/far?tab=health', 'mcp-servers']) {
    await go(path);
    await page.locator('main [data-list], main dl').first().waitFor();
    await clean();
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect([path, over <= 0]).toEqual([path, true]);
  }
  expect(console.mistakes).toEqual([]);
});
