// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { verifies } from '../setup/verifies.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;

beforeAll(async () => {
  console = await openConsole();
  page = await enter(console);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(() => console.stop());

const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const dialog = () => page.getByRole('dialog');
const says = (text: string | RegExp) => page.getByText(text).first().waitFor();
const saved = () => page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
const area = (of = page) => of.getByRole('textbox', { name: 'Text of first-steps' });

/** What still moves in has not its full contrast yet. */
const clean = () => eventually(async () => expect(await checkAxe(page)).toEqual([]));

const inHub = async (): Promise<{ text: string; flow: { draft: { fence: number } } }> =>
  (await console.hub.request('GET', '/api/flows/first-steps')).json as {
    text: string;
    flow: { draft: { fence: number } };
  };

/** As somebody types: at the end of the text. */
const typeAtEnd = async (text: string): Promise<void> => {
  await area().focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
};

/** As somebody puts in what was copied elsewhere. */
const replaceAll = async (text: string): Promise<void> => {
  await area().focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
};

const shown = (): Promise<string> =>
  area().evaluate((field) =>
    [
      ...(
        field as unknown as { querySelectorAll(of: string): Iterable<{ textContent: string }> }
      ).querySelectorAll('.cm-line'),
    ]
      .map(({ textContent }) => textContent)
      .join('\n'),
  );

/** The number beside the line of the cursor. */
const lineOfCursor = (): Promise<string> => page.locator('.cm-activeLineGutter').first().innerText();

test('without a flow the page says what one is, and a new one is made by its title', async () => {
  await page.getByRole('link', { name: 'Flows', exact: true }).click();
  await says('No flows yet');
  await clean();
  await page.getByRole('button', { name: 'New flow' }).first().click();
  await dialog().getByRole('button', { name: 'Create the flow' }).click();
  await dialog().getByText('Title: Fill in this field').waitFor();
  await clean();
  await dialog().getByRole('textbox', { name: 'Title' }).fill('First steps');
  expect(await dialog().getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('first-steps');
  await dialog().getByRole('button', { name: 'Create the flow' }).click();
  await page.waitForURL('**/flows/first-steps');
  await saved();
  await page.getByRole('tree', { name: 'Steps of the flow' }).waitFor();
  await clean();
  await page.getByText('YAML', { exact: true }).click();
  await page.getByRole('button', { name: '0 problems' }).click();
  await says('Nothing is wrong with it.');
  await area().waitFor();
  await clean();
});

test('what is typed is saved by itself, with what is wrong shown at its line', async () => {
  await typeAtEnd('- call: { call: nowhere.toBeFound }\n');
  await saved();
  await says('1 problem');
  // A new line is indented as the one before.
  expect((await inHub()).text).toContain('        message: Hello\n- call');
  await page.getByRole('button', { name: /There is no operation|This is no YAML/ }).click();
  expect(await area().evaluate('document.activeElement === document.querySelector(".cm-content")')).toBe(
    true,
  );
  await clean();
});

test('a flow with problems is not published, and each leads to its line', async () => {
  const { text } = await inHub();
  await replaceAll(text.replace(/\s*- call: .*\n\s*$/, '\n  - lost:\n      call: nowhere.toBeFound\n'));
  await saved();
  await page.getByRole('button', { name: 'Publish' }).click();
  await dialog().getByRole('textbox', { name: 'Note' }).fill('The first one');
  await dialog().getByRole('button', { name: 'Publish' }).click();
  await dialog().getByText('1 problem').waitFor();
  await clean();
  await dialog()
    .getByRole('button', { name: /12:\d+ There is no operation/ })
    .click();
  await dialog().waitFor({ state: 'detached' });
  expect(await lineOfCursor()).toBe('12');
});

test('mended it is published with a note, and is in use', async () => {
  const { text } = await inHub();
  await replaceAll(text.replace(/ {2}- lost:[^]*$/, ''));
  await saved();
  await page.getByRole('button', { name: 'Publish' }).click();
  await dialog().getByRole('textbox', { name: 'Note' }).fill('The first one');
  await dialog().getByRole('button', { name: 'Publish' }).click();
  await says('Version 1 is in use');
  await page.getByText('In use', { exact: true }).waitFor();
});

test('with the hub away the text is kept over a reload, and saved when the hub is back', async () => {
  await page.context().route('**/api/flows', (route) => route.abort());
  await typeAtEnd('# while it was away');
  await says('The hub does not answer; this browser keeps the text');
  await clean();
  await page.reload();
  expect(await shown()).toContain('# while it was away');
  expect((await inHub()).text).not.toContain('while it was away');
  await page.context().unroute('**/api/flows');
  await eventually(async () => expect((await inHub()).text).toContain('# while it was away'));
  await saved();
});

test('two people on one flow see each other, and nobody writes over the other unasked', async () => {
  const before = await inHub();
  const theirs = { text: `${before.text}\n# by a script`, basedOn: before.flow.draft.fence };
  // Nothing is typed here: what others save is shown by itself.
  expect((await console.hub.request('POST', '/api/flows', { body: theirs })).status).toBe(200);
  await eventually(async () => expect(await shown()).toContain('# by a script'));

  const next = await inHub();
  await page.context().route('**/api/flows', (route) => route.abort());
  await typeAtEnd(' and mine');
  await says('The hub does not answer');
  const again = { text: `${next.text}\n# again`, basedOn: next.flow.draft.fence };
  expect((await console.hub.request('POST', '/api/flows', { body: again })).status).toBe(200);
  await says('saved this flow while you were writing');
  await page.context().unroute('**/api/flows');
  await clean();
  expect((await inHub()).text).toContain('# again');
  await page.getByRole('button', { name: 'Save mine over it' }).click();
  await saved();
  expect((await inHub()).text).toMatch(/# by a script and mine\s*$/);
});

test('versions are compared, made the draft again and put into use again', async () => {
  await page.getByRole('button', { name: 'Publish' }).click();
  await dialog().getByRole('button', { name: 'Publish' }).click();
  await says('Version 2 is in use');
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('link', { name: /Version 1/ }).click();
  await page.getByText('+# while it was away').waitFor();
  await clean();
  await page.getByRole('button', { name: 'Use this version' }).click();
  await says('Version 1 is in use');
  await page.getByRole('button', { name: 'Make it the draft' }).click();
  await says('The draft is version 1 again');
  await area().waitFor();
  await eventually(async () => expect(await shown()).not.toContain('by a script'));
  await page.getByText('In use', { exact: true }).waitFor();
});

test('a flow keeps its name, and says so', async () => {
  const { text } = await inHub();
  await replaceAll(text.replace('name: first-steps', 'name: other-steps'));
  await says(/A flow keeps its name/);
  await page.getByRole('status').getByText('Not saved', { exact: true }).waitFor();
  await clean();
  await replaceAll(text);
  await saved();
});

test('a flow is paused and found by its state', async () => {
  await page.getByRole('button', { name: 'Pause' }).click();
  await says('first-steps is paused');
  await go('flows?state=paused');
  await page.getByRole('link', { name: 'First steps' }).waitFor();
  await clean();
  await go('flows?state=active');
  await says('Nothing found');
  await go('flows/first-steps');
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
});

test('a secret is set and not shown', async () => {
  await go('secrets');
  await says('No secrets yet');
  await clean();
  await page.getByRole('button', { name: 'New secret' }).first().click();
  await dialog().getByRole('textbox', { name: 'Name' }).fill('crmKey');
  await dialog()
    .getByLabel(/^Value/)
    .fill('nobody sees this word');
  await clean();
  await dialog().getByRole('button', { name: 'Set the secret' }).click();
  await says('crmKey is set');
  await dialog().waitFor({ state: 'detached' });
  await page.getByRole('cell', { name: 'crmKey', exact: true }).waitFor();
  expect(await page.content()).not.toContain('nobody sees this word');
  await clean();
});

test('small and dark the pages are as sound as wide and light', async () => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 360, height: 740 });
  const pages = [
    ['flows', '[data-row-title]'],
    ['flows?new=1', '[role=dialog] form'],
    ['flows/first-steps', '.cm-content'],
    ['flows/first-steps?view=canvas', '[role=tree]'],
    [
      'flows/first-steps?tab=versions&version=1',
      '[aria-labelledby=version] pre, [aria-labelledby=version] p',
    ],
    ['secrets', '[data-list] code'],
    ['flows/nowhere', '[role=alert]'],
  ] as const;
  for (const [path, there] of pages) {
    await go(path);
    await page.locator(there).first().waitFor();
    await clean();
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect([path, over <= 0]).toEqual([path, true]);
  }
});

test('a flow is deleted by typing its name', async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await go('flows/first-steps');
  await page.getByRole('button', { name: 'Delete the flow' }).click();
  await dialog().getByRole('textbox').fill('first-steps');
  await dialog().getByRole('button', { name: 'Delete the flow' }).click();
  await says('first-steps is deleted');
  await page.waitForURL('**/flows');
  await says('No flows yet');
});

