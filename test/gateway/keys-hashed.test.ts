// slow: starts a hub, or the parts of one
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

interface Made {
  readonly secret: string;
  readonly key: { readonly id: string };
}

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

/** Every row of every table of the database, as text; bytes stand there in hexadecimal. */
const everythingStored = async (): Promise<string> => {
  const { superuser } = hub.database;
  const { rows: tables } = await superuser.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const contents: string[] = [];
  for (const { name } of tables) {
    const { rows } = await superuser.query<{ row: string }>(`select t::text as row from ${name} t`);
    contents.push(name, ...rows.map(({ row }) => row));
  }
  return contents.join('\n');
};

/** The ways in which a secret could lie around without being hashed. */
const spellings = (secret: string): string[] => {
  const bytes = Buffer.from(secret);
  const unprefixed = secret.slice(secret.indexOf('_') + 1);
  return [
    secret,
    unprefixed,
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    Buffer.from(unprefixed).toString('hex'),
    [...secret].reverse().join(''),
  ];
};

const make = async (name: string, headers: Record<string, string> = {}): Promise<Made> => {
  const body = { name, permissions: ['keys.read'] };
  const answer = await hub.request('POST', '/api/keys', { body, headers });
  expect(answer.status).toBe(201);
  return answer.json as Made;
};

verifies(
  'foundation.keys.hashed',
  'the secret of a key stands nowhere in the database and the log, whatever was done with it',
  async () => {
    const idempotencyKey = { 'idempotency-key': randomUUID() };
    const made = await make('looked-for', idempotencyKey);
    // The stored answer of an idempotent request holds the secret too: sealed.
    expect(await make('looked-for', idempotencyKey)).toEqual(made);
    expect((await hub.request('GET', '/api/keys', { key: made.secret })).status).toBe(200);
    expect((await hub.request('GET', '/api/space', { key: made.secret })).status).toBe(403);
    expect((await hub.request('DELETE', `/api/keys/${made.key.id}`)).status).toBeLessThan(300);
    expect((await hub.request('GET', '/api/keys', { key: `${made.secret}x` })).status).toBe(401);

    const stored = await everythingStored();
    // The look is one that finds things: the name, and the hash that the secret is known by.
    expect(stored).toContain('looked-for');
    expect(stored).toContain(createHash('sha256').update(made.secret).digest('hex'));
    expect(stored).toContain('idempotency_keys');
    for (const secret of [made.secret, hub.key]) {
      expect(spellings(secret).filter((text) => stored.includes(text))).toEqual([]);
      expect(spellings(secret).filter((text) => hub.logged().includes(text))).toEqual([]);
    }
  },
);

verifies(
  'foundation.keys.hashed',
  'the secret is shown once: no list, audit entry or document has it again',
  async () => {
    const { secret, key } = await make('shown-once');
    for (const path of [
      '/api/keys',
      `/api/keys?q=shown-once`,
      '/api/audit?limit=200',
      '/api/space',
      '/openapi.json',
    ]) {
      const { status, text } = await hub.request('GET', path);
      expect([path, status]).toEqual([path, 200]);
      expect(spellings(secret).filter((spelling) => text.includes(spelling))).toEqual([]);
    }
    const { text } = await hub.request('GET', '/api/keys');
    expect(text).toContain(key.id);
    expect(text).not.toContain('secretHash');
  },
);

test('what is stored of a key lets nobody in', async () => {
  const { secret, key } = await make('stolen-table');
  const { rows } = await hub.database.superuser.query<{ hash: Buffer; hint: string }>(
    'select secret_hash as hash, hint from api_keys where key_id = $1',
    [key.id],
  );
  const { hash, hint } = rows[0] ?? { hash: Buffer.alloc(0), hint: '' };
  expect(hash).toHaveLength(32);
  expect(hint.length).toBeLessThanOrEqual(12);
  for (const stolen of [hash.toString('hex'), hash.toString('base64url'), hint.replace('…', ''), key.id])
    expect((await hub.request('GET', '/api/keys', { key: stolen })).status).toBe(401);
  expect((await hub.request('GET', '/api/keys', { key: secret })).status).toBe(200);
});
