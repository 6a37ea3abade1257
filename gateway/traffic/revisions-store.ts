import type { Tx } from '../../platform/db/open.ts';

/** What processes remember of a space, and notice by a number that it is out of date. */
export type Revised = 'documents' | 'consumers';

/** With every change, in its transaction: the row is held until the commit, so that higher numbers are never seen first. */
export const raiseRevision = async (tx: Tx, spaceId: string, what: Revised): Promise<number> => {
  const [row] = await tx.query<{ revision: number }>(
    `insert into gateway_revisions (space_id, ${what}) values ($1, 1)
     on conflict (space_id) do update set ${what} = gateway_revisions.${what} + 1 returning ${what} as revision`,
    [spaceId],
  );
  return row?.revision ?? 0;
};

/** Over all spaces, for the hub's own role. A space without a row has never changed. */
export const revisionsOf = async (
  tx: Tx,
  spaceIds: readonly string[],
  what: Revised,
): Promise<ReadonlyMap<string, number>> => {
  const rows = await tx.query<{ spaceId: string; revision: number }>(
    `select space_id as "spaceId", ${what} as revision from gateway_revisions where space_id = any($1)`,
    [spaceIds],
  );
  return new Map(rows.map(({ spaceId, revision }) => [spaceId, revision]));
};
