import type { Clock, Hints, Log, Running } from '../../../core/ports.ts';
import { HubError } from '../../../core/errors.ts';
import type { Db } from '../../../platform/db/open.ts';
import type { PooledEgress } from '../../../platform/egress/egress.ts';
import type { Metrics } from '../../../platform/metrics.ts';
import { openClientFacts } from '../listen/addresses.ts';
import { openCrowd } from './crowd.ts';
import type { Language } from '../document/language.ts';
import type { Exchange } from '../exchange.ts';
import { openForward } from '../forward/forward.ts';
import { openTunnels } from '../forward/tunnels.ts';
import { openForwardUpgrade } from '../forward/upgrade.ts';
import { UpgradeResponse } from '../forward/upgrade-response.ts';
import { openHandle } from './handle.ts';
import { openLiveTable, type BrokenDocument } from './live-table.ts';
import type { ForwardTo } from '../policy-deps.ts';
import type { Step } from '../policy.ts';
import type { PluginRoutes } from '../plugins/plugin-routes.ts';
import type { DocumentVault } from '../saved/seal.ts';
import { createTrafficServer, type TrafficServer } from '../listen/server.ts';
import type { TrafficTable } from './table.ts';
import type { Tried, TryParts, TryWish } from '../tries/send-try.ts';
import { openCertificates, type CertificateFiles } from '../listen/tls.ts';
import { openServices } from '../upstream/open-services.ts';
import type { ServiceState } from '../upstream/service-state.ts';
import { probeBy } from '../upstream/probe.ts';
import { startUsage } from '../usage/start-usage.ts';

export interface TrafficOptions {
  readonly host: string;
  readonly port: number;
  readonly shared: boolean;
  readonly drainMs: number;
  readonly trustedProxies: number;
  /** Slugs of spaces by host. */
  readonly hosts: ReadonlyMap<string, string>;
  /** Requests under way at once. */
  readonly most: number;
  readonly certificates: readonly CertificateFiles[];
}

export interface TrafficDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly vault: DocumentVault;
  readonly egress: PooledEgress;
  /** Compiles with `forward` as what sends exchanges on. */
  readonly language: (forward: (exchange: Exchange, to: ForwardTo) => Step | Promise<Step>) => Language;
  readonly options: TrafficOptions;
  /** Of plug-ins, where there are any: they see requests before pipelines do. */
  readonly routes?: PluginRoutes | undefined;
  /** When it listens. */
  readonly opened?: ((server: Pick<TrafficServer, 'address' | 'port'>) => void) | undefined;
}

export interface TrafficState {
  /** Where it listens; null as long as no pipeline asks for it. */
  readonly address: { readonly host: string; readonly port: number; readonly secure: boolean } | null;
  /** Why it does not, though it should. */
  readonly problem: string | null;
}

export interface Traffic extends Running {
  state(): TrafficState;
  services(spaceId: string): readonly ServiceState[];
  broken(spaceId: string): readonly BrokenDocument[];
  /** Through the pipelines of the space within this process; undefined where it has none. */
  send(spaceId: string, wish: TryWish, signal: AbortSignal): Promise<Tried | undefined>;
}

const tryAgainMs = 5_000;
const mostTunnels = 20_000;
const mostTunnelsOfSpace = (mostTunnels / 4) * 3;
const tunnelIdleMs = 10 * 60_000;

