// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { verifies } from '../setup/verifies.ts';
import { checkAxe } from './axe.ts';
import { becomes, editorOf, hasNoOverflow, openEditorWorld, type EditorWorld } from './editor-page.ts';
import { enter, type Console } from './open-console.ts';

/** How a flow begins: by a template, by an event of a connector, by a test; and one that cannot be read at all. */
let world: EditorWorld;
let console: Console;
let page: Page;

beforeAll(async () => {
  world = await openEditorWorld();
  ({ console } = world);
  await world.ask('POST', '/api/gallery/hubspot/install', {});
  page = await enter(console);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(() => world?.stop());

const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const clean = () => eventually(async () => expect(await checkAxe(page)).toEqual([]));
const save = (name: string, rest: string, basedOn = 0) =>
  world.ask('POST', '/api/flows', {
    ...{ name, basedOn },
    text: `document: { dsl: '1.0.3', namespace: default, name: ${name}, version: '0.1.0' }\n${rest}`,
  });
const button = (name: string) => page.getByRole('button', { name, exact: true });

verifies('editor.events', 'an event of a connector is found by its words, and begins the flow', async () => {
  const editor = editorOf(page, 'greet');
  await save('greet', 'do: []\n');
  await go('flows/greet?view=canvas');
  await page.locator('[data-plus]').first().click();
  await editor.choose('A contact was made');
  await becomes(async () => (await world.textOf('greet')).includes('type: hubspot.contact.creation'), true);
  await page.locator('[data-trigger=event]').click();
  await page.getByRole('tab', { name: 'Begins' }).click();
  await page.getByText('Nothing brings hubspot.contact.creation yet.').waitFor();
  expect(await page.getByRole('link', { name: 'Make a webhook' }).getAttribute('href')).toContain(
    'webhooks?new=1&for=hubspot',
  );
  await clean();
  await button('Choose an event').click();
  await editor.dialog().getByRole('combobox', { name: 'Search events' }).waitFor();
  await clean();
  await editor.choose('A ticket was made');
  await becomes(async () => (await world.textOf('greet')).includes('type: hubspot.ticket.creation'), true);
});

verifies('editor.events', 'the flow is tried with what the connector says the event holds', async () => {
  const editor = editorOf(page, 'greet');
  await button('Test').click();
  const event = editor.trial().getByRole('textbox', { name: 'Event', exact: true });
  await eventually(async () => expect(await event.inputValue()).toContain('"ticket.creation"'));
  await event.fill('{ "data": 1 }');
  await editor.trial().getByRole('button', { name: 'Test', exact: true }).click();
  await editor.trial().getByText('An event needs a type, such as order.paid').waitFor();
  expect((await world.ask('GET', '/api/runs?flow=greet'))['items']).toEqual([]);
});

verifies(
  'editor.trial.given',
  'an input is checked at its fields, and the test begins once it is right',
  async () => {
    const editor = editorOf(page, 'count');
    await save(
      'count',
      `input: { schema: { document: { type: object, required: [n], properties: { n: { type: integer, minimum: 1 } } } } }
do:
  - first: { set: { n: '\${ .n }' } }
  - rest: { wait: { minutes: 30 } }
`,
    );
    await go('flows/count?view=canvas');
    await button('Test').click();
    const begin = editor.trial().getByRole('button', { name: 'Test', exact: true });
    await begin.click();
    await editor.trial().getByText('Fill in this field', { exact: true }).first().waitFor();
    expect((await world.ask('GET', '/api/runs?flow=count'))['items']).toEqual([]);
    await editor.trial().locator('input[data-path="/n"]').fill('3');
    await begin.click();
    await editor
      .trial()
      .getByText(/1 step done, now: rest/)
      .waitFor();
    await page.getByRole('button', { name: 'Testing' }).waitFor();
    await clean();
  },
);

test('on a small screen all of a test is within reach, and it can be stopped', async () => {
  const editor = editorOf(page, 'count');
  await page.setViewportSize({ width: 390, height: 844 });
  await editor.card('first').click();
  for (const name of ['Test', 'Test to here', 'Test from here', 'Pin its output', 'Stop']) {
    const box = await editor.trial().getByRole('button', { name, exact: true }).boundingBox();
    expect([name, (box?.x ?? -1) >= 0, (box?.x ?? 0) + (box?.width ?? 999) <= 390]).toEqual([
      name,
      true,
      true,
    ]);
  }
  await hasNoOverflow(page);
  await clean();
  await editor.trial().getByRole('button', { name: 'Stop', exact: true }).click();
  await editor.trial().getByText('Cancelled').first().waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });
});

