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

const go = (path: string) => page.goto(`${console.hub.url}${path}`);
const sheet = () => page.getByRole('dialog');
const says = (text: string) => page.getByText(text).first().waitFor();

verifies(
  'foundation.ui.sign-in',
  'the owner comes in by the link, sets a password, and comes in by it',
  async () => {
    await go('/account');
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByRole('button', { name: 'Save' }).click();
    await says('Your profile is saved');
    await page.getByLabel('New password').fill('password1234');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await says('New password: ');
    await page.getByLabel('New password').fill('a sentence of my own');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await says('The password is changed');

    await page.getByRole('button', { name: /^Your account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await go('/s/default/audit?action=keys.create');
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByRole('textbox', { name: 'Password' }).fill('not this one at all');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await says('E-mail, password or code are not right');
    await page.getByRole('textbox', { name: 'Password' }).fill('a sentence of my own');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/s/default/audit?action=keys.create');
  },
);

test('a link that was used signs nobody in', async () => {
  const link = await console.makeLink();
  const other = await console.openAnother();
  for (const words of ['First steps', 'The link did not sign you in']) {
    const guest = await other.context.newPage();
    await guest.goto(link);
    await guest.getByRole('button', { name: 'Sign in' }).click();
    await guest.getByText(words).waitFor();
  }
});

verifies('foundation.ui.keys', 'a key is made, shown once, works, and is revoked', async () => {
  await go('/s/default/keys');
  await page.getByRole('button', { name: 'Create a key' }).first().click();
  await sheet().getByRole('button', { name: 'Create a key' }).click();
  await says('Name: Fill in this field');
  await sheet().getByLabel('Name').fill('Nightly export');
  await sheet().getByRole('button', { name: 'Create a key' }).click();
  const secret = await sheet().locator('code').innerText();
  expect((await console.hub.request('GET', '/api/space', { key: secret })).status).toBe(200);
  expect(
    (await console.hub.request('PATCH', '/api/space', { key: secret, body: { name: 'x' } })).status,
  ).toBe(403);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await sheet().waitFor({ state: 'detached' });
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('button', { name: 'Actions for Nightly export' }).click();
  await page.getByRole('menuitem', { name: 'Revoke the key' }).click();
  await sheet().getByRole('button', { name: 'Revoke the key' }).click();
  await says('Nightly export is revoked');
  // What is known of a key is trusted for a second.
  await eventually(async () => {
    expect((await console.hub.request('GET', '/api/space', { key: secret })).status).toBe(401);
  });
});

verifies(
  'foundation.ui.members',
  'a person is invited, joins, gets another role, and is removed',
  async () => {
    await go('/s/default/members?tab=invitations&new=1');
    await sheet().getByLabel('E-mail').fill('grace@example.com');
    await sheet().getByRole('button', { name: 'Create the invitation' }).click();
    const link = await sheet().locator('code').innerText();

    const other = await console.openAnother();
    const guest = await other.context.newPage();
    await guest.goto(link);
    await guest.getByLabel('Name').fill('Grace Hopper');
    await guest.getByLabel('Choose a password').fill('another sentence altogether');
    await guest.getByRole('button', { name: 'Join' }).click();
    await guest.waitForURL('**/s/default/');

    await go('/s/default/members');
    await page.getByLabel('Role of Grace Hopper').selectOption('admin');
    await says('Grace Hopper now has the role Admin');
    await page.getByRole('button', { name: 'Undo' }).click();
    await says('Grace Hopper now has the role Viewer');
    await guest.goto(`${console.hub.url}/s/default/keys`);
    await guest.getByText('Your role does not show this page').waitFor();

    await page.getByRole('button', { name: 'Actions for Grace Hopper' }).click();
    await page.getByRole('menuitem', { name: 'Remove from the space' }).click();
    await sheet().getByRole('button', { name: 'Remove from the space' }).click();
    await says('Grace Hopper is no longer a member');
    await guest.goto(`${console.hub.url}/s/default/members`);
    await guest
      .getByText(/You are in no space yet|There is no such page/)
      .first()
      .waitFor();
  },
);

test('the last owner keeps the role, and the page says why', async () => {
  await go('/s/default/members');
  const role = page.getByLabel(/^Role of /).first();
  await role.selectOption('viewer');
  await says('This is the last owner of the space');
  expect(await role.inputValue()).toBe('owner');
});

verifies('foundation.ui.audit', 'the audit log is read by the keyboard, filtered, and verified', async () => {
  await go('/s/default/audit');
  await page.locator('[data-row-title]').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const detail = page.getByRole('complementary');
  await detail.getByText('IP address').waitFor();
  const action = await detail.getByRole('heading').innerText();
  await detail.getByRole('button', { name: 'Same action' }).click();
  await page.waitForURL(`**action=${action}**`);
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await says('The chain is intact');
});

test('what was typed is there again after a session that ended', async () => {
  await go('/s/default/keys?new=1');
  await sheet().getByLabel('Name').fill('Half typed');
  await console.browser.context.clearCookies();
  await sheet().getByRole('button', { name: 'Create a key' }).click();
  await says('Your session has ended');
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByRole('textbox', { name: 'Password' }).fill('a sentence of my own');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await sheet().waitFor();
  expect(await sheet().getByLabel('Name').inputValue()).toBe('Half typed');
});

test('no page has thrown an error or been refused something by the content security policy', () => {
  expect(console.mistakes).toEqual([]);
});
