// slow: a whole hub
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cookieHeader, startTestHub, type TestAnswer, type TestHub } from '../setup/hub.ts';
import { petOverlay, petSources, portalDocument, portalPipeline } from '../setup/portal-api.ts';
import { verifies } from '../setup/verifies.ts';
import { eventually } from '../setup/eventually.ts';

const upstream = 'https://upstream.canary-internal.example:9443';
let hub: TestHub;
let owner: Record<string, string>;

/** A space with a portal, a consumer and two of its keys. */
interface Shown {
  readonly slug: string;
  readonly consumerId: string;
  readonly wide: { readonly id: string; readonly secret: string };
  readonly narrow: { readonly id: string; readonly secret: string };
}
let alpha: Shown;
let beta: Shown;

const inSpace = async (
  space: string,
  [method, path]: readonly [string, string],
  body?: object,
): Promise<Record<string, unknown>> => {
  const answer = await hub.request(method, path, {
    ...{ key: null, headers: { ...owner, 'hub-space': space } },
    ...(body !== undefined && { body }),
  });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.json as Record<string, unknown>;
};
const setPortal = (slug: string, portal: object) =>
  inSpace(slug, ['PATCH', '/api/space'], {
    settings: { portal: { access: 'public', title: '', intro: '', selfService: true, ...portal } },
  });

const makeSpace = async (slug: string): Promise<Shown> => {
  await inSpace('default', ['POST', '/api/spaces'], { slug, name: `Space ${slug}` });
  const document = portalDocument(upstream);
  await inSpace(slug, ['POST', '/api/connectors/import'], { name: 'canary-connector', document });
  await inSpace(slug, ['PUT', '/api/services'], {
    ...{ name: 'canary-service', document: { url: `${upstream}/v1` } },
  });
  await inSpace(slug, ['PUT', '/api/pipelines'], { name: 'orders', document: portalPipeline() });
  const hidden = { apiEndpoints: { all: { paths: '/canary-hidden/*' } }, title: 'canary-hidden' };
  await inSpace(slug, ['PUT', '/api/pipelines'], {
    name: 'canary-private',
    document: portalPipeline({ ...hidden, portal: { published: false } }),
  });
  await inSpace(slug, ['PUT', '/api/pipelines'], {
    name: 'canary-off',
    document: portalPipeline({ ...hidden, enabled: false }),
  });
  const consumer = await inSpace(slug, ['POST', '/api/consumers'], {
    ...{ name: `${slug}-shop`, title: 'A shop', scopes: ['orders.read', 'orders.write'] },
    metadata: { note: 'canary-metadata' },
  });
  const consumerId = String(consumer['id']);
  const add = async (body: object) => {
    const made = await inSpace(slug, ['POST', `/api/consumers/${consumerId}/credentials`], body);
    return { id: String((made['credential'] as { id: string }).id), secret: String(made['secret']) };
  };
  return {
    ...{ slug, consumerId },
    wide: await add({ kind: 'key' }),
    narrow: await add({ kind: 'key', scopes: ['orders.read'], expiresInDays: 5 }),
  };
};

beforeAll(async () => {
  hub = await startTestHub({ HUB_TRAFFIC_PORT: '0', HUB_TRAFFIC_URL: 'https://api.example.com' });
  owner = { cookie: await hub.signIn(), 'hub-request': '1' };
  alpha = await makeSpace('alpha');
  beta = await makeSpace('beta');
  await setPortal('beta', { title: 'Beta' });
});
afterAll(() => hub?.stop());

const ask = (method: string, path: string, { cookie, body }: { cookie?: string; body?: object } = {}) =>
  hub.request(method, `/api/portal/${path}`, {
    key: null,
    headers: { 'hub-request': '1', ...(cookie !== undefined && { cookie }) },
    ...(body !== undefined && { body }),
  });
const enter = async ({ slug }: Shown, secret: string): Promise<string> => {
  const answer = await ask('POST', `${slug}/session`, { body: { key: secret } });
  if (answer.status !== 200) throw new Error(answer.text);
  return cookieHeader(answer.headers);
};
const withoutIds = ({ text }: TestAnswer): string => text.replace(/"requestId":"[^"]*"/, '');

