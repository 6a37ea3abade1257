import type { Exchange } from '../../platform/invoke/context.ts';
import { portalSessionSeconds } from './sessions.ts';

/** Sent to the operations of one portal only: not with its page, not to the portal of another space. */
const placeOf = (exchange: Exchange, slug: string) => ({
  name: exchange.origin.startsWith('https:') ? '__Secure-hub_portal' : 'hub_portal',
  path: `/api/portal/${slug}`,
  sameSite: 'Strict' as const,
});

export const portalCookieOf = (exchange: Exchange, slug: string): string | undefined =>
  exchange.cookies.get(placeOf(exchange, slug).name);

export const setPortalCookie = (exchange: Exchange, slug: string, token: string): void => {
  exchange.setCookie({
    ...placeOf(exchange, slug),
    value: token,
    maxAgeSeconds: portalSessionSeconds,
  });
};

export const clearPortalCookie = (exchange: Exchange, slug: string): void => {
  exchange.setCookie({ ...placeOf(exchange, slug), value: null, maxAgeSeconds: 0 });
};
