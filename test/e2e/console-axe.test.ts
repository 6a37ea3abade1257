// needs: chromium
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { verifies } from '../setup/verifies.ts';
import { enter, openConsole, type Console } from './open-console.ts';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
let console: Console;
let page: Page;

beforeAll(async () => {
  console = await openConsole();
  await console.hub.makeKey(['keys.read']);
  page = await enter(console);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(() => console.stop());

/** A page and what is there once it has been drawn. */
const pages: readonly (readonly [path: string, drawn: string])[] = [
  ['/s/default/', '#activity'],
  ['/s/default/members', '[data-row-title]'],
  ['/s/default/members?tab=invitations&new=1', '[role=dialog] form'],
  ['/s/default/keys', '[data-row-title]'],
  ['/s/default/keys?new=1', '[role=dialog] form'],
  ['/s/default/keys?q=nothing+is+called+so', '[data-list] h2'],
  ['/s/default/audit', '[data-row-title]'],
  ['/s/default/jobs', '[data-list] :is(h2, [data-row-title], [role=alert])'],
  ['/s/default/settings', 'form'],
  ['/account', '[data-row-title]'],
  ['/spaces/new', '[role=dialog] form'],
  ['/s/default/nowhere', 'h1'],
  ['/docs', 'article'],
  ['/sign-in', 'form'],
  ['/sign-in/link#abc', 'button'],
  ['/invitation#abc', '[role=alert]'],
];

/** Run in the page, as text: the types of a browser are not those of the tests. */
const askAxe = `axe.run().then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`;
const askWidth = 'document.documentElement.scrollWidth - window.innerWidth';

/** Colours differ by the theme and places by the width: two looks at each page see all four. */
const looks = [
  { colorScheme: 'light', width: 1440, height: 900 },
  { colorScheme: 'dark', width: 360, height: 740 },
] as const;

for (const { colorScheme, width, height } of looks) {
  for (const [path, drawn] of pages) {
    verifies('foundation.ui.axe', `${path} has no axe violation, ${colorScheme}, ${width} wide`, async () => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      // By way of an empty page: a change behind the # alone would load nothing.
      await page.goto('about:blank');
      await page.goto(`${console.hub.url}${path}`);
      await page.locator(drawn).first().waitFor();
      await page.evaluate(axe);
      expect(await page.evaluate<string[]>(askAxe)).toEqual([]);
      expect(await page.evaluate<number>(askWidth)).toBeLessThanOrEqual(0);
    });
  }
}
