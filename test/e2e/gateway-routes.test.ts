// needs: chromium
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from '../setup/eventually.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';
import { checkAxe } from './axe.ts';
import { enter, openConsole, type Console } from './open-console.ts';

let console: Console;
let page: Page;
let shop: Upstream;

beforeAll(async () => {
  shop = await startUpstream((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ orders: [{ id: 1, item: 'tea' }] }));
  });
  console = await openConsole({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  page = await enter(console);
  await page.emulateMedia({ reducedMotion: 'reduce' });
});
afterAll(async () => {
  await console?.stop();
  await shop?.stop();
});

const inHub = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
  const { json, text, status } = await console.hub.request(method, path, body === undefined ? {} : { body });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json as Record<string, unknown>;
};
interface Saved {
  readonly version: number;
  readonly document: { readonly policies: readonly Record<string, unknown>[] };
}
const saved = async (name: string): Promise<Saved> =>
  (await inHub('GET', `/api/pipelines/${name}`)) as unknown as Saved;
const policiesOf = async (name: string): Promise<string[]> =>
  (await saved(name)).document.policies.flatMap((entry) => Object.keys(entry));

const go = (path: string) => page.goto(`${console.hub.url}/s/default/${path}`);
const dialog = () => page.getByRole('dialog');
const says = (text: string | RegExp) => page.getByText(text).first().waitFor();
const clean = () => eventually(async () => expect(await checkAxe(page)).toEqual([]));
const card = (name: RegExp) => page.locator('[data-step]').filter({ hasText: name });
const row = (name: string) => page.locator(`[data-row-title="${name}"]`);
const panel = (name: string) => page.getByRole('complementary', { name });
const answerOf = () => page.getByRole('region', { name: 'Answer' });
const save = async (note: string): Promise<void> => {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog().getByRole('textbox', { name: 'What the change is for' }).fill(note);
  await dialog().getByRole('button', { name: 'Save', exact: true }).click();
  await dialog().waitFor({ state: 'hidden' });
};
/** An option of a list that opens. What comes in may move it away under the pointer: then one presses again until it is closed. */
const choose = async (name: string, option: string): Promise<void> => {
  await page.getByRole('combobox', { name }).click();
  const wanted = page.getByRole('listbox').getByRole('option', { name: option, exact: true });
  await wanted.waitFor();
  await eventually(async () => {
    if (await wanted.isVisible()) await wanted.click({ timeout: 5_000 });
    await wanted.waitFor({ state: 'hidden', timeout: 5_000 });
  });
};
const move = async (key: string, place: number): Promise<void> => {
  await page.keyboard.press(key);
  await says(`Limit the rate is at place ${place} of 3`);
  await page.locator(`[data-step="${place - 1}"]:focus`).waitFor();
};
/** Sends what the form says, until this process has the last version. */
const sendUntil = (status: string) =>
  eventually(async () => {
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await answerOf().getByText(status, { exact: true }).waitFor({ timeout: 5_000 });
  });

test('Without a route the page says what one is; a new one is checked at the field', async () => {
  await page.getByRole('link', { name: 'Gateway', exact: true }).click();
  await says('No routes yet');
  await clean();
  await page.getByRole('button', { name: 'New route' }).first().click();
  await dialog().getByRole('textbox', { name: 'Paths' }).fill('orders');
  await dialog().getByRole('textbox', { name: 'Address of the service' }).fill('shop');
  await dialog().getByRole('button', { name: 'Create the route' }).click();
  await dialog().getByText('Each path begins with a slash').first().waitFor();
  await dialog()
    .getByText(/An address such as/)
    .first()
    .waitFor();
  await clean();
});