verifies('editor.unreadable', 'a text that cannot be read is said to be so, and stays as it is', async () => {
  const editor = editorOf(page, 'broken');
  await save('broken', 'do: []\n');
  await save('broken', 'do:\n  - a: { set: [1 }\n', 1);
  const before = await world.textOf('broken');
  await go('flows/broken?view=canvas');
  await page.getByRole('heading', { name: 'This flow cannot be drawn' }).waitFor();
  await page.getByText(/^Line 3, column \d+/).waitFor();
  expect(await page.locator('[data-trigger]').count()).toBe(0);
  expect(await page.getByRole('region', { name: 'The flow' }).count()).toBe(0);
  await clean();
  await button('Mend the text').click();
  await becomes(() => page.locator('.cm-activeLineGutter').first().innerText(), '3');
  expect(await world.textOf('broken')).toBe(before);
  await editor.area().focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(before.replace('[1 }', '{ n: 1 } }'));
  await page.locator('[data-trigger]').waitFor();
});

test('a flow that begins over HTTP says where callers reach it, with its space', async () => {
  await save('reached', 'do: []\n');
  await go('flows/reached?view=canvas');
  await page.locator('[data-trigger]').click();
  await page.getByRole('tab', { name: 'Begins' }).click();
  expect(await page.getByText('In use, it answers at').count()).toBe(0);
  await button('Add HTTP address').click();
  await page.getByText(`POST ${console.hub.url}/http/default/reached`, { exact: true }).waitFor();
  await clean();
});

test('a card that moves into sight while it is pressed stays chosen', async () => {
  const editor = editorOf(page, 'long');
  const steps = Array.from({ length: 20 }, (_, at) => `  - s${at}: { set: { n: ${at} } }\n`);
  await save('long', `do:\n${steps.join('')}`);
  await go('flows/long?view=canvas');
  const boxOf = async (place: Locator) =>
    (await place.boundingBox()) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
  const edge = await boxOf(page.locator('.react-flow'));
  // The last one, of which nothing but the head is to be seen at the lower edge.
  const last = editor.card('s19');
  await page.mouse.move(edge.x + edge.width / 2, edge.y + edge.height / 2);
  await eventually(async () => {
    if ((await last.count()) > 0) return true;
    await page.mouse.wheel(0, 200);
    return false;
  });
  await eventually(async () => {
    const away = (await boxOf(last)).y - (edge.y + edge.height - 20);
    if (Math.abs(away) < 3) return true;
    await page.mouse.wheel(0, away);
    return false;
  });
  const { x, y, width } = await boxOf(last);
  await page.mouse.move(x + width - 12, y + 8);
  await page.mouse.down();
  await eventually(async () => expect((await boxOf(last)).y).toBeLessThan(y - 100));
  await page.mouse.up();
  await editor.panel('s19').waitFor();
  expect((await editor.active()).split(',')[0]).toBe('s19');
});

test('a dialog that a double-click opens stays open', async () => {
  const { dialog } = editorOf(page, 'long');
  await button('Publish').dblclick();
  await dialog().getByRole('textbox', { name: 'Note' }).fill('The first one');
  await dialog().getByRole('button', { name: 'Cancel' }).click();
  await dialog().waitFor({ state: 'detached' });
});

verifies(
  'editor.templates',
  'a flow of the library asks for a connection and for values, and has them then',
  async () => {
    const dialog = page.getByRole('dialog');
    await go('flow-library');
    await eventually(async () => expect(await page.locator('main li svg').count()).toBeGreaterThanOrEqual(4));
    await clean();
    await page.getByRole('link', { name: 'Use it: From an HTTP request to an operation' }).click();
    await dialog.getByText('hubspot has no connection yet').waitFor();
    await dialog.getByLabel('Seconds to wait for the CRM').fill('20');
    await dialog.getByRole('link', { name: 'New connection' }).click();
    await page.waitForURL('**/connections?new=1&for=hubspot');
    await world.ask('POST', '/api/connections', {
      ...{ connector: 'hubspot', name: 'Sales', alternative: { privateApp: [] } },
      secrets: { privateApp: { token: 'pat-of-a-test' } },
    });
    await go('flow-library/http-to-operation?use=1');
    await dialog.getByLabel('Connection of hubspot').selectOption('Sales');
    const seconds = dialog.getByLabel('Seconds to wait for the CRM');
    // What was filled in before is there again.
    expect(await seconds.inputValue()).toBe('20');
    await seconds.fill('900');
    await dialog.getByRole('button', { name: 'Make it a draft' }).click();
    await dialog.getByText('Must be at most 60', { exact: true }).first().waitFor();
    await clean();
    await seconds.fill('25');
    await dialog.getByRole('button', { name: 'Make it a draft' }).click();
    await page.waitForURL('**/flows/http-to-operation');
    const text = await world.textOf('http-to-operation');
    expect(text).toContain('connection: Sales');
    expect(text).toContain('seconds: 25');
    expect(text).toContain('# It answers POST');
    await page.getByRole('tab', { name: 'Tests' }).click();
    await button('Run all').click();
    await page.getByText('4 tests passed').waitFor();
  },
);

test('no page has thrown an error', () => {
  expect(console.mistakes).toEqual([]);
});
