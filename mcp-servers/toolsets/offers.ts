import type { Callables, EventBus, Hints } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Offers } from '../serve/offer.ts';
import type { ServerOffers } from '../upstream/server-offers.ts';
import { openCallLog, type CallLog } from './call-log.ts';
import type { CallDeps } from './called-tool.ts';
import { hubAdmin, hubAdminContent } from './hub-admin.ts';
import { openKnownToolsets, toolsetsChanged, type KnownToolset } from './known-toolsets.ts';
import { openLiveToolsets, type LiveToolset, type OfferedContent } from './live-toolset.ts';
import { listedFor, textOf } from './listed-tools.ts';
import { noteAndTell } from './note-changes.ts';
import { openCallObserver, type CallObserverDeps } from './observe-calls.ts';
import { offerOf } from './offer-of.ts';
import { openWatches } from './watches.ts';
import { connectionOfServer, mayUseServers, wholeServer } from './whole-server.ts';

export interface OffersDeps extends CallDeps, Pick<CallObserverDeps, 'metrics' | 'telemetry'> {
  readonly db: Db;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly callables: Callables;
  /** Topics of hints after which something else may stand behind tools. */
  readonly topics: readonly string[];
  /** Servers of others that toolsets offer whole. */
  readonly servers: Pick<ServerOffers, 'find' | 'watch'> | undefined;
}

export interface OpenedOffers extends Offers {
  readonly calls: CallLog;
  stop(): Promise<void>;
}

const nothing = { of: {}, text: async () => '' };

/** Toolsets as they are offered: to each caller what it may call, as it is now. */
export const openOffers = (deps: OffersDeps): OpenedOffers => {
  const { db, hints, events, callables, clock, log, topics, servers } = deps;
  const known = openKnownToolsets({ db, hints, clock });
  const calls = openCallLog({ db, log });
  const observer = openCallObserver(deps);
  const noting = new Set<Promise<void>>();
  const live = openLiveToolsets({
    ...{ callables, clock },
    noticed: (spaceId, toolset, noticed) => {
      const work = db
        .inSpace(spaceId, (tx) => noteAndTell({ tx, events, hints }, { spaceId, toolset, noticed }))
        .catch((error: unknown) =>
          log.warn('a changed tool was not noted; noticed again later', { toolset, error }),
        )
        .finally(() => noting.delete(work));
      noting.add(work);
    },
  });
  // First of all who listens: those who watch look after it.
  const stops = topics.map((topic) => hints.on(topic, live.doubt));
  // Which of the hub's operations there are changes with the hub only.
  let admin: Promise<OfferedContent> | undefined;
  const adminContent = (spaceId: string): Promise<OfferedContent> => {
    const content = callables.list(spaceId, { hub: 'only' }).then(hubAdminContent);
    content.catch(() => {
      admin = undefined;
    });
    return content;
  };

  const made = new WeakMap<KnownToolset, OfferedContent>();
  const contentOf = async (spaceId: string, name: string): Promise<OfferedContent | null> => {
    if (name === hubAdmin) return (admin ??= adminContent(spaceId));
    const toolset = await known.get(spaceId, name);
    if (toolset === null) return null;
    const before = made.get(toolset);
    if (before !== undefined) return before;
    const { title, number, hash, content, pins, changed } = toolset;
    const offered: OfferedContent = {
      ...{ name, number, content, pins, changed, title: title || name },
      version: `${number}-${hash.slice(0, 12)}`,
      searchAbove: content.mode === 'search' ? -1 : Number.POSITIVE_INFINITY,
    };
    made.set(toolset, offered);
    return offered;
  };

  const liveOf = async (spaceId: string, name: string): Promise<LiveToolset | null> => {
    const offered = await contentOf(spaceId, name);
    return offered === null ? null : live.get(spaceId, offered);
  };

  const watches = openWatches({
    ...{ hints, log, topics: [...topics, toolsetsChanged] },
    // What is listed may have stayed the same though something else was saved.
    look: async (spaceId, name) => {
      const toolset = await liveOf(spaceId, name);
      return toolset === null
        ? nothing
        : { of: toolset.listed, text: async () => textOf(await listedFor(toolset, () => true).items()) };
    },
  });

  return {
    calls,
    find: async (caller, name) => {
      if (caller.toolsets !== undefined && !caller.toolsets.includes(name)) return undefined;
      const toolset = await liveOf(caller.spaceId, name);
      if (toolset === null) return undefined;
      const { server } = toolset.content;
      if (server === undefined) return offerOf({ ...deps, calls, observer }, toolset, caller);
      if (!mayUseServers(caller)) return undefined;
      const offer = await servers?.find(caller, server, connectionOfServer(toolset.content, caller));
      return offer && wholeServer({ calls, observer, clock }, { toolset, caller, server, offer });
    },
    watch: (spaceId, name, heard) => {
      const stops = [watches.watch(spaceId, name, heard)];
      let over = false;
      contentOf(spaceId, name).then(
        (offered) => {
          const server = offered?.content.server;
          if (server !== undefined && servers !== undefined && !over)
            stops.push(servers.watch(spaceId, server, heard));
        },
        (error: unknown) => log.warn('a server that is watched could not be found', { toolset: name, error }),
      );
      return () => {
        over = true;
        for (const stop of stops) stop();
      };
    },
    stop: async () => {
      for (const stop of stops) stop();
      known.close();
      watches.close();
      await Promise.all(noting);
      await calls.stop();
    },
  };
};
