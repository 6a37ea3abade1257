import type { Caller } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { ConnectionDeps } from './deps.ts';
import type { Held } from './held.ts';
import type { OAuthClient } from './oauth/client.ts';
import type { ConnectorAuth, SchemesOf } from './ports.ts';
import type { ConnectionPlace } from './secrets.ts';
import { serverOf } from './server.ts';
import { findConnection, holdConnection, type ConnectionRow, type SealedRow } from './store.ts';
import { oauthIn, type NamedScheme } from './tokens.ts';

const unknown = (connectionId: string): HubError =>
  new HubError('not_found', `There is no connection "${connectionId}" in this space.`);

export const requireConnection = async (tx: Tx, place: ConnectionPlace): Promise<ConnectionRow> => {
  const row = await findConnection(tx, place.spaceId, place.connectionId);
  if (row === undefined) throw unknown(place.connectionId);
  return row;
};

export const requireHeld = async (tx: Tx, place: ConnectionPlace): Promise<SealedRow> => {
  const row = await holdConnection(tx, place.spaceId, place.connectionId);
  if (row === undefined) throw unknown(place.connectionId);
  return row;
};

/** What is somebody's own, only they fill: with another's account in it, it would not be theirs. */
export const requireOwn = (row: Pick<ConnectionRow, 'name' | 'userId'>, caller: Caller): void => {
  if (row.userId === null || (caller.kind === 'user' && caller.userId === row.userId)) return;
  throw new HubError(
    'forbidden',
    `The connection "${row.name}" belongs to a person, and only they can change or authorise it.`,
  );
};

export interface Asked {
  readonly tx: Tx;
  readonly spaceId: string;
}

export const requireConnector = async (
  schemesOf: SchemesOf,
  { tx, spaceId }: Asked,
  connector: string,
): Promise<ConnectorAuth> => {
  const auth = await schemesOf(tx, spaceId, connector);
  if (auth !== undefined) return auth;
  throw new HubError('not_found', `There is no connector "${connector}" in this space. Import it first.`);
};

/** A connection together with what its connector says, for work that waits for the provider. */
export interface Loaded {
  readonly held: Held;
  readonly auth: ConnectorAuth;
  /** Undefined when the connection is not authorised by OAuth. */
  readonly oauth: NamedScheme | undefined;
}

export type LoadDeps = Pick<ConnectionDeps, 'db' | 'authoriser' | 'schemesOf'>;

export const loadConnection = async (deps: LoadDeps, place: ConnectionPlace): Promise<Loaded> => {
  const held = await deps.authoriser.held.read(place);
  const { connector, alternative, serverUrl, serverVariables } = held.row;
  const auth = await deps.db.readInSpace(place.spaceId, (tx) =>
    requireConnector(deps.schemesOf, { tx, spaceId: place.spaceId }, connector),
  );
  const base = serverOf(auth.servers, { url: serverUrl, variables: serverVariables });
  return { held, auth, oauth: oauthIn(alternative, auth.schemes, base) };
};

export interface LoadedClient extends Loaded {
  readonly oauth: NamedScheme;
  readonly client: OAuthClient;
}

/** Throws for a connection that nobody has to sign in for. */
export const loadClient = async (deps: LoadDeps, place: ConnectionPlace): Promise<LoadedClient> => {
  const { oauth, ...loaded } = await loadConnection(deps, place);
  if (oauth === undefined) {
    throw new HubError(
      'input_invalid',
      `The connection "${loaded.held.row.name}" is ready with what was entered: it has no provider to sign in at.`,
    );
  }
  return { ...loaded, oauth, client: await deps.authoriser.clientOf(loaded.held, oauth) };
};
