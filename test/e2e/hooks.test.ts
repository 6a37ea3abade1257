// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import type { Upstream } from '../setup/upstream.ts';
import { checkAxe } from './axe.ts';
import { startContacts } from './contacts-api.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;
let contacts: Upstream;
let address = '';
let secret = '';

beforeAll(async () => {
  contacts = await startContacts(() => ({ schemes: {}, security: [] }));
  console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  await console.hub.request('POST', '/api/connectors/import', {
    body: { name: 'contacts', url: `${contacts.origin}/openapi-1.json` },
  });
  page = await enter(console);
});
afterAll(async () => {
  await console.stop();
  await contacts.stop();
});

const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const sheet = () => page.getByRole('dialog');
const pane = () => page.getByRole('complementary');
const says = (text: string | RegExp) => page.getByText(text).first().waitFor();

/** What still moves in has not its full contrast yet. */
const clean = () => eventually(async () => expect(await checkAxe(page)).toEqual([]));

/** What GitHub would send, signed with that secret. */
const deliver = (id: string, signedWith: string): Promise<Response> => {
  const body = JSON.stringify({ action: 'opened', issue: { number: 7 } });
  const signature = createHmac('sha256', signedWith).update(body).digest('hex');
  return fetch(address, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'issues',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${signature}`,
    },
  });
};

const choose = async (label: string, option: string): Promise<void> => {
  await sheet().getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option }).first().click();
};

test('without a webhook the page says what one is, and a new one asks for what is missing', async () => {
  await go('webhooks');
  await says('No webhooks yet');
  await clean();
  await page.getByRole('button', { name: 'New webhook' }).first().click();
  await choose('Connector', 'contacts');
  await sheet().getByRole('button', { name: 'Create the webhook' }).click();
  await sheet().getByText('provider: Fill in this field').waitFor();
  await clean();
});

test('a webhook of a known provider is made; its secret is shown once', async () => {
  await choose('Provider', 'GitHub');
  expect(await sheet().getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('GitHub');
  await sheet().getByRole('button', { name: 'Event names and more' }).click();
  await sheet().getByText('Largest size, in bytes').waitFor();
  await clean();
  await sheet().getByRole('button', { name: 'Create the webhook' }).click();
  address = await sheet().getByRole('group', { name: 'Address' }).locator('code').innerText();
  secret = await sheet().getByRole('group', { name: 'Secret' }).locator('code').innerText();
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/hooks\/\S+\/whk_\w+$/);
  expect(secret.length).toBeGreaterThan(30);
  await clean();
  await sheet().getByRole('button', { name: 'I have kept it' }).click();
  await page.waitForURL('**/webhooks/whk_*');
  await pane().getByText('Nothing has come yet').waitFor();
  await sheet().waitFor({ state: 'detached' });
  expect((await page.content()).includes(secret)).toBe(false);
  await clean();
});

test('what the provider sends appears by itself, and a forged one leaves its reason', async () => {
  expect((await deliver('delivery-1', secret)).status).toBe(200);
  await pane().getByText('contacts.issues.opened').waitFor();
  await pane().getByText('delivery-1').waitFor();
  expect((await deliver('delivery-2', 'somebody else entirely')).status).toBe(401);
  await pane().getByText('The last webhook was refused').waitFor();
  const { json } = await console.hub.request('GET', '/api/hooks');
  const { lastRefusal } = (json as { items: { lastRefusal: string }[] }).items[0] ?? { lastRefusal: '' };
  expect(lastRefusal).not.toBe('');
  await pane().getByText(lastRefusal).first().waitFor();
  expect(await pane().getByText('delivery-2').count()).toBe(0);
  await clean();
});

test('more than a page of webhooks is read on', async () => {
  for (let at = 0; at < 25; at++) expect((await deliver(`many-${at}`, secret)).status).toBe(200);
  await pane().getByText('many-24').waitFor();
  await pane().getByRole('button', { name: 'Show more' }).click();
  await pane().getByText('delivery-1').waitFor();
  expect(await pane().getByRole('listitem').count()).toBeGreaterThanOrEqual(26);
});

test('a secret is changed, and the one before stays good meanwhile', async () => {
  await pane().getByRole('button', { name: 'New secret' }).click();
  await sheet().getByLabel('The secret before stays good').selectOption({ label: 'For 7 days' });
  await clean();
  await sheet().getByRole('button', { name: 'New secret' }).click();
  const next = await sheet().getByRole('group', { name: 'Secret' }).locator('code').innerText();
  expect(next).not.toBe(secret);
  await sheet().getByRole('button', { name: 'I have kept it' }).click();
  await pane().getByText('good until').waitFor();
  expect((await deliver('delivery-3', secret)).status).toBe(200);
  expect((await deliver('delivery-4', next)).status).toBe(200);
  // Whoever has read on is told of news, and nothing moves by itself.
  await pane().getByRole('button', { name: 'Show what is new' }).click();
  await pane().getByText('delivery-4').waitFor();
});

test('a webhook is paused, and the pause undone', async () => {
  await pane().getByRole('button', { name: 'Pause', exact: true }).click();
  await pane().getByText('Paused', { exact: true }).waitFor();
  expect((await deliver('delivery-5', secret)).status).toBe(503);
  await page.getByRole('button', { name: 'Undo' }).click();
  await pane().getByText('Active', { exact: true }).waitFor();
  await eventually(async () => expect((await deliver('delivery-6', secret)).status).toBe(200));
});

test('a webhook with a check of its own is changed later', async () => {
  await go('webhooks?new=1&for=contacts');
  await choose('Provider', 'Another one');
  await sheet().getByRole('textbox', { name: 'Name', exact: true }).fill('Door bell');
  await sheet().getByRole('button', { name: 'Create the webhook' }).click();
  await sheet()
    .getByText(/Fill in this field/)
    .first()
    .waitFor();
  await sheet().locator('select[data-path=""]').selectOption({ label: 'Token in a header' });
  await sheet().getByRole('textbox', { name: 'Header', exact: true }).fill('x-bell');
  await clean();
  await sheet().getByRole('button', { name: 'Create the webhook' }).click();
  await sheet().getByRole('button', { name: 'I have kept it' }).click();
  await pane().getByText('Token in a header: x-bell').waitFor();
  await sheet().waitFor({ state: 'detached' });
  await pane().getByRole('button', { name: 'Edit' }).click();
  await sheet().getByRole('textbox', { name: 'Header', exact: true }).fill('x-other-bell');
  await clean();
  await sheet().getByRole('button', { name: 'Save' }).click();
  await pane().getByText('Token in a header: x-other-bell').waitFor();
  await pane().getByRole('button', { name: 'Delete the webhook' }).click();
  await sheet().getByRole('button', { name: 'Delete the webhook' }).click();
  await says('Door bell is deleted');
  await page.waitForURL((url) => url.pathname.endsWith('/webhooks'));
});

test('a provider that shows its own secret has it entered, also after it has got the address', async () => {
  await go('webhooks?new=1&for=contacts');
  await choose('Provider', 'Stripe');
  await sheet().getByText('The provider makes it: paste it here.').waitFor();
  await clean();
  await sheet().getByRole('button', { name: 'Create the webhook' }).click();
  await sheet().getByText('Then enter the provider’s secret here.').waitFor();
  expect(await sheet().getByRole('group', { name: 'Secret' }).count()).toBe(0);
  await sheet().getByRole('button', { name: 'Close', exact: true }).last().click();
  await pane().getByText('The secret of the provider is missing').waitFor();
  await clean();
  await pane().getByRole('button', { name: 'Enter the secret' }).click();
  await sheet().getByRole('button', { name: 'Save' }).click();
  await sheet().getByText('Fill in this field').first().waitFor();
  await sheet().locator('input[data-path=secret]').fill('whsec_the-one-of-stripe');
  await sheet().getByRole('button', { name: 'Save' }).click();
  await pane().getByText('Active', { exact: true }).waitFor();
  // Who sends is known when it is changed, and can be changed as well.
  await pane().getByRole('button', { name: 'Edit' }).click();
  const provider = sheet().getByRole('combobox', { name: 'Provider', exact: true });
  await eventually(async () => expect(await provider.inputValue()).toBe('Stripe'));
  await clean();
  await choose('Provider', 'Square');
  await sheet().getByRole('button', { name: 'Save' }).click();
  await pane().getByText('HMAC signature: x-square-hmacsha256-signature').waitFor();
});

test("a connector's own code says how its webhooks are checked, where it can", async () => {
  await console.hub.request('POST', '/api/gallery/slack/install', { body: {} });
  await go('webhooks?new=1&for=slack');
  await choose('Provider', 'As the connector slack says itself');
  await sheet().getByRole('textbox', { name: 'Name', exact: true }).fill('Workspace');
  await sheet().getByLabel('Secret', { exact: true }).fill('the signing secret of the app');
  await sheet().getByRole('button', { name: 'Create the webhook' }).click();
  await sheet().getByText('Enter this address at the provider').waitFor();
  await sheet().getByRole('button', { name: 'Close', exact: true }).last().click();
  await pane().getByText('As the connector slack says itself').waitFor();
  await pane().getByText('HMAC signature: x-slack-signature').waitFor();
});

test('a poller is made of an operation, and run now', async () => {
  await go('pollers');
  await says('No pollers yet');
  await clean();
  await page.getByRole('button', { name: 'New poller' }).first().click();
  await choose('Connector', 'contacts');
  await choose('Operation', 'listContacts');
  await sheet().getByText('Every 5 minutes').waitFor();
  // The answer's own schema tells where its items and their ids are.
  expect(await sheet().getByRole('textbox', { name: 'Place of the id' }).inputValue()).toBe('/id');
  await sheet().getByText('Cron', { exact: true }).click();
  await sheet().getByRole('textbox', { name: 'Expression' }).fill('*/5 8-18 * * 1-5');
  await sheet().getByText('Every 5 minutes from 08:00 to 18:59, Monday to Friday').waitFor();
  await sheet().getByRole('textbox', { name: 'Expression' }).fill('0 8,12 1 * 1-5');
  await sheet().getByText('At 08:00 and 12:00, on day 1 of the month or Monday to Friday').waitFor();
  await sheet().getByRole('textbox', { name: 'Expression' }).fill('0 0 31 2 *');
  await sheet().getByRole('button', { name: 'Create the poller' }).click();
  await sheet()
    .getByText(/never comes|schedule/)
    .first()
    .waitFor();
  await sheet().getByRole('textbox', { name: 'Expression' }).fill('0 4 * * *');
  await sheet().getByLabel('kind').selectOption({ label: 'company' });
  await sheet().getByLabel('Also what is there at the first run').check();
  await clean();
  await sheet().getByRole('button', { name: 'Create the poller' }).click();
  await page.waitForURL('**/pollers/pol_*');
  await pane().getByRole('button', { name: 'Run now' }).click();
  await pane().getByText('The run is done').waitFor();
  await pane().getByText('Set: only what comes after it is told').waitFor();
  expect(contacts.seen.at(-1)?.path).toBe('/contacts?kind=company');
  // What was there at the first run is told, as it was asked for.
  await eventually(async () => expect(await pane().getByText('Nothing new yet').count()).toBe(0));
  await clean();
});

test('a run that fails says why, and the poller can be changed', async () => {
  await pane().getByRole('button', { name: 'Edit' }).click();
  await sheet().getByRole('textbox', { name: 'Place of the items' }).fill('/nowhere');
  await sheet().getByRole('button', { name: 'Save' }).click();
  await sheet().waitFor({ state: 'detached' });
  await pane().getByRole('button', { name: 'Run now' }).click();
  await pane().getByText('The run failed').waitFor();
  await pane()
    .getByText(/holds no list at "\/nowhere"/)
    .first()
    .waitFor();
  await clean();
});

test('the page of a connector has its webhooks and pollers', async () => {
  await go('connectors/contacts?tab=events');
  await page.getByRole('link', { name: 'GitHub' }).waitFor();
  await says('contact-created');
  await clean();
  await page.getByRole('link', { name: 'New poller' }).click();
  await page.waitForURL('**/pollers?new=1&for=contacts');
  await sheet().getByRole('combobox', { name: 'Operation' }).waitFor();
  await go('pollers/pol_00000000000000000000000000');
  await says('There is no such entry');
});

test('a name that is taken is said at its field', async () => {
  await go('webhooks?new=1&for=contacts');
  await choose('Provider', 'GitHub');
  await sheet().getByRole('button', { name: 'Create the webhook' }).click();
  await sheet().getByText('name: This name is taken already').waitFor();
});

test('small and dark the pages are as sound as wide and light', async () => {
  const { json } = await console.hub.request('GET', '/api/pollers');
  const poller = (json as { items: { id: string }[] }).items[0]?.id ?? '';
  const hook = address.split('/').at(-1) ?? '';
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 360, height: 740 });
  const pages = [
    ['webhooks', '[data-row-title]'],
    ['webhooks?new=1&for=contacts', '[role=dialog] form'],
    [`webhooks/${hook}`, '[role=dialog] dl'],
    ['pollers', '[data-row-title]'],
    [`pollers/${poller}`, '[role=dialog] dl'],
    ['connectors/contacts?tab=events', '[data-row-title]'],
  ] as const;
  for (const [path, there] of pages) {
    await go(path);
    await page.locator(there).first().waitFor();
    await clean();
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect(over).toBeLessThanOrEqual(0);
  }
});

test('no page has thrown an error or been refused something by the content security policy', () => {
  expect(console.mistakes).toEqual([]);
});
