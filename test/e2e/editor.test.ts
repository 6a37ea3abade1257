// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { verifies } from '../setup/verifies.ts';
import { checkAxe } from './axe.ts';
import { becomes, editorOf, hasNoOverflow, openEditorWorld, type EditorWorld } from './editor-page.ts';
import { enter, type Console } from './open-console.ts';

let world: EditorWorld;
let console: Console;
let page: Page;
let editor: ReturnType<typeof editorOf>;

const flow = 'sort-orders';

beforeAll(async () => {
  world = await openEditorWorld();
  ({ console } = world);
  page = await enter(console);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  editor = editorOf(page, flow);
});
afterAll(() => world?.stop());

const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const clean = () => eventually(async () => expect(await checkAxe(page)).toEqual([]));
const inHub = () => world.textOf(flow);
const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const all = ['decide', 'createOrder', 'getContact', 'reply'];
const names = async (): Promise<string[]> => (await editor.steps()).map((said) => said.split(',')[0] ?? '');

verifies('editor.browser.made', 'a flow begins with an address, and decides', async () => {
  await go('flows?new=1');
  await editor.dialog().getByRole('textbox', { name: 'Title' }).fill('Sort orders');
  await editor.dialog().getByRole('button', { name: 'Create the flow' }).click();
  await page.waitForURL(`**/flows/${flow}`);
  await editor.tree().focus();
  await press('ArrowDown', 'Delete');
  await becomes(names, []);
  await press('a');
  await editor.choose('HTTP address');
  await page.getByText('POST /sort-orders').waitFor();
  await press('a');
  await editor.choose('Decide');
  const panel = editor.panel('decide');
  await panel.getByRole('textbox', { name: 'Name of case 1' }).fill('order');
  await panel.getByRole('textbox', { name: 'When' }).fill('.kind == "order"');
  await panel.getByRole('button', { name: 'Add a case' }).click();
  await panel.getByRole('textbox', { name: 'Name of case 2' }).fill('person');
  await panel.getByRole('textbox', { name: 'When' }).nth(1).fill('.kind == "person"');
  await panel.getByRole('combobox', { name: 'Then' }).nth(1).selectOption({ label: 'Leaves this block' });
  // What no case takes goes on as well, on a way of its own.
  for (const way of ['order', 'person', 'otherwise'])
    await page.locator('text', { hasText: new RegExp(`^${way}$`) }).waitFor();
  await clean();
});

verifies('editor.browser.made', 'each branch calls an operation, with arguments by form', async () => {
  await editor.plus('/do/0/decide#0').click();
  await editor.choose('Place an order');
  await editor.panel('createOrder').getByRole('textbox', { name: 'item' }).fill('tea');
  await editor.express('createOrder', 'customerId', '.customer');
  await editor.plus('/do/0/decide#1').click();
  await editor.choose('One contact');
  await editor.express('getContact', 'id', '.id');
  await editor.plus('/do+').waitFor();
  await page.locator('[data-plus="/do+3"]').click();
  await editor.choose('Set values');
  await editor.express('set', 'Value', '.name // "placed"');
  await editor.card('set').click();
  await press('F2');
  await editor.dialog().getByRole('textbox', { name: 'Name' }).fill('reply');
  await press('Enter');
  await editor.dialog().waitFor({ state: 'detached' });
  await editor.card('getContact').click();
  await editor.panel('getContact').getByRole('tab', { name: 'More' }).click();
  await editor
    .panel('getContact')
    .getByRole('combobox', { name: 'And then' })
    .selectOption({ label: 'Goes to reply' });
  await becomes(names, all);
  await eventually(async () => {
    const text = await inHub();
    expect(text).toContain("customerId: '${ .customer }'");
    expect(text).toContain("id: '${ .id }'\n      then: reply");
    expect(text).toContain('value: \'${ .name // "placed" }\'');
    expect(text).toMatch(/item: '?tea'?\n/);
  });
  await page.getByRole('button', { name: '0 problems' }).waitFor();
  await clean();
});

verifies('editor.browser.tested', 'a test against the mock draws itself, and shows what failed', async () => {
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  const trial = editor.trial();
  const begin = async (input: object): Promise<void> => {
    await trial.getByRole('tab', { name: 'Begin with' }).click();
    await trial.getByRole('textbox', { name: 'Input' }).fill(JSON.stringify(input));
    await trial.getByRole('button', { name: 'Test', exact: true }).click();
  };
  expect(await trial.getByRole('switch', { name: 'Mock answers' }).isChecked()).toBe(true);
  await clean();
  await begin({ kind: 'order', customer: 'c9' });
  await becomes(editor.drawn, ['decide Done', 'createOrder Done', 'reply Done']);
  await trial.getByText('Completed').waitFor();
  await clean();
  await begin({ kind: 'person' });
  await becomes(editor.drawn, ['decide Done', 'getContact Failed']);
  await trial.getByText('/id must be string, not null').first().waitFor();
  const border = (step: string) =>
    editor.card(step).evaluate((card) => {
      const { getComputedStyle } = globalThis as unknown as {
        getComputedStyle(of: unknown): { borderTopColor: string };
      };
      return getComputedStyle(card).borderTopColor;
    });
  const [red, green, blue] = (await border('getContact')).match(/\d+/g)?.map(Number) ?? [];
  expect((red ?? 0) > 2 * Math.max(green ?? 0, blue ?? 0)).toBe(true);
  await clean();
  await trial.getByRole('button', { name: 'Close' }).click();
  expect(await editor.drawn()).toEqual([]);
});

