import type { Callables, Clock, Hints, Log, RateLimiter, Running } from '../core/ports.ts';
import type { Language } from '../gateway/traffic/document/language.ts';
import type { Traffic, TrafficDeps } from '../gateway/traffic/run/open-traffic.ts';
import type { FlowCall, PolicyDeps } from '../gateway/traffic/policy-deps.ts';
import { gatewayDocuments } from '../gateway/traffic/saved/topic.ts';
import type { Config } from '../platform/config.ts';
import type { Db } from '../platform/db/open.ts';
import type { PooledEgress } from '../platform/egress/egress.ts';
import type { Metrics } from '../platform/metrics.ts';
import { startRounds } from '../platform/rounds.ts';
import type { KeyVault } from '../platform/vault/vault.ts';
import type { Lifecycle } from './lifecycle.ts';
import { tellHostsOfNoSpace } from './traffic-hosts.ts';
import { openTrafficPlugins, type TrafficPlugins } from './traffic-plugins.ts';

export interface TrafficParts {
  readonly config: Config;
  readonly db: Db;
  readonly vault: KeyVault;
  readonly hints: Hints;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
  readonly callables: Callables;
  /** What is known of imported documents. */
  readonly documents: Pick<PolicyDeps, 'operationOf' | 'methodsOf' | 'mockAnswer'>;
}

export interface TrafficModule {
  /** The words of pipelines, for checking documents; loaded when the first one is looked at. */
  language(): Promise<Language>;
  /** Of the installation; null where it has none. */
  plugins(): Promise<TrafficPlugins | null>;
  /** Listens when the first document is there, and costs next to nothing before. */
  listen(): Promise<void>;
  /** Of this process; null while nothing of it is loaded. */
  running(): Traffic | null;
}

const lookEveryMs = 500;

export const openTrafficModule = (parts: TrafficParts): TrafficModule => {
  const { config, db, hints, clock, log, lifecycle } = parts;
  let loaded: Promise<Loaded> | undefined;
  let running: Traffic | null = null;
  let opened: Promise<TrafficPlugins | null> | undefined;
  const plugins = (): Promise<TrafficPlugins | null> => (opened ??= openTrafficPlugins(parts));
  const load = (): Promise<Loaded> => (loaded ??= plugins().then((own) => loadTraffic(parts, own)));

  const hasDocuments = async (): Promise<boolean> => {
    const [row] = await db.asSystem((tx) =>
      tx.query<{ there: boolean }>(
        'select exists (select 1 from gateway_revisions where documents > 0) as there',
      ),
    );
    return row?.there === true;
  };

  const open = async (): Promise<void> => {
    const { openTraffic, egress, languageWith } = await load();
    const own = await plugins();
    running = await lifecycle.start('traffic', () =>
      openTraffic({
        ...{ db, hints, clock, log, metrics: parts.metrics, vault: parts.vault, egress },
        language: (forward) => languageWith({ forward }),
        ...{ routes: own?.routes, opened: own?.opened },
        options: optionsOf(config),
      }),
    );
  };

  return {
    language: async () => (await load()).language,
    running: () => running,
    plugins,
    listen: async () => {
      await tellHostsOfNoSpace(config.HUB_TRAFFIC_HOSTS, { db, log });
      // What is wrong with a plug-in is told at the start, and their own routes are there without a pipeline.
      if ((await plugins()) !== null || (await hasDocuments())) return open();
      await lifecycle.start('first pipeline', async () => startFirstLook({ hasDocuments, open, ...parts }));
    },
  };
};

/** Until there is something to listen for. */
const startFirstLook = ({
  hasDocuments,
  open,
  hints,
  clock,
  log,
}: Pick<TrafficParts, 'hints' | 'clock' | 'log'> & {
  hasDocuments(): Promise<boolean>;
  open(): Promise<void>;
}): Running => {
  let over = false;
  let rung = false;
  let lookAt = clock.monotonic() + lookEveryMs;
  const rounds = startRounds({
    what: 'the first pipeline',
    log,
    dueIn: () => (rung ? 0 : lookAt - clock.monotonic()),
    phase: () => (over ? 'over' : 'on'),
    round: async () => {
      rung = false;
      lookAt = clock.monotonic() + lookEveryMs;
      if (over || !(await hasDocuments())) return;
      await open();
      over = true;
      unhook();
    },
  });
  const unhook = hints.on(gatewayDocuments, () => {
    rung = true;
    rounds.ring();
  });
  return {
    stop: async () => {
      over = true;
      unhook();
      rounds.ring();
      await rounds.over;
    },
  };
};

