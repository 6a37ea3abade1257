// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { addJobs } from '../../platform/jobs/store-add.ts';
import { eventually } from '../setup/eventually.ts';
import { verifies } from '../setup/verifies.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;
let ids: string[];

const names = ['send-the-invoice', 'count-the-stock', 'still-waiting'] as const;
const reason = 'The other side answered 502';

beforeAll(async () => {
  console = await openConsole();
  const { db, superuser } = console.hub.database;
  const { json } = await console.hub.request('GET', '/api/space');
  const spaceId = (json as { id: string }).id;
  const runAt = new Date(Date.now() + 86_400_000);
  ids = await db.inSpace(spaceId, (tx) =>
    addJobs(
      tx,
      names.map((name) => ({ name, payload: null, spaceId, runAt })),
    ),
  );
  // As a worker leaves a job that has failed for the last time.
  await superuser.query(
    `update jobs set state = 'dead', attempts = 5, last_error = $2, finished_at = now() where job_id = any($1)`,
    [ids.slice(0, 2), reason],
  );
  page = await enter(console);
  await page.goto(`${console.hub.url}/s/default/jobs?state=dead`);
});
afterAll(() => console.stop());

const titles = () => page.locator('[data-row-title]');
const says = (text: string) => page.getByText(text).first().waitFor();
const stateOf = async (at: number): Promise<unknown> => {
  const { json } = await console.hub.request('GET', `/api/jobs?name=${names[at]}`);
  return (json as { items: { id: string; state: string; attempts: number }[] }).items.map(
    ({ id, state, attempts }) => [id === ids[at], state, attempts],
  );
};
const choose = async (name: string, action: string): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
};

verifies('foundation.ui.jobs', 'the failed jobs are listed with why, and only they', async () => {
  await eventually(async () => {
    expect((await titles().allInnerTexts()).sort()).toEqual(['count-the-stock', 'send-the-invoice']);
  });
  await titles().filter({ hasText: 'send-the-invoice' }).click();
  const detail = page.getByRole('complementary');
  await detail.getByText(reason).waitFor();
  await detail.getByText('Failed').waitFor();
  await detail.getByText(ids[0] ?? '').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await detail.waitFor({ state: 'detached' });
});

verifies('foundation.ui.jobs', 'one is run again, with all of its attempts', async () => {
  await choose('send-the-invoice', 'Run again');
  await says('send-the-invoice runs again');
  expect(await stateOf(0)).toEqual([[true, 'ready', 0]]);
  await eventually(async () => {
    expect(await titles().allInnerTexts()).toEqual(['count-the-stock']);
  });
});

verifies(
  'foundation.ui.jobs',
  'another is discarded, after a question that can be answered with no',
  async () => {
    const sheet = page.getByRole('dialog');
    await choose('count-the-stock', 'Discard the job');
    await sheet.getByText('Its work is not done and cannot be brought back.').waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    expect(await stateOf(1)).toEqual([[true, 'dead', 5]]);

    await choose('count-the-stock', 'Discard the job');
    await sheet.getByRole('button', { name: 'Discard the job' }).click();
    await says('count-the-stock is discarded');
    expect(await stateOf(1)).toEqual([[true, 'discarded', 5]]);
    await eventually(async () => {
      expect(await titles().allInnerTexts()).toEqual([]);
    });
  },
);

test('without the filter all of them are there, each in its state', async () => {
  await page.goto(`${console.hub.url}/s/default/jobs`);
  await eventually(async () => {
    expect((await titles().allInnerTexts()).sort()).toEqual([...names].sort());
  });
  for (const word of ['Ready', 'Discarded', 'Scheduled'])
    await page.locator('[data-list]').getByText(word, { exact: true }).first().waitFor();
  expect(await checkAxe(page)).toEqual([]);
  expect(console.mistakes).toEqual([]);
});
