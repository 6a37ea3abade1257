// slow: a whole hub, and what it talks to
import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventsOf, importShop, makeHook, type MadeHook } from '../setup/hooked.ts';
import { eventually } from '../setup/eventually.ts';
import { startTestHub, type TestAnswer, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

/** Webhooks at a whole hub, from the address that it gives out to the outbox. */
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  await importShop(hub, 'https://shop.example');
});
afterAll(() => hub.stop());

const secret = 'a secret of the shop';
const signed = (body: string | Buffer, of = secret): Record<string, string> => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', of).update(body).digest('hex')}`,
  'content-type': 'application/json',
});
const send = (
  hook: Pick<MadeHook, 'path'>,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = signed(body),
): Promise<TestAnswer> => hub.request('POST', hook.path, { key: null, raw: body, headers });
const github = (name: string, more: object = {}) =>
  makeHook(hub, { name, provider: 'github', secret, ...more });

verifies(
  'connectors.hooks.once',
  'what is taken is one event with what came, however often it comes',
  async () => {
    const hook = await github('once');
    const body = '{"action":"opened","number":7,"text":"a\\u0000b"}';
    const headers = {
      ...signed(body),
      'x-github-event': 'issues',
      'x-github-delivery': 'd-1',
      'x-private': 'not told',
    };
    const answers = [];
    for (let time = 0; time < 5; time++) answers.push((await send(hook, body, headers)).status);
    answers.push(
      ...(await Promise.all(Array.from({ length: 20 }, () => send(hook, body, headers)))).map(
        (a) => a.status,
      ),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    const events = await eventsOf(hub, 'shop.issues%');
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      type: 'shop.issues.opened',
      data: {
        endpointId: hook.id,
        connectionId: null,
        body: { action: 'opened', number: 7, text: 'a\ufffdb' },
        headers: {
          'content-type': 'application/json',
          'x-github-event': 'issues',
          'x-github-delivery': 'd-1',
        },
      },
    });
    expect(JSON.stringify(events)).not.toContain('not told');
    const receipts = await hub.request('GET', `/api/hooks/${hook.id}/receipts`);
    expect((receipts.json as { items: object[] }).items).toMatchObject([
      { eventKey: 'd-1', eventType: 'shop.issues.opened', bytes: body.length },
    ]);
    const shown = (await hub.request('GET', `/api/hooks/${hook.id}`)).json as {
      lastReceivedAt: string | null;
    };
    expect(shown.lastReceivedAt).not.toBeNull();
  },
);

