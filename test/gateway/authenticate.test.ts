// slow: asks a database again and again
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../core/caller.ts';
import { newKeySecret, hashKey } from '../../gateway/keys/secret.ts';
import { openAuthenticator } from '../../gateway/sign-in/authenticate.ts';
import { openLog } from '../../platform/log.ts';
import { eventually } from '../setup/eventually.ts';
import { refusal, refusalCode, startTestGateway, type TestGateway } from '../setup/gateway.ts';
import { verifies } from '../setup/verifies.ts';

const bootstrapKey = 'hub_ci_5f2c9b1e7d3a4c60a1b2';
let gateway: TestGateway;
let other: string;
beforeAll(async () => {
  gateway = await startTestGateway({ bootstrapKey });
  other = await gateway.space('other');
});
afterAll(() => gateway.stop());

const addKey = async (
  changes: Readonly<Record<string, string>> = {},
): Promise<{ keyId: string; secret: string }> => {
  const secret = newKeySecret();
  const owner: Caller = { kind: 'hub', name: 'test', spaceId: gateway.owner.spaceId, permissions: 'all' };
  const made = await gateway.call<{ key: { id: string } }>(
    'keys.create',
    { name: 'a key', permissions: ['space.read'] },
    owner,
  );
  const sets = Object.entries(changes)
    .map(([column, value]) => `, ${column} = ${value}`)
    .join('');
  await gateway.sql(`update api_keys set secret_hash = $2${sets} where key_id = $1`, [
    made.key.id,
    hashKey(secret),
  ]);
  return { keyId: made.key.id, secret };
};
const signedIn = async (name: string, role: 'admin' | 'viewer' = 'viewer') => {
  const person = await gateway.person(name, { spaceId: gateway.owner.spaceId, role });
  const browser = gateway.browser();
  await browser.call('signIn.withPassword', { email: person.email, password: person.password });
  return { userId: person.userId, sessionCookie: browser.cookies.get('hub_session') ?? '' };
};

describe('an API key', () => {
  verifies('foundation.keys.scoped', 'is its space and its permissions', async () => {
    const caller = await gateway.authenticate({ bearer: bootstrapKey });
    expect(caller).toMatchObject({ kind: 'key', spaceId: gateway.owner.spaceId });
    expect(caller.permissions).toContain('space.delete');
    await expect(gateway.authenticate({ bearer: bootstrapKey, spaceSlug: 'default' })).resolves.toMatchObject(
      { kind: 'key' },
    );
  });

  test.each([
    ['empty', ''],
    ['short', 'hub_short'],
    ['unknown', `hub_${'A'.repeat(43)}`],
    ['with one character changed', bootstrapKey.replace(/.$/, '3')],
    ['in other case', bootstrapKey.toUpperCase()],
    ['with a NUL', `${bootstrapKey}\0`],
    ['SQL', `hub_' or '1'='1' -- aaaaaaaaaaaa`],
    ['a megabyte', 'a'.repeat(1_000_000)],
    ['in letters that only look alike', bootstrapKey.replace('hub', 'һub')],
  ])('%s is refused', async (_what, bearer) => {
    expect(await refusalCode(gateway.authenticate({ bearer }))).toBe('unauthenticated');
  });

  test('does not open another space, which answers like one that is not there', async () => {
    const answers = await Promise.all(
      ['other', 'nowhere'].map((spaceSlug) =>
        refusal(gateway.authenticate({ bearer: bootstrapKey, spaceSlug })),
      ),
    );
    for (const [at, error] of answers.entries()) {
      expect(error.code).toBe('not_found');
      expect(error.message.replace(/"\w+"/, '')).toBe(answers[1 - at]?.message.replace(/"\w+"/, ''));
    }
  });

  verifies(
    'foundation.keys.scoped',
    'that was revoked stops within a second although it was in use',
    async () => {
      const { keyId, secret } = await addKey();
      await gateway.authenticate({ bearer: secret });
      await gateway.sql('update api_keys set revoked_at = now() where key_id = $1', [keyId]);
      await eventually(
        async () => (await refusalCode(gateway.authenticate({ bearer: secret }))) === 'unauthenticated',
      );
    },
  );

  test('that expires stops at that moment although it was in use', async () => {
    const { secret } = await addKey({ expires_at: "now() + interval '400 ms'" });
    await gateway.authenticate({ bearer: secret });
    await eventually(
      async () => (await refusalCode(gateway.authenticate({ bearer: secret }))) === 'unauthenticated',
    );
  });

  test('leaves when it was last used, once a minute at most', async () => {
    const { keyId, secret } = await addKey();
    const lastUsed = async () =>
      (
        await gateway.sql<{ at: Date | null }>('select last_used_at as at from api_keys where key_id = $1', [
          keyId,
        ])
      )[0]?.at ?? null;
    await gateway.authenticate({ bearer: secret });
    const first = await eventually(async () => (await lastUsed()) ?? false);
    const second = openAuthenticator({ ...gateway.deps, log: openLog({ level: 'silent' }) });
    await second.authenticate({ bearer: secret });
    await second.stop();
    expect(await lastUsed()).toEqual(first);
    await gateway.sql("update api_keys set last_used_at = now() - interval '2 minutes' where key_id = $1", [
      keyId,
    ]);
    const third = openAuthenticator({ ...gateway.deps, log: openLog({ level: 'silent' }) });
    await third.authenticate({ bearer: secret });
    await third.stop();
    expect((await lastUsed())?.getTime()).toBeGreaterThan(first.getTime() - 1_000);
  });
});

