// slow: starts a hub, or the parts of one
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Caller } from '../../core/caller.ts';
import { permissionsOf, roles, type Permission, type Role } from '../../core/roles.ts';
import {
  requireMayGrant,
  requireMayTakeFrom,
  requireOwnerLeft,
  requirePermissionsHeld,
} from '../../gateway/members/rules.ts';
import { refusal, refusalCode, startTestGateway, type TestGateway } from '../setup/gateway.ts';
import { verifies } from '../setup/verifies.ts';

let gateway: TestGateway;
let spaceId: string;
let other: string;
let spaces = 0;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  spaceId = await gateway.space(`space-${++spaces}`);
  other = await gateway.space(`other-${spaces}`);
});

let people = 0;
const member = async (role: Role, where = spaceId): Promise<{ userId: string; caller: Caller }> => {
  const { userId } = await gateway.person(`Member ${++people}`, { spaceId: where, role });
  return { userId, caller: gateway.as(userId, where, role) };
};
const roleOf = async (userId: string, where = spaceId) =>
  (
    await gateway.sql<{ role: Role }>('select role from members where space_id = $1 and user_id = $2', [
      where,
      userId,
    ])
  )[0]?.role;
const change = (caller: Caller, userId: string, role: Role) =>
  gateway.call('members.changeRole', { userId, role }, caller);
const remove = (caller: Caller, userId: string) => gateway.call('members.remove', { userId }, caller);
const allowed = (work: () => void): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

describe('the rules', () => {
  test('whoever grants a role, or takes from one, holds all of its permissions', () => {
    for (const granter of roles)
      for (const role of roles) {
        const held = new Set<Permission>(permissionsOf(granter));
        const within = permissionsOf(role).every((permission) => held.has(permission));
        expect(allowed(() => requireMayGrant(held, role))).toBe(within);
        expect(allowed(() => requireMayTakeFrom(held, role))).toBe(within);
      }
  });

  test('no set of permissions gives away one that it does not have', () => {
    const some = fc.subarray([...permissionsOf('owner')]);
    fc.assert(
      fc.property(some, some, (held, wanted) => {
        const within = wanted.every((permission) => held.includes(permission));
        return allowed(() => requirePermissionsHeld(new Set(held), wanted)) === within;
      }),
    );
  });

  test('the last owner is the one whom no other owner outlives', () => {
    expect(allowed(() => requireOwnerLeft(['a'], 'a'))).toBe(false);
    expect(allowed(() => requireOwnerLeft([], 'a'))).toBe(false);
    expect(allowed(() => requireOwnerLeft(['a', 'b'], 'a'))).toBe(true);
  });
});

describe('changing a role', () => {
  test('is done, published and written into the audit trail', async () => {
    const owner = await member('owner');
    const viewer = await member('viewer');
    await expect(change(owner.caller, viewer.userId, 'builder')).resolves.toMatchObject({ role: 'builder' });
    expect(await roleOf(viewer.userId)).toBe('builder');
    expect(gateway.facts.at(-1)).toMatchObject({
      ...{ spaceId, type: 'member.changed', subject: viewer.userId },
      data: { role: 'builder', before: 'viewer' },
    });
    const [entry] = await gateway.sql(
      'select actor, target, details from audit_entries where space_id = $1',
      [spaceId],
    );
    expect(entry).toEqual({
      actor: owner.userId,
      target: viewer.userId,
      details: { role: 'builder', before: 'viewer' },
    });
  });

  test.each<[Role, Role, Role]>([
    ['admin', 'viewer', 'owner'],
    ['admin', 'admin', 'owner'],
    ['admin', 'owner', 'viewer'],
    ['admin', 'owner', 'admin'],
  ])('an %s cannot make a %s an %s', async (granter, from, to) => {
    await member('owner');
    const actor = await member(granter);
    const target = await member(from);
    expect(await refusalCode(change(actor.caller, target.userId, to))).toBe('forbidden');
    expect(await roleOf(target.userId)).toBe(from);
  });

  verifies('foundation.people.roles', 'nobody raises themselves', async () => {
    await member('owner');
    const admin = await member('admin');
    expect(await refusalCode(change(admin.caller, admin.userId, 'owner'))).toBe('forbidden');
  });

  test.each<Role>(['builder', 'operator', 'viewer'])('a %s changes nobody', async (role) => {
    const actor = await member(role);
    const target = await member('viewer');
    expect(await refusalCode(change(actor.caller, target.userId, 'operator'))).toBe('forbidden');
    expect(await refusalCode(remove(actor.caller, target.userId))).toBe('forbidden');
  });

  test('a key with the right to change members makes nobody more than it is itself', async () => {
    const target = await member('viewer');
    await member('owner');
    const key: Caller = {
      ...{ kind: 'key', keyId: 'key_00000000000000000000000000', name: 'key', spaceId },
      permissions: new Set<Permission>([
        ...permissionsOf('operator'),
        ...permissionsOf('viewer'),
        'members.write',
      ]),
    };
    expect(await refusalCode(change(key, target.userId, 'admin'))).toBe('forbidden');
    await expect(change(key, target.userId, 'operator')).resolves.toMatchObject({ role: 'operator' });
  });

  test('somebody who was an admin a moment ago and is none any more grants nothing', async () => {
    await member('owner');
    const admin = await member('admin');
    const target = await member('viewer');
    await gateway.sql("update members set role = 'viewer' where user_id = $1", [admin.userId]);
    expect(await refusalCode(change(admin.caller, target.userId, 'operator'))).toBe('forbidden');
    expect(await refusalCode(remove(admin.caller, target.userId))).toBe('forbidden');
    expect(
      await refusalCode(
        gateway.call('invitations.create', { email: 'a@b.example', role: 'viewer' }, admin.caller),
      ),
    ).toBe('forbidden');
    expect(
      await refusalCode(
        gateway.call('keys.create', { name: 'k', permissions: ['space.read'] }, admin.caller),
      ),
    ).toBe('forbidden');
  });

  test('a role that the provider gave is changed there only', async () => {
    const owner = await member('owner');
    const target = await member('viewer');
    await gateway.sql('update members set from_provider = true where user_id = $1', [target.userId]);
    expect(await refusalCode(change(owner.caller, target.userId, 'admin'))).toBe('conflict');
    expect(await refusalCode(remove(owner.caller, target.userId))).toBe('conflict');
  });

  test('a member of another space answers like one who does not exist', async () => {
    const owner = await member('owner');
    const stranger = await member('viewer', other);
    const missing = 'usr_00000000000000000000000000';
    const errors = await Promise.all([
      refusal(change(owner.caller, stranger.userId, 'admin')),
      refusal(change(owner.caller, missing, 'admin')),
      refusal(remove(owner.caller, stranger.userId)),
      refusal(remove(owner.caller, missing)),
    ]);
    for (const error of errors) expect(error.code).toBe('not_found');
    expect(new Set(errors.map((error) => error.message.replace(/usr_\w+/, ''))).size).toBe(1);
    expect(await roleOf(stranger.userId, other)).toBe('viewer');
  });
});

