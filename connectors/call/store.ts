import type { Tx } from '../../platform/db/open.ts';

/** The id of the connection that a call means: by id or name, else the connector's default. */
export const findConnectionId = async (
  tx: Tx,
  spaceId: string,
  { connector, wanted }: { readonly connector: string; readonly wanted: string | undefined },
): Promise<string | null> => {
  const [row] =
    wanted === undefined
      ? await tx.query<{ id: string }>(
          'select connection_id as id from connections where space_id = $1 and connector = $2 and is_default',
          [spaceId, connector],
        )
      : await tx.query<{ id: string }>(
          `select connection_id as id from connections
           where space_id = $1 and connector = $2 and (connection_id = $3 or name = $3)
           order by connection_id = $3 desc limit 1`,
          [spaceId, connector, wanted],
        );
  return row?.id ?? null;
};