const everything = (slug: string): [string, string, object?][] => [
  ['GET', slug],
  ['POST', `${slug}/session`, { key: alpha.wide.secret }],
  ['DELETE', `${slug}/session`],
  ['GET', `${slug}/apis`],
  ['GET', `${slug}/apis/orders`],
  ['GET', `${slug}/apis/orders/document`],
  ['GET', `${slug}/keys`],
  ['POST', `${slug}/keys`, {}],
  ['POST', `${slug}/keys/${alpha.wide.id}/rotate`, {}],
  ['DELETE', `${slug}/keys/${alpha.wide.id}`],
  ['GET', `${slug}/usage`],
];

describe('who sees a portal', () => {
  verifies('gateway.portal.off', 'nobody, until it is shown: as of a space that does not exist', async () => {
    const paths = everything('alpha');
    for (const [at, [method, path, body]] of everything('no-such-space').entries()) {
      const absent = await ask(method, path, body === undefined ? {} : { body });
      const [, shownPath = ''] = paths[at] ?? [];
      const off = await ask(method, shownPath, body === undefined ? {} : { body });
      expect([method, shownPath, off.status]).toEqual([method, shownPath, 404]);
      expect(withoutIds(off)).toBe(withoutIds(absent));
      expect(off.headers.getSetCookie()).toEqual([]);
    }
  });

  test('everybody, where it is public', async () => {
    await setPortal('alpha', { title: 'Build on us', intro: '# Welcome' });
    expect((await ask('GET', 'alpha')).json).toEqual({
      ...{ title: 'Build on us', intro: '# Welcome', open: true, selfService: true, visitor: null },
    });
    expect((await ask('GET', 'alpha/apis')).json).toEqual({
      items: [{ name: 'orders', title: 'Orders', about: 'Everything about orders.' }],
      next: null,
    });
    for (const path of ['alpha/keys', 'alpha/usage']) expect((await ask('GET', path)).status).toBe(401);
  });

  test('those who show a key, where it is for consumers', async () => {
    await setPortal('alpha', { access: 'consumers', intro: 'For those within' });
    expect((await ask('GET', 'alpha')).json).toMatchObject({ open: false, intro: '', title: 'Space alpha' });
    for (const path of ['apis', 'apis/orders', 'apis/orders/document'])
      expect((await ask('GET', `alpha/${path}`)).status).toBe(401);
    const cookie = await enter(alpha, alpha.wide.secret);
    expect((await ask('GET', 'alpha', { cookie })).json).toMatchObject({ intro: 'For those within' });
    expect((await ask('GET', 'alpha/apis/orders', { cookie })).status).toBe(200);
    await setPortal('alpha', {});
  });
});

describe('what a portal tells', () => {
  verifies('gateway.portal.leaks', 'what is published, and nothing else', async () => {
    const { json } = await ask('GET', 'alpha/apis/orders');
    expect(json).toEqual({
      ...{ name: 'orders', title: 'Orders', about: 'Everything about orders.', documented: true },
      endpoints: [
        {
          urls: ['https://api.example.com/alpha'],
          ...{ methods: ['GET', 'POST'], paths: ['/v1/orders', '/v1/orders/:id'], scopes: ['orders.read'] },
        },
      ],
      authentication: [{ kind: 'key', header: 'X-Key', scheme: null, query: 'apiKey', optional: false }],
      limits: [{ kind: 'rate', max: 100, seconds: 60, period: null, by: 'consumer', sometimes: false }],
    });
    const cookie = await enter(alpha, alpha.wide.secret);
    for (const [method, path] of everything('alpha').filter(([verb]) => verb === 'GET')) {
      const { status, text } = await ask(method, path, { cookie });
      expect([path, status, /canary/i.exec(text)?.[0]]).toEqual([path, 200, undefined]);
    }
  });

  test('of what is private the same as of what is not there', async () => {
    const absent = await ask('GET', 'alpha/apis/nothing');
    for (const name of ['canary-private', 'canary-off', 'canary-service', '%00', '..%2f..'])
      for (const part of ['', '/document']) {
        const answer = await ask('GET', `alpha/apis/${name}${part}`);
        expect([name, answer.status >= 400]).toEqual([name, true]);
        if (!name.startsWith('%')) expect(withoutIds(answer)).toBe(withoutIds(absent));
      }
    for (const words of ['canary', 'proxy', 'key-auth', 'published', 'v1'])
      expect((await ask('GET', `alpha/apis?q=${words}`)).json).toEqual({ items: [], next: null });
    expect((await ask('GET', 'alpha/apis?q=orders')).text).toContain('Orders');
  });
});