describe('the last owner', () => {
  test('can neither be lowered nor removed, not even by themselves', async () => {
    const owner = await member('owner');
    expect(await refusalCode(change(owner.caller, owner.userId, 'admin'))).toBe('conflict');
    expect(await refusalCode(remove(owner.caller, owner.userId))).toBe('conflict');
  });

  test('is also the last one when the others are disabled', async () => {
    const owner = await member('owner');
    const asleep = await member('owner');
    await gateway.sql('update users set disabled_at = now() where user_id = $1', [asleep.userId]);
    expect(await refusalCode(remove(owner.caller, owner.userId))).toBe('conflict');
  });

  test('stays when two owners lower or remove each other, or themselves, at the same moment', async () => {
    for (let round = 0; round < 12; round++) {
      spaceId = await gateway.space(`race-${spaces}-${round}`);
      const [a, b] = [await member('owner'), await member('owner')];
      const work = [
        () => [change(a.caller, b.userId, 'viewer'), change(b.caller, a.userId, 'viewer')],
        () => [remove(a.caller, b.userId), remove(b.caller, a.userId)],
        () => [change(a.caller, a.userId, 'admin'), remove(b.caller, b.userId)],
      ][round % 3];
      const outcomes = await Promise.allSettled(work?.() ?? []);
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      const [left] = await gateway.sql<{ n: string }>(
        "select count(*) as n from members where space_id = $1 and role = 'owner'",
        [spaceId],
      );
      expect(Number(left?.n)).toBe(1);
    }
  });

  test('many changes at once between many admins neither block each other nor lose one', async () => {
    const admins = await Promise.all(Array.from({ length: 6 }, () => member('admin')));
    await member('owner');
    const outcomes = await Promise.allSettled(
      admins.flatMap((actor, at) =>
        admins
          .filter((_, other_) => other_ !== at)
          .map((target) => change(actor.caller, target.userId, 'admin')),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toEqual([]);
  });
});

test('the list shows the people of the space, filters, searches, sorts and pages', async () => {
  const owner = await member('owner');
  for (let i = 0; i < 7; i++) await member('viewer');
  await member('viewer', other);
  type Listed = { items: { id: string; name: string; role: Role }[]; next: string | null };
  const list = (input: object) => gateway.call<Listed>('members.list', input, owner.caller);
  expect((await list({})).items).toHaveLength(8);
  expect((await list({ role: 'owner' })).items.map((item) => item.id)).toEqual([owner.userId]);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page: Listed = await list({ limit: 3, sort: 'name', ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.items.map((item) => item.name));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toHaveLength(8);
  expect(seen).toEqual([...seen].sort((one, two) => one.localeCompare(two, 'en', { numeric: false })));
  expect((await list({ q: seen[0] ?? '' })).items.length).toBeGreaterThan(0);
  expect((await list({ q: '%' })).items).toEqual([]);
});
