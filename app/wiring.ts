import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log, Running } from '../core/ports.ts';
import { clientDocumentPath } from '../connectors/auth/client-document.ts';
import { dropExpiredStates } from '../connectors/auth/store-states.ts';
import { dropOldReceipts } from '../connectors/hooks/store-receipts.ts';
import { dropOldRetries } from '../flows/retries/store.ts';
import { dropOldVariables } from '../flows/variables/store-changes.ts';
import { bearerOf } from '../gateway/http/credentials.ts';
import { openPresences } from '../gateway/live/presences.ts';
import { openRunWatches } from '../gateway/live/run-watches.ts';
import { gatewayOperations } from '../gateway/operations.ts';
import { documentOperations } from '../gateway/operations/documents.ts';
import { trafficOperations } from '../gateway/operations/traffic.ts';
import { openPasswords } from '../gateway/passwords/hash.ts';
import { openAuthenticator } from '../gateway/sign-in/authenticate.ts';
import { dropExpiredSignIns } from '../gateway/sign-in/expiry-store.ts';
import { createSignInLink, ensureFirstOwner } from '../gateway/sign-in/first-owner.ts';
import { openSessionTokens } from '../gateway/sign-in/session-token.ts';
import { startProbes } from '../gateway/start-probes.ts';
import { startGateway } from '../gateway/start.ts';
import { dropOldQuotas } from '../gateway/traffic/quotas/store.ts';
import { dropOldRequests, dropOldUsage } from '../gateway/traffic/usage/store.ts';
import { dropOldToolTokens } from '../gateway/tool-tokens/store.ts';
import { openToolTokens } from '../gateway/tool-tokens/token.ts';
import { dropOldLetters } from '../mcp-servers/serve/store-inbox.ts';
import { dropExpiredMcpSessions } from '../mcp-servers/serve/store-sessions.ts';
import { dropOldCalls } from '../mcp-servers/toolsets/store-calls.ts';
import { openCheckpointFiles } from '../platform/audit/checkpoint-files.ts';
import { startCheckpoints } from '../platform/audit/checkpoints.ts';
import { auditTopic, openLiveAudit } from '../platform/audit/live.ts';
import { openAuditTrail } from '../platform/audit/trail.ts';
import { spaceFiles } from '../platform/blobs/space-files.ts';
import { systemClock } from '../platform/clock.ts';
import { secretsFolder, type Config } from '../platform/config.ts';
import { openEventBus } from '../platform/events/bus.ts';
import { openLiveEvents } from '../platform/events/live.ts';
import { armFailpoints } from '../platform/failpoint.ts';
import { openHealth } from '../platform/health.ts';
import { startHousekeeping } from '../platform/housekeeping.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import { dropExpiredKeys } from '../platform/invoke/idempotency.ts';
import { openInvoker } from '../platform/invoke/invoker.ts';
import { openMetrics } from '../platform/metrics.ts';
import { startTelemetry } from '../platform/telemetry.ts';
import { loadMasterKeys } from '../platform/vault/master-key.ts';
import { openVault } from '../platform/vault/vault.ts';
import { openApprovals } from './approvals.ts';
import { startBlobs } from './blobs.ts';
import { openCallables } from './callables.ts';
import { takeDataFolder } from './data-folder.ts';
import { startConnectors } from './connectors.ts';
import { startDatabases } from './database.ts';
import { edgeOptions } from './edge-options.ts';
import { startFlowRuns } from './flow-runs.ts';
import { startSuggestions } from './flow-suggestions.ts';
import { startFlows } from './flows.ts';
import { openLifecycle } from './lifecycle.ts';
import { startMcpEndpoint } from './mcp-endpoint.ts';
import { clientDocumentHandler, startUpstream, type UpstreamModule } from './mcp-upstream.ts';
import { openIdentityProvider, startSharing } from './outside.ts';
import { openPortal } from './portal.ts';
import { requireToolset } from './require-toolset.ts';
import { openToolCallers } from './tool-callers.ts';
import { startToolsets } from './toolsets.ts';
import { openTrafficModule } from './traffic.ts';
import { documentsForTraffic } from './traffic-documents.ts';
import { uses } from './uses.ts';
import { wellKnown } from './well-known.ts';
import { startWorker } from './worker.ts';

