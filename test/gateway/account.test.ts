// slow: hashes many passwords
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import {
  refusal,
  refusalCode,
  startTestGateway,
  type TestBrowser,
  type TestGateway,
  type TestPerson,
} from '../setup/gateway.ts';
import { permissionsOf } from '../../core/roles.ts';
import { verifies } from '../setup/verifies.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

let addresses = 0;
const newBrowser = () => Object.assign(gateway.browser(), { ip: `198.51.100.${++addresses}` });
const signIn = async (person: TestPerson, code?: string): Promise<TestBrowser> => {
  const browser = newBrowser();
  const { email, password } = person;
  await browser.call('signIn.withPassword', { email, password, ...(code === undefined ? {} : { code }) });
  return browser;
};
/** The code of an authenticator app, some steps of thirty seconds away from now. */
const codeAt = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: gateway.clock.now().getTime() + steps * 30_000,
  });

describe('my account', () => {
  test('shows what is mine, and changes by name', async () => {
    const ada = await gateway.person('Ada', { spaceId: gateway.owner.spaceId, role: 'viewer' });
    const browser = await signIn(ada);
    await browser.call('me.update', { name: ' Ada L. ', preferences: { theme: 'dark' } });
    await browser.call('me.update', { preferences: { language: 'de' } });
    await expect(browser.call('me.get')).resolves.toMatchObject({
      user: {
        name: 'Ada L.',
        email: ada.email,
        hasPassword: true,
        totp: false,
        preferences: { theme: 'dark', language: 'de' },
      },
      spaces: [{ slug: 'default', role: 'viewer', permissions: [...permissionsOf('viewer')] }],
    });
  });

  test.each([
    [{ name: '' }],
    [{ name: 'a\u202eb' }],
    [{ name: 'x'.repeat(101) }],
    [{ email: 'none' }],
    [{ installationOwner: true }],
    [{ preferences: { theme: 'pink' } }],
    [{ preferences: { admin: true } }],
    [{ preferences: { views: [{ spaceId: 'default', list: 'keys', name: 'Mine', search: '' }] } }],
    [{ userId: 'usr_00000000000000000000000000' }],
  ])('does not take %j', async (change) => {
    const browser = await signIn(await gateway.person(`Strict ${addresses}`));
    expect(await refusalCode(browser.call('me.update', change))).toBe('input_invalid');
  });

  test('cannot take the e-mail of somebody else, nor leave the one of the provider', async () => {
    const bob = await gateway.person('Bob');
    const eve = await gateway.person('Eve');
    const browser = await signIn(eve);
    expect(await refusalCode(browser.call('me.update', { email: bob.email.toUpperCase() }))).toBe(
      'already_exists',
    );
    await gateway.sql(
      "update users set oidc_issuer = 'https://id.example', oidc_subject = 'eve' where user_id = $1",
      [eve.userId],
    );
    expect(await refusalCode(browser.call('me.update', { email: 'free@people.example' }))).toBe('conflict');
  });

  test('is for people: a key, or nobody, has none', async () => {
    const key = await gateway.call<{ secret: string }>(
      'keys.create',
      { name: 'key', permissions: ['space.read'] },
      gateway.as(gateway.owner.userId, gateway.owner.spaceId, 'owner'),
    );
    const caller = await gateway.authenticate({ bearer: key.secret });
    for (const name of ['me.get', 'me.listSessions', 'me.endOtherSessions', 'me.startTotp', 'roles.list'])
      expect(await refusalCode(gateway.call(name, {}, caller))).toBe('forbidden');
    expect(await refusalCode(newBrowser().call('me.get'))).toBe('unauthenticated');
  });
});

describe('my password', () => {
  test('changes with the current one, ends all other sessions, and the old one is worth nothing', async () => {
    const person = await gateway.person('Changer');
    const [browser, elsewhere] = [await signIn(person), await signIn(person)];
    await browser.call('me.setPassword', { current: person.password, next: 'an entirely new sentence' });
    expect(await refusalCode(elsewhere.call('session.refresh'))).toBe('unauthenticated');
    await browser.call('session.refresh');
    expect(await refusalCode(signIn(person))).toBe('credentials_wrong');
    await signIn({ ...person, password: 'an entirely new sentence' });
  });

  test.each([
    ['without the current one', {}, ['input_invalid', 'current']],
    ['with a wrong one', { current: 'not the right one' }, ['credentials_wrong', 'current']],
    ['to a weak one', { current: 'not the right one', next: 'password2024' }, ['input_invalid', 'next']],
  ])('does not change %s', async (what, input, refused) => {
    const person = await gateway.person(`Keeper ${what}`);
    const browser = await signIn(person);
    const error = await refusal(
      browser.call('me.setPassword', { next: 'an entirely new sentence', ...input }),
    );
    expect([error.code, error.problems[0]?.path]).toEqual(refused);
    await signIn(person);
  });

  test('cannot be guessed through an open session', async () => {
    const person = await gateway.person('Left Open');
    const browser = await signIn(person);
    const codes: string[] = [];
    for (let i = 0; i < 9; i++)
      codes.push(
        await refusalCode(
          browser.call('me.setPassword', { current: `guess number ${i}`, next: 'an entirely new sentence' }),
        ),
      );
    expect(codes.slice(-2)).toEqual(['rate_limited', 'rate_limited']);
  });

  test('needs no current one the first time, but an e-mail to sign in with', async () => {
    const browser = newBrowser();
    const token = await (
      await import('../../gateway/sign-in/first-owner.ts')
    ).createSignInLink(gateway.deps.db, gateway.owner.userId);
    await browser.call('signIn.withLink', { token });
    expect(await refusalCode(browser.call('me.setPassword', { next: 'an entirely new sentence' }))).toBe(
      'conflict',
    );
    await browser.call('me.update', { email: 'owner@people.example' });
    await browser.call('me.setPassword', { next: 'an entirely new sentence' });
    await signIn({
      userId: gateway.owner.userId,
      email: 'owner@people.example',
      password: 'an entirely new sentence',
    });
  });
});

