// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { verifies } from '../setup/verifies.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;

beforeAll(async () => {
  console = await openConsole();
  page = await enter(console);
});
afterAll(() => console.stop());

interface Listed {
  readonly items: readonly { readonly id: string; readonly name: string; readonly state: string }[];
}

const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const sheet = () => page.getByRole('dialog');
const pane = () => page.getByRole('complementary');
const rows = () => page.locator('[data-row-title]');
const says = (text: string) => page.getByText(text).first().waitFor();
const makeKeys = async (...names: readonly string[]): Promise<void> => {
  for (const name of names)
    await console.hub.request('POST', '/api/keys', { body: { name, permissions: ['space.read'] } });
};
const keysCalled = async (q: string): Promise<Listed['items']> =>
  ((await console.hub.request('GET', `/api/keys?sort=name&q=${q}`)).json as Listed).items;
const check = (name: string) => page.getByRole('checkbox', { name: `Select ${name}` });

verifies('foundation.ui.views', 'a view has a name, survives a reload and another browser', async () => {
  await makeKeys('Viewed');
  await go('keys?state=active');
  await page.getByRole('searchbox').fill('View');
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await page.waitForURL('**sort=-name**');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save this view' }).click();
  await sheet().getByLabel('Name').fill('Active ones');
  await sheet().getByRole('button', { name: 'Save' }).click();
  await says('The view Active ones is saved');

  await go('keys');
  await page.reload();
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Active ones' }).click();
  await page.waitForURL((url) => url.search === '?q=View&sort=-name&state=active');
  await page.getByRole('button', { name: 'Views: Active ones' }).waitFor();

  const other = await console.openAnother();
  const elsewhere = await other.context.newPage();
  await elsewhere.goto(await console.makeLink());
  await elsewhere.getByRole('button', { name: 'Sign in' }).click();
  await elsewhere.waitForURL('**/s/default/');
  await elsewhere.goto(`${console.hub.url}/s/default/keys`);
  await elsewhere.getByRole('button', { name: 'Views' }).click();
  await elsewhere.getByRole('menuitem', { name: 'Active ones' }).waitFor();

  await page.getByRole('button', { name: 'Views: Active ones' }).click();
  await page.getByRole('menuitem', { name: 'Delete the view Active ones' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Views: Active ones' }).waitFor();
});

verifies('foundation.ui.bulk', 'three keys are revoked at once, and the others stay', async () => {
  await makeKeys('Batch 1', 'Batch 2', 'Batch 3', 'Batch 4');
  await go('keys?q=Batch&sort=name');
  await check('Batch 1').click();
  await check('Batch 3').click({ modifiers: ['Shift'] });
  await page.getByRole('button', { name: 'Revoke 3 keys' }).click();
  await sheet().getByText('Revoke 3 keys?').waitFor();
  await sheet().getByRole('button', { name: 'Revoke 3 keys' }).click();
  await says('3 keys are revoked');
  expect((await keysCalled('Batch')).map(({ name, state }) => [name, state])).toEqual([
    ['Batch 1', 'revoked'],
    ['Batch 2', 'revoked'],
    ['Batch 3', 'revoked'],
    ['Batch 4', 'active'],
  ]);
  await check('Batch 1').waitFor({ state: 'detached' });
});

verifies(
  'foundation.ui.bulk',
  'what does not work is named with its reason, and can be tried again',
  async () => {
    await makeKeys('Stubborn 1', 'Stubborn 2');
    const [first] = await keysCalled('Stubborn');
    await page.route(`**/api/keys/${first?.id}`, (route) =>
      route.fulfill({ status: 409, json: { code: 'conflict', title: 'Conflict', detail: 'It is in use.' } }),
    );
    await go('keys?q=Stubborn&sort=name');
    await rows().first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Revoke 2 keys' }).click();
    await sheet().getByRole('button', { name: 'Revoke 2 keys' }).click();
    await sheet().getByText('1 key is revoked').waitFor();
    await sheet().getByText('1 did not work').waitFor();
    await sheet().getByText('It is in use.').waitFor();
    await page.unroute(`**/api/keys/${first?.id}`);
    await sheet().getByRole('button', { name: 'Try these again' }).click();
    await sheet().waitFor({ state: 'detached' });
    expect((await keysCalled('Stubborn')).map(({ state }) => state)).toEqual(['revoked', 'revoked']);
  },
);

verifies('foundation.ui.entry', 'a key has an address: by a click, by a reload, and back', async () => {
  await makeKeys('Linked');
  await go('keys?q=Linked');
  await page.getByRole('button', { name: 'Linked', exact: true }).click();
  await pane().getByText('Begins with').waitFor();
  const [linked] = await keysCalled('Linked');
  expect(new URL(page.url()).pathname).toBe(`/s/default/keys/${linked?.id}`);
  await page.goBack();
  await pane().waitFor({ state: 'detached' });

  // Nothing of the list shows it: it is asked for by its id.
  await go(`keys/${linked?.id}?q=nothing+is+called+so`);
  await pane().getByRole('heading', { name: 'Linked' }).waitFor();
  await page.reload();
  await pane().getByRole('heading', { name: 'Linked' }).waitFor();
  await page.keyboard.press('Escape');
  await pane().waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe('/s/default/keys');

  await go('keys/key_00000000000000000000000000');
  await pane().getByText('There is no such entry').waitFor();
  await pane().getByRole('button', { name: 'Back to the list' }).click();
  await pane().waitFor({ state: 'detached' });
});

verifies('foundation.ui.entry', 'an entry that cannot be loaded says so and is tried again', async () => {
  const [linked] = await keysCalled('Linked');
  await page.route(`**/api/keys/${linked?.id}`, (route) =>
    route.fulfill({ status: 500, json: { code: 'internal', title: 'Internal error' } }),
  );
  await go(`keys/${linked?.id}?q=nothing+is+called+so`);
  await pane().getByText('The entry could not be loaded').waitFor();
  await page.unroute(`**/api/keys/${linked?.id}`);
  await pane().getByRole('button', { name: 'Try again' }).click();
  await pane().getByRole('heading', { name: 'Linked' }).waitFor();
});

verifies(
  'foundation.ui.live',
  'a new audit entry announces itself, and the list stays until asked',
  async () => {
    await makeKeys('Recorded');
    await go('audit');
    await rows().first().waitFor();
    const shown = await rows().count();
    await makeKeys('Announced');
    const pill = page.getByRole('button', { name: '1 new entry' });
    await pill.waitFor();
    expect(await rows().count()).toBe(shown);
    await pill.click();
    await pill.waitFor({ state: 'detached' });
    await eventually(async () => expect(await rows().first().innerText()).toBe('keys.create'));
  },
);

verifies(
  'foundation.ui.write-once',
  'a key whose answer was lost is made once, however often one tries',
  async () => {
    const sent: (string | undefined)[] = [];
    await page.route('**/api/keys', async (route) => {
      const request = route.request();
      if (request.method() !== 'POST') return route.continue();
      sent.push(request.headers()['idempotency-key']);
      if (sent.length > 1) return route.continue();
      // The hub does it; the answer never arrives.
      await route.fetch();
      return route.abort('connectionreset');
    });
    await go('keys?new=1');
    await sheet().getByLabel('Name').fill('Made once');
    await sheet().getByRole('button', { name: 'Create a key' }).click();
    await says('The hub does not answer');
    await sheet().getByRole('button', { name: 'Create a key' }).click();
    await sheet().locator('code').waitFor();
    await page.unroute('**/api/keys');
    expect(sent[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(sent).toEqual([sent[0], sent[0]]);
    expect(await keysCalled('Made+once')).toHaveLength(1);
  },
);

verifies(
  'foundation.ui.long-lists',
  'a list of 1,000 draws a part, goes on by itself and ends at the end',
  async () => {
    await console.hub.database.superuser.query(
      `insert into api_keys (key_id, space_id, name, secret_hash, hint, permissions, created_by, created_at)
     select 'key_' || lpad(n::text, 26, '0'), space_id, 'Many ' || lpad(n::text, 4, '0'), decode(md5(n::text), 'hex'),
            'hub_many…', permissions, created_by, created_at
     from generate_series(1, 1000) n, (select * from api_keys limit 1) one`,
    );
    await go('keys?q=Many&sort=name');
    await rows().first().waitFor();
    await page.keyboard.press('j');
    await eventually(async () => {
      await page.keyboard.press('End');
      expect(await page.locator('[data-row-title]:focus').innerText()).toBe('Many 1000');
    });
    expect(await rows().count()).toBeLessThan(150);
    await page.getByText('1,000 entries').waitFor();
    await page.keyboard.press('Home');
    expect(await page.locator('[data-row-title]:focus').innerText()).toBe('Many 0001');
  },
);

test('a dialog gives the focus back to where it came from', async () => {
  await makeKeys('Focused');
  await go('keys?q=Focused');
  const menu = page.getByRole('button', { name: 'Actions for Focused' });
  await menu.click();
  await page.getByRole('menuitem', { name: 'Revoke the key' }).click();
  await sheet().getByRole('button', { name: 'Cancel' }).click();
  await sheet().waitFor({ state: 'detached' });
  const focused = page.locator(':focus');
  await eventually(async () => expect(await focused.getAttribute('aria-label')).toBe('Actions for Focused'));
});

test('no page has thrown an error or been refused something by the content security policy', () => {
  expect(console.mistakes).toEqual([]);
});
