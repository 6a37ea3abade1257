import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { SecretPlace } from '../../core/ports.ts';
import { systemClock } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { parseMasterKeys, type MasterKeys } from '../../platform/vault/master-key.ts';
import { openVault, type KeyVault } from '../../platform/vault/vault.ts';
import { openTestDatabase, type TestDatabase } from '../setup/database.ts';
import { eventually } from '../setup/eventually.ts';
import { verifies } from '../setup/verifies.ts';

let database: TestDatabase;
const k1 = `k1:${randomBytes(32).toString('base64')}`;
const k2 = `k2:${randomBytes(32).toString('base64')}`;
const keys = (...texts: string[]): MasterKeys => parseMasterKeys(texts.join(','), 'HUB_MASTER_KEY');
/** Each call is a process of its own, as far as the vault can tell: nothing is remembered from another. */
const open = (masterKeys: MasterKeys = keys(k1)): Promise<KeyVault> =>
  openVault({ db: database.db, masterKeys, clock: systemClock });

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

const newSpace = async (): Promise<string> => {
  const id = newId('spc');
  await database.db.asSystem((tx) =>
    tx.execute('insert into spaces (space_id, slug, name) values ($1, $2, $2)', [
      id,
      id.slice(4).toLowerCase(),
    ]),
  );
  return id;
};
const at = (spaceId: string, row = 'con_1'): SecretPlace => ({
  spaceId,
  table: 'connections',
  column: 'token',
  row,
});
const unreadable = { code: 'secret_unreadable' };

test('a secret is read again by another process, and nothing of it or its key is stored in clear', async () => {
  const space = await newSpace();
  const sealed = await (await open()).seal(at(space), 'canary');
  expect(await (await open()).open(at(space), sealed)).toBe('canary');
  const { rows } = await database.superuser.query('select * from vault_keys');
  expect(JSON.stringify(rows) + sealed).not.toContain('canary');
});

test('secrets of the installation have keys of their own', async () => {
  const vault = await open();
  const place = at('installation', 'usr_1');
  const sealed = await vault.seal(place, 'second factor');
  expect(await (await open()).open(place, sealed)).toBe('second factor');
  await expect(vault.open(at(await newSpace(), 'usr_1'), sealed)).rejects.toMatchObject(unreadable);
});

test('a secret of one space does not open in another, even with the same version of their keys', async () => {
  const vault = await open();
  const [one, other] = [await newSpace(), await newSpace()];
  const [sealed, foreign] = [await vault.seal(at(one), 'mine'), await vault.seal(at(other), 'yours')];
  expect(sealed.slice(0, 8)).toBe(foreign.slice(0, 8));
  await expect(vault.open(at(one), foreign)).rejects.toMatchObject(unreadable);
  await expect(vault.open(at(one, 'con_2'), sealed)).rejects.toMatchObject(unreadable);
});

test('the key of one space put into the row of another opens nothing', async () => {
  const [one, other] = [await newSpace(), await newSpace()];
  const vault = await open();
  await vault.seal(at(one), 'mine');
  const sealed = await vault.seal(at(other), 'yours');
  await database.superuser.query(
    'update vault_keys set wrapped = (select wrapped from vault_keys where space_id = $1) where space_id = $2',
    [one, other],
  );
  await expect((await open()).open(at(other), sealed)).rejects.toMatchObject(unreadable);

  // It is named when keys are wrapped anew, and does not hold up the others.
  await expect((await open(keys(k2, k1))).rewrapAll()).rejects.toMatchObject({
    ...unreadable,
    message: expect.stringContaining(`${other} (version 1)`),
  });
  const { rows } = await database.superuser.query("select space_id from vault_keys where master_id = 'k1'");
  expect(rows).toEqual([{ space_id: other }]);
  await database.superuser.query('delete from spaces where space_id = $1', [other]);
  await (await open(keys(k1, k2))).rewrapAll();
});

test('in a transaction the key belongs to it: rolled back, it is not remembered', async () => {
  const vault = await open();
  const id = newId('spc');
  const place = at(id);
  const fails = database.db.asSystem(async (tx) => {
    await tx.execute("insert into spaces (space_id, slug, name) values ($1, 'gone', 'gone')", [id]);
    await vault.seal(place, 'secret', tx);
    throw new Error('rolled back');
  });
  await expect(fails).rejects.toThrow('rolled back');
  await expect(vault.seal(place, 'secret')).rejects.toMatchObject({ code: 'not_found' });

  const space = await database.db.asSystem(async (tx) => {
    await tx.execute("insert into spaces (space_id, slug, name) values ($1, 'made', 'made')", [id]);
    return { sealed: await vault.seal(place, 'secret', tx) };
  });
  expect(await (await open()).open(place, space.sealed)).toBe('secret');
});

