import type { Clock, Hints, Log, Running, Subscription } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { startDueRounds } from '../../platform/due-rounds.ts';
import type { ServerChecks } from './check.ts';
import { bringForward, msUntilDueServer, takeDueServers } from './store-states.ts';

/** Rung when a server is to be looked at before its time. */
export const serversDue = 'mcp-servers.due';

const atOnce = 16;
/** How long it looks away at most: a hint may be lost. */
const longestMs = 10_000;
const leastMs = 50;

export interface ServerClockDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
  /** Loaded when the first server is due. */
  readonly checks: () => Promise<ServerChecks>;
}

/** Looks at servers at their intervals. One that takes long holds up no other. */
export const startServerClock = (deps: ServerClockDeps): Running => {
  const { db, hints, clock, log } = deps;
  const underWay = new Set<Promise<void>>();

  const check = async (spaceId: string, name: string): Promise<void> => {
    try {
      await (await deps.checks()).check(spaceId, name);
    } catch (error) {
      log.warn('an MCP server could not be looked at', { server: name, error });
    }
  };

  const round = async (): Promise<number | null> => {
    const room = atOnce - underWay.size;
    const { taken, nextMs } = await db.asSystem(async (tx) => {
      const due = room > 0 ? await takeDueServers(tx, room) : [];
      return { taken: due, nextMs: await msUntilDueServer(tx) };
    });
    for (const { spaceId, name } of taken) {
      const running = check(spaceId, name).finally(() => {
        underWay.delete(running);
        rounds.ring();
      });
      underWay.add(running);
    }
    return nextMs === null ? null : Math.max(nextMs, leastMs);
  };

  const rounds = startDueRounds({
    what: 'MCP servers',
    topic: serversDue,
    ...{ hints, clock, log, longestMs, round },
  });
  return {
    stop: async () => {
      await rounds.stop();
      await Promise.all(underWay);
    },
  };
};

/** A connection that somebody has just made is tried at once, and not when its server's time has come. */
export const connectionsOfServers = (hints: Hints): Subscription<Tx> => ({
  name: 'mcp-servers',
  types: ['connection.created', 'connection.connected', 'connection.changed'],
  handle: async ({ hubspace, data }, tx) => {
    const { connector } = (data ?? {}) as { readonly connector?: unknown };
    if (typeof connector !== 'string') return;
    await bringForward(tx, hubspace, connector);
    tx.afterCommit(() => hints.send(serversDue));
  },
});
