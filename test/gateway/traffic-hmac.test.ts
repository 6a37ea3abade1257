import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signatureOf, textToSign } from '../../gateway/traffic/authentication/signature.ts';
import { hmacAuth } from '../../gateway/traffic/policies/hmac-auth.ts';
import { passes, startTestConsumers, type MadeCredential, type TestConsumers } from '../setup/consumers.ts';
import type { ExchangeParts } from '../setup/traffic-exchange.ts';
import { verifies } from '../setup/verifies.ts';

let world: TestConsumers;
let signer: MadeCredential;
beforeAll(async () => {
  world = await startTestConsumers();
  signer = await world.add('signer', { kind: 'hmac' });
});
afterAll(() => world.stop());

interface Signed {
  readonly method?: string;
  readonly url?: string;
  readonly host?: string;
  readonly body?: string;
  readonly created?: number;
  readonly nonce?: string;
  readonly keyId?: string;
}

/** Written anew after the document, by nothing of the product. */
const sign = (wanted: Signed = {}): ExchangeParts => {
  const { method = 'GET', url = '/main/orders?b=2&a=1', host = 'api.example.test', body, nonce } = wanted;
  const created = wanted.created ?? Math.floor(world.gateway.clock.now().getTime() / 1_000);
  const digest = body === undefined ? '' : createHash('sha256').update(body).digest('base64');
  const [path = '', query = ''] = url.split('?');
  const lines = ['Hub-HMAC-SHA256', method, host, path, query, String(created), nonce ?? '', digest];
  const signature = createHmac('sha256', signer.secret).update(lines.join('\n')).digest('base64');
  const named = nonce === undefined ? '' : `, nonce="${nonce}"`;
  const keyId = wanted.keyId ?? signer.identifier ?? '';
  return {
    ...{ method, url, ...(body === undefined ? {} : { body }) },
    headers: {
      Host: host,
      Authorization: `Hub-HMAC-SHA256 keyId="${keyId}", created=${created}${named}, signature="${signature}"`,
      ...(body === undefined ? {} : { 'Content-Digest': `sha-256=:${digest}:` }),
    },
  };
};

const ask = (parts: ExchangeParts, action: object = {}) =>
  passes(world.compile(hmacAuth, action), { pipeline: { spaceId: world.spaceId }, ...parts });
const withHeaders = (parts: ExchangeParts, headers: Record<string, string>): ExchangeParts => ({
  ...parts,
  headers: { ...(parts.headers as Record<string, string>), ...headers },
});

describe('a signed request', () => {
  verifies('gateway.traffic.auth.hmac', 'is let in, with and without a body', async () => {
    const wanted: Signed[] = [
      {},
      { method: 'POST', body: '{"a":1}', nonce: 'n-1' },
      { method: 'POST', body: '' },
      { url: '/main', method: 'DELETE' },
      { url: '/main/%C3%A4?q=%20+&x' },
    ];
    for (const one of wanted) {
      const { error, exchange } = await ask(sign(one));
      expect(error).toBeUndefined();
      expect(exchange.consumer).toMatchObject({ id: signer.consumerId });
      expect(exchange.outgoing.headers?.get('authorization')).toBeNull();
    }
  });

  verifies('gateway.traffic.auth.hmac.changed', 'is refused when anything of it was changed', async () => {
    const get = sign();
    const post = sign({ method: 'POST', body: '{"amount":1}' });
    const changed: ExchangeParts[] = [
      { ...get, method: 'DELETE' },
      { ...get, url: '/main/orders?b=2&a=2' },
      { ...get, url: '/main/orders?a=1&b=2' },
      { ...get, url: '/main/other?b=2&a=1' },
      { ...get, url: '/main/orders' },
      withHeaders(get, { Host: 'other.example.test' }),
      { ...get, body: 'a body that nobody signed' },
      { ...post, body: '{"amount":9}' },
      withHeaders(
        { ...post, body: '{"amount":9}' },
        {
          'Content-Digest': `sha-256=:${createHash('sha256').update('{"amount":9}').digest('base64')}:`,
        },
      ),
      withHeaders(post, { 'Content-Digest': 'sha-512=:AAAA:' }),
    ];
    for (const parts of changed) expect((await ask(parts)).error?.code).toBe('credentials_wrong');
  });

  verifies('gateway.traffic.auth.hmac.late', 'is refused when it is too old, or of the future', async () => {
    const now = Math.floor(world.gateway.clock.now().getTime() / 1_000);
    for (const created of [now - 290, now + 290])
      expect((await ask(sign({ created }))).error).toBeUndefined();
    for (const created of [now - 310, now + 310, 0, 999_999_999_999])
      expect((await ask(sign({ created }))).error?.code).toBe('credentials_wrong');
    expect((await ask(sign({ created: now - 20 }), { windowSeconds: 10 })).error?.code).toBe(
      'credentials_wrong',
    );
  });

  verifies('gateway.traffic.auth.hmac.once', 'is taken once where that is wanted', async () => {
    const parts = sign({ nonce: 'only-once' });
    expect((await ask(parts)).error).toBeUndefined();
    expect((await ask(parts, { once: true })).error).toBeUndefined();
    expect((await ask(parts, { once: true })).error?.code).toBe('credentials_wrong');
    expect((await ask(sign({ nonce: 'another' }), { once: true })).error).toBeUndefined();
  });

  test('with a body that is too large to be read is refused', async () => {
    const { error } = await ask(sign({ method: 'POST', body: 'x'.repeat(100) }), { maxBodyBytes: 99 });
    expect(error?.code).toBe('body_too_large');
    const unread = await ask(sign({ method: 'POST', body: 'x'.repeat(100) }), { checkBody: false });
    expect([unread.error, unread.exchange.outgoing.body]).toEqual([undefined, null]);
  });

  const forms = (good: string): readonly string[] => [
    'Hub-HMAC-SHA256',
    'Hub-HMAC-SHA256 ',
    'Hub-HMAC-SHA256 keyId="x"',
    good.replace('created=', 'created=-'),
    good.replace('created=', 'created=1e'),
    good.replace(/signature="[^"]*"/, 'signature=""'),
    good.replace(/signature="[^"]*"/, `signature="${'A'.repeat(43)}="`),
    `${good}, keyId="another"`,
    `${good}, created=1`,
    `${good}, unknown="x"`,
    good.replace(/keyId="[^"]*"/, 'keyId="hk_unknown"'),
    `${good}${' '.repeat(3_000)}x`,
  ];
  test('of another form is refused', async () => {
    const parts = sign();
    const { Authorization: good = '' } = parts.headers as Record<string, string>;
    expect((await ask(withHeaders(parts, { Authorization: good }))).error).toBeUndefined();
    for (const Authorization of forms(good))
      expect((await ask(withHeaders(parts, { Authorization }))).error?.status).toBe(401);
    expect((await ask(sign({ keyId: 'hk_unknown' }))).error?.code).toBe('credentials_wrong');
  });
});

describe('the document', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/gateway-authentication.md'), 'utf8');
  const vectors = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '[]') as {
    secret: string;
    request: Parameters<typeof textToSign>[0];
    text: string;
    signature: string;
  }[];

  verifies('gateway.traffic.auth.hmac.vectors', 'has vectors that hold', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(3);
    for (const { secret, request, text: signed, signature } of vectors) {
      expect(textToSign(request)).toBe(signed);
      expect(signatureOf(Buffer.from(secret), request).toString('base64')).toBe(signature);
      expect(createHmac('sha256', secret).update(signed).digest('base64')).toBe(signature);
    }
  });
});
