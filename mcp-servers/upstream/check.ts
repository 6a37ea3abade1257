import type { Clock, ConnectionSigner, Hints } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { serversChanged } from './known-servers.ts';
import { lookAt, type LookDeps } from './look.ts';
import { settle, type SettleDeps } from './settle.ts';
import { findServer, type ServerRow, type ServerState } from './store.ts';

export interface CheckDeps extends LookDeps, SettleDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly signer: ConnectionSigner;
}

/** Looks at servers that are registered, with the connection that calls use, and writes down how they are. */
export interface ServerChecks {
  /** Null: there is no such server. Whoever asks while one is under way gets what comes of it. */
  check(spaceId: string, name: string): Promise<ServerState | null>;
  /** Finds out what a server is in the older era beside, unless that is known. */
  askOlder(spaceId: string, name: string): Promise<void>;
  /** Lets what is under way finish. */
  stop(): Promise<void>;
}

export const openChecks = (deps: CheckDeps): ServerChecks => {
  const underWay = new Map<string, Promise<ServerState | null>>();
  const stopping = new AbortController();

  const find = (spaceId: string, name: string): Promise<ServerRow | undefined> =>
    deps.db.readInSpace(spaceId, (tx) => findServer(tx, spaceId, name));

  const carryOut = async (
    spaceId: string,
    before: ServerRow | undefined,
    older = before?.facts?.older !== undefined,
  ): Promise<ServerState | null> => {
    if (before === undefined) return null;
    const { name } = before;
    const connectionId = await deps.signer.find(spaceId, name, undefined);
    const looked = await lookAt(deps, { ...before, spaceId, connectionId, older }, stopping.signal);
    return deps.db.inSpace(spaceId, async (tx) => {
      const server = await findServer(tx, spaceId, name);
      // It was changed or removed meanwhile: what was found is not about it.
      if (server === undefined || server.revision !== before.revision) return server?.state ?? null;
      await settle(deps, { tx, spaceId }, { server, looked });
      tx.afterCommit(() => deps.hints.broadcast(serversChanged));
      return looked.kind === 'seen' ? 'healthy' : looked.kind;
    });
  };

  const once = (key: string, run: () => Promise<ServerState | null>): Promise<ServerState | null> => {
    const running = underWay.get(key);
    if (running !== undefined) return running;
    const flight = run().finally(() => underWay.delete(key));
    underWay.set(key, flight);
    return flight;
  };

  return {
    check: (spaceId, name) =>
      once(`${spaceId} ${name}`, async () => carryOut(spaceId, await find(spaceId, name))),
    askOlder: async (spaceId, name) => {
      await once(`${spaceId} ${name} older`, async () => {
        const before = await find(spaceId, name);
        return before?.facts?.older === undefined ? carryOut(spaceId, before, true) : before.state;
      });
    },
    stop: async () => {
      stopping.abort();
      await Promise.allSettled(underWay.values());
    },
  };
};
