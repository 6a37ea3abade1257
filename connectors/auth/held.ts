import { HubError } from '../../core/errors.ts';
import type { Clock, Hints } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Sealing } from './deps.ts';
import { openSecrets, type ConnectionPlace, type ConnectionSecrets } from './secrets.ts';
import { readHeld, type HeldRow } from './store-tokens.ts';

/** Rung in all processes when something about connections was written. */
export const connectionsTopic = 'connections';

/** A connection with its secrets open, as it was at one moment. */
export interface Held {
  readonly place: ConnectionPlace;
  readonly row: HeldRow;
  readonly secrets: ConnectionSecrets;
  /** By the clock that never goes back: what the row says is left counts from here. */
  readonly readAt: number;
}

export interface HeldConnections {
  /** As it was at most a second ago. */
  get(place: ConnectionPlace): Promise<Held>;
  /** As it is. */
  read(place: ConnectionPlace): Promise<Held>;
  close(): void;
}

export interface HeldDeps {
  readonly db: Db;
  readonly vault: Sealing;
  readonly hints: Hints;
  readonly clock: Clock;
  /** How old what is known may be; 0 looks every time. */
  readonly keepMs?: number;
}

const mostHeld = 1_000;

/**
 * A busy connection would otherwise be read and opened for every call. What is revoked or changed acts within a
 * second, at once where the hint arrives.
 */
export const openHeldConnections = (deps: HeldDeps): HeldConnections => {
  const keepMs = deps.keepMs ?? 1_000;
  const known = new Map<string, { readonly held: Promise<Held>; readonly until: number }>();
  const nameOf = ({ spaceId, connectionId }: ConnectionPlace) => `${spaceId} ${connectionId}`;

  const read = async (place: ConnectionPlace): Promise<Held> => {
    const readAt = deps.clock.monotonic();
    const row = await deps.db.readInSpace(place.spaceId, (tx) =>
      readHeld(tx, place.spaceId, place.connectionId),
    );
    if (row === undefined)
      throw new HubError('not_found', `There is no connection "${place.connectionId}" in this space.`);
    return { place, row, readAt, secrets: await openSecrets(deps, place, row.sealed) };
  };

  const keep = (place: ConnectionPlace): Promise<Held> => {
    const name = nameOf(place);
    const held = read(place).catch((error: unknown) => {
      if (known.get(name)?.held === held) known.delete(name);
      throw error;
    });
    known.delete(name);
    known.set(name, { held, until: deps.clock.monotonic() + keepMs });
    const oldest = known.keys().next();
    if (known.size > mostHeld && oldest.done !== true) known.delete(oldest.value);
    return held;
  };

  const unhook = deps.hints.on(connectionsTopic, () => known.clear());
  return {
    get: (place) => {
      const kept = known.get(nameOf(place));
      return kept !== undefined && kept.until > deps.clock.monotonic() ? kept.held : keep(place);
    },
    read: keep,
    close: unhook,
  };
};