describe('a second factor', () => {
  const withTotp = async (name: string) => {
    const person = await gateway.person(name);
    const browser = await signIn(person);
    const { secret, uri } = await browser.call<{ secret: string; uri: string }>('me.startTotp');
    const { recoveryCodes } = await browser.call<{ recoveryCodes: string[] }>('me.confirmTotp', {
      code: codeAt(secret, -1),
    });
    return { person, browser, secret, uri, recoveryCodes };
  };

  test('is asked for once it was confirmed, and never before', async () => {
    const person = await gateway.person('Half Way');
    const browser = await signIn(person);
    const { secret } = await browser.call<{ secret: string }>('me.startTotp');
    await signIn(person);
    await browser.call('me.confirmTotp', { code: codeAt(secret) });
    expect(await refusalCode(signIn(person))).toBe('second_factor_required');
    await signIn(person, codeAt(secret, 1));
    await expect(browser.call('me.get')).resolves.toMatchObject({ user: { totp: true } });
  });

  test('has an address that apps read, and its secret is stored sealed', async () => {
    const { person, secret, uri, recoveryCodes } = await withTotp('Sealed');
    expect(new URL(uri).searchParams.get('secret')).toBe(secret);
    expect(uri).toMatch(/^otpauth:\/\/totp\/App%20Connect:sealed%40people\.example\?/);
    const [row] = await gateway.sql('select * from users where user_id = $1', [person.userId]);
    const stored = JSON.stringify(row);
    expect(stored).not.toContain(secret);
    for (const code of recoveryCodes) expect(stored).not.toContain(code);
  });

  verifies(
    'foundation.sign-in.totp',
    'takes a code once, also when it comes twice at the same moment',
    async () => {
      const { person, secret } = await withTotp('Once');
      const code = codeAt(secret);
      const outcomes = await Promise.allSettled([
        signIn(person, code),
        signIn(person, code),
        signIn(person, code),
      ]);
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      expect(await refusalCode(signIn(person, code))).toBe('credentials_wrong');
      expect(await refusalCode(signIn(person, codeAt(secret, -1)))).toBe('credentials_wrong');
    },
  );

  test.each(['000000', '12345', '1234567', 'abcdef', '٠٠٠٠٠٠', "' or 1=1 --", '0'.repeat(40)])(
    'refuses %j',
    async (code) => {
      const { person } = await withTotp(`Refuses ${code.length} ${addresses}`);
      expect(await refusalCode(signIn(person, code))).toBe('credentials_wrong');
    },
  );

  test.each([-3, -2, 2, 3])('refuses the code of %d steps away', async (steps) => {
    const { person, secret } = await withTotp(`Away ${steps}`);
    expect(await refusalCode(signIn(person, codeAt(secret, steps)))).toBe('credentials_wrong');
  });

  test('says nothing about itself while the password is wrong', async () => {
    const { person, secret } = await withTotp('Silent');
    expect(await refusalCode(signIn({ ...person, password: 'wrong password here' }, codeAt(secret)))).toBe(
      'credentials_wrong',
    );
    expect(await refusalCode(signIn({ ...person, password: 'wrong password here' }))).toBe(
      'credentials_wrong',
    );
  });

  test('codes cannot be guessed: asking for the code again does not lift the wait', async () => {
    const { person } = await withTotp('Guessed');
    const browser = newBrowser();
    const attempt = (code?: string) =>
      refusalCode(
        browser.call('signIn.withPassword', {
          email: person.email,
          password: person.password,
          ...(code === undefined ? {} : { code }),
        }),
      );
    const codes: string[] = [];
    for (let i = 0; i < 8; i++) {
      codes.push(await attempt(String(100_000 + i)));
      await attempt();
    }
    expect(codes.filter((code) => code === 'credentials_wrong').length).toBeLessThanOrEqual(6);
    expect(codes.at(-1)).toBe('rate_limited');
  });

  test('gives ten recovery codes, each good for one sign-in', async () => {
    const { person, recoveryCodes } = await withTotp('Recovering');
    expect(new Set(recoveryCodes).size).toBe(10);
    const [first = '', second = ''] = recoveryCodes;
    await signIn(person, first);
    expect(await refusalCode(signIn(person, first))).toBe('credentials_wrong');
    await signIn(person, second.toUpperCase().replaceAll('-', ' '));
    const other = await withTotp('Other Recovering');
    expect(await refusalCode(signIn(person, other.recoveryCodes[0]))).toBe('credentials_wrong');
  });

  test('is removed with a code only, and cannot be begun anew while it is in force', async () => {
    const { person, browser, secret } = await withTotp('Removing');
    expect(await refusalCode(browser.call('me.startTotp'))).toBe('conflict');
    expect(await refusalCode(browser.call('me.removeTotp', { code: '000000' }))).toBe('credentials_wrong');
    await browser.call('me.removeTotp', { code: codeAt(secret) });
    await signIn(person);
    expect(await refusalCode(browser.call('me.removeTotp', { code: codeAt(secret, 1) }))).toBe('conflict');
  });

  test('sealed for one person is worth nothing in the row of another', async () => {
    const [one, two] = [await withTotp('Row One'), await withTotp('Row Two')];
    await gateway.sql(
      'update users set totp_secret = (select totp_secret from users where user_id = $1) where user_id = $2',
      [one.person.userId, two.person.userId],
    );
    await expect(signIn(two.person, codeAt(one.secret))).rejects.toThrow();
  });
});
