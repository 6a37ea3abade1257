import type { IncomingMessage } from 'node:http';
import { HubError } from '../../core/errors.ts';
import { plainAddress } from './plain-address.ts';

export interface EdgeOptions {
  readonly publicUrl: string | undefined;
  readonly host: string;
  readonly trustedProxies: number;
}

export interface Edge {
  /** The address of the caller: as many entries of X-Forwarded-For are believed as there are proxies of ours. */
  addressOf(request: IncomingMessage): string;
  /** The hub's own origin as this caller sees it. Refuses a Host that is not the hub's: a rebound name must not reach it. */
  originOf(request: IncomingMessage): string;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const isLoopbackHost = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host);

export const openEdge = (options: EdgeOptions): Edge => {
  const publicOrigin = options.publicUrl === undefined ? undefined : new URL(options.publicUrl).origin;
  const publicHost = publicOrigin === undefined ? undefined : new URL(publicOrigin).host;
  const onlyLoopback = isLoopbackHost(options.host);

  const forwarded = (
    request: IncomingMessage,
    name: 'x-forwarded-for' | 'x-forwarded-proto',
  ): string | undefined => {
    const header = request.headers[name];
    if (options.trustedProxies === 0 || header === undefined) return undefined;
    const entries = (Array.isArray(header) ? header.join(',') : header)
      .split(',')
      .map((entry) => entry.trim());
    return entries.at(-Math.min(options.trustedProxies, entries.length));
  };

  return {
    addressOf: (request) =>
      plainAddress(forwarded(request, 'x-forwarded-for') ?? request.socket.remoteAddress ?? '0.0.0.0'),
    originOf: (request) => {
      const host = request.headers.host ?? '';
      if (publicOrigin !== undefined && host.toLowerCase() === publicHost) return publicOrigin;
      const known = loopback.test(host) || (publicOrigin === undefined && !onlyLoopback);
      if (!known || !/^[A-Za-z0-9.:[\]_-]+$/.test(host)) {
        throw new HubError(
          'origin_refused',
          `The hub does not answer to the name "${host.slice(0, 100)}". Set HUB_PUBLIC_URL to the address it is reached by.`,
        );
      }
      const scheme = forwarded(request, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
      return `${scheme}://${host}`;
    },
  };
};

/** One customer's line for rate limits: an IPv6 caller owns a whole /64. */
export const addressBlock = (address: string): string => {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    while (groups.length + after.length < 8) groups.push('0');
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
};
