// needs: chromium
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { verifies } from '../setup/verifies.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;
let someKey = '';

beforeAll(async () => {
  console = await openConsole();
  await console.hub.makeKey(['keys.read']);
  const listed = await console.hub.request('GET', '/api/keys?limit=1');
  someKey = (listed.json as { items: { id: string }[] }).items[0]?.id ?? '';
  page = await enter(console);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(() => console.stop());

/** A page, what is there once it has been drawn, and what is pressed to come to it. `{key}` is the id of a key. */
const pages: readonly (readonly [path: string, drawn: string, ...press: string[]])[] = [
  ['/s/default/', '#activity'],
  ['/s/default/members', '[data-row-title]'],
  ['/s/default/members?tab=invitations&new=1', '[role=dialog] form'],
  ['/s/default/keys', '[data-row-title]'],
  ['/s/default/keys?new=1', '[role=dialog] form'],
  ['/s/default/keys?q=nothing+is+called+so', '[data-list] h2'],
  ['/s/default/keys/{key}', ':is(aside, [role=dialog]) dl'],
  ['/s/default/keys/key_00000000000000000000000000', ':is(aside, [role=dialog]) [role=status] button'],
  ['/s/default/keys', '[data-list] section', 'tbody [type=checkbox]'],
  ['/s/default/keys', '[role=dialog] ul', 'tbody [type=checkbox]', '[data-list] section span ~ button'],
  ['/s/default/keys?state=active', '[role=menu]', '[data-list] [aria-haspopup=menu]'],
  ['/s/default/audit', '[data-row-title]'],
  ['/s/default/jobs', '[data-list] h2'],
  ['/s/default/runs', '[data-list] h2'],
  ['/s/default/runs/run_00000000000000000000000000', '[role=alert]'],
  ['/s/default/settings', 'form'],
  ['/account', '[data-row-title]'],
  ['/spaces/new', '[role=dialog] form'],
  ['/s/default/nowhere', 'h1'],
  ['/docs', 'article'],
  ['/sign-in', 'form'],
  ['/sign-in/link#abc', 'button'],
  ['/invitation#abc', '[role=alert]'],
];

const askWidth = 'document.documentElement.scrollWidth - window.innerWidth';

/** Colours differ by the theme and places by the width: two looks at each page see all four. */
const looks = [
  { colorScheme: 'light', width: 1440, height: 900 },
  { colorScheme: 'dark', width: 360, height: 740 },
] as const;

for (const { colorScheme, width, height } of looks) {
  for (const [path, drawn, ...press] of pages) {
    const name = [path, ...press].join(', ');
    verifies('foundation.ui.axe', `${name} has no axe violation, ${colorScheme}, ${width} wide`, async () => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      // By way of an empty page: a change behind the # alone would load nothing.
      await page.goto('about:blank');
      await page.goto(`${console.hub.url}${path.replace('{key}', someKey)}`);
      for (const pressed of press) await page.locator(pressed).first().click();
      await page.locator(drawn).first().waitFor();
      expect(await checkAxe(page)).toEqual([]);
      expect(await page.evaluate<number>(askWidth)).toBeLessThanOrEqual(0);
    });
  }
}