verifies('gateway.portal.converted', 'a document is shown whatever it was imported as', async () => {
  for (const [name, source] of Object.entries(petSources)) {
    await inSpace('alpha', ['POST', '/api/connectors/import'], { name, ...source, overlay: petOverlay });
    const document = portalPipeline({
      apiEndpoints: { all: { paths: '/v1/pets' } },
      portal: { published: true, openapi: name },
    });
    await inSpace('alpha', ['PUT', '/api/pipelines'], { name, document });
    const { json, text } = await ask('GET', `alpha/apis/${name}/document`);
    expect([name, json]).toMatchObject([
      name,
      {
        openapi: '3.0.3',
        paths: { '/v1/pets': { get: { responses: { 200: { description: 'Of the zoo' } } } } },
      },
    ]);
    expect(text).not.toContain('canary');
    await inSpace('alpha', ['DELETE', `/api/pipelines/${name}`]);
  }
});

describe('who has signed in', () => {
  verifies('gateway.portal.tenants', 'is nobody in another space, nor in the console', async () => {
    const cookie = await enter(alpha, alpha.wide.secret);
    for (const [method, path, body] of everything('beta').slice(6)) {
      const answer = await ask(method, path, { cookie, ...(body !== undefined && { body }) });
      expect([method, path, answer.status]).toEqual([method, path, 401]);
    }
    expect((await ask('GET', 'beta', { cookie })).json).toMatchObject({ visitor: null });
    expect((await ask('POST', 'beta/session', { body: { key: alpha.wide.secret } })).status).toBe(401);
    expect((await hub.request('GET', '/api/me', { key: null, headers: { cookie } })).status).toBe(401);
    const token = cookie.split('=')[1] ?? '';
    for (const headers of [{ authorization: `Bearer ${token}` }, { cookie: `hub_session=${token}` }])
      expect((await hub.request('GET', '/api/me', { key: null, headers })).status).toBe(401);
    // And a session of the console is none here.
    expect((await ask('GET', 'alpha/keys', { cookie: owner['cookie'] ?? '' })).status).toBe(401);
    const console = /hub_session=([^;]+)/.exec(owner['cookie'] ?? '')?.[1] ?? '';
    expect((await ask('GET', 'alpha/keys', { cookie: `hub_portal=${console}` })).status).toBe(401);
  });

  test('holds a cookie for this portal alone, which no page reads', async () => {
    const { headers } = await ask('POST', 'alpha/session', { body: { key: alpha.wide.secret } });
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^hub_portal=[\w.-]+; Path=\/api\/portal\/alpha; Max-Age=3600; HttpOnly; SameSite=Strict$/,
      ),
    ]);
    const out = await ask('DELETE', 'alpha/session', { cookie: cookieHeader(headers) });
    expect(out.headers.getSetCookie()[0]).toMatch(/^hub_portal=; Path=\/api\/portal\/alpha; Max-Age=0/);
  });

  verifies(
    'gateway.portal.signed-out',
    'is out everywhere, and others who use the same key are not',
    async () => {
      const [mine, elsewhere] = [
        await enter(alpha, alpha.wide.secret),
        await enter(alpha, alpha.wide.secret),
      ];
      expect((await ask('DELETE', 'alpha/session', { cookie: mine })).status).toBe(200);
      expect((await ask('GET', 'alpha/keys', { cookie: mine })).status).toBe(401);
      expect((await ask('POST', 'alpha/keys', { cookie: mine, body: {} })).status).toBe(401);
      expect((await ask('GET', 'alpha', { cookie: mine })).json).toMatchObject({ visitor: null });
      expect((await ask('GET', 'alpha/keys', { cookie: elsewhere })).status).toBe(200);
      // Again, with another portal's, and with none: nothing to end, and nobody is told.
      for (const [slug, cookie] of [
        ['alpha', mine],
        ['beta', elsewhere],
        ['alpha', ''],
      ] as const)
        expect((await ask('DELETE', `${slug}/session`, { cookie })).status).toBe(200);
      expect((await ask('GET', 'alpha/keys', { cookie: elsewhere })).status).toBe(200);
      const { items } = (await inSpace('alpha', ['GET', '/api/audit?limit=5'])) as { items: object[] };
      expect(items).toContainEqual(
        expect.objectContaining({ action: 'portal.signOut', actor: alpha.consumerId }),
      );
    },
  );

  test('touches nothing of another consumer, and makes no key through a foreign page', async () => {
    const other = await inSpace('alpha', ['POST', '/api/consumers'], { name: 'other' });
    const made = await inSpace('alpha', ['POST', `/api/consumers/${String(other['id'])}/credentials`], {
      kind: 'key',
    });
    const { id } = made['credential'] as { id: string };
    const cookie = await enter(alpha, alpha.wide.secret);
    const calls: [string, string, object?][] = [
      ['POST', `alpha/keys/${id}/rotate`, {}],
      ['DELETE', `alpha/keys/${id}`],
      ['DELETE', `alpha/keys/${beta.wide.id}`],
    ];
    for (const [method, path, body] of calls)
      expect((await ask(method, path, { cookie, ...(body && { body }) })).status).toBe(404);
    expect((await ask('GET', 'alpha/keys', { cookie })).text).not.toContain(id);
    const foreign = { cookie, origin: 'https://evil.example', 'hub-request': '1' };
    for (const headers of [foreign, { cookie }])
      expect(
        (await hub.request('POST', '/api/portal/alpha/keys', { key: null, headers, body: {} })).status,
      ).toBe(403);
  });
});

