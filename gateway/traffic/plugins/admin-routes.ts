import type { IncomingMessage } from 'node:http';
import type { Caller } from '../../../core/caller.ts';
import { HubError } from '../../../core/errors.ts';
import type { Log } from '../../../core/ports.ts';
import type { PlainHandler } from '../../http/dispatch.ts';
import { jsonBodies } from '../../http/express-app.ts';
import { parseCookies, refuseForeignPage } from '../../http/credentials.ts';
import type { Edge } from '../../http/origin.ts';
import type { RouteOf } from './load-plugins.ts';
import { openPluginRoutes, type PluginRoutes } from './plugin-routes.ts';

export interface AdminRouteDeps {
  readonly log: Log;
  readonly edge: Edge;
  readonly authenticate: (credentials: { readonly sessionCookie?: string | undefined }) => Promise<Caller>;
  readonly sessionCookieName: (secure: boolean) => string;
}

export const adminPrefix = '/traffic-plugins/';

/**
 * What plug-ins offer to administrators, at `/traffic-plugins/<plug-in>/…` of the hub: for people who are signed in as the
 * owner of the installation. API keys belong to spaces, and open nothing here.
 */
export const adminRoutes = (routes: readonly RouteOf[], deps: AdminRouteDeps): PlainHandler => {
  const { log, edge } = deps;
  const byPlugin = new Map<string, PluginRoutes>();
  for (const plugin of new Set(routes.map((route) => route.plugin)))
    byPlugin.set(
      plugin,
      openPluginRoutes(
        routes.filter((route) => route.plugin === plugin),
        { log, prepare: (app) => void app.use(jsonBodies()) },
      ),
    );

  const requireOwner = async (request: IncomingMessage): Promise<void> => {
    const origin = edge.originOf(request);
    const cookies = parseCookies(request.headers.cookie);
    const sessionCookie = cookies.get(deps.sessionCookieName(origin.startsWith('https:')));
    if (sessionCookie === undefined)
      throw new HubError('unauthenticated', 'Sign in as the owner of the installation first.');
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseForeignPage(request, origin);
    const caller = await deps.authenticate({ sessionCookie });
    if (caller.kind !== 'user' || !caller.installationOwner)
      throw new HubError('forbidden', 'This is for the owner of the installation only.');
  };

  return async (request, response) => {
    await requireOwner(request);
    const url = (request.url ?? '').slice(adminPrefix.length);
    const end = url.search(/[/?]/);
    const plugin = end < 0 ? url : url.slice(0, end);
    const offered = byPlugin.get(plugin);
    if (offered === undefined)
      throw new HubError('not_found', `No plug-in "${plugin.slice(0, 100)}" offers anything here.`);
    const rest = end < 0 ? '' : url.slice(end);
    request.url = rest.startsWith('/') ? rest : `/${rest}`;
    await new Promise<void>((resolve, reject) => {
      response.once('close', resolve);
      offered(request, response, () =>
        reject(new HubError('not_found', `The plug-in "${plugin}" offers nothing at this address.`)),
      );
    });
  };
};
