import type { HubEvent } from '../core/event.ts';
import type { Clock, Log, RateLimiter, Running } from '../core/ports.ts';
import type { LiveAudit } from '../platform/audit/live.ts';
import type { Health } from '../platform/health.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import type { Invoke } from '../platform/invoke/invoker.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Telemetry } from '../platform/telemetry.ts';
import { dispatcher, type PlainHandler } from './http/dispatch.ts';
import { startListener } from './http/listener.ts';
import { operationsHandler } from './http/operations-handler.ts';
import { openEdge } from './http/origin.ts';
import { consolePages } from './http/pages.ts';
import { plainAnswers } from './http/plain-answers.ts';
import { openRequestLimits } from './http/request-limits.ts';
import { buildRouteTable } from './http/route-table.ts';
import type { Presences } from './live/presences.ts';
import type { RunWatches } from './live/run-watches.ts';
import { openLiveSockets } from './live/socket.ts';
import { openApiDocument } from './openapi.ts';
import type { Authenticate } from './sign-in/authenticate.ts';
import { sessionCookieName } from './sign-in/cookies.ts';

export interface GatewayOptions {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly trustedProxies: number;
  readonly corsOrigins: readonly string[];
  readonly requestsPerMinute: number;
  readonly metricsKey: string | undefined;
  readonly drainMs: number;
  readonly consoleFolder: string;
  readonly version: string;
}

export interface GatewayParts {
  readonly options: GatewayOptions;
  /** Of all modules: what REST offers. */
  readonly operations: readonly HubOperation[];
  /** Of other modules, by the first step of the path, such as /hooks/. */
  readonly prefixes?: ReadonlyMap<string, PlainHandler>;
  /** Ends answers of other modules that never end by themselves. */
  readonly whenDraining?: () => void;
  readonly authenticate: Authenticate;
  readonly invoke: Invoke;
  readonly limiter: RateLimiter;
  readonly onEvent: (listener: (event: HubEvent) => void) => () => void;
  readonly onAudit: LiveAudit['onAppended'];
  readonly runs: RunWatches;
  readonly presences: Presences;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RunningGateway extends Running {
  readonly url: string;
}

/** The role `gateway`: one listener for the API, the live updates and the console. */
export const startGateway = async (parts: GatewayParts): Promise<RunningGateway> => {
  const { options, authenticate, log } = parts;
  const edge = openEdge(options);
  const secure = options.publicUrl?.startsWith('https:') ?? false;
  const live = openLiveSockets({
    ...{ authenticate, edge, secure, sessionCookieName, log, clock: parts.clock },
    onEvent: parts.onEvent,
    onAudit: parts.onAudit,
    runs: parts.runs,
    presences: parts.presences,
  });
  parts.metrics.gauge('hub_live_sockets', 'Open WebSockets of the console.', live.count);
  parts.metrics.gauge('hub_presences', 'Pages of the console that are on a flow.', parts.presences.count);
  parts.metrics.gauge('hub_watched_runs', 'Runs that pages watch.', parts.runs.count);
  const handle = dispatcher({
    operations: operationsHandler({
      routes: buildRouteTable(parts.operations),
      authenticate,
      invoke: parts.invoke,
      edge,
      limits: openRequestLimits(parts.limiter, options.requestsPerMinute),
      sessionCookieName,
    }),
    plain: plainAnswers({
      health: parts.health,
      metrics: parts.metrics,
      metricsKey: options.metricsKey,
      openApi: openApiDocument(parts.operations, options.version),
    }),
    prefixes: parts.prefixes ?? new Map(),
    pages: consolePages(options.consoleFolder),
    corsOrigins: new Set(options.corsOrigins),
    secure,
    clock: parts.clock,
    log,
    metrics: parts.metrics,
    telemetry: parts.telemetry,
  });
  const listener = await startListener(
    { ...options, secure },
    {
      log,
      health: parts.health,
      request: handle,
      upgrade: live.upgrade,
      closeUpgraded: () => {
        live.close();
        parts.whenDraining?.();
      },
    },
  );
  return {
    url: options.publicUrl ?? addressText(listener.address, listener.port),
    stop: () => listener.stop(),
  };
};

/** What a person types into a browser; 0.0.0.0 is no address to go to. */
const addressText = (host: string, port: number): string => {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${port}`;
};
