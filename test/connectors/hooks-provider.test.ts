// slow: a whole hub, and what it talks to
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { importShop, makeHook } from '../setup/hooked.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';

/** Who sends, and who makes the secret: what is known of that when an endpoint is changed later. */
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  await importShop(hub, 'https://shop.example');
});
afterAll(() => hub.stop());

interface Shown {
  readonly provider: string | null;
  readonly secretFrom: string;
  readonly challenge: string;
  readonly verification: { readonly scheme: string };
  readonly events: Readonly<Record<string, unknown>>;
  readonly secrets: readonly unknown[];
  readonly lastRefusal: string | null;
}

const look = async (id: string): Promise<Shown> =>
  (await hub.request('GET', `/api/hooks/${id}`)).json as Shown;
const change = (id: string, body: object) => hub.request('PATCH', `/api/hooks/${id}`, { body });
const rotate = (id: string, body: object) =>
  hub.request('POST', `/api/hooks/${id}/rotate-secret`, { body: { keepOldSeconds: 0, ...body } });
const placesIn = (answer: { readonly json: unknown }): string[] =>
  (answer.json as { errors: { path: string }[] }).errors.map(({ path }) => path);

test('a provider that takes a secret gets one of the hub; one that shows its own gets none', async () => {
  const ours = await makeHook(hub, { provider: 'github' });
  expect(ours.secret).not.toBeNull();
  expect(await look(ours.id)).toMatchObject({ provider: 'github', secretFrom: 'hub' });

  const theirs = await makeHook(hub, { provider: 'shopify', events: { fallback: 'theirs' } });
  expect(theirs.secret).toBeNull();
  expect(await look(theirs.id)).toMatchObject({ provider: 'shopify', secretFrom: 'provider', secrets: [] });
  const body = '{"id":1}';
  const secret = 'the secret that the provider shows';
  const send = (key: string) =>
    hub.request('POST', theirs.path, {
      ...{ key: null, raw: body },
      headers: {
        'content-type': 'application/json',
        'x-shopify-hmac-sha256': createHmac('sha256', key).update(body).digest('base64'),
      },
    });
  // Also what is signed with nothing at all: closed until there is a secret.
  for (const key of ['', secret]) expect((await send(key)).status).toBe(401);
  await eventually(async () =>
    expect((await look(theirs.id)).lastRefusal).toContain('this endpoint has no secret yet'),
  );
  // A change of something else makes none either.
  for (const state of ['paused', 'active'])
    expect((await change(theirs.id, { state })).json).toMatchObject({ secret: null });
  const refused = await rotate(theirs.id, {});
  expect([refused.status, placesIn(refused)]).toEqual([400, ['secret']]);
  expect((await rotate(theirs.id, { secret })).json).toMatchObject({ secret: null });
  expect((await send(secret)).status).toBe(200);
});

test('one that has no secret has none to change', async () => {
  const hook = await makeHook(hub, { provider: 'google-pubsub', fill: { audience: ['app'] } });
  expect(await look(hook.id)).toMatchObject({ secretFrom: 'none', secrets: [] });
  expect((await rotate(hook.id, {})).status).toBe(409);
});

test('who sends is kept, is changed with what belongs to it, and is nobody for a check in own words', async () => {
  const { id } = await makeHook(hub, { provider: 'github' });
  await change(id, { maxBytes: 2_048 });
  expect(await look(id)).toMatchObject({ provider: 'github', secretFrom: 'hub' });
  await change(id, { provider: 'slack' });
  expect(await look(id)).toMatchObject({
    provider: 'slack',
    secretFrom: 'provider',
    challenge: 'slack',
    events: { id: { pointer: '/event_id' } },
  });
  // The same provider again leaves what was set by hand.
  await change(id, { events: { fallback: 'mine' } });
  await change(id, { provider: 'slack' });
  expect(await look(id)).toMatchObject({ provider: 'slack', events: { fallback: 'mine' } });
  await change(id, { verification: { scheme: 'token', header: 'x-token' } });
  expect(await look(id)).toMatchObject({
    provider: null,
    secretFrom: 'either',
    verification: { scheme: 'token' },
  });
  for (const wrong of [
    { provider: 'nobody' },
    { provider: 'connector' },
    { provider: 'github', verification: { scheme: 'token', header: 'x' } },
    { fill: { audience: ['x'] } },
  ])
    expect((await change(id, wrong)).status).toBe(400);
});

test("the check by a connector's own code is chosen by name, and shown as such", async () => {
  await hub.request('POST', '/api/gallery/slack/install', { body: {} });
  const facts = async (name: string) =>
    (await hub.request('GET', `/api/connectors/${name}`)).json as { webhook: unknown };
  expect((await facts('slack')).webhook).toEqual({ secretFrom: 'provider' });
  expect((await facts('shop')).webhook).toBeNull();
  const { id, secret } = await makeHook(hub, { connector: 'slack', provider: 'connector' });
  expect(secret).toBeNull();
  expect(await look(id)).toMatchObject({
    provider: 'connector',
    secretFrom: 'provider',
    challenge: 'slack',
    verification: { scheme: 'hmac' },
  });
  const unsaid = await makeHook(hub, { connector: 'slack' });
  expect(await look(unsaid.id)).toMatchObject({ provider: 'connector' });
  const refused = await hub.request('POST', '/api/hooks', {
    body: { connector: 'shop', name: 'of a document', provider: 'connector' },
  });
  expect([refused.status, placesIn(refused)]).toEqual([400, ['provider']]);
});

test('a name that is taken is refused with its field', async () => {
  const { id } = await makeHook(hub, { provider: 'github', name: 'taken' });
  const body = { connector: 'shop', provider: 'github', name: 'taken' };
  const again = await hub.request('POST', '/api/hooks', { body });
  expect([again.status, placesIn(again)]).toEqual([409, ['name']]);
  const other = await makeHook(hub, { provider: 'github', name: 'other' });
  expect(other.id).not.toBe(id);
  expect(placesIn(await change(other.id, { name: 'taken' }))).toEqual(['name']);
  const poller = {
    ...{ connector: 'shop', operation: 'listOrders', name: 'twice', input: {} },
    ...{ schedule: { everySeconds: 600 }, tracking: { by: 'ids', items: '/orders', id: '/id', event: 'x' } },
  };
  expect((await hub.request('POST', '/api/pollers', { body: poller })).status).toBe(201);
  expect(placesIn(await hub.request('POST', '/api/pollers', { body: poller }))).toEqual(['name']);
  const slack = {
    name: 'slack',
    document: { openapi: '3.1.0', info: { title: 'x', version: '1' }, paths: {} },
  };
  expect(placesIn(await hub.request('POST', '/api/connectors/import', { body: slack }))).toEqual(['name']);
});
