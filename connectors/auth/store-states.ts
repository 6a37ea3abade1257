import type { Tx } from '../../platform/db/open.ts';
import type { Begun } from './oauth/authorization.ts';
import { sha256 } from './oauth/pkce.ts';

const stateMinutes = 10;

export interface BegunState {
  readonly state: string;
  readonly browserSecret: string;
  readonly connectionId: string;
  readonly begun: Begun;
  readonly sealed: string;
}

export const addState = async (tx: Tx, spaceId: string, begun: BegunState): Promise<void> => {
  await tx.execute(
    `insert into oauth_states (state_hash, space_id, connection_id, browser_hash, begun, sealed, expires_at)
     values ($1, $2, $3, $4, $5::jsonb, $6, now() + interval '${stateMinutes} minutes')`,
    [
      sha256(begun.state),
      spaceId,
      begun.connectionId,
      sha256(begun.browserSecret),
      JSON.stringify(begun.begun),
      begun.sealed,
    ],
  );
};

export interface TakenState {
  readonly spaceId: string;
  readonly connectionId: string;
  readonly begun: Begun;
  readonly sealed: string;
}

/**
 * Over all spaces, because a browser that comes back says only its state. Uses it up, whoever shows it: one that
 * another browser has seen is no secret any more.
 */
export const takeState = async (
  tx: Tx,
  shown: { readonly state: string; readonly browserSecret: string },
): Promise<TakenState | undefined> => {
  const [row] = await tx.query<TakenState & { readonly own: boolean }>(
    `delete from oauth_states where state_hash = $1
     returning space_id as "spaceId", connection_id as "connectionId", begun, sealed,
       browser_hash = $2 and expires_at > now() as own`,
    [sha256(shown.state), sha256(shown.browserSecret)],
  );
  return row?.own === true ? row : undefined;
};

/** What was begun with other credentials must not be finished with these. */
export const dropStates = async (tx: Tx, spaceId: string, connectionId: string): Promise<void> => {
  await tx.execute('delete from oauth_states where space_id = $1 and connection_id = $2', [
    spaceId,
    connectionId,
  ]);
};

/** For the housekeeping, over all spaces. */
export const dropExpiredStates = async (tx: Tx): Promise<number> =>
  tx.execute(
    'delete from oauth_states where state_hash = any (array(select state_hash from oauth_states where expires_at < now() limit 5000))',
  );
