import type { ListQuery, Page } from '../../core/list.ts';
import type { Role } from '../../core/roles.ts';
import type { Tx } from '../../platform/db/open.ts';
import { given, readPage, type ListSource } from '../../platform/db/page.ts';
import { iso, isoOrNull } from '../shapes.ts';

interface MemberRow {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  readonly fromProvider: boolean;
  readonly disabled: boolean;
  readonly totp: boolean;
  readonly lastSeenAt: Date | null;
  readonly createdAt: Date;
}

const shown = (row: MemberRow) => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  fromProvider: row.fromProvider,
  disabled: row.disabled,
  totp: row.totp,
  lastSeenAt: isoOrNull(row.lastSeenAt),
  createdAt: iso(row.createdAt),
});
export type Member = ReturnType<typeof shown>;

const select = `m.user_id as id, u.name, u.email, m.role, m.from_provider as "fromProvider",
  u.disabled_at is not null as disabled, u.totp_confirmed_at is not null as totp, u.last_seen_at as "lastSeenAt",
  m.created_at as "createdAt"`;
const from = 'members m join users u on u.user_id = m.user_id';

export const memberSorts = ['createdAt', 'name', 'email', 'role', 'lastSeenAt'] as const;

const sorts: ListSource<MemberRow, Member>['sorts'] = {
  createdAt: { sql: 'm.created_at', type: 'timestamptz' },
  name: { sql: 'u.name', type: 'text' },
  email: { sql: "coalesce(u.email, '')", type: 'text' },
  role: { sql: 'm.role', type: 'text' },
  lastSeenAt: { sql: "coalesce(u.last_seen_at, '-infinity')", type: 'timestamptz' },
};

export const listMembers = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & { readonly role?: Role | undefined },
): Promise<Page<Member>> =>
  readPage<MemberRow, Member>(
    tx,
    {
      select,
      from,
      where: [['m.space_id = ?', spaceId], ...given('m.role = ?', list.role)],
      sorts,
      id: 'm.user_id',
      search: ['u.name', 'u.email'],
      item: shown,
    },
    list,
  );

export const findMember = async (tx: Tx, spaceId: string, userId: string): Promise<Member | undefined> => {
  const [row] = await tx.query<MemberRow>(
    `select ${select} from ${from} where m.space_id = $1 and m.user_id = $2`,
    [spaceId, userId],
  );
  return row === undefined ? undefined : shown(row);
};

/**
 * The roles at this moment, held until the transaction ends. All in one statement and one order, so that two members
 * who change each other wait for each other instead of blocking each other.
 */
export const lockRoles = async (
  tx: Tx,
  spaceId: string,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Role>> => {
  const rows = await tx.query<{ userId: string; role: Role }>(
    `select user_id as "userId", role from members where space_id = $1 and user_id = any($2)
     order by user_id for update`,
    [spaceId, userIds],
  );
  return new Map(rows.map((row) => [row.userId, row.role]));
};

/**
 * The owners who can act, locked in one order: of two owners who lower each other at once the second finds
 * one owner left, and is refused.
 */
export const lockOwners = async (tx: Tx, spaceId: string): Promise<string[]> => {
  const rows = await tx.query<{ userId: string; disabled: boolean }>(
    `select m.user_id as "userId", u.disabled_at is not null as disabled from members m join users u on u.user_id = m.user_id
     where m.space_id = $1 and m.role = 'owner' order by m.user_id for update of m`,
    [spaceId],
  );
  return rows.filter((row) => !row.disabled).map((row) => row.userId);
};

export const setRole = async (
  tx: Tx,
  spaceId: string,
  change: { readonly userId: string; readonly role: Role },
): Promise<void> => {
  await tx.execute('update members set role = $3 where space_id = $1 and user_id = $2', [
    spaceId,
    change.userId,
    change.role,
  ]);
};

/** False when they are a member already: what they have stays as it is. */
export const addMember = async (
  tx: Tx,
  spaceId: string,
  member: { readonly userId: string; readonly role: Role; readonly fromProvider?: boolean },
): Promise<boolean> => {
  const added = await tx.execute(
    `insert into members (space_id, user_id, role, from_provider) values ($1, $2, $3, $4)
     on conflict (space_id, user_id) do nothing`,
    [spaceId, member.userId, member.role, member.fromProvider ?? false],
  );
  return added === 1;
};

export const removeMember = async (tx: Tx, spaceId: string, userId: string): Promise<void> => {
  await tx.execute('delete from members where space_id = $1 and user_id = $2', [spaceId, userId]);
};

export const isMemberByEmail = async (tx: Tx, spaceId: string, email: string): Promise<boolean> => {
  const rows = await tx.query(
    'select 1 from members m join users u on u.user_id = m.user_id where m.space_id = $1 and u.email = $2',
    [spaceId, email],
  );
  return rows.length > 0;
};

export const countMemberships = async (tx: Tx, userId: string): Promise<number> => {
  const [row] = await tx.query<{ count: number }>('select count(*) from members where user_id = $1', [
    userId,
  ]);
  return row?.count ?? 0;
};
