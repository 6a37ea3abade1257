import type { IncomingMessage } from 'node:http';
import { plainAddress } from '../../http/plain-address.ts';

export interface ClientFacts {
  readonly client: string;
  /** As upstreams are told. */
  readonly forwardedFor: string;
  readonly secure: boolean;
}

/** Who called, and over what: as many entries of X-Forwarded-For are believed as there are proxies of ours. */
export const openClientFacts = (
  trustedProxies: number,
  secure: boolean,
): ((request: IncomingMessage) => ClientFacts) => {
  if (trustedProxies === 0)
    return (request) => {
      const client = plainAddress(request.socket.remoteAddress ?? '0.0.0.0');
      return { client, forwardedFor: client, secure };
    };
  return (request) => {
    const peer = plainAddress(request.socket.remoteAddress ?? '0.0.0.0');
    const said = listOf(request.headers['x-forwarded-for']);
    const believed = [...said, peer].slice(-trustedProxies - 1);
    const scheme = listOf(request.headers['x-forwarded-proto']).at(-trustedProxies);
    return {
      client: plainAddress(believed[0] ?? peer),
      forwardedFor: believed.join(', '),
      secure: scheme === undefined ? secure : scheme === 'https',
    };
  };
};

const listOf = (header: string | string[] | undefined): string[] =>
  header === undefined
    ? []
    : (Array.isArray(header) ? header.join(',') : header).split(',').map((entry) => entry.trim());