describe('keys that consumers look after', () => {
  verifies('gateway.portal.keys', 'are made, rotated and revoked, and written down', async () => {
    const cookie = await enter(alpha, alpha.wide.secret);
    const added = await ask('POST', 'alpha/keys', { cookie, body: { scopes: ['orders.read'] } });
    expect(added.status).toBe(201);
    const { key, secret } = added.json as { key: { id: string }; secret: string };
    expect(secret).toMatch(/^hubc_/);
    const listed = await ask('GET', 'alpha/keys', { cookie });
    expect(listed.text).toContain(key.id);
    for (const known of [secret, alpha.wide.secret]) expect(listed.text).not.toContain(known);
    const rotated = await ask('POST', `alpha/keys/${key.id}/rotate`, {
      ...{ cookie, body: { overlapSeconds: 60 } },
    });
    expect(rotated.status).toBe(201);
    const next = rotated.json as { key: { id: string; scopes: string[] }; secret: string };
    expect(next.key.scopes).toEqual(['orders.read']);
    await enter(alpha, secret);
    expect((await ask('DELETE', `alpha/keys/${next.key.id}`, { cookie })).status).toBe(200);
    expect((await ask('POST', 'alpha/session', { body: { key: next.secret } })).status).toBe(401);
    const { items } = (await inSpace('alpha', ['GET', '/api/audit?limit=5'])) as {
      items: { action: string; actor: string }[];
    };
    expect(items).toEqual(
      expect.arrayContaining(
        ['portal.addKey', 'portal.rotateKey', 'portal.revokeKey'].map((action) =>
          expect.objectContaining({ action, actor: alpha.consumerId }),
        ),
      ),
    );
  });

  verifies('gateway.portal.narrow', 'give whoever shows a narrow key no wider one', async () => {
    const cookie = await enter(alpha, alpha.narrow.secret);
    const refused: [string, string, object?][] = [
      ['POST', 'alpha/keys', { scopes: ['orders.write'] }],
      ['POST', 'alpha/keys', { expiresInDays: 30 }],
      ['POST', `alpha/keys/${alpha.wide.id}/rotate`, {}],
      ['DELETE', `alpha/keys/${alpha.wide.id}`],
    ];
    for (const [method, path, body] of refused) {
      const { status } = await ask(method, path, { cookie, ...(body && { body }) });
      expect([method, path, status >= 400 && status < 404]).toEqual([method, path, true]);
    }
    const { json } = await ask('POST', 'alpha/keys', { cookie, body: {} });
    const { key } = json as { key: { scopes: string[]; expiresAt: string } };
    expect(key.scopes).toEqual(['orders.read']);
    expect(Date.parse(key.expiresAt)).toBeLessThan(Date.now() + 5 * 86_400_000 + 60_000);
    await enter(alpha, alpha.wide.secret);
  });

  test('are left alone where the space does not let consumers', async () => {
    await setPortal('alpha', { selfService: false });
    const cookie = await enter(alpha, alpha.wide.secret);
    expect((await ask('POST', 'alpha/keys', { cookie, body: {} })).status).toBe(403);
    expect((await ask('POST', `alpha/keys/${alpha.wide.id}/rotate`, { cookie, body: {} })).status).toBe(403);
    expect((await ask('DELETE', `alpha/keys/${alpha.wide.id}`, { cookie })).status).toBe(403);
    await setPortal('alpha', {});
  });

  verifies('gateway.portal.ends', 'end the session with the key, and go over to its successor', async () => {
    const cookie = await enter(alpha, alpha.narrow.secret);
    const rotated = await ask('POST', `alpha/keys/${alpha.narrow.id}/rotate`, { cookie, body: {} });
    expect(rotated.status).toBe(201);
    expect((await ask('GET', 'alpha/keys', { cookie })).status).toBe(401);
    const after = cookieHeader(rotated.headers);
    expect((await ask('GET', 'alpha/keys', { cookie: after })).status).toBe(200);
    await inSpace('alpha', ['PATCH', `/api/consumers/${alpha.consumerId}`], { active: false });
    expect((await ask('GET', 'alpha/keys', { cookie: after })).status).toBe(401);
    expect((await ask('POST', 'alpha/session', { body: { key: alpha.wide.secret } })).status).toBe(401);
    await inSpace('alpha', ['PATCH', `/api/consumers/${alpha.consumerId}`], { active: true });
  });
});

