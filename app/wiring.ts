import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HubEvent } from '../core/event.ts';
import type { EventBus, Log, Running, Vault } from '../core/ports.ts';
import { gatewayOperations } from '../gateway/operations.ts';
import { openPasswords } from '../gateway/passwords/hash.ts';
import { openAuthenticator } from '../gateway/sign-in/authenticate.ts';
import { createSignInLink, ensureFirstOwner } from '../gateway/sign-in/first-owner.ts';
import { openSessionTokens } from '../gateway/sign-in/session-token.ts';
import { startGateway } from '../gateway/start.ts';
import { openAuditTrail } from '../platform/audit/trail.ts';
import { systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { startEmbeddedDatabase } from '../platform/db/embedded.ts';
import { migrate } from '../platform/db/migrate.ts';
import { openDb, type Tx } from '../platform/db/open.ts';
import { openHealth } from '../platform/health.ts';
import { openInvoker } from '../platform/invoke/invoker.ts';
import { postgresCounter } from '../platform/limits/postgres-counter.ts';
import { openRateLimiter } from '../platform/limits/windows.ts';
import { openMetrics } from '../platform/metrics.ts';
import { startTelemetry } from '../platform/telemetry.ts';
import { takeDataFolder } from './data-folder.ts';
import { openLifecycle } from './lifecycle.ts';

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
  readonly checkOutputs: boolean;
  /** Undoes a start that is under way. */
  readonly signal?: AbortSignal;
}

const root = join(import.meta.dirname, '..');

export const startHub = async (options: HubOptions): Promise<Hub> => {
  const { config, log } = options;
  const lifecycle = openLifecycle(log);
  options.signal?.addEventListener('abort', () => void lifecycle.stop());
  try {
    const clock = systemClock;
    const metrics = openMetrics();
    const health = openHealth();
    const telemetry = await lifecycle.start('telemetry', () =>
      startTelemetry({ endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT, service: 'app-connect' }),
    );
    await lifecycle.start('data folder', () => takeDataFolder(config.dataDir));
    const embedded =
      config.DATABASE_URL === undefined
        ? await lifecycle.start('database server', () => startEmbeddedDatabase(config.dataDir))
        : undefined;
    const url = config.DATABASE_URL ?? embedded?.url ?? '';
    await migrate(url);
    const db = await lifecycle.start('database', async () => {
      const opened = openDb({ url, poolSize: config.DATABASE_POOL, statementTimeoutMs: 30_000 });
      return { ...opened, stop: opened.close };
    });
    health.require('database', db.ping);
    const vault: Vault = { seal: async (_p, s) => Buffer.from(s).toString('hex'), open: async (_p, s) => Buffer.from(s, 'hex').toString() };
    const events: EventBus<Tx> = { publish: async () => undefined };
    const audit = openAuditTrail({ key: Buffer.alloc(32, 3), clock });
    const limiter = openRateLimiter({
      counter: postgresCounter(db),
      monotonic: clock.monotonic,
      whenDown: (error) => log.warn('the shared counter of rate limits does not answer; each process counts alone', { error }),
    });
    const tokens = openSessionTokens({ sessionKey: Buffer.from('0123456789abcdef0123456789abcdef'), clock });
    const authenticator = await lifecycle.start('authenticator', async () => openAuthenticator({ db, tokens, clock, log }));
    const first = await ensureFirstOwner(db, config.HUB_BOOTSTRAP_KEY);
    const operations = gatewayOperations({
      db, clock, vault, limiter, events, audit, tokens,
      passwords: openPasswords(), provider: null, publicUrl: config.HUB_PUBLIC_URL, authenticate: authenticator.authenticate,
    });
    const invoke = openInvoker({ db, audit, events, vault, clock, log, telemetry, checkOutputs: options.checkOutputs });
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    const gateway = await lifecycle.start('gateway', () =>
      startGateway({
        options: {
          host: config.HUB_HOST,
          port: config.HUB_PORT,
          publicUrl: config.HUB_PUBLIC_URL,
          trustedProxies: config.HUB_TRUSTED_PROXIES,
          corsOrigins: config.HUB_CORS_ORIGINS,
          requestsPerMinute: config.HUB_RATE_LIMIT,
          metricsKey: config.HUB_METRICS_KEY,
          drainMs: config.HUB_DRAIN_SECONDS * 1000,
          consoleFolder: join(root, 'admin-ui', 'dist'),
          version,
        },
        operations, authenticate: authenticator.authenticate, invoke, limiter,
        onEvent: (_l: (event: HubEvent) => void) => () => undefined,
        health, metrics, telemetry, clock, log,
      }),
    );
    return {
      url: gateway.url,
      loopback: /^(127\.|localhost$|::1$)/.test(config.HUB_HOST),
      firstUse: first.firstUse,
      makeSignInLink: async () => `${gateway.url}/sign-in/link#${await createSignInLink(db, first.userId)}`,
      stop: () => lifecycle.stop(),
    };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
};
