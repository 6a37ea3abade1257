import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { HubError } from '../../core/errors.ts';

export interface OriginOptions {
  readonly publicUrl: string | undefined;
  /** What the hub listens on. */
  readonly host: string;
  /** Pages of these origins may call it. */
  readonly corsOrigins: readonly string[];
}

export type CheckOrigin = (request: IncomingMessage) => void;

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);
const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host);

/**
 * Against DNS rebinding: a page that has its own name point to this machine sends that name as Host and Origin. Let in are the
 * public address, names of this machine while only it can reach the hub, and else addresses, which cannot be rebound.
 */
export const checkOrigin = (options: OriginOptions): CheckOrigin => {
  const open = options.publicUrl === undefined ? undefined : new URL(options.publicUrl);
  const onlyLoopback = isLoopback(options.host);
  const pages = new Set([...options.corsOrigins, ...(open === undefined ? [] : [open.origin])]);

  const knownHost = (host: string): boolean => {
    if (open !== undefined && host === open.host) return true;
    const name = hostname(`http://${host}`);
    if (name === undefined) return false;
    if (onlyLoopback) return loopbackNames.has(name);
    return open === undefined && isIP(name.replace(/^\[|\]$/g, '')) !== 0;
  };

  const knownOrigin = (origin: string, host: string): boolean => {
    if (pages.has(origin)) return true;
    if (origin === `http://${host}` || origin === `https://${host}`) return true;
    const name = hostname(origin);
    return onlyLoopback && name !== undefined && loopbackNames.has(name);
  };

  return ({ headers }) => {
    const host = (headers.host ?? '').toLowerCase();
    if (!knownHost(host))
      throw new HubError(
        'origin_refused',
        `The hub does not answer to the name "${host.slice(0, 100)}". Set HUB_PUBLIC_URL to the address it is reached by.`,
      );
    const { origin } = headers;
    if (origin !== undefined && !knownOrigin(origin.toLowerCase(), host))
      throw new HubError(
        'origin_refused',
        `Pages of "${origin.slice(0, 100)}" may not call this. Name the origin in HUB_CORS_ORIGINS.`,
      );
  };
};

/** Undefined unless it is an origin of HTTP and nothing else. */
const hostname = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const bare = url.username === '' && url.password === '' && url.pathname === '/' && url.search === '';
  return bare && /^https?:$/.test(url.protocol) ? url.hostname : undefined;
};