const optionsOf = (config: Config) => ({
  host: config.HUB_HOST,
  // 0 stays 0: where the hub takes any free port, so does this.
  port: config.HUB_TRAFFIC_PORT ?? (config.HUB_PORT === 0 ? 0 : config.HUB_PORT + 1),
  shared: config.HUB_TRAFFIC_SHARED === 'true',
  drainMs: config.HUB_DRAIN_SECONDS * 1000,
  trustedProxies: config.HUB_TRUSTED_PROXIES,
  hosts: config.HUB_TRAFFIC_HOSTS,
  most: config.HUB_TRAFFIC_MOST,
  certificates: config.HUB_TRAFFIC_TLS.map(([cert, key]) => ({ cert, key })),
});

interface Loaded {
  readonly openTraffic: (deps: TrafficDeps) => Promise<Traffic>;
  readonly egress: PooledEgress;
  readonly language: Language;
  languageWith(more: Pick<PolicyDeps, 'forward'>): Language;
}

const loadTraffic = async (parts: TrafficParts, plugins: TrafficPlugins | null): Promise<Loaded> => {
  const [
    { openTraffic },
    { createEgress },
    { languageOf },
    { policies },
    { conditionsWith },
    { openConsumerDirectory },
    { openPasswords },
    { startQuotas },
    { takeQuotas },
    { openRevocationFiles },
  ] = await Promise.all([
    import('../gateway/traffic/run/open-traffic.ts'),
    import('../platform/egress/egress.ts'),
    import('../gateway/traffic/document/language.ts'),
    import('../gateway/traffic/policy-list.ts'),
    import('../gateway/traffic/condition-list.ts'),
    import('../gateway/traffic/consumers/open-directory.ts'),
    import('../gateway/passwords/hash.ts'),
    import('../gateway/traffic/quotas/start-quotas.ts'),
    import('../gateway/traffic/quotas/store.ts'),
    import('../gateway/traffic/listen/revocation-files.ts'),
  ]);
  const { config, db, vault, hints, clock, log, limiter, metrics, lifecycle } = parts;
  const egress = await lifecycle.start('egress of traffic', async () => {
    const opened = createEgress({ allow: config.egressAllow, log });
    return { ...opened, stop: opened.close };
  });
  const consumers = await lifecycle.start('consumers', async () =>
    openConsumerDirectory({ db, vault, hints, clock, log, limiter, passwords: openPasswords() }),
  );
  const revocations = await lifecycle.start('revocation lists', async () =>
    openRevocationFiles({ files: config.HUB_TRAFFIC_CRL, log }),
  );
  const quotas = await lifecycle.start('quotas', async () =>
    startQuotas({ take: (asked) => takeQuotas(db, asked), clock, log }),
  );
  const deps: PolicyDeps = {
    ...{ consumers, limiter, quotas, revocations, egress, clock, log, metrics },
    ...parts.documents,
    runFlow: (call) => runFlow(parts.callables, call),
    forward: () => {
      throw new Error('A pipeline that is only checked sends nothing.');
    },
  };
  const languageWith = (more: Partial<PolicyDeps>): Language =>
    languageOf({
      policies: [...policies, ...(plugins?.policies ?? [])],
      conditions: conditionsWith(plugins?.conditions ?? []),
      deps: { ...deps, ...more },
      absent: plugins?.absent,
    });
  return { openTraffic, egress, language: languageWith({}), languageWith };
};

/** With the rights of who builds pipelines: they are what says which flow runs. */
const runFlow = async (callables: Callables, call: FlowCall): Promise<unknown> => {
  const { spaceId, flow, input, waitMs, requestId, signal } = call;
  const answer = await callables.call({
    ...{ spaceId, name: `flow.${flow}`, requestId, connection: undefined },
    input: input as Readonly<Record<string, unknown>>,
    caller: { kind: 'hub', name: 'gateway', spaceId, permissions: 'all' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(waitMs)]),
  });
  return answer.output;
};
