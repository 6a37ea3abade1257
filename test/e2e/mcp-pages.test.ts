// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { startEverything, type EverythingServer } from '../setup/everything-server.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';
import { shopApi } from './shop-api.ts';

let console: Console;
let page: Page;
let shop: Upstream;
let server: EverythingServer;

beforeAll(async () => {
  shop = await startUpstream((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ orders: [{ id: 1, item: `of ${request.url}` }] }));
  });
  server = await startEverything('streamableHttp');
  console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  await inHub('POST', '/api/connectors/import', { name: 'shop', document: shopApi(shop.origin) });
  await inHub('POST', '/api/toolsets', {
    ...{ name: 'orders', title: 'Orders' },
    tools: [
      {
        ...{ name: 'list_orders', operation: 'shop.listOrders', output: '.orders' },
        arguments: { customerId: { fixed: { fact: 'contactId' } } },
      },
      { name: 'delete_order', operation: 'shop.deleteOrder' },
    ],
  });
  await inHub('POST', '/api/toolsets/orders/publish', {});
  page = await enter(console);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(async () => {
  await console?.stop();
  await server?.stop();
  await shop?.stop();
});

const inHub = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
  const { json, text, status } = await console.hub.request(method, path, body === undefined ? {} : { body });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json as Record<string, unknown>;
};
const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const dialog = () => page.getByRole('dialog');
const says = (text: string | RegExp) => page.getByText(text).first().waitFor();
const clean = () => eventually(async () => expect(await checkAxe(page)).toEqual([]));
const call = () => page.getByRole('button', { name: 'Call the tool' }).click();

test('in the playground a tool is called as an agent calls it, with the facts of a conversation', async () => {
  await page.getByRole('link', { name: 'Playground', exact: true }).click();
  await page.getByRole('heading', { name: 'list_orders' }).waitFor();
  await call();
  await says('The tool reports an error');
  await says(/needs to know the fact "contactId"/);
  await clean();
  await page.getByRole('button', { name: 'None' }).click();
  await clean();
  await page.getByRole('textbox', { name: 'contactId' }).fill('c-17');
  await page.getByRole('button', { name: 'Use these' }).click();
  await page.getByRole('button', { name: '1 fact' }).waitFor();
  await call();
  await says(/of \/customers\/c-17\/orders/);
  await clean();
});

test.each([
  ['2025-11-25', ['initialize', 'notifications/initialized', 'tools/list', 'tools/call']],
  ['2026-07-28', ['tools/list', 'tools/call']],
])('the wire of %s is shown as it is, without the key', async (era, methods) => {
  await page.getByRole('combobox', { name: 'Revision of MCP' }).selectOption(era);
  await page.getByRole('heading', { name: 'list_orders' }).waitFor();
  await call();
  await says('Done');
  await page.getByRole('tab', { name: 'Wire' }).click();
  const panel = page.getByRole('tabpanel', { name: 'Wire' });
  await eventually(async () =>
    expect((await panel.locator('summary code').allInnerTexts()).toReversed()).toEqual(methods),
  );
  const said = await panel.innerText();
  expect(said).toContain('"method": "tools/call"');
  expect(said).toMatch(/Bearer eyJ.{0,6}…/);
  expect(said).not.toMatch(/eyJ[\w-]{20}/);
  await clean();
  await page.getByRole('tab', { name: 'Result' }).click();
});

test('what a model would be told of wrong arguments is shown, and the field says it too', async () => {
  await page.getByRole('button', { name: 'delete_order' }).click();
  await page.getByRole('heading', { name: 'delete_order' }).waitFor();
  await call();
  await says('Fill in this field');
  await says(/the arguments of "delete_order" are not right/);
  await clean();
});

test('the hub itself is a toolset, which is searched', async () => {
  await page.getByRole('combobox', { name: 'Toolset' }).selectOption('hub-admin');
  await page.getByRole('heading', { name: 'search_tools' }).waitFor();
  await page.getByRole('textbox', { name: 'query' }).fill('list the members of the space');
  await call();
  await says('Done');
  await page
    .getByText(/members_list/)
    .first()
    .waitFor();
});

