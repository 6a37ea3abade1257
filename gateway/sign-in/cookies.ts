import { HubError } from '../../core/errors.ts';
import type { CallContext, Exchange } from '../../platform/invoke/context.ts';
import { sessionTokenSeconds } from './session-token.ts';

const isSecure = (exchange: Exchange): boolean => exchange.origin.startsWith('https:');

/** Over https the prefixes hold a browser to the rules: no other host, no plain http can plant such a cookie. */
export const sessionCookieName = (secure: boolean): string => (secure ? '__Host-hub_session' : 'hub_session');
const refreshCookieName = (secure: boolean): string => (secure ? '__Secure-hub_refresh' : 'hub_refresh');
const browserCookieName = (secure: boolean): string => (secure ? '__Secure-hub_sign_in' : 'hub_sign_in');

const refreshPath = '/api/session';
const refreshSeconds = 30 * 24 * 3_600;

export interface SessionSecrets {
  readonly access: string;
  readonly refresh: string;
}

/** Signing in means cookies: there is no other way to hold a session. */
export const exchangeOf = (context: CallContext): Exchange => {
  if (context.exchange !== undefined) return context.exchange;
  throw new HubError('input_invalid', 'This works over HTTP only: it sets or reads cookies.');
};

export const sessionCookieOf = (exchange: Exchange): string | undefined =>
  exchange.cookies.get(sessionCookieName(isSecure(exchange)));

export const refreshTokenOf = (exchange: Exchange): string | undefined =>
  exchange.cookies.get(refreshCookieName(isSecure(exchange)));

export const setSessionCookies = (exchange: Exchange, secrets: SessionSecrets): void => {
  exchange.setCookie({
    name: sessionCookieName(isSecure(exchange)),
    value: secrets.access,
    path: '/',
    maxAgeSeconds: sessionTokenSeconds,
  });
  exchange.setCookie({
    name: refreshCookieName(isSecure(exchange)),
    value: secrets.refresh,
    path: refreshPath,
    maxAgeSeconds: refreshSeconds,
  });
};

export const clearSessionCookies = (exchange: Exchange): void => {
  const secure = isSecure(exchange);
  exchange.setCookie({ name: sessionCookieName(secure), value: null, path: '/', maxAgeSeconds: 0 });
  exchange.setCookie({ name: refreshCookieName(secure), value: null, path: refreshPath, maxAgeSeconds: 0 });
};

/** The secret that ties a sign-in at the identity provider to the browser that began it. */
export const browserSecretOf = (exchange: Exchange): string | undefined =>
  exchange.cookies.get(browserCookieName(isSecure(exchange)));

export const setBrowserSecret = (exchange: Exchange, secret: string): void => {
  exchange.setCookie({
    name: browserCookieName(isSecure(exchange)),
    value: secret,
    path: '/api/sign-in',
    maxAgeSeconds: 600,
  });
};
