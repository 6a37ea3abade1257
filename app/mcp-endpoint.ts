import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, Hints, Log, RateLimiter } from '../core/ports.ts';
import { openEdge } from '../gateway/http/origin.ts';
import { openRequestLimits } from '../gateway/http/request-limits.ts';
import type { Endpoint } from '../mcp-servers/serve/endpoint.ts';
import type { Offers } from '../mcp-servers/serve/offer.ts';
import type { Config } from '../platform/config.ts';
import type { Db } from '../platform/db/open.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Telemetry } from '../platform/telemetry.ts';
import type { KeyVault } from '../platform/vault/vault.ts';
import { edgeOptions } from './edge-options.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { OpenedToolCallers } from './tool-callers.ts';

export interface McpEndpointParts {
  readonly config: Config;
  readonly db: Db;
  readonly vault: KeyVault;
  readonly hints: Hints;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly telemetry: Pick<Telemetry, 'span'>;
  readonly lifecycle: Lifecycle;
  readonly offers: () => Promise<Offers>;
  readonly callers: OpenedToolCallers['callers'];
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface McpEndpoint {
  /** For the gateway: what it hands over unread. */
  readonly prefixes: ReadonlyMap<string, Handler>;
  /** When the gateway begins to drain: ends what never ends by itself. */
  drain(): void;
}

/** `/mcp/<toolset>`. The protocol and all that stands behind it are loaded when the first client comes. */
export const startMcpEndpoint = async (parts: McpEndpointParts): Promise<McpEndpoint> => {
  const { config, db, vault, hints, clock, log, metrics, telemetry, lifecycle } = parts;
  const edge = edgeOptions(config);
  const { addressOf } = openEdge(edge);
  const limits = openRequestLimits(parts.limiter, config.HUB_RATE_LIMIT);
  const stateKey = vault.deriveKey('mcp request state');
  let opened: Promise<Endpoint> | undefined;

  const open = async (): Promise<Endpoint> => {
    const [{ openEndpoint }, offers, { authenticate, challenge }] = await Promise.all([
      import('../mcp-servers/serve/endpoint.ts'),
      parts.offers(),
      parts.callers(),
    ]);
    return openEndpoint({
      ...{ db, hints, clock, log, metrics, telemetry, offers, authenticate, challenge, stateKey },
      origin: { ...edge, corsOrigins: config.HUB_CORS_ORIGINS },
      limit: ({ caller }, request, response) => limits.check(caller, addressOf(request), response),
    });
  };
  const endpoint = (): Promise<Endpoint> =>
    (opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));

  await lifecycle.start('mcp endpoint', async () => ({
    stop: async () => {
      await (await opened)?.stop();
    },
  }));
  return {
    prefixes: new Map([['/mcp/', async (request, response) => (await endpoint()).handle(request, response)]]),
    drain: () => void opened?.then((open) => open.drain()).catch(() => undefined),
  };
};
