import { HubError } from '../../core/errors.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import { nearestName } from '../../core/nearest-name.ts';
import type { PeopleGroups } from '../../core/ports.ts';
import type { Tx } from '../../platform/db/open.ts';
import { readPage } from '../../platform/db/page.ts';
import { iso } from '../shapes.ts';

interface GroupRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly members: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const shown = (row: GroupRow) => ({
  id: row.id,
  name: row.name,
  description: row.description,
  members: row.members,
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});
export type Group = ReturnType<typeof shown>;

const select = `g.group_id as id, g.name, g.description, g.created_at as "createdAt", g.updated_at as "updatedAt",
  (select count(*) from people_group_members m where m.group_id = g.group_id and m.space_id = g.space_id) as members`;
const from = 'people_groups g';

export const groupSorts = ['name', 'createdAt'] as const;

export const listGroups = async (tx: Tx, spaceId: string, list: ListQuery): Promise<Page<Group>> =>
  readPage<GroupRow, Group>(
    tx,
    {
      ...{ select, from },
      where: [['g.space_id = ?', spaceId]],
      sorts: {
        name: { sql: 'g.name', type: 'text' },
        createdAt: { sql: 'g.created_at', type: 'timestamptz' },
      },
      id: 'g.group_id',
      search: ['g.name', 'g.description'],
      item: shown,
    },
    list,
  );

const allGroups = async (tx: Tx, spaceId: string): Promise<Group[]> =>
  (
    await tx.query<GroupRow>(`select ${select} from ${from} where g.space_id = $1 order by lower(g.name)`, [
      spaceId,
    ])
  ).map(shown);

/** For the other modules. */
export const peopleGroups: PeopleGroups<Tx> = {
  list: allGroups,
  of: async (tx, spaceId, userId) =>
    (
      await tx.query<{ id: string }>(
        'select group_id as id from people_group_members where space_id = $1 and user_id = $2',
        [spaceId, userId],
      )
    ).map(({ id }) => id),
};

/** By its id, or by name in any case, as nobody tells `Leads` from `leads`. */
export const findGroup = async (tx: Tx, spaceId: string, name: string): Promise<Group | undefined> => {
  const [row] = await tx.query<GroupRow>(
    `select ${select} from ${from} where g.space_id = $1 and (lower(g.name) = lower($2) or g.group_id = $2)`,
    [spaceId, name],
  );
  return row === undefined ? undefined : shown(row);
};

export const requireGroup = async (tx: Tx, spaceId: string, name: string): Promise<Group> => {
  const group = await findGroup(tx, spaceId, name);
  if (group !== undefined) return group;
  const names = (await allGroups(tx, spaceId)).map((one) => one.name);
  const meant = nearestName(name, names);
  throw new HubError(
    'not_found',
    `There is no group "${name}" in this space.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
  );
};

export interface GroupMember {
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
  readonly addedAt: string;
}

export const membersOf = async (tx: Tx, spaceId: string, groupId: string): Promise<GroupMember[]> => {
  const rows = await tx.query<Omit<GroupMember, 'addedAt'> & { readonly addedAt: Date }>(
    `select m.user_id as "userId", u.name, u.email, m.added_at as "addedAt"
     from people_group_members m join users u on u.user_id = m.user_id
     where m.space_id = $1 and m.group_id = $2 order by lower(u.name), m.user_id`,
    [spaceId, groupId],
  );
  return rows.map((row) => ({ ...row, addedAt: iso(row.addedAt) }));
};

/** Who names groups of a space takes turns. Answers how many there are. */
export const holdNames = async (tx: Tx, spaceId: string): Promise<number> => {
  await tx.execute("select pg_advisory_xact_lock(hashtextextended('people_groups' || $1, 0))", [spaceId]);
  const [row] = await tx.query<{ count: number }>(
    'select count(*) as count from people_groups where space_id = $1',
    [spaceId],
  );
  return row?.count ?? 0;
};

export interface NewGroup {
  readonly groupId: string;
  readonly name: string;
  readonly description: string;
}

/** False when there is one of this name. */
export const addGroup = async (tx: Tx, spaceId: string, group: NewGroup): Promise<boolean> =>
  (await tx.execute(
    `insert into people_groups (group_id, space_id, name, description) values ($1, $2, $3, $4)
     on conflict (space_id, lower(name)) do nothing`,
    [group.groupId, spaceId, group.name, group.description],
  )) === 1;

/** False when another one has this name. */
export const changeGroup = async (tx: Tx, spaceId: string, group: NewGroup): Promise<boolean> =>
  (await tx.execute(
    `update people_groups set name = $3, description = $4, updated_at = now()
     where space_id = $1 and group_id = $2
       and not exists (select from people_groups o
         where o.space_id = $1 and lower(o.name) = lower($3) and o.group_id <> $2)`,
    [spaceId, group.groupId, group.name, group.description],
  )) === 1;

export const deleteGroup = async (tx: Tx, spaceId: string, groupId: string): Promise<void> => {
  await tx.execute('delete from people_groups where space_id = $1 and group_id = $2', [spaceId, groupId]);
};

export interface Membership {
  readonly groupId: string;
  readonly userIds: readonly string[];
}

/** Adds those who are members of the space; answers the ids of those who are in the group now. */
export const addToGroup = async (
  tx: Tx,
  spaceId: string,
  { groupId, userIds }: Membership,
): Promise<ReadonlySet<string>> => {
  await tx.execute(
    `insert into people_group_members (space_id, group_id, user_id)
     select $1, $2, user_id from members where space_id = $1 and user_id = any($3::text[])
     on conflict do nothing`,
    [spaceId, groupId, userIds],
  );
  const rows = await tx.query<{ userId: string }>(
    `select user_id as "userId" from people_group_members where space_id = $1 and group_id = $2`,
    [spaceId, groupId],
  );
  return new Set(rows.map(({ userId }) => userId));
};

/** Everybody but these leaves. */
export const keepInGroup = async (
  tx: Tx,
  spaceId: string,
  { groupId, userIds }: Membership,
): Promise<void> => {
  await tx.execute(
    `delete from people_group_members where space_id = $1 and group_id = $2 and user_id <> all($3::text[])`,
    [spaceId, groupId, userIds],
  );
};

export const removeFromGroup = async (
  tx: Tx,
  spaceId: string,
  { groupId, userId }: { readonly groupId: string; readonly userId: string },
): Promise<boolean> =>
  (await tx.execute(
    'delete from people_group_members where space_id = $1 and group_id = $2 and user_id = $3',
    [spaceId, groupId, userId],
  )) === 1;
