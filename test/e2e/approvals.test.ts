// needs: chromium
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { joinHub, type HubPerson } from '../setup/people.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let flows: FlowsOver;
let page: Page;
let ann: HubPerson;

const details = `Order **AB-1** came broken.

- 80 euros
- [the photo](https://shop.example/photo)

<img src=x onerror=alert(1)>`;

beforeAll(async () => {
  console = await openConsole();
  const { hub } = console;
  flows = flowsOver(hub);
  ann = await joinHub(hub, 'Ann', 'operator');
  const text = readFileSync(`${import.meta.dirname}/../../flows/library/approval.yaml`, 'utf8');
  await hub.request('POST', '/api/flows', { body: { text } });
  await hub.request('POST', '/api/flows/approval/publish', { body: {} });
  page = await enter(console);
});
afterAll(() => console.stop());

const visit = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const badge = () => page.getByRole('navigation').getByText(/wait.? for you/);
const request = async (body: object) =>
  (await console.hub.request('POST', '/api/approvals', { body: { group: 'Team leads', ...body } })).json as {
    id: string;
    link: string | null;
  };

test('a group is made, and gets another name', async () => {
  await visit('members?tab=groups');
  await page.getByText('No groups yet').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Create a group' }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Name').fill('lead/s');
  await sheet.getByRole('button', { name: 'Create a group' }).click();
  await sheet.getByText('a letter or digit first').first().waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await sheet.getByLabel('Name').fill('leads');
  await sheet.getByLabel('Description').fill('Who decides about refunds');
  await sheet.getByRole('button', { name: 'Create a group' }).click();
  await page.getByRole('heading', { name: 'leads' }).waitFor();
  await page.getByText('Nobody is in it yet').waitFor();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await sheet.getByLabel('Name').fill('Team leads');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Team leads' }).waitFor();
});

test('people are put into it and taken out, and that can be undone', async () => {
  const add = async (name: string) => {
    await page.getByLabel('Add somebody').first().fill(name);
    await page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
    await page.getByRole('link', { name, exact: true }).waitFor();
  };
  await add('Ann');
  await add('Owner');
  await page.getByRole('heading', { name: '2 members' }).waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Take Ann out of the group' }).click();
  await page.getByRole('heading', { name: '1 member', exact: true }).waitFor();
  const removed = page.getByRole('alert').filter({ hasText: 'Ann is no longer in Team leads' });
  await removed.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { name: '2 members' }).waitFor();
});

test('the address of a group opens it, and the list beside it closes with the tab', async () => {
  await page.goto(page.url().replace(/\?.*/, ''));
  await page.getByRole('heading', { name: 'Team leads' }).waitFor();
  await page.getByRole('tab', { name: 'Members' }).click();
  await page.waitForURL('**/s/default/members');
  await page.getByRole('tab', { name: 'Groups' }).click();
  await page.locator('[data-row-title]', { hasText: 'Team leads' }).waitFor();
});

test('with nobody asked the page says how somebody is', async () => {
  await visit('approvals');
  await page.getByText('Nothing waits for you').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await page.getByRole('tab', { name: 'All' }).click();
  await page.getByText('Nobody was asked anything yet').waitFor();
  expect(await badge().count()).toBe(0);
  await page.getByRole('tab', { name: 'Waiting for me' }).click();
});

let run = '';
test('a flow asks: the count goes up by itself, and the list says that there is more', async () => {
  const input = { question: 'Refund 80 euros?', group: 'team leads', details, timeout: 'PT1H' };
  ({ run } = await flows.run('approval', input, '0'));
  await badge().waitFor({ state: 'attached' });
  await page.getByRole('button', { name: /1 new/ }).click();
  await page.getByRole('link', { name: 'Refund 80 euros?' }).waitFor();
  expect(await checkAxe(page)).toEqual([]);
});

