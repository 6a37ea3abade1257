// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import type { Upstream } from '../setup/upstream.ts';
import { checkAxe } from './axe.ts';
import { startContacts } from './contacts-api.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;
let contacts: Upstream;

const key = { type: 'apiKey', in: 'header', name: 'X-Key' };

beforeAll(async () => {
  contacts = await startContacts(() => ({ schemes: { key }, security: [{ key: [] }, {}] }));
  console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  page = await enter(console);
});
afterAll(async () => {
  await console.stop();
  await contacts.stop();
});

const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const sheet = () => page.getByRole('dialog');
const says = (text: string) => page.getByText(text).first().waitFor();
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const operation = (name: string) => go(`connectors/contacts/operations/${name}`);

test('without a connector the page says what one is, and leads to the import', async () => {
  await go('connectors');
  await says('No connectors yet');
  expect(await checkAxe(page)).toEqual([]);
  await page.getByRole('link', { name: 'Import a connector' }).first().click();
  await page.waitForURL('**/connectors/import');
});

test('a text that is no document is refused with its line and column', async () => {
  await go('connectors/import');
  await page.getByText('Paste', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Document' }).fill('openapi: 3.1.0\ninfo: [unclosed\npaths: {}\n');
  await press('Preview');
  await says('The document could not be read');
  await page.getByText(/^Line \d+, column \d+$/).waitFor();
  await press('Go to this place');
  await page.locator('textarea:focus').waitFor();
  expect(await checkAxe(page)).toEqual([]);
});

test('a document is looked at and imported from its address', async () => {
  await go('connectors/import');
  await page
    .getByRole('textbox', { name: 'Address of the document' })
    .fill(`${contacts.origin}/openapi-1.json`);
  await press('Preview');
  await page.getByRole('heading', { name: 'Contacts API' }).waitFor();
  await says('1 operation was skipped');
  await page.getByText('key apiKey').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await page.getByRole('searchbox', { name: 'Search: Operations' }).fill('photo');
  await eventually(async () => {
    expect(
      await page
        .getByRole('table', { name: 'Operations', exact: true })
        .locator('[data-row-title]')
        .allInnerTexts(),
    ).toEqual(['putPhoto']);
  });
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  expect(await name.inputValue()).toBe('contacts');
  await name.fill('Not a name');
  await press('Import');
  await says('Use small letters, digits and hyphens');
  await name.fill('contacts');
  await press('Import');
  await page.waitForURL('**/connectors/contacts');
  await says('oldList');
  await says('Deprecated');
  expect(await checkAxe(page)).toEqual([]);
});

test('operations are searched, narrowed by tag, and opened', async () => {
  await go('connectors/contacts?tag=contacts&q=all');
  await eventually(async () => {
    expect(await page.locator('[data-row-title]').allInnerTexts()).toEqual(['listContacts']);
  });
  await page.getByRole('link', { name: 'listContacts' }).click();
  await page.waitForURL('**/operations/listContacts');
});

test('an operation is tried, and its answer stands beside the input', async () => {
  await operation('listContacts');
  await page.getByLabel('kind').selectOption({ label: 'company' });
  await press('Try it');
  await says('Status 200');
  await says('"Analytical Engines Ltd"');
  expect(contacts.seen.at(-1)?.path).toBe('/contacts?kind=company');
  expect(await checkAxe(page)).toEqual([]);
});

test('without an account the mock answers as the document says, and nothing is sent', async () => {
  await operation('listContacts');
  const before = contacts.seen.length;
  await page.getByLabel('Connection').selectOption({ label: 'The mock: an example answer, nothing is sent' });
  await press('Try it');
  await says('Status 200');
  expect(contacts.seen.length).toBe(before);
});

test('a double-click tries an operation and does not stop it at once', async () => {
  await operation('listContacts');
  await page.getByLabel('Connection').selectOption({ label: 'The mock: an example answer, nothing is sent' });
  await page.getByRole('button', { name: 'Try it', exact: true }).dblclick();
  await says('Status 200');
});

test('the name that is offered follows the document that is looked at, as long as nobody has written one', async () => {
  const look = async (title: string): Promise<string> => {
    const document = { openapi: '3.1.0', info: { title, version: '1' }, paths: {} };
    await page.getByRole('textbox', { name: 'Document' }).fill(JSON.stringify(document));
    await press('Preview');
    await page.getByRole('heading', { name: title }).waitFor();
    return page.getByRole('textbox', { name: 'Name', exact: true }).inputValue();
  };
  await go('connectors/import');
  await page.getByText('Paste', { exact: true }).click();
  expect(await look('Bakery API')).toBe('bakery');
  expect(await look('Bäckerei Größe')).toBe('baeckerei-groesse');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('mine');
  expect(await look('Another API')).toBe('mine');
});

test('the form of an input has its nested fields, choices and lists; what is missing is said at the field', async () => {
  await operation('createContact');
  await press('Try it');
  await says('name: Fill in this field');
  await page.getByLabel('name').fill('Grace Hopper');
  await page.getByLabel('channel').selectOption({ label: 'Phone' });
  await page.getByLabel('number').fill('+1 555 0100');
  await page.getByRole('button', { name: /more fields/ }).click();
  await press('Add tags');
  await press('Add to tags');
  await page.getByRole('textbox', { name: 'tags 1' }).fill('navy');
  // A contact holds a contact: as deep as the person goes, and no deeper.
  await press('Add manager');
  await page.getByLabel('name').nth(1).fill('Boss');
  expect(await page.getByRole('button', { name: 'Add manager' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Remove manager' }).click();
  expect(await checkAxe(page)).toEqual([]);
  await page.getByText('JSON', { exact: true }).click();
  const text = page.getByRole('textbox', { name: 'Input' });
  expect(JSON.parse(await text.inputValue())).toEqual({
    name: 'Grace Hopper',
    channel: { type: 'phone', number: '+1 555 0100' },
    tags: ['navy'],
  });
  await text.fill('{"name": "Grace Hopper", }');
  await page.getByText(/This is not JSON yet: line 1/).waitFor();
  await text.fill('{"name": "Grace", "age": 85, "channel": {"type": "email", "email": "grace@example.com"}}');
  await page.getByText('Form', { exact: true }).click();
  expect(await page.getByRole('textbox', { name: 'age', exact: true }).inputValue()).toBe('85');
  await press('Show the request');
  await says('Not sent');
  const before = contacts.seen.length;
  expect(contacts.seen.filter(({ method }) => method === 'POST')).toEqual([]);
  await press('Try it');
  await says('Status 201');
  expect(contacts.seen.length).toBe(before + 1);
  expect(JSON.parse(contacts.seen.at(-1)?.body ?? '')).toMatchObject({ name: 'Grace', age: 85 });
  await page.getByText('Calls of this page').waitFor();
});

test('a refusal of the other side stands there with its status and body', async () => {
  await operation('getContact');
  await page.getByLabel('id').fill('nobody');
  await press('Try it');
  await says('Status 404');
  await says('There is no such contact');
  expect(await checkAxe(page)).toEqual([]);
});

test('a call that takes long is cancelled', async () => {
  await operation('getContact');
  await page.getByLabel('id').fill('slow');
  await press('Try it');
  await press('Cancel');
  await page.getByRole('button', { name: 'Try it' }).waitFor();
  await says('Try the operation, and the answer stands here');
});

test('a file is sent from the form', async () => {
  await operation('putPhoto');
  await page.getByLabel('id').fill('c1');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'ada.png', mimeType: 'image/png', buffer: Buffer.from('no real picture') });
  await says('ada.png');
  await press('Try it');
  await says('Status 204');
  const sent = contacts.seen.at(-1);
  expect(sent?.headers['content-type']).toContain('multipart/form-data');
  expect(sent?.body).toContain('no real picture');
});

test('settings are changed in the form and as YAML, which show the same', async () => {
  await go('connectors/contacts?tab=settings');
  await press('Add Limits');
  await page.getByLabel('Calls per second').fill('0');
  await press('Save');
  await says('Must be at least 1');
  await page.getByLabel('Calls per second').fill('5');
  expect(await checkAxe(page)).toEqual([]);
  await page.getByText('YAML', { exact: true }).click();
  const text = page.getByRole('textbox', { name: 'Settings as YAML' });
  expect(await text.inputValue()).toContain('perSecond: 5');
  await text.fill('limits:\n  perSecond: 7\nvalidate: [off');
  await page.getByText(/^Line \d+, column \d+:/).waitFor();
  await text.fill('limits:\n  perSecond: 7\nvalidate: strict\ntestOperation: listContacts\n');
  await press('Save');
  await says('The settings are saved');
  const { json } = await console.hub.request('GET', '/api/connectors/contacts');
  expect((json as { settings: unknown }).settings).toMatchObject({
    limits: { perSecond: 7 },
    testOperation: 'listContacts',
  });
});

test('a key is entered, tested, never shown, and replaced', async () => {
  await go('connections');
  await says('No connections yet');
  await page.getByRole('button', { name: 'New connection' }).first().click();
  await sheet().getByRole('combobox', { name: 'Connector' }).click();
  await page.getByRole('option', { name: /contacts/ }).click();
  await sheet().getByRole('textbox', { name: 'Name', exact: true }).fill('Our key');
  await sheet().getByRole('button', { name: 'Create the connection' }).click();
  await sheet().getByText('Fill in this field').first().waitFor();
  await sheet().getByLabel('X-Key').fill('key-of-the-house-1234567890');
  expect(await checkAxe(page)).toEqual([]);
  await sheet().getByRole('button', { name: 'Create the connection' }).click();
  await page.waitForURL('**/connections/cxn_*');
  const pane = page.getByRole('complementary');
  await pane.getByText(/Set, ends in/).waitFor();
  await sheet().waitFor({ state: 'detached' });
  expect((await page.content()).includes('key-of-the-house')).toBe(false);
  await pane.getByRole('button', { name: 'Test' }).click();
  await pane.getByText('The connection works').waitFor();
  expect(contacts.seen.at(-1)?.headers['x-key']).toBe('key-of-the-house-1234567890');
  await pane.getByRole('button', { name: 'Edit' }).click();
  await sheet().getByLabel('X-Key').fill('another-key-0987654321');
  await sheet().getByRole('button', { name: 'Save' }).click();
  await says('Our key is saved');
  await pane.getByRole('button', { name: 'Test' }).click();
  await eventually(() => {
    expect(contacts.seen.at(-1)?.headers['x-key']).toBe('another-key-0987654321');
    return Promise.resolve();
  });
  expect(await checkAxe(page)).toEqual([]);
});

test('the same document again changes nothing, and says so', async () => {
  await go('connectors/import?connector=contacts');
  await page
    .getByRole('textbox', { name: 'Address of the document' })
    .fill(`${contacts.origin}/openapi-1.json`);
  await press('Preview');
  await page.getByRole('heading', { name: 'Contacts API' }).waitFor();
  await press('Import as a draft');
  await says('Nothing changed: Contacts API is as its version 1, which is in use');
  await page.waitForURL('**/connectors/contacts');
});

test('what somebody else imports is announced in the list, and what they delete goes', async () => {
  await go('connectors');
  await page.locator('[data-row-title]').first().waitFor();
  const document = { openapi: '3.1.0', info: { title: 'Elsewhere', version: '1' }, paths: {} };
  await console.hub.request('POST', '/api/connectors/import', { body: { name: 'elsewhere', document } });
  await page.getByRole('button', { name: '1 new entry' }).click();
  const row = page.getByRole('link', { name: 'Elsewhere' });
  await row.waitFor();
  await console.hub.request('DELETE', '/api/connectors/elsewhere');
  await row.waitFor({ state: 'detached' });
});

test('a second import is a draft: its changes are seen, then published, and the first one taken back', async () => {
  await go('connectors/contacts');
  await page.getByRole('link', { name: 'Import again' }).click();
  await page
    .getByRole('textbox', { name: 'Address of the document' })
    .fill(`${contacts.origin}/openapi-2.json`);
  await press('Preview');
  await page.getByRole('heading', { name: 'Contacts API' }).waitFor();
  await press('Import as a draft');
  await page.waitForURL('**tab=versions&version=2');
  await says('1 operation added');
  await says('1 operation removed');
  await says('listTeams');
  await says('Breaking');
  expect(await checkAxe(page)).toEqual([]);
  await press('Publish');
  await says('Version 2 is in use');
  await page.getByRole('link', { name: /^Version 1/ }).click();
  await press('Use this version');
  await says('Version 1 is in use');
});

test('a connector is deleted once its name is typed', async () => {
  await go('connectors/contacts?tab=document');
  await says('1 operation was skipped');
  expect(await checkAxe(page)).toEqual([]);
  await press('Delete the connector');
  const confirm = sheet().getByRole('button', { name: 'Delete the connector' });
  expect(await confirm.isDisabled()).toBe(true);
  await sheet().getByLabel('Type contacts to confirm').fill('contacts');
  await confirm.click();
  await page.waitForURL('**/connectors');
  await says('No connectors yet');
});

test('a connector that the hub brings along is installed by one press', async () => {
  await go('connectors/import');
  await page.getByRole('button', { name: 'Install HubSpot' }).click();
  await page.waitForURL('**/connectors/hubspot');
  await page.locator('[data-row-title]').first().waitFor();
  await go('connectors/import');
  await page.getByRole('link', { name: 'Installed' }).waitFor();
  expect(await checkAxe(page)).toEqual([]);
});

test('no page has thrown an error or been refused something by the content security policy', () => {
  expect(console.mistakes).toEqual([]);
});
