import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { isList, isObject, own, type PlainObject } from '../../../core/schema/plain.ts';
import type { Log } from '../../../core/ports.ts';
import type { Condition, Policy } from '../policy.ts';
import type { PolicyDeps } from '../policy-deps.ts';
import type { PluginContext, PluginManifest, RouteDeclaration } from './contract.ts';
import { findPlugins, type PluginEntry, type PluginProblem, type Variable } from './find-plugins.ts';
import { openGuests, type Guests } from './guest.ts';
import { configFor, services } from './not-hosted.ts';
import { pluginCondition } from './plugin-condition.ts';
import { pluginLogger } from './plugin-logger.ts';
import { pluginPolicy } from './plugin-policy.ts';
import { pluginSchema } from './plugin-schema.ts';

export interface LoadedPlugins {
  readonly policies: readonly Policy[];
  readonly conditions: readonly Condition[];
  readonly gatewayRoutes: readonly RouteOf[];
  readonly adminRoutes: readonly RouteOf[];
  readonly problems: readonly PluginProblem[];
  /** Shared by all plug-ins of the process. */
  readonly events: EventEmitter;
  /** Why a policy or condition may not be there; undefined where no plug-in is missing. */
  absent(name: string): string | undefined;
}

export interface RouteOf {
  readonly plugin: string;
  readonly declare: RouteDeclaration;
}

export interface LoadOptions {
  readonly folder: string;
  readonly variable: Variable;
  /** Names that are ours. */
  readonly taken: { readonly policies: ReadonlySet<string>; readonly conditions: ReadonlySet<string> };
  readonly deps: Pick<PolicyDeps, 'log' | 'clock' | 'metrics'>;
}

/** Of express-gateway 1.16; a plug-in that asks for more is loaded all the same, as there. */
const engine = [1, 2] as const;
const longestInitMs = 10_000;

/** Code of the owner of this installation. What cannot be loaded is told and left out: the hub starts without it. */
export const loadPlugins = async ({ folder, variable, taken, deps }: LoadOptions): Promise<LoadedPlugins> => {
  const { log } = deps;
  const { entries, problems: unfound } = await findPlugins(folder, variable);
  const problems: PluginProblem[] = [...unfound];
  const events = new EventEmitter();
  events.on('error', (error) => log.warn('traffic: a plug-in told of an error', { error }));
  const loading: Loading = {
    ...{ taken, log, events, problems },
    guests: openGuests(deps),
    config: configFor(Object.fromEntries(entries.map(({ name, settings }) => [name, settings]))),
    policies: new Map(),
    conditions: new Map(),
    gatewayRoutes: [],
    adminRoutes: [],
  };
  for (const entry of entries) await loadOne(entry, loading);
  for (const { plugin, reason } of problems)
    log.error('traffic: a plug-in is not there, or not whole; pipelines that use it are shut', {
      plugin,
      reason,
    });
  return {
    policies: [...loading.policies.values()],
    conditions: [...loading.conditions.values()],
    gatewayRoutes: loading.gatewayRoutes,
    adminRoutes: loading.adminRoutes,
    ...{ problems, events },
    absent: (name) => {
      const missing = problems.filter(({ brings }) => brings === null || brings.includes(name));
      const names = missing.map(({ plugin }) => `"${plugin}"`).join(', ');
      return missing.length === 0
        ? undefined
        : `Of this installation’s plug-ins ${names} could not be loaded: the log of the hub has the reason.`;
    },
  };
};

interface Loading {
  readonly taken: LoadOptions['taken'];
  readonly log: Log;
  readonly events: EventEmitter;
  readonly guests: Guests;
  readonly config: object;
  readonly policies: Map<string, Policy>;
  readonly conditions: Map<string, Condition>;
  readonly gatewayRoutes: RouteOf[];
  readonly adminRoutes: RouteOf[];
  readonly problems: PluginProblem[];
}

/** All of it or nothing, but for what cannot be had under its name. */
const loadOne = async (entry: PluginEntry, loading: Loading): Promise<void> => {
  const { name: plugin, file } = entry;
  const log = loading.log.child({ plugin });
  let manifest: PluginManifest | undefined;
  try {
    manifest = manifestIn((await import(pathToFileURL(file).href)) as Record<string, unknown>);
    const schema = pluginSchema(manifest.schema);
    const [wrong] = schema.problems(entry.settings);
    if (wrong !== undefined)
      throw new Error(
        `its settings are not valid: ${wrong.path === '' ? '' : `${wrong.path} `}${wrong.message}`,
      );
    tellNewer(manifest.version, log);
    const gathered = gather(entry, schema.filled(entry.settings), { ...loading, log });
    await within(manifest.init(gathered.context));
    keep(plugin, gathered, loading);
    log.info('traffic: a plug-in is loaded', { file });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    loading.problems.push({ plugin, reason, brings: namesOf(manifest?.policies) });
    log.error('traffic: a plug-in cannot be loaded', { file, error });
  }
};