verifies(
  'gateway.console.route',
  'A new route lets one call in and refuses another; both are seen in its traffic',
  async () => {
    await dialog().getByRole('textbox', { name: 'Paths' }).fill('/orders/*');
    await dialog().getByRole('textbox', { name: 'Address of the service' }).fill(shop.origin);
    await dialog().getByRole('textbox', { name: 'Requests a minute' }).fill('600');
    await dialog().getByRole('button', { name: 'Create the route' }).click();
    await page.waitForURL('**/gateway/routes/orders');
    expect(await policiesOf('orders')).toEqual(['key-auth', 'rate-limit', 'proxy']);
    await clean();

    const { id: consumerId } = await inHub('POST', '/api/consumers', { name: 'till' });
    const { secret } = await inHub('POST', `/api/consumers/${String(consumerId)}/credentials`, {
      kind: 'key',
    });
    await page.getByRole('button', { name: 'Try a request' }).click();
    await page.getByRole('textbox', { name: 'Path and query' }).fill('/orders/1');
    await sendUntil('401');
    await card(/API key/)
      .getByText('Refused')
      .waitFor();
    await card(/Forward to a service/)
      .getByText('Not reached')
      .waitFor();
    await clean();
    await page.getByLabel('Authorization', { exact: true }).fill(`apiKey ${String(secret)}`);
    await sendUntil('200');
    await card(/API key/)
      .getByText('Let through')
      .waitFor();
    await card(/Forward to a service/)
      .getByText('Answered')
      .waitFor();
    await answerOf().getByText('"item": "tea"').waitFor();
    expect(shop.seen.every(({ path }) => path === '/orders/1')).toBe(true);

    await page.getByRole('link', { name: 'Routes' }).click();
    await page.getByRole('link', { name: 'Traffic', exact: true }).click();
    const requests = page.getByRole('table', { name: 'Last requests' });
    await requests.getByText('401', { exact: true }).first().waitFor();
    await requests.getByText('200', { exact: true }).first().waitFor();
    await requests.getByText('till').first().waitFor();
    await clean();
    await requests.getByRole('button', { name: 'GET /orders/1' }).first().click();
    await says('Address of the client');
    await clean();
    await page.keyboard.press('Escape');
    await choose('Outcome', 'Refused');
    await eventually(async () => expect(await requests.getByText('200', { exact: true }).count()).toBe(0));
    await requests.getByText('401', { exact: true }).first().waitFor();
  },
);

test('Policies are put in order by keyboard, undone, added in between and removed', async () => {
  await go('gateway/routes/orders');
  await card(/Limit the rate/).focus();
  await move('Alt+ArrowUp', 1);
  await move('Alt+ArrowDown', 2);
  await move('Alt+ArrowDown', 3);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Add a policy at place 3' }).click();
  await dialog().getByRole('searchbox', { name: 'Search policies' }).fill('cors');
  await dialog().getByRole('button', { name: /^CORS/ }).waitFor();
  await clean();
  await dialog().getByRole('searchbox', { name: 'Search policies' }).press('Enter');
  await panel('CORS').waitFor();
  await save('Pages may call');
  expect(await policiesOf('orders')).toEqual(['rate-limit', 'key-auth', 'cors', 'proxy']);
  await card(/CORS/).focus();
  await page.keyboard.press('Delete');
  await says('CORS is removed');
  await card(/Limit the rate/).dragTo(card(/API key/));
  await says('Limit the rate is at place 2 of 3');
  await save('As it was');
  expect(await policiesOf('orders')).toEqual(['key-auth', 'rate-limit', 'proxy']);
});

test('A condition is put together, its jq is checked as one types, and nobody leaves without being asked', async () => {
  await card(/Limit the rate/).click();
  await panel('Limit the rate').waitFor();
  await choose('When it runs', 'Authenticated');
  await choose('When it runs', 'All of');
  await page.getByRole('button', { name: 'Add a condition' }).click();
  await choose('Condition 2', 'Expression');
  await page.getByRole('textbox', { name: 'Expression' }).fill('.request.headers[');
  await panel('Limit the rate')
    .getByText(/this is no expression/)
    .first()
    .waitFor();
  await clean();
  await page.getByRole('link', { name: 'Flows', exact: true }).click();
  await dialog()
    .getByText(/is not saved/)
    .waitFor();
  await clean();
  await dialog().getByRole('button', { name: 'Stay here' }).click();
  await page.getByRole('textbox', { name: 'Expression' }).fill('.request.headers["x-plan"] == "free"');
  await card(/only if All of/).waitFor();
});

