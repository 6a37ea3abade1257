// slow: starts a hub, or the parts of one
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../core/caller.ts';
import type { Role } from '../../core/roles.ts';
import { refusal, refusalCode, startTestGateway, type TestGateway } from '../setup/gateway.ts';
import { verifies } from '../setup/verifies.ts';

let gateway: TestGateway;
let owner: Caller;
let admin: Caller;
beforeAll(async () => {
  gateway = await startTestGateway();
  owner = gateway.as(gateway.owner.userId, gateway.owner.spaceId, 'owner');
  const person = await gateway.person('Admin', { spaceId: gateway.owner.spaceId, role: 'admin' });
  admin = gateway.as(person.userId, gateway.owner.spaceId, 'admin');
});
afterAll(() => gateway.stop());

let addresses = 0;
const newBrowser = () => Object.assign(gateway.browser(), { ip: `198.51.100.${++addresses}` });
interface Invited {
  readonly invitation: { id: string; email: string; state: string; role: Role };
  readonly link: string;
}
const invite = (email: string, role: Role = 'viewer', caller: Caller = owner) =>
  gateway.call<Invited>('invitations.create', { email, role }, caller);
const tokenOf = ({ link }: Invited): string => new URL(link, 'http://hub.example').hash.slice(1);
const newcomer = { name: 'New Person', password: 'a long enough sentence' };

verifies(
  'foundation.people.invitations',
  'an invitation becomes an account, a membership and a session, and three facts',
  async () => {
    const invited = await invite('NEW@people.example', 'builder');
    expect(invited.invitation).toMatchObject({ email: 'new@people.example', state: 'open', role: 'builder' });
    const browser = newBrowser();
    const token = tokenOf(invited);
    await expect(browser.call('invitation.preview', { token })).resolves.toEqual({
      space: { slug: 'default', name: 'Default' },
      email: 'new@people.example',
      role: 'builder',
    });
    const { user } = await browser.call<{ user: { id: string; email: string } }>('invitation.accept', {
      token,
      ...newcomer,
    });
    expect(user.email).toBe('new@people.example');
    await expect(browser.call('me.get')).resolves.toMatchObject({
      spaces: [{ slug: 'default', role: 'builder' }],
    });
    expect(gateway.facts.map((fact) => fact.type)).toEqual(
      expect.arrayContaining(['member.invited', 'member.joined', 'user.signed-in']),
    );
    expect(JSON.stringify(gateway.facts)).not.toContain(token);
    const actions = await gateway.sql<{ action: string }>(
      'select action from audit_entries where space_id = $1 order by seq',
      [gateway.owner.spaceId],
    );
    expect(actions.map((entry) => entry.action)).toEqual(
      expect.arrayContaining(['invitations.create', 'invitation.accept']),
    );
  },
);

describe('a link', () => {
  test('works once, also when it is opened twice at the same moment', async () => {
    const token = tokenOf(await invite('twice@people.example'));
    const outcomes = await Promise.allSettled([
      newBrowser().call('invitation.accept', { token, ...newcomer }),
      newBrowser().call('invitation.accept', { token, ...newcomer }),
    ]);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(await refusalCode(newBrowser().call('invitation.preview', { token }))).toBe('link_invalid');
  });

  test.each([
    ['taken back', 'revoked_at = now()'],
    ['older than seven days', 'expires_at = now()'],
    ['accepted', 'accepted_at = now()'],
  ])('that was %s is refused', async (what, change) => {
    const invited = await invite(`${what.replace(/\W/g, '-')}@people.example`);
    await gateway.sql(`update invitations set ${change} where invitation_id = $1`, [invited.invitation.id]);
    const token = tokenOf(invited);
    expect(await refusalCode(newBrowser().call('invitation.preview', { token }))).toBe('link_invalid');
    expect(await refusalCode(newBrowser().call('invitation.accept', { token, ...newcomer }))).toBe(
      'link_invalid',
    );
  });

  test('lives seven days', async () => {
    const { invitation } = await invite('seven@people.example');
    const [row] = await gateway.sql<{ days: number }>(
      'select extract(epoch from expires_at - created_at)::int / 86400 as days from invitations where invitation_id = $1',
      [invitation.id],
    );
    expect(row?.days).toBe(7);
  });

  test.each(['', 'made-up', 'A'.repeat(43), "' or true --", '\u0000'])(
    'made up as %j is refused',
    async (token) => {
      expect(['link_invalid', 'input_invalid']).toContain(
        await refusalCode(newBrowser().call('invitation.preview', { token })),
      );
    },
  );

  test('whose account is refused for a weak password can still be used', async () => {
    const token = tokenOf(await invite('weak@people.example'));
    const error = await refusal(
      newBrowser().call('invitation.accept', { token, name: 'Weak', password: 'password2024' }),
    );
    expect(error.problems).toMatchObject([{ path: 'password' }]);
    await newBrowser().call('invitation.accept', { token, ...newcomer });
  });

  test('says what is missing for a new account', async () => {
    const token = tokenOf(await invite('missing@people.example'));
    const error = await refusal(newBrowser().call('invitation.accept', { token }));
    expect(error.problems.map((problem) => problem.path)).toEqual(['name', 'password']);
  });
});

