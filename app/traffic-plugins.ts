import type { Clock, Log } from '../core/ports.ts';
import type { Authenticate } from '../gateway/sign-in/authenticate.ts';
import type { PlainHandler } from '../gateway/http/dispatch.ts';
import { openEdge } from '../gateway/http/origin.ts';
import { sessionCookieName } from '../gateway/sign-in/cookies.ts';
import type { LoadedPlugins } from '../gateway/traffic/plugins/load-plugins.ts';
import type { PluginRoutes } from '../gateway/traffic/plugins/plugin-routes.ts';
import type { Config } from '../platform/config.ts';
import type { Metrics } from '../platform/metrics.ts';
import { edgeOptions } from './edge-options.ts';

export interface PluginParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Plug-ins of the owner of this installation, run only where a folder is named. */
export interface TrafficPlugins extends Pick<LoadedPlugins, 'policies' | 'conditions' | 'absent'> {
  /** Undefined where no plug-in has any. */
  readonly routes: PluginRoutes | undefined;
  readonly opened: (server: { readonly address: string; readonly port: number }) => void;
  /** By the first step of their path in the hub. */
  adminPrefixes(authenticate: Authenticate): Promise<readonly (readonly [string, PlainHandler])[]>;
}

export const openTrafficPlugins = async (parts: PluginParts): Promise<TrafficPlugins | null> => {
  const { config, log } = parts;
  const folder = config.HUB_TRAFFIC_PLUGINS;
  if (folder === undefined) return null;
  const [{ loadPlugins }, { openPluginRoutes }, { policies }, { conditions }] = await Promise.all([
    import('../gateway/traffic/plugins/load-plugins.ts'),
    import('../gateway/traffic/plugins/plugin-routes.ts'),
    import('../gateway/traffic/policy-list.ts'),
    import('../gateway/traffic/condition-list.ts'),
  ]);
  const loaded = await loadPlugins({
    folder,
    variable: config.variable,
    taken: {
      policies: new Set(policies.map(({ name }) => name)),
      conditions: new Set(conditions.map(({ name }) => name)),
    },
    deps: parts,
  });
  const { gatewayRoutes, adminRoutes } = loaded;
  const isSecure = config.HUB_TRAFFIC_TLS.length > 0;
  return {
    ...loaded,
    routes: gatewayRoutes.length === 0 ? undefined : openPluginRoutes(gatewayRoutes, { log }),
    opened: ({ address, port }) => {
      const server = { address: () => ({ address, port, family: address.includes(':') ? 'IPv6' : 'IPv4' }) };
      const event = isSecure ? 'https-ready' : 'http-ready';
      try {
        loaded.events.emit(event, isSecure ? { httpsServer: server } : { httpServer: server });
      } catch (error) {
        log.warn('traffic: a plug-in failed at an event', { event, error });
      }
    },
    adminPrefixes: async (authenticate) => {
      if (adminRoutes.length === 0) return [];
      const { adminPrefix, adminRoutes: offer } = await import('../gateway/traffic/plugins/admin-routes.ts');
      const edge = openEdge(edgeOptions(config));
      return [[adminPrefix, offer(adminRoutes, { log, edge, authenticate, sessionCookieName })]];
    },
  };
};