test('Whoever comes second sees who was faster and what they changed', async () => {
  const { version, document } = await saved('orders');
  await inHub('PUT', '/api/pipelines', {
    ...{ name: 'orders', basedOn: version, note: 'From elsewhere' },
    document: { ...document, title: 'Orders of the shop' },
  });
  await choose('Condition 1', 'Anonymous');
  await eventually(async () => expect(await page.getByText(/not right/).count()).toBe(0));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog().getByRole('button', { name: 'Save', exact: true }).click();
  await dialog()
    .getByText(/meanwhile/)
    .waitFor();
  await dialog().getByText('title: Orders of the shop').waitFor();
  await clean();
  await dialog().getByRole('button', { name: 'Save mine over it' }).click();
  await says(`orders is saved as version ${version + 2}`);
});

test('Versions are compared, and an earlier one is made the newest again', async () => {
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('link', { name: 'Version 1', exact: true }).click();
  await page.getByRole('region', { name: 'What differs' }).waitFor();
  await clean();
  await page.getByRole('button', { name: 'Make it the newest again' }).click();
  await says(/is in use again/);
  const { document } = await saved('orders');
  expect(document.policies.map((entry) => Object.keys(entry))).toEqual([
    ['key-auth'],
    ['rate-limit'],
    ['proxy'],
  ]);
  expect(JSON.stringify(document)).not.toContain('condition');
});

verifies('gateway.console.leave', 'Back, forward and closing the tab ask too', async () => {
  await go('gateway');
  await row('orders').click();
  await card(/Limit the rate/).focus();
  await page.keyboard.press('Delete');
  await says('Limit the rate is removed');
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  for (const answer of ['Stay here', 'Leave and lose the changes']) {
    await page.evaluate('history.back()');
    await dialog()
      .getByText(/is not saved/)
      .waitFor();
    expect(new URL(page.url()).pathname).toMatch(/routes\/orders$/);
    expect(await page.locator('[data-step]').count()).toBe(2);
    await dialog().getByRole('button', { name: answer }).click();
    await dialog().waitFor({ state: 'hidden' });
  }
  await page.getByRole('table', { name: 'Routes' }).waitFor();
  await page.goForward();
  await card(/Limit the rate/).waitFor();
  await page.goBack();
  await page.getByRole('table', { name: 'Routes' }).waitFor();
});

test('What others make is announced, what they change is read again, and a service among many is searched', async () => {
  const title = 'Orders by another hand';
  const { document } = await saved('orders');
  await inHub('PUT', '/api/pipelines', { name: 'orders', document: { ...document, title } });
  await row('orders').filter({ hasText: title }).waitFor();
  const many = Array.from({ length: 120 }, (_, at) => `  many-${at + 100}: { url: 'http://many.example' }`);
  await inHub('POST', '/api/gateway/import', {
    ...{ text: `serviceEndpoints:\n${many.join('\n')}\n`, apply: true, prune: false },
  });
  await inHub('PUT', '/api/pipelines', {
    name: 'late',
    document: {
      apiEndpoints: { main: { paths: '/late' } },
      policies: [{ proxy: { action: { serviceEndpoint: 'many-219' } } }],
    },
  });
  await page.getByRole('button', { name: /1 new/ }).click();
  await row('late').waitFor();
  await page.getByRole('combobox', { name: 'Service' }).fill('any-219');
  await page.getByRole('option', { name: 'many-219' }).click();
  await row('orders').waitFor({ state: 'hidden' });
  await row('late').waitFor();
});

test('A secret is never shown again: it is set, or replaced', async () => {
  await inHub('PUT', '/api/pipelines', {
    name: 'tokens',
    document: {
      apiEndpoints: { main: { paths: '/tokens' } },
      policies: [{ jwt: { action: { secretOrPublicKey: 'a-very-good-secret-of-forty-letters-here' } } }],
    },
  });
  await go('gateway/routes/tokens');
  await card(/Signed token/).click();
  await panel('Signed token (JWT)').getByText('Is set').waitFor();
  expect(await page.content()).not.toContain('a-very-good-secret');
  await clean();
  await page.getByRole('button', { name: 'Replace Secret or public key' }).click();
  await page
    .getByLabel('Secret or public key', { exact: true })
    .fill('another-good-secret-of-forty-letters-or-so');
  await save('Another secret');
  await panel('Signed token (JWT)').getByText('Is set').waitFor();
});

