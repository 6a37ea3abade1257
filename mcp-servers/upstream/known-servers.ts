import type { Clock, Hints } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { openTrusted } from '../../platform/trusted.ts';
import { findServer, noServer, type ServerRow } from './store.ts';

/** Processes look again at the servers that they know when they hear this. */
export const serversChanged = 'mcp-servers.changed';

export interface KnownServers {
  /** As it was registered and last seen, at most a second ago. */
  get(spaceId: string, name: string): Promise<ServerRow>;
  /** What has changed just now is known at once here, and elsewhere when it is told. */
  forget(): void;
  close(): void;
}

const mostServers = 2_000;

export const openKnownServers = (deps: {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
}): KnownServers => {
  const known = openTrusted<ServerRow | undefined>({ clock: deps.clock, most: mostServers });
  const close = deps.hints.on(serversChanged, known.forget);
  return {
    get: async (spaceId, name) => {
      const row = await known.get(`${spaceId} ${name}`, () =>
        deps.db.readInSpace(spaceId, (tx) => findServer(tx, spaceId, name)),
      );
      if (row === undefined) throw noServer(name);
      return row;
    },
    forget: known.forget,
    close,
  };
};
