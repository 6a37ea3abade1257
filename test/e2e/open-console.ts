import type { Page } from 'playwright-core';
import { createSignInLink } from '../../gateway/sign-in/first-owner.ts';
import { openBrowser, type Browser } from '../components/chromium.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';

export interface Console {
  readonly hub: TestHub;
  readonly browser: Browser;
  /** What went wrong in pages without anybody seeing it: thrown errors, and what the content security policy refused. */
  readonly mistakes: string[];
  /** The address that signs the owner in once. */
  makeLink(): Promise<string>;
  /** A browser of another person, which shares nothing with the first. */
  openAnother(): Promise<Browser>;
  stop(): Promise<void>;
}

/** A refusal is an answer and no mistake of the page: the browser logs both alike. */
const expected = /Failed to load resource|WebSocket connection to/;

/** How many times slower the pages shall run than they could: what a test waits for too early fails at once then. */
const slower = Number(process.env['BROWSER_SLOWER'] ?? 1);
const slowDown = async (page: Page): Promise<void> => {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('Emulation.setCPUThrottlingRate', { rate: slower });
};

/** A hub and a browser in front of it. */
export const openConsole = async (env: Readonly<Record<string, string>> = {}): Promise<Console> => {
  const hub = await startTestHub(env);
  const opened: Browser[] = [];
  const mistakes: string[] = [];
  const watch = (page: Page): void => {
    page.on('pageerror', (error) => mistakes.push(String(error.stack)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !expected.test(message.text())) mistakes.push(message.text());
    });
  };
  const open = async (): Promise<Browser> => {
    const browser = await openBrowser();
    opened.push(browser);
    // A limit, never a measurement: machines that judge are slow at times.
    browser.context.setDefaultTimeout(60_000);
    browser.context.on('page', watch);
    if (slower > 1) browser.context.on('page', (page) => void slowDown(page));
    return browser;
  };
  const browser = await open();
  return {
    hub,
    browser,
    mistakes,
    openAnother: open,
    makeLink: async () => {
      const { db } = hub.database;
      const [owner] = await db.asSystem((tx) =>
        tx.query<{ id: string }>('select user_id as id from users where installation_owner'),
      );
      return `${hub.url}/sign-in/link#${await createSignInLink(db, owner?.id ?? '')}`;
    },
    stop: async () => {
      for (const one of opened) await one.close();
      await hub.stop();
    },
  };
};

/** Signs the owner in; the page stands in the default space. */
export const enter = async (console: Console): Promise<Page> => {
  const page = await console.browser.context.newPage();
  await page.goto(await console.makeLink());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/s/default/');
  return page;
};