describe('a session', () => {
  test('without a space is the person alone; with one, the person in their role', async () => {
    const { userId, sessionCookie } = await signedIn('Ina', 'admin');
    await expect(gateway.authenticate({ sessionCookie })).resolves.toMatchObject({
      kind: 'user',
      userId,
      role: null,
      spaceId: null,
    });
    const inside = await gateway.authenticate({ sessionCookie, spaceSlug: 'default' });
    expect(inside).toMatchObject({ role: 'admin', spaceId: gateway.owner.spaceId });
    expect(inside.permissions).toContain('keys.write');
    expect(inside.permissions).not.toContain('space.delete');
  });

  test('of somebody who is no member answers like a space that is not there', async () => {
    const { sessionCookie } = await signedIn('Olga');
    for (const spaceSlug of ['other', 'nowhere', '', 'x'.repeat(5_000), "default' or true --"])
      expect(await refusalCode(gateway.authenticate({ sessionCookie, spaceSlug }))).toBe('not_found');
    await gateway.sql(
      "insert into members (space_id, user_id, role) select $1, user_id, 'viewer' from users where name = 'Olga'",
      [other],
    );
    await expect(gateway.authenticate({ sessionCookie, spaceSlug: 'other' })).resolves.toMatchObject({
      role: 'viewer',
    });
  });

  test.each([
    ['a changed role', 'update members set role = $2 where user_id = $1', 'operator'],
    ['a lost membership', 'delete from members where user_id = $1 and role <> $2', 'nothing'],
    ['a disabled person', 'update users set disabled_at = now() where user_id = $1 and name <> $2', 'nobody'],
    [
      'an ended session',
      'update sessions set revoked_at = now() where user_id = $1 and method <> $2',
      'oidc',
    ],
  ])('%s is known within a second although it was in use', async (what, change, value) => {
    const { userId, sessionCookie } = await signedIn(`With ${what}`);
    const ask = () =>
      gateway.authenticate({ sessionCookie, spaceSlug: 'default' }).then(
        (caller) => (caller.kind === 'user' ? caller.role : caller.kind),
        () => 'refused',
      );
    expect(await ask()).toBe('viewer');
    await gateway.sql(change, [userId, value]);
    await eventually(async () => (await ask()) !== 'viewer');
  });

  test('that asks many times at once asks the database once', async () => {
    const { sessionCookie } = await signedIn('Busy');
    let asked = 0;
    const db = {
      ...gateway.deps.db,
      asSystem: <T>(work: Parameters<typeof gateway.deps.db.asSystem<T>>[0]) => {
        asked++;
        return gateway.deps.db.asSystem(work);
      },
    };
    const counting = openAuthenticator({ ...gateway.deps, db, log: openLog({ level: 'silent' }) });
    await Promise.all(Array.from({ length: 200 }, () => counting.authenticate({ sessionCookie })));
    await counting.stop();
    expect(asked).toBe(1);
  });
});

test('what is remembered has an end, and random credentials push nobody out', async () => {
  let asked = 0;
  const db = {
    ...gateway.deps.db,
    asSystem: <T>(work: Parameters<typeof gateway.deps.db.asSystem<T>>[0]) => {
      asked++;
      return gateway.deps.db.asSystem(work);
    },
  };
  const small = openAuthenticator({ ...gateway.deps, db, remembered: 2, log: openLog({ level: 'silent' }) });
  await small.authenticate({ bearer: bootstrapKey });
  for (let i = 0; i < 5; i++) await refusalCode(small.authenticate({ bearer: newKeySecret() }));
  const before = asked;
  await small.authenticate({ bearer: bootstrapKey });
  expect(asked).toBe(before);
  for (const { secret } of [await addKey(), await addKey()]) await small.authenticate({ bearer: secret });
  const full = asked;
  await small.authenticate({ bearer: bootstrapKey });
  expect(asked).toBe(full + 1);
  await small.stop();
});

test('nobody is somebody without credentials, and a key counts before a cookie', async () => {
  await expect(gateway.authenticate({})).resolves.toMatchObject({ kind: 'nobody' });
  expect(await refusalCode(gateway.authenticate({ bearer: 'no', sessionCookie: 'no' }))).toBe(
    'unauthenticated',
  );
});