describe('an account that exists', () => {
  test('is not taken over by whoever holds the link', async () => {
    const ada = await gateway.person('Ada');
    const token = tokenOf(await invite(ada.email));
    expect(await refusalCode(newBrowser().call('invitation.accept', { token, ...newcomer }))).toBe(
      'conflict',
    );
    await newBrowser().call('signIn.withPassword', { email: ada.email, password: ada.password });
  });

  test('joins with the token alone when it is signed in', async () => {
    const bob = await gateway.person('Bob');
    const browser = newBrowser();
    await browser.call('signIn.withPassword', { email: bob.email, password: bob.password });
    const token = tokenOf(await invite(bob.email, 'operator'));
    const before = browser.cookies.get('hub_session');
    await browser.call('invitation.accept', { token });
    expect(browser.cookies.get('hub_session')).toBe(before);
    await expect(browser.call('me.get')).resolves.toMatchObject({ spaces: [{ role: 'operator' }] });
  });

  test('cannot use the invitation of somebody else, and leaves it open', async () => {
    const eve = await gateway.person('Eve');
    const browser = newBrowser();
    await browser.call('signIn.withPassword', { email: eve.email, password: eve.password });
    const token = tokenOf(await invite('mallory-is-not-eve@people.example', 'admin'));
    expect(await refusalCode(browser.call('invitation.accept', { token, ...newcomer }))).toBe('forbidden');
    await newBrowser().call('invitation.accept', { token, ...newcomer });
  });

  test('with a session that has run out is treated as not signed in', async () => {
    const browser = newBrowser();
    browser.cookies.set('hub_session', 'spent');
    const token = tokenOf(await invite('spent@people.example'));
    await expect(browser.call('invitation.accept', { token, ...newcomer })).resolves.toMatchObject({
      user: { email: 'spent@people.example' },
    });
  });
});

describe('inviting', () => {
  test('nobody invites somebody to more than they are', async () => {
    expect(await refusalCode(invite('boss@people.example', 'owner', admin))).toBe('forbidden');
    await expect(invite('peer@people.example', 'admin', admin)).resolves.toBeDefined();
  });

  test.each<Role>(['builder', 'operator', 'viewer'])('a %s invites nobody', async (role) => {
    const caller = gateway.as('usr_00000000000000000000000000', gateway.owner.spaceId, role);
    expect(await refusalCode(invite('x@people.example', 'viewer', caller))).toBe('forbidden');
  });

  test('one address has one open invitation; it makes place when its time has run out', async () => {
    const first = await invite('again@people.example');
    expect(await refusalCode(invite('Again@people.example'))).toBe('already_exists');
    await gateway.sql('update invitations set expires_at = now() where invitation_id = $1', [
      first.invitation.id,
    ]);
    await invite('again@people.example');
    const listed = await gateway.call<{ items: { id: string }[] }>(
      'invitations.list',
      { state: 'expired' },
      owner,
    );
    expect(listed.items.map((item) => item.id)).toContain(first.invitation.id);
  });

  test('a member is not invited again', async () => {
    const cleo = await gateway.person('Cleo', { spaceId: gateway.owner.spaceId, role: 'viewer' });
    expect(await refusalCode(invite(cleo.email))).toBe('already_exists');
  });

  test.each([
    '',
    'no address',
    'a@b',
    'a@b.example\nbcc: c@d.example',
    'ä@b.example',
    `${'a'.repeat(250)}@b.example`,
  ])('to %j is refused', async (email) => {
    expect(await refusalCode(invite(email))).toBe('input_invalid');
  });

  test('can be taken back once', async () => {
    const { invitation, link } = await invite('back@people.example');
    await gateway.call('invitations.revoke', { invitationId: invitation.id }, owner);
    expect(
      await refusalCode(gateway.call('invitations.revoke', { invitationId: invitation.id }, owner)),
    ).toBe('conflict');
    expect(
      await refusalCode(
        newBrowser().call('invitation.preview', { token: new URL(link, 'http://h').hash.slice(1) }),
      ),
    ).toBe('link_invalid');
  });

  test('of another space cannot be seen or taken back', async () => {
    const { invitation } = await invite('hidden@people.example');
    const elsewhere = await gateway.space('elsewhere');
    const { userId } = await gateway.person('Elsewhere', { spaceId: elsewhere, role: 'owner' });
    const stranger = gateway.as(userId, elsewhere, 'owner');
    expect(
      await refusalCode(gateway.call('invitations.revoke', { invitationId: invitation.id }, stranger)),
    ).toBe('not_found');
    await expect(gateway.call('invitations.list', {}, stranger)).resolves.toEqual({ items: [], next: null });
  });
});
