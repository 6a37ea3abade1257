import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Caller } from '../../core/caller.ts';
import type { Role } from '../../core/roles.ts';
import { peopleGroups } from '../../gateway/groups/store.ts';
import { refusal, refusalCode, startTestGateway, type TestGateway } from '../setup/gateway.ts';

interface Group {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly members: number;
  readonly people: { userId: string; name: string }[];
}

let gateway: TestGateway;
let spaceId: string;
let admin: Caller;
let spaces = 0;
let people = 0;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const person = async (role: Role, where = spaceId) => {
  const { userId } = await gateway.person(`Somebody ${++people}`, { spaceId: where, role });
  return { userId, caller: gateway.as(userId, where, role) };
};
beforeEach(async () => {
  spaceId = await gateway.space(`groups-${++spaces}`);
  admin = (await person('admin')).caller;
});

const save = (input: object, caller = admin) => gateway.call<Group>('groups.save', input, caller);
const get = (name: string, caller = admin) => gateway.call<Group>('groups.get', { name }, caller);
const names = async (caller = admin, list = {}) =>
  (await gateway.call<{ items: Group[] }>('groups.list', list, caller)).items.map(({ name }) => name);

test('a group is made with its people, found by name in any case, and told of', async () => {
  const ann = await person('operator');
  const made = await save({ name: 'Leads', description: 'Who decides', members: [ann.userId] });
  expect(made).toMatchObject({ name: 'Leads', description: 'Who decides', members: 1 });
  expect(made.people).toMatchObject([{ userId: ann.userId }]);
  expect(await get('leads')).toEqual(made);
  expect(gateway.facts).toContainEqual(
    expect.objectContaining({ type: 'group.created', subject: made.id, spaceId }),
  );
  const { db } = gateway.database;
  expect(await db.readInSpace(spaceId, (tx) => peopleGroups.of(tx, spaceId, ann.userId))).toEqual([made.id]);
});

test('saving again changes only what is named', async () => {
  const [ann, bob] = [await person('operator'), await person('viewer')];
  await save({ name: 'leads', description: 'Who decides', members: [ann.userId] });
  expect(await save({ name: 'leads' })).toMatchObject({ description: 'Who decides', members: 1 });
  expect((await save({ name: 'leads', members: [bob.userId] })).people).toMatchObject([
    { userId: bob.userId },
  ]);
});

test('a new name leaves the group what it was, and is refused where it is taken', async () => {
  const ann = await person('operator');
  const leads = await save({ name: 'leads', members: [ann.userId] });
  await save({ name: 'billing' });
  const error = await refusal(save({ name: 'leads', newName: 'Billing' }));
  expect(error.code).toBe('already_exists');
  expect(error.problems).toMatchObject([{ path: 'newName' }]);
  expect(await save({ name: 'leads', newName: 'Team leads' })).toMatchObject({ id: leads.id, members: 1 });
  expect(await names()).toEqual(['billing', 'Team leads']);
  // Whoever knows its id finds it under its new name.
  expect(await get(leads.id)).toMatchObject({ name: 'Team leads' });
  for (const name of ['a/b', ' ', leads.id, '?', 'x'.repeat(61)])
    expect(await refusalCode(save({ name }))).toBe('input_invalid');
  expect(await refusalCode(save({ name: 'nobody', newName: 'somebody' }))).toBe('not_found');
});

test('two who make a group of one name at once make one', async () => {
  const made = await Promise.all([1, 2, 3].map(() => save({ name: 'leads' })));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect(await names()).toEqual(['leads']);
});

test('people come and go one by one; who leaves the space leaves its groups', async () => {
  const [ann, bob] = [await person('operator'), await person('viewer')];
  await save({ name: 'leads' });
  for (const { userId } of [ann, bob, ann])
    await gateway.call('groups.addMember', { name: 'leads', userId }, admin);
  expect((await get('leads')).members).toBe(2);
  await gateway.call('groups.removeMember', { name: 'leads', userId: ann.userId }, admin);
  expect(
    await refusalCode(gateway.call('groups.removeMember', { name: 'leads', userId: ann.userId }, admin)),
  ).toBe('not_found');
  await gateway.call('members.remove', { userId: bob.userId }, admin);
  expect(await get('leads')).toMatchObject({ members: 0, people: [] });
});

test('only members of the space can be in its groups', async () => {
  const stranger = await person('owner', await gateway.space(`elsewhere-${spaces}`));
  const ann = await person('operator');
  const error = await refusal(save({ name: 'leads', members: [ann.userId, stranger.userId] }));
  expect(error.problems).toMatchObject([{ path: 'members[1]' }]);
  expect(await names()).toEqual([]);
  await save({ name: 'leads' });
  const input = { name: 'leads', userId: stranger.userId };
  expect(await refusalCode(gateway.call('groups.addMember', input, admin))).toBe('not_found');
});

test('a group of another space is as one that does not exist, and may have the same name', async () => {
  const elsewhere = await gateway.space(`apart-${spaces}`);
  const there = (await person('owner', elsewhere)).caller;
  await save({ name: 'leads' });
  expect(await names(there)).toEqual([]);
  expect(await refusalCode(get('leads', there))).toBe('not_found');
  expect(await refusalCode(gateway.call('groups.delete', { name: 'leads' }, there))).toBe('not_found');
  const own = await save({ name: 'leads' }, there);
  expect(own.id).not.toBe((await get('leads')).id);
});

test('who misspells a name is told the nearest', async () => {
  await save({ name: 'leads' });
  expect((await refusal(get('leeds'))).message).toContain('Did you mean "leads"?');
});

test('a deleted group is gone, its people stay; who may not write changes nothing', async () => {
  const ann = await person('operator');
  const viewer = (await person('viewer')).caller;
  const { id } = await save({ name: 'leads', members: [ann.userId] });
  for (const [name, input] of [
    ['groups.save', { name: 'leads', description: 'mine' }],
    ['groups.delete', { name: 'leads' }],
    ['groups.addMember', { name: 'leads', userId: ann.userId }],
  ] as const)
    expect(await refusalCode(gateway.call(name, input, viewer))).toBe('forbidden');
  expect(await get('leads', viewer)).toMatchObject({ id, description: '', members: 1 });
  await gateway.call('groups.delete', { name: 'leads' }, admin);
  expect(await names()).toEqual([]);
  expect(await gateway.call('members.get', { userId: ann.userId }, admin)).toMatchObject({ id: ann.userId });
});

test('lists are searched and paged', async () => {
  for (const name of ['billing', 'leads', 'team leads']) await save({ name });
  expect(await names(admin, { q: 'LEAD' })).toEqual(['leads', 'team leads']);
  const first = await gateway.call<{ items: Group[]; next: string }>('groups.list', { limit: 2 }, admin);
  expect(first.items.map(({ name }) => name)).toEqual(['billing', 'leads']);
  expect(await names(admin, { limit: 2, cursor: first.next })).toEqual(['team leads']);
});
