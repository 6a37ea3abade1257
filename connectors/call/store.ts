import type { WantedConnection } from '../../core/ports.ts';
import type { Tx } from '../../platform/db/open.ts';

/** Who calls counts where a connection belongs to a person: nobody else's is found, by whatever name. */
export interface Wanted {
  readonly connection: WantedConnection;
  /** The person who calls, where it is one. */
  readonly person?: string | undefined;
}

/** Two calls with the same key mean the same connection. */
export const wantedKey = ({ connection, person }: Wanted): string =>
  typeof connection === 'object'
    ? JSON.stringify({ of: connection.of })
    : connection === undefined
      ? ''
      : JSON.stringify([connection, person ?? null]);

/** The id of the connection that a call means: by id or name, that of a person, else the connector's default. */
export const findConnectionId = async (
  tx: Tx,
  spaceId: string,
  { connector, wanted }: { readonly connector: string; readonly wanted: Wanted },
): Promise<string | null> => {
  const [row] = await tx.query<{ id: string }>(...questionOf(spaceId, connector, wanted));
  return row?.id ?? null;
};

const questionOf = (
  spaceId: string,
  connector: string,
  { connection, person }: Wanted,
): [text: string, values: (string | null)[]] => {
  const select = 'select connection_id as id from connections where space_id = $1 and connector = $2';
  if (connection === undefined) return [`${select} and is_default`, [spaceId, connector]];
  if (typeof connection === 'object')
    return [`${select} and user_id = $3`, [spaceId, connector, connection.of]];
  return [
    `${select} and (connection_id = $3 or name = $3) and (user_id is null or user_id = $4)
     order by connection_id = $3 desc limit 1`,
    [spaceId, connector, connection, person ?? null],
  ];
};