test('a client is set up with a key that opens the toolset and nothing else', async () => {
  await go('connect?toolset=orders');
  await page.getByRole('tab', { name: 'Cursor' }).click();
  await clean();
  await page.getByRole('button', { name: 'Create a key' }).click();
  await says('This is shown once');
  await clean();
  const text = await page.getByRole('region', { name: 'Cursor' }).innerText();
  const { url, headers } = Object.values(
    (JSON.parse(text) as { mcpServers: Record<string, { url: string; headers: Record<string, string> }> })
      .mcpServers,
  )[0] ?? { url: '', headers: {} };
  const key = headers['Authorization']?.replace('Bearer ', '') ?? '';
  expect(url).toBe(`${console.hub.url}/mcp/orders`);
  expect((await console.hub.request('GET', '/api/toolsets', { key })).status).toBe(403);
  await page.getByRole('tab', { name: 'HTTP', exact: true }).click();
  expect(await page.getByRole('region', { name: 'HTTP' }).innerText()).toContain(`Bearer ${key}`);
  const listed = await console.hub.request('POST', '/mcp/orders', {
    key,
    headers: {
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/list',
    },
    body: {
      ...{ jsonrpc: '2.0', id: 1, method: 'tools/list' },
      params: {
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    },
  });
  expect(listed.text).toContain('list_orders');
});

test('a token for a conversation is issued by hand, shown once and revoked', async () => {
  await page.getByRole('button', { name: 'Issue a token' }).click();
  await dialog().getByRole('textbox', { name: 'phone' }).fill('+49 89 1');
  await clean();
  await dialog().getByRole('button', { name: 'Issue a token' }).click();
  await dialog().getByText('The token is shown this once.').waitFor();
  await dialog().getByRole('button', { name: 'I have kept it' }).click();
  await page
    .getByRole('button', { name: /^Revoke the token of/ })
    .first()
    .click();
  await says('The token is revoked');
  await clean();
});

test('a server is looked at before it is registered; then its tools are operations', async () => {
  await page.getByRole('link', { name: 'MCP servers', exact: true }).click();
  await says('No MCP servers yet');
  await page.getByRole('button', { name: 'Register a server' }).first().click();
  await dialog().getByRole('textbox', { name: 'Address' }).fill('nowhere');
  await dialog().getByRole('button', { name: 'See what is there' }).click();
  await dialog().getByText('An address that begins with').waitFor();
  await dialog().getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:1/mcp');
  await dialog().getByRole('button', { name: 'See what is there' }).click();
  await dialog().getByText('Does not answer').waitFor();
  await clean();
  await dialog().getByRole('button', { name: 'Another address' }).click();
  await dialog().getByRole('textbox', { name: 'Address' }).fill(server.url);
  await dialog().getByRole('button', { name: 'See what is there' }).click();
  await dialog().getByText('9 resources, 4 prompts').waitFor();
  await clean();
  await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('everything');
  await dialog().getByRole('button', { name: 'Register a server' }).click();
  await page.waitForURL('**/mcp-servers/everything');
  await page.getByRole('link', { name: 'everything.echo' }).waitFor();
  await clean();
  await page.getByRole('tab', { name: 'Resources and prompts' }).click();
  await says('demo://resource/static/document/features.md');
  await clean();
});

test('a server that is gone is said to be down, with its history; one that is removed is gone', async () => {
  await server.stop();
  await page.getByRole('button', { name: 'Look now' }).click();
  await says('The server does not answer.');
  await page.getByRole('tab', { name: 'Health' }).click();
  await page.getByRole('region', { name: 'What happened' }).getByText('Down').waitFor();
  await clean();
  await page.getByRole('button', { name: 'Change' }).click();
  await dialog().getByRole('textbox', { name: 'Title' }).fill('The reference');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'The reference' }).waitFor();
  await go('mcp-servers');
  await page.getByRole('link', { name: 'The reference' }).waitFor();
  await clean();
  await page.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Remove the server' }).click();
  await clean();
  await dialog().getByRole('textbox').fill('everything');
  await dialog().getByRole('button', { name: 'Remove the server' }).click();
  await says('No MCP servers yet');
});

test('small and dark, in German, the pages are as sound as wide and light', async () => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 390, height: 740 });
  await page.evaluate(`localStorage.setItem('hub.language', 'de')`);
  for (const [path, there] of [
    ['playground?toolset=orders', 'form h2'],
    ['playground?toolset=nowhere', '[role=alert]'],
    ['connect?toolset=orders', 'form'],
    ['connect?toolset=hub-admin&client=http', 'form'],
    ['mcp-servers', '[data-list]'],
    ['mcp-servers?new=1', '[role=dialog] form'],
    ['mcp-servers/nowhere', '[role=alert]'],
  ] as const) {
    await go(path);
    await page.locator(`main ${there}, ${there}`).first().waitFor();
    await clean();
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect([path, over <= 0]).toEqual([path, true]);
  }
  expect(console.mistakes).toEqual([]);
});
