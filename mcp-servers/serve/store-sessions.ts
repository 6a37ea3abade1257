import type { Tx } from '../../platform/db/open.ts';

/** What is known of a session in every process. */
export interface SessionRow {
  readonly idHash: string;
  readonly spaceId: string;
  readonly toolset: string;
  /** Digest of who began it. */
  readonly principal: string;
  readonly protocol: string;
  /** JSON. */
  readonly clientCapabilities: string;
  readonly clientInfo: string;
  readonly logLevel: string | null;
  readonly subscriptions: readonly string[];
}

/** How long a session lives that nobody uses. */
const idle = `interval '24 hours'`;
/** A session in use is written to no oftener than this. */
const renewAfter = `interval '10 minutes'`;
const mostSubscriptions = 500;

const columns = `id_hash as "idHash", space_id as "spaceId", toolset, principal, protocol,
  client_capabilities as "clientCapabilities", client_info as "clientInfo", log_level as "logLevel", subscriptions`;

/** The sessions of the same caller beyond `most` go, those first that nobody used for longest. Answers their hashes. */
export const insertSession = async (
  tx: Tx,
  row: SessionRow & { readonly caller: string },
  most: number,
): Promise<string[]> => {
  await tx.execute(
    `insert into mcp_sessions (id_hash, space_id, toolset, principal, caller, protocol, client_capabilities, client_info, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, now() + ${idle})`,
    [
      ...[row.idHash, row.spaceId, row.toolset, row.principal, row.caller, row.protocol],
      ...[row.clientCapabilities, row.clientInfo],
    ],
  );
  const gone = await tx.query<{ idHash: string }>(
    `delete from mcp_sessions where space_id = $1 and id_hash in (
       select id_hash from mcp_sessions where space_id = $1 and principal = $2 and id_hash <> $4
       order by expires_at desc offset $3)
     returning id_hash as "idHash"`,
    [row.spaceId, row.principal, most - 1, row.idHash],
  );
  return gone.map(({ idHash }) => idHash);
};

export const findSession = async (
  tx: Tx,
  spaceId: string,
  idHash: string,
): Promise<(SessionRow & { readonly stale: boolean }) | undefined> => {
  const rows = await tx.query<SessionRow & { stale: boolean }>(
    `select ${columns}, expires_at < now() + ${idle} - ${renewAfter} as stale
     from mcp_sessions where space_id = $1 and id_hash = $2 and expires_at > now()`,
    [spaceId, idHash],
  );
  return rows[0];
};

/** Of these, the ones that are there. */
export const presentSessions = async (tx: Tx, idHashes: readonly string[]): Promise<string[]> => {
  const rows = await tx.query<{ idHash: string }>(
    'select id_hash as "idHash" from mcp_sessions where id_hash = any ($1::text[]) and expires_at > now()',
    [idHashes],
  );
  return rows.map(({ idHash }) => idHash);
};

export const renewSession = async (tx: Tx, spaceId: string, idHash: string): Promise<void> => {
  await tx.execute(
    `update mcp_sessions set expires_at = now() + ${idle} where space_id = $1 and id_hash = $2`,
    [spaceId, idHash],
  );
};

export const deleteSession = (tx: Tx, spaceId: string, idHash: string): Promise<number> =>
  tx.execute('delete from mcp_sessions where space_id = $1 and id_hash = $2', [spaceId, idHash]);

export interface SessionPlace {
  readonly spaceId: string;
  readonly idHash: string;
}

export const setLogLevel = async (tx: Tx, place: SessionPlace, level: string): Promise<void> => {
  await tx.execute('update mcp_sessions set log_level = $3 where space_id = $1 and id_hash = $2', [
    ...[place.spaceId, place.idHash, level],
  ]);
};

/** False when it has too many already. */
export const addSubscription = async (tx: Tx, place: SessionPlace, uri: string): Promise<boolean> =>
  (await tx.execute(
    `update mcp_sessions set subscriptions = array_append(array_remove(subscriptions, $3), $3)
     where space_id = $1 and id_hash = $2 and cardinality(subscriptions) < $4`,
    [place.spaceId, place.idHash, uri, mostSubscriptions],
  )) > 0;

export const removeSubscription = async (tx: Tx, place: SessionPlace, uri: string): Promise<void> => {
  await tx.execute(
    'update mcp_sessions set subscriptions = array_remove(subscriptions, $3) where space_id = $1 and id_hash = $2',
    [place.spaceId, place.idHash, uri],
  );
};

/** For housekeeping. */
export const dropExpiredMcpSessions = (tx: Tx): Promise<number> =>
  tx.execute(
    `delete from mcp_sessions where id_hash in (
       select id_hash from mcp_sessions where expires_at < now() order by expires_at limit 5000)`,
  );