const compared = (version: string, steps: string): string =>
  `document: { dsl: '1.0.3', namespace: default, name: compared, version: ${version} }\ndo:\n${steps}`;

verifies(
  'editor.compare',
  'two versions are drawn as one flow, and each step says what changed of it',
  async () => {
    const publish = async (text: string, basedOn: number): Promise<void> => {
      expect((await console.hub.request('POST', '/api/flows', { body: { text, basedOn } })).status).toBe(200);
      const { status } = await console.hub.request('POST', '/api/flows/compared/publish', { body: {} });
      expect(status).toBe(200);
    };
    await publish(
      compared(
        '1.0.0',
        '  - greet: { set: { hello: you } }\n  - gone: { set: { n: 1 } }\n  - end: { set: { n: 2 } }\n',
      ),
      0,
    );
    await publish(
      compared(
        '1.0.1',
        '  - greet: { set: { hello: world } }\n  - end: { set: { n: 2 } }\n  - come: { set: { n: 3 } }\n',
      ),
      1,
    );
    await go('flows/compared?tab=versions&version=2');
    await page.getByRole('combobox', { name: 'Compare with' }).click();
    await page.getByRole('option', { name: 'Version 1' }).click();
    await says('-  - gone: { set: { n: 1 } }');
    await page.getByText('Flow', { exact: true }).click();
    await page.waitForURL('**look=flow');
    const marks = () =>
      page
        .locator('[data-step]')
        .evaluateAll((all) =>
          (all as unknown as { dataset: Record<string, string> }[]).map(
            ({ dataset }) => `${dataset['step']} ${dataset['diff'] ?? ''}`,
          ),
        );
    await eventually(async () =>
      expect(await marks()).toEqual([
        '/do/0/greet changed',
        '/do/1/gone removed',
        '/do/2/end ',
        '/do/3/come added',
      ]),
    );
    const list = page.getByRole('region', { name: '4 differences' });
    await list.getByText('Choose a difference').waitFor();
    await clean();
    await page.locator('[data-step="/do/0/greet"]').click();
    const lines = list.getByRole('region', { name: 'What differs' });
    await lines.getByText('-- greet: { set: { hello: you } }').waitFor();
    await lines.getByText('+- greet: { set: { hello: world } }').waitFor();
    await list.getByRole('button', { name: /^gone/ }).click();
    await lines.getByText('-- gone: { set: { n: 1 } }').waitFor();
    await page.getByRole('treeitem', { name: 'gone, set values', selected: true }).waitFor();
    await list.getByRole('button', { name: /^document/ }).click();
    await lines.getByText(/^\+document:.*1\.0\.1/).waitFor();
    // What is drawn here is for looking at.
    await page.getByRole('tree', { name: 'Steps of the flow' }).press('Delete');
    expect((await marks()).length).toBe(4);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 390, height: 840 });
    await clean();
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect(over).toBeLessThanOrEqual(0);
  },
);

test('no page has thrown an error or been refused something by the content security policy', () => {
  expect(console.mistakes).toEqual([]);
});