test('usage is that of the consumer, at what is published', async () => {
  const { rows } = await hub.database.superuser.query<{ id: string }>(
    "select space_id as id from spaces where slug = 'alpha'",
  );
  const add = (pipeline: string, consumer: string, requests: number) =>
    hub.database.superuser.query(
      `insert into gateway_usage (space_id, grain, at, pipeline, consumer_id, requests, refused, failed, bytes, ms, buckets)
       values ($1, 'hour', date_trunc('hour', now()), $2, $3, $4, 2, 1, 0, 0, '{0}')`,
      [rows[0]?.id, pipeline, consumer, requests],
    );
  await add('orders', alpha.consumerId, 40);
  await add('orders', 'con_somebodyelse', 400);
  await add('canary-private', alpha.consumerId, 4_000);
  const cookie = await enter(alpha, alpha.wide.secret);
  for (const days of [1, 30]) {
    const { json } = await ask('GET', `alpha/usage?days=${days}`, { cookie });
    const counts = { requests: 40, refused: 2, failed: 1 };
    expect(json).toMatchObject({ byApi: [{ key: 'orders', ...counts }], byTime: [counts] });
  }
});

verifies('gateway.portal.guessing', 'keys cannot be tried one after the other', async () => {
  let last = 0;
  await eventually(async () => {
    const answer = await ask('POST', 'beta/session', { body: { key: `hubc_${'x'.repeat(40)}` } });
    last = answer.status;
    return last === 429;
  });
  expect(last).toBe(429);
});