/** The gateway's traffic in this process: what listens, what runs, what is counted. */
export const openTraffic = async (deps: TrafficDeps): Promise<Traffic> => {
  const { db, hints, clock, log, metrics, egress, options, routes } = deps;
  const services = openServices({ log, clock, metrics, probe: probeBy(egress), release: egress.release });
  const send = openForward(egress);
  const serviceOf = (spaceId: string, name: string) => {
    const service = table.service(spaceId, name);
    if (service !== undefined) return service;
    throw new HubError('service_unavailable', 'The service that this leads to is gone.');
  };
  const tunnels = openTunnels({
    ...{ most: mostTunnels, mostOfSpace: mostTunnelsOfSpace, idleMs: tunnelIdleMs },
  });
  const upgrade = openForwardUpgrade(egress, tunnels);
  const forward = (exchange: Exchange, to: ForwardTo): Step | Promise<Step> => {
    const service = serviceOf(exchange.pipeline.spaceId, to.service);
    return exchange.response instanceof UpgradeResponse
      ? upgrade(exchange, service, to)
      : send(exchange, service, to);
  };
  const usage = startUsage({ db, clock, log, metrics });
  const crowd = openCrowd(options.most);
  const requests = metrics.counter('hub_traffic_requests_total', 'Requests at the gateway.', ['status']);
  const counted = ['gone', '1xx', '2xx', '3xx', '4xx', '5xx'].map((status) => requests.of({ status }));
  metrics.gauge('hub_traffic_tunnels', 'Upgraded connections at the gateway.', tunnels.count);
  metrics.gauge('hub_traffic_in_flight', 'Requests under way at the gateway.', crowd.count);

  let server: TrafficServer | null = null;
  let problem: string | null = null;
  let opening: Promise<void> = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;
  let ready = false;
  let stopping = false;
  const [firstFiles, ...otherFiles] = options.certificates;
  const certificates =
    firstFiles === undefined
      ? undefined
      : await openCertificates({ files: [firstFiles, ...otherFiles], log });

  const follow = (now: TrafficTable): void => {
    const used = deps.routes !== undefined || [...now.spaces.values()].some(({ count }) => count > 0);
    const asks = [...now.spaces.values()].some(({ asksForCertificates }) => asksForCertificates);
    server?.askForClientCertificates(asks);
    if (used && server === null) opening = opening.then(() => listen(asks));
  };

  const listen = async (asks: boolean): Promise<void> => {
    if (server !== null || stopping) return;
    try {
      server = await createTrafficServer(
        {
          ...{ host: options.host, port: options.port, shared: options.shared, drainMs: options.drainMs },
          ...(certificates === undefined ? {} : { certificates }),
        },
        {
          log,
          request:
            routes === undefined
              ? handle
              : (request, response) => routes(request, response, () => handle(request, response)),
          upgrade: (request, socket, head) => handle(request, new UpgradeResponse(request, socket, head)),
        },
      );
      server.askForClientCertificates(asks);
      problem = null;
      deps.opened?.(server);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      log.error('traffic: cannot listen; tried again', { reason: problem });
      retry = setTimeout(() => follow(table.now()), tryAgainMs);
      retry.unref();
    }
  };

  const table = await openLiveTable({
    ...{ db, hints, clock, log, vault: deps.vault, services },
    language: deps.language(forward),
    changed: (now) => {
      if (ready) follow(now);
    },
  });
  const watching: TryParts = {
    crowd,
    over: (exchange, status) => {
      counted[Math.floor(status / 100)]?.add();
      usage.note(exchange, status);
    },
    refused: (error) => counted[Math.floor(error.status / 100)]?.add(),
    log,
  };
  const handle = openHandle({
    ...watching,
    table: table.now,
    hosts: options.hosts,
    factsOf: openClientFacts(options.trustedProxies, certificates !== undefined),
  });
  ready = true;
  follow(table.now());
  await opening;

  return {
    state: () => ({
      address:
        server === null
          ? null
          : { host: server.address, port: server.port, secure: certificates !== undefined },
      problem,
    }),
    services: (spaceId) => services.states(spaceId),
    broken: table.broken,
    send: async (spaceId, wish, signal) => {
      const space = [...table.now().spaces.values()].find((one) => one.spaceId === spaceId);
      if (space === undefined || space.count === 0) return undefined;
      const { sendTry } = await import('../tries/send-try.ts');
      return sendTry(wish, space, { ...watching, signal });
    },
    stop: async () => {
      stopping = true;
      clearTimeout(retry);
      await opening;
      tunnels.close();
      await server?.stop();
      await certificates?.stop();
      await table.stop();
      await services.stop();
      await usage.stop();
    },
  };
};
