// slow: a whole hub, and what it talks to
import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventsOf, importShop, makeHook, type MadeHook } from '../setup/hooked.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

/** What is just small enough is taken, and one more is not: so that a bound that moves is noticed. */
let hub: TestHub;
const secret = 'a secret of the shop';
const maxBytes = 4_096;
let hook: MadeHook;
let large: MadeHook;

beforeAll(async () => {
  hub = await startTestHub();
  await importShop(hub, 'https://shop.example');
  const events = { fallback: 'bound' };
  hook = await makeHook(hub, { provider: 'github', secret, maxBytes, events });
  large = await makeHook(hub, { provider: 'github', secret, maxBytes: 5 * 1024 * 1024, events });
});
afterAll(() => hub.stop());

const signature = (body: string | Buffer): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
const send = async (to: MadeHook, body: string | Buffer, more: Readonly<Record<string, string>> = {}) => {
  const headers = { 'x-hub-signature-256': signature(body), 'content-type': 'application/json', ...more };
  const { status, json } = await hub.request('POST', to.path, { key: null, raw: body, headers });
  return [status, (json as { code?: string } | undefined)?.code];
};
const text = (bytes: number, letter = 'a'): string => `"${letter.repeat(bytes - 2)}"`;

/** Word by word, so that the order of the headers is ours. */
const sendRaw = async (headers: readonly string[], body: string): Promise<number> => {
  const answer = await hub.raw(
    [`POST ${hook.path} HTTP/1.1`, `host: ${hub.host}`, 'connection: close', ...headers, '', body].join(
      '\r\n',
    ),
  );
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
};

verifies('connectors.hooks.bad-input', 'a body is taken up to its bound, and not one byte more', async () => {
  expect(await send(hook, text(maxBytes))).toEqual([200, undefined]);
  expect(await send(hook, text(maxBytes + 1))).toEqual([413, 'body_too_large']);
  // Without a length that could be believed, and unpacked.
  const chunked = (bytes: number): Promise<number> => {
    const body = text(bytes, 'b');
    return sendRaw(
      [
        ...['transfer-encoding: chunked', 'content-type: application/json'],
        `x-hub-signature-256: ${signature(body)}`,
      ],
      `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    );
  };
  expect([await chunked(maxBytes), await chunked(maxBytes + 1)]).toEqual([200, 413]);
  const zipped = (bytes: number) => send(hook, gzipSync(text(bytes, 'c')), { 'content-encoding': 'gzip' });
  expect(await zipped(maxBytes)).toEqual([200, undefined]);
  expect(await zipped(maxBytes + 1)).toEqual([400, 'body_malformed']);
});

verifies(
  'connectors.hooks.bad-input',
  'a body is taken down to its depth, and as wide as it may be',
  async () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(await send(hook, nested(64))).toEqual([200, undefined]);
    expect(await send(hook, nested(65))).toEqual([400, 'body_too_deep']);
    // Quoted brackets are no depth.
    expect(await send(hook, JSON.stringify(nested(70)))).toEqual([200, undefined]);
    const form = (members: number) =>
      send(large, Array.from({ length: members }, (_, at) => `f${at}=1`).join('&'), {
        'content-type': 'application/x-www-form-urlencoded',
      });
    expect(await form(50_000)).toEqual([200, undefined]);
    expect(await form(50_001)).toEqual([413, 'body_too_large']);
    const members = (count: number) =>
      send(large, `{${Array.from({ length: count }, (_, at) => `"f${at}":1`).join(',')}}`);
    expect((await members(50_000))[0]).toBe(200);
    expect((await members(50_010))[0]).toBe(413);
  },
);

verifies('connectors.hooks.bad-input', 'a hundred headers are taken, and so many bytes of them', async () => {
  const body = '{"headers":true}';
  const fillers = (count: number) => Array.from({ length: count }, (_, at) => `x-filler-${at}: ${at}`);
  const signed = [
    ...['content-type: application/json', `content-length: ${body.length}`],
    `x-hub-signature-256: ${signature(body)}`,
  ];
  // Three of ours, two of the connection.
  expect(await sendRaw([...fillers(95), ...signed], body)).toBe(200);
  expect(await sendRaw([...signed, ...fillers(95)], body)).toBe(200);
  expect(await sendRaw([...fillers(96), ...signed], body)).toBe(431);
  expect(await sendRaw([...signed, `x-long: ${'a'.repeat(64_000)}`], body)).toBe(431);
});

test('what was taken at the bounds is there, whole', async () => {
  const sizes = (await eventsOf(hub, 'shop.bound')).map(({ data }) => data['body']);
  expect(sizes.filter((body) => typeof body === 'string').map((body) => String(body).length)).toEqual([
    ...[maxBytes - 2, maxBytes - 2, maxBytes - 2, 140],
  ]);
});
