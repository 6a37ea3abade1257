import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { startContacts } from './contacts-api.ts';
import { openConsole, type Console } from './open-console.ts';
import { shopApi } from './shop-api.ts';

export interface EditorWorld {
  readonly console: Console;
  /** Asks the hub as a script would. */
  ask(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  textOf(flow: string): Promise<string>;
  stop(): Promise<void>;
}

/** A hub with two small connectors, and a browser in front of it. */
export const openEditorWorld = async (): Promise<EditorWorld> => {
  const upstreams: Upstream[] = [
    await startUpstream((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.writeHead(201).end('{}');
    }),
    await startContacts(() => ({ schemes: {}, security: [] })),
  ];
  const [shop, contacts] = upstreams.map(({ origin }) => origin);
  const console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  const ask: EditorWorld['ask'] = async (method, path, body) => {
    const options = body === undefined ? {} : { body };
    const { json, text, status } = await console.hub.request(method, path, options);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return json as Record<string, unknown>;
  };
  await ask('POST', '/api/connectors/import', { name: 'shop', document: shopApi(shop ?? '') });
  await ask('POST', '/api/connectors/import', { name: 'contacts', url: `${contacts}/openapi-1.json` });
  return {
    console,
    ask,
    textOf: async (flow) => String((await ask('GET', `/api/flows/${flow}`))['text']),
    stop: async () => {
      await console.stop();
      for (const upstream of upstreams) await upstream.stop();
    },
  };
};

/** The page of a flow, as whoever edits it has it. */
export const editorOf = (page: Page, flow: string) => {
  const dialog = () => page.getByRole('dialog');
  const tree = () => page.getByRole('tree', { name: 'Steps of the flow' });
  const panel = (step: string) => page.getByRole('region', { name: `Step ${step}` });
  const plus = (id: string) => page.locator(`[data-plus^="${id}"]`).first();
  const area = () => page.getByRole('textbox', { name: `Text of ${flow}` });
  return {
    dialog,
    tree,
    panel,
    plus,
    area,
    card: (step: string) => page.locator(`[data-step$="/${step}"]`),
    trial: () => page.getByRole('region', { name: 'Test', exact: true }),
    saved: () => page.getByRole('status').getByText('Saved', { exact: true }).waitFor(),
    /** As readers of the screen have them, in the order in which they are drawn. */
    steps: (): Promise<string[]> => tree().getByRole('treeitem').allInnerTexts(),
    /** What the run has drawn at the steps; cards that are out of sight are not there. */
    drawn: async (): Promise<string[]> =>
      (await tree().getByRole('treeitem').allInnerTexts()).flatMap((said) => {
        const parts = said.split(', ');
        const how = parts.find((part) => ['Done', 'Failed', 'Running', 'Waiting', 'Skipped'].includes(part));
        return how === undefined ? [] : [`${parts[0]} ${how}`];
      }),
    /** Where the keyboard is. */
    active: async (): Promise<string> => {
      const id = await tree().getAttribute('aria-activedescendant');
      return id === null ? '' : page.locator(`[id="${id}"]`).innerText();
    },
    /** Finds it in the catalogue, which is open, and adds it. */
    choose: async (words: string): Promise<void> => {
      await dialog().getByRole('combobox').fill(words);
      await dialog().locator('[role=option][aria-selected=true]', { hasText: words }).waitFor();
      await page.keyboard.press('Enter');
      await dialog().waitFor({ state: 'detached' });
    },
    /** In a field with a fixed value `=` begins an expression. */
    express: async (step: string, field: string, source: string): Promise<void> => {
      await panel(step).getByRole('textbox', { name: field, exact: true }).press('=');
      await page.keyboard.type(source);
      // The suggestions close first.
      await page.keyboard.press('Escape');
      await page.keyboard.press('Tab');
    },
    /** What the text comes to at its end. */
    typeAtEnd: async (text: string): Promise<void> => {
      await area().focus();
      await page.keyboard.press('Control+End');
      await page.keyboard.insertText(text);
    },
  };
};

export const hasNoOverflow = async (page: Page): Promise<void> => {
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  expect(over).toBeLessThanOrEqual(0);
};

export const becomes = async <T>(ask: () => Promise<T>, wanted: unknown): Promise<void> => {
  await eventually(async () => expect(await ask()).toEqual(wanted));
};
