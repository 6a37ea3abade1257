import type { Log } from '../../core/ports.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { ConnectionDeps } from './deps.ts';
import { connectionsTopic } from './held.ts';
import { loadConnection, requireHeld, type Loaded, type LoadDeps } from './load.ts';
import { revokeAtProvider } from './oauth/revocation.ts';
import { openSecrets, sealSecrets, type ConnectionPlace, type Values } from './secrets.ts';
import { changeConnection, removeConnection, type ConnectionRow } from './store.ts';
import { dropStates } from './store-states.ts';

type RevokeDeps = LoadDeps &
  Pick<ConnectionDeps, 'egress' | 'vault' | 'events' | 'hints'> & { readonly log: Log };

/** Tells the provider, where it has an address for that. What it answers changes nothing about what goes here. */
const tellProvider = async (deps: RevokeDeps, { held, oauth }: Loaded): Promise<boolean> => {
  const { tokens } = held.secrets;
  if (tokens === undefined || oauth === undefined) return false;
  try {
    return await revokeAtProvider(deps.egress, await deps.authoriser.clientOf(held, oauth), tokens);
  } catch (error) {
    deps.log.warn('a provider could not be told that a connection is revoked', { error });
    return false;
  }
};

export interface Revoked {
  readonly row: ConnectionRow;
  readonly atProvider: boolean;
}

/** Takes every secret away that opens something: tokens, keys, passwords. What an OAuth client signs in with stays. */
export const revokeConnection = async (deps: RevokeDeps, place: ConnectionPlace): Promise<Revoked> => {
  const loaded = await loadConnection(deps, place);
  const atProvider = await tellProvider(deps, loaded);
  const row = await deps.db.inSpace(place.spaceId, async (tx) => {
    const now = await requireHeld(tx, place);
    const sealer = { vault: deps.vault, tx };
    const { entered } = await openSecrets(sealer, place, now.sealed);
    const kept = clientsOnly(entered);
    await changeConnection(tx, place.spaceId, {
      ...{ name: now.name, alternative: now.alternative, settings: now.settings },
      ...{ serverUrl: now.serverUrl, serverVariables: now.serverVariables },
      ...{ connectionId: place.connectionId, state: 'revoked' as const, startsAnew: true },
      hints: only(now.hints, kept),
      sealed: await sealSecrets(sealer, place, { entered: kept }),
    });
    await dropStates(tx, place.spaceId, place.connectionId);
    await publishGone(deps, tx, { place, row: now, type: 'connection.revoked' });
    return now;
  });
  return { row, atProvider };
};

export const deleteConnection = async (deps: RevokeDeps, place: ConnectionPlace): Promise<Revoked> => {
  const held = await deps.authoriser.held.read(place);
  // A connector that is gone, or a provider that is away, does not keep a connection alive.
  const loaded = await loadConnection(deps, place).catch(() => undefined);
  const atProvider = loaded === undefined ? false : await tellProvider(deps, loaded);
  await deps.db.inSpace(place.spaceId, async (tx) => {
    await requireHeld(tx, place);
    await removeConnection(tx, place.spaceId, place.connectionId);
    await publishGone(deps, tx, { place, row: held.row, type: 'connection.deleted' });
  });
  return { row: held.row, atProvider };
};

interface Gone {
  readonly place: ConnectionPlace;
  readonly row: ConnectionRow;
  readonly type: string;
}

const publishGone = async (deps: RevokeDeps, tx: Tx, { place, row, type }: Gone): Promise<void> => {
  const { connector, name } = row;
  const { spaceId, connectionId } = place;
  await deps.events.publish(tx, spaceId, [
    { type, subject: connectionId, data: { connectionId, connector, name } },
  ]);
  tx.afterCommit(() => deps.hints.broadcast(connectionsTopic));
};

const clientsOnly = (entered: Values): Values =>
  Object.fromEntries(
    Object.entries(entered).map(([scheme, fields]) => [
      scheme,
      Object.fromEntries(Object.entries(fields).filter(([name]) => name === 'clientSecret')),
    ]),
  );

const only = (hints: ConnectionRow['hints'], kept: Values): ConnectionRow['hints'] =>
  Object.fromEntries(
    Object.entries(hints).map(([scheme, fields]) => [
      scheme,
      Object.fromEntries(Object.entries(fields).filter(([name]) => kept[scheme]?.[name] !== undefined)),
    ]),
  );
