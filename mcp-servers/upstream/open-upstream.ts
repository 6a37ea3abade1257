import { isHubError } from '../../core/errors.ts';
import type {
  Clock,
  ConnectionSigner,
  EventBus,
  Hints,
  Log,
  ServerConnectors,
  UpstreamTools,
} from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Egress } from '../../platform/egress/egress.ts';
import { openDiscovery } from '../../platform/oauth/discovery.ts';
import { openApprovedTools } from './approved-tools.ts';
import { callUpstreamTool, type CallDeps } from './call-tool.ts';
import { openChecks, type CheckDeps, type ServerChecks } from './check.ts';
import { connectServer, type StdioCommands } from './connect.ts';
import { openKnownServers, serversChanged } from './known-servers.ts';
import { serversDue } from './server-clock.ts';
import { openServerOffers, type ServerOffers } from './server-offers.ts';
import { openSessions } from './sessions.ts';
import { bringForward } from './store-states.ts';
import { openWatching } from './watching.ts';

export interface UpstreamParts extends StdioCommands {
  readonly db: Db;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly clock: Clock;
  readonly log: Log;
  readonly egress: Egress;
  readonly versions: ServerConnectors<Tx>;
  readonly signer: ConnectionSigner;
  /** Of the hub, as servers are told it. */
  readonly version: string;
}

export interface Upstream {
  readonly tools: UpstreamTools;
  readonly checks: ServerChecks;
  readonly offers: ServerOffers;
  /** For those who look without writing anything down. */
  readonly look: CheckDeps;
  stop(): Promise<void>;
}

const gone = (error: unknown): undefined => {
  if (isHubError(error, 'not_found')) return undefined;
  throw error;
};

const togetherMs = 500;

/** The client side: sessions with others' servers, and all that is done over them. */
export const openUpstream = (parts: UpstreamParts): Upstream => {
  const { db, hints, clock, log, versions, signer } = parts;
  const servers = openKnownServers({ db, hints, clock });
  const approved = openApprovedTools({ db, clock, versions });
  const look: CheckDeps = { ...parts, discovery: openDiscovery(parts) };
  const checks = openChecks(look);

  const soon = new Map<string, NodeJS.Timeout>();
  const lookSoon = (spaceId: string, server: string): void => {
    const key = `${spaceId} ${server}`;
    if (soon.has(key)) return;
    // Servers say it once for each of many tools, some with every session that begins.
    const timer = setTimeout(() => {
      soon.delete(key);
      checks
        .check(spaceId, server)
        .catch((error: unknown) => log.info('an MCP server could not be looked at', { server, error }));
    }, togetherMs);
    timer.unref();
    soon.set(key, timer);
  };
  const watching = openWatching({
    ...{ db, hints, log, servers, versions, signer },
    sessions: () => sessions,
    look: lookSoon,
  });
  const connect = connectServer(parts, servers.get);
  const sessions = openSessions({
    connect: async (wish, how) => {
      try {
        return await connect(wish, how);
      } catch (error) {
        // Perhaps it has given up its older era, in which nothing else would look for it.
        if (wish.era === 'legacy' && how.again) doubt(wish.spaceId, wish.server);
        throw error;
      }
    },
    ...{ clock, log },
    news: {
      changed: ({ spaceId, server }) => lookSoon(spaceId, server),
      updated: watching.updated,
    },
  });

  // What was removed or changed is not kept open for those who may still come.
  const unhook = hints.on(serversChanged, () => {
    sessions
      .retire(async ({ spaceId, server, revision }) => {
        const row = await servers.get(spaceId, server).catch(gone);
        return row?.revision === revision;
      })
      .catch((error: unknown) =>
        log.debug('sessions with MCP servers could not be looked through', { error }),
      );
  });

  const failed: CallDeps['failed'] = (spaceId, server, error) => {
    if (isHubError(error) && tellsOfServer.has(error.code)) doubt(spaceId, server);
  };
  const doubt = (spaceId: string, server: string): void => {
    db.inSpace(spaceId, async (tx) => {
      await bringForward(tx, spaceId, server);
      tx.afterCommit(() => hints.send(serversDue));
    }).catch((failure: unknown) => log.debug('a failing MCP server could not be noted', { error: failure }));
  };
  const { askOlder } = checks;
  const deps = { servers, sessions, failed, approved, signer, watching, askOlder };

  return {
    tools: { call: (call) => callUpstreamTool(deps, call) },
    checks,
    offers: openServerOffers(deps),
    look,
    stop: async () => {
      for (const timer of soon.values()) clearTimeout(timer);
      unhook();
      watching.close();
      servers.close();
      approved.close();
      await checks.stop();
      await sessions.stop();
    },
  };
};

/** Failures after which somebody should look how the server is. */
const tellsOfServer: ReadonlySet<string> = new Set([
  'egress_failed',
  'egress_timeout',
  'upstream_unavailable',
  'connection_not_ready',
]);
