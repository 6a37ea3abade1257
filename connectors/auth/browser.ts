import { HubError } from '../../core/errors.ts';
import type { CallContext, Exchange } from '../../platform/invoke/context.ts';
import { isOpaque, newOpaque } from './oauth/pkce.ts';

const connectionsPath = '/api/connections';
export const callbackPath = `${connectionsPath}/callback` as const;

const isSecure = (exchange: Exchange): boolean => exchange.origin.startsWith('https:');
const cookieName = (exchange: Exchange): string =>
  isSecure(exchange) ? '__Secure-hub_connect' : 'hub_connect';

export const exchangeOf = (context: CallContext): Exchange => {
  if (context.exchange !== undefined) return context.exchange;
  throw new HubError(
    'input_invalid',
    'This works over HTTP only: a browser has to go to the provider and back.',
  );
};

/** The secret that ties what is begun at a provider to the browser that began it. */
export const browserSecretOf = (exchange: Exchange): string | undefined =>
  exchange.cookies.get(cookieName(exchange));

/** Several tabs share one; each has a state of its own. The path covers both ends: where it is set and where it is read. */
export const keepBrowserSecret = (exchange: Exchange): string => {
  const held = browserSecretOf(exchange);
  const value = held !== undefined && isOpaque(held) ? held : newOpaque();
  exchange.setCookie({ name: cookieName(exchange), value, path: connectionsPath, maxAgeSeconds: 600 });
  return value;
};

/** The one address that a provider is told to send browsers back to. */
export const redirectUriOf = (publicUrl: string | undefined, exchange: Exchange): string =>
  new URL(callbackPath, publicUrl ?? exchange.origin).href;

/** A plain path of the console: no other host can be spelled with these signs. */
export const consolePath = /^\/(?!\/)[A-Za-z0-9/_-]{0,300}$/;
