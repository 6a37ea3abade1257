import type { Role } from '../../core/roles.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { SpaceSettings } from './settings.ts';

export interface SpaceRow {
  readonly spaceId: string;
  readonly slug: string;
  readonly name: string;
  readonly settings: Partial<SpaceSettings>;
  readonly createdAt: Date;
}

const columns = 'space_id as "spaceId", slug, name, settings, created_at as "createdAt"';

export const findSpace = async (tx: Tx, spaceId: string): Promise<SpaceRow | undefined> => {
  const [row] = await tx.query<SpaceRow>(`select ${columns} from spaces where space_id = $1`, [spaceId]);
  return row;
};

/** Over all spaces: for the hub's own role. */
export const findSpaceBySlug = async (tx: Tx, slug: string): Promise<SpaceRow | undefined> => {
  const [row] = await tx.query<SpaceRow>(`select ${columns} from spaces where slug = $1`, [slug]);
  return row;
};

export interface NewSpace {
  readonly spaceId: string;
  readonly slug: string;
  readonly name: string;
}

/** Undefined when the slug is taken. */
export const addSpace = async (tx: Tx, space: NewSpace): Promise<SpaceRow | undefined> => {
  const [row] = await tx.query<SpaceRow>(
    `insert into spaces (space_id, slug, name) values ($1, $2, $3) on conflict (slug) do nothing returning ${columns}`,
    [space.spaceId, space.slug, space.name],
  );
  return row;
};

export interface SpaceChange {
  readonly name?: string | undefined;
  readonly settings?:
    { readonly [Name in keyof SpaceSettings]?: SpaceSettings[Name] | undefined } | undefined;
}

/** Settings are merged name by name. */
export const changeSpace = async (
  tx: Tx,
  spaceId: string,
  change: SpaceChange,
): Promise<SpaceRow | undefined> => {
  const [row] = await tx.query<SpaceRow>(
    `update spaces set name = coalesce($2, name), settings = settings || coalesce($3::jsonb, '{}'), updated_at = now()
     where space_id = $1 returning ${columns}`,
    [spaceId, change.name ?? null, change.settings === undefined ? null : JSON.stringify(change.settings)],
  );
  return row;
};

/** With everything in it. */
export const deleteSpace = async (tx: Tx, spaceId: string): Promise<boolean> =>
  (await tx.execute('delete from spaces where space_id = $1', [spaceId])) === 1;

export interface OwnSpace {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
}

/** The spaces of one person: for the hub's own role. */
export const spacesOf = async (tx: Tx, userId: string): Promise<OwnSpace[]> =>
  tx.query<OwnSpace>(
    `select s.space_id as id, s.slug, s.name, m.role from members m join spaces s using (space_id)
     where m.user_id = $1 order by lower(s.name), s.space_id`,
    [userId],
  );