test('A route with a secret is duplicated, secret and all', async () => {
  await page.getByRole('button', { name: 'Actions for tokens' }).click();
  await clean();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await dialog().getByRole('textbox', { name: 'Name' }).fill('tokens');
  await dialog().getByRole('button', { name: 'Duplicate' }).click();
  await dialog()
    .getByText(/is taken/)
    .first()
    .waitFor();
  await clean();
  await dialog().getByRole('textbox', { name: 'Name' }).fill('tokens-copy');
  await dialog().getByRole('button', { name: 'Duplicate' }).click();
  await page.waitForURL('**/gateway/routes/tokens-copy');
  await card(/Signed token/).click();
  await panel('Signed token (JWT)').getByText('Is set').waitFor();
  expect(await saved('tokens-copy')).toMatchObject({ version: 1, enabled: false });
});

test('Routes are turned off and on, one and many', async () => {
  await go('gateway/routes/tokens');
  await page.getByRole('switch', { name: 'In the portal' }).press('Space');
  await says('tokens is in the portal');
  expect((await saved('tokens')).document).toMatchObject({ portal: { published: true } });
  await page.getByRole('switch', { name: 'On', exact: true }).press('Space');
  await says('tokens is off');
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await says('tokens is on');
  await go('gateway');
  await page.getByRole('checkbox', { name: /tokens$/ }).check();
  await page.getByRole('checkbox', { name: /orders/i }).check();
  await page.getByRole('checkbox', { name: /late/i }).check();
  await page.getByRole('button', { name: 'Turn 3 routes off' }).click();
  await dialog().getByRole('button', { name: 'Turn 3 routes off' }).click();
  await says('3 routes are off');
  await clean();
  expect((await inHub('GET', '/api/pipelines?enabled=true'))['items']).toEqual([]);
});

test('What a deleted route let through is still found by its name, and no nought stands where nothing is read', async () => {
  const requests = page.getByRole('table', { name: 'Last requests' });
  await inHub('PUT', '/api/pipelines', {
    name: 'gone',
    document: {
      apiEndpoints: { main: { paths: '/gone' } },
      policies: [{ terminate: { action: { statusCode: 410, message: 'Gone' } } }],
    },
  });
  await eventually(async () =>
    expect(await inHub('POST', '/api/traffic/try', { method: 'GET', path: '/gone' })).toMatchObject({
      status: 410,
    }),
  );
  await inHub('DELETE', '/api/pipelines/gone');
  let answered = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    answered = resolve;
  });
  await page.route('**/api/traffic/usage*', (route) => held.then(() => route.continue()));
  await go('gateway/traffic');
  await requests.getByText('gone', { exact: true }).first().waitFor();
  expect(await page.getByRole('slider').count()).toBe(0);
  answered();
  await page.getByRole('slider', { name: 'Requests' }).waitFor();
  await page.unroute('**/api/traffic/usage*');
  await choose('All routes', 'gone');
  await eventually(async () => expect(await requests.getByText('orders').count()).toBe(0));
  await requests.getByText('gone', { exact: true }).first().waitFor();
  await clean();
});

test('It is all there on a narrow page, in the dark', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  for (const [path, shown] of [
    ['gateway', 'tokens-copy'],
    ['gateway/routes/orders', 'Limit the rate'],
    ['gateway/routes/orders?tab=settings', 'Limits'],
    ['gateway/traffic', 'Last requests'],
    ['gateway/services', /^many-\d+$/],
    ['gateway/services/many-100', 'Circuit breaker'],
    ['gateway/import', 'See what would happen'],
  ] as const) {
    await go(path);
    await says(shown);
    await clean();
    const [seen, there] = await page.evaluate<[number, number]>(
      '[document.documentElement.clientWidth, document.documentElement.scrollWidth]',
    );
    expect(`${path} ${Math.max(there, seen)}`).toBe(`${path} ${seen}`);
  }
  await go('gateway/routes/orders');
  await card(/API key/).click();
  await dialog().getByRole('combobox', { name: 'When it runs' }).waitFor();
  await clean();
  expect(console.mistakes).toEqual([]);
});
