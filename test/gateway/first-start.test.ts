// slow: starts whole hubs
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createSignInLink, ensureFirstOwner } from '../../gateway/sign-in/first-owner.ts';
import { dropExpiredSignIns } from '../../gateway/sign-in/expiry-store.ts';
import { refusalCode, startTestGateway, type TestGateway } from '../setup/gateway.ts';
import { verifies } from '../setup/verifies.ts';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});
afterEach(() => gateway.stop());

const key = 'hub_ci_5f2c9b1e7d3a4c60a1b2';
const other = 'hub_ci_ffffffffffffffffffff';

describe('the first start', () => {
  verifies(
    'foundation.start.bootstrap-key',
    'makes one space, one owner and one key, however many processes start',
    async () => {
      const all = await Promise.all(Array.from({ length: 5 }, () => ensureFirstOwner(gateway.deps.db, key)));
      expect(new Set(all.map((first) => `${first.spaceId} ${first.userId}`)).size).toBe(1);
      expect(all.map((first) => first.bootstrapKey).sort()).toEqual([
        'created',
        'known',
        'known',
        'known',
        'known',
      ]);
      const [counts] = await gateway.sql(
        'select (select count(*)::int from spaces) as spaces, (select count(*)::int from users) as users, (select count(*)::int from api_keys) as keys',
      );
      expect(counts).toEqual({ spaces: 1, users: 1, keys: 1 });
      await expect(gateway.authenticate({ bearer: key })).resolves.toMatchObject({
        spaceId: all[0]?.spaceId,
      });
    },
  );

  test('takes one key for ever: neither another one nor a revoked one comes back', async () => {
    await ensureFirstOwner(gateway.deps.db, key);
    await expect(ensureFirstOwner(gateway.deps.db, other)).resolves.toMatchObject({
      bootstrapKey: 'ignored',
    });
    expect(await refusalCode(gateway.authenticate({ bearer: other }))).toBe('unauthenticated');
    await gateway.sql('update api_keys set revoked_at = now()');
    await ensureFirstOwner(gateway.deps.db, key);
    expect(await refusalCode(gateway.authenticate({ bearer: key }))).toBe('unauthenticated');
  });

  test.each(['short', 'x'.repeat(23), 'x'.repeat(201), 'with blanks in it, and long enough', ''])(
    'refuses the key %j',
    async (bad) => {
      expect(await refusalCode(ensureFirstOwner(gateway.deps.db, bad))).toBe('config_invalid');
    },
  );

  test('is a first use until somebody can sign in by themselves', async () => {
    const isFirst = async () => (await ensureFirstOwner(gateway.deps.db)).firstUse;
    const shown = async () =>
      (await gateway.browser().call<{ firstUse: boolean }>('signIn.methods')).firstUse;
    expect([await isFirst(), await shown()]).toEqual([true, true]);
    const { userId } = await gateway.person('Somebody');
    expect([await isFirst(), await shown()]).toEqual([false, false]);
    await gateway.sql('update users set disabled_at = now() where user_id = $1', [userId]);
    expect(await isFirst()).toBe(true);
  });
});

describe('a one-time link', () => {
  verifies('foundation.sign-in.link', 'signs the owner in, once', async () => {
    const token = await createSignInLink(gateway.deps.db, gateway.owner.userId);
    const browser = gateway.browser();
    await browser.call('signIn.withLink', { token });
    await expect(browser.call('me.get')).resolves.toMatchObject({ user: { installationOwner: true } });
    expect(await refusalCode(gateway.browser().call('signIn.withLink', { token }))).toBe('link_invalid');
  });

  test('works for one of two who open it at the same moment', async () => {
    const token = await createSignInLink(gateway.deps.db, gateway.owner.userId);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => gateway.browser().call('signIn.withLink', { token })),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });

  test('is kept as a hash, and ends after a quarter of an hour', async () => {
    const token = await createSignInLink(gateway.deps.db, gateway.owner.userId);
    const rows = await gateway.sql(
      "select token_hash, expires_at between now() + interval '14 minutes' and now() + interval '15 minutes' as soon from sign_in_links",
    );
    expect(rows).toMatchObject([{ soon: true }]);
    expect(JSON.stringify(rows)).not.toContain(token);
    await gateway.sql('update sign_in_links set expires_at = now()');
    expect(await refusalCode(gateway.browser().call('signIn.withLink', { token }))).toBe('link_invalid');
    expect(await refusalCode(gateway.browser().call('signIn.withLink', { token }))).toBe('link_invalid');
  });

  test('does not let a disabled person in', async () => {
    const token = await createSignInLink(gateway.deps.db, gateway.owner.userId);
    await gateway.sql('update users set disabled_at = now()');
    expect(await refusalCode(gateway.browser().call('signIn.withLink', { token }))).toBe('link_invalid');
  });
});

test('what can never be used again is dropped, and nothing else', async () => {
  await createSignInLink(gateway.deps.db, gateway.owner.userId);
  const token = await createSignInLink(gateway.deps.db, gateway.owner.userId);
  await gateway.sql(
    "update sign_in_links set expires_at = now() - interval '1 second' where token_hash <> sha256($1::bytea)",
    [Buffer.from(token)],
  );
  await gateway.sql(
    "insert into sign_in_failures values ('\\x01', 3, now() - interval '2 days', null), ('\\x02', 3, now(), null)",
  );
  expect(await gateway.deps.db.asSystem(dropExpiredSignIns)).toBe(2);
  await gateway.browser().call('signIn.withLink', { token });
});
