// slow: starts a hub, or the parts of one
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

const make = (name: string, key: string) =>
  hub.request('POST', '/api/keys', {
    body: { name, permissions: ['space.read'] },
    headers: { 'idempotency-key': key },
  });
const count = async (name: string): Promise<number> => {
  const { rows } = await hub.database.superuser.query<{ n: string }>(
    'select count(*) as n from api_keys where name = $1',
    [name],
  );
  return Number(rows[0]?.n);
};

verifies(
  'foundation.operations.idempotency',
  'the same request with the same key has one effect and one answer',
  async () => {
    const first = await make('once', 'a-1');
    const second = await make('once', 'a-1');
    expect(first.status).toBeLessThan(300);
    expect(second.json).toEqual(first.json);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await count('once')).toBe(1);
  },
);

verifies('foundation.operations.idempotency', 'twenty of them at once have one effect', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => make('at-once', 'a-2')));
  expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
  expect(await count('at-once')).toBe(1);
});

test('another request with the same key is refused', async () => {
  await make('first', 'a-3');
  expect((await make('second', 'a-3')).json).toMatchObject({ status: 422, code: 'idempotency_mismatch' });
  const elsewhere = await hub.request('POST', '/api/invitations', {
    body: { email: 'a@b.example', role: 'viewer' },
    headers: { 'idempotency-key': 'a-3' },
  });
  expect(elsewhere.json).toMatchObject({ status: 422 });
});

test('a request that failed may be tried again with its key', async () => {
  const bad = await hub.request('POST', '/api/keys', {
    body: { name: '', permissions: ['space.read'] },
    headers: { 'idempotency-key': 'a-4' },
  });
  expect(bad.status).toBe(400);
  expect((await make('repaired', 'a-4')).status).toBeLessThan(300);
});

test('keys of two callers do not meet', async () => {
  const other = await hub.makeKey(['keys.write', 'keys.read', 'space.read']);
  await make('mine', 'a-5');
  const theirs = await hub.request('POST', '/api/keys', {
    key: other,
    body: { name: 'theirs', permissions: ['space.read'] },
    headers: { 'idempotency-key': 'a-5' },
  });
  expect(theirs.json).toMatchObject({ key: { name: 'theirs' } });
});

test('a secret in an answer is not kept in clear', async () => {
  const { json } = await make('secret', 'a-6');
  const secret = (json as { secret: string }).secret;
  const { rows } = await hub.database.superuser.query<{ response: string }>(
    "select response from idempotency_keys where key = 'a-6'",
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.response).not.toContain(secret);
});

test.each(['', 'ü', 'x'.repeat(201), 'two words'])('the key "%s" is refused', async (key) => {
  const answer = await hub.raw(
    `POST /api/keys HTTP/1.1\r\nhost: ${hub.host}\r\nauthorization: Bearer ${hub.key}\r\ncontent-type: application/json\r\nidempotency-key: ${key}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400/);
});
