import { compilePipeline } from '../../gateway/traffic/run/compile-pipeline.ts';
import { openClientFacts } from '../../gateway/traffic/listen/addresses.ts';
import { conditionsWith } from '../../gateway/traffic/condition-list.ts';
import { openCrowd } from '../../gateway/traffic/run/crowd.ts';
import { languageOf } from '../../gateway/traffic/document/language.ts';
import { pipelineSchema } from '../../gateway/traffic/document/pipeline.ts';
import { serviceSchema } from '../../gateway/traffic/document/service-document.ts';
import { openForward } from '../../gateway/traffic/forward/forward.ts';
import { openHandle } from '../../gateway/traffic/run/handle.ts';
import type { LoadedPlugins } from '../../gateway/traffic/plugins/load-plugins.ts';
import { openPluginRoutes } from '../../gateway/traffic/plugins/plugin-routes.ts';
import type { PolicyDeps } from '../../gateway/traffic/policy-deps.ts';
import { policies } from '../../gateway/traffic/policy-list.ts';
import { createTrafficServer, type TrafficPatience } from '../../gateway/traffic/listen/server.ts';
import type { Certificates } from '../../gateway/traffic/listen/tls.ts';
import { spaceRoutes, type TrafficTable } from '../../gateway/traffic/run/table.ts';
import { openServices } from '../../gateway/traffic/upstream/open-services.ts';
import type { RunningService } from '../../gateway/traffic/upstream/running-service.ts';
import { probeBy } from '../../gateway/traffic/upstream/probe.ts';
import { createEgress } from '../../platform/egress/egress.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { openMetrics } from '../../platform/metrics.ts';
import { systemClock } from '../../platform/clock.ts';
import { recordedLog } from './recorded-log.ts';

export interface TrafficHubOptions {
  /** Service documents by their names. */
  readonly services: Readonly<Record<string, object>>;
  /** Pipeline documents by their names. */
  readonly pipelines: Readonly<Record<string, object>>;
  readonly patience?: Partial<TrafficPatience>;
  /** Requests under way at most. */
  readonly most?: number;
  readonly deps?: Partial<PolicyDeps>;
  readonly spaceId?: string;
  /** TLS, with HTTP/2. */
  readonly certificates?: Certificates;
  /** Of the owner of the installation. */
  readonly plugins?: Pick<LoadedPlugins, 'policies' | 'conditions' | 'gatewayRoutes'>;
}

/** What comes in at the gateway, and goes on: its listener, its table, its pools; no database. */
export interface TrafficHub {
  readonly port: number;
  /** All that was logged, as text. */
  readonly logged: () => string;
  /** Requests that are under way. */
  readonly underWay: () => number;
  /** Another version of a service. */
  readonly change: (name: string, service: object) => void;
  stop(): Promise<void>;
}

const anySpace = 'spc_00000000000000000000000001';
const slug = 'main';

/** A part of the hub that the documents of a test do not need; asking for it fails the request. */
const absent = (what: string): never => {
  throw new Error(`This listener has no ${what}.`);
};

const nobodyIsKnown = {
  byKey: () => null,
  byPassword: () => null,
  byHmacId: () => null,
  bySubject: () => null,
};
const nobody: PolicyDeps['consumers'] = {
  ...nobodyIsKnown,
  remembered: nobodyIsKnown,
  shutFor: () => 0,
  wrong: async () => 0,
};

/** The gateway's listener as the hub opens it, for one space that owns every host, with documents that are given. */
export const startTrafficHub = async (options: TrafficHubOptions): Promise<TrafficHub> => {
  const { spaceId = anySpace } = options;
  const log = recordedLog();
  const metrics = openMetrics();
  const clock = systemClock;
  const egress = createEgress({ log, allow: parseAllowList(['127.0.0.1']).entries });
  const services = openServices({ log, clock, metrics, probe: probeBy(egress), release: egress.release });
  const running = new Map<string, RunningService>();
  const change = (name: string, document: object): void => {
    const wanted = { spaceId, name, version: 1, document: serviceSchema.parse(document) };
    running.set(name, services.serviceFor(wanted));
  };
  for (const [name, document] of Object.entries(options.services)) change(name, document);
  const send = openForward(egress);
  const deps: PolicyDeps = {
    ...{ egress, clock, log, metrics, consumers: nobody },
    limiter: { take: () => absent('limiter') },
    quotas: { take: () => absent('quotas') },
    forward: (exchange, to) => {
      const service = running.get(to.service);
      return service === undefined ? absent(`service ${to.service}`) : send(exchange, service, to);
    },
    runFlow: () => absent('flows'),
    operationOf: () => absent('connectors'),
    ...options.deps,
  };
  const { plugins } = options;
  const language = languageOf({
    policies: [...policies, ...(plugins?.policies ?? [])],
    conditions: conditionsWith(plugins?.conditions ?? []),
    deps,
  });
  const routes = plugins === undefined ? undefined : openPluginRoutes(plugins.gatewayRoutes, { log });
  const endpoints = Object.entries(options.pipelines).flatMap(([name, document], at) => {
    const compiled = compilePipeline(
      {
        id: `gpl_${String(at).padStart(26, '0')}`,
        name,
        version: 1,
        document: pipelineSchema.parse(document),
      },
      { spaceId, slug, hasService: (service) => running.has(service) },
      language,
    );
    if (compiled.problems.length > 0) throw new Error(`${name}: ${JSON.stringify(compiled.problems)}`);
    return compiled.endpoints;
  });
  const table: TrafficTable = { spaces: new Map([[slug, spaceRoutes({ spaceId, slug, endpoints })]]) };
  const crowd = openCrowd(options.most ?? 2_000);
  const handle = openHandle({
    ...{ log, crowd, table: () => table, hosts: new Map([['*', slug]]) },
    factsOf: openClientFacts(0, false),
    over: () => undefined,
    refused: () => undefined,
  });
  const server = await createTrafficServer(
    {
      ...{ host: '127.0.0.1', port: 0, shared: false, drainMs: 200 },
      ...(options.certificates === undefined ? {} : { certificates: options.certificates }),
      ...(options.patience === undefined ? {} : { patience: options.patience }),
    },
    {
      log,
      request: (request, response) => {
        if (routes === undefined) handle(request, response);
        else routes(request, response, () => handle(request, response));
      },
      upgrade: (_request, socket) => void socket.destroy(),
    },
  );
  return {
    port: server.port,
    logged: () => JSON.stringify(log.lines),
    underWay: () => crowd.count(),
    change,
    stop: async () => {
      await server.stop();
      await services.stop();
      await egress.close();
    },
  };
};
