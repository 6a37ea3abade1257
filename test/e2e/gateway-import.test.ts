// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;

beforeAll(async () => {
  console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  page = await enter(console);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(async () => {
  await console?.stop();
});

const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const dialog = () => page.getByRole('dialog');
const says = (text: string | RegExp) => page.getByText(text).first().waitFor();
const clean = () => eventually(async () => expect(await checkAxe(page)).toEqual([]));
const outcome = () => page.getByRole('region', { name: 'What would happen' });
const names = async (kind: string): Promise<string[]> => {
  const { json } = await console.hub.request('GET', `/api/${kind}?sort=name`);
  return (json as { items: { name: string }[] }).items.map(({ name }) => name);
};

const good = `http:
  port: 8080
apiEndpoints:
  users:
    host: '*'
    paths: '/users/*'
serviceEndpoints:
  backend:
    url: 'http://127.0.0.1:4999'
policies:
  - key-auth
  - proxy
pipelines:
  users:
    apiEndpoints:
      - users
    policies:
      - key-auth:
      - proxy:
          - action:
              serviceEndpoint: backend
              changeOrigin: true
`;
const bad = good.replace('      - key-auth:\n', '      - no-such-policy:\n');

test('A file is looked at first: what cannot be taken is named with its line, and nothing is changed', async () => {
  await go('gateway');
  await page.getByRole('link', { name: 'Import gateway.config.yml' }).first().click();
  await page.waitForURL('**/gateway/import');
  await clean();
  await page.getByRole('textbox', { name: 'gateway.config.yml' }).fill(bad);
  await page.getByRole('button', { name: 'See what would happen' }).click();
  const line = bad.split('\n').findIndex((text) => text.includes('no-such-policy')) + 1;
  await outcome()
    .getByRole('button', { name: `Line ${line}` })
    .first()
    .waitFor();
  expect(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true);
  await clean();
  expect(await names('pipelines')).toEqual([]);
});

test('Then it is taken, and is there as routes and services', async () => {
  await page.getByRole('textbox', { name: 'gateway.config.yml' }).fill(good);
  await page.getByRole('button', { name: 'See what would happen' }).click();
  await outcome().getByText('Created').nth(1).waitFor();
  await clean();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await says('2 routes and services are imported');
  await page.getByRole('table', { name: 'Routes' }).getByText('/users/*').first().waitFor();
  expect([await names('pipelines'), await names('services')]).toEqual([['users'], ['backend']]);
});

test('What is exported is a file', async () => {
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  expect((await file).suggestedFilename()).toBe('gateway.config.yml');
});

test('A service has its form, is refused while it is in use, and its state is seen', async () => {
  await page.getByRole('link', { name: 'Services', exact: true }).click();
  await page.getByRole('link', { name: 'backend' }).click();
  await page.waitForURL('**/services/backend');
  await page.getByRole('button', { name: 'Add an address' }).click();
  await page.getByRole('textbox', { name: 'Address 2' }).fill('ftp://nowhere');
  await page
    .getByText(/must be an address/)
    .first()
    .waitFor();
  await clean();
  await page.getByRole('textbox', { name: 'Address 2' }).fill('http://127.0.0.1:4998');
  await page.getByRole('button', { name: 'Add Health check' }).click();
  await page.getByRole('textbox', { name: 'Path' }).fill('/up');
  await eventually(async () => expect(await page.getByRole('alert').count()).toBe(0));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog().getByRole('button', { name: 'Save', exact: true }).click();
  await says('backend is saved as version 2');
  const { json } = await console.hub.request('GET', '/api/services/backend');
  expect(json).toMatchObject({
    document: { urls: ['http://127.0.0.1:4999', 'http://127.0.0.1:4998'], health: { path: '/up' } },
  });
  await page.getByRole('tab', { name: 'State' }).click();
  await page.getByText('http://127.0.0.1:4998').waitFor();
  // Nothing has gone to it yet, so that nobody asks for its health.
  await page.getByText('Not checked', { exact: true }).first().waitFor();
  await clean();
  await page.getByRole('tab', { name: 'Used by' }).click();
  await page.getByRole('link', { name: 'users' }).waitFor();
  await clean();
  await page.getByRole('button', { name: 'Delete the service' }).click();
  await dialog().getByRole('textbox').fill('backend');
  await dialog().getByRole('button', { name: 'Delete the service' }).click();
  await dialog()
    .getByText(/is in use by the pipeline "users"/)
    .waitFor();
  await page.keyboard.press('Escape');
});

test('The text says the same: what is wrong stands at its line, and a mistake is not saved', async () => {
  await go('gateway/routes/users?tab=yaml');
  const text = page.getByRole('textbox', { name: 'YAML' });
  await text.fill((await text.inputValue()).replace('serviceEndpoint: backend', 'serviceEndpoint: nothing'));
  await page
    .getByRole('alert')
    .getByText(/nothing/)
    .waitFor();
  await clean();
  await text.fill('policies: [');
  await says(/This cannot be read yet/);
  expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
});

test('The console says it in German too', async () => {
  const german = await console.openAnother();
  const other = await german.context.newPage();
  await other.setExtraHTTPHeaders({ 'accept-language': 'de' });
  await other.addInitScript("Object.defineProperty(navigator, 'languages', { get: () => ['de'] })");
  await other.goto(await console.makeLink());
  await other.getByRole('button', { name: 'Anmelden' }).click();
  await other.waitForURL('**/s/default/');
  for (const [path, word] of [
    ['gateway', 'Neue Route'],
    ['gateway/routes/users', 'Anfrage ausprobieren'],
    ['gateway/services', 'Neuer Dienst'],
    ['gateway/traffic', 'Letzte Anfragen'],
    ['gateway/import', 'Ansehen, was geschähe'],
  ] as const) {
    await other.goto(`${console.hub.url}/s/default/${path}`);
    await other.getByText(word).first().waitFor();
    await eventually(async () => expect(await checkAxe(other)).toEqual([]));
  }
  await other.goto(`${console.hub.url}/s/default/gateway/routes/users`);
  await other.locator('[data-step]').filter({ hasText: 'API-Schlüssel' }).click();
  const fields = other.getByRole('complementary', { name: 'API-Schlüssel' });
  await fields.getByRole('textbox', { name: 'Wort vor dem Schlüssel' }).waitFor();
  await fields.getByText('Der Header, in dem der Schlüssel steht.').waitFor();
  const choices = fields.getByRole('combobox', { name: 'Nicht in Headern' }).getByRole('option');
  expect(await choices.allTextContents()).toEqual(['Standard: Nein', 'Ja', 'Nein']);
  expect(console.mistakes).toEqual([]);
});