export interface Hub extends Running {
  readonly url: string;
  /** Only this machine can reach it. */
  readonly loopback: boolean;
  /** Nobody can sign in by themselves yet. */
  readonly firstUse: boolean;
  makeSignInLink(): Promise<string>;
}

export interface HubOptions {
  readonly config: Config;
  readonly log: Log;
  /** Checks every output against its schema: for tests. */
  readonly checkOutputs: boolean;
  /** Undoes a start that is under way. */
  readonly signal?: AbortSignal;
}

const root = join(import.meta.dirname, '..');
const tidyEveryMs = 10 * 60_000;
const checkpointEveryMs = 10 * 60_000;
const lastCheckpointMs = 5_000;

/** Constructs everything, starts the roles of this process in order, and undoes all of it when one of them fails. */
export const startHub = async (options: HubOptions): Promise<Hub> => {
  const lifecycle = openLifecycle(options.log);
  const abort = (): void => void lifecycle.stop();
  options.signal?.addEventListener('abort', abort);
  try {
    return await construct(options, lifecycle);
  } catch (error) {
    await lifecycle.stop();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
};

const construct = async (options: HubOptions, lifecycle: ReturnType<typeof openLifecycle>): Promise<Hub> => {
  const { config, log } = options;
  armFailpoints(config.HUB_FAILPOINTS, log);
  const clock = systemClock;
  const metrics = openMetrics();
  const health = openHealth();
  const telemetry = await lifecycle.start('telemetry', () =>
    startTelemetry({ endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT, service: 'app-connect' }),
  );
  if (config.DATABASE_URL === undefined)
    await lifecycle.start('data folder', () => takeDataFolder(config.dataDir));
  const { db, aside } = await startDatabases(config, lifecycle);
  health.require('database', db.ping);

  const masterKeys = await loadMasterKeys({ setting: config.HUB_MASTER_KEY, folder: secretsFolder(config) });
  const vault = await openVault({ db: aside, masterKeys, clock });
  const { hints, limiter } = await startSharing({ config, db, log, clock, lifecycle });
  const events = openEventBus({ hints });
  const audit = openAuditTrail({
    key: vault.deriveKey('audit'),
    clock,
    whenAppended: () => hints.broadcast(auditTopic),
  });
  const blobs = await startBlobs({ config, log, lifecycle });
  const checkpoints = openCheckpointFiles({ blobs, key: vault.deriveKey('audit checkpoint') });
  const tokens = openSessionTokens({ sessionKey: vault.deriveKey('session'), clock });
  const toolTokens = openToolTokens({ key: vault.deriveKey('tool token'), clock });
  const authenticator = await lifecycle.start('authenticator', async () =>
    openAuthenticator({ db, tokens, clock, log }),
  );
  const { authenticate } = authenticator;
  const first = await ensureFirstOwner(db, config.HUB_BOOTSTRAP_KEY);
  if (first.bootstrapKey === 'ignored') {
    log.warn(
      'HUB_BOOTSTRAP_KEY is not the key of the first start and has no effect; make keys in the console',
    );
  }

  const connectors = await startConnectors({
    ...{ config, db, vault, hints, events, audit, blobs, limiter, clock, log, lifecycle },
    tools: { call: (call) => upstream.tools.call(call) },
  });
  const upstream: UpstreamModule = await startUpstream({
    ...{ config, db, hints, events, clock, log, lifecycle, uses },
    egress: connectors.egress,
    servers: connectors.servers,
  });
  const operations: HubOperation[] = [];
  const flows = await startFlows({
    ...{ db, vault, hints, events, clock, lifecycle },
    connectors: connectors.caller.known,
    egress: connectors.egress,
    allOperations: () => operations,
  });
  const roles = new Set(config.HUB_ROLES);
  const invoke = openInvoker({
    ...{ db, audit, events, vault, clock, log, telemetry },
    checkOutputs: options.checkOutputs,
  });
  const flowRuns = await startFlowRuns({
    ...{ db, vault, hints, events, clock, log, lifecycle, flows, metrics },
    telemetry: config.OTEL_EXPORTER_OTLP_ENDPOINT === undefined ? undefined : telemetry,
    egress: connectors.egress,
    caller: connectors.caller,
    allOperations: () => operations,
    invoke: () => invoke,
    works: roles.has('worker'),
    leaseMs: config.HUB_LEASE_SECONDS * 1000,
    drainMs: config.HUB_DRAIN_SECONDS * 1000,
    brokers: config.KAFKA_BROKERS,
  });
  let address = config.HUB_PUBLIC_URL;
  const approvals = openApprovals({
    ...{ db, hints, events, audit, limiter, clock, log },
    publicUrl: () => address,
  });
  const callables = openCallables({
    ...{
      db,
      caller: connectors.caller,
      files: spaceFiles(blobs),
      knownFlows: flows.known,
      runs: flowRuns.runs,
    },
    operations: () => operations,
    invoke: () => invoke,
  });
  const traffic = openTrafficModule({
    ...{ config, db, vault, hints, limiter, clock, log, metrics, lifecycle, callables },
    documents: documentsForTraffic(connectors.caller.known, clock),
  });
  const toolsets = await startToolsets({
    ...{ db, hints, events, limiter, clock, log, metrics, telemetry, lifecycle, callables },
    connectors: connectors.caller.known,
    servers: () => upstream.offers,
    allOperations: () => operations,
  });
  const identity = await openIdentityProvider({ config, log, clock, lifecycle });
  const toolCallers = openToolCallers({
    ...{ config, db, clock, limiter, authenticator, toolTokens },
    accessTokens: identity?.accessTokens ?? null,
  });
  // Before anything runs: a flow that goes on after a restart calls them, in a process without a gateway too.
  const ownOperations = gatewayOperations({
    ...{ db, clock, vault, limiter, events, hints, audit, checkpoints, tokens, authenticate },
    ...{ toolTokens, requireToolset, provider: identity?.provider ?? null },
    passwords: openPasswords(),
    publicUrl: config.HUB_PUBLIC_URL,
  });
  operations.push(...ownOperations, ...connectors.operations, ...flows.operations, ...flowRuns.operations);
  operations.push(...approvals.operations, ...toolsets.operations, ...upstream.operations);
  operations.push(
    ...documentOperations({ vault, hints, language: traffic.language }),
    ...trafficOperations({
      ...{ running: traffic.running, trafficUrl: config.HUB_TRAFFIC_URL },
      trafficHosts: config.HUB_TRAFFIC_HOSTS,
    }),
  );
  operations.push(
    ...openPortal({
      ...{ db, clock, limiter, events, hints, audit, vault, blobs, key: vault.deriveKey('portal session') },
      ...{ running: traffic.running, trafficUrl: config.HUB_TRAFFIC_URL },
      ...{ trafficHosts: config.HUB_TRAFFIC_HOSTS, passwords: openPasswords() },
    }),
  );
  operations.push(
    ...(await startSuggestions({
      ...{ config, db, clock, log, lifecycle, limiter, callables },
      catalogue: flows.catalogue,
    })),
  );
  if (roles.has('worker')) {
    // First, so that it stops last, when nothing adds entries any more.
    await lifecycle.start('audit checkpoints', () =>
      startCheckpoints({
        ...{ db, log, files: checkpoints, everyMs: checkpointEveryMs, stopMs: lastCheckpointMs },
      }),
    );
    await lifecycle.start('worker', () =>
      startWorker({
        config,
        db,
        hints,
        log,
        clock,
        handlers: new Map([...connectors.jobs, ...flowRuns.jobs]),
        subscriptions: [flowRuns.subscription, toolsets.subscription, upstream.subscription],
      }),
    );
    await lifecycle.start('schedules', async () => flowRuns.startSchedules());
    await lifecycle.start('ends of approvals', async () => approvals.startClock());
    await lifecycle.start('looks at MCP servers', async () => upstream.startClock());
    await lifecycle.start('pollers', async () => connectors.hooks.startPollers());
    await lifecycle.start('housekeeping', () =>
      startHousekeeping({
        db,
        log,
        everyMs: tidyEveryMs,
        chores: [
          { name: 'idempotency keys', run: dropExpiredKeys },
          { name: 'sign-ins', run: dropExpiredSignIns },
          { name: 'tool tokens', run: dropOldToolTokens },
          { name: 'oauth states', run: dropExpiredStates },
          { name: 'webhook receipts', run: dropOldReceipts },
          { name: 'old variables', run: dropOldVariables },
          { name: 'old retries', run: dropOldRetries },
          { name: 'old calls of tools', run: dropOldCalls },
          { name: 'sessions of MCP', run: dropExpiredMcpSessions },
          { name: 'letters of MCP', run: dropOldLetters },
          { name: 'old usage of the gateway', run: dropOldUsage },
          { name: 'old quotas of the gateway', run: dropOldQuotas },
          { name: 'old requests at the gateway', run: dropOldRequests },
        ],
      }),
    );
  }

  const edge = {
    host: config.HUB_HOST,
    port: config.HUB_PORT,
    metricsKey: config.HUB_METRICS_KEY,
    drainMs: config.HUB_DRAIN_SECONDS * 1000,
  };
  const about = {
    loopback: isLoopback(config.HUB_HOST),
    firstUse: first.firstUse,
    stop: () => lifecycle.stop(),
  };
  if (!roles.has('gateway')) {
    const probes = await lifecycle.start('probes', () =>
      startProbes({ options: edge, health, metrics, log }),
    );
    return {
      ...about,
      url: probes.url,
      makeSignInLink: async () =>
        `${config.HUB_PUBLIC_URL ?? probes.url}/sign-in/link#${await createSignInLink(db, first.userId)}`,
    };
  }

  const live = await lifecycle.start('live events', () => openLiveEvents({ db, hints, log, clock }));
  const liveAudit = await lifecycle.start('live audit', async () => openLiveAudit({ db, hints, log, clock }));
  const runs = await lifecycle.start('watched runs', async () =>
    openRunWatches({ runs: flowRuns.watch, clock, log }),
  );
  const presences = await lifecycle.start('presences', async () => openPresences({ db, hints, clock, log }));
  const mcp = await startMcpEndpoint({
    ...{ config, db, vault, hints, limiter, clock, log, metrics, telemetry, lifecycle },
    offers: toolsets.offers,
    callers: toolCallers.callers,
  });
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const ofPlugins = (await (await traffic.plugins())?.adminPrefixes(authenticate)) ?? [];
  const gateway = await lifecycle.start('gateway', () =>
    startGateway({
      ...{ operations, authenticate, invoke, limiter, health, metrics, telemetry, clock, log },
      prefixes: new Map([
        ...connectors.hooks.prefixes,
        ...mcp.prefixes,
        [
          '/.well-known/',
          wellKnown(
            new Map([
              ...toolCallers.wellKnown,
              [clientDocumentPath, clientDocumentHandler(config.HUB_PUBLIC_URL)],
            ]),
          ),
        ],
        ...flowRuns.prefixes(async (request) => authenticate({ bearer: bearerOf(request) })),
        ...ofPlugins,
      ]),
      whenDraining: mcp.drain,
      onEvent: live.onEvent,
      onAudit: liveAudit.onAppended,
      ...{ runs, presences },
      options: {
        ...edge,
        ...edgeOptions(config),
        corsOrigins: config.HUB_CORS_ORIGINS,
        requestsPerMinute: config.HUB_RATE_LIMIT,
        consoleFolder: join(root, 'admin-ui', 'dist'),
        version,
      },
    }),
  );
  address = gateway.url;
  await traffic.listen();
  return {
    ...about,
    url: gateway.url,
    makeSignInLink: async () => `${gateway.url}/sign-in/link#${await createSignInLink(db, first.userId)}`,
  };
};

const isLoopback = (host: string): boolean => /^(127\.|localhost$|::1$)/.test(host);
