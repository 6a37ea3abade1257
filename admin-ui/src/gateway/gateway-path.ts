import { spacePath } from '../location/space-path.ts';

/** Addresses of the pages of the gateway. */
export const gatewayPath = (space: string | null, page = ''): string =>
  spacePath(space ?? '', page === '' ? 'gateway' : `gateway/${page}`);

export const routePath = (space: string | null, name: string, view = ''): string =>
  gatewayPath(space, `routes/${encodeURIComponent(name)}${view}`);

export const servicePath = (space: string | null, name: string, view = ''): string =>
  gatewayPath(space, `services/${encodeURIComponent(name)}${view}`);
