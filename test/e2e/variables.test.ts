// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { flowsOver } from '../setup/flows.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;

beforeAll(async () => {
  console = await openConsole();
  page = await enter(console);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(() => console.stop());

const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const dialog = () => page.getByRole('dialog');
const says = (text: string | RegExp) => page.getByText(text).first().waitFor();
const beside = (name: string) => page.getByRole('complementary', { name });
const clean = () => eventually(async () => expect(await checkAxe(page)).toEqual([]));
const valueOf = async (name: string): Promise<unknown> => {
  const { json } = await console.hub.request('GET', `/api/variables/${name}`);
  return (json as { variable?: { value: unknown } }).variable?.value;
};

test('without a variable the page says what one is; a new one is checked at the field', async () => {
  await page.getByRole('link', { name: 'Variables', exact: true }).click();
  await says('No variables yet');
  await clean();
  await page.getByRole('button', { name: 'New variable' }).first().click();
  await dialog().getByRole('textbox', { name: 'Name' }).fill('not-a-name');
  await dialog().getByRole('button', { name: 'Set the variable' }).click();
  await dialog()
    .getByText(/1 to 64 letters/)
    .first()
    .waitFor();
  await clean();
  await dialog().getByRole('textbox', { name: 'Name' }).fill('GREETING');
  await dialog().getByRole('textbox', { name: 'Value' }).fill('Hello');
  await dialog().getByRole('button', { name: 'Set the variable' }).click();
  await says('GREETING is set');
  await beside('GREETING').getByText('$ENV.GREETING').waitFor();
  expect(await valueOf('GREETING')).toBe('Hello');
  await clean();
});

test('JSON is told where it is none, and kept as it is', async () => {
  await page.getByRole('button', { name: 'New variable' }).first().click();
  await dialog().getByRole('textbox', { name: 'Name' }).fill('LIMITS');
  await dialog().getByText('JSON', { exact: true }).click();
  await dialog().getByRole('textbox', { name: 'Value' }).fill('{"most": 3,}');
  await dialog().getByRole('button', { name: 'Set the variable' }).click();
  await dialog()
    .getByText(/not JSON yet: line 1, column/)
    .first()
    .waitFor();
  await dialog().getByRole('textbox', { name: 'Value' }).fill('{"most": 3}');
  await dialog().getByRole('button', { name: 'Set the variable' }).click();
  await says('LIMITS is set');
  expect(await valueOf('LIMITS')).toEqual({ most: 3 });
});

test('a value is changed; what it was and which flows read it stand beside it', async () => {
  await flowsOver(console.hub).publish('greets', {
    tasks: `- say: { set: { said: '\${ $ENV.GREETING }' } }`,
  });
  await go('variables/GREETING');
  await beside('GREETING').getByRole('link', { name: 'greets' }).waitFor();
  await beside('GREETING').getByRole('button', { name: 'Change the value' }).click();
  expect(await dialog().getByRole('textbox', { name: 'Value' }).inputValue()).toBe('Hello');
  await dialog().getByRole('textbox', { name: 'Value' }).fill('Good day');
  await dialog().getByRole('button', { name: 'Set the variable' }).click();
  await says('GREETING is set');
  await dialog().waitFor({ state: 'detached' });
  const history = beside('GREETING').getByRole('region', { name: 'What it was' });
  await eventually(async () => expect(await history.getByRole('listitem').count()).toBe(2));
  expect(await history.innerText()).toMatch(/Good day[^]*Hello/);
  await clean();
});

test('what a flow in use reads is not deleted, and says which; anything else is', async () => {
  await beside('GREETING').getByRole('button', { name: 'Delete the variable' }).click();
  await dialog().getByRole('button', { name: 'Delete the variable' }).click();
  await dialog()
    .getByText(/is read by "greets"/)
    .waitFor();
  await clean();
  await dialog().getByRole('button', { name: 'Cancel' }).click();
  await go('variables/LIMITS');
  await beside('LIMITS').getByRole('button', { name: 'Delete the variable' }).click();
  await dialog().getByRole('button', { name: 'Delete the variable' }).click();
  await says('LIMITS is deleted');
  expect(await valueOf('LIMITS')).toBeUndefined();
  await eventually(async () => expect(await page.getByRole('cell', { name: 'LIMITS' }).count()).toBe(0));
});

test('a run that misses a variable leads to where it is set', async () => {
  const { hub } = console;
  const tasks = (value: string) => ({ tasks: `- say: { set: { said: '${value}' } }` });
  await hub.request('PUT', '/api/variables', { body: { name: 'OLD', value: 'Hello' } });
  await flowsOver(hub).publish('says', tasks('${ $ENV.OLD | ascii_downcase }'));
  await flowsOver(hub).publish('says', tasks('nothing'));
  expect((await hub.request('DELETE', '/api/variables/OLD')).status).toBeLessThan(300);
  const { json } = await hub.request('POST', '/api/flows/says/run?wait=20s', { body: { version: 1 } });
  expect(json).toMatchObject({ status: 'faulted' });
  await go(`runs/${(json as { run: string }).run}`);
  await says('It reads the variable OLD, which this space does not have.');
  await clean();
  await page.getByRole('link', { name: 'Set the variable' }).click();
  expect(await dialog().getByRole('textbox', { name: 'Name' }).inputValue()).toBe('OLD');
  await page.keyboard.press('Escape');
});

test('small and dark, with long names and values, the page is as sound', async () => {
  await console.hub.request('PUT', '/api/variables', {
    body: { name: 'N'.repeat(64), value: 'a long value '.repeat(200) },
  });
  await go('variables?q=long');
  await page.getByText('N'.repeat(64)).first().waitFor();
  expect(await page.getByText('GREETING', { exact: true }).count()).toBe(0);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 390, height: 740 });
  for (const [path, there] of [
    ['variables', '[data-list] code'],
    [`variables/${'N'.repeat(64)}`, '[role=dialog] pre'],
    ['variables?new=1', '[role=dialog] form'],
  ] as const) {
    await go(path);
    await page.locator(there).first().waitFor();
    // Of a list it is the value that one looks for.
    if (path === 'variables')
      expect((await page.getByText('a long value').first().boundingBox())?.width).toBeGreaterThan(100);
    await clean();
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect([path, over <= 0]).toEqual([path, true]);
  }
  expect(console.mistakes).toEqual([]);
});
