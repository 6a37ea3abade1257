// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { checkAxe } from './axe.ts';
import { openConsole, type Console } from './open-console.ts';

let console: Console;
/** Somebody with no account and no session. */
let page: Page;
beforeAll(async () => {
  console = await openConsole();
  await console.hub.request('PUT', '/api/groups', { body: { name: 'leads' } });
  page = await console.browser.context.newPage();
});
afterAll(() => console.stop());

const request = async (body: object = {}) => {
  const { json } = await console.hub.request('POST', '/api/approvals', {
    body: { question: 'Ship it?', details: 'To *Vienna*', group: 'leads', link: true, ...body },
  });
  return json as { id: string; link: string };
};
const stateOf = async (id: string) =>
  (await console.hub.request('GET', `/api/approvals/${id}`)).json as Record<string, unknown>;

test('the link shows the question, and a second press sends the answer', async () => {
  const { id, link } = await request();
  await page.goto(link);
  await page.getByRole('heading', { name: 'Ship it?' }).waitFor();
  await page.locator('em', { hasText: 'Vienna' }).waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Yes', exact: true }).click();
  await page.getByText('It is sent when you press once more').waitFor();
  expect(await stateOf(id)).toMatchObject({ state: 'open' });
  expect(await checkAxe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Choose another answer' }).click();
  await page.getByRole('button', { name: 'No', exact: true }).click();
  await page.getByLabel('Note').fill('Not on a Friday.');
  await page.getByRole('button', { name: 'Send: No' }).click();
  await page.getByText('Your answer was sent: No').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  expect(await stateOf(id)).toMatchObject({ choice: 'no', note: 'Not on a Friday.', settledBy: null });
});

test('there is no way from it into the console, and no name of the space', async () => {
  const { link } = await request();
  await page.goto(link);
  await page.getByRole('heading', { name: 'Ship it?' }).waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
  expect(await page.locator('a[href^="/"]').count()).toBe(0);
  expect(await page.locator('main').innerText()).not.toContain('leads');
});

test('a link that was used shows neither the question nor the answer', async () => {
  const { id, link } = await request();
  await page.goto(link);
  await page.getByRole('button', { name: 'Yes', exact: true }).click();
  // Meanwhile it is answered in another window.
  await console.hub.request('POST', '/api/approval/answer', {
    key: null,
    body: { token: new URL(link).hash.slice(1), choice: 'no' },
  });
  await page.getByRole('button', { name: 'Send: Yes' }).click();
  await page.getByText('The answer was not taken').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await page.reload();
  await page.getByText('It was answered already.').waitFor();
  expect(await page.locator('main').innerText()).not.toContain('Ship it?');
  expect(await checkAxe(page)).toEqual([]);
  expect(await stateOf(id)).toMatchObject({ choice: 'no' });
});

test('one that is made up, or cut off, says what to do', async () => {
  await page.goto(`${console.hub.url}/approval#nothing`);
  await page.getByText('This link cannot be used').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await page.goto(`${console.hub.url}/approval#`);
  await page.getByText('This address is incomplete').waitFor();
  expect(console.mistakes).toEqual([]);
});
