import type { Tx } from '../platform/db/open.ts';

/** What can be called in a space, by name alone: for hints to whoever misspelt one. */

export const connectorNames = async (tx: Tx, spaceId: string): Promise<string[]> => {
  const rows = await tx.query<{ name: string }>(
    'select name from connectors where space_id = $1 and current_version is not null order by name limit 1000',
    [spaceId],
  );
  return rows.map(({ name }) => name);
};

/** Of the version in use. */
export const operationNamesOf = async (tx: Tx, spaceId: string, connector: string): Promise<string[]> => {
  const rows = await tx.query<{ name: string }>(
    `select o.name from connector_operations o join connectors c
       on c.space_id = o.space_id and c.name = o.connector and c.current_version = o.version
     where o.space_id = $1 and o.connector = $2 order by o.name limit 5000`,
    [spaceId, connector],
  );
  return rows.map(({ name }) => name);
};
