// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { joinHub, passwordOfAll } from '../setup/people.ts';
import { verifies } from '../setup/verifies.ts';
import { checkAxe } from './axe.ts';
import { becomes, editorOf, openEditorWorld, type EditorWorld } from './editor-page.ts';
import { enter, type Console } from './open-console.ts';

let world: EditorWorld;
let console: Console;

interface Person {
  readonly page: Page;
  readonly editor: ReturnType<typeof editorOf>;
}
let owner: Person;
let ann: Person;

const flow = 'two-hands';
const text = `document:
  dsl: '1.0.3'
  namespace: default
  name: ${flow}
  version: '0.1.0'
# Both look after it.
do:
  - order:
      call: shop.createOrder
      with:
        customerId: c1
        item: tea
  - pause:
      wait: { seconds: 1 }
  - person:
      call: contacts.getContact
      with:
        id: c1
`;

beforeAll(async () => {
  world = await openEditorWorld();
  ({ console } = world);
  await world.ask('POST', '/api/flows', { text });
  const opened = async (page: Page): Promise<Person> => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(`${console.hub.url}/s/default/flows/${flow}?view=canvas`);
    const editor = editorOf(page, flow);
    await editor.card('order').waitFor();
    return { page, editor };
  };
  owner = await opened(await enter(console));
  await joinHub(console.hub, 'Ann', 'builder');
  const other = await console.openAnother();
  const page = await other.context.newPage();
  await page.goto(`${console.hub.url}/sign-in`);
  await page.getByLabel('E-mail').fill('ann@people.example');
  await page.getByRole('textbox', { name: 'Password' }).fill(passwordOfAll);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/s/default/');
  ann = await opened(page);
});
afterAll(() => world?.stop());

const inHub = () => world.textOf(flow);
const clean = (page: Page) => eventually(async () => expect(await checkAxe(page)).toEqual([]));
const faces = ({ page }: Person) => page.getByRole('list', { name: 'Also on this flow' });
const field = ({ editor }: Person, step: string, name: string) =>
  editor.panel(step).getByRole('textbox', { name, exact: true });

/** Whatever is saved now is held up until it is let go: so it meets what the other has saved meanwhile. */
const holdBack = async ({ page }: Person): Promise<() => Promise<void>> => {
  await page.context().route('**/api/flows', (route) => route.abort());
  return () => page.context().unroute('**/api/flows');
};

verifies('editor.browser.together', 'each sees the face and the step of the other', async () => {
  await owner.editor.card('order').click();
  await ann.editor.card('person').click();
  await faces(owner).getByRole('button', { name: 'Ann is at “person”' }).waitFor();
  await faces(ann)
    .getByRole('button', { name: /is at “order”$/ })
    .waitFor();
  const [round] = await faces(owner).locator('.mantine-Avatar-root').all();
  const box = await round?.boundingBox();
  expect([box?.width, box?.height]).toEqual([24, 24]);
  await clean(owner.page);
  await clean(ann.page);
  // The face leads there.
  await faces(owner).getByRole('button', { name: /^Ann/ }).click();
  await owner.editor.panel('person').waitFor();
  await owner.editor.card('order').click();
  await owner.editor.panel('order').waitFor();
});

verifies('editor.browser.together', 'what both write in different steps is put together', async () => {
  const letGo = await holdBack(ann);
  await field(ann, 'person', 'id').fill('c2');
  await field(ann, 'person', 'id').press('Tab');
  await field(owner, 'order', 'item').fill('coffee');
  await field(owner, 'order', 'item').press('Tab');
  await eventually(async () => expect(await inHub()).toContain('item: coffee'));
  await letGo();
  const both = text.replace('item: tea', 'item: coffee').replace('id: c1\n', 'id: c2\n');
  await becomes(inHub, both.replace('customerId: c2', 'customerId: c1'));
  await ann.page.getByText(/saved meanwhile was put together with your changes/).waitFor();
  await owner.editor.saved();
  await ann.editor.saved();
  // And each has what the other wrote.
  await ann.editor.card('order').click();
  await becomes(() => field(ann, 'order', 'item').inputValue(), 'coffee');
  await owner.editor.card('person').click();
  await becomes(() => field(owner, 'person', 'id').inputValue(), 'c2');
});

verifies('editor.browser.together', 'whoever writes the same line second is asked', async () => {
  await owner.editor.card('order').click();
  const letGo = await holdBack(ann);
  await field(ann, 'order', 'item').fill('juice');
  await field(ann, 'order', 'item').press('Tab');
  await field(owner, 'order', 'item').fill('milk');
  await field(owner, 'order', 'item').press('Tab');
  await eventually(async () => expect(await inHub()).toContain('item: milk'));
  await letGo();
  await ann.page.getByText(/saved this flow while you were writing/).waitFor();
  await clean(ann.page);
  expect(await inHub()).toContain('item: milk');
  expect(await field(ann, 'order', 'item').inputValue()).toBe('juice');
  await ann.page.getByRole('button', { name: 'Save mine over it' }).click();
  await eventually(async () => expect(await inHub()).toContain('item: juice'));
  await becomes(() => field(owner, 'order', 'item').inputValue(), 'juice');
});

verifies('editor.browser.together', 'who has left is not shown any more', async () => {
  await ann.page.close();
  await faces(owner).waitFor({ state: 'hidden' });
});

test('no page has thrown an error or been refused something by the content security policy', () => {
  expect(console.mistakes).toEqual([]);
});
