// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startOAuthProvider, type OAuthProvider } from '../setup/oauth-provider.ts';
import type { Upstream } from '../setup/upstream.ts';
import { checkAxe } from './axe.ts';
import { startContacts } from './contacts-api.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;
let provider: OAuthProvider;
let contacts: Upstream;

beforeAll(async () => {
  provider = await startOAuthProvider();
  const flow = {
    authorizationUrl: `${provider.issuer}/auth`,
    tokenUrl: `${provider.issuer}/token`,
    scopes: { openid: 'Who you are', 'crm.read': 'Read contacts' },
  };
  contacts = await startContacts(() => ({
    schemes: { login: { type: 'oauth2', flows: { authorizationCode: flow } } },
    security: [{ login: ['crm.read'] }],
  }));
  console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  await console.hub.request('POST', '/api/connectors/import', {
    body: { name: 'contacts', url: `${contacts.origin}/openapi-1.json` },
  });
  page = await enter(console);
});
afterAll(async () => {
  await console.stop();
  await contacts.stop();
  await provider.stop();
});

const sheet = () => page.getByRole('dialog');
const pane = () => page.getByRole('complementary');
const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);

/** Sends the person who is called so to the provider: it signs in whom the request hints at. */
const signInAs = (login: string) =>
  page.route(`${provider.issuer}/auth?*`, (route) => {
    const to = new URL(route.request().url());
    if (to.searchParams.has('login_hint')) return route.continue();
    to.searchParams.set('login_hint', login);
    return route.fulfill({ status: 302, headers: { location: to.href } });
  });

test('an account is connected at its provider, and an operation is called with it', async () => {
  await go('connections?new=1&for=contacts');
  await sheet().getByRole('textbox', { name: 'Name', exact: true }).fill('Ada');
  await sheet().getByLabel('Client id').fill(provider.client.id);
  await sheet().getByLabel('Client secret').fill(provider.client.secret);
  await sheet().getByLabel('crm.read').check();
  expect(await checkAxe(page)).toEqual([]);
  await sheet().getByRole('button', { name: 'Create the connection' }).click();
  await pane().getByText('Not connected yet').waitFor();
  await signInAs('ada');
  await pane().getByRole('button', { name: 'Connect', exact: true }).click();
  await page.waitForURL('**result=connected');
  await page.getByText('Connected', { exact: true }).waitFor();
  await pane().getByText('Ready', { exact: true }).waitFor();
  await pane().getByText('crm.read').waitFor();
  expect(await checkAxe(page)).toEqual([]);

  await go('connectors/contacts/operations/getContact');
  await page.getByLabel('Connection').selectOption({ label: 'Ada' });
  await page.getByLabel('id').fill('c1');
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByText('"Ada Lovelace"').waitFor();
  expect(contacts.seen.at(-1)?.headers.authorization).toMatch(/^Bearer \S{20,}$/);

  await page.getByRole('button', { name: 'Show the request' }).click();
  await page.getByText('Not sent').waitFor();
  const token = contacts.seen.at(-1)?.headers.authorization?.slice('Bearer '.length) ?? '';
  expect((await page.content()).includes(token)).toBe(false);
});

test('a person who says no at the provider comes back to words that say so', async () => {
  await page.unrouteAll();
  await page
    .context()
    .clearCookies({ domain: new URL(provider.issuer).hostname, name: /^_(session|interaction)/ });
  await go('connections?q=Ada');
  await page.getByRole('button', { name: 'Ada', exact: false }).first().click();
  await signInAs('refuse');
  await pane().getByRole('button', { name: 'Connect again' }).click();
  await page.waitForURL('**result=failed**');
  await page.getByText('Access was refused at the provider.').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
  await page.getByText('Access was refused at the provider.').waitFor({ state: 'detached' });
});

test('a connection that the provider does not know any more asks to be connected again', async () => {
  const { json } = await console.hub.request('GET', '/api/connections');
  const id = (json as { items: { id: string }[] }).items[0]?.id ?? '';
  // As a renewal leaves it that the provider has refused.
  await console.hub.database.superuser.query(
    `update connections set state = 'needs_reauth', last_error = 'The grant is gone' where connection_id = $1`,
    [id],
  );
  await go(`connections/${id}`);
  await pane().getByText('This connection has to be connected again').waitFor();
  await pane().getByText('The grant is gone').first().waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await page.unrouteAll();
  await signInAs('ada');
  await pane().getByRole('button', { name: 'Connect again' }).click();
  await page.waitForURL('**result=connected');
  await pane().getByText('Ready', { exact: true }).waitFor();
  await pane().getByRole('button', { name: 'Revoke' }).click();
  await sheet().getByRole('button', { name: 'Revoke' }).click();
  await page.getByText(/Ada is revoked/).waitFor();
});

test('no page has thrown an error or been refused something by the content security policy', () => {
  expect(console.mistakes).toEqual([]);
});