test('many processes that seal the first secret of a space at once agree on its key', async () => {
  const space = await newSpace();
  const vaults = await Promise.all(Array.from({ length: 8 }, () => open()));
  const sealed = await Promise.all(vaults.map((vault, i) => vault.seal(at(space), `secret ${i}`)));
  const { rows } = await database.superuser.query('select version from vault_keys where space_id = $1', [
    space,
  ]);
  expect(rows).toEqual([{ version: 1 }]);
  const reader = await open();
  expect(await Promise.all(sealed.map((text) => reader.open(at(space), text)))).toEqual(
    sealed.map((_, i) => `secret ${i}`),
  );
});

test('a derived key is the same in every process and another for each purpose, whatever the master key', async () => {
  const [one, other] = [await open(keys(k1)), await open(keys(k2, k1))];
  expect(one.deriveKey('sessions')).toHaveLength(32);
  expect(one.deriveKey('sessions').equals(other.deriveKey('sessions'))).toBe(true);
  expect(one.deriveKey('sessions').equals(one.deriveKey('audit'))).toBe(false);
  const before = one.deriveKey('sessions');
  await one.rotateDataKey('installation');
  expect((await open()).deriveKey('sessions').equals(before)).toBe(true);
});

verifies('foundation.vault.rotation', 'data keys rotate while secrets are sealed and opened', async () => {
  const space = await newSpace();
  const vaults = [await open(), await open(), await open()] as const;
  const stored: { text: string; sealed: string }[] = [];
  let done = false;
  const worker = async (vault: KeyVault, name: string): Promise<number> => {
    for (let i = 0; ; i++) {
      const text = `${name} ${i}`;
      stored.push({ text, sealed: await vault.seal(at(space), text) });
      const any = stored[Math.floor(Math.random() * stored.length)];
      if (any !== undefined) expect(await vault.open(at(space), any.sealed)).toBe(any.text);
      if (done && i > 20) return i;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const workers = vaults.map((vault, i) => worker(vault, `worker ${i}`));
  const versions: number[] = [];
  for (let i = 0; i < 10; i++) {
    const pair = [vaults[0].rotateDataKey(space), vaults[1].rotateDataKey(space)];
    versions.push(...(await Promise.all(pair)));
  }
  done = true;
  await Promise.all(workers);
  expect(new Set(versions).size).toBe(20);
  const last = await (await open()).seal(at(space), 'last');
  expect(Number(last.split('.')[2])).toBe(Math.max(...versions));
  const reader = await open();
  for (const { text, sealed } of stored) expect(await reader.open(at(space), sealed)).toBe(text);
});

verifies(
  'foundation.vault.rotation',
  'all keys are wrapped anew, also after an interruption half-way',
  async () => {
    const spaces = await Promise.all(Array.from({ length: 120 }, newSpace));
    const old = await open(keys(k1));
    const sealed = await Promise.all(spaces.map((space) => old.seal(at(space), space)));
    const count = async (master: string): Promise<number> => {
      const { rows } = await database.superuser.query<{ n: number }>(
        "select count(*)::integer as n from vault_keys where master_id = $1 and state <> 'shredded'",
        [master],
      );
      return rows[0]?.n ?? -1;
    };
    const total = await count('k1');

    // Somebody holds the last row: the re-wrapping gets as far as there, and is killed while it waits.
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('set role hub_system');
    await holder.query('begin');
    await holder.query(
      "select 1 from vault_keys order by coalesce(space_id, 'installation') desc, version desc limit 1 for update",
    );
    const rotated = await open(keys(k2, k1));
    const interrupted = rotated.rewrapAll().then(
      () => 'finished',
      () => 'interrupted',
    );
    await eventually(async () => {
      const { rowCount } = await database.superuser.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like '%vault_keys%'`,
      );
      return rowCount === 1;
    });
    expect(await interrupted).toBe('interrupted');
    await holder.query('rollback');
    await holder.end();
    const [left, wrapped] = [await count('k1'), await count('k2')];
    expect([left > 0, wrapped > 0, left + wrapped]).toEqual([true, true, total]);
    for (const [i, space] of spaces.entries())
      expect(await rotated.open(at(space), sealed[i] ?? '')).toBe(space);

    // Two at once go on where it stopped.
    const other = await open(keys(k2, k1));
    const both = await Promise.all([rotated.rewrapAll(), other.rewrapAll()]);
    expect([both[0] + both[1], await count('k1'), await count('k2')]).toEqual([left, 0, total]);

    // The old master key is not needed any more, and the new one alone reads what was sealed before.
    const after = await open(keys(k2));
    for (const [i, space] of spaces.entries())
      expect(await after.open(at(space), sealed[i] ?? '')).toBe(space);
    await expect(open(keys(k1))).rejects.toMatchObject({
      code: 'secret_unreadable',
      message: expect.stringContaining('"k2"'),
    });
    await (await open(keys(k1, k2))).rewrapAll();
  },
);

verifies(
  'foundation.start.wrong-vault-key',
  'a wrong master key is noticed at once, with what to do',
  async () => {
    const wrong = `k1:${randomBytes(32).toString('base64')}`;
    for (const masterKeys of [keys(wrong), keys(k2, wrong)]) {
      await expect(open(masterKeys)).rejects.toMatchObject({
        code: 'secret_unreadable',
        message: expect.stringMatching(/"k1" of HUB_MASTER_KEY is not the one .* Bring back the right one/),
      });
    }
    await expect(open(keys(k2))).rejects.toMatchObject({
      code: 'secret_unreadable',
      message: expect.stringContaining('"k1", which HUB_MASTER_KEY does not hold'),
    });
  },
);

verifies('foundation.vault.shred', 'nothing that a shredded space had sealed is read again', async () => {
  const [gone, kept] = [await newSpace(), await newSpace()];
  const vault = await open();
  const sealed = [await vault.seal(at(gone), 'first')];
  await vault.rotateDataKey(gone);
  sealed.push(await vault.seal(at(gone), 'second'));
  const other = await vault.seal(at(kept), 'kept');
  await vault.shred(gone);
  for (const reader of [vault, await open()]) {
    for (const text of sealed) await expect(reader.open(at(gone), text)).rejects.toMatchObject(unreadable);
    await expect(reader.seal(at(gone), 'new')).rejects.toMatchObject({ code: 'conflict' });
    await expect(reader.rotateDataKey(gone)).rejects.toMatchObject({ code: 'conflict' });
    expect(await reader.open(at(kept), other)).toBe('kept');
  }
  const { rows } = await database.superuser.query('select wrapped from vault_keys where space_id = $1', [
    gone,
  ]);
  expect(rows).toEqual([{ wrapped: null }, { wrapped: null }]);
  await vault.shred(gone);
});

test('a space that is deleted takes its keys along', async () => {
  const space = await newSpace();
  const vault = await open();
  const sealed = await vault.seal(at(space), 'secret');
  await database.db.asSystem((tx) => tx.execute('delete from spaces where space_id = $1', [space]));
  await expect((await open()).open(at(space), sealed)).rejects.toMatchObject(unreadable);
});

test('the keys of the installation cannot be shredded', async () => {
  await expect((await open()).shred('installation')).rejects.toMatchObject({ code: 'forbidden' });
});

test('a space sees its own keys only, and none of the installation', async () => {
  const [one, other] = [await newSpace(), await newSpace()];
  const vault = await open();
  await Promise.all([vault.seal(at(one), 'x'), vault.seal(at(other), 'x')]);
  const seen = await database.db.inSpace(one, (tx) => tx.query('select space_id from vault_keys'));
  expect(seen).toEqual([{ space_id: one }]);
});

test('unwrapped keys are kept in a bounded number and for a bounded time', async () => {
  const [one, other] = [await newSpace(), await newSpace()];
  let now = 0;
  const clock = { now: () => new Date(0), monotonic: () => now };
  const vault = await openVault({
    db: database.db,
    masterKeys: keys(k1),
    clock,
    cache: { size: 4, keepMs: 1_000 },
  });
  const sealed = await vault.seal(at(one), 'secret');
  await (await open()).shred(one);
  // This process still remembers the key, and forgets it in time.
  expect(await vault.open(at(one), sealed)).toBe('secret');
  now = 1_001;
  await expect(vault.open(at(one), sealed)).rejects.toMatchObject(unreadable);

  const kept = await vault.seal(at(other), 'secret');
  for (let i = 0; i < 4; i++) await vault.seal(at(await newSpace()), 'secret');
  await (await open()).shred(other);
  await expect(vault.open(at(other), kept)).rejects.toMatchObject(unreadable);
});
