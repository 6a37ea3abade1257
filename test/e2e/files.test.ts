// needs: chromium
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';

/** Not text in any encoding: what is downloaded has to be the same bytes. */
const invoice = Buffer.from([...Buffer.from('%PDF-1.7\n'), 0x00, 0xff, 0xfe, 0x80, 0x0a]);

const invoices = {
  openapi: '3.1.0',
  info: { title: 'Invoices', version: '1' },
  paths: {
    '/invoices/{id}': {
      get: {
        operationId: 'getInvoice',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: { description: 'It', content: { 'application/pdf': {} } } },
      },
    },
  },
};

let console: Console;
let page: Page;
let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream((_, response) => {
    response.setHeader('content-type', 'application/pdf');
    response.setHeader('content-disposition', 'attachment; filename="invoice 7.pdf"').end(invoice);
  });
  console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  page = await enter(console);
});
afterAll(async () => {
  await console.stop();
  await upstream.stop();
});

test('a file that an operation answers with is downloaded as it came', async () => {
  await page.goto(`${console.hub.url}/s/default/connectors/import`);
  await page.getByText('Paste', { exact: true }).click();
  const document = JSON.stringify({ ...invoices, servers: [{ url: upstream.origin }] });
  await page.getByRole('textbox', { name: 'Document' }).fill(document);
  await page.getByRole('button', { name: 'Preview', exact: true }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('link', { name: 'getInvoice' }).click();
  await page.getByLabel('id').fill('7');
  await page.getByRole('button', { name: 'Try it', exact: true }).click();
  await page.getByText('invoice 7.pdf, application/pdf, 14 bytes').waitFor();
  expect(await checkAxe(page)).toEqual([]);
  const arrives = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download', exact: true }).click();
  const download = await arrives;
  expect(download.suggestedFilename()).toBe('invoice 7.pdf');
  expect(await readFile(await download.path())).toEqual(invoice);
});

test('a download that fails says so beside the file, and can be tried again', async () => {
  await page.route('**/api/files/*', (route) => route.abort());
  const press = () => page.getByRole('button', { name: 'Download', exact: true }).click();
  await press();
  await page.getByText('The file could not be downloaded').waitFor();
  await page.unroute('**/api/files/*');
  const arrives = page.waitForEvent('download');
  await press();
  await arrives;
  await page.getByText('The file could not be downloaded').waitFor({ state: 'detached' });
});

test('no page has thrown an error or been refused something by the content security policy', () => {
  expect(console.mistakes).toEqual([]);
});