test('its page shows what one has to know and who asks; nothing of the text becomes HTML', async () => {
  await page.getByRole('link', { name: 'Refund 80 euros?' }).click();
  await page.getByRole('heading', { name: 'Refund 80 euros?' }).waitFor();
  await page.locator('strong', { hasText: 'AB-1' }).waitFor();
  await page.getByText('(shop.example)').waitFor();
  expect(await page.locator('img[src=x]').count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Run of approval' }).getAttribute('href')).toContain(run);
  expect(await checkAxe(page)).toEqual([]);
});

test('the run that asks says so, and leads to the question', async () => {
  await page.getByRole('link', { name: 'Run of approval' }).click();
  const asks = page.getByRole('region', { name: 'Waits for a person' });
  await asks.getByText('asked of Team leads').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await asks.getByRole('link', { name: 'Refund 80 euros?' }).click();
  await page.getByRole('heading', { name: 'Refund 80 euros?' }).waitFor();
});

test('it is answered with a note, and the flow goes on', async () => {
  await page.getByLabel('Note').fill('She is right.');
  await page.getByRole('button', { name: 'Yes', exact: true }).click();
  await page.getByText(/has answered: Yes/).waitFor();
  await page.getByText('She is right.').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  const { output } = await flows.until(run, 'completed');
  expect(output).toMatchObject({ approved: true, note: 'She is right.' });
  await eventually(async () => expect(await badge().count()).toBe(0));
});

test('when somebody else is first, the page shows it at once', async () => {
  const { id } = await request({ question: 'Who is first?' });
  const connects = page.waitForEvent('websocket');
  await visit(`approvals/${id}`);
  await (await connects).waitForEvent('framereceived');
  await page.getByRole('button', { name: 'No', exact: true }).waitFor();
  await ann.ask('POST', `/api/approvals/${id}/answer`, { choice: 'no', note: 'Me.' });
  await page.getByText('Ann has answered: No').waitFor();
  expect(await page.getByRole('button', { name: 'Yes', exact: true }).count()).toBe(0);
});

test('a question of another group can be read and taken back, not answered', async () => {
  const members = [ann.userId];
  await console.hub.request('PUT', '/api/groups', { body: { name: 'Night', members } });
  const { id } = await request({ question: 'Tonight?', group: 'Night', details: { order: { total: 80 } } });
  await visit(`approvals/${id}`);
  await page.getByText('Members of the group Night may answer this').waitFor();
  await page.getByText('total').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Take back' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Asked the wrong team.');
  await dialog.getByRole('button', { name: 'Take back' }).click();
  await page.getByText(/Taken back by/).waitFor();
  await page.getByText('Asked the wrong team.').waitFor();
});

test('all of them are filtered by state and group, and searched', async () => {
  await visit('approvals?tab=all');
  const rows = page.locator('[data-row-title]');
  await eventually(async () => expect(await rows.count()).toBe(3));
  const choose = async (filter: string, option: string) => {
    await page.getByLabel(filter, { exact: true }).first().click();
    await page.getByRole('option', { name: option }).click();
  };
  await choose('State', 'Taken back');
  await eventually(async () => expect(await rows.allInnerTexts()).toEqual(['Tonight?']));
  await page.getByRole('button', { name: 'Clear' }).first().click();
  await choose('Group', 'Team leads');
  await eventually(async () => expect(await rows.count()).toBe(2));
  await page.getByRole('searchbox').fill('refund');
  await eventually(async () => expect(await rows.allInnerTexts()).toEqual(['Refund 80 euros?']));
  expect(await checkAxe(page)).toEqual([]);
});

test('a question that does not exist is said to be none', async () => {
  await visit('approvals/apr_00000000000000000000000000');
  await page.getByText('The question could not be loaded').waitFor();
});

test('a group is deleted by typing its name', async () => {
  await visit('members?tab=groups');
  await page.getByRole('button', { name: 'Actions for Night' }).click();
  await page.getByRole('menuitem', { name: 'Delete the group' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('Night');
  await dialog.getByRole('button', { name: 'Delete the group' }).click();
  await page.getByText('Night is deleted').waitFor();
  await eventually(async () =>
    expect(await page.locator('[data-row-title]').allInnerTexts()).toEqual(['Team leads']),
  );
});

test('no page made a mistake that nobody saw', () => {
  expect(console.mistakes).toEqual([]);
});
