// needs: chromium
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;
let upstream: Upstream;
/** What the other side answers: it can be mended between a run and its retry. */
let works = false;

const tickets = () => `document: { dsl: '1.0.3', namespace: default, name: tickets, version: '1.0.0' }
do:
  - ticket:
      try:
        - create: { call: http, with: { method: post, endpoint: '${upstream.origin}/tickets' } }
      catch:
        as: error
        do:
          - park: { call: flows.park, with: { reason: '\${ "No ticket for " + $workflow.input.who }', data: '\${ $workflow.input }' }, then: end }
`;

beforeAll(async () => {
  upstream = await startUpstream((_, response) => {
    response.writeHead(works ? 200 : 503, { 'content-type': 'application/json' }).end('{"ticket":7}');
  });
  console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  const { hub } = console;
  const saved = await hub.request('POST', '/api/flows', { body: { text: tickets() } });
  expect(saved.json).toMatchObject({ problems: [] });
  await hub.request('POST', '/api/flows/tickets/publish', { body: {} });
  page = await enter(console);
});
afterAll(async () => {
  await console.stop();
  await upstream.stop();
});

beforeEach(() => {
  works = false;
});

const begin = async (who: string): Promise<string> => {
  const { json } = await console.hub.request('POST', '/api/flows/tickets/run?wait=20s', {
    body: { input: { who } },
  });
  expect(json).toMatchObject({ status: 'parked' });
  return (json as { run: string }).run;
};
const titles = () => page.locator('[data-row-title]');

test('a run that is parked says why, by which task, and what was left for whoever looks at it', async () => {
  const run = await begin('Ann');
  await page.goto(`${console.hub.url}/s/default/runs/${run}`);
  const parked = page.getByRole('region', { name: 'Parked' });
  await parked.getByText('Parked for a person by park').waitFor();
  await parked.getByText('No ticket for Ann').waitFor();
  await parked.getByText('Left for whoever looks at it').waitFor();
  expect(await checkAxe(page)).toEqual([]);
});

test('it is dealt with by a note, and says by whom', async () => {
  await page.getByRole('button', { name: 'Dismiss' }).click();
  const ask = page.getByRole('dialog');
  await ask.getByLabel('How it was dealt with').fill('Called her');
  // The dialog fades in.
  await eventually(async () => expect(await checkAxe(page)).toEqual([]));
  await ask.getByRole('button', { name: 'Dismiss' }).click();
  const dismissed = page.getByRole('region', { name: 'Dealt with' });
  await dismissed.getByText('Called her').waitFor();
  await ask.waitFor({ state: 'detached' });
  expect(await page.getByRole('button', { name: 'Dismiss' }).count()).toBe(0);
  expect(await checkAxe(page)).toEqual([]);
});

test('once the other side is mended, a retry goes on from what failed before it was parked', async () => {
  works = true;
  await page.getByRole('button', { name: 'Retry', exact: true }).click();
  await page.getByText('Completed', { exact: true }).waitFor();
  await page.getByText('Called her').waitFor({ state: 'detached' });
});

test('dead letters are found by a filter and by words of their reason', async () => {
  for (const who of ['Ben', 'Cleo', 'Dora']) await begin(who);
  await page.goto(`${console.hub.url}/s/default/runs?dead=open`);
  await eventually(async () => expect(await titles().count()).toBe(3));
  await page.getByRole('searchbox').fill('for Cleo');
  await eventually(async () => expect(await titles().count()).toBe(1));
  expect(await checkAxe(page)).toEqual([]);
});

test('all that fit the filter are retried: how many is said before, and how far it is while they are', async () => {
  works = true;
  await page.goto(`${console.hub.url}/s/default/runs?dead=open`);
  await eventually(async () => expect(await titles().count()).toBe(3));
  await page.getByRole('button', { name: 'Retry all that fit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('3 runs go on from the task that failed').waitFor();
  await eventually(async () => expect(await checkAxe(page)).toEqual([]));
  await dialog.getByRole('button', { name: 'Retry 3 runs' }).click();
  await dialog.getByText('3 runs go on', { exact: true }).waitFor();
  await eventually(async () => expect(await checkAxe(page)).toEqual([]));
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByText('Nothing found').waitFor();
  const { json } = await console.hub.request('GET', '/api/runs?status=completed');
  expect((json as { items: unknown[] }).items).toHaveLength(4);
});

test('one that is under way is told of to whoever comes, and can be stopped', async () => {
  await console.hub.database.superuser.query(
    `insert into flow_retries (retry_id, space_id, wanted, total, retried, asked_by, asked_by_name)
     select 'rty_' || repeat('0', 26), space_id, '{}', 10, 4, 'usr_x', 'Fay' from spaces where slug = 'default'`,
  );
  await page.goto(`${console.hub.url}/s/default/runs`);
  await page.getByText('Fay is retrying many runs: 4 of 10.').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Show' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('4 of 10 done').waitFor();
  await eventually(async () => expect(await checkAxe(page)).toEqual([]));
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await dialog.getByText('6 not begun').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Fay is retrying').waitFor({ state: 'detached' });
});

test('no page has thrown an error', () => {
  expect(console.mistakes).toEqual([]);
});
