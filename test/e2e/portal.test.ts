// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { portalDocument, portalPipeline } from '../setup/portal-api.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;
let portal: Page;
let shop: Upstream;
let secret = '';

beforeAll(async () => {
  shop = await startUpstream((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('[{"id":7}]');
  });
  console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  await inHub('POST', '/api/connectors/import', {
    name: 'canary-connector',
    document: portalDocument(shop.origin),
  });
  await inHub('PUT', '/api/services', { name: 'canary-service', document: { url: `${shop.origin}/v1` } });
  await inHub('PUT', '/api/pipelines', { name: 'orders', document: portalPipeline() });
  page = await enter(console);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(async () => {
  await console?.stop();
  await shop?.stop();
});

const inHub = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
  const { json, text, status } = await console.hub.request(method, path, body === undefined ? {} : { body });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json as Record<string, unknown>;
};
const go = (path: string) => page.goto(`${console.hub.url}/s/default/gateway/${path}`);
const dialog = () => page.getByRole('dialog');
const says = (where: Page, text: string | RegExp) => where.getByText(text).first().waitFor();
const clean = (where: Page) => eventually(async () => expect(await checkAxe(where)).toEqual([]));

test('a consumer is made, with a mistake that is shown at its field', async () => {
  await go('consumers');
  await says(page, 'No consumers yet');
  await clean(page);
  await page.getByRole('button', { name: 'New consumer' }).first().click();
  await dialog().getByRole('textbox', { name: 'Name' }).fill('a shop');
  await dialog().getByRole('button', { name: 'Create the consumer' }).click();
  await dialog().getByText('Use at most 100 letters').first().waitFor();
  await clean(page);
  await dialog().getByRole('textbox', { name: 'Name' }).fill('shop');
  await dialog().getByRole('textbox', { name: 'Title' }).fill('The shop');
  const scopes = dialog().getByLabel('Scopes');
  for (const scope of ['orders.read', 'orders.write']) {
    await scopes.fill(scope);
    await scopes.press('Enter');
    await dialog().getByText(scope, { exact: true }).waitFor();
  }
  await dialog().getByRole('button', { name: 'Create the consumer' }).click();
  await page.waitForURL('**/gateway/consumers/con_*');
  await page.getByRole('heading', { name: 'The shop' }).waitFor();
});

test('its key is shown once, rotated beside the old one and revoked', async () => {
  await says(page, 'No credentials yet');
  await page.getByRole('button', { name: 'Add a credential' }).first().click();
  await clean(page);
  await dialog().getByRole('button', { name: 'Add', exact: true }).click();
  secret =
    (await dialog()
      .getByText(/^hubc_/)
      .textContent()) ?? '';
  expect(secret).toMatch(/^hubc_.{43}$/);
  await clean(page);
  await dialog().getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('row', { name: /API key/ }).waitFor();
  expect(await page.content()).not.toContain(secret);
  await clean(page);
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Rotate' }).click();
  await dialog().getByRole('button', { name: 'Rotate' }).click();
  const next = await dialog()
    .getByText(/^hubc_/)
    .textContent();
  expect(next).not.toBe(secret);
  await dialog().getByRole('button', { name: 'I have kept it' }).click();
  await eventually(async () => expect(await page.getByRole('row', { name: /API key/ }).count()).toBe(2));
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  await dialog().getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('row', { name: /Revoked/ }).waitFor();
});

test('many are switched off at once, one is found and deleted', async () => {
  await inHub('POST', '/api/consumers', { name: 'other', scopes: ['else'] });
  await go('consumers');
  await page.getByRole('row', { name: /other/ }).waitFor();
  await clean(page);
  await page.getByRole('row', { name: /other/ }).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Deactivate 1 consumer' }).click();
  await dialog().getByRole('button', { name: 'Deactivate 1 consumer' }).click();
  await page.getByRole('row', { name: /other.*Inactive/ }).waitFor();
  await go('consumers?q=oth');
  await page.getByRole('button', { name: 'Actions for other' }).click();
  await page.getByRole('menuitem', { name: 'Delete the consumer' }).click();
  await dialog().getByRole('textbox').fill('other');
  await dialog().getByRole('button', { name: 'Delete the consumer' }).click();
  await says(page, 'other is deleted');
});

test('the portal is shown by its settings', async () => {
  const visitor = await console.openAnother();
  portal = await visitor.context.newPage();
  await portal.goto(`${console.hub.url}/portal/default`);
  await says(portal, 'There is nothing here');
  await clean(portal);
  await go('portal');
  await says(page, 'There is no portal yet');
  await clean(page);
  await page.getByRole('radio', { name: 'Consumers' }).check();
  await page.getByRole('textbox', { name: 'Title' }).fill('Build with us');
  await page.getByRole('textbox', { name: 'Introduction' }).fill('# Welcome\n\n<b>no</b> **yes**');
  await page.getByRole('switch', { name: 'Consumers look after their keys' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await says(page, 'The portal is saved');
  await page.getByRole('link', { name: /\/portal\/default$/ }).waitFor();
  await clean(page);
});

verifies('gateway.portal.page', 'somebody signs in with a key, reads an API and calls it', async () => {
  await portal.emulateMedia({ reducedMotion: 'reduce' });
  await portal.goto(`${console.hub.url}/portal/default`);
  await portal.getByRole('heading', { name: 'Sign in with a key' }).waitFor();
  const key = portal.locator('input[placeholder^=hubc_]');
  await key.fill('hubc_nothing-that-opens-anything');
  await portal.getByRole('button', { name: 'Sign in' }).click();
  await says(portal, 'This key opens nothing here');
  await clean(portal);
  await key.fill(secret);
  await portal.getByRole('button', { name: 'Sign in' }).click();
  await portal.getByRole('heading', { name: 'Welcome' }).waitFor();
  await says(portal, '<b>no</b>');
  await clean(portal);
  await portal.getByRole('link', { name: 'Orders', exact: true }).click();
  await says(portal, '3 operations');
  await says(portal, '100 requests in 1 minute, for each consumer');
  await clean(portal);
  await portal.getByRole('searchbox').fill('list the orders');
  await says(portal, '1 operation');
  await portal.getByText('List the orders').click();
  const command = portal.locator('pre').filter({ hasText: 'curl' });
  const text = (await command.textContent()) ?? '';
  const url = /'?(http:[^'\s]+)'?/.exec(text)?.[1] ?? '';
  expect(text).toContain('-H "X-Key: $API_KEY"');
  expect(await portal.content()).not.toMatch(/canary/i);
  await clean(portal);
  await eventually(async () => {
    const { status } = await fetch(url, { headers: { 'X-Key': secret } });
    return status === 200;
  });
  expect(shop.seen.at(-1)?.path).toMatch(/^\/v1\/.*orders/);
  const download = portal.waitForEvent('download');
  await portal.getByRole('button', { name: 'Download OpenAPI' }).click();
  expect((await download).suggestedFilename()).toBe('orders.openapi.json');
});

test('keys are looked after there, and the usage is seen', async () => {
  await portal.getByRole('link', { name: 'Your keys' }).click();
  await portal.getByRole('button', { name: 'New key' }).click();
  await clean(portal);
  await portal.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await portal
    .getByRole('dialog')
    .getByText(/^hubc_/)
    .waitFor();
  await portal.getByRole('dialog').getByRole('button', { name: 'I have kept it' }).click();
  await clean(portal);
  await portal.getByRole('button', { name: 'Actions for hubc_' }).first().click();
  await portal.getByRole('menuitem', { name: 'Revoke' }).waitFor();
  await clean(portal);
  await portal.keyboard.press('Escape');
  await eventually(async () => {
    await portal.goto(`${console.hub.url}/portal/default/usage`);
    // Requests are counted a little later: until then the page says that there were none.
    const row = portal.getByRole('row', { name: /orders/ });
    await row.or(portal.getByText('No requests in this time')).waitFor();
    return row.isVisible();
  });
  await clean(portal);
});

test('it is used in German, in the dark and at 360 pixels', async () => {
  await portal.setViewportSize({ width: 360, height: 740 });
  await portal.emulateMedia({ colorScheme: 'dark' });
  await portal.goto(`${console.hub.url}/portal/default`);
  await portal.getByRole('button', { name: 'Deutsch' }).click();
  await portal.getByRole('link', { name: 'Ihre Schlüssel' }).waitFor();
  for (const [path, shown] of [
    ['', 'Orders'],
    ['/apis/orders', '3 Operationen'],
    ['/keys', 'Neuer Schlüssel'],
    ['/usage', 'orders'],
    ['/sign-in', 'Mit einem Schlüssel anmelden'],
  ] as const) {
    await portal.goto(`${console.hub.url}/portal/default${path}`);
    await says(portal, shown);
    await clean(portal);
    expect(await portal.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  }
  const signOut = portal.getByRole('button', { name: 'Abmelden' });
  await signOut.click();
  // To go elsewhere before it is answered takes it back.
  await signOut.waitFor({ state: 'hidden' });
  await portal.goto(`${console.hub.url}/portal/default/keys`);
  await portal.getByRole('heading', { name: 'Mit einem Schlüssel anmelden' }).waitFor();
  expect(console.mistakes).toEqual([]);
});
