import type { Role } from '../../core/roles.ts';
import type { Tx } from '../../platform/db/open.ts';

export interface InSpace {
  readonly spaceId: string;
  readonly slug: string;
  readonly role: Role;
}

/** A person, in one of the spaces that they are a member of; all null where they are in none. */
export interface PersonInSpace extends Nullable<InSpace> {
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
}

type Nullable<Whole> = { readonly [Name in keyof Whole]: Whole[Name] | null };

/**
 * Known by issuer and subject, as at sign-in. In the space of that name, or in two spaces at most where none is named: more
 * than one is one too many. Over all spaces: where somebody belongs is what is asked.
 */
export const findPersonOfProvider = async (
  tx: Tx,
  asked: { readonly issuer: string; readonly subject: string; readonly slug: string | undefined },
): Promise<readonly PersonInSpace[]> =>
  tx.query<PersonInSpace>(
    `select u.user_id as "userId", u.name, u.email, m.space_id as "spaceId", m.slug, m.role
     from users u left join lateral (
       select space_id, slug, role from members join spaces using (space_id)
       where members.user_id = u.user_id and ($3::text is null or slug = $3) order by space_id limit 2) m on true
     where u.oidc_issuer = $1 and u.oidc_subject = $2 and u.disabled_at is null`,
    [asked.issuer, asked.subject, asked.slug ?? null],
  );

/** Short names of the spaces that a person is a member of, two at most. */
export const spacesOf = async (tx: Tx, userId: string): Promise<readonly string[]> => {
  const rows = await tx.query<{ slug: string }>(
    'select slug from members join spaces using (space_id) where user_id = $1 order by space_id limit 2',
    [userId],
  );
  return rows.map(({ slug }) => slug);
};
