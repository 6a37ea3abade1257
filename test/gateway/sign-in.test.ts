// slow: starts a hub, or the parts of one
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { beginAttempt, forgetFailures, takeBackAttempt } from '../../gateway/sign-in/attempts-store.ts';
import { refusal, refusalCode, startTestGateway, type TestGateway } from '../setup/gateway.ts';
import { verifies } from '../setup/verifies.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const place = (role: 'owner' | 'viewer' = 'viewer') => ({ spaceId: gateway.owner.spaceId, role });
let addresses = 0;
/** Each from an address of its own, so that one test's failures are not held against another. */
const newBrowser = () => Object.assign(gateway.browser(), { ip: `198.51.100.${++addresses}` });
const signInFacts = (userId: string) =>
  gateway.facts.filter((fact) => fact.subject === userId).map((fact) => fact.type);

describe('signing in with a password', () => {
  verifies('foundation.sign-in.password', 'opens a session that authenticates, and says so', async () => {
    const ada = await gateway.person('Ada', place());
    const browser = newBrowser();
    const answer = await browser.call('signIn.withPassword', {
      email: ' ADA@people.example ',
      password: ada.password,
    });
    expect(answer).toEqual({ user: { id: ada.userId, name: 'Ada', email: ada.email } });
    expect([...browser.cookies.keys()].sort()).toEqual(['hub_refresh', 'hub_session']);
    const me = await browser.call<{ spaces: { slug: string; role: string }[] }>('me.get');
    expect(me.spaces).toMatchObject([{ slug: 'default', role: 'viewer' }]);
    expect(signInFacts(ada.userId)).toEqual(['user.signed-in']);
    const [entry] = await gateway.sql(
      "select target, details from audit_entries where space_id = 'installation' and action = 'signIn.withPassword' and target = $1",
      [ada.userId],
    );
    expect(entry).toEqual({ target: ada.userId, details: { method: 'password', secondFactor: false } });
  });

  test('over https the cookies carry the prefixes that hold a browser to them', async () => {
    const eve = await gateway.person('Https Eve', place());
    const browser = Object.assign(newBrowser(), { origin: 'https://hub.example' });
    await browser.call('signIn.withPassword', { email: eve.email, password: eve.password });
    expect([...browser.cookies.keys()].sort()).toEqual(['__Host-hub_session', '__Secure-hub_refresh']);
    await expect(browser.call('me.get')).resolves.toMatchObject({ user: { id: eve.userId } });
  });

  test('answers an unknown e-mail, a wrong password and a disabled account with the same words', async () => {
    const bob = await gateway.person('Bob', place());
    const dora = await gateway.person('Dora', place());
    await gateway.sql('update users set disabled_at = now() where user_id = $1', [dora.userId]);
    const refusals = await Promise.all([
      refusal(
        newBrowser().call('signIn.withPassword', {
          email: 'nobody@people.example',
          password: 'something else',
        }),
      ),
      refusal(newBrowser().call('signIn.withPassword', { email: bob.email, password: 'something else' })),
      refusal(newBrowser().call('signIn.withPassword', { email: dora.email, password: dora.password })),
    ]);
    for (const error of refusals) expect(error.code).toBe('credentials_wrong');
    expect(new Set(refusals.map((error) => error.message)).size).toBe(1);
    expect(signInFacts(bob.userId)).toEqual(['user.sign-in-failed']);
  });

  test('a person without a password cannot sign in with an empty or any other one', async () => {
    await gateway.sql("update users set email = 'owner@people.example' where user_id = $1", [
      gateway.owner.userId,
    ]);
    for (const password of ['null', 'undefined', 'anything at all'])
      expect(
        await refusalCode(
          newBrowser().call('signIn.withPassword', { email: 'owner@people.example', password }),
        ),
      ).toBe('credentials_wrong');
  });

  test('what was typed as e-mail or password is written down nowhere', async () => {
    const typed = 'secret-that-was-typed-by-mistake@people.example';
    await refusalCode(
      newBrowser().call('signIn.withPassword', { email: typed, password: 'canary-of-a-password' }),
    );
    const stored = await gateway.sql(
      `select details::text, target, actor_name from audit_entries where space_id = 'installation'`,
    );
    expect(JSON.stringify([stored, gateway.facts])).not.toMatch(/by-mistake|canary/);
  });

  test('a hash with older parameters is made anew', async () => {
    const old = await gateway.person('Old Hash', place());
    const weak =
      '$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$' +
      (await import('node:crypto'))
        .argon2Sync('argon2id', {
          message: 'an old password of theirs',
          nonce: Buffer.from('c29tZXNhbHRzb21lc2FsdA', 'base64'),
          parallelism: 1,
          tagLength: 32,
          memory: 1024,
          passes: 1,
        })
        .toString('base64')
        .replace(/=+$/, '');
    await gateway.sql('update users set password_hash = $2 where user_id = $1', [old.userId, weak]);
    await newBrowser().call('signIn.withPassword', {
      email: old.email,
      password: 'an old password of theirs',
    });
    const [row] = await gateway.sql<{ password_hash: string }>(
      'select password_hash from users where user_id = $1',
      [old.userId],
    );
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await newBrowser().call('signIn.withPassword', {
      email: old.email,
      password: 'an old password of theirs',
    });
  });
});

