// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { everythingCommand } from '../setup/everything-server.ts';
import { startMcpStub, textResult, type McpStub } from '../setup/mcp-stub.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';

/** Servers that ask, report and take their time, called from the playground. */
let console: Console;
let page: Page;
let stub: McpStub;
/** Of the older era: wants a page to be opened before it does anything. */
let older: McpStub;

const eras = ['2026-07-28', '2025-11-25'] as const;

beforeAll(async () => {
  stub = await startMcpStub('modern');
  const region = { type: 'string', 'x-mcp-header': 'Region' };
  stub.tools = [
    { name: 'in_region', inputSchema: { type: 'object', properties: { region }, required: ['region'] } },
    ...Array.from({ length: 300 }, (_, at) => ({
      name: `tool_${String(at).padStart(3, '0')}`,
      inputSchema: { type: 'object', properties: {}, additionalProperties: false },
    })),
  ];
  older = await startMcpStub('legacy');
  console = await openConsole({
    HUB_EGRESS_ALLOW: '127.0.0.1',
    HUB_MCP_STDIO: JSON.stringify({ everything: everythingCommand }),
  });
  await inHub('POST', '/api/mcp-servers', { name: 'regions', url: stub.url });
  await inHub('POST', '/api/mcp-servers', { name: 'older', url: older.url });
  page = await enter(console);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(async () => {
  await console?.stop();
  await stub?.stop();
  await older?.stop();
});

const inHub = async (method: string, path: string, body?: object): Promise<void> => {
  const { text, status } = await console.hub.request(method, path, body === undefined ? {} : { body });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
};
const offer = async (name: string, server: string): Promise<void> => {
  await inHub('POST', '/api/toolsets', { name, server });
  await inHub('POST', `/api/toolsets/${name}/publish`, {});
};
const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const dialog = () => page.getByRole('dialog');
const button = (name: string) => page.getByRole('button', { name, exact: true });
const clean = () => eventually(async () => expect(await checkAxe(page)).toEqual([]));
const call = () => button('Call the tool').click();
const result = (text: string | RegExp) =>
  page.getByRole('tabpanel', { name: 'Result' }).getByText(text).first().waitFor();
const play = async (tool: string, era: string, toolset = 'whole'): Promise<void> => {
  await go(`playground?toolset=${toolset}&tool=${tool}`);
  await page.getByRole('combobox', { name: 'Revision of MCP' }).selectOption(era);
  await page.getByRole('heading', { name: tool, level: 2 }).waitFor();
};

test('a program is registered by keyboard, out of those that the owner of the installation lets run', async () => {
  await go('mcp-servers');
  await button('Register a server').first().waitFor();
  await page.keyboard.press('c');
  await dialog().getByRole('radio', { name: 'At an address' }).focus();
  await page.keyboard.press('ArrowRight');
  await dialog().getByRole('combobox', { name: 'Program' }).waitFor();
  await clean();
  await dialog().getByRole('button', { name: 'See what is there' }).focus();
  await page.keyboard.press('Enter');
  await dialog().getByText('9 resources, 4 prompts').waitFor();
  await clean();
  await dialog().getByRole('textbox', { name: 'Name', exact: true }).fill('local');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/mcp-servers/local');
  await page.getByRole('link', { name: 'local.echo' }).waitFor();
  await offer('whole', 'local');
  await offer('regional', 'regions');
  await offer('older', 'older');
});

test('a toolset that offers a server whole says so in place of tools to choose', async () => {
  await go('toolsets/whole');
  await page.getByText('The MCP server local is offered whole.').waitFor();
  await clean();
  await page.getByRole('link', { name: 'Look at the server' }).click();
  await page.getByRole('link', { name: 'whole', exact: true }).waitFor();
  await clean();
});

test.each(eras)('%s: a form that the server asks for is filled in, and the call goes on', async (era) => {
  await play('trigger-elicitation-request', era);
  await call();
  const asked = page.getByRole('region', { name: 'The server asks' });
  await asked.getByRole('button', { name: 'Send the answer' }).click();
  await asked.getByText('Fill in this field').first().waitFor();
  await clean();
  await asked.getByRole('textbox', { name: 'String', exact: true }).fill('Ada');
  await asked.getByRole('button', { name: 'Send the answer' }).click();
  await result(/Ada/);
  await clean();
});

test.each(eras)('%s: a question is declined, or put aside', async (era) => {
  await play('trigger-elicitation-request', era);
  for (const [press, said] of [
    ['Decline', /declined/],
    ['Dismiss', /cancelled/],
  ] as const) {
    await call();
    await button(press).click();
    await result(said);
  }
});

test.each(eras)('%s: a question to the model is answered in its place', async (era) => {
  await play('trigger-sampling-request', era);
  await page.getByRole('textbox', { name: 'prompt' }).fill('Say hello');
  await call();
  const asked = page.getByRole('region', { name: 'The server asks the model' });
  await asked.getByText('You are a helpful test server.').waitFor();
  await clean();
  await asked.getByRole('textbox', { name: 'What the model says' }).fill('hello as a person');
  await asked.getByRole('button', { name: 'Send the answer' }).click();
  await result(/hello as a person/);
});

const address = 'https://somebody@pay.example/confirm?order=7';
const pageAsked = (more: object = {}) => ({
  mode: 'url',
  message: 'Confirm the payment.',
  url: address,
  ...more,
});

test.each(eras)('%s: a question for a visit to a page is answered when one has been there', async (era) => {
  stub.answer = ({ message: { method, params } }) => {
    if (method !== 'tools/call') return undefined;
    const said = (params['inputResponses'] as { readonly pay?: { readonly action: string } } | undefined)
      ?.pay;
    return said === undefined
      ? {
          ...{ resultType: 'input_required', requestState: 'state' },
          inputRequests: { pay: { method: 'elicitation/create', params: pageAsked() } },
        }
      : textResult(`The person said: ${said.action}`);
  };
  await play('tool_000', era, 'regional');
  const asked = page.getByRole('region', { name: 'The server asks you to visit a page' });
  await call();
  await asked.getByText('Confirm the payment.').waitFor();
  const link = asked.getByRole('link', { name: address });
  expect(await link.getAttribute('href')).toBe(address);
  expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
  // Whose page it is stands out, and not what only looks like it.
  expect(await link.locator('strong').innerText()).toBe('pay.example');
  await clean();
  await button('Go on').click();
  await result('The person said: accept');
  await call();
  await button('Decline').click();
  await result('The person said: decline');
});

test('what is no page of the web is asked of nobody', async () => {
  const params = pageAsked({ url: 'javascript:alert(1)' });
  stub.answer = ({ message: { method } }) =>
    method === 'tools/call'
      ? {
          resultType: 'input_required',
          inputRequests: { pay: { method: 'elicitation/create', params } },
        }
      : undefined;
  await play('tool_000', eras[0], 'regional');
  await call();
  await result(/wants somebody to open "javascript:alert\(1\)", which is no page of the web/);
  expect(await page.getByRole('link', { name: /javascript/ }).count()).toBe(0);
  await clean();
});

test.each(eras)(
  '%s: pages that an older server wants visited first are, and it is called again',
  async (era) => {
    let calls = 0;
    older.answer = ({ message: { method } }) => {
      if (method !== 'tools/call') return undefined;
      calls += 1;
      return calls === 1
        ? {
            error: {
              code: -32042,
              message: 'First.',
              data: { elicitations: [pageAsked({ elicitationId: 'e' })] },
            },
          }
        : textResult('Paid.');
    };
    await play('echo', era, 'older');
    await page.getByRole('textbox', { name: 'text' }).fill('x');
    await call();
    await page.getByText('Confirm the payment.', { exact: true }).waitFor();
    await page.getByRole('link', { name: address }).waitFor();
    await clean();
    await button(era === '2026-07-28' ? 'Go on' : 'Call again').click();
    await result('Paid.');
    expect(calls).toBe(2);
    expect(await page.getByRole('link', { name: address }).count()).toBe(0);
  },
);

test.each(eras)('%s: a long call shows how far it is, and is given up by keyboard', async (era) => {
  await play('trigger-long-running-operation', era);
  await page.getByRole('textbox', { name: 'duration' }).fill('600');
  await page.getByRole('textbox', { name: 'steps' }).fill('600');
  await button('Call the tool').focus();
  await page.keyboard.press('Enter');
  await page.getByText(/^[1-9]\d* of 600/).waitFor();
  await clean();
  // The focus is where the button was: one step back is what gives it up.
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await button('Call the tool').waitFor();
  expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Call the tool');
  if (era === '2026-07-28') return;
  await page.getByRole('tab', { name: 'Wire' }).click();
  await page.getByText('notifications/cancelled', { exact: true }).first().waitFor();
});

test('an argument that travels in a header too is shown on the wire', async () => {
  await go('playground?toolset=regional&tool=in_region');
  await page.getByRole('textbox', { name: 'region' }).fill('eu');
  await call();
  await page.getByRole('tab', { name: 'Wire' }).click();
  await page.getByText('Mcp-Param-Region').waitFor();
  await clean();
});

test('the last of hundreds of tools is drawn, by scrolling and by keyboard', async () => {
  const names = page.getByRole('navigation', { name: 'Tools' });
  await names.getByRole('button', { name: 'tool_000' }).focus();
  await page.keyboard.press('End');
  // At once: what was just drawn has the focus.
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'tool_299' }).waitFor();
  await go('playground?toolset=regional');
  await names.getByRole('button', { name: 'tool_000' }).hover();
  await page.mouse.wheel(0, 100_000);
  await names.getByRole('button', { name: 'tool_299' }).waitFor();
  await clean();
});

test('small and dark, a question is as sound as wide and light', async () => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 390, height: 740 });
  await play('trigger-elicitation-request', eras[0]);
  await call();
  await page.getByRole('region', { name: 'The server asks' }).waitFor();
  await clean();
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  expect(over).toBeLessThanOrEqual(0);
  expect(console.mistakes).toEqual([]);
});
