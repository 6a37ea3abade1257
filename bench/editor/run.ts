import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { createSignInLink } from '../../gateway/sign-in/first-owner.ts';
import { openDb } from '../../platform/db/open.ts';
import { openBrowser, type Browser } from '../../test/components/chromium.ts';
import { ask } from '../mcp/serve.ts';
import { startHubProcess, type HubProcess } from '../platform/hub-process.ts';
import { load, printTable, quantile, withDatabase } from '../platform/measure.ts';
import { largeDocument, largeFlow } from './large.ts';

const steps = 500;
const operations = 5_000;
const rounds = 5;

interface Figure {
  readonly what: string;
  readonly bar: string;
  readonly now: string;
}

/** From an input until what came of it is painted, as the browser measures it itself. */
const watchInputs = `
  window.inputs = [];
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries())
      if (name === 'keydown' || name === 'input' || name === 'keypress') window.inputs.push(duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: false });`;

const watchFrames = `
  window.frames = [];
  let last = performance.now();
  const look = (now) => { window.frames.push(now - last); last = now; requestAnimationFrame(look); };
  requestAnimationFrame(look);`;

const during = async (page: Page, work: () => Promise<void>): Promise<{ rate: number; worst: number }> => {
  await page.evaluate('window.frames = []');
  const from = performance.now();
  await work();
  const took = performance.now() - from;
  const frames = await page.evaluate<number[]>('window.frames');
  return { rate: (frames.length / took) * 1_000, worst: Math.max(...frames) };
};

/** Of the slowest of the letters; those that took less than 16 ms are not told. */
const typed = async (page: Page, text: string): Promise<number> => {
  await page.evaluate('window.inputs = []');
  await page.keyboard.type(text, { delay: 120 });
  await page.waitForTimeout(300);
  return Math.max(16, ...(await page.evaluate<number[]>('window.inputs')));
};

const opened = async (page: Page, url: string, there: string): Promise<number> => {
  const from = performance.now();
  await page.goto(url);
  await page.locator(there).first().waitFor();
  return performance.now() - from;
};

const signIn = async (browser: Browser, link: string): Promise<Page> => {
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/s/default/');
  await page.addInitScript(watchInputs);
  await page.addInitScript(watchFrames);
  return page;
};

/** What the first page needs, as it goes over the wire. */
const firstScripts = async (page: Page, hub: HubProcess): Promise<number> => {
  const names = await page.evaluate<string[]>(
    `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).map(({ name }) => name)`,
  );
  let bytes = 0;
  for (const name of names) {
    const answer = await fetch(name, { headers: { authorization: `Bearer ${hub.key}` } });
    bytes += gzipSync(Buffer.from(await answer.arrayBuffer())).length;
  }
  return bytes;
};

const ms = (value: number): string => `${Math.round(value)} ms`;
const spread = (values: readonly number[]): string =>
  `p50 ${ms(quantile(values, 0.5))}, worst ${ms(Math.max(...values))}`;

const measure = async (page: Page, hub: HubProcess): Promise<Figure[]> => {
  const home: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    home.push(await opened(page, `${hub.url}/s/default/`, 'h1'));
  const bytes = await firstScripts(page, hub);
  const url = `${hub.url}/s/default/flows/large?view=canvas`;
  const flow: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    flow.push(await opened(page, url, '.react-flow__node:has-text("look0")'));
  await page.waitForTimeout(1_000);

  const canvas = await page.locator('.react-flow').first().boundingBox();
  if (canvas === null) throw new Error('The canvas is not there.');
  const [x, y] = [canvas.x + canvas.width / 2, canvas.y + canvas.height / 2];
  await page.mouse.move(x, y);
  const wheel = await during(page, async () => {
    for (let at = 0; at < 120; at += 1) await page.mouse.wheel(0, at < 60 ? 60 : -60);
  });
  const card = page.locator('.react-flow__node:has-text("keep1")').first();
  const box = await card.boundingBox();
  if (box === null) throw new Error('The step keep1 is not in sight.');
  await page.mouse.move(box.x + 40, box.y + 20);
  await page.mouse.down();
  const drag = await during(page, async () => {
    for (let at = 0; at < 120; at += 1)
      await page.mouse.move(box.x + 40 + Math.sin(at / 9) * 150, box.y + 20 + at * 3);
  });
  await page.keyboard.press('Escape');
  await page.mouse.up();

  await card.click();
  const field = page.getByRole('textbox', { name: /note/i }).last();
  await field.click();
  let letters = 0;
  const typing = await during(page, async () => {
    letters = await typed(page, ' and what a person writes here, letter after letter');
  });
  await page.mouse.click(x, canvas.y + canvas.height - 12);
  await page.keyboard.press('/');
  const search = await typed(page, 'look404');
  // The search has led elsewhere, and what is out of sight is not drawn.
  await opened(page, url, '.react-flow__node:has-text("keep1")');
  await card.click();
  await page.keyboard.press('a');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').waitFor();
  await dialog
    .getByRole('status')
    .getByText(/5,\d{3}/)
    .waitFor();
  await dialog.getByRole('combobox').focus();
  const catalogue = await typed(page, 'invoice 47');

  const rate = ({ rate: one, worst }: { rate: number; worst: number }): string =>
    `${one.toFixed(0)} frames/s, worst frame ${ms(worst)}`;
  return [
    { what: `a flow of ${steps} steps opens (page loaded anew)`, bar: '1.5 s', now: spread(flow) },
    { what: 'panning it by the wheel', bar: '50 frames/s', now: rate(wheel) },
    { what: 'dragging a step', bar: '50 frames/s', now: rate(drag) },
    { what: 'typing into a form of it', bar: '50 frames/s', now: `${rate(typing)}, a letter ${ms(letters)}` },
    { what: 'search in it, a letter until it is painted', bar: '50 ms', now: ms(search) },
    { what: `search in a catalogue of ${operations}, the same`, bar: '100 ms', now: ms(catalogue) },
    { what: 'scripts of the first page, gzipped', bar: '400 KB', now: `${Math.round(bytes / 1024)} KB` },
    { what: 'first page, loaded anew', bar: '1 s', now: spread(home) },
  ];
};

await withDatabase(async (url) => {
  const hub = await startHubProcess({
    env: { DATABASE_URL: url, HUB_LOG_LEVEL: 'warn', HUB_RATE_LIMIT: '0' },
  });
  const db = openDb({ url, poolSize: 2, statementTimeoutMs: 10_000 });
  const browser = await openBrowser();
  try {
    await ask(hub, '/api/connectors/import', { name: 'large', document: largeDocument(operations) });
    await ask(hub, '/api/flows', { text: largeFlow('large', steps) });
    const [owner] = await db.asSystem((tx) =>
      tx.query<{ id: string }>('select user_id as id from users where installation_owner'),
    );
    const link = `${hub.url}/sign-in/link#${await createSignInLink(db, owner?.id ?? '')}`;
    const page = await signIn(browser, link);
    printTable((await measure(page, hub)).map(({ what, bar, now }) => ({ what, bar, now })));
    console.log(`load ${load()}`);
  } finally {
    await browser.close();
    await db.close();
    await hub.stop();
  }
});