const namesOf = (policies: unknown): readonly string[] | null =>
  isList(policies) ? policies.filter((name) => typeof name === 'string') : null;

const manifestIn = (module: Record<string, unknown>): PluginManifest => {
  const { default: made } = module;
  const candidates = [made, isObject(made) ? own(made, 'default') : undefined, module];
  const found = candidates.find(
    (one) =>
      typeof one === 'object' && one !== null && typeof (one as { init?: unknown }).init === 'function',
  );
  if (found === undefined)
    throw new Error('it exports no plug-in: { version, policies, schema, init(pluginContext) }');
  return found as PluginManifest;
};

const tellNewer = (version: unknown, log: Log): void => {
  const [major = 0, minor = 0] = typeof version === 'string' ? version.split('.').map(Number) : [];
  if (major > engine[0] || (major === engine[0] && minor > engine[1]))
    log.warn('traffic: a plug-in is made for a newer gateway', { version, hosts: engine.join('.') });
};

const within = async (work: unknown): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`init was not done in ${longestInitMs} ms`)), longestInitMs);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
};

interface Gathered {
  readonly context: PluginContext;
  readonly policies: Policy[];
  readonly conditions: Condition[];
  readonly gatewayRoutes: RouteDeclaration[];
  readonly adminRoutes: RouteDeclaration[];
}

const nameShape = /^[A-Za-z0-9][\w.-]{0,99}$/;

const gather = (
  { name: plugin }: PluginEntry,
  settings: PlainObject,
  { log, events, guests, config }: Loading,
): Gathered => {
  const of = { plugin, config, guests };
  const policies: Policy[] = [];
  const conditions: Condition[] = [];
  const gatewayRoutes: RouteDeclaration[] = [];
  const adminRoutes: RouteDeclaration[] = [];
  const wanted = (what: string, given: { readonly name?: unknown }, work: unknown): void => {
    if (typeof given.name !== 'string' || !nameShape.test(given.name))
      throw new Error(`it registers a ${what} without a name that can be used`);
    if (typeof work !== 'function') throw new Error(`its ${what} "${given.name}" is no function`);
  };
  const context: PluginContext = {
    ...{ settings, config, services },
    logger: pluginLogger(log),
    eventBus: events,
    registerPolicy: (policy) => {
      wanted('policy', policy, policy.policy);
      policies.push(pluginPolicy(policy, of));
    },
    registerCondition: (condition) => {
      wanted('condition', condition, condition.handler);
      conditions.push(pluginCondition(condition, of));
    },
    registerGatewayRoute: (declare) => void gatewayRoutes.push(declare),
    registerAdminRoute: (declare) => void adminRoutes.push(declare),
    registerCLIExtension: () =>
      log.warn(
        'traffic: a plug-in extends the command line of express-gateway, which is not there; the rest of it is used. Offer an admin route instead',
      ),
  };
  return { context, policies, conditions, gatewayRoutes, adminRoutes };
};

const keep = (plugin: string, gathered: Gathered, loading: Loading): void => {
  const { taken, problems } = loading;
  const refuse = (name: string, what: string): void => {
    problems.push({
      plugin,
      brings: [],
      reason: `Its ${what} "${name}" is left out: there is another one of that name.`,
    });
  };
  for (const policy of gathered.policies)
    if (taken.policies.has(policy.name) || loading.policies.has(policy.name)) refuse(policy.name, 'policy');
    else loading.policies.set(policy.name, policy);
  for (const condition of gathered.conditions)
    if (taken.conditions.has(condition.name) || loading.conditions.has(condition.name))
      refuse(condition.name, 'condition');
    else loading.conditions.set(condition.name, condition);
  loading.gatewayRoutes.push(...gathered.gatewayRoutes.map((declare) => ({ plugin, declare })));
  loading.adminRoutes.push(...gathered.adminRoutes.map((declare) => ({ plugin, declare })));
};
