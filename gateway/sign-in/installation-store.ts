import type { Tx } from '../../platform/db/open.ts';

/** Held until the transaction ends: processes that start together take turns. */
export const holdInstallation = async (tx: Tx): Promise<{ readonly hadBootstrapKey: boolean }> => {
  const [row] = await tx.query<{ hadBootstrapKey: boolean }>(
    `select coalesce((facts->>'bootstrapKey')::boolean, false) as "hadBootstrapKey" from installation for update`,
  );
  return { hadBootstrapKey: row?.hadBootstrapKey ?? false };
};

export const noteBootstrapKey = async (tx: Tx): Promise<void> => {
  await tx.execute(`update installation set facts = facts || '{"bootstrapKey": true}'`);
};

/** The oldest owner of the installation. */
export const findFirstOwner = async (
  tx: Tx,
  slug: string,
): Promise<{ readonly spaceId: string; readonly userId: string } | undefined> => {
  const [row] = await tx.query<{ spaceId: string; userId: string }>(
    `select s.space_id as "spaceId", u.user_id as "userId" from spaces s, users u
     where s.slug = $1 and u.installation_owner order by u.created_at, u.user_id limit 1`,
    [slug],
  );
  return row;
};
