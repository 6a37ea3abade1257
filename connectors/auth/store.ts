import type { SecurityAlternative } from '../../core/connector.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { given, readPage } from '../../platform/db/page.ts';
import type { Values } from './secrets.ts';

export const connectionStates = ['needs_auth', 'ready', 'needs_reauth', 'revoked'] as const;
export type ConnectionState = (typeof connectionStates)[number];

export interface ConnectionRow {
  readonly id: string;
  readonly connector: string;
  readonly name: string;
  readonly isDefault: boolean;
  readonly alternative: SecurityAlternative;
  readonly serverUrl: string | null;
  readonly serverVariables: Readonly<Record<string, string>>;
  readonly settings: Values;
  /** How the entered secrets end, by scheme and field; null for one whose end would tell too much. */
  readonly hints: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  readonly facts: Readonly<Record<string, string>>;
  readonly state: ConnectionState;
  readonly scopes: readonly string[];
  readonly account: string | null;
  readonly expiresAt: Date | null;
  readonly refreshedAt: Date | null;
  readonly lastError: string | null;
  /** The person whom it belongs to and serves alone; null for one of the space. */
  readonly userId: string | null;
  /** What more the other side asked for: granted when the connection is authorised once more. */
  readonly neededScopes: readonly string[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const connectionColumns = `connection_id as id, connector, name, is_default as "isDefault", alternative,
  server_url as "serverUrl", server_variables as "serverVariables", settings, hints, facts, state, scopes, account,
  expires_at as "expiresAt", refreshed_at as "refreshedAt", last_error as "lastError", user_id as "userId", needed_scopes as "neededScopes", created_by as "createdBy",
  created_at as "createdAt", updated_at as "updatedAt"`;

export const connectionSorts = ['createdAt', 'name', 'connector', 'updatedAt'] as const;

export interface ConnectionFilter extends ListQuery {
  readonly connector?: string | undefined;
  readonly state?: ConnectionState | undefined;
}

export const listConnections = async (
  tx: Tx,
  spaceId: string,
  list: ConnectionFilter,
): Promise<Page<ConnectionRow>> =>
  readPage<ConnectionRow, ConnectionRow>(
    tx,
    {
      select: connectionColumns,
      from: 'connections',
      where: [
        ['space_id = ?', spaceId],
        ...given('connector = ?', list.connector),
        ...given('state = ?', list.state),
      ],
      sorts: {
        createdAt: { sql: 'created_at', type: 'timestamptz' },
        updatedAt: { sql: 'updated_at', type: 'timestamptz' },
        name: { sql: 'name', type: 'text' },
        connector: { sql: 'connector', type: 'text' },
      },
      id: 'connection_id',
      search: ['name', 'connector', "coalesce(account, '')"],
      item: (row) => row,
    },
    list,
  );

export const findConnection = async (
  tx: Tx,
  spaceId: string,
  connectionId: string,
): Promise<ConnectionRow | undefined> => {
  const [row] = await tx.query<ConnectionRow>(
    `select ${connectionColumns} from connections where space_id = $1 and connection_id = $2`,
    [spaceId, connectionId],
  );
  return row;
};

export type SealedRow = ConnectionRow & { readonly sealed: string };

/** For a change: held until the transaction ends. */
export const holdConnection = async (
  tx: Tx,
  spaceId: string,
  connectionId: string,
): Promise<SealedRow | undefined> => {
  const [row] = await tx.query<SealedRow>(
    `select ${connectionColumns}, sealed from connections where space_id = $1 and connection_id = $2 for update`,
    [spaceId, connectionId],
  );
  return row;
};

/** What a person enters of a connection. */
export interface ConnectionEntry {
  readonly name: string;
  readonly alternative: SecurityAlternative;
  readonly serverUrl: string | null;
  readonly serverVariables: Readonly<Record<string, string>>;
  readonly settings: Values;
  readonly hints: ConnectionRow['hints'];
  readonly sealed: string;
  readonly state: ConnectionState;
}

export interface NewConnection extends ConnectionEntry {
  readonly connectionId: string;
  readonly connector: string;
  readonly userId: string | null;
  readonly createdBy: string;
}

/** The first connection of a connector becomes its default, unless it is somebody's own. */
export const addConnection = async (tx: Tx, spaceId: string, made: NewConnection): Promise<void> => {
  await lockConnector(tx, spaceId, made.connector);
  await tx.execute(
    `insert into connections (space_id, connection_id, connector, name, alternative, server_url, server_variables,
       settings, hints, sealed, state, created_by, user_id, is_default)
     values ($1, $2, $3, $4, $5::jsonb, $6, $7::jsonb, $8::jsonb, $9::jsonb, $10, $11, $12, $13,
       $13::text is null and not exists (select from connections where space_id = $1 and connector = $3 and is_default))`,
    [spaceId, made.connectionId, made.connector, ...entered(made), made.createdBy, made.userId],
  );
};

const entered = (entry: ConnectionEntry) => [
  entry.name,
  JSON.stringify(entry.alternative),
  entry.serverUrl,
  JSON.stringify(entry.serverVariables),
  JSON.stringify(entry.settings),
  JSON.stringify(entry.hints),
  entry.sealed,
  entry.state,
];

export interface ConnectionChange extends ConnectionEntry {
  readonly connectionId: string;
  /** The tokens went: what a renewal under way brings belongs to credentials that are here no more. */
  readonly startsAnew: boolean;
}

export const changeConnection = async (tx: Tx, spaceId: string, change: ConnectionChange): Promise<void> => {
  await tx.execute(
    `update connections set name = $3, alternative = $4::jsonb, server_url = $5, server_variables = $6::jsonb,
       settings = $7::jsonb, hints = $8::jsonb, sealed = $9, state = $10, updated_at = now()
     where space_id = $1 and connection_id = $2`,
    [spaceId, change.connectionId, ...entered(change)],
  );
  if (change.startsAnew) await forgetTokens(tx, spaceId, change.connectionId);
};

/** What was known of the tokens goes with them, and nobody who is just renewing them may bring them back. */
const forgetTokens = async (tx: Tx, spaceId: string, connectionId: string): Promise<void> => {
  await tx.execute(
    `update connections set fence = fence + 1, lease_until = null, attempts = 0, retry_at = null, last_error = null,
       expires_at = null, refresh_at = null, refreshed_at = null, scopes = '{}', account = null, facts = '{}',
       token_version = token_version + 1, needed_scopes = '{}'
     where space_id = $1 and connection_id = $2`,
    [spaceId, connectionId],
  );
};

export const removeConnection = async (tx: Tx, spaceId: string, connectionId: string): Promise<boolean> =>
  (await tx.execute('delete from connections where space_id = $1 and connection_id = $2', [
    spaceId,
    connectionId,
  ])) === 1;

export const setDefaultConnection = async (
  tx: Tx,
  spaceId: string,
  chosen: { readonly connector: string; readonly connectionId: string },
): Promise<void> => {
  await lockConnector(tx, spaceId, chosen.connector);
  await tx.execute(
    'update connections set is_default = false where space_id = $1 and connector = $2 and is_default',
    [spaceId, chosen.connector],
  );
  await tx.execute(
    'update connections set is_default = true, updated_at = now() where space_id = $1 and connection_id = $2',
    [spaceId, chosen.connectionId],
  );
};

/** Two that become the default at once would collide at the index instead of taking turns. */
const lockConnector = async (tx: Tx, spaceId: string, connector: string): Promise<void> => {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('connections ' || $1 || ' ' || $2, 0))", [
    spaceId,
    connector,
  ]);
};