describe('guessing', () => {
  test('is slowed down for that account from that address only, and success forgives', async () => {
    const tom = await gateway.person('Tom', place());
    const guesser = newBrowser();
    const guess = () =>
      refusalCode(guesser.call('signIn.withPassword', { email: tom.email, password: 'wrong again' }));
    for (let i = 0; i < 6; i++) expect(await guess()).toBe('credentials_wrong');
    const locked = await refusal(
      guesser.call('signIn.withPassword', { email: tom.email, password: tom.password }),
    );
    expect(locked.code).toBe('rate_limited');
    expect(locked.retryAfter).toBeGreaterThan(0);
    // Tom himself sits elsewhere.
    await newBrowser().call('signIn.withPassword', { email: tom.email, password: tom.password });
  });

  verifies('foundation.sign-in.throttle', 'a hundred guesses at once get no further than a few', async () => {
    const una = await gateway.person('Una', place());
    const guesser = newBrowser();
    const codes = await Promise.all(
      Array.from({ length: 40 }, () =>
        refusalCode(guesser.call('signIn.withPassword', { email: una.email, password: 'wrong again' })),
      ),
    );
    expect(codes.filter((code) => code === 'credentials_wrong')).toHaveLength(6);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(34);
  });

  test('the wait grows with every failure, has an end, and is the same for accounts that do not exist', async () => {
    await gateway.sql('delete from sign_in_failures');
    const guesser = newBrowser();
    const waits: number[] = [];
    for (let failures = 0; failures < 20; failures++) {
      await refusalCode(
        guesser.call('signIn.withPassword', { email: 'ghost@people.example', password: 'wrong again' }),
      );
      const [longest] = await gateway.sql<{ wait: number | null }>(
        'select max(round(extract(epoch from locked_until - last_at)))::int as wait from sign_in_failures where locked_until > now()',
      );
      waits.push(longest?.wait ?? 0);
      await gateway.sql('update sign_in_failures set locked_until = now() where locked_until is not null');
    }
    expect(waits.slice(0, 9)).toEqual([0, 0, 0, 0, 0, 2, 4, 8, 16]);
    expect(Math.max(...waits)).toBe(900);
  });

  test('asking for the second factor while wrong codes come in does not lift the wait', async () => {
    const subject = { account: 'pat@people.example', ip: '203.0.113.250' };
    const { db } = gateway.deps;
    for (let i = 0; i < 6; i++) await db.asSystem((tx) => beginAttempt(tx, subject));
    await db.asSystem((tx) => takeBackAttempt(tx, subject));
    expect(await db.asSystem((tx) => beginAttempt(tx, subject))).toBeGreaterThan(0);
    await db.asSystem((tx) => forgetFailures(tx, subject));
    expect(await db.asSystem((tx) => beginAttempt(tx, subject))).toBeUndefined();
  });

  test('over many addresses it is slowed down for the account as a whole', async () => {
    const vic = await gateway.person('Vic', place());
    const codes: string[] = [];
    for (let i = 0; i < 30; i++) {
      const guesser = Object.assign(gateway.browser(), { ip: `203.0.113.${i}` });
      codes.push(
        await refusalCode(guesser.call('signIn.withPassword', { email: vic.email, password: 'wrong again' })),
      );
    }
    expect(codes.filter((code) => code === 'rate_limited').length).toBeGreaterThan(0);
    expect(codes.slice(0, 20)).not.toContain('rate_limited');
  });

  test('one address cannot go through a list of accounts', async () => {
    const sprayer = Object.assign(gateway.browser(), { ip: '203.0.113.200' });
    const codes: string[] = [];
    for (let i = 0; i < 62; i++)
      codes.push(await refusalCode(sprayer.call('invitation.preview', { token: `guess-${i}` })));
    expect(codes.filter((code) => code === 'rate_limited').length).toBeGreaterThan(0);
    expect(
      await refusalCode(sprayer.call('signIn.withPassword', { email: 'a@people.example', password: 'x' })),
    ).toBe('rate_limited');
  });
});