verifies(
  'connectors.hooks.once',
  'many at once are all taken, each once, in whatever order they come',
  async () => {
    const hook = await github('many', { events: { id: { pointer: '/id' }, fallback: 'counted' } });
    const bodies = Array.from({ length: 300 }, (_, n) => `{"id":"n${n % 150}","n":${n}}`);
    const answers = await Promise.all(bodies.map((body) => send(hook, body)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const ids = (await eventsOf(hub, 'shop.counted')).map(({ data }) => (data['body'] as { id: string }).id);
    expect(ids).toHaveLength(150);
    expect(new Set(ids).size).toBe(150);
  },
);

verifies(
  'connectors.hooks.signatures',
  'what is forged is refused, told to the owner, and no event',
  async () => {
    const hook = await github('forged', { events: { fallback: 'forged' } });
    const body = '{"a":"canary-of-a-body"}';
    const refused = await send(hook, body, signed(body, 'another secret'));
    expect([refused.status, (refused.json as { code: string }).code]).toEqual([401, 'webhook_refused']);
    expect((await send(hook, body, { 'content-type': 'application/json' })).status).toBe(401);
    expect((await send(hook, `${body} `, signed(body))).status).toBe(401);
    expect(await eventsOf(hub, 'shop.forged')).toEqual([]);
    await eventually(async () => {
      const shown = (await hub.request('GET', `/api/hooks/${hook.id}`)).json as {
        lastRefusal: string | null;
      };
      return shown.lastRefusal === 'its signature is wrong';
    });
    expect(hub.logged()).not.toContain('canary-of-a-body');
  },
);

verifies(
  'connectors.hooks.signatures',
  'an address that is none looks the same as one with a wrong token',
  async () => {
    const open = await makeHook(hub, { name: 'open', verification: { scheme: 'none', unsigned: true } });
    const [, , space = '', id = '', token = ''] = open.path.split('/');
    expect(token.length).toBeGreaterThanOrEqual(22);
    expect((await send(open, '{}', {})).status).toBe(200);
    const signedHook = await github('no token');
    const wrong = [
      `/hooks/${space}/${id}`,
      `/hooks/${space}/${id}/${token}x`,
      `/hooks/${space}/${id}/${token}/x`,
    ];
    const none = [
      '/hooks/',
      '/hooks/x',
      `/hooks/${space}/whk_00000000000000000000000000`,
      `/hooks/other/${id}/${token}`,
    ];
    for (const path of [...wrong, ...none, `${signedHook.path}/x`, `/hooks/${space}/%00`]) {
      const answer = await send({ path }, '{}');
      expect([path, answer.status, (answer.json as { detail: string }).detail]).toEqual([
        path,
        404,
        'There is no webhook endpoint here.',
      ]);
    }
    const shown = (await hub.request('GET', `/api/hooks/${id}`)).text;
    expect(shown).not.toContain(token);
  },
);

verifies('connectors.hooks.rotation', 'a secret is changed, and the old one ends', async () => {
  const hook = await makeHook(hub, { name: 'rotated', provider: 'github', events: { fallback: 'rotated' } });
  const first = hook.secret ?? '';
  const rotate = async (body: object): Promise<string> => {
    const answer = await hub.request('POST', `/api/hooks/${hook.id}/rotate-secret`, { body });
    return (answer.json as { secret: string }).secret;
  };
  const second = await rotate({});
  for (const [n, of] of [first, second].entries())
    expect((await send(hook, `{"n":${n}}`, signed(`{"n":${n}}`, of))).status).toBe(200);
  const third = await rotate({ keepOldSeconds: 0 });
  expect((await send(hook, '{"n":3}', signed('{"n":3}', second))).status).toBe(401);
  expect((await send(hook, '{"n":4}', signed('{"n":4}', first))).status).toBe(401);
  expect((await send(hook, '{"n":5}', signed('{"n":5}', third))).status).toBe(200);
  const shown = await hub.request('GET', `/api/hooks/${hook.id}`);
  for (const one of [first, second, third]) {
    expect(shown.text).not.toContain(one);
    expect(hub.logged()).not.toContain(one);
  }
  const { rows } = await hub.database.superuser.query<{ text: string }>(
    'select row_to_json(h)::text as text from hook_endpoints h where endpoint_id = $1',
    [hook.id],
  );
  expect(rows[0]?.text).not.toContain(third);
});

verifies('connectors.hooks.bad-input', 'what is too large, too deep or broken is refused', async () => {
  const hook = await github('bad', { maxBytes: 2_000, events: { fallback: 'bad' } });
  const statuses = async (bodies: readonly (string | Buffer)[]) =>
    Promise.all(bodies.map(async (body) => (await send(hook, body)).status));
  expect(await statuses([`"${'a'.repeat(2_000)}"`])).toEqual([413]);
  expect(
    await statuses(['['.repeat(65) + ']'.repeat(65), '{"a":', '', Buffer.from([0x22, 0xff, 0x22])]),
  ).toEqual([400, 400, 200, 400]);
  const bomb = gzipSync(Buffer.alloc(1_000_000, 32));
  expect((await send(hook, bomb, { ...signed(bomb), 'content-encoding': 'gzip' })).status).toBe(400);
  const zipped = gzipSync('{"zipped":true}');
  expect((await send(hook, zipped, { ...signed(zipped), 'content-encoding': 'gzip' })).status).toBe(200);
  expect((await send(hook, '{}', { ...signed('{}'), 'content-encoding': 'br' })).status).toBe(415);
  const proto = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
  expect((await send(hook, proto)).status).toBe(200);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  for (const method of ['DELETE', 'PATCH', 'GET'])
    expect((await hub.request(method, hook.path, { key: null })).status).toBe(405);
  const kept = await eventsOf(hub, 'shop.bad');
  expect(kept).toHaveLength(3);
});

test('a form becomes fields, one with a payload becomes what it says, a text a text', async () => {
  const hook = await github('forms', { events: { fallback: 'formed', key: { pointer: '/a' } } });
  const bodies = [
    ['application/x-www-form-urlencoded', 'a=1&b=2&b=3', { a: '1', b: ['2', '3'] }],
    ['application/x-www-form-urlencoded', 'payload=%7B%22a%22%3A5%7D', { a: 5 }],
    ['text/plain', 'hello', 'hello'],
    ['text/plain; charset=iso-8859-1', Buffer.from([0xe4]), 'ä'],
    ['application/octet-stream', Buffer.from([0xff, 0xfe, 0xff]), { base64: '//7/' }],
  ] as const;
  for (const [type, body] of bodies)
    expect((await send(hook, body, { ...signed(body), 'content-type': type })).status).toBe(200);
  const events = await eventsOf(hub, 'shop.formed');
  expect(events.map(({ data }) => data['body'])).toEqual(bodies.map(([, , value]) => value));
  expect(events.map(({ key }) => key)).toEqual([`${hook.id} 1`, `${hook.id} 5`, null, null, null]);
});

test('Meta, Slack and X are answered when they ask whether the address is ours', async () => {
  const meta = await makeHook(hub, { name: 'meta', provider: 'meta', secret });
  const ask = (token: string) =>
    hub.request(
      'GET',
      `${meta.path}?hub.mode=subscribe&hub.challenge=12345&hub.verify_token=${encodeURIComponent(token)}`,
      { key: null },
    );
  const good = await ask(meta.verifyToken ?? '');
  expect([good.status, good.text, good.headers.get('content-type')]).toEqual([200, '12345', 'text/plain']);
  expect((await ask('another')).status).toBe(405);
  expect((await ask('')).status).toBe(405);

  const slack = await makeHook(hub, { name: 'slack', provider: 'slack', secret });
  const body = '{"type":"url_verification","challenge":"abc","token":"x"}';
  const at = String(Math.floor(Date.now() / 1_000));
  const proof = `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-slack-request-timestamp': at };
  const answered = await send(slack, body, { ...headers, 'x-slack-signature': proof });
  expect([answered.status, answered.text]).toEqual([200, 'abc']);
  expect((await send(slack, body, { ...headers, 'x-slack-signature': 'v0=00' })).status).toBe(401);

  const x = await makeHook(hub, { name: 'x', provider: 'x', secret, events: { fallback: 'tweeted' } });
  const digestOf = (text: string) => `sha256=${createHmac('sha256', secret).update(text).digest('base64')}`;
  const crc = await hub.request('GET', `${x.path}?crc_token=dG9rZW4`, { key: null });
  expect(crc.json).toEqual({ response_token: digestOf('dG9rZW4') });
  // What the answer signs must not be taken as a webhook.
  const headersOfX = {
    'x-twitter-webhooks-signature': digestOf('12345'),
    'content-type': 'application/json',
  };
  expect((await send(x, '12345', headersOfX)).status).toBe(401);
  const object = encodeURIComponent('{"a":1}');
  expect((await hub.request('GET', `${x.path}?crc_token=${object}`, { key: null })).status).toBe(405);
  expect(await eventsOf(hub, 'shop.tweeted')).toEqual([]);
  const unfit = await hub.request('PATCH', `/api/hooks/${slack.id}`, { body: { challenge: 'crc' } });
  expect(unfit.status).toBe(400);
});

test('a paused endpoint asks to send later, a deleted one is gone, at once', async () => {
  const hook = await github('paused');
  expect((await send(hook, '{"n":1}')).status).toBe(200);
  const change = (state: string) => hub.request('PATCH', `/api/hooks/${hook.id}`, { body: { state } });
  expect((await change('paused')).status).toBe(200);
  const later = await send(hook, '{"n":2}');
  expect([later.status, later.headers.get('retry-after')]).toEqual([503, '300']);
  await change('active');
  expect((await send(hook, '{"n":2}')).status).toBe(200);
  expect((await hub.request('DELETE', `/api/hooks/${hook.id}`)).status).toBe(200);
  expect((await send(hook, '{"n":3}')).status).toBe(404);
});

test('a connector whose events could be taken for those of the hub gets no endpoint', async () => {
  await importShop(hub, 'https://shop.example', 'key');
  const answer = await hub.request('POST', '/api/hooks', {
    body: { connector: 'key', name: 'forger', provider: 'github' },
  });
  expect([answer.status, (answer.json as { code: string }).code]).toEqual([400, 'input_invalid']);
});

test('every provider of the table makes an endpoint', async () => {
  const { items } = (await hub.request('GET', '/api/hook-providers')).json as {
    items: { name: string; open: string[] }[];
  };
  expect(items.length).toBeGreaterThanOrEqual(20);
  const key = Buffer.from(
    'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==',
  ).toString();
  for (const { name, open } of items) {
    const fill = {
      ...(open.includes('audience') ? { audience: ['app'] } : {}),
      ...(open.includes('publicKeys') ? { publicKeys: [key] } : {}),
    };
    const made = await makeHook(hub, { name: `all ${name}`, provider: name, fill });
    expect((await send(made, '{}', { 'content-type': 'application/json' })).status).toBe(401);
  }
});

test('a connector that says itself how its webhooks are signed needs neither a provider nor a check', async () => {
  expect((await hub.request('POST', '/api/gallery/slack/install', { body: {} })).status).toBe(200);
  const hook = await makeHook(hub, { connector: 'slack', secret });
  const body = JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event: { type: 'app_mention' } });
  const at = String(Math.floor(Date.now() / 1000));
  const signature = (key: string) =>
    `v0=${createHmac('sha256', key).update(`v0:${at}:${body}`).digest('hex')}`;
  const sent = (key: string) =>
    send(hook, body, {
      'content-type': 'application/json',
      'x-slack-request-timestamp': at,
      'x-slack-signature': signature(key),
    });
  expect((await sent(`${secret}x`)).status).toBe(401);
  expect((await sent(secret)).status).toBe(200);
  expect((await eventsOf(hub, 'slack.%')).map(({ type }) => type)).toEqual(['slack.app_mention']);
  // A document says nothing of the kind: there the person has to.
  const unsaid = await hub.request('POST', '/api/hooks', { body: { connector: 'shop', name: 'unsaid' } });
  expect(unsaid.status).toBe(400);
});
