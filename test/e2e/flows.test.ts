// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
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
const saved = () => page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
const area = (of = page) => of.getByRole('textbox', { name: 'Text of first-steps' });

/** What still moves in has not its full contrast yet. */
const clean = () => eventually(async () => expect(await checkAxe(page)).toEqual([]));

const inHub = async (): Promise<{ text: string; flow: { draft: { fence: number } } }> =>
  (await console.hub.request('GET', '/api/flows/first-steps')).json as {
    text: string;
    flow: { draft: { fence: number } };
  };

/** As somebody types: at the end of the text. */
const typeAtEnd = async (text: string): Promise<void> => {
  await area().focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
};

test('without a flow the page says what one is, and a new one is made by its title', async () => {
  await page.getByRole('link', { name: 'Flows', exact: true }).click();
  await says('No flows yet');
  await clean();
  await page.getByRole('button', { name: 'New flow' }).first().click();
  await dialog().getByRole('button', { name: 'Create the flow' }).click();
  await dialog().getByText('Title: Fill in this field').waitFor();
  await clean();
  await dialog().getByRole('textbox', { name: 'Title' }).fill('First steps');
  expect(await dialog().getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('first-steps');
  await dialog().getByRole('button', { name: 'Create the flow' }).click();
  await page.waitForURL('**/flows/first-steps');
  await saved();
  await says('Nothing is wrong with it.');
  await clean();
});

test('what is typed is saved by itself, with what is wrong shown at its line', async () => {
  await typeAtEnd('- call: { call: nowhere.toBeFound }\n');
  await saved();
  await says('1 problem');
  // A new line is indented as the one before.
  expect((await inHub()).text).toContain('        message: Hello\n- call');
  await page.getByRole('button', { name: /There is no operation|This is no YAML/ }).click();
  expect(await area().evaluate('document.activeElement === document.querySelector("textarea")')).toBe(true);
  await clean();
});

test('a flow with problems is not published, and each leads to its line', async () => {
  const { text } = await inHub();
  await area().fill(text.replace(/\s*- call: .*\n\s*$/, '\n  - lost:\n      call: nowhere.toBeFound\n'));
  await saved();
  await page.getByRole('button', { name: 'Publish' }).click();
  await dialog().getByRole('textbox', { name: 'Note' }).fill('The first one');
  await dialog().getByRole('button', { name: 'Publish' }).click();
  await dialog().getByText('1 problem').waitFor();
  await clean();
  await dialog()
    .getByRole('button', { name: /12:\d+ There is no operation/ })
    .click();
  await dialog().waitFor({ state: 'detached' });
  const line = await page.evaluate<number>(
    `(() => { const area = document.querySelector('textarea');
       return area.value.slice(0, area.selectionStart).split('\\n').length; })()`,
  );
  expect(line).toBe(12);
});

test('mended it is published with a note, and is in use', async () => {
  const { text } = await inHub();
  await area().fill(text.replace(/ {2}- lost:[^]*$/, ''));
  await saved();
  await page.getByRole('button', { name: 'Publish' }).click();
  await dialog().getByRole('textbox', { name: 'Note' }).fill('The first one');
  await dialog().getByRole('button', { name: 'Publish' }).click();
  await says('Version 1 is in use');
  await page.getByText('In use', { exact: true }).waitFor();
});

test('with the hub away the text is kept over a reload, and saved when the hub is back', async () => {
  await page.context().route('**/api/flows', (route) => route.abort());
  await typeAtEnd('# while it was away');
  await says('The hub does not answer; this browser keeps the text');
  await clean();
  await page.reload();
  expect(await area().inputValue()).toContain('# while it was away');
  expect((await inHub()).text).not.toContain('while it was away');
  await page.context().unroute('**/api/flows');
  await eventually(async () => expect((await inHub()).text).toContain('# while it was away'));
  await saved();
});

test('two people on one flow see each other, and nobody writes over the other unasked', async () => {
  const before = await inHub();
  const theirs = { text: `${before.text}\n# by a script`, basedOn: before.flow.draft.fence };
  // Nothing is typed here: what others save is shown by itself.
  expect((await console.hub.request('POST', '/api/flows', { body: theirs })).status).toBe(200);
  await eventually(async () => expect(await area().inputValue()).toContain('# by a script'));

  const next = await inHub();
  await page.context().route('**/api/flows', (route) => route.abort());
  await typeAtEnd(' and mine');
  await says('The hub does not answer');
  const again = { text: `${next.text}\n# again`, basedOn: next.flow.draft.fence };
  expect((await console.hub.request('POST', '/api/flows', { body: again })).status).toBe(200);
  await says('saved this flow while you were writing');
  await page.context().unroute('**/api/flows');
  await clean();
  expect((await inHub()).text).toContain('# again');
  await page.getByRole('button', { name: 'Save mine over it' }).click();
  await saved();
  expect((await inHub()).text).toMatch(/# by a script and mine\s*$/);
});

test('versions are compared, made the draft again and put into use again', async () => {
  await page.getByRole('button', { name: 'Publish' }).click();
  await dialog().getByRole('button', { name: 'Publish' }).click();
  await says('Version 2 is in use');
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('link', { name: /Version 1/ }).click();
  await page.getByText('+# while it was away').waitFor();
  await clean();
  await page.getByRole('button', { name: 'Use this version' }).click();
  await says('Version 1 is in use');
  await page.getByRole('button', { name: 'Make it the draft' }).click();
  await says('The draft is version 1 again');
  await area().waitFor();
  await eventually(async () => expect(await area().inputValue()).not.toContain('by a script'));
  await page.getByText('In use', { exact: true }).waitFor();
});

test('a flow keeps its name, and says so', async () => {
  const { text } = await inHub();
  await area().fill(text.replace('name: first-steps', 'name: other-steps'));
  await says(/A flow keeps its name/);
  await page.getByRole('status').getByText('Not saved', { exact: true }).waitFor();
  await clean();
  await area().fill(text);
  await saved();
});

test('a flow is paused and found by its state', async () => {
  await page.getByRole('button', { name: 'Pause' }).click();
  await says('first-steps is paused');
  await go('flows?state=paused');
  await page.getByRole('link', { name: 'First steps' }).waitFor();
  await clean();
  await go('flows?state=active');
  await says('Nothing found');
  await go('flows/first-steps');
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
});

test('a secret is set and not shown', async () => {
  await go('secrets');
  await says('No secrets yet');
  await clean();
  await page.getByRole('button', { name: 'New secret' }).first().click();
  await dialog().getByRole('textbox', { name: 'Name' }).fill('crmKey');
  await dialog()
    .getByLabel(/^Value/)
    .fill('nobody sees this word');
  await clean();
  await dialog().getByRole('button', { name: 'Set the secret' }).click();
  await says('crmKey is set');
  await dialog().waitFor({ state: 'detached' });
  await page.getByRole('cell', { name: 'crmKey', exact: true }).waitFor();
  expect(await page.content()).not.toContain('nobody sees this word');
  await clean();
});

test('small and dark the pages are as sound as wide and light', async () => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 360, height: 740 });
  const pages = [
    ['flows', '[data-row-title]'],
    ['flows?new=1', '[role=dialog] form'],
    ['flows/first-steps', 'textarea'],
    [
      'flows/first-steps?tab=versions&version=1',
      '[aria-labelledby=version] pre, [aria-labelledby=version] p',
    ],
    ['secrets', '[data-list] code'],
    ['flows/nowhere', '[role=alert]'],
  ] as const;
  for (const [path, there] of pages) {
    await go(path);
    await page.locator(there).first().waitFor();
    await clean();
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect([path, over <= 0]).toEqual([path, true]);
  }
});

test('a flow is deleted by typing its name', async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await go('flows/first-steps');
  await page.getByRole('button', { name: 'Delete the flow' }).click();
  await dialog().getByRole('textbox').fill('first-steps');
  await dialog().getByRole('button', { name: 'Delete the flow' }).click();
  await says('first-steps is deleted');
  await page.waitForURL('**/flows');
  await says('No flows yet');
});

test('no page has thrown an error or been refused something by the content security policy', () => {
  expect(console.mistakes).toEqual([]);
});
