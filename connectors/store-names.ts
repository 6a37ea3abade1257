import type { ConnectorHints } from '../core/connector.ts';
import type { Tx } from '../platform/db/open.ts';
import type { Connector } from './store-connectors.ts';

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

/** An operation of a version in use, as a tree of all that can be called shows it. */
export interface OperationSummary {
  readonly connector: string;
  readonly origin: Connector['origin'];
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly hints: ConnectorHints;
}

/** Of one connector, or of all of a space. */
export const operationSummaries = async (
  tx: Tx,
  spaceId: string,
  connector: string | undefined,
): Promise<OperationSummary[]> =>
  tx.query<OperationSummary>(
    `select o.connector, c.origin, o.name, o.summary, left(o.plan ->> 'description', 500) as description, o.tags,
       o.plan -> 'hints' as hints
     from connector_operations o join connectors c
       on c.space_id = o.space_id and c.name = o.connector and c.current_version = o.version
     where o.space_id = $1 and ($2::text is null or o.connector = $2) order by o.connector, o.name limit 20000`,
    [spaceId, connector ?? null],
  );

/** Of these connectors, each by its name in the space. */
export const connectionNames = async (
  tx: Tx,
  spaceId: string,
  connectors: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const rows = await tx.query<{ connector: string; name: string }>(
    `select connector, name from connections where space_id = $1 and connector = any ($2::text[])
     order by connector, name limit 1000`,
    [spaceId, connectors],
  );
  const names = new Map<string, string[]>();
  for (const { connector, name } of rows) names.set(connector, [...(names.get(connector) ?? []), name]);
  return names;
};
