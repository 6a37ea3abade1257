import type { ConnectionSigner, Hints, Log, ServerConnectors } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Change } from '../serve/offer.ts';
import { serversChanged, type KnownServers } from './known-servers.ts';
import type { SessionWish, UpstreamSessions } from './sessions.ts';
import { openLine, type ServerLine } from './subscriptions.ts';

export interface WatchDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly log: Log;
  readonly servers: KnownServers;
  readonly versions: ServerConnectors<Tx>;
  readonly signer: Pick<ConnectionSigner, 'find'>;
  readonly sessions: () => UpstreamSessions;
  /** The lists may have changed since they were read. */
  look(spaceId: string, server: string): void;
}

/** Who wants to hear of a server's changes, and what the server has to be told for that. */
export interface Watching {
  watch(spaceId: string, server: string, heard: (change: Change) => void): () => void;
  subscribe(wish: SessionWish, uri: string): Promise<void>;
  unsubscribe(wish: SessionWish, uri: string): Promise<void>;
  updated(wish: SessionWish, uri: string): void;
  close(): void;
}

interface Watched {
  readonly spaceId: string;
  readonly server: string;
  readonly heard: Set<(change: Change) => void>;
  readonly lines: Map<string, { readonly line: ServerLine; readonly uris: Map<string, number> }>;
  marks: readonly string[] | undefined;
}

export const openWatching = (deps: WatchDeps): Watching => {
  const all = new Map<string, Watched>();
  const keyOf = (spaceId: string, server: string) => `${spaceId} ${server}`;

  const tell = ({ heard }: Watched, change: Change): void => {
    for (const each of heard) each(change);
  };

  const marksOf = async ({ spaceId, server }: Watched): Promise<readonly string[]> => {
    const row = await deps.servers.get(spaceId, server);
    const version = await deps.db.readInSpace(spaceId, (tx) => deps.versions.version(tx, spaceId, server));
    return [`${row.toolsStamp} ${version ?? ''}`, row.resourcesStamp, row.promptsStamp];
  };

  const compare = async (watched: Watched): Promise<void> => {
    try {
      const [before, now] = [watched.marks, await marksOf(watched)];
      watched.marks = now;
      if (before === undefined) return;
      (['tools', 'resources', 'prompts'] as const).forEach((what, at) => {
        if (before[at] !== now[at]) tell(watched, what);
      });
    } catch (error) {
      deps.log.debug('the changes of an MCP server cannot be told', { server: watched.server, error });
    }
  };
  const compareAll = (): void => {
    for (const watched of all.values()) void compare(watched);
  };
  const unhook = [deps.hints.on(serversChanged, compareAll), deps.versions.onChange(compareAll)];

  const lineOf = (watched: Watched, wish: SessionWish) => {
    const key = JSON.stringify(wish);
    const known = watched.lines.get(key);
    if (known !== undefined) return known;
    const again = () => deps.look(watched.spaceId, watched.server);
    const made = {
      line: openLine({ sessions: deps.sessions(), log: deps.log, again }, wish),
      uris: new Map<string, number>(),
    };
    watched.lines.set(key, made);
    return made;
  };

  /** Lists change for everybody alike: one line for each of its eras, as the hub itself, tells of them. */
  const listenForLists = async (watched: Watched): Promise<void> => {
    const { spaceId, server } = watched;
    const { revision, facts } = await deps.servers.get(spaceId, server);
    const connectionId = await deps.signer.find(spaceId, server, undefined);
    if (watched.heard.size === 0) return;
    const eras = facts?.older ? (['newest', 'legacy'] as const) : (['newest'] as const);
    const lines = eras.map((era) => {
      const wish = { spaceId, server, revision, connectionId, callerId: 'hub', era, capabilities: {} };
      return lineOf(watched, wish).line.want({ lists: true, uris: new Set() });
    });
    await Promise.all(lines);
  };

  const change = async (wish: SessionWish, uri: string, by: 1 | -1): Promise<void> => {
    const watched = all.get(keyOf(wish.spaceId, wish.server));
    if (watched === undefined) return;
    const { line, uris } = lineOf(watched, wish);
    const before = uris.get(uri) ?? 0;
    if (before + by <= 0) uris.delete(uri);
    else uris.set(uri, before + by);
    if ((before === 0) === (by === 1)) await line.want({ lists: false, uris: new Set(uris.keys()) });
  };

  return {
    watch: (spaceId, server, heard) => {
      const key = keyOf(spaceId, server);
      const watched: Watched = all.get(key) ?? {
        ...{ spaceId, server, heard: new Set(), lines: new Map(), marks: undefined },
      };
      all.set(key, watched);
      const own = (change: Change) => heard(change);
      watched.heard.add(own);
      if (watched.heard.size === 1) {
        void compare(watched);
        listenForLists(watched).catch(() => undefined);
      }
      return () => {
        watched.heard.delete(own);
        if (watched.heard.size > 0 || all.get(key) !== watched) return;
        all.delete(key);
        // Whoever wanted to hear of resources is gone with it.
        for (const { line } of watched.lines.values()) line.close();
      };
    },
    subscribe: (wish, uri) => change(wish, uri, 1),
    unsubscribe: (wish, uri) => change(wish, uri, -1),
    updated: ({ spaceId, server }, uri) => {
      const watched = all.get(keyOf(spaceId, server));
      if (watched !== undefined) tell(watched, { resource: uri });
    },
    close: () => {
      for (const each of unhook) each();
      for (const { lines } of all.values()) for (const { line } of lines.values()) line.close();
      all.clear();
    },
  };
};
