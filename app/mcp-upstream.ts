import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { clientDocument } from '../connectors/auth/client-document.ts';
import type { Clock, EventBus, Hints, Log, Running, Subscription, UpstreamTools } from '../core/ports.ts';
import type { Uses } from '../core/toolset-uses.ts';
import { serverOperations } from '../mcp-servers/operations/servers.ts';
import type { Upstream } from '../mcp-servers/upstream/open-upstream.ts';
import type { ServerOffers } from '../mcp-servers/upstream/server-offers.ts';
import { connectionsOfServers, startServerClock } from '../mcp-servers/upstream/server-clock.ts';
import type { Config } from '../platform/config.ts';
import type { Db, Tx } from '../platform/db/open.ts';
import type { Egress } from '../platform/egress/egress.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import type { Connectors } from './connectors.ts';
import type { Lifecycle } from './lifecycle.ts';

export interface UpstreamModuleParts {
  readonly config: Config;
  readonly db: Db;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly clock: Clock;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  readonly egress: Egress;
  readonly servers: Connectors['servers'];
  readonly uses: Uses<Tx>;
}

export interface UpstreamModule {
  readonly tools: UpstreamTools;
  /** Whole servers, for toolsets. */
  readonly offers: ServerOffers;
  readonly operations: HubOperation[];
  readonly subscription: Subscription<Tx>;
  startClock(): Running;
  /** The client side, loaded when something first needs it. */
  open(): Promise<Upstream>;
}

/** Others' MCP servers. The official client is loaded when the first of them is spoken to. */
export const startUpstream = async (parts: UpstreamModuleParts): Promise<UpstreamModule> => {
  const { config, db, hints, events, clock, log, egress, uses } = parts;
  const commands = new Map(Object.entries(config.HUB_MCP_STDIO));
  let opened: Promise<Upstream> | undefined;
  const load = async (): Promise<Upstream> => {
    const { openUpstream } = await import('../mcp-servers/upstream/open-upstream.ts');
    const { version } = JSON.parse(
      await readFile(join(import.meta.dirname, '..', 'package.json'), 'utf8'),
    ) as { version: string };
    return openUpstream({ db, hints, events, clock, log, egress, commands, version, ...parts.servers });
  };
  const open = (): Promise<Upstream> => (opened ??= load());
  await parts.lifecycle.start('sessions with MCP servers', async () => ({
    stop: async () => {
      if (opened !== undefined) await (await opened).stop();
    },
  }));
  return {
    open,
    tools: { call: async (call) => (await open()).tools.call(call) },
    offers: {
      find: async (...wanted) => (await open()).offers.find(...wanted),
      watch: (...watched) => {
        // Whoever has left before it was there is not told of anything.
        let over = false;
        let end: (() => void) | undefined;
        void open().then(({ offers }) => {
          if (!over) end = offers.watch(...watched);
        });
        return () => {
          over = true;
          end?.();
        };
      },
    },
    operations: serverOperations({
      ...{ db, hints, events, uses, commands, upstream: open },
      versions: parts.servers.versions,
    }),
    subscription: connectionsOfServers(hints),
    startClock: () => startServerClock({ db, hints, clock, log, checks: async () => (await open()).checks }),
  };
};

/** For providers who read who asks them. It is the same for everybody. */
export const clientDocumentHandler =
  (publicUrl: string | undefined) =>
  (_request: IncomingMessage, response: ServerResponse): void => {
    const text = publicUrl === undefined ? undefined : JSON.stringify(clientDocument(publicUrl));
    response.writeHead(text === undefined ? 404 : 200, {
      'content-type': 'application/json',
      'cache-control': 'public, max-age=3600',
    });
    response.end(text ?? '{}');
  };