verifies('editor.browser.keys', 'arrows go from step to step; Delete, undo and redo; search', async () => {
  await editor.tree().focus();
  await press('Home');
  const path = ['decide', 'createOrder', 'getContact', 'reply'];
  const reached = [await editor.active()];
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown']) {
    await press(key);
    reached.push(await editor.active());
  }
  expect(reached.map((said) => said.split(',')[0])).toEqual(path);
  await editor.saved();
  const before = await inHub();
  await press('Home', 'ArrowDown', 'Delete');
  await becomes(names, ['decide', 'getContact', 'reply']);
  await press('Control+z');
  await becomes(names, all);
  await page.getByRole('button', { name: 'Redo' }).click();
  await becomes(names, ['decide', 'getContact', 'reply']);
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await becomes(names, all);
  await editor.saved();
  await becomes(inHub, before);
  await editor.tree().focus();
  await press('/');
  await page.keyboard.type('contact');
  await press('Enter');
  await becomes(async () => (await editor.active()).split(',')[0], 'getContact');
  await press('Escape', 'a');
  await editor.dialog().getByRole('option').first().waitFor();
  await clean();
  await press('Escape');
  await editor.dialog().waitFor({ state: 'detached' });
});

verifies('editor.browser.views', 'text and canvas are one, and comments stay', async () => {
  await page.getByText('Both', { exact: true }).click();
  await editor.typeAtEnd('# for the kitchen\n  - later:\n      wait: { seconds: 1 } # a while\n');
  await becomes(names, [...all, 'later']);
  await editor.card('later').click();
  await press('F2');
  await editor.dialog().getByRole('textbox', { name: 'Name' }).fill('rest');
  await press('Enter');
  await editor.saved();
  const after = /# for the kitchen\n {2}- rest:\n {6}wait: \{ seconds: 1 \} # a while\n$/;
  await eventually(async () => expect(await inHub()).toMatch(after));
  await clean();
});

verifies(
  'editor.browser.views',
  'a text that cannot be read greys the canvas and loses nothing',
  async () => {
    const before = await inHub();
    await editor.typeAtEnd('  - broken: { set: [\n');
    await page.getByText(/The text cannot be read at line \d+/).waitFor();
    await page.locator('[data-stale]').waitFor();
    expect(await names()).toEqual([...all, 'rest']);
    await clean();
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await clean();
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    // Nothing is changed on a canvas that is not of this text.
    await editor.tree().focus();
    await press('Home', 'Delete');
    expect(await names()).toEqual([...all, 'rest']);
    await editor.saved();
    await becomes(inHub, `${before}  - broken: { set: [\n`);
    await page.getByText('Flow', { exact: true }).click();
    await page.getByRole('button', { name: 'Go there' }).click();
    const line = String(before.split('\n').length + 1);
    await becomes(() => page.locator('.cm-activeLineGutter').first().innerText(), line);
    await editor.area().focus();
    await press('Control+z');
    await page.locator('[data-stale]').waitFor({ state: 'detached' });
    await editor.saved();
    await becomes(inHub, before);
  },
);

verifies('editor.browser.made', 'published, it answers at its address, and its run is found', async () => {
  await page.getByText('Flow', { exact: true }).click();
  await page.getByRole('button', { name: 'Publish' }).click();
  await editor.dialog().getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Version 1 is in use').waitFor();
  const { hub } = console;
  const body = { kind: 'person', id: 'c1' };
  const answer = await hub.request('POST', `/http/default/${flow}`, { body });
  expect([answer.status, answer.json]).toEqual([200, { value: 'Ada Lovelace' }]);
  const order = await hub.request('POST', `/api/flows/${flow}/run`, {
    body: { input: { kind: 'order', customer: 'c9' } },
  });
  expect(order.json).toMatchObject({ output: { value: 'placed' } });
  expect((await hub.request('POST', `/http/default/${flow}`, { body, key: null })).status).toBe(401);
  await page.getByRole('tab', { name: 'Runs' }).click();
  await page.getByText('Completed').first().waitFor();
  await clean();
});

test('dark and narrow every part of it is sound', async () => {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await go(`flows/${flow}?view=canvas`);
    await editor.tree().waitFor();
    await editor.tree().focus();
    await press('Home', 'End', 'Enter');
    await editor.panel('rest').waitFor();
    // What the panel leaves of the canvas shows the step that it is about.
    await eventually(async () => {
      const card = await editor.card('rest').boundingBox();
      const aside = await editor.panel('rest').boundingBox();
      const beside = (card?.x ?? 0) + (card?.width ?? 0) <= (aside?.x ?? 0);
      expect(beside || (card?.y ?? 0) + (card?.height ?? 0) <= (aside?.y ?? 0)).toBe(true);
    });
    await clean();
    await hasNoOverflow(page);
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await editor.trial().waitFor();
    await clean();
    await hasNoOverflow(page);
    await editor.trial().getByRole('button', { name: 'Close' }).click();
    await editor.tree().focus();
    await press('a');
    await editor.dialog().getByRole('option').first().waitFor();
    await clean();
    await hasNoOverflow(page);
    await press('Escape');
    await editor.dialog().waitFor({ state: 'detached' });
  }
});

test('no page has thrown an error or been refused something by the content security policy', () => {
  expect(console.mistakes).toEqual([]);
});
