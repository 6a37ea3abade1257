import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log, Running } from '../core/ports.ts';
import { dropExpiredStates } from '../connectors/auth/store-states.ts';
import { dropOldReceipts } from '../connectors/hooks/store-receipts.ts';
import { bearerOf } from '../gateway/http/credentials.ts';
import { openRunWatches } from '../gateway/live/run-watches.ts';
import { gatewayOperations } from '../gateway/operations.ts';
import { openPasswords } from '../gateway/passwords/hash.ts';
import { openAuthenticator } from '../gateway/sign-in/authenticate.ts';
import { dropExpiredSignIns } from '../gateway/sign-in/expiry-store.ts';
import { createSignInLink, ensureFirstOwner } from '../gateway/sign-in/first-owner.ts';
import { openSessionTokens } from '../gateway/sign-in/session-token.ts';
import { startProbes } from '../gateway/start-probes.ts';
import { startGateway } from '../gateway/start.ts';
import { openCheckpointFiles } from '../platform/audit/checkpoint-files.ts';
import { startCheckpoints } from '../platform/audit/checkpoints.ts';
import { auditTopic, openLiveAudit } from '../platform/audit/live.ts';
import { openAuditTrail } from '../platform/audit/trail.ts';
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
import { startBlobs } from './blobs.ts';
import { takeDataFolder } from './data-folder.ts';
import { startConnectors } from './connectors.ts';
import { startDatabases } from './database.ts';
import { startFlowRuns } from './flow-runs.ts';
import { startFlows } from './flows.ts';
import { openLifecycle } from './lifecycle.ts';
import { openIdentityProvider, startSharing } from './outside.ts';
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
  const { authenticate } = await lifecycle.start('authenticator', async () =>
    openAuthenticator({ db, tokens, clock, log }),
  );
  const first = await ensureFirstOwner(db, config.HUB_BOOTSTRAP_KEY);
  if (first.bootstrapKey === 'ignored') {
    log.warn(
      'HUB_BOOTSTRAP_KEY is not the key of the first start and has no effect; make keys in the console',
    );
  }

  const connectors = await startConnectors({
    ...{ config, db, vault, hints, events, audit, blobs, limiter, clock, log, lifecycle },
  });
  const operations: HubOperation[] = [];
  const flows = await startFlows({
    ...{ db, vault, hints, events, clock, lifecycle },
    connectors: connectors.caller.known,
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
  });
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
        handlers: connectors.jobs,
        subscriptions: [flowRuns.subscription],
      }),
    );
    await lifecycle.start('schedules', async () => flowRuns.startSchedules());
    await lifecycle.start('pollers', async () => connectors.hooks.startPollers());
    await lifecycle.start('housekeeping', () =>
      startHousekeeping({
        db,
        log,
        everyMs: tidyEveryMs,
        chores: [
          { name: 'idempotency keys', run: dropExpiredKeys },
          { name: 'sign-ins', run: dropExpiredSignIns },
          { name: 'oauth states', run: dropExpiredStates },
          { name: 'webhook receipts', run: dropOldReceipts },
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

  const provider = await openIdentityProvider({ config, log, lifecycle });
  const ownOperations = gatewayOperations({
    ...{ db, clock, vault, limiter, events, hints, audit, checkpoints, tokens, provider, authenticate },
    passwords: openPasswords(),
    publicUrl: config.HUB_PUBLIC_URL,
  });
  operations.push(...ownOperations, ...connectors.operations, ...flows.operations, ...flowRuns.operations);
  const live = await lifecycle.start('live events', () => openLiveEvents({ db, hints, log, clock }));
  const liveAudit = await lifecycle.start('live audit', async () => openLiveAudit({ db, hints, log, clock }));
  const runs = await lifecycle.start('watched runs', async () =>
    openRunWatches({ runs: flowRuns.watch, clock, log }),
  );
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const gateway = await lifecycle.start('gateway', () =>
    startGateway({
      ...{ operations, authenticate, invoke, limiter, health, metrics, telemetry, clock, log },
      prefixes: new Map([
        ...connectors.hooks.prefixes,
        ...flowRuns.prefixes(async (request) => authenticate({ bearer: bearerOf(request) })),
      ]),
      onEvent: live.onEvent,
      onAudit: liveAudit.onAppended,
      runs,
      options: {
        ...edge,
        publicUrl: config.HUB_PUBLIC_URL,
        trustedProxies: config.HUB_TRUSTED_PROXIES,
        corsOrigins: config.HUB_CORS_ORIGINS,
        requestsPerMinute: config.HUB_RATE_LIMIT,
        consoleFolder: join(root, 'admin-ui', 'dist'),
        version,
      },
    }),
  );
  return {
    ...about,
    url: gateway.url,
    makeSignInLink: async () => `${gateway.url}/sign-in/link#${await createSignInLink(db, first.userId)}`,
  };
};

const isLoopback = (host: string): boolean => /^(127\.|localhost$|::1$)/.test(host);
