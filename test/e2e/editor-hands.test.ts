// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { verifies } from '../setup/verifies.ts';
import { checkAxe } from './axe.ts';
import { becomes, editorOf, openEditorWorld, type EditorWorld } from './editor-page.ts';
import { enter, type Console } from './open-console.ts';

let world: EditorWorld;
let console: Console;
let page: Page;
let editor: ReturnType<typeof editorOf>;

const flow = 'by-hand';
const text = `document: { dsl: '1.0.3', namespace: default, name: ${flow}, version: 0.1.0, title: By hand }
do:
  - many:
      set:
        items: '\${ [range(10000) | {id: ., name: "Person \\(.)", note: ("x" * 60)}] }'
  - count:
      set: { total: '\${ .items | length }' }
  - order:
      call: shop.createOrder
      with: { customerId: c1, item: tea }
`;

beforeAll(async () => {
  world = await openEditorWorld();
  ({ console } = world);
  page = await enter(console);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  editor = editorOf(page, flow);
  await world.ask('POST', '/api/flows', { text, basedOn: 0 });
  const { run } = await world.ask('POST', `/api/flows/${flow}/trial`, { text, mock: true, input: {} });
  await eventually(async () => {
    const { status } = await world.ask('GET', `/api/runs/${String(run)}`);
    expect(status).toBe('completed');
  });
  await page.goto(`${console.hub.url}/s/default/flows/${flow}?view=canvas`);
  await editor.tree().waitFor();
});
afterAll(() => world?.stop());

const clean = () => eventually(async () => expect(await checkAxe(page)).toEqual([]));
const inHub = () => world.textOf(flow);
const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const active = async (): Promise<string> => (await editor.active()).split(',')[0] ?? '';
const data = () => page.getByRole('tree', { name: 'What the step sees' });
const row = (name: string) => data().getByRole('treeitem').filter({ hasText: name }).first();

verifies('editor.step.preview', 'a preview on a long value of the last run, beside the page', async () => {
  await editor.card('count').click();
  const panel = editor.panel('count');
  await panel.getByText('→').waitFor();
  await becomes(() => panel.locator('p[data-kind=value]').innerText(), expect.stringContaining('10000'));
  expect(page.workers().map((worker) => new URL(worker.url()).origin)).toEqual([console.hub.url]);
});

verifies('editor.step.data', 'ten thousand items are searched and picked from', async () => {
  await editor.panel('count').getByText('Data to pick from').click();
  await row('items').locator('svg').click();
  await data().focus();
  await press('End');
  // No more of them are drawn than are seen.
  expect(await data().getByRole('treeitem').count()).toBeLessThan(60);
  await editor.panel('count').getByRole('searchbox').fill('Person 7777');
  await data().getByText('"Person 7777"').first().waitFor();
  await clean();
});

verifies('editor.step.data', 'a value is dragged into a field, also that of a step further up', async () => {
  await editor.card('order').click();
  const panel = editor.panel('order');
  await panel.getByText('Data to pick from').click();
  const before = await inHub();
  const field = (name: string) => panel.getByRole('textbox', { name });
  await row('many').dragTo(field('customerId'));
  // What the text gives is drawn below it, and moves what comes next.
  await becomes(() => field('customerId').inputValue(), 'c1${ $context.many }');
  // Dropped on its name it goes to the end of what the field says.
  await row('total').dragTo(panel.locator('label', { hasText: 'item' }));
  await eventually(async () => {
    const now = await inHub();
    expect(now).toContain("item: 'tea${ .total }'");
    expect(now).toContain("customerId: 'c1${ $context.many }'");
    expect(now).toContain("as: '${ $context + { many: . } }'");
  });
  await editor.tree().focus();
  // What the step keeps and the field that it is put into are one change.
  await press('Control+z', 'Control+z');
  await editor.saved();
  await becomes(inHub, before);
});

verifies(
  'editor.browser.keys',
  'by keys alone: a switch, a step for each of its cases, back and away',
  async () => {
    await editor.tree().focus();
    await press('Escape', 'End');
    await becomes(active, 'order');
    await press('Escape', 'Home');
    await becomes(active, 'many');
    await press('End', 'a');
    await editor.choose('Decide');
    await becomes(active, 'decide');
    await editor.tree().focus();
    await press('Shift+F10');
    const menu = page.getByRole('menu');
    await clean();
    await menu.getByRole('menuitem', { name: 'Add a step for case', exact: true }).focus();
    await press('Enter');
    await editor.choose('Wait');
    await becomes(active, 'wait');
    await editor.tree().focus();
    await press('ArrowUp');
    await becomes(active, 'decide');
    await press('Shift+F10');
    await menu.getByRole('menuitem', { name: 'Add a step for otherwise' }).focus();
    await press('Enter');
    await editor.choose('Set values');
    const drawn = ['many', 'count', 'order', 'decide', 'wait', 'set'];
    const names = async (): Promise<string[]> =>
      (await editor.steps()).map((said) => said.split(',')[0] ?? '');
    await becomes(names, drawn);
    // Each of them stands on a way of its own.
    await editor.tree().focus();
    await press('ArrowLeft');
    await becomes(active, 'wait');
    await press('ArrowRight');
    await becomes(active, 'set');
    await press('Delete');
    await becomes(names, drawn.slice(0, -1));
    await press('Control+z');
    await becomes(names, drawn);
    await press('Enter');
    await editor.panel('wait').or(editor.panel('set')).first().waitFor();
    await clean();
  },
);

test('no page has thrown an error or been refused something by the content security policy', () => {
  expect(console.mistakes).toEqual([]);
});
