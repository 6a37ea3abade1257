// slow: signs in at a provider
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { claimValues, roleFor, roleRules } from '../../gateway/provider/claims.ts';
import {
  isSignedIn,
  signWith,
  startProviderTrial,
  without,
  type KnownPerson,
} from '../setup/provider-trial.ts';

const trial = await startProviderTrial();
const { gateway, oidc, line, someone, newBrowser, signIn, accountsOf } = trial;
beforeEach(() => trial.reset());
afterAll(() => trial.stop());

describe('who somebody is', () => {
  test('is never decided by an e-mail: an account with the same address is not taken over', async () => {
    const local = await gateway.person('Local');
    for (const email_verified of [true, false]) {
      const person = someone({ email: local.email, email_verified });
      expect(await signIn(person)).toBe('/');
      const [account] = await accountsOf(person);
      expect(account?.user_id).not.toBe(local.userId);
      expect(account?.email).toBeNull();
    }
  });

  test('has no e-mail here unless the provider verified it', async () => {
    for (const email_verified of [false, undefined, 'true' as unknown as boolean]) {
      const person = someone({ ...(email_verified === undefined ? {} : { email_verified }) });
      if (email_verified === undefined) delete person.email_verified;
      await signIn(person);
      expect((await accountsOf(person))[0]?.email).toBeNull();
    }
  });

  test('stays the same account when name and e-mail change', async () => {
    const person = someone();
    await signIn(person);
    const [before] = await accountsOf(person);
    Object.assign(person, { name: 'Married Name', email: `new-${person.sub}@id.example` });
    await signIn(person);
    expect(await accountsOf(person)).toEqual([{ user_id: before?.user_id, email: person.email }]);
  });

  test('does not matter when the account is disabled', async () => {
    const person = someone();
    await signIn(person);
    await gateway.sql('update users set disabled_at = now() where oidc_subject = $1', [person.sub]);
    const browser = newBrowser();
    expect(await signIn(person, browser)).toBe('/sign-in?error=forbidden');
    expect(isSignedIn(browser)).toBe(false);
  });
});

describe('roles of the provider', () => {
  const membershipOf = async (person: KnownPerson) =>
    (
      await gateway.sql<{ role: string; from_provider: boolean }>(
        'select role, from_provider from members join users using (user_id) where oidc_subject = $1 and space_id = $2',
        [person.sub, gateway.owner.spaceId],
      )
    )[0];

  test('are followed at every sign-in, down to none', async () => {
    const person = someone({ realm_access: { roles: ['hub-admin'] } });
    await signIn(person);
    expect(await membershipOf(person)).toEqual({ role: 'admin', from_provider: true });
    person.realm_access = { roles: ['staff'] };
    await signIn(person);
    expect(await membershipOf(person)).toEqual({ role: 'viewer', from_provider: true });
    person.realm_access = { roles: ['nothing of ours'] };
    expect(await signIn(person)).toBe('/sign-in?error=forbidden');
    expect(await membershipOf(person)).toBeUndefined();
  });

  test('that mean nothing here let nobody in and make no account', async () => {
    const person = someone({ realm_access: { roles: ['stranger'] } });
    expect(await signIn(person)).toBe('/sign-in?error=forbidden');
    expect(await accountsOf(person)).toEqual([]);
  });

  test('do not touch a role that somebody gave here', async () => {
    const person = someone();
    await signIn(person);
    await gateway.sql(
      "update members set role = 'builder', from_provider = false from users where users.user_id = members.user_id and oidc_subject = $1",
      [person.sub],
    );
    person.realm_access = { roles: [] };
    expect(await signIn(person)).toBe('/');
    expect(await membershipOf(person)).toEqual({ role: 'builder', from_provider: false });
  });

  test('do not take the last owner away', async () => {
    const person = someone({ realm_access: { roles: ['hub-owner'] } });
    await signIn(person);
    await gateway.sql("update members set role = 'admin' where user_id = $1", [gateway.owner.userId]);
    person.realm_access = { roles: ['staff'] };
    await signIn(person);
    expect(await membershipOf(person)).toMatchObject({ role: 'owner' });
    await gateway.sql("update members set role = 'owner' where user_id = $1", [gateway.owner.userId]);
    await signIn(person);
    expect(await membershipOf(person)).toMatchObject({ role: 'viewer' });
  });

  test('are found in the access token, where Keycloak puts them, if it is of the same person', async () => {
    const person = someone({ realm_access: { roles: [] } });
    line.claims = without('realm_access');
    line.userinfo = { sub: person.sub };
    const inside = { iss: oidc.issuer, sub: person.sub, realm_access: { roles: ['hub-admin'] } };
    line.accessToken = await signWith()(inside);
    await signIn(person);
    expect(await membershipOf(person)).toMatchObject({ role: 'admin' });
    line.accessToken = await signWith()({ ...inside, sub: 'somebody-else' });
    expect(await signIn(person)).toBe('/sign-in?error=forbidden');
  });

  test('of user-info count only for the person of the id token', async () => {
    const person = someone({ realm_access: { roles: [] } });
    line.claims = without('realm_access');
    line.userinfo = { sub: 'somebody-else', realm_access: { roles: ['hub-owner'] } };
    expect(await signIn(person)).toBe('/sign-in?error=sign_in_provider_failed');
  });

  test('are read from any path, and the strongest one counts', () => {
    const rules = roleRules([
      'hub-admin=admin',
      'cn=ops,ou=x=operator',
      '*=viewer',
      'broken',
      '=owner',
      'x=root',
    ]);
    expect(rules).toHaveLength(3);
    expect(roleFor(['cn=ops,ou=x'], rules)).toBe('operator');
    expect(roleFor(['hub-admin', 'cn=ops,ou=x'], rules)).toBe('admin');
    expect(roleFor([], rules)).toBe('viewer');
    expect(roleFor([], [])).toBeNull();
    expect(claimValues({ a: { b: ['x', 1, 'y'] } }, 'a.b')).toEqual(['x', 'y']);
    expect(claimValues({ 'https://x.example/roles': ['x'] }, 'https://x.example/roles')).toEqual(['x']);
    expect(claimValues({ role: 'x' }, 'role')).toEqual(['x']);
    for (const path of ['constructor.name', '__proto__.x', 'a.b.c', '', '.'])
      expect(claimValues({ a: { b: [] } }, path)).toBeUndefined();
  });
});
